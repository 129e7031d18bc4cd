"""Writes the rows of a workbook on stdout, as a program of its own that `workbook` starts.

A workbook may be damaged or hostile, and the library that reads those that are no .xlsx holds a whole sheet
in memory: one with a cell far out would take all there is and end the program. So this works in a process
that may take only so much; what it took is given back when it ends.
"""

import csv
import io
import json
import os
import sys
from collections.abc import Iterator
from datetime import datetime, time
from itertools import islice, pairwise
from typing import Any

from dm_tui.services.mailing.spreadsheets.workbook_limits import (
    MOST_IN_GAPS,
    MOST_WRITTEN,
    WIDE_GAP,
    limit_process,
)
from dm_tui.services.mailing.spreadsheets.xlsx_rows import Sheet, TooLargeXlsxError, Xlsx

LOOKED_AT = 1_000
"""Rows that are looked through for addresses, where several sheets have rows (our own choice)."""


def main(wanted: str) -> int:
    """Write the sheet `wanted`, "" for the only one with addresses; stdin is the workbook.

    The last line on stderr is the outcome as JSON: `sheet`, or `error` with the `sheets` there are.
    """
    limit_process()
    outcome = _write_sheet(wanted)
    sys.stderr.write(json.dumps(outcome) + "\n")
    return "error" in outcome


def _write_sheet(wanted: str) -> dict[str, object]:
    """Write the sheet as a stream where that is possible, or by the library."""
    file = sys.stdin.buffer
    try:
        return _write_stream(Xlsx(file), wanted)
    except _RowsRefusedError as refused:
        return refused.outcome
    except (MemoryError, TooLargeXlsxError):  # the library would take more
        return {"error": "damaged", "why": "too large"}
    except Exception:  # whatever is damaged or unusual: the library judges
        file.seek(0)
        sys.stdout.flush()
        os.lseek(1, 0, os.SEEK_SET)
        os.ftruncate(1, 0)
        return _write_by_library(wanted)


def _write_stream(book: Xlsx, wanted: str) -> dict[str, object]:
    visible = [sheet.name for sheet in book.sheets]
    sheets = [sheet for sheet in book.sheets if sheet.name == (wanted or sheet.name)]
    filled = [sheet for sheet in sheets if next(book.rows(sheet), None) is not None]
    if len(filled) > 1:
        filled = [sheet for sheet in filled if _mentions_address(book, sheet)] or filled[:1]
    if len(filled) != 1:
        return {"error": "sheets", "sheets": [sheet.name for sheet in filled] if not wanted else visible}
    output = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8", errors="replace", newline="")
    writer, written = _RowWriter(output), 0
    for number, cells in book.rows(filled[0]):
        output.write("\n" * (number - written - 1))
        writer.write(number, [cells.get(column, "") for column in range(max(cells) + 1)])
        written = max(number, written + 1)
    output.flush()
    output.detach()
    return {"sheet": filled[0].name if len(visible) > 1 else ""}


class _RowsRefusedError(Exception):
    """The rows are more than is written."""

    def __init__(self, **outcome: object) -> None:
        super().__init__()
        self.outcome = outcome


class _RowWriter:
    """Writes rows as long as they are not too many characters or too wide."""

    def __init__(self, output: io.TextIOWrapper) -> None:
        self._writer = csv.writer(output, lineterminator="\n")
        self._written = self._in_gaps = 0

    def write(self, number: int, row: list[str]) -> None:
        """Write a row, or refuse it and the others."""
        if len(row) > WIDE_GAP and (gap := _widest_gap(row)) > WIDE_GAP:
            self._in_gaps += gap
            if self._in_gaps > MOST_IN_GAPS:
                raise _RowsRefusedError(error="wide", column=len(row), row=number)
        self._written += sum(map(len, row)) + len(row)
        if self._written > MOST_WRITTEN:
            raise _RowsRefusedError(error="large", row=number)
        self._writer.writerow(row)


def _widest_gap(row: list[str]) -> int:
    """Return how many empty cells there are, at most, before one that is filled or at the end."""
    filled = [-1, *(column for column, text in enumerate(row) if text), len(row)]
    return max(after - before - 1 for before, after in pairwise(filled))


def _mentions_address(book: Xlsx, sheet: Sheet) -> bool:
    rows = islice(book.rows(sheet), LOOKED_AT)
    return any("@" in text for _, cells in rows for text in cells.values())


def _write_by_library(wanted: str) -> dict[str, object]:
    import python_calamine as calamine

    try:
        workbook = calamine.load_workbook(io.BytesIO(sys.stdin.buffer.read()))
        visible = [
            sheet.name
            for sheet in workbook.sheets_metadata
            if sheet.typ == calamine.SheetTypeEnum.WorkSheet
            and sheet.visible == calamine.SheetVisibleEnum.Visible
        ]
        names = [wanted] if wanted in visible else [] if wanted else visible
        filled = [name for name in names if workbook.get_sheet_by_name(name).height]
        if len(filled) > 1:
            with_addresses = [name for name in filled if _has_addresses(workbook.get_sheet_by_name(name))]
            filled = with_addresses or filled[:1]
        if len(filled) != 1:
            return {"error": "sheets", "sheets": filled if not wanted else visible}
        _write_rows(workbook.get_sheet_by_name(filled[0]))
    except _RowsRefusedError as refused:
        return refused.outcome
    except calamine.PasswordError:
        return {"error": "password"}
    except calamine.CalamineError as error:
        return {"error": "damaged", "why": str(error)}
    return {"sheet": filled[0] if len(visible) > 1 else ""}


def _has_addresses(sheet: Any) -> bool:
    rows: Iterator[list[object]] = sheet.iter_rows()
    return any("@" in str(cell) for row in islice(rows, LOOKED_AT) for cell in row)


def _write_rows(sheet: Any) -> None:
    """Write each row on a line of its own, so that it has its number in the sheet."""
    output = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8", errors="replace", newline="")
    writer = _RowWriter(output)
    for number, row in enumerate(sheet.iter_rows(), 1):
        writer.write(number, list(map(_cell_text, row)))
    output.flush()


def _cell_text(cell: object) -> str:
    """Return what a cell says, on one line; a number without the .0 that workbooks give all of them."""
    match cell:
        case bool():
            return str(cell).upper()
        case float() if cell.is_integer():
            return str(int(cell))
        case datetime() if cell.time() == time():
            return cell.date().isoformat()
        case datetime():
            return cell.isoformat(" ")
        case _:
            return " ".join(str(cell).splitlines())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
