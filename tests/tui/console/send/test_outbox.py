"""The outbox in the console: what arrived is listed, and read as a reader, as header fields and as source."""

from textual.widgets import Static

from dm_tui.domain.mailing.letters.letter import make_letter
from dm_tui.domain.mailing.recipients.recipient import Recipient
from dm_tui.domain.setup.subject_and_body import MailContent
from dm_tui.services.direct_mail import DirectMail
from tests.tui.console.looking import cells
from tests.tui.console.send.mailings import TABLE, opens_send
from tests.tui.hostile import shows_nothing_hostile
from tests.tui.journey import User, sit_down


def page(user: User) -> str:
    return str(user.screen.query_one("#letter-text", Static).content)


async def test_a_letter_is_read_in_the_console(direct_mail: DirectMail) -> None:
    direct_mail.sandbox.load("busy")
    sender = direct_mail.senders.show("news@mail.example.com")
    letter = make_letter(sender, MailContent(subject="Grüße\u202e", html="<p>Hello <b>{UserName}</b>"))
    reader = Recipient(address="ann@example.org", variables={"UserName": "A\x1b]0;x\x07nn"})
    direct_mail.sending.run(direct_mail.sending.create(letter, [reader]).id)
    async with sit_down(direct_mail) as user:
        await opens_send(user)
        await user.presses("v")
        await user.until(lambda: len(cells(user, TABLE)) == 1, "the letter")
        assert cells(user, TABLE)[0][1] == "ann@example.org"
        shows_nothing_hostile(user)
        await user.presses("enter")
        await user.sees("received-letter")
        assert "Hello A" in page(user)
        shows_nothing_hostile(user)
        await user.presses("v")
        assert "List-Unsubscribe" in page(user)
        await user.presses("v")
        assert "<b>" in page(user)
        await user.presses("v")
        assert "Content-Type: text/html" in page(user)
        await user.presses("escape")
        await user.sees("console")
