"""The state file with a long history, against the floor of the disk and against itself with a short one.

Nothing heavy is imported here: histories are built, and changes timed, by processes of their own.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from tests.benchmarks.cases import LISTS, Place, Ready, Run, history_ready, list_opened
from tests.benchmarks.table import Row, paired, shuffled_rounds
from tests.benchmarks.terminal import NeverPainted

SIZES = (10, 1_000, 10_000, 100_000)
"""Orders in the history; every other length is compared with the first."""

REPOSITORY = Path(__file__).parents[2]

OPEN = """
import gc, sys, time
from datetime import UTC, datetime
from pathlib import Path
gc.disable()
from dm_tui.store.state import StateFile
started = time.perf_counter()
with StateFile(Path(sys.argv[1]), lambda: datetime.now(UTC)).read():
    print(time.perf_counter() - started)
"""


class Opened(NamedTuple):
    """Seconds of the first read of a state file, and of the process that did nothing else."""

    read: float
    process: float


def store_rows(root: Path, sizes: Sequence[int], rounds: int) -> tuple[list[Row], list[str]]:
    """Build histories of these lengths and return what they cost, and what is to be said beside it."""
    places = {size: Place(root / f"orders-{size}") for size in sizes}
    for size, place in places.items():
        _worker(place, "tests.benchmarks.history", str(place.state), str(size))
    os.sync()
    notes: list[str] = []
    rows = [
        *_purchases(root, places, rounds, notes),
        *_same_change(root, places, rounds),
        *_opens(places, rounds),
        *_status(places, rounds),
        *_interface(places, rounds, notes),
    ]
    return rows, [*notes, *_files(places)]


def _purchases(root: Path, places: dict[int, Place], rounds: int, notes: list[str]) -> list[Row]:
    first = next(iter(places))
    said = _worker(
        places[first],
        "tests.benchmarks.changes",
        *("purchases", str(root / "purchases"), str(2 * rounds)),
        *(str(place.directory) for place in places.values()),
    )
    taken: dict[int, dict[str, list[float]]] = {
        size: said[place.directory.name] for size, place in places.items()
    }
    count, bytes = taken[first]["transactions"][0], taken[first]["written"][0]
    notes.append(f"A purchase is {count} transactions and {_size(bytes)} of journal.")
    several = "floor of a purchase"
    rows = []
    for size in places:
        rows += [
            paired(f"Commit of a paid order, {size:,}", taken[size], "commit", "floor", 2.5),
            paired("  with the rules that make it", taken[size], "record", "floor"),
            paired("  mean transaction of a purchase", taken[size], "each", several),
            paired("  the same with a key of the caller's", taken[size], "once", several),
        ]
    for name, what in (
        ("commit", "Commit of a paid order"),
        ("each", "Mean transaction of a purchase"),
        ("once", "  the same with a key"),
    ):
        rows += _against_first(what, {size: sample[name] for size, sample in taken.items()}, 1.25)
    return [*rows, *_against_first("  close, folding", {s: t["fold"] for s, t in taken.items()})]


def _same_change(root: Path, places: dict[int, Place], rounds: int) -> list[Row]:
    rows = []
    for size, place in places.items():
        taken: dict[str, list[float]] = _worker(
            place,
            "tests.benchmarks.changes",
            *("same-change", str(root / "changes"), str(2 * rounds)),
            *(str(place.directory), str(size)),
        )
        names = {
            "store": f"1 KB changed and read back, {size:,}",
            "sqlite": "  SQLite, WAL, synchronous=FULL",
            "tinydb": f"  stock TinyDB, {len(taken['tinydb'])} rounds",
        }
        rows += [paired(what, taken, name, "floor") for name, what in names.items()]
    return rows


def _opens(places: dict[int, Place], rounds: int) -> list[Row]:
    cases: dict[str, Callable[[], Opened]] = {
        str(size): partial(_opened, place) for size, place in places.items()
    }
    taken = shuffled_rounds(cases, 2 * rounds)
    reads = {size: [sample.read for sample in taken[str(size)]] for size in places}
    processes = {size: [sample.process for sample in taken[str(size)]] for size in places}
    return [*_against_first("First read", reads), *_against_first("  its whole process", processes)]


def _opened(place: Place) -> Opened:
    argv = [sys.executable, "-c", OPEN, str(place.state)]
    started = time.perf_counter()
    done = subprocess.run(argv, env=place.env, cwd=place.directory, check=True, capture_output=True)
    return Opened(float(done.stdout), time.perf_counter() - started)


def _status(places: dict[int, Place], rounds: int) -> list[Row]:
    cases: dict[str, Callable[[], Run]] = {
        str(size): partial(place.measure, place.command("status", "--json")) for size, place in places.items()
    }
    for case in cases.values():
        case()
    taken = shuffled_rounds(cases, 2 * rounds)
    seconds = {size: [sample.seconds for sample in taken[str(size)]] for size in places}
    memory = {size: median(sample.megabytes for sample in taken[str(size)]) for size in places}
    return [*_against_first("status --json", seconds, 1.1), *_more_memory("  its peak memory", memory, 10)]


def _interface(places: dict[int, Place], rounds: int, notes: list[str]) -> list[Row]:
    cases: dict[str, Callable[[], Ready]] = {}
    for size, place in places.items():
        try:
            history_ready(place)
        except NeverPainted as error:
            notes.append(f"The interface with {size:,} orders was not measured: {error}")
        else:
            cases[str(size)] = partial(history_ready, place)
    if str(next(iter(places))) not in cases:
        return []
    taken = shuffled_rounds(cases, rounds)
    painted = {int(size): [sample.painted for sample in all] for size, all in taken.items()}
    answered = {int(size): [sample.answered for sample in all] for size, all in taken.items()}
    memory = {int(size): median(sample.megabytes for sample in all) for size, all in taken.items()}
    return [
        *_against_first("Ready: console, key answered", answered, 1.1),
        *_against_first("  console painted", painted),
        *_more_memory("  its peak memory", memory),
        *(row for size in taken for row in _lists(places[int(size)], int(size), rounds)),
    ]


def _lists(place: Place, size: int, rounds: int) -> list[Row]:
    cases: dict[str, Callable[[], float]] = {tab: partial(list_opened, place, tab) for tab in LISTS}
    taken = shuffled_rounds(cases, rounds)
    return [
        Row(
            f"First rows of {tab}, {size:,}, ms",
            f"{median(seconds) * 1000:.0f} ms",
            f"{max(seconds) * 1000:.0f} ms at most",
            median(seconds) * 1000,
            150,
        )
        for tab, seconds in taken.items()
    ]


def _against_first(name: str, taken: dict[int, list[float]], limit: float | None = None) -> list[Row]:
    first, *others = taken
    cases = {str(size): all for size, all in taken.items()}
    return [paired(f"{name}, {size:,} / {first:,}", cases, str(size), str(first), limit) for size in others]


def _more_memory(name: str, memory: dict[int, float], limit: float | None = None) -> list[Row]:
    first, *others = memory
    return [
        Row(
            f"{name}, {size:,} − {first:,}, MB",
            f"{memory[size]:.1f} MB",
            f"{memory[first]:.1f} MB",
            memory[size] - memory[first],
            limit,
        )
        for size in others
    ]


def _files(places: dict[int, Place]) -> list[str]:
    lines = []
    for size, place in places.items():
        directory = place.state.parent
        archive = list(directory.glob("*.archive/*"))
        journals = list(directory.glob("*.journal"))
        segments, bytes = len(archive), sum(segment.stat().st_size for segment in archive)
        lines.append(
            f"{size:>7,} orders: snapshot {_size(place.state.stat().st_size)}, "
            f"journals {_size(sum(journal.stat().st_size for journal in journals))} "
            f"(one of them behind the snapshot before), archive {_size(bytes)} in {segments} files"
        )
    return lines


def _size(bytes: float) -> str:
    return f"{bytes / 1e6:.1f} MB" if bytes >= 1e6 else f"{bytes / 1e3:.0f} KB"


def _worker(place: Place, module: str, *arguments: str) -> Any:
    """Run a module of these benchmarks from the repository and return the JSON it printed, if any."""
    argv = [sys.executable, "-m", module, *arguments]
    done = subprocess.run(argv, env=place.env, cwd=REPOSITORY, check=True, stdout=subprocess.PIPE)
    return json.loads(done.stdout) if done.stdout else None
