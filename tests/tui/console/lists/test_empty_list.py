"""A list without rows says what to do, and in a large window which list will be there."""

from dm_tui.services.direct_mail import DirectMail
from dm_tui.tui.console.shared.tab_names import tab_key
from tests.tui.conftest import SitDown


async def test_a_list_without_rows_is_drawn_where_there_is_room(
    user_at: SitDown, direct_mail: DirectMail
) -> None:
    direct_mail.sandbox.load("activated")
    async with user_at((120, 36)) as user:
        await user.sees("console")
        for tab, keys, first, then, heads in (
            ("plans", (), "No plans yet", "Press b to buy one.", "Plan Size Left Status Expires"),
            ("senders", ("v",), "No sender addresses yet", "Press n to add one", "Sender address Kind Alias"),
        ):
            await user.presses(tab_key(tab), *keys)
            drawn = user.reads(f"#{tab} .empty").splitlines()
            assert drawn[1] == first
            assert drawn[2].startswith(then)
            assert " ".join(drawn[4].split()).startswith(heads)
            assert all("░░░" in row for row in drawn[5:9])
        await user.presses(tab_key("plans"))
        await user.resizes(80, 24)
        assert user.reads("#plans .empty") == "No plans yet. Press b to buy one."
        await user.resizes(120, 36)
        assert "░░░" in user.reads("#plans .empty")
        await user.presses(tab_key("send"))
        assert "  none yet: mail is sent from one" in user.reads("#first-setup")
        assert "5  adds the first" in user.reads("#first-setup")
