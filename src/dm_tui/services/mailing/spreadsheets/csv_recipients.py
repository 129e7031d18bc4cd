"""Reads recipients from a spreadsheet row by row: the file may be larger than memory."""

from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.mailing.letters.letter_variables import NO_VARIABLES, LetterVariables
from dm_tui.domain.mailing.message import Recipient
from dm_tui.domain.mailing.recipients import recipients_wording as wording
from dm_tui.domain.mailing.recipients.address_cell import is_address_cell, parse_address_cell
from dm_tui.domain.mailing.recipients.column_names import ADDRESS_VARIABLE, REASON_COLUMNS, is_address_name
from dm_tui.domain.mailing.recipients.csv_columns import CsvColumns, CsvRow, column_letters, detect_columns
from dm_tui.domain.mailing.recipients.formula_mark import unmarked_cell
from dm_tui.domain.mailing.recipients.recipients_reading import DETECT_ALL, RecipientsReading
from dm_tui.domain.text import clean_line, find_control_character, on_one_line
from dm_tui.services.mailing.spreadsheets.csv_rows import (
    DELIMITERS,
    NumberedRow,
    RowParser,
    is_blank,
    parse_rows,
    stated_delimiter,
)
from dm_tui.services.mailing.spreadsheets.row_problem import RowProblem
from dm_tui.services.mailing.spreadsheets.seen_addresses import SeenAddresses
from dm_tui.services.mailing.spreadsheets.workbook import open_spreadsheet

MAX_VALUE_LENGTH = 200
"""Characters of a variable's value: anything longer was not meant for one."""

_SAMPLE = 50
"""Rows that are examined to detect the columns."""

_SHOWN_ROWS = 3
_SHOWN_CELLS = 6


class CsvRecipients:
    """The recipients in `path`, read as `reading` says, for a letter that uses the variables `needed`.

    Each iteration reads the file again. Raises DirectMailError (USAGE) if there is no such file, it is not
    text, the address column cannot be detected, a needed column is missing, or there are no rows. A bad row
    yields a RowProblem in its place; blank rows are skipped.
    """

    def __init__(
        self, path: Path, needed: LetterVariables = NO_VARIABLES, reading: RecipientsReading = DETECT_ALL
    ) -> None:
        self._file = open_spreadsheet(path, reading)
        self._required, self._used = needed.required - {ADDRESS_VARIABLE}, needed.used
        self.encoding = self._file.encoding
        self.guessed = self._file.guessed
        self.delimiter = DELIMITERS[0]
        sample = self._read_sample()
        if isinstance(problem := sample[0].row, RowProblem):
            quote = problem.code == "quote"
            raise (wording.FILE_FIRST_ROW_QUOTE if quote else wording.FILE_FIRST_ROW_TOO_LONG)(path=path)
        rows = [() if isinstance(row, RowProblem) else row for _, row in sample]
        self._marked = any({*REASON_COLUMNS} <= {*row} for row in rows)
        self.columns: CsvColumns = detect_columns([*map(self._as_meant, rows)], needed, reading)
        self._above = self.columns.titles + self.columns.header
        if len(rows) <= self._above:
            raise wording.FILE_WITHOUT_RECIPIENTS(path=path)

    def __iter__(self) -> Iterator[Recipient | RowProblem]:
        return (recipient for _, recipient in self.whole_rows())

    def whole_rows(self) -> Iterator[tuple[CsvRow, Recipient | RowProblem]]:
        """Yield each row as it is in the file, with its recipient or its problem."""
        seen = SeenAddresses()
        parser = RowParser(self._file.lines(), self.delimiter)
        rows = parser.rows()
        for line, row in islice(rows, self._above):
            if not isinstance(row, RowProblem) and any(map(is_address_cell, row)):
                yield row, RowProblem(line=line, code="above-header", message=wording.ROW_ABOVE_HEADER)
        for line, row in rows:
            if isinstance(row, RowProblem):
                yield parser.torn_row(self.columns.width), row
            else:
                row = self._as_meant(row)
                yield row, self._check_row(line, row, seen)

    def head(self) -> CsvRow:
        """Return the row with the names of the columns, empty where there is none."""
        if not self.columns.header:
            return []
        rows = parse_rows(self._file.lines(), self.delimiter)
        _, row = next(islice(rows, self.columns.titles, None))
        return [] if isinstance(row, RowProblem) else self._as_meant(row)

    def first_rows(self) -> tuple[str, ...]:
        """Return some rows as they are read: of a guessed encoding those that show whether it is right.

        Otherwise what stands above the names of the columns is left out: it says nothing about anybody.
        """
        lines = (line for line in self._file.lines() if not (self.guessed and line.isascii()))
        above = 0 if self.guessed else self.columns.titles
        numbered = islice(parse_rows(lines, self.delimiter), above, None)
        rows = (row for _, row in numbered if not isinstance(row, RowProblem))
        return tuple(_row_words(self._as_meant(row)) for row in islice(rows, _SHOWN_ROWS))

    def _as_meant(self, row: CsvRow) -> CsvRow:
        """Return a row without the marks that were put in when it was written to be sent to again."""
        return [*map(unmarked_cell, row)] if self._marked else row

    def _check_row(self, line: int, row: CsvRow, seen: SeenAddresses) -> Recipient | RowProblem:
        """Return the recipient in a row, or the first problem with it."""
        columns = self.columns
        whole = "".join(row)  # looked through at once: few rows have to be looked at cell by cell
        if "\0" in whole:
            return RowProblem(line=line, code="nul", message=wording.ROW_HAS_NUL)
        if len(row) != columns.width:
            if any(map(str.strip, row[columns.width :])):
                cells, expected = _cells(len(row)), _cells(columns.width)
                message = wording.ROW_HAS_OTHER_WIDTH.format(cells=cells, expected=expected)
                return RowProblem(line=line, code="cells", message=message)
            row = [*row[: columns.width], *[""] * (columns.width - len(row))]
        if _has_line_break(whole) and self._may_swallow_rows(row):
            return RowProblem(line=line, code="line-break", message=wording.ROW_HAS_LINE_BREAK)
        if "#" in whole and (problem := self._find_missing_value(line, row)) is not None:
            return problem
        try:
            address = parse_address_cell(row[columns.address])
        except DirectMailError as error:
            return RowProblem(line=line, code=error.code, message=error.message)
        values = {name: on_one_line(row[n]) for name, n in columns.variables.items()}
        values |= {name: address for name, n in columns.variables.items() if n == columns.address}
        for name, value in values.items():
            if len(value) > MAX_VALUE_LENGTH and name in self._used:
                message = wording.ROW_VALUE_TOO_LONG.format(name=name, limit=MAX_VALUE_LENGTH)
                return RowProblem(line=line, code="too-long", message=message)
            if (at := find_control_character(value)) >= 0:
                message = wording.ROW_VALUE_CONTROL.format(name=name, character=f"U+{ord(value[at]):04X}")
                return RowProblem(line=line, code="control-character", message=message)
            if not value and name in self._required:
                message = wording.ROW_VALUE_EMPTY.format(name=name)
                return RowProblem(line=line, code="empty-variable", message=message)
        first = seen.first_line(address.lower(), line)
        if first != line:
            message = wording.ROW_IS_DUPLICATE.format(address=address, line=first)
            return RowProblem(line=line, code="duplicate", message=message)
        return Recipient(address=address, variables=values)

    def _find_missing_value(self, line: int, row: CsvRow) -> RowProblem | None:
        """Return the first cell that is used and has no value, or an error of the spreadsheet's own."""
        used = [n for name, n in self.columns.variables.items() if name in self._used]
        for column in (self.columns.address, *used):
            value = row[column].strip()
            if value[:1] == "#" and (value == wording.NO_VALUE or value in wording.CELL_ERRORS):
                sentence = wording.ROW_NO_VALUE if value == wording.NO_VALUE else wording.ROW_CELL_ERROR
                message = sentence.format(cell=f"{column_letters(column)}{line}", value=value)
                return RowProblem(line=line, code="no-value", message=message)
        return None

    def _may_swallow_rows(self, row: CsvRow) -> bool:
        """Say whether a cell with several lines may have swallowed a row: one with an address in it."""
        later = ("@" in line for cell in row for line in cell.splitlines()[1:])
        return any(later) or _has_line_break(row[self.columns.address])

    def _read_sample(self) -> list[NumberedRow]:
        """Return the first rows, after choosing the delimiter that makes the most sense of them."""
        lines: list[str] = []
        written = (line for line in self._file.lines() if not is_blank(line))
        for line in islice(written, 4 * _SAMPLE):
            lines.append(line)
            if sum(map(len, lines)) > _SAMPLE * MAX_VALUE_LENGTH * 10:
                break
        stated = stated_delimiter(lines[0]) if lines else ""
        samples = {
            delimiter: list(islice(parse_rows(iter(lines), delimiter), _SAMPLE))
            for delimiter in stated or DELIMITERS
        }
        if not all(samples.values()):  # nothing but delimiters
            raise wording.FILE_WITHOUT_RECIPIENTS(path=self._file.path)
        self.delimiter = max(samples, key=lambda delimiter: _score_rows(samples[delimiter]))
        return samples[self.delimiter]


def _score_rows(sample: list[NumberedRow]) -> tuple[bool, bool, float, int]:
    """Return how much sense the rows make.

    Whether there is an address column, whether a row names it beside others, how alike and wide they are.
    """
    rows = [row for _, row in sample if not isinstance(row, RowProblem)]
    if not rows:
        return (False, False, 0, 0)
    named = [row for row in rows if any(map(is_address_name, row))]
    clear = bool(named) or any(sum(map(is_address_cell, row)) == 1 for row in rows)
    widths = Counter(width for width in map(len, rows) if width > 1)
    width, alike = widths.most_common(1)[0] if widths else (1, 0)
    return (clear, any(len(row) > 1 for row in named), alike / len(sample), width)


def _row_words(row: CsvRow) -> str:
    cells = [clean_line(cell, 40) for cell in row[:_SHOWN_CELLS]]
    return " | ".join([*cells, "…"] if len(row) > _SHOWN_CELLS else cells)


def _has_line_break(cell: str) -> bool:
    return "\n" in cell or "\r" in cell


def _cells(number: int) -> str:
    return wording.ONE_CELL if number == 1 else wording.CELLS.format(count=number)
