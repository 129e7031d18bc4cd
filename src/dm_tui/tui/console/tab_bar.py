"""The line of tabs, and the place of each."""

from textual import events
from textual.binding import Binding
from textual.widgets import TabbedContent, TabPane, Tabs

from dm_tui.tui.console.shared.console_tab import ConsoleTab


class ConsolePane(TabPane):
    """A tab's place. Focusing something in it shows no tab: word of it comes late, when another one is shown."""

    def _on_descendant_focus(self, event: events.DescendantFocus) -> None:
        event.prevent_default()


class TabBar(TabbedContent):
    """The tabs. The keys of the one in front work on the line as well: whoever came by arrow reads of them."""

    async def on_key(self, event: events.Key) -> None:
        """Do what the key does within the tab in front."""
        if not self.query_one(Tabs).has_focus or self.active_pane is None:
            return
        for face in self.active_pane.query_children(ConsoleTab):
            for binding in face.BINDINGS:
                if isinstance(binding, Binding) and binding.show and binding.key == event.key:
                    event.stop()
                    await face.run_action(binding.action)
