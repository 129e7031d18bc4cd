"""In which order the rows of a list are: by time, by size, or by a column whose head was clicked."""

import re
from enum import StrEnum
from typing import NamedTuple

from rich.text import Text

_NUMBER = re.compile(r"(-?[\d,]*\d(?:\.\d+)?)([km]?)")
_UNITS = {"k": 1_000, "m": 1_000_000}


class Sort(StrEnum):
    """The orders of rows; histories are kept newest first."""

    NEWEST = "newest first"
    OLDEST = "oldest first"
    LARGEST = "largest first"


class ColumnOrder(NamedTuple):
    """The rows in the order of a column; numbers begin with the largest, words with the first."""

    column: int
    turned: bool = False

    def next(self, column: int) -> "ColumnOrder | None":
        """Return the order after another click on a head: turned, then none."""
        if column != self.column:
            return ColumnOrder(column)
        return None if self.turned else ColumnOrder(column, turned=True)


def sort_key(value: str | Text, *, is_number: bool) -> tuple[float, str]:
    """Return what a cell is sorted by: its first number in a column of numbers, otherwise its words."""
    plain = str(value)
    if not is_number:
        return 0.0, plain.strip().casefold()
    match = _NUMBER.search(plain)
    number = float(match[1].replace(",", "")) * _UNITS.get(match[2], 1) if match else 0.0
    return -number, ""
