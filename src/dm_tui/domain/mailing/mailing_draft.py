"""The draft of a mailing: saved as typed until it is sent or discarded."""

from collections.abc import Sequence
from typing import ClassVar

from dm_tui.domain.mailing.recipients.recipients_reading import DETECT_ALL, RecipientsReading
from dm_tui.domain.mailing.schedule import AT_ONCE, Schedule
from dm_tui.domain.model import Model
from dm_tui.domain.text import clean_line


class MailingDraft(Model):
    """Everything in the composer, exactly as typed, valid or not; readers check it again.

    Each has an `id` of its own; the one without is what the next mailing begins with.
    `to` are addresses and `file` is the path of a file of recipients, read as `reading` says. Where a
    `template` is named, its content is sent; `subject` and `text` stay meanwhile. The text may be
    Markdown. `attach` names files, with semicolons between them. The `schedule` is as it was understood.
    """

    TABLE: ClassVar[str] = "composition"

    id: str = ""
    sender: str = ""
    to: str = ""
    file: str = ""
    reading: RecipientsReading = DETECT_ALL
    subject: str = ""
    text: str = ""
    markdown: bool = False
    attach: str = ""
    template: str = ""
    tag: str = ""
    track: bool = False
    unsubscribe_url: str = ""
    schedule: Schedule = AT_ONCE

    @property
    def attached_names(self) -> tuple[str, ...]:
        """The names of the files to attach."""
        return tuple(filter(None, map(str.strip, self.attach.split(";"))))

    @property
    def empty(self) -> bool:
        """Whether it holds nothing that belongs to this mailing alone."""
        own = (self.to, self.file, self.subject, self.text, self.attach, self.template, self.tag)
        return not any(field.strip() for field in own)

    @property
    def untouched(self) -> bool:
        """Whether there is nothing to discard: no field is filled in, and nothing chosen but the sender."""
        return self == MailingDraft(id=self.id, sender=self.sender)

    @property
    def next_draft(self) -> "MailingDraft":
        """The draft that the next mailing begins with: the same sender, tracking and unsubscribe address."""
        return MailingDraft(sender=self.sender, track=self.track, unsubscribe_url=self.unsubscribe_url)


def describe_unsent(drafts: Sequence[MailingDraft]) -> str:
    """Return which mailings are begun and not sent, with a space behind it; "" if there is none."""
    if len(drafts) > 1:
        return f"{len(drafts)} mailings are not sent yet: d lists them. "
    subject = clean_line(drafts[0].subject, 30) if drafts else ""
    named = f"“{subject}”" if subject else "A mailing"
    return f"{named} is not sent yet. " if drafts else ""
