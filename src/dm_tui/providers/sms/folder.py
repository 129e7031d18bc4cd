"""Text messages as files in a folder, for the sandbox."""

from pathlib import Path

from dm_tui.domain.errors import ErrorKind, ErrorText
from dm_tui.domain.mailing.message_id import require_message_id
from dm_tui.domain.text import show_control_characters
from dm_tui.providers.mail.transport import (
    Accepted,
    Deferred,
    DeliveryOutcome,
    Leaving,
    Unknown,
    notify_nobody,
)
from dm_tui.store.durable_files import NotConfirmedError, make_directory, replace_file

OUTBOX_UNUSABLE = ErrorText(
    ErrorKind.REFUSED,
    "outbox-unusable",
    "The folder {folder} cannot be made: {reason}.",
    "Check what is in its place.",
)


class SmsFolder:
    """Writes each message to `folder` as a file, once and whole or not at all. One program at a time."""

    connections, is_real, takes_attachments = 1, False, False

    def __init__(self, folder: Path) -> None:
        self.name = str(folder)
        self._folder = folder

    def connect(self) -> "SmsFolder":
        try:
            make_directory(self._folder)
        except OSError as error:
            raise OUTBOX_UNUSABLE(folder=self._folder, reason=_reason(error)) from error
        return self

    def deliver(
        self, id: str, sender: str, recipient: str, message: bytes, leaving: Leaving = notify_nobody
    ) -> DeliveryOutcome:
        head = f"From: {sender}\nTo: {recipient}\n\n" if sender else f"To: {recipient}\n\n"
        text = show_control_characters(head + message.decode("utf-8", errors="replace"))
        leaving()
        try:
            replace_file(self._path(id), f"{text}\n".encode(), keep_backup=False)
        except NotConfirmedError as error:
            return Unknown(words=_reason(error))
        except OSError as error:
            return Deferred(words=_reason(error))
        return Accepted()

    def settle(self, id: str) -> DeliveryOutcome | None:
        """Return Accepted if the file exists, otherwise Deferred: a removed file counts as unwritten."""
        try:
            written = self._path(id).exists()
        except OSError:
            return None
        return Accepted() if written else Deferred(words="it was never written")

    def close(self) -> None:
        pass

    def _path(self, id: str) -> Path:
        return self._folder / f"{require_message_id(id)}.txt"


def _reason(error: OSError) -> str:
    return (error.strerror or "the disk refused").lower()
