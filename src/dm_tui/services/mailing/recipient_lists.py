"""Keeps lists of recipients and finds them again; a list is sent to like any other spreadsheet."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path

from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.mailing.letters.letter_variables import LetterVariables
from dm_tui.domain.mailing.recipients.column_names import ADDRESS_VARIABLE
from dm_tui.domain.mailing.recipients.csv_columns import CsvColumns
from dm_tui.domain.mailing.recipients.kept_list import KeptList, parse_list_name
from dm_tui.domain.mailing.recipients.recipient import Recipient
from dm_tui.domain.mailing.recipients.recipients_reading import RecipientsReading
from dm_tui.domain.mailing.recipients.recipients_wording import (
    KEPT_LIST_MISSING,
    LIST_EXISTS,
    NO_RECIPIENTS,
    UNKNOWN_LIST,
)
from dm_tui.domain.text import clean_line
from dm_tui.services.mailing.spreadsheets.csv_recipients import CsvRecipients
from dm_tui.store.list_files import ListFiles
from dm_tui.store.state import StateFile


class RecipientLists:
    """The lists beside a state file; `now` is the time of the account."""

    def __init__(self, state: StateFile, now: Callable[[], datetime]) -> None:
        self._files = ListFiles(state)
        self._now = now

    def all(self) -> list[KeptList]:
        """Return every list that says what it is, by name."""
        return self._read()[0]

    def damaged_names(self) -> list[str]:
        """Return the names of files that do not say which list they are."""
        return self._read()[1]

    def _read(self) -> tuple[list[KeptList], list[str]]:
        lists, damaged = [], []
        for name in self._files.names():
            try:
                kept = self._files.find(name)
            except DirectMailError:
                damaged.append(clean_line(name, 60))
                continue
            if kept is not None:
                lists.append(kept)
        return lists, damaged

    def show(self, name: str) -> KeptList:
        """Return what a list is, or refuse a name that none has."""
        kept = self._files.find(parse_list_name(name))
        if kept is None:
            raise UNKNOWN_LIST(name=name)
        return kept

    def path(self, name: str) -> Path:
        """Return the file of a list, to be read like another one; refuses one that was changed. Blocks."""
        kept = self.show(name)
        self._files.verify(kept.name)
        return self._files.path(kept.name)

    def save(
        self,
        name: str,
        columns: Iterable[str],
        people: Iterable[Recipient],
        source: str,
        *,
        replace: bool = False,
    ) -> KeptList:
        """Keep `people` with these columns as a list; another one of that name is refused, or replaced."""
        name = parse_list_name(name)

        def require_new() -> None:
            if not replace and self._has(name):
                raise LIST_EXISTS(name=name)

        require_new()  # before a long file is read
        names = [column for column in columns if column != ADDRESS_VARIABLE]
        count = 0

        def rows() -> Iterator[str]:
            nonlocal count
            yield "sep=,\n"
            yield _row([ADDRESS_VARIABLE, *names])
            for person in people:
                count += 1
                yield _row([person.address, *(person.variables.get(column, "") for column in names)])

        def describe() -> KeptList:
            if not count:
                raise NO_RECIPIENTS()
            require_new()
            return KeptList(
                name=name, count=count, columns=(ADDRESS_VARIABLE, *names), kept_at=self._now(), source=source
            )

        return self._files.write(name, rows(), describe)

    def _has(self, name: str) -> bool:
        try:
            return self._files.find(name) is not None
        except DirectMailError as error:
            if error.code != KEPT_LIST_MISSING.code:
                raise
        return False

    def save_file(self, name: str, path: Path, reading: RecipientsReading) -> KeptList:
        """Keep those in a file as a list, without the rows that cannot be sent to. Blocks."""
        rows = CsvRecipients(path, all_columns(path, reading), reading)
        people = (row for row in rows if isinstance(row, Recipient))
        return self.save(name, kept_columns(rows.columns), people, path.name)

    def remove(self, name: str) -> KeptList:
        """Remove a list and return what it was; of one whose file is gone already, only the name is known."""
        name = parse_list_name(name)
        gone = KeptList(name=name, count=0, columns=(), kept_at=self._now(), source="")
        kept = self.show(name) if self._has(name) or name not in self._files.names() else gone
        self._files.remove(name)
        return kept


def all_columns(path: Path, reading: RecipientsReading) -> LetterVariables:
    """Return variables for every named column of a spreadsheet: any letter may use them later."""
    return LetterVariables(possible=frozenset(CsvRecipients(path, reading=reading).columns.names))


def kept_columns(columns: CsvColumns) -> tuple[str, ...]:
    """Return one variable for each column: a Chinese name stands for the one it is known by, too."""
    names: dict[int, str] = {}
    for name, number in columns.variables.items():
        names.setdefault(number, name)
    return tuple(names.values())


def _row(cells: list[str]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow(cells)
    return line.getvalue()
