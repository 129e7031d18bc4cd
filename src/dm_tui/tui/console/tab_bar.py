"""The line of tabs."""

from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import NamedTuple

from textual import events
from textual.app import RenderResult
from textual.binding import Binding
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from dm_tui.tui.console.shared.tab_names import SHORT_TABS, TABS
from dm_tui.tui.screen_text import lines, text

MOST_UNREAD = "(99+)"
"""The longest count of unread messages."""

MANY_UNREAD = "(9+)"
"""The count where a longer one would take the names of the tabs."""

EDGES = 2
"""Cells of the window beside the line of tabs, where it is narrow."""


class TabBar(Widget, can_focus=True):
    """The names of the tabs in one row, and below them a line that is heavy under the tab in front.

    One widget paints it all: Textual's own line of tabs is one widget for each tab and five around them, a
    tenth of the console's first frame.
    """

    ALLOW_SELECT = False
    BINDINGS = [
        Binding("left", "screen.turn(-1)", "Previous tab", show=False),
        Binding("right", "screen.turn(1)", "Next tab", show=False),
        Binding("down,j", "screen.enter", "Into the tab", show=False),
    ]

    active: reactive[str] = reactive("")
    hovered: reactive[str] = reactive("")

    class Turned(Message):
        """Another tab is in front on the line."""

    def __init__(self, front: str, width: int, *, id: str) -> None:
        """Fit the names into the window from the start.

        It looks as it does with the focus, which the console gives it at once.
        """
        self._line = fit_tabs(0, front, width)
        super().__init__(id=id, classes="-close" if self._line.is_close else "")
        self.set_reactive(TabBar.active, front)
        self.set_reactive(Widget.has_focus, True)
        self.styles.pointer = "pointer"

    def watch_active(self) -> None:
        """Say that another tab is in front."""
        self.post_message(self.Turned())

    def turn(self, by: int) -> None:
        """Bring the tab beside the one in front to the front; behind the last comes the first."""
        panes = list(TABS)
        self.active = panes[(panes.index(self.active) + by) % len(panes)]

    def on_click(self, event: events.Click) -> None:
        """Bring the tab under the mouse to the front."""
        self.active = self._tab_at(event) or self.active

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Show which tab a click would bring to the front."""
        self.hovered = self._tab_at(event)

    def on_leave(self) -> None:
        self.hovered = ""

    def _tab_at(self, event: events.MouseEvent) -> str:
        offset = event.get_content_offset(self)
        places = zip(TABS, self._line.places, strict=True)
        return next((pane for pane, place in places if offset is not None and offset.x in place), "")

    def name_tabs(self, unread: int) -> bool:
        """Name every tab with its key, and say whether there is room for that.

        Names are shortened first; in a narrow window only the tab in front has its name, others their key.
        """
        line = fit_tabs(unread, self.active, self.app.size.width)
        if line != self._line:
            self._line = line
            self.set_class(line.is_close, "-close")
            self.refresh()
        return line.names_all

    def render(self) -> RenderResult:
        names, width = [], self.content_size.width
        for pane, label in zip(TABS, self._line.labels, strict=True):
            is_front = pane == self.active
            words = text(*([] if self._line.is_close else [" "]), with_bold_key(label), " ")
            filled = is_front and self.has_focus
            bright = is_front or pane == self.hovered
            names.append(words.stylize_before(FILLED if filled else "$foreground" if bright else "$muted"))
        place = self._line.places[list(TABS).index(self.active)]
        start, end = place.start + (not self._line.is_close), place.stop - 1
        before = f"{'━' * (start - 1)}╸" if start else ""
        behind = f"╺{'━' * (width - end - 1)}" if end < width else ""
        below = text((before, "$line"), ("━" * (end - start), "$block-cursor-background"), (behind, "$line"))
        return lines([text(*names), below])


FILLED = "bold $block-cursor-foreground on $block-cursor-background"
"""How the tab in front looks while the line has the focus."""


class TabLine(NamedTuple):
    """The words of the line of tabs in a window."""

    labels: Sequence[str]
    is_close: bool = False
    names_all: bool = True

    @property
    def places(self) -> list[range]:
        """The columns of each tab: a blank is behind its words, and before them where there is room."""
        blanks = 1 if self.is_close else 2
        ends = list(accumulate(len(label) + blanks for label in self.labels))
        return [range(end - len(label) - blanks, end) for end, label in zip(ends, self.labels, strict=True)]


def fit_tabs(unread: int, front: str, width: int) -> TabLine:
    """Return the first line of tabs that has room, else the one that names only the tab in front.

    Tabs stand apart only where any count of unread messages has room: the line would move once it is read.
    The count is in brackets in any window: a bare one would read as the number of a tab.
    """
    close = f"({unread})" if 0 < unread < 100 else MOST_UNREAD if unread else ""
    count = f" {close}" if close else ""
    lines = (
        TabLine(_labels(TABS, count)),
        TabLine(_labels(SHORT_TABS, count)),
        TabLine(_labels(SHORT_TABS, count), is_close=True),
        TabLine(_labels(SHORT_TABS, close), is_close=True),
        TabLine(_labels(SHORT_TABS, MANY_UNREAD if unread else ""), is_close=True),
    )
    apart = _width(TabLine(_labels(SHORT_TABS, f" {MOST_UNREAD}"))) <= width - EDGES
    front_only = _labels({pane: name if pane == front else "" for pane, name in TABS.items()}, close)
    return next(
        (line for line in lines if _width(line) <= width - EDGES and (apart or line.is_close)),
        TabLine(front_only, names_all=False),
    )


def with_bold_key(label: str) -> Content:
    """Return a label whose key stands out: names and keys of neighbours run together otherwise."""
    return text((label[:1], "bold"), label[1:])


def _width(line: TabLine) -> int:
    """Return the cells of a line of tabs."""
    return sum(map(len, line.labels)) + (1 if line.is_close else 2) * (len(line.labels) - 1)


def _labels(names: Mapping[str, str], unread: str) -> list[str]:
    """Return the words of each tab: its key, its name, and how many messages are unread."""
    labels = []
    for key, (pane, name) in enumerate(names.items(), 1):
        labels.append(f"{key} {name}".strip() + (unread if pane == "messages" else ""))
    return labels
