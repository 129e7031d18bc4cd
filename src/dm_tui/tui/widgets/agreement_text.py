"""An agreement of `content/`, readable in full with the arrow keys."""

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from dm_tui.content import read_content
from dm_tui.tui.paint import render_document


class AgreementText(VerticalScroll):
    """Scrolls its text; focusable, so that reading comes before accepting."""

    SCOPED_CSS = False
    DEFAULT_CSS = """
    AgreementText {
        height: 1fr; min-height: 5; margin-top: 1; padding: 0 1;
        border: round $panel; scrollbar-size-vertical: 1;
        &:focus { border: round $accent; }
        &:focus:nocolor { border: heavy $accent; }
    }
    .-short AgreementText { margin-top: 0; }
    """

    def compose(self) -> ComposeResult:
        """Yield the text."""
        yield Static(markup=False)

    def show(self, name: str) -> None:
        """Show a file of `content/`."""
        self.query_one(Static).update(render_document(read_content(name)))
