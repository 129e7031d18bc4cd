"""A box for several lines of text, which paints nothing harmful.

It is imported late: Textual's text area costs more time than the rest of a tab.
"""

import re

from rich.segment import Segment
from rich.text import Text
from textual import events
from textual.strip import Strip
from textual.widgets import TextArea

from dm_tui.domain.errors import DirectMailError, ErrorKind, ErrorText
from dm_tui.domain.text import show_control_characters
from dm_tui.tui.screen_text import text
from dm_tui.tui.toasts import toast_error
from dm_tui.tui.widgets.edit_in_order import edit_in_order

MAX_LINE_CHARS = 20_000
"""Characters of a line: every key lays the whole line out again, which is still fast at this length."""

TEXT_TOO_LONG = ErrorText(
    ErrorKind.REFUSED,
    "text-too-long",
    "Not pasted: the text would have {size} characters; the limit is {limit}.",
    "Host images on a server instead of embedding them in the HTML.",
)
LINE_TOO_LONG = ErrorText(
    ErrorKind.REFUSED,
    "line-too-long",
    "A line of the {part} has {size} characters; the editor allows {limit}.",
    "Break the line, or add the template from a file: dm-tui templates add NAME --html FILE.",
)
PASTED_LINE_TOO_LONG = LINE_TOO_LONG._replace(
    message="Not pasted: a line would have {size} characters; the editor allows {limit}."
)

_LINE_END = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


class TextBox(TextArea):
    """Directional marks stay, because some languages need them, and are visible.

    Control characters are removed.
    """

    DEFAULT_CSS = """
    TextBox {
        border: round $line; padding: 0; background: $background; scrollbar-size: 1 1;
        &:focus { border: heavy $accent; }
        &:dark .text-area--cursor { color: $background; background: $foreground; }
        &:light .text-area--cursor { color: $background; background: $foreground; }
        & .text-area--gutter { color: $muted; }
        & .text-area--placeholder { color: $muted; text-style: italic; }
        & .text-area--selection { background: $panel; text-style: underline; }
    }
    """

    def __init__(self, *, id: str, placeholder: str, limit: int) -> None:
        super().__init__(
            id=id, placeholder=text(placeholder), show_line_numbers=True, highlight_cursor_line=False
        )
        self.cursor_blink = False
        self._limit = limit

    def get_line(self, line_index: int) -> Text:
        """Return a line in which a visible picture replaces every character that could move the cursor."""
        return Text(show_control_characters(self.document.get_line(line_index)), end="", no_wrap=True)

    def render_line(self, y: int) -> Strip:
        """Return a row; the first one of an empty box has its number, too, for errors name the lines."""
        strip = super().render_line(y)
        if y or self.text or not self.placeholder:
            return strip
        style = self._theme.gutter_style if self._theme is not None else None
        number = Strip([Segment("1".ljust(self.gutter_width), style)], self.gutter_width)
        return Strip.join([number, strip]).crop(0, self.size.width)

    def put(self, value: str) -> None:
        """Show `value` from its beginning, with an empty undo history."""
        self.load_text(_LINE_END.sub("\n", value))

    async def _on_key(self, event: events.Key) -> None:
        await edit_in_order(self, event)

    async def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        self._take(event.text)

    def action_paste(self) -> None:
        """Paste text that was copied inside the program."""
        self._take(self.app.clipboard)

    def _take(self, pasted: str) -> None:
        """Insert text from outside: all of it, or nothing if it is too long."""
        cleaned = _CONTROL.sub("", _LINE_END.sub("\n", pasted[: 2 * self._limit]))
        start, end = self.selection
        try:
            self._require_room(cleaned)
        except DirectMailError as error:
            toast_error(self.app, error)
            return
        result = self._replace_via_keyboard(cleaned, start, end)
        if result is not None:
            self.move_cursor(result.end_location)

    def _require_room(self, pasted: str) -> None:
        size = len(self.text) - len(self.selected_text) + len(pasted)
        if size > self._limit:
            raise TEXT_TOO_LONG(size=f"{size:,}", limit=f"{self._limit:,}")
        line = self.document.get_line(self.cursor_location[0])
        require_short_lines(f"{line}{pasted}", PASTED_LINE_TOO_LONG)


def require_short_lines(value: str, error: ErrorText, **values: object) -> None:
    """Refuse text with a line that is too long to lay out again with every key."""
    longest = max(map(len, value.split("\n")))
    if longest > MAX_LINE_CHARS:
        raise error(size=f"{longest:,}", limit=f"{MAX_LINE_CHARS:,}", **values)
