"""A letter as its first recipient will read it, before anything is sent."""

from typing import Self

from pydantic import Field

from dm_tui.domain.mailing.letters.received_letter import OpenedLetter, ReceivedAttachment
from dm_tui.domain.model import Model


class FilledLetter(Model):
    """The values are filled in; `text_from_html` says that the text was made from the HTML."""

    sender: str = Field(alias="from")
    recipient: str = Field(alias="to")
    subject: str
    text: str
    text_from_html: bool
    html: str
    attachments: tuple[ReceivedAttachment, ...]

    @classmethod
    def of(cls, letter: OpenedLetter, *, text_from_html: bool) -> Self:
        """Return a letter that was composed and opened again."""
        named = {"from": letter.sender, "to": letter.recipient}
        return cls.take(letter, **named, text_from_html=text_from_html)
