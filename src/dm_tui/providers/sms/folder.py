"""Text messages that leave no further than a folder of text files, one for each."""

from pathlib import Path

from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.mailing.message import require_message_id
from dm_tui.domain.text import show_control_characters
from dm_tui.providers.mail.transport import Accepted, Deferred, DeliveryOutcome, Unknown
from dm_tui.store.durable_files import NotConfirmedError, make_directory, replace_file


class SmsFolder:
    """Writes to `folder`, made when it is not there (0700, its files 0600). One program at a time.

    A file is named by the message's id: there once and whole, or not at all.
    """

    connections = 1

    def __init__(self, folder: Path) -> None:
        self.name = str(folder)
        self._folder = folder

    def connect(self) -> "SmsFolder":
        """Make the folder, or refuse."""
        try:
            make_directory(self._folder)
        except OSError as error:
            raise DirectMailError(
                ErrorKind.REFUSED,
                "outbox-unusable",
                f"The folder {self._folder} cannot be made: {_reason(error)}.",
                "Check what is in its place.",
            ) from error
        return self

    def deliver(self, id: str, sender: str, recipient: str, message: bytes) -> DeliveryOutcome:
        """Write the message below who it is for."""
        head = f"From: {sender}\nTo: {recipient}\n\n" if sender else f"To: {recipient}\n\n"
        text = message.decode("utf-8", errors="replace")
        try:
            replace_file(
                self._path(id),
                f"{show_control_characters(head + text)}\n".encode(),
                keep_backup=False,
            )
        except NotConfirmedError as error:
            return Unknown(words=_reason(error))
        except OSError as error:
            return Deferred(words=_reason(error))
        return Accepted()

    def settle(self, id: str) -> DeliveryOutcome | None:
        """Return Accepted where the file is there, otherwise Deferred: one that was taken away counts as none."""
        try:
            there = self._path(id).exists()
        except OSError:
            return None
        return Accepted() if there else Deferred(words="it was never written")

    def close(self) -> None:
        """Nothing is held."""

    def _path(self, id: str) -> Path:
        return self._folder / f"{require_message_id(id)}.txt"


def _reason(error: OSError) -> str:
    return (error.strerror or "the disk refused").lower()
