"""The tabs of the console: each is made when it is first shown, and reads only while it is in front."""

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.css.query import NoMatches
from textual.widget import Widget
from textual.widgets import TabbedContent, TabPane

from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.overview.views import Overview
from dm_tui.tui.console.shared.console_tab import ConsoleTab
from dm_tui.tui.console.shared.tab_names import TABS
from dm_tui.tui.console.tab_bar import ConsolePane, TabBar, fit_tabs, with_bold_key
from dm_tui.tui.console.tab_factory import make_tab
from dm_tui.tui.first_layout import FirstLayoutScreen
from dm_tui.tui.toasts import toast_errors
from dm_tui.tui.widgets.frame import KeyLine, Masthead


class TabbedConsole(FirstLayoutScreen[None]):
    """The console as far as it has tabs; `screen.ConsoleScreen` reads the `view` they show."""

    def __init__(self, direct_mail: DirectMail) -> None:
        super().__init__(id="console")
        self.direct_mail = direct_mail
        self.view: Overview | None = None
        self._stale: set[str] = set()
        self._front = "overview"

    def compose(self) -> ComposeResult:
        """Yield the frame and the tabs, all empty but the first.

        The line of tabs fits the window from the start: to move it closer later styles every tab again.
        """
        yield Masthead(id="masthead")
        line = fit_tabs(0, self._front, self.app.size.width)
        with TabBar(id="tabs", initial=self._front, classes="-close" if line.is_close else ""):
            for pane, label in zip(TABS, line.labels, strict=True):
                with ConsolePane(with_bold_key(label), id=pane):
                    if pane == "overview":
                        yield make_tab(pane, self.direct_mail)
        yield KeyLine()

    def on_resize(self) -> None:
        self.name_tabs()

    def name_tabs(self) -> None:
        """Name the tabs for the room there is; where names vanish, the key line names the keys."""
        unread = self.view.unread_messages if self.view else 0
        fits = self.query_one(TabBar).name_tabs(unread, self.active)
        self.query_one(KeyLine).hint = None if fits else (f"1-{len(TABS)}", "Tabs")

    @property
    def active(self) -> str:
        """The tab in front."""
        return self.query_one(TabbedContent).active or "overview"

    def tab_in(self, pane: str) -> ConsoleTab | None:
        """Return the tab of a pane, None before it is first shown."""
        try:
            return self.query_one(f"#{pane}").query_one(ConsoleTab)
        except NoMatches:
            return None

    def reload_tabs(self) -> None:
        """Show what was read on the tab in front; the others read when they come to the front."""
        self._stale = set(TABS)
        self._reload_tab(self.active)

    def _reload_tab(self, pane: str) -> None:
        tab = self.tab_in(pane)
        if tab is not None and tab.is_mounted and self.view is not None and pane in self._stale:
            self._stale.discard(pane)
            tab.reload(self.view)

    async def _open(self, pane: str) -> None:
        """Show a tab; the first time, make it."""
        if self.tab_in(pane) is None:
            await self.query_one(f"#{pane}", TabPane).mount(make_tab(pane, self.direct_mail))
        with toast_errors(self.app):
            self._bring_forward(pane)
            self._reload_tab(pane)

    def _bring_forward(self, pane: str) -> None:
        tab = self.tab_in(pane)
        if tab is not None and tab.is_mounted and pane != self._front:
            self._front = pane
            self.name_tabs()
            tab.before_show()
            self.call_after_refresh(tab.send_sizes)

    @on(TabbedContent.TabActivated)
    async def _activated(self, event: TabbedContent.TabActivated) -> None:
        await self._open(event.pane.id or "overview")

    async def action_tab(self, pane: str) -> None:
        """Show a tab and focus its widget."""
        self.query_one(TabbedContent).active = pane
        await self._open(pane)
        tab = self.tab_in(pane)
        widget = tab.default_focus if tab is not None else None
        (widget or self.query_one("#tabs Tabs")).focus()

    def action_page(self, by: int) -> None:
        """Turn a page of the tab in front, wherever the focus is."""
        tab = self.tab_in(self.active)
        if tab is not None:
            tab.page(by)

    @property
    def key_owners(self) -> Sequence[Widget]:
        """The widgets whose keys work now, wherever the focus is: the tab in front and its list."""
        tab = self.tab_in(self.active)
        return () if tab is None else (tab, *tab.key_owners)
