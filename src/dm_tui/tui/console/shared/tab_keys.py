"""The line of keys below a tab that is no list: those that work on it now."""

from collections.abc import Iterable
from functools import partial

from dm_tui.tui.console.shared.console_tab import ConsoleTab
from dm_tui.tui.widgets.key_row import KeyRow, ShownKey, keys_of


class TabKeys(KeyRow):
    """The keys of `tab`, behind those that the widget in focus has for itself."""

    def __init__(self, tab: ConsoleTab, *first: ShownKey) -> None:
        super().__init__(classes="keys")
        self._tab, self._first = tab, first

    def keys(self) -> Iterable[ShownKey]:
        yield from self._first
        for binding in keys_of(self.app, self._tab):
            if binding.show and self._tab.check_action(binding.action, ()) is not False:
                key = self.app.get_key_display(binding)
                yield ShownKey(key, binding.description, partial(self._tab.run_action, binding.action))
