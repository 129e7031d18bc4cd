"""`python -m tests.benchmarks`: the program against bare floors of the same machine and the same minute.

Cases are shuffled in every round, and a ratio is the median over the rounds of two cases of one round; a
ratio of step changes divides percentiles of all changes of the run. The exit code says only whether
the harness worked: a ratio over its limit is printed, not raised.
"""

import argparse
import os
import platform
import random
import shutil
import sys
import tempfile
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from statistics import median
from typing import NamedTuple, TypeVar

from tests.benchmarks.cases import (
    CHANGES_OF_A_WALK,
    Place,
    Ready,
    Walked,
    bare_changes,
    bare_ready,
    posting_ready,
    program_changes,
    program_ready,
)
from tests.benchmarks.terminal import NeverPainted

T = TypeVar("T")


class Row(NamedTuple):
    """One line of the table; without a limit it is told for information."""

    name: str
    measured: str
    against: str
    ratio: float
    limit: float | None = None

    def verdict(self) -> str:
        """Say whether the limit is kept."""
        if self.limit is None:
            return ""
        return "ok" if self.ratio <= self.limit else "OVER"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print the table and return 0; 1 when something could not be measured at all."""
    args = _options().parse_args(arguments)
    skipped: list[str] = []
    with tempfile.TemporaryDirectory(prefix="dm-tui-benchmarks-") as scratch:
        root = Path(scratch)
        posting = _posting(args.posting, root, skipped)
        try:
            rows = [
                *_start(root, args.rounds, posting),
                *_steps(root, max(1, args.changes // (args.sessions * CHANGES_OF_A_WALK)), args),
                *_commands(root, args.rounds),
            ]
        except NeverPainted as error:
            print(f"The harness could not measure: {error}", file=sys.stderr)
            return 1
    _print(rows, skipped)
    return 0


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--rounds", type=int, default=15, help="rounds of starts and commands")
    parser.add_argument("--changes", type=int, default=96, help="changes of step, at least")
    parser.add_argument("--sessions", type=int, default=4, help="sessions they are spread over")
    parser.add_argument("--posting", default=os.environ.get("POSTING"), metavar="PATH")
    return parser


def _posting(asked: str | None, root: Path, skipped: list[str]) -> str | None:
    """Return the posting command, if there is one that starts; otherwise say why not."""
    command = shutil.which(asked or "posting")
    if command is None:
        skipped.append(
            f"posting: {asked or 'no command of that name on PATH'}; name one with --posting PATH"
        )
        return None
    command = str(Path(command).absolute())
    try:
        posting_ready(Place(root / "posting"), command)  # also makes its first-run files
    except NeverPainted as error:
        skipped.append(f"posting: {command} shows no first frame here. {error}")
        return None
    return command


def _start(root: Path, rounds: int, posting: str | None) -> list[Row]:
    bare, program, other = Place(root / "bare"), Place(root / "ready"), Place(root / "posting")
    program.fresh_account()
    cases: dict[str, Callable[[], Ready]] = {
        "bare": lambda: bare_ready(bare),
        "program": lambda: program_ready(program),
    }
    if posting is not None:
        command = posting
        cases["posting"] = lambda: posting_ready(other, command)
    for case in cases.values():  # everything is compiled and in the page cache
        case()
    taken = _rounds(cases, rounds)
    answered = {name: [one.answered for one in all] for name, all in taken.items()}
    painted = {name: [one.painted for one in all] for name, all in taken.items()}
    memory = {name: [one.megabytes for one in all] for name, all in taken.items()}
    rows = [
        _paired("Ready: first step painted, key answered", answered, "program", "bare", 1.5),
        _paired("  first step painted", painted, "program", "bare"),
        _paired("Peak memory at the first step", memory, "program", "bare", 1.6, unit="MB"),
    ]
    if posting is not None:
        rows.append(_paired("Ready against posting", answered, "program", "posting", 0.4))
        rows.append(_paired("  first screen painted", painted, "program", "posting"))
    return rows


def _steps(root: Path, walks: int, args: argparse.Namespace) -> list[Row]:
    bare, program = Place(root / "bare"), Place(root / "walk")
    cases: dict[str, Callable[[], Walked]] = {
        "bare": lambda: bare_changes(bare, walks * CHANGES_OF_A_WALK),
        "program": lambda: program_changes(program, walks),
        "escape byte": lambda: program_changes(program, 1, back=b"\x1b"),
        "bare at start": lambda: Walked([], [], bare_ready(bare).megabytes),
    }
    taken = _rounds(cases, args.sessions)
    changes = {name: sorted(t for one in all for t in one.changes) for name, all in taken.items()}
    settled = {name: sorted(t for one in all for t in one.settled) for name, all in taken.items()}
    backs = sorted(t for one in taken["escape byte"] for t in one.changes[3:])
    floor = median(changes["bare"])
    against = f"{floor * 1000:.1f} ms (p50)"

    def row(name: str, seconds: float, limit: float | None = None) -> Row:
        return Row(name, f"{seconds * 1000:.1f} ms", against, seconds / floor, limit)

    memory = {name: [one.megabytes for one in all] for name, all in taken.items()}
    count = len(changes["program"])
    return [
        row(f"Step change, p50 of {count}", median(changes["program"]), 3),
        row(f"Step change, p95 of {count}", _percentile(changes["program"], 0.95), 4),
        row("  until the last byte, p50", median(settled["program"])),
        row("  back by a bare ESC byte, p50", median(backs)),
        row("  bare, p95", _percentile(changes["bare"], 0.95)),
        _paired("Peak memory after as many changes", memory, "program", "bare", 1.6, unit="MB"),
        _paired(
            "  against the bare app at its start", memory, "program", "bare at start", unit="MB"
        ),
    ]


def _commands(root: Path, rounds: int) -> list[Row]:
    place = Place(root / "commands")
    place.fresh_account()
    argv = {
        "pass": [sys.executable, "-c", "pass"],
        "version": place.command("--version"),
        "imports": [sys.executable, "-c", "import pydantic, tinydb"],
        "status": place.command("status", "--json"),
    }
    cases: dict[str, Callable[[], float]] = {
        name: partial(place.run, command) for name, command in argv.items()
    }
    for case in cases.values():
        case()
    taken = _rounds(cases, rounds)
    return [
        _paired("dm-tui --version / python -c pass", taken, "version", "pass", 3),
        _paired("dm-tui status --json / import pydantic, tinydb", taken, "status", "imports", 2),
    ]


def _rounds(cases: dict[str, Callable[[], T]], count: int) -> dict[str, list[T]]:
    taken: dict[str, list[T]] = {name: [] for name in cases}
    for _ in range(count):
        for name in random.sample(list(cases), len(cases)):
            taken[name].append(cases[name]())
    return taken


def _paired(
    name: str,
    taken: dict[str, list[float]],
    case: str,
    floor: str,
    limit: float | None = None,
    unit: str = "ms",
) -> Row:
    scale = 1000 if unit == "ms" else 1
    ratio = median(a / b for a, b in zip(taken[case], taken[floor], strict=True))
    one, other = (f"{median(taken[which]) * scale:.0f} {unit}" for which in (case, floor))
    return Row(name, one, other, ratio, limit)


def _percentile(ordered: Sequence[float], part: float) -> float:
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))]


def _print(rows: Sequence[Row], skipped: Sequence[str]) -> None:
    print(
        f"Python {platform.python_version()}, {os.cpu_count()} processors, "
        f"load {os.getloadavg()[0]:.1f}, terminal 120 × 36"
    )
    print(f"{'':48} {'measured':>10} {'floor':>15} {'ratio':>7} {'limit':>6}")
    for row in rows:
        limit = "" if row.limit is None else f"{row.limit:g}"
        print(
            f"{row.name:48} {row.measured:>10} {row.against:>15} {row.ratio:>7.2f} {limit:>6}"
            f"  {row.verdict()}".rstrip()
        )
    for reason in skipped:
        print(f"skipped  {reason}")


if __name__ == "__main__":
    sys.exit(main())
