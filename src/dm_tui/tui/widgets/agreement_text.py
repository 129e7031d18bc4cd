"""An agreement from `content/`, which you read in full with the arrow keys."""

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from dm_tui.content import read_content
from dm_tui.domain.purchase.catalogue import Catalogue
from dm_tui.domain.purchase.quote_wording import fill_prices
from dm_tui.tui.paint import render_document


class AgreementText(VerticalScroll):
    """A scrolling text with the focus, so that reading comes before accepting.

    It yields room to warnings (`-warned`).
    """

    SCOPED_CSS = False
    DEFAULT_CSS = """
    AgreementText {
        height: 1fr; min-height: 5; padding: 0 1;
        scrollbar-size-vertical: 1; scrollbar-color: $scrollbar; scrollbar-background: $background;
    }
    .-warned AgreementText { min-height: 3; }
    """

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id, classes="panel")

    def compose(self) -> ComposeResult:
        yield Static(markup=False)

    def show(self, name: str, catalogue: Catalogue) -> None:
        """Show a file from `content/` with the account's amounts."""
        self.query_one(Static).update(render_document(fill_prices(read_content(name), catalogue)))
