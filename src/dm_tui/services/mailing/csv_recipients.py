"""Reads recipients from a CSV file row by row: the file may be larger than memory."""

import csv
import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.mailing import recipients_wording as wording
from dm_tui.domain.mailing.csv_columns import (
    ADDRESS_VARIABLE,
    CsvRow,
    detect_columns,
    is_address_cell,
    is_address_header,
)
from dm_tui.domain.mailing.letter_variables import NO_VARIABLES, LetterVariables
from dm_tui.domain.mailing.message import Recipient
from dm_tui.domain.model import Model
from dm_tui.domain.setup.address import parse_address
from dm_tui.domain.text import Line, clean_line
from dm_tui.services.mailing.seen_addresses import SeenAddresses
from dm_tui.services.mailing.text_file import inspect_text_file

DELIMITERS = ",;\t|"
"""Separators between cells; where several fit equally well, the first one is used."""

MAX_VALUE_LENGTH = 200
"""Characters of a variable's value: anything longer was not meant for one."""

_SAMPLE = 50
"""Rows that are examined to detect the columns."""

_CONTENT = re.compile(rf'[^{re.escape(DELIMITERS)}"\s]')
"""A row without any of it is blank."""


class RowProblem(Model):
    """Why a row cannot be sent to. `line` is where it begins in the file, counted from 1.

    `code` is `bad-address`, `duplicate`, `cells`, `empty-variable`, `too-long`, `line-break`, `nul` or
    `quote`.
    """

    line: int
    code: str
    message: Line


class CsvRecipients:
    """The recipients in `path`, for a letter that uses the variables `needed`.

    Each iteration reads the file again. Raises DirectMailError (USAGE) if there is no such file, it is not
    text, the address column cannot be detected, a needed column is missing, or there are no rows. A bad row
    yields a RowProblem in its place; blank rows are skipped.
    """

    def __init__(self, path: Path, needed: LetterVariables = NO_VARIABLES) -> None:
        self._file = inspect_text_file(path)
        self._required = needed.required - {ADDRESS_VARIABLE}
        self.encoding = self._file.encoding
        self.delimiter = DELIMITERS[0]
        first, *others = self._read_sample()
        if isinstance(first, RowProblem):
            raise wording.FILE_FIRST_ROW_QUOTE(path=path)
        sample = [row for row in others if not isinstance(row, RowProblem)]
        self.columns = detect_columns(first, sample, needed)
        if self.columns.header and not others:
            raise wording.FILE_WITHOUT_RECIPIENTS(path=path)

    def __iter__(self) -> Iterator[Recipient | RowProblem]:
        seen = SeenAddresses()
        rows = _rows(self._file.lines(), self.delimiter)
        for line, row in islice(rows, 1, None) if self.columns.header else rows:
            yield row if isinstance(row, RowProblem) else self._check_row(line, row, seen)

    def _check_row(self, line: int, row: CsvRow, seen: SeenAddresses) -> Recipient | RowProblem:
        """Return the recipient in a row, or the first problem with it."""
        columns = self.columns
        if any("\0" in cell for cell in row):
            return RowProblem(line=line, code="nul", message=wording.ROW_HAS_NUL)
        if len(row) != columns.width:
            cells, expected = _cells(len(row)), _cells(columns.width)
            message = wording.ROW_HAS_OTHER_WIDTH.format(cells=cells, expected=expected)
            return RowProblem(line=line, code="cells", message=message)
        if any(map(_has_line_break, row)) and self._may_swallow_rows(row):
            return RowProblem(line=line, code="line-break", message=wording.ROW_HAS_LINE_BREAK)
        try:
            address = parse_address(row[columns.address].strip())
        except DirectMailError as error:
            return RowProblem(line=line, code=error.code, message=error.message)
        values = {name: clean_line(row[n], MAX_VALUE_LENGTH + 1) for n, name in columns.variables.items()}
        if columns.address in columns.variables:
            values[columns.variables[columns.address]] = address
        for name, value in values.items():
            if len(value) > MAX_VALUE_LENGTH:
                message = wording.ROW_VALUE_TOO_LONG.format(name=name, limit=MAX_VALUE_LENGTH)
                return RowProblem(line=line, code="too-long", message=message)
            if not value and name in self._required:
                message = wording.ROW_VALUE_EMPTY.format(name=name)
                return RowProblem(line=line, code="empty-variable", message=message)
        first = seen.first_line(address.lower(), line)
        if first != line:
            message = wording.ROW_IS_DUPLICATE.format(address=address, line=first)
            return RowProblem(line=line, code="duplicate", message=message)
        return Recipient(address=address, variables=values)

    def _may_swallow_rows(self, row: CsvRow) -> bool:
        """Say whether a cell with several lines may have swallowed rows.

        A remark may well have several lines.
        """
        used = (self.columns.address, *self.columns.variables)
        return any(_has_line_break(cell) and (n in used or "@" in cell) for n, cell in enumerate(row))

    def _read_sample(self) -> list[CsvRow | RowProblem]:
        """Return the first rows, after choosing the delimiter that makes the most sense of them."""
        lines: list[str] = []
        written = (line for line in self._file.lines() if not _is_blank(line))
        for line in islice(written, 4 * _SAMPLE):
            lines.append(line)
            if sum(map(len, lines)) > _SAMPLE * MAX_VALUE_LENGTH * 10:
                break
        rows = {delimiter: islice(_rows(iter(lines), delimiter), _SAMPLE) for delimiter in DELIMITERS}
        samples = {delimiter: [row for _, row in numbered] for delimiter, numbered in rows.items()}
        if not all(samples.values()):  # nothing but delimiters
            raise wording.FILE_WITHOUT_RECIPIENTS(path=self._file.path)
        self.delimiter = max(DELIMITERS, key=lambda delimiter: _score_rows(samples[delimiter]))
        return samples[self.delimiter]


def _rows(lines: Iterator[str], delimiter: str) -> Iterator[tuple[int, CsvRow | RowProblem]]:
    """Yield each row that is not blank, or its problem, with the line it begins in."""
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:
            sentence = wording.ROW_QUOTE_TO if reader.line_num > line else wording.ROW_QUOTE
            message = sentence.format(line=line, last=reader.line_num)
            yield line, RowProblem(line=line, code="quote", message=message)
        else:
            if any(map(_CONTENT.search, row)):
                yield line, row


def _is_blank(line: str) -> bool:
    """Say whether a line is a blank row by itself, whatever separates its cells."""
    return line.count('"') % 2 == 0 and not _CONTENT.search(line)


def _score_rows(rows: list[CsvRow | RowProblem]) -> tuple[bool, float, int]:
    """Return how much sense the rows make: if there is an address column, how alike and wide they are."""
    first = rows[0]
    if isinstance(first, RowProblem):
        return (False, 0, 0)
    clear = any(map(is_address_header, first)) or sum(map(is_address_cell, first)) == 1
    width = len(first)
    alike = sum(not isinstance(row, RowProblem) and len(row) == width for row in rows) / len(rows)
    return (clear, alike if width > 1 else 0, width)


def _has_line_break(cell: str) -> bool:
    return "\n" in cell or "\r" in cell


def _cells(number: int) -> str:
    return wording.ONE_CELL if number == 1 else wording.CELLS.format(count=number)
