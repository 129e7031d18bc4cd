"""How sending looks: the list, a letter being written, the review before it is sent, a mailing under way."""

import shutil
from collections.abc import Awaitable, Callable
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from textual.content import Content
from textual.events import Paste
from textual.pilot import Pilot
from textual.widgets import Static

from dm_tui.domain.mailing.progress import Progress
from dm_tui.domain.setup.subject_and_body import MailContent
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.mailing.background_mailings import BackgroundMailing
from dm_tui.tui.app import DirectMailApp
from dm_tui.tui.console.shared.tab_names import tab_key
from tests.post import LETTER, NO_ANSWER, REFUSED, PostOffice, people, sending_by
from tests.snapshots.sessions import LOOKS, Look, Play, compare, until
from tests.snapshots.test_looks import NOW

ROWS = [
    "E-Mail;UserName;Company",
    *(f"r{n}@example.com;Reader {n};Acme" for n in range(1_234)),
    "nobody;N;Acme",
    "r7@example.com;Again;Acme",
]

TEXT = ["Dear {UserName},", "", "until Sunday everything is a fifth off."]


def _spring(direct_mail: DirectMail, number: int, subject: str) -> str:
    content = MailContent(subject=subject, text="Hello")
    letter = LETTER.model_copy(update={"content": content})
    return direct_mail.sending.create(letter, people(number)).id


def _history(direct_mail: DirectMail) -> None:
    """Give the account mailings that stand everywhere one can stand."""
    office = PostOffice()
    direct_mail.sending = sending_by(direct_mail, office, tokens=count(0x2A00))
    office.will("r3@example.com", REFUSED)
    office.will("r4@example.com", NO_ANSWER)
    direct_mail.sending.run(_spring(direct_mail, 12, "Welcome, and what comes next"))
    direct_mail.sending.pause(_spring(direct_mail, 300, "A word to our oldest customers"))
    direct_mail.sending.cancel(_spring(direct_mail, 40, "Sent by mistake"))
    held_back = _spring(direct_mail, 2_100, "Spring sale for {UserName}")
    _spring(direct_mail, 80, "Minutes of the meeting")
    direct_mail.sending.run(held_back)


async def _opens(pilot: Pilot[Any]) -> None:
    await until(lambda: pilot.app.screen.id == "console")
    await pilot.press(tab_key("send"))
    await pilot.pause()


async def _list(pilot: Pilot[Any], direct_mail: DirectMail) -> None:
    await _opens(pilot)


async def _compose(pilot: Pilot[Any], direct_mail: DirectMail) -> None:
    await _opens(pilot)
    await pilot.press("n")
    await until(lambda: pilot.app.screen.id == "compose")
    for field in ("people.csv", "Spring sale for {UserName}", "\n".join(TEXT)):
        await pilot.press("tab")
        pilot.app.post_message(Paste(field))  # a pilot takes its time over each key
    await _reads(pilot, "#consequence-text", "1,234 recipients")


async def _template(pilot: Pilot[Any], direct_mail: DirectMail) -> None:
    await _compose(pilot, direct_mail)
    await pilot.press("f3")
    await _reads(pilot, "#reading-text", "Hello Reader 0")


async def _review(pilot: Pilot[Any], direct_mail: DirectMail) -> None:
    await _compose(pilot, direct_mail)
    await pilot.press("f9")
    await until(lambda: pilot.app.screen.id == "review")


async def _progress(pilot: Pilot[Any], direct_mail: DirectMail) -> None:
    """Show a mailing that stands still while it is being sent."""
    running = BackgroundMailing(direct_mail.sending.mailings(1)[0].id)
    running.progress = Progress(
        done=29, total=80, rate=1.7, seconds_left=30.0, accepted=26, refused=2, unknown=1, deferred=4
    )
    direct_mail.background_mailings._known[running.mailing_id] = running
    await _opens(pilot)
    await pilot.press("enter")
    await _reads(pilot, "#mailing-progress", "29 of 80")


async def _ended(pilot: Pilot[Any], direct_mail: DirectMail) -> None:
    """Show a mailing that is done, with somebody refused and somebody unknown."""
    await _opens(pilot)
    await pilot.press("end", "enter")
    await _reads(pilot, "#mailing-people", "Unknown: 1")


async def _settle(pilot: Pilot[Any], direct_mail: DirectMail) -> None:
    await _ended(pilot, direct_mail)
    await pilot.press("u")
    await until(lambda: pilot.app.screen.id == "settle")


async def _reads(pilot: Pilot[Any], selector: str, words: str) -> None:
    def read() -> bool:
        shown = pilot.app.screen.query(selector).results(Static)
        return any(isinstance(widget.render(), Content) and words in str(widget.render()) for widget in shown)

    await until(read)


Story = Callable[[Pilot[Any], DirectMail], Awaitable[None]]

STORIES: dict[str, Story] = {
    "list": _list,
    "compose": _compose,
    "template": _template,
    "review": _review,
    "progress": _progress,
    "ended": _ended,
    "settle": _settle,
}

OPENED_WIDE = {"review"}
"""What shows more in a window that was large when it was opened."""

PAIRS = [(name, look) for name in STORIES for look in LOOKS]


def _opened(path: Path) -> DirectMail:
    return DirectMail(path, clock=lambda: NOW, sleep=lambda seconds: None)


@pytest.fixture(scope="module")
def with_a_history(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The directory of an account that has sent, made once: each of its pictures is taken of a copy."""
    path = tmp_path_factory.mktemp("history") / "state.json"
    direct_mail = _opened(path)
    direct_mail.sandbox.load("busy")
    _history(direct_mail)
    direct_mail.close()
    return path.parent


@pytest.mark.parametrize(("name", "look"), PAIRS)
def test_sending_looks_as_it_did(
    name: str,
    look: str,
    tmp_path: Path,
    with_a_history: Path,
    snap_compare: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(DirectMail, "describe_transport", lambda direct_mail: "the folder /home/ada/outbox")

    def start(begin: Look) -> tuple[DirectMailApp, Play]:
        Path("people.csv").write_text("\n".join(ROWS))
        path = tmp_path / "state" / "state.json"
        if name in ("list", "progress", "ended", "settle"):
            shutil.copytree(with_a_history, path.parent)
        direct_mail = _opened(path)
        if not path.exists():
            direct_mail.sandbox.load("busy")
        direct_mail.set_preferences(theme=begin.theme, prompt_activation=False)
        app = DirectMailApp.for_state(path, now=NOW)
        app._notice = ""  # that a mailing was interrupted would lie over the others
        return app, lambda pilot: STORIES[name](pilot, app.direct_mail)

    assert compare(snap_compare, monkeypatch, ("send", name), look, start, opened_wide=name in OPENED_WIDE)
