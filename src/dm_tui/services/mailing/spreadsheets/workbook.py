"""Opens a workbook (.xlsx, .xls, .ods) as lines of text, like any other spreadsheet."""

import io
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dm_tui.domain.mailing.recipients import recipients_wording as wording
from dm_tui.domain.mailing.recipients.recipients_reading import RecipientsReading
from dm_tui.domain.text import clean_line
from dm_tui.services.mailing.spreadsheets.file_encoding import inspect_text_file
from dm_tui.services.mailing.spreadsheets.text_file import TextFile, open_readable
from dm_tui.store.errors import disk_error
from dm_tui.store.list_files import LIST_MARK

_SIGNATURES = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # .xlsx and .ods are ZIP files; .xls
_ROWS = "dm_tui.services.mailing.spreadsheets.workbook_rows"


class Workbook:
    """A sheet whose rows were read once, into a temporary file without a name."""

    guessed = False

    def __init__(self, path: Path, sheet: str, rows: int) -> None:
        self.path = path
        self.encoding = "OpenDocument" if path.suffix.lower() == ".ods" else "Excel"
        if sheet:
            self.encoding += f", sheet “{clean_line(sheet, 40)}”"
        self._rows = rows

    def __del__(self) -> None:
        os.close(self._rows)

    def lines(self) -> Iterator[str]:
        """Yield a line for each row of the sheet."""
        yield from io.TextIOWrapper(io.BufferedReader(_FromStart(self._rows)), encoding="utf-8", newline="")


class _FromStart(io.RawIOBase):
    """Reads a file from its start, whoever else reads it meanwhile."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._place = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        view = memoryview(buffer)
        content = os.pread(self._descriptor, len(view), self._place)
        view[: len(content)] = content
        self._place += len(content)
        return len(content)


def open_spreadsheet(path: Path, reading: RecipientsReading) -> TextFile | Workbook:
    """Return a file of recipients as lines: text in any encoding, a kept list, or a workbook."""
    with open_readable(path) as file:
        head = file.read(len(LIST_MARK))
        if head == LIST_MARK:
            return TextFile(path=path, codec="utf-8", encoding="UTF-8", skip=1)
        if not head.startswith(_SIGNATURES):
            return inspect_text_file(path, reading.encoding)
        os.lseek(file.fileno(), 0, os.SEEK_SET)  # the other process reads from where the descriptor is
        return _open_workbook(path, file.fileno(), reading.sheet)


def _open_workbook(path: Path, workbook: int, wanted: str) -> Workbook:
    import subprocess  # most files of recipients are text
    import tempfile

    with tempfile.TemporaryFile() as rows:
        try:
            run = subprocess.run(  # noqa: S603  # this program's own module, by its interpreter
                [sys.executable, "-P", "-m", _ROWS, wanted],
                stdin=workbook,
                stdout=rows,
                stderr=subprocess.PIPE,
            )
        except OSError as error:
            raise disk_error(path, error) from error
        outcome = _outcome(run.stderr)
        if run.returncode == 0:
            return Workbook(path, outcome["sheet"], os.dup(rows.fileno()))
    match outcome.get("error"):
        case "password":
            raise wording.WORKBOOK_PROTECTED(path=path)
        case "sheets" if not wanted and not outcome["sheets"]:
            raise wording.FILE_WITHOUT_RECIPIENTS(path=path)
        case "sheets":
            sheets = ", ".join(f"“{clean_line(name, 40)}”" for name in outcome["sheets"])
            refusal = wording.UNKNOWN_SHEET if wanted else wording.SEVERAL_SHEETS
            raise refusal(path=path, sheet=clean_line(wanted, 40), sheets=sheets)
        case "wide":
            raise wording.WORKBOOK_TOO_WIDE(path=path, row=outcome["row"], column=outcome["column"])
        case "large":
            raise wording.WORKBOOK_TOO_LARGE(path=path, row=outcome["row"])
        case _:
            raise wording.WORKBOOK_UNREADABLE(path=path)


def _outcome(said: bytes) -> dict[str, Any]:
    """Return the outcome that the other process sent last; one that was ended sent nothing."""
    try:
        outcome = json.loads(said.splitlines()[-1])
    except (IndexError, ValueError):
        return {}
    return outcome if isinstance(outcome, dict) else {}
