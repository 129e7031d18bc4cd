"""A letter of the outbox: as a reader sees it, its header fields, its HTML and its source."""

from collections.abc import Iterable

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content

from dm_tui.domain.mailing.letters.received_letter import OpenedLetter
from dm_tui.services.direct_mail import DirectMail
from dm_tui.tui.console.send.outbox_list import letter_head
from dm_tui.tui.console.shared.shown_chars import CHARS_IN_FULL
from dm_tui.tui.dialogs.item_dialog import ItemDialog
from dm_tui.tui.screen_text import fact, lines, muted
from dm_tui.tui.widgets.action_button import ActionButton
from dm_tui.tui.widgets.text_block import TextBlock
from dm_tui.tui.widgets.view_switcher import ViewLabel, ViewSwitcher


class LetterDialog(ItemDialog[None]):
    """Reads; nothing in it can be changed."""

    BINDINGS = [Binding("v", "view", "View", id="letter.view", show=False)]
    DEFAULT_CSS = """
    LetterDialog {
        & #item { height: 96%; }
        & #letter-page {
            height: 1fr; min-height: 4; padding: 0 1; border: round $line; scrollbar-size-vertical: 1;
            &:focus { border: round $accent; }
            &:focus:nocolor { border: heavy $accent; }
        }
    }
    """
    hint = "v turns the page"

    def __init__(self, direct_mail: DirectMail, letter: OpenedLetter) -> None:
        super().__init__(direct_mail, "received-letter")
        self._letter = letter
        pages = [ViewLabel("letter", "Letter"), ViewLabel("headers", "Headers")]
        pages += [ViewLabel("html", "HTML")] * bool(letter.html)
        self._pages = (*pages, ViewLabel("source", "Source"))

    def details(self) -> ComposeResult:
        """Yield the names of the pages, and the page."""
        yield ViewSwitcher(id="letter-views")
        with VerticalScroll(id="letter-page"):
            yield TextBlock(id="letter-text")

    def buttons(self) -> Iterable[Iterable[ActionButton]]:
        """Return the only button."""
        return ((ActionButton("Close", id="close"),),)

    def begin(self) -> None:
        """Focus the page, so that the arrows scroll it."""
        self.query_one("#letter-page").focus()

    def on_mount(self) -> None:
        views = self.query_one(ViewSwitcher)
        views.views, views.shown = self._pages, "letter"

    def show(self) -> None:
        self.query_one("#item-facts", TextBlock).update(lines(letter_head(self._letter)))
        self._turn_to("letter")

    def action_view(self) -> None:
        """Show the next page."""
        self._turn_to(self.query_one(ViewSwitcher).next())

    def action_remove(self) -> None:
        """Do nothing: letters stay as they arrived."""

    @on(ViewSwitcher.ViewRequested)
    def _wanted(self, event: ViewSwitcher.ViewRequested) -> None:
        event.stop()
        self._turn_to(event.view)

    def _turn_to(self, page: str) -> None:
        self.query_one(ViewSwitcher).shown = page
        self.query_one("#letter-text", TextBlock).update(self._page(page))
        self.query_one("#letter-page", VerticalScroll).scroll_home(animate=False)

    def _page(self, page: str) -> Content:
        letter = self._letter
        if page == "headers":
            return lines([fact(field.name, field.value, 20) for field in letter.headers])
        whole = {"letter": letter.text, "html": letter.html}.get(page, letter.source)
        cut = [muted(f"The first {CHARS_IN_FULL:,} characters.")] * (len(whole) > CHARS_IN_FULL)
        return lines([whole[:CHARS_IN_FULL] or muted("It has no text to read."), *cut])
