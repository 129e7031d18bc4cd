"""Rounds of shuffled cases, and the table of what they came to."""

import os
import platform
import random
from collections.abc import Callable, Sequence
from statistics import median
from typing import NamedTuple, TypeVar

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


def shuffled_rounds(cases: dict[str, Callable[[], T]], count: int) -> dict[str, list[T]]:
    """Call every case once in each round, in an order of its own."""
    taken: dict[str, list[T]] = {name: [] for name in cases}
    for _ in range(count):
        for name in random.sample(list(cases), len(cases)):
            taken[name].append(cases[name]())
    return taken


def paired(
    name: str,
    taken: dict[str, list[float]],
    case: str,
    floor: str,
    limit: float | None = None,
    unit: str = "ms",
) -> Row:
    """Return the median over the rounds of a case against another of the same round.

    A case that was left out of the last rounds is compared in those it has.
    """
    scale = 1000 if unit == "ms" else 1
    pairs = list(zip(taken[case], taken[floor], strict=False))
    one, other = (median(pair[side] for pair in pairs) * scale for side in (0, 1))
    digits = 2 if other < 10 else 0
    return Row(
        name, f"{one:.{digits}f} {unit}", f"{other:.{digits}f} {unit}", median(a / b for a, b in pairs), limit
    )


def percentile(ordered: Sequence[float], part: float) -> float:
    """Return the percentile of what is sorted already."""
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))]


def print_table(rows: Sequence[Row], notes: Sequence[str]) -> None:
    """Print what was measured and what it was measured on; then the notes."""
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
    for note in notes:
        print(note)
