"""A box for several lines of text, which keeps what it is given and paints nothing that could harm.

Its module is loaded late: Textual's text area costs more than the rest of a tab.
"""

import re

from rich.text import Text
from textual import events
from textual.widgets import TextArea

from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.text import show_control_characters
from dm_tui.tui.paint import text
from dm_tui.tui.toasts import toast_error

MAX_LINE_CHARS = 20_000
"""Characters of a line: every key lays the whole line out again, and this many take no time yet."""

_LINE_END = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


class TextBox(TextArea):
    """Directional marks stay, as some languages need them, and are shown; control characters are left out."""

    DEFAULT_CSS = """
    TextBox {
        border: round $panel; padding: 0; background: $background; scrollbar-size: 1 1;
        &:focus { border: round $accent; }
        &:focus:nocolor { border: heavy $accent; }
        &:dark .text-area--cursor { color: $background; background: $foreground; }
        &:light .text-area--cursor { color: $background; background: $foreground; }
        & .text-area--gutter { color: $muted; }
        & .text-area--placeholder { color: $muted; }
        & .text-area--selection { background: $panel; text-style: underline; }
    }
    """

    def __init__(self, *, id: str, placeholder: str, limit: int) -> None:
        super().__init__(
            id=id,
            placeholder=text(placeholder),
            show_line_numbers=True,
            highlight_cursor_line=False,
        )
        self.cursor_blink = False
        self._limit = limit

    def get_line(self, line_index: int) -> Text:
        """Return a line with every character that could move the terminal's cursor shown as a picture."""
        return Text(
            show_control_characters(self.document.get_line(line_index)), end="", no_wrap=True
        )

    def put(self, value: str) -> None:
        """Show `value` from its beginning, with nothing to undo."""
        self.load_text(_LINE_END.sub("\n", value))

    async def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        self._take(event.text)

    def action_paste(self) -> None:
        """Paste what was copied inside the program."""
        self._take(self.app.clipboard)

    def _take(self, pasted: str) -> None:
        """Insert text from outside, all of it or, where it is too much to write on, nothing."""
        taken = _CONTROL.sub("", _LINE_END.sub("\n", pasted[: 2 * self._limit]))
        start, end = self.selection
        try:
            self._require_room(taken)
        except DirectMailError as error:
            toast_error(self.app, error)
            return
        result = self._replace_via_keyboard(taken, start, end)
        if result is not None:
            self.move_cursor(result.end_location)

    def _require_room(self, taken: str) -> None:
        size = len(self.text) - len(self.selected_text) + len(taken)
        if size > self._limit:
            raise DirectMailError(
                ErrorKind.REFUSED,
                "text-too-long",
                f"Not pasted: it would make {size:,} characters; {self._limit:,} are allowed.",
                "Leave pictures on a server instead of putting them into the HTML.",
            )
        row = self.cursor_location[0]
        require_short_lines(f"{self.document.get_line(row)}{taken}", "Not pasted: a line of it")


def require_short_lines(value: str, what: str) -> None:
    """Refuse text with a line that is too long to be laid out again with every key."""
    longest = max(map(len, value.split("\n")))
    if longest > MAX_LINE_CHARS:
        raise DirectMailError(
            ErrorKind.REFUSED,
            "line-too-long",
            f"{what} has {longest:,} characters; a line in the editor may have {MAX_LINE_CHARS:,}.",
            "Break it, or add the template from a file: dm-tui templates add NAME --html FILE.",
        )
