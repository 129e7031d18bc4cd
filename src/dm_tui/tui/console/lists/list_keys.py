"""The line of keys below a list: those of the tab, then those of every list."""

from collections.abc import Callable, Iterable
from functools import partial

from textual.binding import Binding
from textual.widget import Widget

from dm_tui.tui.widgets.key_row import KeyRow, ShownKey, keys_of


class ListKeys(KeyRow):
    """`tab` and `panel` own the keys; `opens` says whether Enter opens a row, which `choose` does."""

    def __init__(self, panel: Widget, choose: Callable[[], None], *, opens: bool) -> None:
        super().__init__(classes="keys")
        self._panel, self._choose, self._opens = panel, choose, opens

    def keys(self) -> Iterable[ShownKey]:
        if self._opens:
            yield ShownKey("Enter", "Open", self._choose)
        tab = self._panel.parent
        for owner in (tab, self._panel) if isinstance(tab, Widget) else (self._panel,):
            for binding in keys_of(self.app, owner):
                if binding.show and self._works(owner, binding):
                    key = self.app.get_key_display(binding)
                    yield ShownKey(key, binding.description, partial(owner.run_action, binding.action))

    def _works(self, owner: Widget, binding: Binding) -> bool:
        """Say whether the tab has a key for the list that is shown."""
        return owner is self._panel or owner.check_action(binding.action, ()) is not False
