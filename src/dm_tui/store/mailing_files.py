"""The files of mailings, in a folder beside the state file: letters, recipients and delivery logs.

They are not in the state file, because it is read at every start and a mailing may have a million recipients.
`ID.recipients` is the letter and one checksummed line for each recipient: complete and durable before the
state file has the mailing, never changed afterwards (`recipients_file`). `ID.log` is its log, `ID.hand` has
the progress notes of its current chunk, `ID.lock` lets one program at a time send it. Only the user may read
them (0600); symbolic links are not followed.
"""

import os
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from dm_tui.domain.mailing.letters.letter import Letter
from dm_tui.domain.mailing.log_entry import LogEnd, LogEntry
from dm_tui.domain.mailing.patience import BUSY_SECONDS
from dm_tui.domain.mailing.recipients.recipient import Recipient
from dm_tui.domain.text import clean_line
from dm_tui.store import errors as problems
from dm_tui.store.delivery_log import DeliveryLog, read_entries, read_log
from dm_tui.store.durable_files import create_file, make_directory, sync_directory
from dm_tui.store.lock import Lock, lock_path
from dm_tui.store.progress_notes import NotedSteps, ProgressNotes, read_progress_notes
from dm_tui.store.recipients_file import (
    MAX_LINE_BYTES,
    RecipientsFile,
    WrittenRecipients,
    encode,
    write_recipients,
)
from dm_tui.store.state import StateFile
from dm_tui.store.suppression_file import SuppressionFile
from dm_tui.user_files import open_file, read_lines

_NEW = ".new"
_ID = re.compile(r"[A-Za-z0-9-]{1,100}", re.ASCII)
_FILE_NAME = re.compile(r"[A-Za-z0-9-]+\.(recipients|recipients\.new|log|lock|hand)", re.ASCII)


class MailingFiles:
    """The folder beside one state file. Raises DirectMailError (state file) when the disk refuses."""

    def __init__(self, state: StateFile) -> None:
        self.directory = state.path.with_name(state.path.name + ".mailings")
        self.suppressed = SuppressionFile(state)

    @contextmanager
    def hold(self, mailing: str) -> Iterator[None]:
        """Hold an exclusive lock on a mailing; refuses while another program holds it."""
        try:
            make_directory(self.directory)
            lock = Lock(self._path(mailing))
            lock.acquire(BUSY_SECONDS)
        except TimeoutError:
            raise problems.MAILING_BUSY(mailing=mailing) from None
        except OSError as error:
            raise problems.disk_error(lock_path(self._path(mailing)), error) from error
        try:
            yield
        finally:
            lock.release()

    def is_held(self, mailing: str) -> bool:
        """Say whether any program holds a mailing right now."""
        try:
            return Lock(self._path(mailing)).is_held()
        except OSError:
            return True

    def write(self, mailing: str, letter: Letter, recipients: Iterable[Recipient]) -> WrittenRecipients:
        """Write a new file of recipients, durable under a temporary name."""
        path = self._recipients_path(mailing, _NEW)
        try:
            self._tidy()
            return write_recipients(path, mailing, letter, recipients)
        except BaseException as error:
            _remove(path)
            if isinstance(error, OSError):
                raise problems.disk_error(path, error) from error
            raise

    def recipients(self, mailing: str) -> RecipientsFile:
        """Return the file that has the letter and the recipients of a mailing."""
        return RecipientsFile(self._recipients_path(mailing), mailing)

    def keep(self, mailing: str) -> None:
        """Give the written file its final name, with an empty log.

        Both are durable then, so that the state file can rely on them.
        """
        try:
            os.replace(self._recipients_path(mailing, _NEW), self._recipients_path(mailing))
            os.close(create_file(self._log_path(mailing)))
            sync_directory(self.directory)
        except OSError as error:
            raise problems.disk_error(self.directory, error) from error

    def discard(self, mailing: str) -> None:
        """Remove the files of a mailing that is not created after all.

        Failing to remove them does no harm.
        """
        _remove(self._recipients_path(mailing, _NEW), self._recipients_path(mailing), self._log_path(mailing))

    def forget_recipients(self, mailing: str) -> None:
        """Remove the recipients of a mailing that ended."""
        _remove(self._recipients_path(mailing), self._notes_path(mailing))

    def recipients_older_than(self, instant: datetime) -> list[str]:
        """Return the mailings whose recipients were written before an instant."""
        old = []
        with suppress(OSError):
            for entry in os.scandir(self.directory):
                if entry.name.endswith(".recipients") and entry.stat().st_mtime < instant.timestamp():
                    old.append(entry.name.partition(".")[0])
        return old

    def has_recipients(self, mailing: str) -> bool:
        """Say whether the recipients of a mailing are kept."""
        return os.path.exists(self._recipients_path(mailing))

    def require_recipients(self, mailing: str) -> None:
        """Refuse a mailing that ended and whose recipients are gone before their time."""
        if not self.has_recipients(mailing):
            raise problems.RECIPIENTS_GONE(path=self._recipients_path(mailing), mailing=mailing)

    def may_have(self, mailing: str, address: str) -> bool:
        """Say whether an address, in lower case, is among the recipients, or in the log without these."""
        path = self._recipients_path(mailing) if self.has_recipients(mailing) else self._log_path(mailing)
        wanted = encode(address)
        try:
            with open_file(path, follow=False) as file:
                return any(wanted in line.lower() for line in read_lines(file, MAX_LINE_BYTES))
        except FileNotFoundError:
            return False
        except OSError as error:
            raise problems.read_error(path, error) from error

    @contextmanager
    def log_reader(self, mailing: str) -> Iterator[Callable[[int], list[LogEntry]]]:
        """Give a function that reads the entries at a place of the log, which was checked before."""
        path = self._log_path(mailing)
        try:
            with open_file(path, follow=False) as file:

                def entries_at(place: int) -> list[LogEntry]:
                    file.seek(place)
                    return read_entries(file.readline(MAX_LINE_BYTES))

                yield entries_at
        except OSError as error:
            raise problems.read_error(path, error) from error

    def has_log(self, mailing: str) -> bool:
        """Say whether a mailing has a log here."""
        return os.path.exists(self._log_path(mailing))

    def open_log(self, mailing: str, end: LogEnd) -> DeliveryLog:
        """Open the log for writing after `end`, where reading it stopped."""
        return DeliveryLog(self._log_path(mailing), end)

    def log(
        self, mailing: str, start: LogEnd, through: LogEnd | None = None
    ) -> Iterator[tuple[LogEntry, LogEnd]]:
        """Yield the entries of the log after `start`; raises if it is damaged, or does not lead `through`."""
        return read_log(self._log_path(mailing), start, through)

    def begin_progress_notes(self, mailing: str, end: LogEnd, numbers: Iterable[int]) -> ProgressNotes:
        """Begin the notes on recipients `numbers`, whose chunk began when the log ended at `end`."""
        return ProgressNotes(self._notes_path(mailing), end, numbers)

    def read_progress_notes(self, mailing: str, end: LogEnd, numbers: Iterable[int]) -> NotedSteps:
        """Return the notes on recipients `numbers`, whose chunk began when the log ended at `end`."""
        return read_progress_notes(self._notes_path(mailing), end, numbers)

    def drop(self) -> None:
        """Remove the files of all mailings, and the list of addresses that get no mail.

        A file that cannot be removed belongs to no mailing and does no harm.
        """
        self.suppressed.drop()
        with suppress(OSError):
            for name in os.listdir(self.directory):
                if _FILE_NAME.fullmatch(name):
                    _remove(self.directory / name)
            os.rmdir(self.directory)

    def _tidy(self) -> None:
        """Remove what programs left when they ended while writing recipients."""
        for name in os.listdir(self.directory):
            if name.endswith(_NEW) and not self.is_held(name.partition(".")[0]):
                os.unlink(self.directory / name)

    def _recipients_path(self, mailing: str, suffix: str = "") -> Path:
        return self._path(mailing, f".recipients{suffix}")

    def _log_path(self, mailing: str) -> Path:
        return self._path(mailing, ".log")

    def _notes_path(self, mailing: str) -> Path:
        return self._path(mailing, ".hand")

    def _path(self, mailing: str, ending: str = "") -> Path:
        """Return the path of a file of a mailing; its id comes from a file, and may be hostile."""
        if not _ID.fullmatch(mailing):
            raise problems.MAILING_ID_IMPOSSIBLE(mailing=clean_line(mailing, 60))
        return self.directory / f"{mailing}{ending}"


def _remove(*paths: Path) -> None:
    for path in paths:
        with suppress(OSError):
            os.unlink(path)
