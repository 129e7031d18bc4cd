"""`python -m tests.benchmarks`: the program against bare floors of the same machine and the same minute.

Cases are shuffled in every round, and a ratio is the median over the rounds of two cases of one round; a
ratio of step changes divides percentiles of all changes of the run. The exit code says only whether
the harness worked: a ratio over its limit is printed, not raised.
"""

import argparse
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from statistics import median

from tests.benchmarks.cases import (
    CHANGES_OF_A_WALK,
    Place,
    Ready,
    Walked,
    bare_changes,
    bare_processor,
    bare_ready,
    console_processor,
    first_step_processor,
    posting_ready,
    program_changes,
    program_ready,
)
from tests.benchmarks.painted import painted_rows
from tests.benchmarks.sending import SIZES as RECIPIENTS
from tests.benchmarks.sending import sending_rows
from tests.benchmarks.store import SIZES, store_rows
from tests.benchmarks.table import Row, paired, percentile, print_table, shuffled_rounds
from tests.benchmarks.terminal import NeverPainted

LIVE_ROUNDS = 7
"""Rounds of a live account at most: its seconds are those of the calls, which do not vary."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print the table and return 0; 1 when something could not be measured at all."""
    args = _options().parse_args(arguments)
    notes: list[str] = []
    with tempfile.TemporaryDirectory(prefix="dm-tui-benchmarks-") as scratch:
        root = Path(scratch)
        try:
            if args.adviser:
                from tests.benchmarks.adviser import adviser_rows

                rows = adviser_rows(args.rounds)
            elif args.live:
                from tests.benchmarks.live import live_rows

                rows = live_rows(root, min(args.rounds, LIVE_ROUNDS))
            elif args.sending:
                rows, notes = sending_rows(root, args.rounds, args.recipients)
            elif args.store:
                rows, notes = store_rows(root, args.orders, args.rounds)
            else:
                rows, notes = _program_rows(root, args)
        except NeverPainted as error:
            print(f"The harness could not measure: {error}", file=sys.stderr)
            return 1
    print_table(rows, notes)
    return 0


def _program_rows(root: Path, args: argparse.Namespace) -> tuple[list[Row], list[str]]:
    skipped: list[str] = []
    posting = _posting(args.posting, root, skipped)
    rows = [
        *_start(root, args.rounds, posting),
        *_first_frames(root, args.rounds),
        *painted_rows(root),
        *_steps(root, max(1, args.changes // (args.sessions * CHANGES_OF_A_WALK)), args),
        *_commands(root, args.rounds),
    ]
    return rows, [f"skipped  {reason}" for reason in skipped]


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--rounds", type=int, default=15, help="rounds of starts and commands")
    parser.add_argument("--changes", type=int, default=96, help="changes of step, at least")
    parser.add_argument("--sessions", type=int, default=4, help="sessions they are spread over")
    parser.add_argument("--store", action="store_true", help="the state file only, see store.py")
    parser.add_argument("--adviser", action="store_true", help="the adviser only, see adviser.py")
    parser.add_argument(
        "--orders", type=int, nargs="+", default=SIZES, help="with --store: lengths of the history"
    )
    parser.add_argument("--live", action="store_true", help="a real account far away only, see live.py")
    parser.add_argument("--sending", action="store_true", help="mailings only, see sending.py")
    parser.add_argument(
        "--recipients", type=int, nargs="+", default=RECIPIENTS, help="with --sending: sizes of mailings"
    )
    parser.add_argument("--posting", default=os.environ.get("POSTING"), metavar="PATH")
    return parser


def _posting(asked: str | None, root: Path, skipped: list[str]) -> str | None:
    """Return the posting command, if there is one that starts; otherwise say why not."""
    command = shutil.which(asked or "posting")
    if command is None:
        skipped.append(f"posting: {asked or 'no command of that name on PATH'}; name one with --posting PATH")
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
    taken = shuffled_rounds(cases, rounds)
    answered = {name: [sample.answered for sample in all] for name, all in taken.items()}
    painted = {name: [sample.painted for sample in all] for name, all in taken.items()}
    memory = {name: [sample.megabytes for sample in all] for name, all in taken.items()}
    rows = [
        paired("Ready: first step painted, key answered", answered, "program", "bare", 1.35),
        paired("  first step painted", painted, "program", "bare"),
        paired("Peak memory at the first step", memory, "program", "bare", 1.5, unit="MB"),
    ]
    if posting is not None:
        rows.append(paired("Ready against posting", answered, "program", "posting", 0.4))
        rows.append(paired("  first screen painted", painted, "program", "posting"))
    return rows


def _first_frames(root: Path, rounds: int) -> list[Row]:
    """Return the processor time of both first frames, which no other load distorts."""
    bare, busy, fresh = Place(root / "bare"), Place(root / "busy"), Place(root / "fresh")
    busy.run(busy.command("sandbox", "load", "busy"))
    fresh.fresh_account()
    cases: dict[str, Callable[[], float]] = {
        "bare": partial(bare_processor, bare),
        "console": partial(console_processor, busy),
        "first step": partial(first_step_processor, fresh),
    }
    for case in cases.values():
        case()
    taken = shuffled_rounds(cases, rounds)
    return [
        paired("Returning: console painted, processor time", taken, "console", "bare", 1.5),
        paired("First step painted, processor time", taken, "first step", "bare", 1.35),
    ]


def _steps(root: Path, walks: int, args: argparse.Namespace) -> list[Row]:
    bare, program = Place(root / "bare"), Place(root / "walk")
    cases: dict[str, Callable[[], Walked]] = {
        "bare": lambda: bare_changes(bare, walks * CHANGES_OF_A_WALK),
        "program": lambda: program_changes(program, walks),
        "escape byte": lambda: program_changes(program, 1, back=b"\x1b"),
        "bare at start": lambda: Walked([], [], bare_ready(bare).megabytes),
    }
    taken = shuffled_rounds(cases, args.sessions)
    changes = {name: sorted(t for sample in all for t in sample.changes) for name, all in taken.items()}
    settled = {name: sorted(t for sample in all for t in sample.settled) for name, all in taken.items()}
    backs = sorted(t for sample in taken["escape byte"] for t in sample.changes[3:])
    floor = median(changes["bare"])
    against = f"{floor * 1000:.1f} ms (p50)"

    def row(name: str, seconds: float, limit: float | None = None) -> Row:
        return Row(name, f"{seconds * 1000:.1f} ms", against, seconds / floor, limit)

    memory = {name: [sample.megabytes for sample in all] for name, all in taken.items()}
    count = len(changes["program"])
    return [
        row(f"Step change, p50 of {count}", median(changes["program"]), 2.4),
        row(f"Step change, p95 of {count}", percentile(changes["program"], 0.95), 3.5),
        row("  until the last byte, p50", median(settled["program"])),
        row("  back by a bare ESC byte, p50", median(backs)),
        row("  bare, p95", percentile(changes["bare"], 0.95)),
        paired("Peak memory after as many changes", memory, "program", "bare", 1.5, unit="MB"),
        paired("  against the bare app at its start", memory, "program", "bare at start", unit="MB"),
    ]


def _commands(root: Path, rounds: int) -> list[Row]:
    place = Place(root / "commands")
    place.run(place.command("sandbox", "load", "busy"))
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
    taken = shuffled_rounds(cases, rounds)
    return [
        paired("dm-tui --version / python -c pass", taken, "version", "pass", 3),
        paired("dm-tui status --json / import pydantic, tinydb", taken, "status", "imports", 2),
    ]


if __name__ == "__main__":
    sys.exit(main())
