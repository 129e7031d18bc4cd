"""A line of view names: it marks the view on screen, and a click selects another."""

from collections.abc import Sequence
from typing import NamedTuple

from textual import events
from textual.app import RenderResult
from textual.reactive import reactive
from textual.widget import Widget

from dm_tui.tui.app_messages import Act
from dm_tui.tui.marks import MARKS
from dm_tui.tui.screen_text import text


class ViewLabel(NamedTuple):
    """One view: `short` is its name where room is scarce, `note` follows either name."""

    id: str
    name: str
    short: str = ""
    note: str = ""


class ViewSwitcher(Widget):
    """`● Domains (1)   ○ Templates (3)`: the mark, not the colour, shows the view. The screen has the key."""

    DEFAULT_CSS = "ViewSwitcher { height: 1; width: 1fr; }"

    views: reactive[tuple[ViewLabel, ...]] = reactive(())
    shown: reactive[str] = reactive("")

    class ViewRequested(Act):
        """The user clicked a view."""

        def __init__(self, view: str) -> None:
            super().__init__()
            self.view = view

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._spots: list[tuple[range, str]] = []

    def render(self) -> RenderResult:
        """Return the line for the current width, and remember the columns of each view for clicks."""
        width = self.content_size.width
        names, gap = self._fitting(width)
        parts: list[tuple[str, str]] = []
        self._spots, column = [], 0
        for view, name in zip(self.views, names, strict=True):
            is_shown = view.id == self.shown
            label = f"{MARKS.here if is_shown else MARKS.ahead} {name}".rstrip()
            self._spots.append((range(column, column + len(label)), view.id))
            parts += [(label, "bold" if is_shown else "$muted"), (" " * gap, "")]
            column += len(label) + gap
        return text(*parts)

    def _fitting(self, width: int) -> tuple[list[str], int]:
        """Return the longest names that fit and the gap between them.

        Where no layout fits, only the shown view keeps its name.
        """
        long = [_view_name(view.name, view.note) for view in self.views]
        short = [_view_name(view.short or view.name, view.note) for view in self.views]
        layouts: Sequence[tuple[list[str], int]] = ((long, 3), (long, 2), (short, 3), (short, 2))
        for names, gap in layouts:
            if sum(len(name) + 2 for name in names) + gap * (len(names) - 1) <= width:
                return names, gap
        return [
            name if view.id == self.shown else "" for view, name in zip(self.views, short, strict=True)
        ], 1

    def next(self) -> str:
        """Return the view after the shown one."""
        ids = [view.id for view in self.views]
        return ids[(ids.index(self.shown) + 1) % len(ids)] if self.shown in ids else ids[0]

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        for columns, view in self._spots:
            if offset is not None and offset.x in columns:
                self.post_message(self.ViewRequested(view))


def _view_name(name: str, note: str) -> str:
    return f"{name} {note}" if note else name
