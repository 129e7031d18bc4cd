"""Who got it is a list in the console, and what was held back goes on while the console is open."""

from datetime import timedelta

from dm_tui.domain.mailing.schedule import Schedule
from dm_tui.domain.mailing.status import MailingStatus
from dm_tui.services.direct_mail import DirectMail
from dm_tui.tui.console.due_work import do_due_work
from tests.conftest import Wait
from tests.post import LETTER, NO_ANSWER, REFUSED, PostOffice, people
from tests.tui.console.looking import cells
from tests.tui.console.send.mailings import can_send, made, opens_mailing
from tests.tui.journey import sit_down


async def test_everybody_has_a_row_with_the_outcome_and_the_words(direct_mail: DirectMail) -> None:
    office = PostOffice()
    sender = can_send(direct_mail, office)
    office.will("r1@example.com", REFUSED)
    office.will("r2@example.com", NO_ANSWER)
    sender.sending.run(made(sender, 4).id)
    async with sit_down(sender) as user:
        await opens_mailing(user)
        await user.presses("w")
        await user.sees("recipients")
        await user.until(lambda: len(cells(user, "recipient-table")) == 4, "all recipients")
        rows = cells(user, "recipient-table")
        assert [row[0] for row in rows] == [f"r{n}@example.com" for n in range(4)]
        outcomes = [row[1].split()[-1] for row in rows]
        assert outcomes == ["accepted", "refused", "unknown", "accepted"]
        assert "no such luck" in rows[1][3]
        await user.presses("escape")
        await user.sees("mailing")


async def test_what_was_held_back_goes_on_while_the_console_is_open(
    direct_mail: DirectMail, wait: Wait
) -> None:
    office = PostOffice()
    sender = can_send(direct_mail, office)
    schedule = Schedule(at=sender.now() + timedelta(hours=1))
    held = sender.sending.run(sender.sending.create(LETTER, people(3), schedule=schedule).id)
    assert held.status is MailingStatus.HELD_BACK
    async with sit_down(sender) as user:
        await do_due_work(user.app, sender)
        assert office.attempts == []
        wait(timedelta(hours=2))
        await do_due_work(user.app, sender)
        await user.hears("is done: 3 of 3 accepted")
    assert office.twice() == {}
