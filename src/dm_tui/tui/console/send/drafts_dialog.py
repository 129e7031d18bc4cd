"""Which mailing to write on, where several are begun: here, or in another console."""

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import OptionList

from dm_tui.domain.mailing.mailing_draft import MailingDraft
from dm_tui.domain.text import clean_line
from dm_tui.tui.dialogs.dialog import Dialog
from dm_tui.tui.screen_text import lines, text
from dm_tui.tui.widgets.action_button import ActionButton
from dm_tui.tui.widgets.choices import Choice, Choices
from dm_tui.tui.widgets.text_block import TextBlock

MAX_LISTED = 200
"""Drafts that are listed, the newest; nobody writes as many letters at once (our own choice)."""


class DraftsDialog(Dialog[MailingDraft]):
    """Returns the draft to continue, an empty one for a new mailing, None when it is closed."""

    DEFAULT_CSS = """
    DraftsDialog {
        & .dialog-box { padding: 0 2; }
        & Choices { margin: 1 0; max-height: 10; }
        & .dialog-actions { margin-top: 0; }
    }
    """
    prefix = "drafts"

    def __init__(self, drafts: Sequence[MailingDraft]) -> None:
        super().__init__(id="drafts")
        self._drafts = drafts[:MAX_LISTED]

    def body(self) -> ComposeResult:
        yield TextBlock(lines([(f"{len(self._drafts)} mailings are not sent yet", "bold")]))
        yield Choices(id="drafts-which")

    def actions(self) -> ComposeResult:
        yield ActionButton("Close", id="close")
        yield ActionButton("New mailing", id="new", primary=True)

    def begin(self) -> None:
        """List the drafts, the newest first."""
        rows = [Choice(f"draft-{number}", _row(draft)) for number, draft in enumerate(self._drafts)]
        choices = self.query_one(Choices)
        choices.show(rows, None)
        choices.focus()

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        if event.option_id is not None:
            self.dismiss(self._drafts[int(event.option_id.removeprefix("draft-"))])

    def action_new(self) -> None:
        """Begin a new one."""
        self.dismiss(MailingDraft())


def _row(draft: MailingDraft) -> Content:
    subject = clean_line(draft.subject, 30) or clean_line(draft.template, 30) or "No subject"
    to = clean_line(draft.to or draft.file, 30)
    return text((subject, "bold"), (f"  {to}" if to else "", "$muted"))
