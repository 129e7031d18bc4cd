"""A list without rows says what to do, and in a large window which list will be there."""

import pytest

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


@pytest.mark.parametrize(
    ("tab", "switches", "line"),
    [
        ("senders", (), "n New  v View"),
        ("send", (), "n New  v View"),
        ("send", ("v", "v"), "n New  v View  i Import"),
        ("plans", (), "v Plans/orders"),
    ],
)
async def test_the_line_of_keys_names_what_works_on_a_list_without_rows(
    user_at: SitDown, direct_mail: DirectMail, tab: str, switches: tuple[str, ...], line: str
) -> None:
    direct_mail.sandbox.load("activated")
    async with user_at() as user:
        await user.sees("console")
        await user.presses(tab_key(tab), *switches)
        assert line in [row.strip() for row in user.rows()]


async def test_a_search_that_finds_nothing_names_the_keys_that_lead_on(
    user_at: SitDown, direct_mail: DirectMail
) -> None:
    direct_mail.sandbox.load("busy")
    async with user_at((120, 36)) as user:
        await user.sees("console")
        await user.presses(tab_key("senders"), "slash")
        await user.types("nowhere")
        await user.until(lambda: "nowhere" in user.reads("#senders .empty"), "no rows")
        assert "n New  v View  / Search  s Sort  x Export" in [row.strip() for row in user.rows()]
