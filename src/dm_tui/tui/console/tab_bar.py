"""The line of tabs, and the pane of each."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from textual import events
from textual.app import ComposeResult
from textual.content import Content
from textual.widget import Widget
from textual.widgets import ContentSwitcher, TabbedContent, TabPane, Tabs

from dm_tui.tui.console.shared.console_tab import ConsoleTab
from dm_tui.tui.console.shared.tab_names import SHORT_TABS, TABS
from dm_tui.tui.paint import text
from dm_tui.tui.widgets.key_row import keys_of

EDGES = 2
"""Cells of the window beside the line of tabs, where it is narrow."""


class ConsolePane(TabPane):
    """A tab's pane. Focus inside it does not show the tab: the event arrives when another is shown."""

    def _on_descendant_focus(self, event: events.DescendantFocus) -> None:
        event.prevent_default()


class TabBar(TabbedContent):
    """The tabs. The keys of the tab in front work on the line too, as the key line below promises.

    A pane is mounted when its tab is first shown: eight empty ones were a quarter of the console's widgets.
    """

    def compose(self) -> ComposeResult:
        """Yield the line of tabs as it is when it has the focus, which the console gives it at once: it would
        be styled a second time for that.
        """
        self._unshown: dict[str, ConsolePane] = {}
        for widget in super().compose():
            if isinstance(widget, Tabs):
                widget.set_reactive(Widget.has_focus, True)
            if isinstance(widget, ConsolePane) and widget.id not in (None, self._initial):
                self._unshown[str(widget.id)] = widget
            else:
                yield widget

    def validate_active(self, active: str) -> str:
        """Mount the pane before Textual looks for it, where its tab is shown by its key."""
        self._mount_pane(active)
        return active

    def on_tabs_tab_activated(self, event: Tabs.TabActivated) -> None:
        """Mount the pane before Textual looks for it, where its tab is chosen on the line."""
        for pane in [pane for pane in self._unshown if self.get_tab(pane) is event.tab]:
            self._mount_pane(pane)

    def _mount_pane(self, pane: str) -> None:
        if pane in self._unshown:
            mounted = self._unshown.pop(pane)
            mounted.display = False  # until it is switched to
            self.query_one(ContentSwitcher).mount(mounted)

    async def on_key(self, event: events.Key) -> None:
        """Run the action that the key has within the tab in front."""
        if not self.query_one(Tabs).has_focus or self.active_pane is None:
            return
        for tab in self.active_pane.query_children(ConsoleTab):
            if event.key in ("down", "j") and tab.default_focus is not None:
                event.stop()
                tab.default_focus.focus()
                return
            for owner in (tab, *tab.key_owners):
                for binding in keys_of(self.app, owner):
                    if binding.show and binding.key == event.key:
                        event.stop()
                        await owner.run_action(binding.action)
                        return

    def name_tabs(self, unread: int, front: str) -> bool:
        """Name every tab with its key, and say whether there is room for that.

        Names are shortened first; in a narrow window only the tab in front has its name, others their key.
        """
        line = fit_tabs(unread, front, self.app.size.width)
        self.set_class(line.is_close, "-close")
        for pane, label in zip(TABS, line.labels, strict=True):
            if self.get_tab(pane).label_text != label:
                self.get_tab(pane).label = with_bold_key(label)
        return line.names_all


class TabLine(NamedTuple):
    """The words of the line of tabs in a window."""

    labels: Sequence[str]
    is_close: bool = False
    names_all: bool = True


def fit_tabs(unread: int, front: str, width: int) -> TabLine:
    """Return the first line of tabs that has room, else the one that names only the tab in front."""
    count = f"({unread})" if 0 < unread < 100 else "(99+)" if unread else ""
    short = count.strip("()")
    lines = (
        TabLine(_labels(TABS, count)),
        TabLine(_labels(SHORT_TABS, count)),
        TabLine(_labels(SHORT_TABS, count), is_close=True),
        TabLine(_labels(SHORT_TABS, short), is_close=True),
    )
    front_only = _labels({pane: name if pane == front else "" for pane, name in TABS.items()}, short)
    return next(
        (line for line in lines if _width(line) <= width - EDGES), TabLine(front_only, names_all=False)
    )


def with_bold_key(label: str) -> Content:
    """Return a label whose key stands out: names and keys of neighbours run together otherwise."""
    key, gap, name = label.partition(" ")
    return text((key, "bold"), gap, name)


def _width(line: TabLine) -> int:
    """Return the cells of a line of tabs."""
    return sum(map(len, line.labels)) + (1 if line.is_close else 2) * (len(line.labels) - 1)


def _labels(names: Mapping[str, str], unread: str) -> list[str]:
    """Return the words of each tab: its key, its name, and how many messages are unread."""
    labels = []
    for key, (pane, name) in enumerate(names.items(), 1):
        parts = (str(key), name, unread if pane == "messages" else "")
        labels.append(" ".join(filter(None, parts)))
    return labels
