"""Why a mailing cannot be sent yet: outside the form that scrolls, so that none of it is cut."""

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.message import Message

from dm_tui.tui.screen_text import warning
from dm_tui.tui.widgets.text_block import TextBlock


class RefusalLine(VerticalScroll, can_focus=False):
    """Shown until what it is about has changed; the form above gives way to it."""

    DEFAULT_CSS = """
    RefusalLine { display: none; height: auto; max-height: 60%; padding: 0 1; scrollbar-size-vertical: 1; }
    ComposeScreen.-wide > RefusalLine { padding: 0 3; }
    """
    SCOPED_CSS = False

    def __init__(self) -> None:
        super().__init__(id="refusal")
        self._words = ""
        self._refused: object = None

    def compose(self) -> ComposeResult:
        yield TextBlock(id="refusal-text")

    class RefusalChanged(Message):
        """It has another height or width than before, and the form the rest."""

    def on_resize(self) -> None:
        self._paint()
        self.post_message(self.RefusalChanged())

    def show_refusal(self, words: str, about: object = None) -> None:
        """Show why the mailing cannot be sent, and remember what that is `about`; "" clears it."""
        if words:
            self._refused = about
        if words != self._words:
            self._words = words
            self.display = bool(words)
            self._paint()

    def keeps_refusal(self, written: object) -> bool:
        """Say whether the refusal was about what is `written` now; one of anything else is cleared."""
        if written != self._refused:
            self.show_refusal("")
        return written == self._refused

    def _paint(self) -> None:
        width = max(20, self.scrollable_content_region.width or self.app.size.width - 2)
        for place in self.query("#refusal-text").results(TextBlock):
            place.update(warning(self._words, serious=True, width=width) if self._words else "")
