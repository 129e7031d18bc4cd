"""Account: access and settings, beside or under each other where there is room, otherwise one at a time."""

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.geometry import Region
from textual.widget import Widget
from textual.widgets import OptionList

from dm_tui.services.overview.views import Overview
from dm_tui.tui.console.account.access_panel import AccessPanel
from dm_tui.tui.console.account.settings_panel import SettingsPanel
from dm_tui.tui.console.shared.console_tab import ConsoleTab
from dm_tui.tui.console.shared.tab_keys import TabKeys
from dm_tui.tui.toasts import toast_errors
from dm_tui.tui.widgets.key_row import ShownKey
from dm_tui.tui.widgets.view_switcher import ViewLabel, ViewSwitcher
from dm_tui.tui.widgets.window_sizes import WIDE

ACCESS, SETTINGS = "access", "settings"

_AROUND = 3
"""Rows of the frame of a panel, and of the keys below it."""

TOGETHER_ROWS = 34
"""Rows from which on both panels have room under each other."""


class AccountTab(ConsoleTab):
    """Two panels. In a narrow window the one without the focus is folded, and Tab unfolds it."""

    DEFAULT_CSS = """
    AccountTab {
        & VerticalScroll { height: 1fr; scrollbar-size-vertical: 1; }
        & #account-views { margin-bottom: 1; }
        & AccessPanel, & SettingsPanel { height: auto; }
        & .-folded { height: 0; overflow: hidden; }
        & .keys { height: 1; color: $muted; }
    }
    AccountTab.-together #account-views { display: none; }
    AccountTab.-beside VerticalScroll { layout: horizontal; }
    AccountTab.-beside .panel { width: 1fr; min-height: 100%; }
    AccountTab.-beside SettingsPanel { margin-left: 2; }
    .-short AccountTab #account-views { margin-bottom: 0; }
    .-short AccountTab .keys { display: none; }
    """
    SCOPED_CSS = False
    BINDINGS = [Binding("v", "view", "View", id="account.view", tooltip="Access or settings")]

    def compose(self) -> ComposeResult:
        yield ViewSwitcher(id="account-views")
        with VerticalScroll(can_focus=False):
            yield AccessPanel(self.direct_mail)
            yield SettingsPanel(self.direct_mail)
        yield TabKeys(self, ShownKey("Enter", "Change", self._change))

    def on_mount(self) -> None:
        self.query_one(AccessPanel).border_title = "Access"
        self.query_one(SettingsPanel).border_title = "Settings"
        views = self.query_one(ViewSwitcher)
        views.views = (ViewLabel(ACCESS, "Access"), ViewLabel(SETTINGS, "Settings"))
        self._show(ACCESS)

    def on_resize(self) -> None:
        """Frame the panels where both are seen."""
        beside = self.screen.size.width >= WIDE
        together = beside or self.size.height >= TOGETHER_ROWS
        self.set_class(beside, "-beside")
        self.set_class(together, "-together")
        for panel in (self.query_one(AccessPanel), self.query_one(SettingsPanel)):
            panel.set_class(together, "panel")
        self._show(self._shown)
        self._show_more()

    def _show_more(self) -> None:
        """Show limits, what the account owns, and what a setting means, in a window with rows to spare."""
        has_room = self.has_class("-beside") and self.size.height >= TOGETHER_ROWS
        beside = self.has_class("-beside")
        with toast_errors(self.app):
            self.query_one(AccessPanel).show_more(self.content_size.height - _AROUND if beside else 0)
        self.query_one(SettingsPanel).show_meaning(has_room=has_room)

    @property
    def _shown(self) -> str:
        return self.query_one(ViewSwitcher).shown

    def _show(self, view: str) -> None:
        """Unfold a panel; where both have room, none is folded."""
        self.query_one(ViewSwitcher).shown = view
        is_single = not self.has_class("-together")
        self.query_one(AccessPanel).set_class(is_single and view != ACCESS, "-folded")
        self.query_one(SettingsPanel).set_class(is_single and view != SETTINGS, "-folded")

    def action_view(self) -> None:
        """Show the other panel."""
        self._turn_to(self.query_one(ViewSwitcher).next())

    @on(ViewSwitcher.ViewRequested)
    def _view_requested(self, event: ViewSwitcher.ViewRequested) -> None:
        event.stop()
        self._turn_to(event.view)

    @on(SettingsPanel.ChangeBegun)
    def _setting_changes(self) -> None:
        self._show(SETTINGS)

    def _turn_to(self, view: str) -> None:
        self._show(view)
        access, settings = self.query_one(AccessPanel), self.query_one(SettingsPanel)
        self.screen.set_focus(access.place if view == ACCESS else settings.default_focus)

    def _change(self) -> None:
        menu = self.screen.focused if isinstance(self.screen.focused, OptionList) else None
        if menu is not None:
            menu.action_select()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Unfold the panel in focus, and bring it into a small window with its highlighted row."""
        if event.widget in self.query("AccessPanel *, SettingsPanel *"):
            is_setting = self.query_one(SettingsPanel) in event.widget.ancestors
            self._show(SETTINGS if is_setting else ACCESS)
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
        self._show_more()

    @property
    def default_focus(self) -> Widget:
        """The menu of access; without one the settings, where both panels are seen."""
        access = self.query_one(AccessPanel)
        settings = self.query_one(SettingsPanel).default_focus if self.has_class("-together") else None
        return access.default_focus or settings or access.place
