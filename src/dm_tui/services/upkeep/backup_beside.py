"""What a backup has of the files beside the state file: the lists of recipients, and of who gets no mail."""

from contextlib import suppress
from typing import Any

from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.mailing.recipients.kept_list import MAX_LIST_NAME, parse_list_name
from dm_tui.domain.mailing.recipients.recipients_wording import BAD_LIST_NAME
from dm_tui.domain.mailing.suppressed import SuppressedAddress
from dm_tui.domain.mailing.suppressed_wording import LIST_DAMAGED, LIST_MISSING
from dm_tui.domain.setup.address import is_address
from dm_tui.domain.text import clean_line
from dm_tui.domain.upkeep.files_beside import FilesBeside
from dm_tui.services.ledger.readable_records import is_valid_record
from dm_tui.store.collection import validate_document
from dm_tui.store.errors import RECORD_UNREADABLE
from dm_tui.store.list_files import ListFiles
from dm_tui.store.migrations import Data
from dm_tui.store.state import StateFile
from dm_tui.store.suppression_file import SuppressionFile

_SUPPRESSED, _LISTS = "suppressed", "kept_lists"

BESIDE = (_SUPPRESSED, _LISTS, FilesBeside.TABLE)
"""The tables of a backup that are files in the account, or say which there are: none is restored as one."""


class FilesBesideBackup:
    """Reads and restores the lists beside a state file, as tables of a backup."""

    def __init__(self, state: StateFile) -> None:
        self._suppressed = SuppressionFile(state)
        self._lists = ListFiles(state)

    def dump(self, *, readable_only: bool = False) -> Data:
        """Return the lists as tables, none for empty ones. An unreadable one is refused, or left out."""
        unreadable = (DirectMailError,) if readable_only else ()
        tables: Data = {}
        with suppress(*unreadable):
            entries = list(self._suppressed.search())[::-1]
            tables[_SUPPRESSED] = _by_number([entry.model_dump(mode="json") for entry in entries])
        files = []
        with suppress(*unreadable):
            for name in self._lists.names():
                with suppress(*unreadable):
                    files.append({"name": name, "file": self._lists.read(name)})
        return {name: table for name, table in {**tables, _LISTS: _by_number(files)}.items() if table}

    def require_valid(self, tables: Data) -> None:
        """Refuse lists that nobody could have kept: their names become names of files."""
        for document in tables[_SUPPRESSED].values():
            if not is_valid_record(SuppressedAddress, document) or not is_address(document["address"]):
                raise RECORD_UNREADABLE(table=_SUPPRESSED)
        for document in tables[_LISTS].values():
            name, text = str(document.get("name")), str(document.get("file"))
            if parse_list_name(name) != name:
                raise BAD_LIST_NAME(name=clean_line(name, 60), limit=MAX_LIST_NAME)
            self._lists.verify_text(name, text)

    def require_readable(self) -> None:
        """Refuse a list of who gets no mail that cannot be added to; a state that cannot be read has none."""
        try:
            self._suppressed.keys()
        except DirectMailError as error:
            if error.code in (LIST_DAMAGED.code, LIST_MISSING.code):
                raise

    def restore(self, tables: Data, *, saved: bool) -> None:
        """Put back the lists of a backup; what is only here stays, as does everyone who gets no mail.

        `saved` says that the lists that are replaced are in another backup; otherwise they are set aside.
        """
        entries = (
            validate_document(SuppressedAddress, document) for document in tables[_SUPPRESSED].values()
        )
        missing = [entry for entry in entries if self._suppressed.find(entry.key) is None]
        self._suppressed.change(missing)
        for document in tables[_LISTS].values():
            self._lists.put_back(document["name"], document["file"], saved=saved)


def _by_number(documents: list[dict[str, Any]]) -> dict[str, Any]:
    return {str(number): document for number, document in enumerate(documents, 1)}
