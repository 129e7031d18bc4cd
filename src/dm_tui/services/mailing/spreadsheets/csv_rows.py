"""Parts a spreadsheet's lines into rows of cells; a broken row costs the others nothing.

A quote that is not closed would swallow everything behind it. So a row ends where the next line looks like a
row of its own, and after a row that cannot be read the parser continues at the next line.
"""

import csv
import re
from collections import deque
from collections.abc import Iterator
from typing import NamedTuple

from dm_tui.domain.mailing.recipients import recipients_wording as wording
from dm_tui.domain.mailing.recipients.address_cell import is_address_cell
from dm_tui.domain.mailing.recipients.csv_columns import CsvRow
from dm_tui.services.mailing.spreadsheets.csv_separator import SEPARATORS, stated_separator
from dm_tui.services.mailing.spreadsheets.row_problem import RowProblem
from dm_tui.services.mailing.spreadsheets.text_file import MAX_LINE_LENGTH

MAX_ROW_LINES = 500
"""Lines of one row: a remark is shorter (our own limit)."""

_CONTENT = re.compile(rf'[^{re.escape(SEPARATORS)}"\s]')
"""A row without any of it is blank."""

_MAILBOX = r"""(?:^|(?<={separator}))( *"(?:[^"\\]|\\.|"")+" *<[^<>"\s]+>) *(?={separator}|[\r\n]|$)"""
"""A cell such as `"Ann, X" <ann@example.org>`, as address books write it: its quotes are the name's."""

csv.field_size_limit(2 * MAX_LINE_LENGTH)  # a cell is never longer than its lines


class NumberedRow(NamedTuple):
    """A row, or its problem, with the line it begins in, counted from 1."""

    line: int
    row: CsvRow | RowProblem


def is_blank(line: str) -> bool:
    """Say whether a line is a blank row by itself, whatever separates its cells."""
    return line.count('"') % 2 == 0 and not _CONTENT.search(line)


def parse_rows(lines: Iterator[str], separator: str) -> Iterator[NumberedRow]:
    """Yield each row that is not blank, or its problem."""
    return RowParser(lines, separator).rows()


class RowParser:
    """Parts lines into rows; `torn` is the line of the last problem, as it is in the file."""

    def __init__(self, lines: Iterator[str], separator: str) -> None:
        self._lines = lines
        self._separator = separator
        self._mailbox = re.compile(_MAILBOX.format(separator=re.escape(separator)))
        self._back: deque[str] = deque()
        self._number = 0
        self._open_quote = False
        self._in_remains = False
        self.torn = ""

    def torn_row(self, width: int) -> CsvRow:
        """Return the cells of the torn line, as far as they can be distinguished."""
        line = self.torn.rstrip("\r\n")
        row = next(csv.reader([line], delimiter=self._separator), [])
        return row if len(row) == width else [cell.strip('"') for cell in line.split(self._separator)]

    def rows(self) -> Iterator[NumberedRow]:
        """Yield the rows. Most lines have no quotes, and are parted at once."""
        separator = self._separator
        while (line := self._next_line()) and is_blank(line):
            continue
        if stated_separator(line):
            line = self._next_line()
        while line:
            if len(line) > MAX_LINE_LENGTH:
                self.torn = line
                message = wording.ROW_LINE_TOO_LONG.format(limit=MAX_LINE_LENGTH)
                yield NumberedRow(
                    self._number, RowProblem(line=self._number, code="too-long", message=message)
                )
            elif self._in_remains and self._belongs_to_broken_row(line):
                pass
            elif '"' not in line:
                if _CONTENT.search(line):
                    yield NumberedRow(self._number, line.rstrip("\r\n").split(separator))
            else:
                yield from self._quoted_row(line)
            line = self._next_line()

    def _next_line(self) -> str:
        self._number += 1
        return self._back.popleft() if self._back else next(self._lines, "")

    def _quoted_row(self, first: str) -> Iterator[NumberedRow]:
        """Yield the row that begins with this line, unless it is blank."""
        if "<" in first:
            first = self._mailbox.sub(_in_quotes, first)
        number, row, taken = self._number, None, [first]
        reader = csv.reader(self._lines_of_row(taken), delimiter=self._separator, strict=True)
        try:
            row = next(reader)
        except (csv.Error, StopIteration):
            self._back.extendleft(reversed(taken[1:]))
            self._open_quote = self._in_remains = True
        else:
            self._number += len(taken) - 1
        if row is not None and self._open_quote and first.count('"') % 2:
            row, self._open_quote = None, False  # the quote that should have closed a row before
        if row is None:
            self.torn = first
            yield NumberedRow(number, RowProblem(line=number, code="quote", message=wording.ROW_QUOTE))
        elif any(map(_CONTENT.search, row)):
            yield NumberedRow(number, row)

    def _lines_of_row(self, taken: list[str]) -> Iterator[str]:
        """Yield the lines of a row as long as its quote is open, into `taken` too."""
        yield taken[0]
        cells = len(next(csv.reader(taken[:1], delimiter=self._separator))) - 1
        while len(taken) < MAX_ROW_LINES:
            line = self._back.popleft() if self._back else next(self._lines, "")
            if not line:
                return
            if len(line) > MAX_LINE_LENGTH or self._looks_like_row(line, cells):
                self._back.appendleft(line)
                return
            taken.append(line)
            yield line

    def _looks_like_row(self, line: str, separators: int) -> bool:
        """Say whether a line has an address in a cell of its own, and as many cells as the row before it."""
        if "@" not in line or line.count(self._separator) < separators:
            return False
        return any(is_address_cell(cell.strip().strip('"')) for cell in line.split(self._separator))

    def _belongs_to_broken_row(self, line: str) -> bool:
        """Say whether a line is the remains of a cell whose row could not be read: it is nobody's row."""
        self._in_remains = "@" not in line and self._separator not in line
        return self._in_remains


def _in_quotes(mailbox: re.Match[str]) -> str:
    """Return a cell with the quotes that a spreadsheet would write around and in it."""
    return '"' + mailbox[1].replace('"', '""') + '"'
