"""What wraps continues under its own beginning; a name is not shown where too little of it has room."""

from dm_tui.services.direct_mail import DirectMail
from dm_tui.tui.console.shared.tab_names import tab_key
from tests.tui.conftest import SitDown
from tests.tui.journey import User

ROWS_OF_A_FINDING = ("! ", "  ")
"""How the first row of a finding begins, and how the others do."""


def _rows_of(user: User, selector: str) -> list[str]:
    return user.reads(selector).splitlines()


async def test_what_wraps_about_a_domain_and_a_template_hangs_also_in_another_window(
    user_at: SitDown, direct_mail: DirectMail
) -> None:
    direct_mail.sandbox.load("busy")
    async with user_at((120, 36)) as user:
        await user.sees("console")
        await user.presses(tab_key("senders"))
        record = next(row for row in user.rows() if "tracking" in row)
        assert "CNAME" in record
        assert "…" not in record
        await user.presses("enter")
        await user.sees("domain")
        await user.chooses("dkim")
        await user.until(lambda: "v=DKIM1" in user.reads("#record-text"), "the record")
        for size in ((120, 36), (60, 20)):
            await user.resizes(*size)
            begins = [row[:7] for row in _rows_of(user, "#record-text")[1:]]
            assert [words for words in begins if words.strip()] == ["Name   ", "Value  "]
            assert len(begins) > 4
        await user.presses("escape")
        await user.presses("v", "v")
        await user.until(lambda: "2 sender" not in " ".join(user.rows()), "the templates")
        await user.presses("down", "enter")
        await user.sees("template")
        for size in ((60, 20), (80, 24)):
            await user.resizes(*size)
            _, _, *findings = _rows_of(user, "#item-facts")
            assert len(findings) > 4
            assert {row[:2] for row in findings} == set(ROWS_OF_A_FINDING)


async def test_the_send_tab_says_why_nothing_can_be_sent(user_at: SitDown, direct_mail: DirectMail) -> None:
    direct_mail.sandbox.load("busy")
    direct_mail.metering.record(5_000)
    async with user_at() as user:
        await user.sees("console")
        await user.presses(tab_key("send"))
        assert user.reads("#send-today") == "! You cannot send now: today's quota is used up."
        await user.presses(tab_key("senders"), "v")
        assert any("2 sender addresses · newest first" in row for row in user.rows())
