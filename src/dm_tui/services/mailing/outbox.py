"""The outbox: the letters as they arrived in the folder, to list and to open."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Self

from pydantic import Field

from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.lazy_list import LazyList, MappedList
from dm_tui.domain.mailing.letters.letter_wording import NO_LETTER, NOT_A_LETTER, OUTBOX_UNREADABLE
from dm_tui.domain.mailing.letters.received_letter import (
    HeaderField,
    OpenedLetter,
    ReceivedAttachment,
    ReceivedLetter,
    open_letter,
    read_head,
)
from dm_tui.domain.model import Model
from dm_tui.domain.text import clean_line
from dm_tui.providers.mail.outbox_reader import LetterFile, OutboxFolder
from dm_tui.services.mailing.transport_choice import outbox_path


class Outbox:
    """Reads the letters beside one state file, the last one first."""

    def __init__(self, state_path: Path) -> None:
        self._folder = OutboxFolder(outbox_path(state_path))

    @property
    def path(self) -> Path:
        """The folder."""
        return self._folder.path

    def letters(self) -> LazyList[ReceivedLetter]:
        """Return the heads of all letters, each read when it is needed."""
        try:
            return MappedList[LetterFile, ReceivedLetter](self._folder.letters(), self._head)
        except OSError as error:
            raise self._unreadable(error) from error

    def passed_over(self) -> tuple[str, ...]:
        """Return the names of what is in the folder and is no file, so that it is not read."""
        try:
            return tuple(clean_line(name, 60) for name in self._folder.passed_over())
        except OSError as error:
            raise self._unreadable(error) from error

    def count(self) -> int:
        """Return how many letters there are; 0 also where that cannot be read."""
        try:
            return len(self._folder.letters())
        except OSError:
            return 0

    def open(self, id: str) -> OpenedLetter:
        """Return a whole letter, or refuse when there is none."""
        try:
            letter = self._folder.find(id)
            if letter is None and id in self._folder.passed_over():
                raise NOT_A_LETTER(letter=clean_line(id, 60))
            if letter is None:
                raise NO_LETTER(letter=clean_line(id, 60))
            return open_letter(letter.id, self._folder.read(letter))
        except OSError as error:
            raise self._unreadable(error) from error

    def _head(self, letter: LetterFile) -> ReceivedLetter:
        try:
            return read_head(letter.id, self._folder.head(letter), letter.size)
        except OSError:  # a mail reader has moved it meanwhile
            return read_head(letter.id, b"", letter.size)

    def _unreadable(self, error: OSError) -> DirectMailError:
        return OUTBOX_UNREADABLE(folder=self.path, reason=(error.strerror or "it cannot be read").lower())


class LetterShape(Model):
    """One letter of the outbox: the values of its header fields, decoded; `at` is null without a date."""

    id: str
    at: datetime | None
    sender: str = Field(alias="from")
    recipient: str = Field(alias="to")
    subject: str
    size: int

    @classmethod
    def of(cls, letter: ReceivedLetter) -> Self:
        """Return a letter in the shape of the contract."""
        return cls.take(letter, **{"from": letter.sender, "to": letter.recipient})


class OutboxAnswer(Model):
    """`outbox`: the last letters first; `total` also counts those beyond the listed ones.

    `passed_over` are the names of links, pipes and other things in the folder that are not read.
    """

    letters: Sequence[LetterShape]
    total: int
    passed_over: tuple[str, ...] = ()


class OpenedLetterShape(LetterShape):
    """A whole letter: `text` is what a reader sees, `source` the message as it arrived."""

    headers: tuple[HeaderField, ...]
    text: str
    html: str
    attachments: tuple[ReceivedAttachment, ...]
    source: str


class OutboxLetterAnswer(Model):
    """`outbox show`."""

    letter: OpenedLetterShape
