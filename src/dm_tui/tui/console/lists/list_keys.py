"""The line of keys below a list: those of the tab, then those of every list, as far as they work now."""

from collections.abc import Callable, Iterable
from functools import partial

from textual.widget import Widget

from dm_tui.tui.widgets.key_row import KeyRow, ShownKey, keys_of


class ListKeys(KeyRow):
    """Tab and `panel` own the keys; Enter opens a row, which `choose` does, while one `opens`.

    Below an empty list it names the keys that lead on, such as the one that adds the first item.
    """

    def __init__(self, panel: Widget, choose: Callable[[], None], opens: Callable[[], bool]) -> None:
        super().__init__(classes="keys")
        self._panel, self._choose, self._opens = panel, choose, opens

    def show(self) -> None:
        """Name the keys that work now; without any, there is no line."""
        self.display = any(True for _ in self.keys())
        self.refresh()

    def keys(self) -> Iterable[ShownKey]:
        if self._opens():
            yield ShownKey("Enter", "Open", self._choose)
        tab = self._panel.parent
        for owner in (tab, self._panel) if isinstance(tab, Widget) else (self._panel,):
            for binding in keys_of(self.app, owner):
                if binding.show and owner.check_action(binding.action, ()) is not False:
                    key = self.app.get_key_display(binding)
                    yield ShownKey(key, binding.description, partial(owner.run_action, binding.action))
