"""Recipients from a spreadsheet saved as CSV, row by row: the file may be longer than the memory."""

import csv
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.mailing.csv_columns import (
    ADDRESS_VARIABLE,
    CsvColumns,
    CsvRow,
    detect_columns,
    is_address,
    is_address_header,
)
from dm_tui.domain.mailing.message import Recipient
from dm_tui.domain.model import Model
from dm_tui.domain.setup.address import parse_address
from dm_tui.domain.text import Line, clean_line
from dm_tui.services.mailing.text_file import TextFile, inspect_text_file, unusable_file_error

DELIMITERS = ",;\t|"
"""What may stand between two cells; where several fit equally well, the earliest is taken."""

LONGEST_VALUE = 200
"""Characters of a variable's value: what is longer was not meant for one."""

_SAMPLE = 50
"""Rows that are looked at to tell what the columns are."""


class RowProblem(Model):
    """Why nothing can be sent to a row. `line` is where it begins in the file, counted from 1.

    `code` is `bad-address`, `duplicate`, `cells`, `empty-variable`, `too-long`, `line-break`, `nul` or `quote`.
    """

    line: int
    code: str
    message: Line


class CsvRecipients:
    """The recipients in `path`, for a letter with the variables `needed`. Each iteration reads the file anew.

    Raises DirectMailError (USAGE) where there is no such file, it is no text, the address column cannot be
    told, a needed column is missing, or there is no row. What is wrong with a row is a RowProblem in its
    place; rows without any content are skipped. Every address is held once, to find duplicates.
    """

    def __init__(self, path: Path, needed: frozenset[str] = frozenset()) -> None:
        self._file: TextFile = inspect_text_file(path)
        self._needed = needed - {ADDRESS_VARIABLE}
        self.encoding = self._file.encoding
        self.delimiter = DELIMITERS[0]
        first, *others = self._read_sample()
        if isinstance(first, RowProblem):
            raise unusable_file_error(
                path, "has a first row with a quote too many or too few", "Mend it."
            )
        sample = [row for row in others if not isinstance(row, RowProblem)]
        self.columns: CsvColumns = detect_columns(first, sample, needed)
        if self.columns.header and not others:
            raise _empty(path)

    def __iter__(self) -> Iterator[Recipient | RowProblem]:
        seen: dict[str, int] = {}
        rows = _rows(self._file.lines(), self.delimiter)
        for line, row in islice(rows, 1, None) if self.columns.header else rows:
            yield row if isinstance(row, RowProblem) else self._check_row(line, row, seen)

    def _check_row(self, line: int, row: CsvRow, seen: dict[str, int]) -> Recipient | RowProblem:
        """Return the recipient in a row, or the first thing that is wrong with it."""
        columns = self.columns
        if any("\0" in cell for cell in row):
            return RowProblem(line=line, code="nul", message="It has a NUL character.")
        if len(row) != columns.width:
            message = f"It has {_cells(len(row))}, the first row has {_cells(columns.width)}."
            return RowProblem(line=line, code="cells", message=message)
        if any(map(_has_line_break, row)) and self._may_swallow_rows(row):
            message = "A cell has several lines: a quote may lack its end."
            return RowProblem(line=line, code="line-break", message=message)
        try:
            address = parse_address(row[columns.address].strip())
        except DirectMailError as error:
            return RowProblem(line=line, code=error.code, message=error.message)
        first = seen.setdefault(address.lower(), line)
        if first != line:
            message = f"{address} is in line {first} already."
            return RowProblem(line=line, code="duplicate", message=message)
        values = {
            name: clean_line(row[number], LONGEST_VALUE + 1)
            for number, name in columns.variables.items()
        }
        for name, value in values.items():
            if len(value) > LONGEST_VALUE:
                message = f"{name} has more than {LONGEST_VALUE} characters."
                return RowProblem(line=line, code="too-long", message=message)
            if not value and name in self._needed:
                message = f"{name} is empty, and the letter has {{{name}}}."
                return RowProblem(line=line, code="empty-variable", message=message)
        return Recipient(address=address, variables=values)

    def _may_swallow_rows(self, row: CsvRow) -> bool:
        """Say whether a cell with several lines may have swallowed rows; a remark may have lines of its own."""
        used = (self.columns.address, *self.columns.variables)
        return any(
            _has_line_break(cell) and (n in used or "@" in cell) for n, cell in enumerate(row)
        )

    def _read_sample(self) -> list[CsvRow | RowProblem]:
        """Return the first rows, after setting the delimiter that makes most sense of them."""
        lines: list[str] = []
        for line in islice(self._file.lines(), 4 * _SAMPLE):
            lines.append(line)
            if sum(map(len, lines)) > _SAMPLE * LONGEST_VALUE * 10:
                break
        samples = {
            delimiter: [row for _, row in islice(_rows(iter(lines), delimiter), _SAMPLE)]
            for delimiter in DELIMITERS
        }
        if not all(samples.values()):  # nothing but delimiters
            raise _empty(self._file.path)
        self.delimiter = max(DELIMITERS, key=lambda one: _score_rows(samples[one]))
        return samples[self.delimiter]


def _rows(lines: Iterator[str], delimiter: str) -> Iterator[tuple[int, CsvRow | RowProblem]]:
    """Yield every row that is not blank with the line it begins in, or what keeps it from being read."""
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:
            to = f" to {reader.line_num}" if reader.line_num > line else ""
            message = f"A quote is missing, or one too many: line {line}{to} cannot be read."
            yield line, RowProblem(line=line, code="quote", message=message)
            continue
        if any(map(str.strip, row)):
            yield line, row


def _score_rows(rows: list[CsvRow | RowProblem]) -> tuple[bool, float, int]:
    """Return how much sense rows make: something like an address column, rows alike, many columns."""
    first = rows[0]
    if isinstance(first, RowProblem):
        return (False, 0, 0)
    clear = any(map(is_address_header, first)) or sum(map(is_address, first)) == 1
    width = len(first)
    alike = sum(not isinstance(row, RowProblem) and len(row) == width for row in rows) / len(rows)
    return (clear, alike if width > 1 else 0, width)


def _has_line_break(cell: str) -> bool:
    return "\n" in cell or "\r" in cell


def _cells(number: int) -> str:
    return "1 cell" if number == 1 else f"{number} cells"


def _empty(path: Path) -> DirectMailError:
    return DirectMailError(
        ErrorKind.USAGE,
        "no-recipients",
        f"{path} has no recipients.",
        "Give a file with one row for each, and a first row that names the columns.",
    )
