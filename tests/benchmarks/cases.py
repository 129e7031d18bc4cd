"""What is measured, each case on a terminal or as a command of its own, and never two at once."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from dm_tui.tui.console.shared.tab_names import tab_key
from tests.benchmarks.terminal import NeverPainted, Terminal

BARE = [sys.executable, str(Path(__file__).with_name("bare.py"))]
PROGRAM = [sys.executable, "-m", "dm_tui"]

FORWARD, BACK = b"\r", b"\x1b[27u"
"""Enter, and Escape as terminals send it that grant what Textual asks for (CSI u). A bare ESC byte costs
0.1 s more in every Textual program, which waits to see whether a sequence follows."""

CHANGES_OF_A_WALK = 6
WARM_UP = 1.5
"""Seconds between ready and the first change: what the program prepares meanwhile is prepared."""


class Stop(NamedTuple):
    """A step of the walk: what only it shows, and how many Enters lead to its primary button."""

    question: str
    button: str
    enters: int


# The texts stand here once more because the harness must stay small (see terminal.py): a changed text
# ends the run with what was painted instead.
WALK = (
    Stop("Which region sends your mail?", "Billing model → ", 0),
    Stop("Prepaid plan or pay-as-you-go?", "Choose a plan → ", 1),
    Stop("Which plan, and how many?", "Review order → ", 2),
    Stop("Is this what you want to order?", "Confirm order → ", 0),
)
FIRST_STEP = (
    WALK[0].question,
    "eu-central-1",
    "Identity verification: ",
    "account owner, may do everything",
    "Ready. Next: choose a billing model",
    WALK[0].button,
    " Commands",
)
CONSOLE = ("You can send ", "Open amount", "What next", " Commands")
_CHOSEN_REGION = re.compile(rb"\x1b\[([0-9;]*)m\S+ Singapore")


class Ready(NamedTuple):
    """Seconds from exec to the whole first screen, and to the answer to a key sent at that moment."""

    painted: float
    answered: float
    megabytes: float


class Run(NamedTuple):
    """What a command took."""

    seconds: float
    megabytes: float


class Walked(NamedTuple):
    """Seconds of every change of step: to the step painted, and to the last byte that followed."""

    changes: list[float]
    settled: list[float]
    megabytes: float


class Place:
    """A directory for one case: a home of its own, and the state file when it is the program's."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.state = directory / "state" / "state.json"
        directory.mkdir(parents=True, exist_ok=True)
        kept = ("PATH", "PYTHONPATH", "LANG", "LC_ALL", "LC_CTYPE", "SYSTEMROOT")
        self.env = {name: os.environ[name] for name in kept if name in os.environ}
        self.env.setdefault("LANG", "C.UTF-8")
        self.env |= {
            "HOME": str(directory),
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            "TZ": "UTC",
            "DM_TUI_STATE": str(self.state),
        }
        for kind in ("CONFIG", "DATA", "STATE", "CACHE"):
            self.env[f"XDG_{kind}_HOME"] = str(directory / kind.lower())

    def terminal(self, argv: Sequence[str]) -> Terminal:
        """Start a program here."""
        return Terminal(argv, self.env, str(self.directory))

    def program(self) -> list[str]:
        """The arguments that open the interface; the environment names the state file."""
        return [*PROGRAM]

    def command(self, *arguments: str) -> list[str]:
        """The arguments of a command on this place's state file."""
        return [*self.program(), *arguments]

    def fresh_account(self) -> None:
        """Make the state file a fresh, verified account, through the command line."""
        self.run(self.command("sandbox", "load", "fresh"))
        self.run(self.command("verify", "ap-southeast-1"))

    def run(self, argv: Sequence[str]) -> float:
        """Run a command to its end and return how long it took."""
        started = time.perf_counter()
        subprocess.run(argv, env=self.env, cwd=self.directory, check=True, stdout=subprocess.DEVNULL)
        return time.perf_counter() - started

    def measure(self, argv: Sequence[str]) -> Run:
        """Run a command to its end and return how long it took, and its peak memory."""
        started = time.perf_counter()
        process = subprocess.Popen(argv, env=self.env, cwd=self.directory, stdout=subprocess.DEVNULL)
        _, status, used = os.wait4(process.pid, 0)
        ended = time.perf_counter()
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise subprocess.CalledProcessError(process.returncode, argv)
        return Run(ended - started, used.ru_maxrss / 1024)


def bare_ready(place: Place) -> Ready:
    """Measure the app with one Label."""
    with place.terminal(BARE) as terminal:
        painted = terminal.wait_for("BARE-0-END") - terminal.started
        terminal.press(b"x")
        answered = terminal.wait_for("BARE-ANSWERS") - terminal.started
        terminal.idle(0.1)
    return Ready(painted, answered, terminal.peak_megabytes)


def bare_processor(place: Place) -> float:
    """Measure the processor seconds of the app with one Label, up to its first frame."""
    with place.terminal(BARE) as terminal:
        terminal.wait_for("BARE-0-END")
        return terminal.processor_seconds()


def console_processor(place: Place) -> float:
    """Measure the processor seconds of the console of a returning user, up to its first frame."""
    with place.terminal(place.program()) as terminal:
        terminal.wait_for(*CONSOLE)
        return terminal.processor_seconds()


def first_step_processor(place: Place) -> float:
    """Measure the processor seconds of the first step of a verified account, up to its first frame."""
    with place.terminal(place.program()) as terminal:
        terminal.wait_for(*FIRST_STEP)
        return terminal.processor_seconds()


def program_ready(place: Place) -> Ready:
    """Measure the program on the state file that is there. Tab is answered when the list's look changes."""
    with place.terminal(place.program()) as terminal:
        painted = terminal.wait_for(*FIRST_STEP) - terminal.started
        before = _CHOSEN_REGION.findall(terminal.painted)
        if not before:
            raise NeverPainted("The chosen region has no style: the answer to Tab cannot be told.")
        other = re.escape(before[-1])
        terminal.press(b"\t")
        focused = re.compile(rb"\x1b\[(?!" + other + rb"m)[0-9;]*m\S+ Singapore")
        answered = terminal.wait_for(focused) - terminal.started
    return Ready(painted, answered, terminal.peak_megabytes)


def history_ready(place: Place) -> Ready:
    """Measure the program on an account with orders: it opens the console, and `2` shows their plans."""
    with place.terminal(place.program()) as terminal:
        painted = terminal.wait_for(*CONSOLE) - terminal.started
        terminal.press(b"2")
        answered = terminal.wait_for(" Status ", " active ") - terminal.started
    return Ready(painted, answered, terminal.peak_megabytes)


LISTS: dict[str, tuple[bytes, str | re.Pattern[bytes], str | re.Pattern[bytes]]] = {
    "Plans": (b"2", " Status ", re.compile(rb"DM\d{6}-\d+.*DM\d{6}-\d+", re.DOTALL)),
    "Usage": (b"3", " Sent ", re.compile(rb"\d{4}-\d\d-\d\d.*\d{4}-\d\d-\d\d", re.DOTALL)),
    "Messages": (tab_key("messages").encode(), " Message ", re.compile(rb"is paid.*is paid", re.DOTALL)),
}
"""The key of each tab that has rows in a long history, and what its first rows paint."""


def list_opened(place: Place, tab: str) -> float:
    """Return the seconds from the key of a tab never shown before to its first rows, painted whole."""
    key, head, row = LISTS[tab]
    with place.terminal(place.program()) as terminal:
        terminal.wait_for(*CONSOLE)
        terminal.idle(WARM_UP)
        pressed = terminal.press(key)
        return terminal.wait_for(head, row) - pressed


def posting_ready(place: Place, posting: str) -> Ready:
    """Measure posting on an empty home; it answers by showing what is typed into its URL."""
    with place.terminal([posting]) as terminal:
        painted = terminal.wait_for("Enter a URL", "Collection is empty.") - terminal.started
        terminal.press(b"zqz")
        answered = terminal.wait_for("zqz") - terminal.started
    return Ready(painted, answered, terminal.peak_megabytes)


def bare_changes(place: Place, count: int) -> Walked:
    """Measure switching to a new screen with one Label."""
    changes, settled = [], []
    with place.terminal(BARE) as terminal:
        terminal.wait_for("BARE-0-END")
        terminal.idle(WARM_UP)
        for number in range(1, count + 1):
            pressed = terminal.press(b"n")
            changes.append(terminal.wait_for(f"BARE-{number}-END") - pressed)
            settled.append(terminal.settle() - pressed)
    return Walked(changes, settled, terminal.peak_megabytes)


def program_changes(place: Place, walks: int, back: bytes = BACK) -> Walked:
    """Measure walking from the first step to Confirm and back, `walks` times."""
    place.fresh_account()
    changes, settled = [], []

    def change(terminal: Terminal, key: bytes, to: Stop) -> None:
        pressed = terminal.press(key)
        changes.append(terminal.wait_for(to.question, to.button) - pressed)
        settled.append(terminal.settle() - pressed)

    with place.terminal(place.program()) as terminal:
        terminal.wait_for(*FIRST_STEP)
        terminal.idle(WARM_UP)
        for _ in range(walks):
            for here, there in pairwise(WALK):
                for _ in range(here.enters):  # accept what is chosen; the focus moves on
                    terminal.press(FORWARD)
                    terminal.wait_for(re.compile(rb"."))
                    terminal.settle()
                change(terminal, FORWARD, there)
            for there in reversed(WALK[:-1]):
                change(terminal, back, there)
    return Walked(changes, settled, terminal.peak_megabytes)
