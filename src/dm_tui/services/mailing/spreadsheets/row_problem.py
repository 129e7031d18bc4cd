"""What is wrong with a row of a spreadsheet, and how many such rows are listed."""

from collections.abc import Iterable, Mapping, Set

from dm_tui.domain.mailing.recipients import recipients_wording as wording
from dm_tui.domain.mailing.recipients.csv_columns import CsvRow, column_letters
from dm_tui.domain.model import Model
from dm_tui.domain.text import Line, find_control_character

MAX_PROBLEMS = 1_000
"""Problems that are listed; the rest are counted (our own limit)."""

MAX_VALUE_LENGTH = 200
"""Characters of a variable's value: anything longer was not meant for one (our own limit)."""


DUPLICATE = "duplicate"
"""The code of a row whose address came before: the address gets the mailing, once."""


class RowProblem(Model):
    """Why a row is left out. `line` is where it begins in the file, or its place among typed addresses.

    It counts from 1. `code` is `bad-address`, `duplicate`, `cells`, `empty-variable`, `too-long`,
    `line-break`, `control-character`, `nul`, `above-header` or `quote`.
    """

    line: int
    code: str
    message: Line


def find_width_problem(line: int, row: CsvRow, width: int) -> RowProblem | None:
    """Return that a row has text in more cells than the first one, if it has."""
    if not any(map(str.strip, row[width:])):
        return None
    message = wording.ROW_HAS_OTHER_WIDTH.format(cells=_cells(len(row)), expected=_cells(width))
    return RowProblem(line=line, code="cells", message=message)


def find_missing_value(line: int, row: CsvRow, used: Iterable[int]) -> RowProblem | None:
    """Return the first cell that is `used` and has no value, or an error of the spreadsheet's own."""
    for column in used:
        value = row[column].strip()
        if value[:1] == "#" and (value == wording.NO_VALUE or value in wording.CELL_ERRORS):
            sentence = wording.ROW_NO_VALUE if value == wording.NO_VALUE else wording.ROW_CELL_ERROR
            message = sentence.format(cell=f"{column_letters(column)}{line}", value=value)
            return RowProblem(line=line, code="no-value", message=message)
    return None


def find_value_problem(
    line: int, values: Mapping[str, str], used: Set[str], required: Set[str]
) -> RowProblem | None:
    """Return the first value that a letter cannot have: one too long, with control characters, or empty."""
    for name, value in values.items():
        if len(value) > MAX_VALUE_LENGTH and name in used:
            message = wording.ROW_VALUE_TOO_LONG.format(name=name, limit=MAX_VALUE_LENGTH)
            return RowProblem(line=line, code="too-long", message=message)
        if (at := find_control_character(value)) >= 0:
            message = wording.ROW_VALUE_CONTROL.format(name=name, character=f"U+{ord(value[at]):04X}")
            return RowProblem(line=line, code="control-character", message=message)
        if not value and name in required:
            message = wording.ROW_VALUE_EMPTY.format(name=name)
            return RowProblem(line=line, code="empty-variable", message=message)
    return None


def _cells(number: int) -> str:
    return wording.ONE_CELL if number == 1 else wording.CELLS.format(count=number)
