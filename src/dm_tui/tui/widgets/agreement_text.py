"""An agreement from `content/`, which you read in full with the arrow keys."""

import re
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.style import Style

from dm_tui.content import read_content
from dm_tui.domain.purchase.catalogue import Catalogue
from dm_tui.domain.purchase.quote_wording import fill_prices
from dm_tui.tui.screen_text import lines, text
from dm_tui.tui.toasts import toast
from dm_tui.tui.widgets.accept_box import AcceptBox
from dm_tui.tui.widgets.text_block import TextBlock

SCROLLED_BY = "arrow keys scroll"
HOW_TO_ACCEPT = "Enter accepts nothing here: Tab goes to the box, Space ticks it."
HOW_TO_CONTINUE = "The box is ticked: Shift+Tab goes to the button that continues."

_WEB_ADDRESS = re.compile(r"https?://\S+")


class AgreementText(VerticalScroll):
    """A scrolling text with the focus, so that reading comes before accepting.

    Enter says how to accept or continue, and does neither: one that is left over from the screen before must
    not. The text yields room to warnings (`-warned`).
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "say_how", show=False)]

    SCOPED_CSS = False
    DEFAULT_CSS = """
    AgreementText {
        height: 1fr; min-height: 5; padding: 0 1;
        scrollbar-size-vertical: 1; scrollbar-color: $scrollbar; scrollbar-background: $background;
    }
    AgreementText > TextBlock { max-width: 100; }  /* longer lines are lost on the way back */
    .-warned AgreementText { min-height: 3; }
    """

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id, classes="panel")

    def watch_show_vertical_scrollbar(self, shown: bool) -> None:
        """Name the keys that scroll while there is more than is seen."""
        self.border_subtitle = SCROLLED_BY if shown else ""

    def action_say_how(self) -> None:
        """Say which keys accept, or once the box is ticked, which keys continue."""
        box = self.screen.query_one(AcceptBox)
        toast(self.app, HOW_TO_CONTINUE if box.value else HOW_TO_ACCEPT, about=box)

    def compose(self) -> ComposeResult:
        yield TextBlock()

    def show(self, name: str, catalogue: Catalogue) -> None:
        """Show a file from `content/` with the account's amounts."""
        self.query_one(TextBlock).update(render_document(fill_prices(read_content(name), catalogue)))


def render_document(source: str) -> Content:
    """Return a document of `content/`: a line that begins with `# ` is a heading.

    An address of the web is a link, too: a terminal opens all of it where a narrow window breaks it.
    """
    return lines(
        (line[2:], "bold $primary") if line.startswith("# ") else _with_links(line)
        for line in source.strip().splitlines()
    )


def _with_links(line: str) -> Content:
    linked = text(line)
    for address in _WEB_ADDRESS.finditer(line):
        linked = linked.stylize(Style(link=address[0]), address.start(), address.end())
    return linked
