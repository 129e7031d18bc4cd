"""The tabs that are one list."""

from textual.app import ComposeResult
from textual.widget import Widget

from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.overview.views import Overview
from dm_tui.tui.console.lists.list_panel import ListPanel
from dm_tui.tui.console.lists.list_spec import ListSpec
from dm_tui.tui.console.shared.console_tab import ConsoleTab

MARGINS = 4
"""Cells of the window beside every list."""


class ListTab(ConsoleTab):
    """A tab that shows a sheet; what its rows are and what opening one does is the tab's own."""

    def __init__(
        self, direct_mail: DirectMail, sheet: ListSpec, *, id: str, opens: bool = True
    ) -> None:
        super().__init__(direct_mail)
        self._list = ListPanel(direct_mail, sheet, id=id, opens=opens)

    def compose(self) -> ComposeResult:
        """Yield the list."""
        yield self._list

    def reload(self, view: Overview) -> None:
        """Read the rows."""
        self._list.reload()

    @property
    def default_focus(self) -> Widget | None:
        """The rows."""
        return self._list.default_focus

    @property
    def _room(self) -> int:
        """Cells a row has; before the first layout, what the frame will leave of the window."""
        return self._list.size.width or self.screen.size.width - MARGINS
