"""Account: who is signed in and what they may do, and below it what the user prefers."""

from textual import events, on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.geometry import Region
from textual.widget import Widget
from textual.widgets import OptionList

from dm_tui.services.overview.views import Overview
from dm_tui.tui.console.account.access_panel import AccessPanel
from dm_tui.tui.console.account.settings_panel import SettingsPanel
from dm_tui.tui.console.shared.console_tab import ConsoleTab


class AccountTab(ConsoleTab):
    """Access and settings under one another."""

    DEFAULT_CSS = """
    AccountTab {
        & VerticalScroll { scrollbar-size-vertical: 1; }
        & AccessPanel, & SettingsPanel { height: auto; }
    }
    """

    def compose(self) -> ComposeResult:
        """Yield both."""
        with VerticalScroll(can_focus=False):
            yield AccessPanel(self.direct_mail)
            yield SettingsPanel(self.direct_mail)

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Bring what has the focus into a small window, once it is laid out: as much as fits, and its row."""
        self.call_after_refresh(self.call_after_refresh, self._bring, event.widget)

    @on(OptionList.OptionHighlighted)
    def _highlighted(self, event: OptionList.OptionHighlighted) -> None:
        if event.option_list.has_focus:
            self.call_after_refresh(self._keep_in_sight, event.option_list)

    def _bring(self, widget: Widget) -> None:
        """Scroll to a widget; to the very top where it, or the row chosen in it, is seen from there."""
        window, place = self._window, self._place(widget)
        menu = widget if isinstance(widget, OptionList) else None
        seen = self._row(menu) if menu is not None else place
        if seen.bottom <= window.size.height:
            window.scroll_home(animate=False, immediate=True)
            return
        window.scroll_to_region(place, animate=False, immediate=True)
        if menu is not None:
            self._keep_in_sight(menu)

    def _keep_in_sight(self, menu: OptionList) -> None:
        """Scroll to the highlighted row; the lists are as high as they are and scroll as one."""
        self._window.scroll_to_region(self._row(menu), animate=False, immediate=True)

    def _row(self, menu: OptionList) -> Region:
        return Region(0, self._place(menu).y + (menu.highlighted or 0), 1, 1)

    @property
    def _window(self) -> VerticalScroll:
        return self.query_one(VerticalScroll)

    def _place(self, widget: Widget) -> Region:
        """Return where a widget is in all that is scrolled, wherever that was scrolled to."""
        place, above = widget.virtual_region, widget.parent
        while isinstance(above, Widget) and above is not self._window:
            place = place.translate(above.virtual_region.offset)
            above = above.parent
        return place

    def reload(self, view: Overview) -> None:
        """Read the account and the preferences."""
        self.query_one(AccessPanel).reload(view)
        self.query_one(SettingsPanel).reload()

    @property
    def default_focus(self) -> Widget | None:
        """What can be done about access, otherwise the preferences."""
        return self.query_one(AccessPanel).default_focus or self.query_one(SettingsPanel).default_focus
