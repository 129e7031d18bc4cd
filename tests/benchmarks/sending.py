"""`--sending`: the whole engine against a bare smtplib loop, what a recipient costs on the disk, and the
memory.

The server is aiosmtpd in a process of its own, which takes everything and keeps nothing. The loop has one
connection and finds its messages ready made; the engine composes the same ones, charges for them and keeps
its log, all on a disk that is really waited for. A second server answers each message only after a while,
as distant ones do: there several connections can show what they are worth, because no server is the limit.

`python -m tests.benchmarks.sending serve SECONDS` is that server, `… send STATE FILE` one mailing to the
people in FILE: what each needs a process of its own for.
"""

import asyncio
import json
import os
import smtplib
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP

from dm_tui.domain.mailing.letters.letter import Letter
from dm_tui.domain.mailing.letters.letter_variables import letter_variables
from dm_tui.domain.mailing.letters.mime import MimeComposer
from dm_tui.domain.mailing.mailing import Mailing
from dm_tui.domain.mailing.recipients.recipient import Recipient
from dm_tui.domain.mailing.status import MailingStatus
from dm_tui.domain.setup.subject_and_body import MailContent
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.mailing.spreadsheets.csv_recipients import CsvRecipients
from dm_tui.services.mailing.transport_choice import SMTP_VARIABLE
from tests.benchmarks.cases import Place
from tests.benchmarks.table import Row, paired, shuffled_rounds
from tests.post import own_sender

MESSAGES = 1_000
"""In one round of the throughput; a day's quota allows two thousand."""

SLOW_MESSAGES, SLOW_ANSWER = 200, 0.02
"""In one round over a distance, and the seconds that each answer takes."""

SIZES = (1_000, 100_000)
"""Recipients of the mailings whose memory and bytes are compared."""

LETTER = Letter(
    sender="news@mail.example.com",
    content=MailContent(
        subject="News for {UserName}",
        text="Hello {UserName},\n\n" + "this is what is new, and worth to be read.\n" * 20,
        html="<p>Hello {UserName},</p>\n" + "<p>this is what is new.</p>\n" * 20,
    ),
    batch=True,
)


def sending_rows(root: Path, rounds: int, sizes: Sequence[int]) -> tuple[list[Row], list[str]]:
    """Measure and return the rows of the table, and what a recipient costs."""
    with server() as port, server(SLOW_ANSWER) as slow:
        rows = [*_throughput(root, port, rounds), *_over_distance(root, slow, rounds)]
        rows_of_sizes, notes = _sizes(root, port, sizes)
    return [*rows, *rows_of_sizes], notes


@contextmanager
def server(seconds: float = 0.0) -> Iterator[int]:
    """Run the server, which answers a message after so many seconds, and give its port."""
    command = [sys.executable, "-m", "tests.benchmarks.sending", "serve", str(seconds)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        try:
            yield int(process.stdout.readline())
        finally:
            process.terminate()


def _throughput(root: Path, port: int, rounds: int) -> list[Row]:
    numbers = count()
    cases: dict[str, Callable[[], float]] = {
        "loop": lambda: _loop(port),
        "engine": lambda: _engine(root / f"engine-{next(numbers)}", port, 4),
        "one connection": lambda: _engine(root / f"one-{next(numbers)}", port, 1),
    }
    for case in cases.values():  # everything is compiled and in the page cache
        case()
    taken = shuffled_rounds(cases, rounds)
    return [
        paired(f"{MESSAGES:,} messages (limit: 0.7 of the throughput)", taken, "engine", "loop", 1.43),
        paired("  over one connection", taken, "one connection", "loop"),
    ]  # fmt: skip


def _over_distance(root: Path, port: int, rounds: int) -> list[Row]:
    """Compare a loop and four connections where each answer takes a while."""
    numbers = count()
    cases: dict[str, Callable[[], float]] = {
        "loop": lambda: _loop(port, SLOW_MESSAGES),
        "four": lambda: _engine(root / f"far-{next(numbers)}", port, 4, SLOW_MESSAGES),
    }
    taken = shuffled_rounds(cases, rounds)
    name = f"{SLOW_MESSAGES:,} messages, each answered after {SLOW_ANSWER * 1000:.0f} ms, over four"
    return [paired(f"{name} (limit: twice the throughput)", taken, "four", "loop", 0.5)]


def _people(number: int) -> Iterator[Recipient]:
    for n in range(number):
        yield Recipient(address=f"r{n}@example.com", variables={"UserName": f"Person {n}"})


def _loop(port: int, number: int = MESSAGES) -> float:
    composer, now = MimeComposer(LETTER, "loop"), datetime.now(UTC)
    messages = [
        (person.address, composer.compose(person, f"loop-{place}", now))
        for place, person in enumerate(_people(number))
    ]
    started = time.perf_counter()
    with smtplib.SMTP("127.0.0.1", port) as session:
        for address, message in messages:
            session.sendmail(LETTER.sender, [address], message)
    return time.perf_counter() - started


def _engine(directory: Path, port: int, connections: int, number: int = MESSAGES) -> float:
    direct_mail = account(directory / "state.json")
    made = direct_mail.sending.create(LETTER, _people(number))
    os.environ[SMTP_VARIABLE] = f"smtp://127.0.0.1:{port}?connections={connections}"
    try:
        started = time.perf_counter()
        done = direct_mail.sending.run(made.id)
        seconds = time.perf_counter() - started
    finally:
        del os.environ[SMTP_VARIABLE]
    assert (done.status, done.accepted) == (MailingStatus.DONE, number)
    return seconds


def account(path: Path) -> DirectMail:
    """Make an account that can send."""
    direct_mail = DirectMail(path)
    direct_mail.sandbox.load("activated")
    own_sender(direct_mail)
    return direct_mail


def _sizes(root: Path, port: int, sizes: Sequence[int]) -> tuple[list[Row], list[str]]:
    """Compare mailings of different sizes by what each leaves on the disk and needs of the memory."""
    measured = {size: _measure(root / f"size-{size}", port, size) for size in sizes}
    smallest, largest = min(sizes), max(sizes)
    small, large = measured[smallest]["memory"], measured[largest]["memory"]
    rows = [
        Row(
            f"Peak memory, {largest:,} recipients against {smallest:,}",
            f"{large:.0f} MB",
            f"{small:.0f} MB",
            large / small,
        )
    ]
    notes = [
        f"{size:>9,} recipients: "
        + ", ".join(f"{name} {told[name] / size:.1f} B each" for name in ("recipients", "log"))
        + f"; the state file is {told['state'] / 1024:.0f} KB, grown by {told['grown'] / 1024:.0f}; "
        f"history {told['history'] / size:.1f} B each; {size / told['seconds']:,.0f} a second"
        for size, told in measured.items()
    ]
    if largest == smallest:  # nothing to compare
        return [], notes
    per_recipient = (large - small) * 1024 * 1024 / (largest - smallest)
    notes.append(f"Memory grows by {per_recipient:.0f} B for each recipient.")
    return rows, notes


def _measure(directory: Path, port: int, size: int) -> dict[str, float]:
    place = Place(directory)
    place.env["PYTHONPATH"] = str(Path(__file__).parents[2])
    place.env[SMTP_VARIABLE] = f"smtp://127.0.0.1:{port}"
    account(place.state).close()
    before = place.state.stat().st_size
    file = directory / "people.csv"
    with file.open("w") as rows:
        rows.write("Email,UserName\n")
        rows.writelines(f"r{n}@example.com,Person {n}\n" for n in range(size))
    ran = place.measure(
        [sys.executable, "-m", "tests.benchmarks.sending", "send", str(place.state), str(file)]
    )
    folder = place.state.with_name("state.json.mailings")
    (told,) = folder.glob("*.json")
    return {
        "memory": ran.megabytes,
        "seconds": ran.seconds,
        "state": place.state.stat().st_size,
        "grown": place.state.stat().st_size - before,
        "history": _bytes(place.state.with_name("state.json.archive")),
        "log": sum(path.stat().st_size for path in folder.glob("*.log")),
        **json.loads(told.read_text()),
    }


def _bytes(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.glob("*")) if folder.exists() else 0


def send(path: Path, file: Path) -> Mailing:
    """Send one mailing, with a quota that lets it through in a day."""
    direct_mail = DirectMail(path)
    catalogue = direct_mail.provider.shop.catalogue().model_copy(update={"daily_quota": 10**9})
    vars(direct_mail.provider.shop)["_catalogue"] = catalogue
    people = CsvRecipients(file, letter_variables(MailContent(subject="{UserName}")))
    made = direct_mail.sending.create(LETTER, (person for person in people if isinstance(person, Recipient)))
    folder = path.with_name("state.json.mailings")
    size = (folder / f"{made.id}.recipients").stat().st_size
    (folder / "told.json").write_text(json.dumps({"recipients": size}))
    done = direct_mail.sending.run(made.id)
    direct_mail.close()
    return done


class _TakesEverything:
    def __init__(self, seconds: float) -> None:
        self._seconds = seconds

    async def handle_DATA(self, *_: Any) -> str:
        if self._seconds:
            await asyncio.sleep(self._seconds)
        return "250 taken"


async def serve(seconds: float) -> None:
    """Take everything on a port that is told on standard output."""
    loop = asyncio.get_running_loop()
    handler = _TakesEverything(seconds)
    listening = await loop.create_server(partial(SMTP, handler, loop=loop), "127.0.0.1", 0)
    print(listening.sockets[0].getsockname()[1], flush=True)
    await listening.serve_forever()


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["serve", seconds]:
            asyncio.run(serve(float(seconds)))
        case ["send", state, file]:
            ended = send(Path(state), Path(file))
            assert ended.status is MailingStatus.DONE, ended
        case _:
            raise SystemExit("serve or send")
