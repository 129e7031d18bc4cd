"""The tabs of the console: each is made when it is first shown, and reads only while it is in front."""

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.widget import Widget

from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.overview.views import Overview
from dm_tui.tui.console.shared.console_tab import ConsoleTab
from dm_tui.tui.console.shared.tab_names import TABS
from dm_tui.tui.console.tab_bar import TabBar
from dm_tui.tui.console.tab_factory import make_tab
from dm_tui.tui.painted_once import FirstLayoutScreen
from dm_tui.tui.toasts import toast_errors
from dm_tui.tui.widgets.key_row import KeyLine, keys_of
from dm_tui.tui.widgets.masthead import Masthead


class TabbedConsole(FirstLayoutScreen[None]):
    """The console as far as it has tabs; `screen.ConsoleScreen` reads the `view` they show."""

    def __init__(self, direct_mail: DirectMail) -> None:
        super().__init__(id="console")
        self.direct_mail = direct_mail
        self.view: Overview | None = None
        self._stale: set[str] = set()
        self._front = "overview"

    def compose(self) -> ComposeResult:
        """Yield the frame, the line of tabs and the first tab; the others are mounted when they are shown."""
        yield Masthead(id="masthead")
        yield TabBar(self._front, self.app.size.width, id="tabs")
        yield make_tab(self._front, self.direct_mail)
        yield KeyLine()

    def on_resize(self) -> None:
        self.name_tabs()

    def name_tabs(self) -> None:
        """Name the tabs for the room there is; where names vanish, the key line names the keys."""
        unread = self.view.unread_messages if self.view else 0
        keys = self.query_one(KeyLine)
        keys.hint_is_said = self.query_one(TabBar).name_tabs(unread)
        keys.hint = (f"1-{len(TABS)}", "Tabs")

    @property
    def active(self) -> str:
        """The tab in front."""
        return self.query_one(TabBar).active

    def tab_in(self, pane: str) -> ConsoleTab | None:
        """Return a tab, None before it is first shown."""
        return next((tab for tab in self.query_children(ConsoleTab) if tab.id == pane), None)

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
            await self.mount(make_tab(pane, self.direct_mail), after=self.query_one(TabBar))
        if pane != self.active:  # another one was chosen meanwhile
            return
        for tab in self.query_children(ConsoleTab):
            tab.styles.display = None if tab.id == pane else "none"  # None: a window too small hides it
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

    @on(TabBar.Turned)
    async def _turned(self) -> None:
        await self._open(self.active)

    async def action_tab(self, pane: str) -> None:
        """Show a tab and focus its widget."""
        line = self.query_one(TabBar)
        line.active = pane
        await self._open(pane)
        self.set_focus(self._focus_in_front or line)

    async def action_turn(self, by: int) -> None:
        """Show the tab beside the one in front; the focus stays on the line."""
        self.query_one(TabBar).turn(by)
        await self._open(self.active)

    def action_enter(self) -> None:
        """Focus the widget of the tab in front, if it has one."""
        if self._focus_in_front is not None:
            self.set_focus(self._focus_in_front)

    @property
    def _focus_in_front(self) -> Widget | None:
        tab = self.tab_in(self.active)
        return tab.default_focus if tab is not None else None

    async def act_at_once(self, key: str) -> bool:
        """Act on a key before the next one is taken, and say so: that goes to the tab which this one shows.

        A field takes its keys itself, in their order. The keys of the tab in front work on the line of tabs,
        too, as the key line promises. A key that does nothing here does nothing at all: on its way through
        the widgets it would come to the next tab. Only Esc goes on, to what is selected with the mouse.
        """
        focused = self.focused
        if focused is not None and focused.check_consume_key("a", "a"):
            return False
        if isinstance(focused, TabBar):
            for owner in self.key_owners:
                for binding in keys_of(self.app, owner):
                    if binding.show and binding.key == key:
                        return await self.app.run_action(binding.action, owner)
        return await self.app._check_bindings(key) or key != "escape"

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
