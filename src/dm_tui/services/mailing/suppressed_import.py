"""Reads addresses that get no mail from a file: one a line, a spreadsheet as CSV, or JSON."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.mailing import suppressed_wording as wording
from dm_tui.domain.mailing.address_cell import is_address_cell, parse_address_cell
from dm_tui.domain.mailing.recipients_reading import DETECT_ALL
from dm_tui.domain.mailing.suppressed import SuppressedAddress, SuppressionReason
from dm_tui.domain.model import Model
from dm_tui.domain.text import Line, clean_line
from dm_tui.services.mailing.csv_rows import parse_rows
from dm_tui.services.mailing.row_problem import RowProblem
from dm_tui.services.mailing.workbook import open_spreadsheet

_DELIMITERS = ",;\t|"
_ADDRESS_HEADS = ("address", "email", "email address", "e-mail", "e-mail address", "recipient", "mail")
_SINCE_HEADS = (
    "since",
    "created",
    "created_at",
    "date",
    "time",
    "unsubscribed_at",
    "optout time",
    "last_changed",
)
_REASON_HEADS = ("reason", "type", "status")
_WORDS = {
    SuppressionReason.UNSUBSCRIBED: ("unsub", "opt-out", "optout", "opted out"),
    SuppressionReason.INVALID: ("invalid", "bounce", "nonexist", "unknown user", "cleaned"),
    SuppressionReason.SUPPRESSED: ("suppress", "block", "spam", "complain", "report"),
}
"""What other programs call a reason."""


class ImportProblem(Model):
    """Why a line of a file is not on the list now; `line` is counted from 1, in JSON by its addresses."""

    line: int
    message: Line


def read_entries(
    path: Path, reason: SuppressionReason, now: datetime
) -> tuple[list[SuppressedAddress], list[ImportProblem]]:
    """Return the addresses in a file and what cannot be read; `reason` and `now` stand where it has none."""
    lines = open_spreadsheet(path, DETECT_ALL).lines()
    first = next((line for line in lines if line.strip()), "")
    lines = open_spreadsheet(path, DETECT_ALL).lines()
    if first.lstrip()[:1] in ("{", "["):
        rows: Iterator[tuple[int, Mapping[str, str] | RowProblem]] = _read_json(path, "".join(lines))
    else:
        rows = _read_table(lines, first)
    entries, problems = [], []
    for line, row in rows:
        if isinstance(row, RowProblem):
            problems.append(ImportProblem(line=line, message=row.message))
            continue
        try:
            entries.append(_entry(row, path, reason, now))
        except DirectMailError as error:
            problems.append(ImportProblem(line=line, message=error.message))
    return entries, problems


def _entry(row: Mapping[str, str], path: Path, reason: SuppressionReason, now: datetime) -> SuppressedAddress:
    return SuppressedAddress(
        address=parse_address_cell(_without_mark(row.get("address", "").strip())),
        reason=_find_reason(row.get("reason", "")) or reason,
        since=_read_instant(row.get("since", "")) or now,
        source=clean_line(row.get("source", "")) or path.name,
        until=_read_instant(row.get("until", "")),
        words=row.get("words", ""),
    )


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


def _read_table(lines: Iterator[str], first: str) -> Iterator[tuple[int, Mapping[str, str] | RowProblem]]:
    columns: dict[str, int] | None = None
    for line, row in parse_rows(lines, max(_DELIMITERS, key=first.count)):
        if isinstance(row, RowProblem):
            yield line, row
            continue
        if columns is None:
            columns = _columns(row)
            if not any(is_address_cell(cell) for cell in row):
                continue
        yield line, {name: row[place] for name, place in columns.items() if place < len(row)}


def _columns(head: Sequence[str]) -> dict[str, int]:
    """Return where each field is: by the names in the first row, or else the first cell with an address."""
    names = [cell.strip().lower() for cell in head]
    at: dict[str, int] = {name: names.index(name) for name in ("source", "until", "words") if name in names}
    for field, known in (("address", _ADDRESS_HEADS), ("since", _SINCE_HEADS), ("reason", _REASON_HEADS)):
        if place := next((names.index(name) + 1 for name in known if name in names), 0):
            at[field] = place - 1
    addresses = (place for place, cell in enumerate(head) if is_address_cell(cell))
    return {"address": next(addresses, 0), **at}


def _find_reason(text: str) -> SuppressionReason | None:
    said = text.strip().lower()
    return next((reason for reason, words in _WORDS.items() if any(word in said for word in words)), None)


def _read_instant(text: str) -> datetime | None:
    try:
        instant = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    instant = instant if instant.tzinfo is not None else instant.replace(tzinfo=UTC)
    try:
        return instant.astimezone(UTC)
    except (OverflowError, ValueError):
        return None


def _without_mark(cell: str) -> str:
    """Return a cell without the mark by which a spreadsheet takes it for no formula."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in ("=", "+", "-") else cell
