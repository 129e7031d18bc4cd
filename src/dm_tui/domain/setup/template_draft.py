"""A template that is still being written: saved to the letter until you save the template or discard it."""

from typing import ClassVar

from dm_tui.domain.model import Model
from dm_tui.domain.setup.subject_and_body import MailContent


class UnsavedTemplate(Model):
    """Everything in the editor, to the letter, valid or not; `known` is the template it changes, if any."""

    TABLE: ClassVar[str] = "unsaved_template"

    id: str = ""
    known: str = ""
    name: str = ""
    subject: str = ""
    text: str = ""
    html: str = ""

    @property
    def empty(self) -> bool:
        """Whether nothing has been written."""
        return self == UnsavedTemplate(id=self.id)

    @property
    def content(self) -> MailContent:
        """The subject and bodies."""
        return MailContent(subject=self.subject, text=self.text, html=self.html)
