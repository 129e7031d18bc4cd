"""Two programs go on with a mailing over several days, as a timer and a console do; now and then one is
killed.

The server's own record says that each address received at most one message, with the file for everyone and
the one of its own row, that none came outside the hours of the mailing or faster than its pace; the books say
that no day had more than its quota and that everybody is charged exactly as delivered. CI kills 4 times;
`DM_TUI_KILLS=60` is the long run, `DM_TUI_SEED` repeats one.
"""

import os
import random
import re
import subprocess
import time
from collections import Counter
from datetime import time as clock
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session

from dm_tui.domain.billing_zone import billing_day
from dm_tui.domain.mailing.letters.letter import Letter
from dm_tui.domain.mailing.mailing import Mailing
from dm_tui.domain.mailing.recipients.recipient import Recipient
from dm_tui.domain.mailing.schedule import Schedule, SendingWindow
from dm_tui.domain.mailing.status import MailingStatus
from dm_tui.domain.usage.paying_sources import Allocation
from dm_tui.providers.sandbox.shop import SandboxShop
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.mailing.attachments import attachments_named
from dm_tui.services.mailing.transport_choice import SMTP_VARIABLE
from tests import preloaded
from tests.crash import _goer
from tests.crash._goer import DAILY_QUOTA, DAY_SECONDS, fast_clock
from tests.crash.test_sending import CONNECTIONS, LETTER, Server
from tests.post import own_sender

KILLS = int(os.environ.get("DM_TUI_KILLS", "4"))
SEED = int(os.environ.get("DM_TUI_SEED", "0")) or random.randrange(1, 2**32)

RECIPIENTS, FEW = 170, 60
KILLS_OF_A_MAILING = 10
PER_MINUTE = 6_000
"""The pace, in real time: in the hours of one day so much less goes out than is left."""

SLOWLY = 300
"""The pace that a program without one breaks on a slow machine, too."""

WRONG = {
    "unlocked": r" received another$",
    "hourless": r"^one came at ",
    "paceless": r" came in a quarter of a second$",
    "mixed-up": r" received \{",
}
"""What is done wrong on purpose, and what is found of it."""

WINDOW = SendingWindow(start=clock(2), end=clock(14), zone="UTC")
LATE = timedelta(hours=6)
"""How much later than its hours a message may come that was begun within them: half a second."""

DEADLINE = 30.0


class WatchfulServer(Server):
    """A server that also knows when it took each message."""

    def __init__(self, per_minute: int = PER_MINUTE) -> None:
        super().__init__()
        self.per_minute = per_minute
        self.taken_at: list[float] = []
        self.wrong_files: list[str] = []
        self.twice: list[str] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Take a message, and look at the clock."""
        self.twice += [
            f"{address} received another" for address in envelope.rcpt_tos if address in self.received
        ]
        answer = await super().handle_DATA(server, session, envelope)
        self.taken_at.append(time.time())
        (address,) = envelope.rcpt_tos
        files = files_of(envelope.content)
        if files != {TERMS: TERMS, f"N{number_of(address)}.txt": bill_of(number_of(address))}:
            self.wrong_files.append(f"{address} received {files}")
        return answer

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[Any]
    ) -> str:
        """Let most in; put some off for longer than a run waits."""
        number = number_of(address)
        if number % 41 == 5:
            self.asked[address] += 1
            if self.asked[address] == 1:
                return "450 4.2.0 greylisted, try again in 5 minutes"
        return await super().handle_RCPT(server, session, envelope, address, options)


TERMS = "terms.txt"


def number_of(address: str) -> int:
    """Return the number of a recipient by the address."""
    return int(address[1:].partition("@")[0])


def bill_of(number: int) -> str:
    """Return what is in the file of a recipient."""
    return f"The bill of number {number}"


def files_of(content: bytes | str | None) -> dict[str, str]:
    """Return the files of a message by their names."""
    assert isinstance(content, bytes)
    message: EmailMessage = message_from_bytes(content, policy=default)
    return {str(part.get_filename()): str(part.get_content()) for part in message.iter_attachments()}


def letter_with_files(folder: Path, size: int) -> Letter:
    """Return a letter with a file for everyone and another one for each row."""
    folder.mkdir(parents=True)
    (folder / TERMS).write_text(TERMS)
    for number in range(size):
        (folder / f"N{number}.txt").write_text(bill_of(number))
    names = (str(folder / TERMS), str(folder / "{UserName}.txt"))
    return LETTER.model_copy(update=attachments_named(names))


class Story(NamedTuple):
    """What was wrong after so many kills."""

    killed: int
    wrong: list[str]


@pytest.fixture(autouse=True)
def catalogue_as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take back the small daily quota, which this process gets as well."""
    monkeypatch.setattr(SandboxShop, "catalogue", SandboxShop.catalogue)


def go_on(
    path: Path,
    kills: int,
    rng: random.Random,
    server: WatchfulServer,
    mode: str = "right",
    size: int = RECIPIENTS,
) -> Story:
    """Let two programs go on with a new mailing, kill one now and then, and say what was wrong."""
    start = time.time()
    direct_mail = fast_clock(start, path)
    direct_mail.sandbox.load("activated")
    own_sender(direct_mail)
    schedule = Schedule(at=direct_mail.now(), window=WINDOW, per_minute=server.per_minute)
    values = ({"UserName": f"N{n}"} for n in count())
    recipients = (Recipient(address=f"r{n}@example.com", variables=next(values)) for n in range(size))
    letter = letter_with_files(path.parent / "files", size)
    made = direct_mail.sending.create(letter, recipients, schedule=schedule)
    env = {**os.environ, SMTP_VARIABLE: server.setting}

    def program() -> subprocess.Popen[bytes]:
        quiet = None if mode == "right" else subprocess.DEVNULL
        given: Any = {"module": _goer.__name__, "env": env, "stdout": subprocess.PIPE, "stderr": quiet}
        return preloaded.program(str(path), mode, str(start), **given)

    programs, killed = [program(), program()], 0
    end = time.monotonic() + (DEADLINE if mode == "right" else DEADLINE / 3)
    try:
        for _ in range(kills):
            wanted = len(server.received) + rng.randrange(size // kills)
            while not server.has(wanted, 0.02) and time.monotonic() < end:
                if is_over(programs) or server.twice:
                    break
            if is_over(programs) or server.twice:
                break
            time.sleep(rng.uniform(0, server.one_delivery))
            for place in rng.sample(range(2), rng.choice((1, 2))):
                programs[place].kill()
                programs[place].communicate()
                programs[place] = program()
                killed += 1
        while any(child.poll() is None for child in programs) and not server.twice:
            if time.monotonic() > end:
                return Story(killed, [f"it is not done: {direct_mail.sending.mailing(made.id)}"])
            time.sleep(0.02)
        if server.twice:
            return Story(killed, server.twice)
    finally:
        for child in programs:
            child.kill()
            child.communicate()
    return Story(killed, found_wrong(direct_mail, made, server, start, killed))


def is_over(programs: list[subprocess.Popen[bytes]]) -> bool:
    """Say whether a program has ended by itself."""
    return any(program.poll() is not None for program in programs)


def found_wrong(
    direct_mail: DirectMail, made: Mailing, server: WatchfulServer, start: float, killed: int
) -> list[str]:
    """Return what contradicts the server's record, the hours, the pace, the quota or the books."""
    wrong: list[str] = []
    sending = direct_mail.sending
    unknown = sending.unknown.of(made.id)
    if len(unknown) > killed * CONNECTIONS:
        wrong.append(f"{len(unknown)} are unknown after {killed} kills")
    for entry in unknown:
        sending.unknown.settle(made.id, entry.address, delivered=entry.address in server.received)
    mailing = sending.mailing(made.id)
    print(f"killed {killed} times, {len(server.received)} delivered, {len(unknown)} were unknown")
    if mailing.status is not MailingStatus.DONE or not mailing.closed:
        wrong.append(f"it is {mailing.status}, {mailing.reason} {mailing.words}")
    accepted, refused = mailing.accepted, mailing.refused
    if accepted != len(server.received) or accepted + refused != mailing.recipients:
        wrong.append(f"{len(server.received)} delivered, {accepted} accepted, {refused} refused")
    for at in server.taken_at:
        instant = _goer.FIRST + timedelta(days=(at - start) / DAY_SECONDS)
        opened = WINDOW.opens(instant)
        if opened != instant and WINDOW.opens(instant - LATE) != instant - LATE:
            wrong.append(f"one came at {instant:%H:%M}")
    allowed = server.per_minute / 60 / 4 + CONNECTIONS + 2 * (killed + 2)
    for at in server.taken_at:
        together = sum(at <= other < at + 0.25 for other in server.taken_at)
        if together > allowed:
            wrong.append(f"{together} came in a quarter of a second")
    return wrong + server.wrong_files + booked_wrong(direct_mail, mailing)


def booked_wrong(direct_mail: DirectMail, mailing: Mailing) -> list[str]:
    """Return where the books contradict what was delivered, or the quota of a day."""
    wrong, metered, days = [], Allocation(), Counter[str]()
    for record in direct_mail.overviews.usage():
        metered += record.charged
        days[f"{billing_day(record.hour):%m-%d}"] += record.charged.emails
    if mailing.charged != metered or metered.emails != mailing.accepted:
        wrong.append(f"{mailing.accepted} accepted, charged {mailing.charged}, usage says {metered}")
    wrong += [f"{emails} on {day}" for day, emails in days.items() if emails > DAILY_QUOTA]
    wrong += [f"{check.name}: {check.detail}" for check in direct_mail.doctor.examine() if not check.ok]
    return wrong


def test_whoever_is_killed_a_mailing_goes_on_within_its_hours_and_quota(tmp_path: Path) -> None:
    print(f"DM_TUI_KILLS={KILLS} DM_TUI_SEED={SEED}")
    rng = random.Random(SEED)
    left, trials = KILLS, count()
    while left > 0:
        with WatchfulServer() as server:
            story = go_on(
                tmp_path / f"{next(trials)}" / "state.json", min(left, KILLS_OF_A_MAILING), rng, server
            )
        assert story.wrong == []
        left -= max(story.killed, 1)


@pytest.mark.parametrize("mode", WRONG)
def test_the_harness_finds_programs_that_do_it_wrong(tmp_path: Path, mode: str) -> None:
    print(f"DM_TUI_SEED={SEED}")
    rng = random.Random(SEED)
    found: list[str] = []
    for attempt in range(10):
        with WatchfulServer(SLOWLY if mode == "paceless" else PER_MINUTE) as server:
            size = DAILY_QUOTA + 10 if mode == "hourless" else FEW  # the next day begins before its hours do
            found += go_on(tmp_path / str(attempt) / "state.json", 1, rng, server, mode, size).wrong
        if any(re.search(WRONG[mode], wrong) for wrong in found):
            return
    pytest.fail(f"found instead: {found}")
