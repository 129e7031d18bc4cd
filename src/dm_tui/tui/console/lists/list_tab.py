"""The tabs that are a list: one list, or one of several that a key and a click switch between."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Generic, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.widget import Widget
from textual.widgets import Button

from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.overview.views import Overview
from dm_tui.tui.console.lists.list_panel import ListPanel
from dm_tui.tui.console.lists.list_spec import ListSpec
from dm_tui.tui.console.shared.console_tab import ConsoleTab, width_to_come
from dm_tui.tui.toasts import toast_errors
from dm_tui.tui.widgets.view_switcher import ViewSwitcher

K = TypeVar("K", bound=StrEnum)


class ListTab(ConsoleTab):
    """A tab with a list; a button `#new`, if the tab has one, does what the key `n` does."""

    def __init__(self, direct_mail: DirectMail, spec: ListSpec, *, id: str, opens: bool = True) -> None:
        super().__init__(direct_mail)
        self._list = ListPanel(direct_mail, spec, id=id, opens=opens)

    def compose(self) -> ComposeResult:
        yield self._list

    def reload(self, view: Overview) -> None:
        self._list.reload()

    @property
    def default_focus(self) -> Widget | None:
        """The rows; without any, the button that adds the first."""
        return self._list.default_focus or next(iter(self.query("#new")), None)

    @property
    def key_owners(self) -> Sequence[Widget]:
        return (self._list,)

    def open_item(self, view: str, row: str) -> None:
        self._list.open_row(row)

    @property
    def _room(self) -> int:
        """Cells a row has beside a scroll bar; before the first layout, what the window will leave.

        Whether the table has its size and its bar already depends on when the rows are read, which would
        make them as wide as it happens.
        """
        width = self.content_size.width or width_to_come(self.screen.size.width)
        return width - self._list.table.styles.scrollbar_size_vertical

    @on(Button.Pressed, "#new")
    async def _new_pressed(self, event: Button.Pressed) -> None:
        event.stop()
        await self.run_action("new")


class SwitchingListTab(ListTab, Generic[K]):
    """A tab with several lists, one of which is shown; a `ViewSwitcher` names them all."""

    def __init__(
        self, direct_mail: DirectMail, specs: Mapping[K, ListSpec], *, id: str, opens: bool = True
    ) -> None:
        self._specs = dict(specs)
        self._kind = next(iter(specs))
        super().__init__(direct_mail, specs[self._kind], id=id, opens=opens)

    def name_views(self) -> None:
        """Show the names of the lists and their counts."""
        raise NotImplementedError

    def reload(self, view: Overview) -> None:
        self.name_views()
        super().reload(view)

    def open_item(self, view: str, row: str) -> None:
        self._switch_list(next(kind for kind in self._specs if kind == view))
        super().open_item(view, row)

    def action_view(self) -> None:
        """Show the next list."""
        self._switch_and_focus(self.query_one(ViewSwitcher).next())

    @on(ViewSwitcher.ViewRequested)
    def _view_requested(self, event: ViewSwitcher.ViewRequested) -> None:
        event.stop()
        self._switch_and_focus(event.view)

    def _switch_and_focus(self, view: str) -> None:
        with toast_errors(self.app):
            self._switch_list(next(kind for kind in self._specs if kind == view))
            if self.default_focus is not None:
                self.screen.set_focus(self.default_focus)

    def _switch_list(self, kind: K) -> None:
        if kind is not self._kind:
            self._kind = kind
            self.name_views()
            self._list.switch_to(self._specs[kind])
