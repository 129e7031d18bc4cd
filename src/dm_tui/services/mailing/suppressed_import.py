"""Reads addresses that get no mail from a file: one a line, a spreadsheet as CSV or workbook, or JSON.

A line that is not understood is reported and never guessed: an address left off the list gets mail.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.formula_mark import unmarked_cell
from dm_tui.domain.mailing import suppressed_wording as wording
from dm_tui.domain.mailing.recipients.address_cell import is_address_cell
from dm_tui.domain.mailing.recipients.column_names import REASON_NAMES, SINCE_NAMES, is_address_name
from dm_tui.domain.mailing.recipients.csv_columns import require_column
from dm_tui.domain.mailing.recipients.foreign_dates import CLOCKS_DIFFER, read_foreign_instant
from dm_tui.domain.mailing.recipients.recipients_reading import DETECT_ALL, RecipientsReading
from dm_tui.domain.mailing.suppressed import SuppressedAddress, SuppressionReason, parse_listed_address
from dm_tui.domain.mailing.suppression_reasons import parse_reason
from dm_tui.domain.model import Model
from dm_tui.domain.text import Line, clean_line
from dm_tui.services.mailing.spreadsheets.csv_rows import parse_rows
from dm_tui.services.mailing.spreadsheets.csv_separator import most_frequent_separator
from dm_tui.services.mailing.spreadsheets.row_problem import RowProblem
from dm_tui.services.mailing.spreadsheets.workbook import open_spreadsheet

_LOOKED_AT = 50
"""Lines by which the separator is found: the first may be a title (our own choice)."""


class ImportProblem(Model):
    """Why a line of a file is not on the list now; `line` is counted from 1, in JSON by its addresses."""

    line: int
    message: Line


class ImportedFile(NamedTuple):
    """What a file has, what of it cannot be read, and in words how it was read."""

    entries: tuple[SuppressedAddress, ...]
    problems: tuple[ImportProblem, ...]
    read_as: str


def read_entries(
    path: Path, reason: SuppressionReason | None, now: datetime, reading: RecipientsReading = DETECT_ALL
) -> ImportedFile:
    """Return what a file has; `now` stands where it has no date, and `reason` where it knows none.

    Without a `reason` an unknown one is a problem of its line.
    """
    file = open_spreadsheet(path, reading)
    head = list(islice((line for line in file.lines() if line.strip()), _LOOKED_AT))
    first = head[0] if head else ""
    heading = _Heading()
    if first.lstrip()[:1] in ("{", "["):
        rows: Iterator[tuple[int, Mapping[str, str] | RowProblem]] = _read_json(path, "".join(file.lines()))
    else:
        rows = _read_table(file.lines(), head, heading, reading.column)
    entries, problems = [], []
    for line, row in rows:
        if isinstance(row, RowProblem):
            problems.append(ImportProblem(line=line, message=row.message))
            continue
        try:
            entries.append(_entry(row, path, reason, now))
        except DirectMailError as error:
            problems.append(ImportProblem(line=line, message=error.message))
    guessed = wording.READ_BY_GUESS.format(encoding=file.encoding) if file.guessed else ""
    return ImportedFile(tuple(entries), tuple(problems), " ".join(filter(None, (heading.words, guessed))))


def _entry(
    row: Mapping[str, str], path: Path, reason: SuppressionReason | None, now: datetime
) -> SuppressedAddress:
    since, until = _instant(row.get("since", "")), _instant(row.get("until", ""))
    if since is not None and since - now > CLOCKS_DIFFER:
        raise wording.DATE_TO_COME(date=clean_line(row["since"], 40))
    if until is not None and until <= now:
        raise wording.IS_OVER(date=clean_line(row["until"], 40))
    return SuppressedAddress(
        address=parse_listed_address(row.get("address", "").strip()),
        reason=parse_reason(row.get("reason", ""), reason),
        since=min(since, now) if since is not None else now,
        source=clean_line(row.get("source", "")) or path.name,
        until=until,
        words=row.get("words", ""),
    )


def _instant(text: str) -> datetime | None:
    """Return the instant that a cell names, None for an empty one; refuses what cannot be read."""
    if not text.strip():
        return None
    instant = read_foreign_instant(text)
    if instant is None:
        raise wording.NO_DATE(date=clean_line(text, 40))
    return instant


def _read_json(path: Path, text: str) -> Iterator[tuple[int, Mapping[str, str] | RowProblem]]:
    try:
        document: Any = json.loads(text)
    except (ValueError, RecursionError):
        raise wording.FILE_NOT_JSON(path=path) from None
    listed = document.get("suppressed") if isinstance(document, dict) else document
    if not isinstance(listed, list):
        raise wording.FILE_NOT_JSON(path=path)
    for number, item in enumerate(listed, 1):
        fields = item if isinstance(item, dict) else {"address": item}
        yield number, {str(name): value for name, value in fields.items() if isinstance(value, str)}


class _Heading:
    """Which column has what. The names of a heading say so, or else the first row with an address."""

    def __init__(self) -> None:
        self.columns: dict[str, int] = {}
        self.words = ""

    def take(self, line: int, row: Sequence[str], column: str) -> bool:
        """Take a row for the heading if it names columns; say whether it does."""
        names = [cell.strip().lower() for cell in row]
        columns: dict[str, int] = {
            name: names.index(name) for name in ("source", "until", "words") if name in names
        }
        for field, known in (("since", SINCE_NAMES), ("reason", REASON_NAMES)):
            for place in (names.index(name) for name in known if name in names):
                columns.setdefault(field, place)
        for place, cell in enumerate(row):
            if is_address_name(cell):
                columns.setdefault("address", place)
        if column:
            columns["address"] = require_column(row, len(row), column)
        if not columns:
            return False
        self.columns = columns
        named = ", ".join(f"{field} “{clean_line(row[at], 40)}”" for field, at in sorted(columns.items()))
        self.words = wording.HEADING_IS.format(line=line, columns=named)
        return True


def _read_table(
    lines: Iterator[str], head: Sequence[str], heading: _Heading, column: str
) -> Iterator[tuple[int, Mapping[str, str] | RowProblem]]:
    begun = False
    for line, row in parse_rows(lines, most_frequent_separator(head)):
        if isinstance(row, RowProblem):
            yield line, row
            continue
        addresses = [place for place, cell in enumerate(row) if is_address_cell(cell)]
        if not begun and not addresses and not heading.columns and heading.take(line, row, column):
            continue
        if column and not heading.columns:
            heading.columns = {"address": require_column((), len(row), column)}
        if "address" not in heading.columns:
            if not addresses:
                yield line, RowProblem(line=line, code="no-address", message=wording.NEITHER_NOR)
                continue
            heading.columns["address"] = addresses[0]
        begun = True
        cells = ((name, row[place]) for name, place in heading.columns.items() if place < len(row))
        yield line, {name: unmarked_cell(cell.strip()) for name, cell in cells}
