"""Reads recipients from a spreadsheet row by row: the file may be larger than memory."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.formula_mark import unmarked_cell
from dm_tui.domain.mailing.letters.letter_variables import NO_VARIABLES, LetterVariables
from dm_tui.domain.mailing.recipients import recipients_wording as wording
from dm_tui.domain.mailing.recipients.address_cell import is_address_cell, parse_address_cell
from dm_tui.domain.mailing.recipients.column_names import ADDRESS_VARIABLE, REASON_COLUMNS
from dm_tui.domain.mailing.recipients.csv_columns import CsvColumns, CsvRow, detect_columns
from dm_tui.domain.mailing.recipients.recipient import Recipient
from dm_tui.domain.mailing.recipients.recipients_reading import DETECT_ALL, RecipientsReading
from dm_tui.domain.text import clean_line, on_one_line
from dm_tui.services.mailing.spreadsheets.csv_rows import NumberedRow, RowParser, is_blank, parse_rows
from dm_tui.services.mailing.spreadsheets.csv_separator import (
    SEPARATORS,
    most_sensible_separator,
    stated_separator,
)
from dm_tui.services.mailing.spreadsheets.row_problem import (
    DUPLICATE,
    MAX_VALUE_LENGTH,
    RowProblem,
    find_missing_value,
    find_value_problem,
    find_width_problem,
)
from dm_tui.services.mailing.spreadsheets.seen_addresses import SeenAddresses
from dm_tui.services.mailing.spreadsheets.workbook import open_spreadsheet

_SAMPLE = 50
"""Rows that are examined to detect the columns (our own choice)."""

_SHOWN_ROWS, _SHOWN_CELLS = 3, 6
"""Rows of a file that are shown as they were read, and cells of each (our own choice)."""


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
        self.separator = SEPARATORS[0]
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
        parser = RowParser(self._file.lines(), self.separator)
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
        rows = parse_rows(self._file.lines(), self.separator)
        _, row = next(islice(rows, self.columns.titles, None))
        return [] if isinstance(row, RowProblem) else self._as_meant(row)

    def first_rows(self) -> tuple[str, ...]:
        """Return some rows as they are read: of a guessed encoding those that show whether it is right.

        Otherwise what stands above the names of the columns is left out: it says nothing about anybody.
        """
        lines = (line for line in self._file.lines() if not (self.guessed and line.isascii()))
        above = 0 if self.guessed else self.columns.titles
        numbered = islice(parse_rows(lines, self.separator), above, None)
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
            if (problem := find_width_problem(line, row, columns.width)) is not None:
                return problem
            row = [*row[: columns.width], *[""] * (columns.width - len(row))]
        if _has_line_break(whole) and self._may_swallow_rows(row):
            return RowProblem(line=line, code="line-break", message=wording.ROW_HAS_LINE_BREAK)
        if "#" in whole and (problem := find_missing_value(line, row, self._used_columns())) is not None:
            return problem
        try:
            address = parse_address_cell(row[columns.address])
        except DirectMailError as error:
            return RowProblem(line=line, code=error.code, message=error.message)
        values = {name: on_one_line(row[n]) for name, n in columns.variables.items()}
        values |= {name: address for name, n in columns.variables.items() if n == columns.address}
        if (problem := find_value_problem(line, values, self._used, self._required)) is not None:
            return problem
        first = seen.first_line(address.lower(), line)
        if first != line:
            message = wording.ROW_IS_DUPLICATE.format(address=address, line=first)
            return RowProblem(line=line, code=DUPLICATE, message=message)
        return Recipient(address=address, variables=values)

    def _used_columns(self) -> Iterator[int]:
        yield self.columns.address
        yield from (n for name, n in self.columns.variables.items() if name in self._used)

    def _may_swallow_rows(self, row: CsvRow) -> bool:
        """Say whether a cell with several lines may have swallowed a row: one with an address in it."""
        later = ("@" in line for cell in row for line in cell.splitlines()[1:])
        return any(later) or _has_line_break(row[self.columns.address])

    def _read_sample(self) -> list[NumberedRow]:
        """Return the first rows, after choosing the separator that makes the most sense of them."""
        lines: list[str] = []
        written = (line for line in self._file.lines() if not is_blank(line))
        for line in islice(written, 4 * _SAMPLE):
            lines.append(line)
            if sum(map(len, lines)) > _SAMPLE * MAX_VALUE_LENGTH * 10:
                break
        stated = stated_separator(lines[0]) if lines else ""
        samples = {
            separator: list(islice(parse_rows(iter(lines), separator), _SAMPLE))
            for separator in stated or SEPARATORS
        }
        if not all(samples.values()):  # nothing but separators
            raise wording.FILE_WITHOUT_RECIPIENTS(path=self._file.path)
        parted = {separator: [row for _, row in sample] for separator, sample in samples.items()}
        self.separator = most_sensible_separator(parted)
        return samples[self.separator]


def _row_words(row: CsvRow) -> str:
    cells = [clean_line(cell, 40) for cell in row[:_SHOWN_CELLS]]
    return " | ".join([*cells, "…"] if len(row) > _SHOWN_CELLS else cells)


def _has_line_break(cell: str) -> bool:
    return "\n" in cell or "\r" in cell
