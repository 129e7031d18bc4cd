"""The tabs that are one list."""

from textual.app import ComposeResult
from textual.widget import Widget

from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.overview.views import Overview
from dm_tui.tui.console.lists.list_spec import Sheet
from dm_tui.tui.console.lists.list_view import Listing
from dm_tui.tui.console.shared.tab import Face

MARGINS = 4
"""Cells of the window beside every list."""


class ListFace(Face):
    """A tab that shows a sheet; what its rows are and what opening one does is the tab's own."""

    def __init__(self, mail: DirectMail, sheet: Sheet, *, id: str, opens: bool = True) -> None:
        super().__init__(mail)
        self._list = Listing(mail, sheet, id=id, opens=opens)

    def compose(self) -> ComposeResult:
        """Yield the list."""
        yield self._list

    def look(self, view: Overview) -> None:
        """Read the rows."""
        self._list.look()

    @property
    def home(self) -> Widget | None:
        """The rows."""
        return self._list.home

    @property
    def _room(self) -> int:
        """Cells a row has; before the first layout, what the frame will leave of the window."""
        return self._list.size.width or self.screen.size.width - MARGINS
