"""A mailing that is still being written: kept as it stands, until it is sent or discarded."""

from typing import ClassVar

from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.model import Model

MAX_DRAFT_BYTES = 131_072
"""Bytes of everything typed, in UTF-8: the state file carries it, and reads it at every start."""


class MailingDraft(Model):
    """Everything that stands in the composer, to the letter, valid or not. Who reads it judges it anew.

    `to` are addresses and `file` the path of a file of recipients, as they were typed. Where a `template` is
    named, it says what is said; `subject` and `text` wait meanwhile.
    """

    TABLE: ClassVar[str] = "composition"

    sender: str = ""
    to: str = ""
    file: str = ""
    subject: str = ""
    text: str = ""
    template: str = ""
    tag: str = ""
    unsubscribe_url: str = ""

    @property
    def empty(self) -> bool:
        """Whether nothing of it belongs to this mailing alone."""
        own = (self.to, self.file, self.subject, self.text, self.template, self.tag)
        return not any(one.strip() for one in own)

    @property
    def next_draft(self) -> "MailingDraft":
        """What the next one begins with: from whom, and where one unsubscribes, stay the same."""
        return MailingDraft(sender=self.sender, unsubscribe_url=self.unsubscribe_url)


def require_draft_size(written: Model, what_ends_it: str) -> None:
    """Refuse what is too long to be carried in the state file; say what is done with it instead."""
    size = sum(
        len(one.encode(errors="surrogatepass"))
        for one in written.model_dump().values()
        if isinstance(one, str)
    )
    if size > MAX_DRAFT_BYTES:
        raise DirectMailError(
            ErrorKind.REFUSED,
            "composition-too-large",
            f"What is written has {size:,} bytes; a draft keeps {MAX_DRAFT_BYTES:,}.",
            f"{what_ends_it} it, or shorten it: until then it is kept nowhere.",
        )
