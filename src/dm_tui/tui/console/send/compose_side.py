"""What is beside the form of a mailing, or below it: the letter as it is read, who gets it, what it uses."""

from textual.app import ComposeResult
from textual.containers import Vertical

from dm_tui.services.direct_mail import DirectMail
from dm_tui.tui.console.send.audience_pane import AudiencePane
from dm_tui.tui.console.send.compose_form import ComposeForm
from dm_tui.tui.console.send.cost_preview import CostPreview
from dm_tui.tui.console.send.letter_preview import LetterPreview

LETTER = 8
"""Rows of the letter at least; one of a template is read in the form, in place of the text."""


class ComposeSide(Vertical):
    """Below 100 columns only what it uses has room, without a frame."""

    DEFAULT_CSS = """
    ComposeSide {
        height: auto;
        & > #as-read { display: none; height: 1fr; min-height: 6; }
    }
    ComposeScreen.-cost-beside ComposeSide {
        width: 44; height: 1fr; margin: 0 0 0 2;
        & > #as-read { display: block; }
        & > #who { height: auto; }
        & > #consequence {
            height: auto; max-height: 60%; margin: 0; padding: 0 1; border: round $line;
            border-title-color: $primary; border-title-style: bold;
        }
    }
    ComposeScreen.-cost-beside ComposeSide.-by-template {
        & > #as-read { display: none; }
        & > #who { height: 1fr; }
        & > #consequence { max-height: 100%; }
    }
    ComposeScreen.-cost-beside.-wide ComposeSide { width: 50; }
    """
    SCOPED_CSS = False

    def __init__(self, direct_mail: DirectMail) -> None:
        super().__init__(id="side")
        self.cost = CostPreview(direct_mail)
        self._reader = LetterPreview()
        self._who = AudiencePane()

    def compose(self) -> ComposeResult:
        yield self._reader
        yield self._who
        yield self.cost

    def follow(self, form: ComposeForm) -> None:
        """Show the letter as it is written now."""
        audience, message = form.recipients_field.audience, form.message_field
        self.set_class(message.by_template, "-by-template")
        is_beside = self.screen.has_class("-cost-beside")
        rows = self.size.height + (LETTER if message.by_template else 0)
        self._who.show(audience, self.size.width - 4, rows if is_beside else 0)
        if is_beside and not message.by_template:
            first = audience.first if audience is not None else None
            self._reader.show_letter(message.content, form.sender.words, first, markdown=message.is_markdown)
