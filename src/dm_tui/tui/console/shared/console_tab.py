"""The base of the tabs; each is made when it is first shown."""

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from textual import events
from textual.containers import Vertical
from textual.widget import Widget

from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.overview.views import Overview
from dm_tui.tui.widgets.window_sizes import WIDE


@runtime_checkable
class ShowsChanges(Protocol):
    """A dialog that follows the state file while it is over the console."""

    @property
    def is_mounted(self) -> bool:
        """Whether its widgets are there."""

    def show_changes(self) -> None:
        """Show what has changed; may raise DirectMailError."""


def width_to_come(window: int) -> int:
    """Return the cells that a tab will have before the first layout: see the paddings of `ConsoleScreen`."""
    return max(1, window - (6 if window >= WIDE else 2))


class ConsoleTab(Vertical):
    """One tab. `reload` shows the present state.

    It is called when the tab is shown and after every change.
    """

    def __init__(self, direct_mail: DirectMail) -> None:
        super().__init__()
        self.direct_mail = direct_mail

    def before_show(self) -> None:
        """Come to the front from behind another tab; `reload` may follow."""

    def reload(self, view: Overview) -> None:
        """Read and show the present state; `view` is the account as a whole."""
        raise NotImplementedError

    def page(self, by: int) -> None:
        """Turn a page down (1) or up (-1), where the widget in focus does not."""

    @property
    def default_focus(self) -> Widget | None:
        """The widget to focus when the tab is opened with its key; None leaves the focus on the tabs."""
        raise NotImplementedError

    @property
    def key_owners(self) -> Sequence[Widget]:
        """The widgets of the tab whose keys work on the line of tabs, too, such as its list."""
        return ()

    def open_item(self, view: str, row: str) -> None:
        """Open the item of this row of one of the lists of the tab."""

    def send_sizes(self) -> None:
        """Send every widget of the tab its size, once the tab is laid out.

        Textual sends sizes to widgets that are new in a layout. But when something has scrolled and the
        region of a new widget is read before, Textual takes the widget for an old one and never sends its
        size.
        """
        for widget in self.walk_children(Widget, with_self=True):
            widget.post_message(events.Resize(widget.size, widget.virtual_size))


def masthead_account(direct_mail: DirectMail) -> tuple[str, str, str]:
    """Return the account for the title line: its id, its region, sandbox or live."""
    account = direct_mail.prerequisites.account()
    names = {region.id: region.name for region in direct_mail.prerequisites.regions()}
    return account.id, names.get(account.region, account.region), direct_mail.facts.money_words
