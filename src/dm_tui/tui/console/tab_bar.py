"""The line of tabs, and the pane of each."""

from textual import events
from textual.binding import Binding
from textual.widgets import TabbedContent, TabPane, Tabs

from dm_tui.tui.console.shared.console_tab import ConsoleTab
from dm_tui.tui.console.shared.tab_names import TABS


class ConsolePane(TabPane):
    """A tab's pane. Focus inside it does not show the tab: the event arrives when another is shown."""

    def _on_descendant_focus(self, event: events.DescendantFocus) -> None:
        event.prevent_default()


class TabBar(TabbedContent):
    """The tabs. The keys of the tab in front work on the line too, as the key line below promises."""

    async def on_key(self, event: events.Key) -> None:
        """Run the action that the key has within the tab in front."""
        if not self.query_one(Tabs).has_focus or self.active_pane is None:
            return
        for tab in self.active_pane.query_children(ConsoleTab):
            for binding in tab.BINDINGS:
                if isinstance(binding, Binding) and binding.show and binding.key == event.key:
                    event.stop()
                    await tab.run_action(binding.action)

    def name_tabs(self, unread: int) -> bool:
        """Name every tab with its key; return whether that fits, else the names have no keys."""
        labels = [f"{name}{_count(unread) if pane == 'messages' else ''}" for pane, name in TABS.items()]
        numbered = [f"{key} {label}" for key, label in enumerate(labels, 1)]
        fits = sum(len(label) + 2 for label in numbered) < self.app.size.width
        for pane, label in zip(TABS, numbered if fits else labels, strict=True):
            if self.get_tab(pane).label_text != label:
                self.get_tab(pane).label = label
        return fits


def _count(unread: int) -> str:
    return f" ({unread})" if 0 < unread < 100 else " (99+)" if unread else ""
