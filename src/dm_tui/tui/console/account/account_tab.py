"""Account: access, and below it the settings."""

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
    """Access above settings, scrolled as one."""

    DEFAULT_CSS = """
    AccountTab {
        & VerticalScroll { scrollbar-size-vertical: 1; }
        & AccessPanel, & SettingsPanel { height: auto; }
    }
    """

    def compose(self) -> ComposeResult:
        with VerticalScroll(can_focus=False):
            yield AccessPanel(self.direct_mail)
            yield SettingsPanel(self.direct_mail)

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Bring the widget in focus into a small window, once it is laid out, with its highlighted row."""
        self.call_after_refresh(self.call_after_refresh, self._bring, event.widget)

    @on(OptionList.OptionHighlighted)
    def _highlighted(self, event: OptionList.OptionHighlighted) -> None:
        if event.option_list.has_focus:
            self.call_after_refresh(self._keep_in_sight, event.option_list)

    def _bring(self, widget: Widget) -> None:
        """Scroll to a widget; to the top where it, or its highlighted row, is visible from there."""
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
        """Scroll to the highlighted row: the menus have their full height and do not scroll themselves."""
        self._window.scroll_to_region(self._row(menu), animate=False, immediate=True)

    def _row(self, menu: OptionList) -> Region:
        return Region(0, self._place(menu).y + (menu.highlighted or 0), 1, 1)

    @property
    def _window(self) -> VerticalScroll:
        return self.query_one(VerticalScroll)

    def _place(self, widget: Widget) -> Region:
        """Return the region of a widget in the scrolled content, whatever the scroll position."""
        place, above = widget.virtual_region, widget.parent
        while isinstance(above, Widget) and above is not self._window:
            place = place.translate(above.virtual_region.offset)
            above = above.parent
        return place

    def reload(self, view: Overview) -> None:
        self.query_one(AccessPanel).reload(view)
        self.query_one(SettingsPanel).reload()

    @property
    def default_focus(self) -> Widget | None:
        """The menu of access, or else the settings."""
        return self.query_one(AccessPanel).default_focus or self.query_one(SettingsPanel).default_focus
