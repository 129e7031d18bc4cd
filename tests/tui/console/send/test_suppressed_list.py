"""Who gets no mail, in the console: seen, searched, added, imported and taken off with a question."""

from pathlib import Path

import pytest

from dm_tui.domain.mailing.suppressed import SuppressionReason
from dm_tui.providers.mail.transport import Refused
from dm_tui.services.direct_mail import DirectMail
from dm_tui.tui.console.shared.tab_names import tab_key
from dm_tui.tui.widgets.view_switcher import ViewSwitcher
from tests.post import PostOffice
from tests.tui.conftest import SitDown
from tests.tui.console.looking import cells
from tests.tui.console.send.mailings import can_send, made, opens_send
from tests.tui.journey import User, sit_down

TABLE = "mailing-table"


@pytest.fixture
def busy(direct_mail: DirectMail) -> DirectMail:
    direct_mail.sandbox.load("busy")
    return direct_mail


async def opens_list(user: User) -> None:
    await user.sees("console")
    await user.presses(tab_key("send"), "v", "v")
    await user.until(
        lambda: user.screen.query_one("#send-views", ViewSwitcher).shown == "suppressed", "the list"
    )


async def test_an_empty_list_says_what_to_do_and_addresses_are_added_with_a_reason(
    user_at: SitDown, busy: DirectMail
) -> None:
    async with user_at() as user:
        await opens_list(user)
        assert "Press n to add an address" in user.reads("#send .empty")
        await user.presses("n")
        await user.sees("new-suppressed")
        await user.types("nobody")
        await user.reaches("#submit")
        await user.presses("enter")
        await user.until(lambda: "is not an email address" in user.reads("#form-problem"), "the refusal")
        await user.writes("#suppressed-addresses", "ada@example.com; bob@example.com")
        await user.reaches("#submit")
        await user.presses("enter")
        await user.hears("2 addresses put on the list.")
        await user.until(lambda: len(cells(user, TABLE)) == 2, "both rows")
        assert {tuple(row[:2]) for row in cells(user, TABLE)} == {
            ("ada@example.com", "unsubscribed"),
            ("bob@example.com", "unsubscribed"),
        }
    assert {entry.source for entry in busy.suppressed.entries()} == {"by hand"}


async def test_an_entry_is_opened_and_taken_off_only_after_a_question(
    user_at: SitDown, busy: DirectMail
) -> None:
    busy.suppressed.add(["ada@example.com"], SuppressionReason.UNSUBSCRIBED)
    async with user_at() as user:
        await opens_list(user)
        await user.until(lambda: len(cells(user, TABLE)) == 1, "the row")
        await user.presses("enter")
        await user.sees("suppressed")
        facts = user.reads("#item-facts")
        assert all(words in facts for words in ("ada@example.com", "unsubscribed", "for good", "by hand"))
        await user.presses("delete")
        await user.sees("remove-suppressed")
        assert user.focused == "keep-it"
        await user.presses("enter")
        await user.sees("suppressed")
        assert len(busy.suppressed.entries()) == 1
        await user.presses("delete")
        await user.sees("remove-suppressed")
        await user.clicks("#remove-it")
        await user.hears("ada@example.com gets mail again.")
        await user.until(lambda: "Everybody gets mail" in user.reads("#send .empty"), "the empty list")
    assert len(busy.suppressed.entries()) == 0


async def test_a_long_list_is_searched_by_itself(user_at: SitDown, busy: DirectMail) -> None:
    busy.suppressed.add([f"r{number}@example.com" for number in range(3_000)])
    async with user_at() as user:
        await opens_list(user)
        await user.until(lambda: any("(3,000)" in row for row in user.rows()), "the count")
        await user.presses("slash")
        await user.types("R1234@")
        await user.until(
            lambda: [row[0] for row in cells(user, TABLE)] == ["r1234@example.com"], "the one row"
        )
        await user.presses("enter", "enter")
        await user.sees("suppressed")


async def test_a_file_is_imported_and_what_cannot_be_read_is_counted(
    user_at: SitDown, busy: DirectMail, tmp_path: Path
) -> None:
    file = tmp_path / "list.csv"
    file.write_text("email,reason\nada@example.com,bounced\nnobody,\n")
    async with user_at() as user:
        await opens_list(user)
        await user.presses("i")
        await user.sees("import-suppressed")
        await user.types(str(file))
        await user.reaches("#submit")
        await user.presses("enter")
        await user.hears("1 address put on the list. 1 row cannot be read.")
        await user.until(lambda: [row[1] for row in cells(user, TABLE)] == ["invalid"], "the row")


async def test_the_key_of_the_import_does_nothing_on_the_mailings(user_at: SitDown, busy: DirectMail) -> None:
    async with user_at() as user:
        await user.sees("console")
        await user.presses(tab_key("send"), "i")
        await user.settles()
        assert user.here == "console"


async def test_a_damaged_list_is_told_and_the_tab_stays(
    user_at: SitDown, busy: DirectMail, state_path: Path
) -> None:
    busy.suppressed.add(["ada@example.com"])
    busy.suppressed.add(["bob@example.com"])
    file = state_path.with_name(state_path.name + ".suppressed")
    file.write_bytes(file.read_bytes().replace(b"ada", b"eve"))
    async with user_at() as user:
        await opens_list(user)
        await user.hears("dm-tui suppressed repair")
        assert any("(?)" in row for row in user.rows())


async def test_a_mailing_says_whom_it_left_out_and_whom_it_put_on_the_list(direct_mail: DirectMail) -> None:
    office = PostOffice()
    sender = can_send(direct_mail, office)
    sender.suppressed.add(["r1@example.com"], SuppressionReason.UNSUBSCRIBED)
    office.will("r0@example.com", Refused(code=550, words="5.1.1 no such user", invalid=True))
    done = sender.sending.run(made(sender, 3).id)
    assert (done.accepted, done.put_on_list) == (1, 1)
    async with sit_down(sender, (110, 32)) as user:
        await opens_send(user)
        await user.presses("enter")
        await user.sees("mailing")
        facts = user.reads("#item-facts")
        assert "Left out 1 unsubscribed" in facts
        assert "1 address found not to exist: for 30 days on the list of addresses that get no mail." in facts
