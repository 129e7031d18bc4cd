"""Programs that remind are killed at random moments, and several remind at once: everybody is reminded once.

CI kills 10 times; `DM_TUI_KILLS=200` is the long run, `DM_TUI_SEED` repeats one.
"""

import json
import os
import random
import re
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from dm_tui.services.direct_mail import DirectMail
from tests import preloaded
from tests.crash import _reminder
from tests.crash._reminder import READY
from tests.remembered_scenarios import remember_scenarios

# Read before a test begins: it is run in a bare environment.
KILLS = int(os.environ.get("DM_TUI_KILLS", "10"))
SEED = int(os.environ.get("DM_TUI_SEED", "0")) or random.randrange(1, 2**32)

EMAILS = tuple(f"{name}@example.com" for name in "abc")
PHONES = tuple(f"+1202555010{number}" for number in range(3))
WHOLE = 0.4
"""About how many seconds it takes to remind all of them on the slow disk."""


@pytest.fixture(scope="module", autouse=True)
def scenario_played_once() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        remember_scenarios(patch, lambda now: now.date())
        yield


def begin(path: Path) -> None:
    """Make an account whose plan is about to expire, with six to be reminded from outside."""
    direct_mail = DirectMail(path)
    direct_mail.sandbox.load("expiring")
    direct_mail.reminders.choices.choose(emails=EMAILS, phones=PHONES)


def start(path: Path, mode: str) -> subprocess.Popen[str]:
    """Start a program and wait until it is ready."""
    program = preloaded.program(
        str(path),
        mode,
        module=_reminder.__name__,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=None if mode == "right" else subprocess.DEVNULL,
        text=True,
    )
    assert program.stdout is not None
    assert program.stdout.readline() == f"{READY}\n"
    return program


def go(*programs: subprocess.Popen[str]) -> None:
    """Let programs begin."""
    for program in programs:
        assert program.stdin is not None
        program.stdin.write("\n")
        program.stdin.flush()


def reminded(path: Path) -> Counter[str]:
    """Count what arrived, by whom it is for; the inbox is `internal`."""
    outbox = path.parent / "outbox"
    files = [*outbox.glob("new/*"), *outbox.glob("sms/*.txt")]
    found = Counter(to for file in files for to in re.findall(r"^To: (\S+)$", file.read_text(), re.M))
    messages = DirectMail(path).overviews.messages()
    found["internal"] = sum(message.id.startswith("reminder/") for message in messages)
    return found


def once() -> Counter[str]:
    return Counter([*EMAILS, *PHONES, "internal"])


def seconds_of_a_run(path: Path) -> float:
    """Return how long a program that nobody kills reminds here and now: kills fall while it works."""
    begin(path)
    program = start(path, "right")
    began = time.monotonic()
    go(program)
    program.communicate()
    return time.monotonic() - began


def kill(path: Path, kills: int, rng: random.Random, mode: str, seconds: float = WHOLE) -> Counter[str]:
    """Kill so many programs one after the other, let one finish, and return what arrived."""
    begin(path)
    for _ in range(kills):
        program = start(path, mode)
        go(program)
        time.sleep(rng.uniform(0, seconds))
        program.kill()
        program.communicate()
    last = start(path, mode)
    go(last)
    last.communicate()
    if mode == "right":
        assert last.returncode == 0
    return reminded(path)


def test_whoever_is_killed_everybody_is_reminded_once(tmp_path: Path) -> None:
    print(f"DM_TUI_KILLS={KILLS} DM_TUI_SEED={SEED}")
    rng = random.Random(SEED)
    left = KILLS
    while left > 0:
        kills = min(left, rng.randrange(1, 4))
        assert kill(tmp_path / f"after-{left}" / "state.json", kills, rng, "right") == once()
        left -= kills


def together(path: Path, mode: str) -> Counter[str]:
    begin(path)
    programs = [start(path, mode) for _ in range(3)]
    go(*programs)
    for program in programs:
        program.communicate()
    return reminded(path)


def test_three_that_remind_at_once_remind_everybody_once(tmp_path: Path) -> None:
    for attempt in range(2):
        assert together(tmp_path / str(attempt) / "state.json", "right") == once()


def test_two_commands_at_once_send_nothing_twice(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    begin(path)
    command, pipe = ("--state", str(path), "remind", "--json"), subprocess.PIPE
    programs = [preloaded.program(*command, stdout=pipe, stderr=pipe) for _ in range(2)]
    sent = []
    for program in programs:
        out, errors = program.communicate()
        assert (program.returncode, errors) == (0, b"")
        found = json.loads(out)
        assert found["failed"] == []
        sent += [reminder["channel"] for reminder in found["sent"]]
    assert sorted(sent) == ["email", "internal", "sms"]
    assert reminded(path) == once()


@pytest.mark.parametrize("mode", ["unclaimed", "alone"])
def test_the_harness_finds_programs_that_do_it_wrong(tmp_path: Path, mode: str) -> None:
    print(f"DM_TUI_SEED={SEED}")
    rng = random.Random(SEED)
    seconds = seconds_of_a_run(tmp_path / "measured" / "state.json")
    for attempt in range(20):
        path = tmp_path / str(attempt) / "state.json"
        found = together(path, mode) if mode == "alone" else kill(path, 2, rng, mode, seconds)
        if found != once():
            return
    pytest.fail("nothing was found wrong")
