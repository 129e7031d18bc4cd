"""An account that can send, a post office that answers on command, and the way through the tab Send."""

from collections.abc import Sequence
from pathlib import Path

from textual.widgets import TextArea

from dm_tui.domain.mailing.mailing import Mailing
from dm_tui.services.direct_mail import DirectMail
from dm_tui.tui.console.shared.tab_names import tab_key
from tests.post import LETTER, PostOffice, people, sending_by
from tests.tui.journey import User

TABLE = "mailing-table"


def can_send(direct_mail: DirectMail, office: PostOffice) -> DirectMail:
    """Give the account pay-as-you-go, a sender address and this way out."""
    direct_mail.sandbox.load("activated")
    direct_mail.set_preferences(prompt_activation=False)
    direct_mail.sending = sending_by(direct_mail, office)
    return direct_mail


def made(direct_mail: DirectMail, count: int) -> Mailing:
    """Make a mailing that nobody sends yet."""
    return direct_mail.sending.create(LETTER, people(count))


def spreadsheet(folder: Path, rows: Sequence[str], name: str = "people.csv") -> str:
    """Write a file of recipients and return its path."""
    path = folder / name
    path.write_text("\n".join(rows), encoding="utf-8", errors="surrogatepass")
    return str(path)


async def opens_send(user: User) -> None:
    """Go to the tab."""
    await user.sees("console")
    await user.presses(tab_key("send"))


async def opens_mailing(user: User) -> None:
    """Open the newest mailing."""
    await opens_send(user)
    await user.until(lambda: user.focused == TABLE, "the list")
    await user.presses("enter")
    await user.sees("mailing")


async def composes(user: User, *, to: str = "", file: str = "", subject: str, text: str) -> None:
    """Begin a new mailing and fill it in."""
    await opens_send(user)
    await user.presses("n")
    await user.sees("compose")
    assert user.focused == "to"
    await user.pastes(to)
    await user.presses("tab")
    await user.pastes(file)
    await user.presses("tab")
    await user.pastes(subject)
    await user.presses("tab")
    await user.pastes(text)
    await user.until(lambda: text in body(user), "the text")


def body(user: User) -> str:
    """Return the typed text."""
    return user.screen.query_one("#text", TextArea).text


async def reviews(user: User) -> None:
    """Ask for the review."""
    await user.presses("f9")
    await user.sees("review")


async def sends(user: User) -> None:
    """Press the button of the review that sends."""
    await user.reaches("#send")
    await user.presses("enter")
    await user.sees("mailing")


async def reads_in_dialog(user: User, *words: str) -> None:
    """Wait until the dialog of a mailing says all of this."""
    await user.until(lambda: all(word in said(user) for word in words), f"{words}")


def said(user: User) -> str:
    """Return all the dialog of a mailing says."""
    ids = ("item-facts", "mailing-progress", "mailing-people", "item-outcome")
    return "\n".join(user.reads(f"#{id}") for id in ids)


def ahead(user: User) -> str:
    return " ".join(f"{user.reads('#refusal-text')} {user.reads('#consequence-text')}".split())


def report(user: User) -> str:
    return " ".join(user.reads("#recipients-report").split())


def outcome(user: User) -> str:
    return " ".join(user.reads("#review-outcome").split())


async def says_when(user: User, *typed: str) -> None:
    """Open the form of the schedule, paste into its fields, and use it."""
    await user.presses("f6")
    await user.sees("schedule-form")
    for at, words in enumerate(typed):
        await user.pastes(words)
        if at < len(typed) - 1:
            await user.presses("tab")
    await user.reaches("#submit")
