"""A template that is still being written: kept as it stands, until it is saved or left."""

from typing import ClassVar

from dm_tui.domain.model import Model
from dm_tui.domain.setup.content import MailContent


class UnsavedTemplate(Model):
    """Everything that stands in the editor, to the letter, valid or not.

    `known` is the template it is to change, "" where it is to be a new one.
    """

    TABLE: ClassVar[str] = "unsaved_template"

    known: str = ""
    name: str = ""
    subject: str = ""
    text: str = ""
    html: str = ""

    @property
    def empty(self) -> bool:
        """Whether nothing is written."""
        return self == UnsavedTemplate()

    @property
    def content(self) -> MailContent:
        """What it says."""
        return MailContent(subject=self.subject, text=self.text, html=self.html)
