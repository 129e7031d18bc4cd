"""The draft of a mailing: saved as typed until it is sent or discarded."""

from typing import ClassVar

from dm_tui.domain.errors import ErrorText
from dm_tui.domain.model import Model

MAX_DRAFT_BYTES = 131_072
"""Bytes of everything typed, in UTF-8: the state file holds it and is read at every start. Our own limit."""


class MailingDraft(Model):
    """Everything in the composer, exactly as typed, valid or not; readers check it again.

    `to` are addresses and `file` is the path of a file of recipients. Where a `template` is named, its
    content is sent; `subject` and `text` stay meanwhile.
    """

    TABLE: ClassVar[str] = "composition"

    sender: str = ""
    to: str = ""
    file: str = ""
    subject: str = ""
    text: str = ""
    template: str = ""
    tag: str = ""
    track: bool = False
    unsubscribe_url: str = ""

    @property
    def empty(self) -> bool:
        """Whether it holds nothing that belongs to this mailing alone."""
        own = (self.to, self.file, self.subject, self.text, self.template, self.tag)
        return not any(field.strip() for field in own)

    @property
    def next_draft(self) -> "MailingDraft":
        """The draft that the next mailing begins with: the same sender, tracking and unsubscribe address."""
        return MailingDraft(sender=self.sender, track=self.track, unsubscribe_url=self.unsubscribe_url)


def require_draft_size(draft: Model, too_large: ErrorText) -> None:
    """Refuse a draft that is too large for the state file, with the error of its kind."""
    texts = (value for value in draft.model_dump().values() if isinstance(value, str))
    size = sum(len(text.encode(errors="surrogatepass")) for text in texts)
    if size > MAX_DRAFT_BYTES:
        raise too_large(size=size, limit=MAX_DRAFT_BYTES)
