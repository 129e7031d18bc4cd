"""The Management Console: the tabs, and following what other programs change."""

from collections.abc import Iterable, Sequence
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING

from textual import on, work
from textual.app import ComposeResult, SystemCommand
from textual.binding import Binding
from textual.css.query import NoMatches
from textual.screen import ModalScreen, Screen
from textual.widget import Widget
from textual.widgets import TabbedContent, TabPane

from dm_tui.domain.purchase.wizard import BillingModel, Step, WizardDraft
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.overview.views import Overview
from dm_tui.tui.console.due_work import do_due_work
from dm_tui.tui.console.shared.console_tab import ConsoleTab, masthead_account
from dm_tui.tui.console.shared.tab_names import TABS
from dm_tui.tui.console.tab_bar import ConsolePane, TabBar
from dm_tui.tui.console.tab_factory import make_tab
from dm_tui.tui.messages import ReadAccount, StartWizard
from dm_tui.tui.toasts import toast_errors, toast_new_notices
from dm_tui.tui.warm_up import delay_warm_up
from dm_tui.tui.widgets.frame import HEIGHT_BREAKPOINTS, WIDTH_BREAKPOINTS, KeyLine, Masthead

if TYPE_CHECKING:
    from dm_tui.tui.console.shared.found_items import FoundItem

LOOK_AGAIN_SECONDS = 1.0
"""Seconds between two checks whether another program changed the state file."""

ONE_FRAME = 0.02
"""Seconds for what Textual lays out and paints when a screen comes to the front: it is written once."""

WARM_UP_AFTER = 0.3
"""Seconds after the first frame until the other tabs are imported."""

DUE_SECONDS = 60.0
"""Seconds between two runs of the work that falls due, such as reminders."""

READ_AGAIN_SECONDS = 300
"""Seconds between two readings of a live account."""


class ConsoleScreen(Screen[None]):
    """The tabs over one state file, which other programs may change: the console follows.

    A tab is made when it is first shown, and reads again only while it is shown.
    """

    DEFAULT_CSS = """
    ConsoleScreen {
        & #tabs { height: 1fr; }
        & ConsolePane { padding: 0 2; }
        & ConsoleTab { height: 1fr; padding-top: 1; }
        & Tab { color: $muted; }
        & Underline > .underline--bar { background: $line; }
        & Tabs:focus .underline--bar { background: $line; }
        & Tabs { padding: 0; }
    }
    ConsoleScreen.-short ConsoleTab { padding-top: 0; }
    ConsoleScreen.-wide ConsolePane { padding: 0 4; }
    ConsoleScreen.-wide Tabs { padding: 0 2; }
    """
    HORIZONTAL_BREAKPOINTS = WIDTH_BREAKPOINTS
    VERTICAL_BREAKPOINTS = HEIGHT_BREAKPOINTS
    BINDINGS = [
        Binding("b", "buy", "Buy a plan", id="console.buy"),
        Binding("a", "activate", "Activate", id="console.activate", tooltip="Activate Direct Mail"),
        Binding("f5", "read_again", "Read the account again", id="console.read", show=False),
        Binding("pageup", "page(-1)", "A page up", id="console.page_up", show=False),
        Binding("pagedown", "page(1)", "A page down", id="console.page_down", show=False),
        *(
            Binding(
                str(key),
                f"tab('{pane}')",
                name,
                id=f"console.{pane}",
                show=False,
                tooltip=f"Show the {name} tab",
            )
            for key, (pane, name) in enumerate(TABS.items(), 1)
        ),
    ]

    def __init__(self, direct_mail: DirectMail) -> None:
        super().__init__(id="console")
        self.direct_mail = direct_mail
        self._seen: object = None
        self._view: Overview | None = None
        self._stale: set[str] = set()
        self._due_running = False
        self._readings = 0
        self._front = "overview"

    def compose(self) -> ComposeResult:
        """Yield the frame and the tabs, all empty but the first."""
        yield Masthead(id="masthead")
        with TabBar(id="tabs", initial="overview"):
            for key, (pane, name) in enumerate(TABS.items(), 1):
                with ConsolePane(f"{key} {name}", id=pane):
                    if pane == "overview":
                        yield make_tab(pane, self.direct_mail)
        yield KeyLine()

    def on_mount(self) -> None:
        self.query_one(Masthead).title = "Console"
        self.refresh_all()
        self.set_interval(LOOK_AGAIN_SECONDS, self.follow)
        self.set_interval(DUE_SECONDS, self._run_due_work)
        self.set_interval(DUE_SECONDS, self._refresh_if_seen)  # days pass without any change
        delay = delay_warm_up(WARM_UP_AFTER, self.direct_mail)
        self.call_after_refresh(self.set_timer, delay, self._run_due_work)
        if self.direct_mail.facts.is_remote:
            self.set_interval(READ_AGAIN_SECONDS, self.action_read_again)
        self.query_one("#tabs Tabs").focus()

    def on_screen_resume(self) -> None:
        self.app.delay_update(ONE_FRAME)
        if self._seen is not None:
            self.follow()

    # Reading

    def refresh_all(self) -> None:
        """Read the account, and show it in the frame and on the tab in front; the others read later."""
        self._seen = self.direct_mail.signature()
        with toast_errors(self.app):
            self._view = self.direct_mail.overviews.overview()
            self._title()
            self._stale = set(TABS)
            self._reload_tab(self._active)
        toast_new_notices(self.app, self.direct_mail.notices, getattr(self.app, "shown_notices", set()))
        self.refresh_bindings()

    def follow(self) -> None:
        """Show what changed in the state file, or that a reading ended; behind another screen, nothing.

        When it comes to the front again, it follows at once.
        """
        readings: int = getattr(self.app, "readings", 0)
        if not self._is_seen:
            return
        if self.direct_mail.signature() != self._seen or readings != self._readings:
            self._readings = readings  # a failed reading changes only its own words
            before = self._view.unread_messages if self._view is not None else 0
            self.refresh_all()
            if self._view is not None and self._view.unread_messages > before:
                self._run_due_work()  # shows a new reminder at once, not a minute later
        self._show_reading()

    @property
    def _is_seen(self) -> bool:
        """Whether it is in front, or only dialogs are; behind an editor it would paint for nobody."""
        stack = self.app.screen_stack
        above = stack[stack.index(self) + 1 :] if self in stack else stack
        return all(isinstance(screen, ModalScreen) for screen in above)

    def _refresh_if_seen(self) -> None:
        if self._is_seen:
            self.refresh_all()

    def _show_reading(self) -> None:
        """Show in the frame for how long a live account is being read; everything works meanwhile."""
        since: float | None = getattr(self.app, "reading_since", None)
        seconds = int(monotonic() - since) if since is not None else 0
        self.query_one(Masthead).reading = f"reading {seconds} s" if seconds else ""

    @work(group="due")
    async def _run_due_work(self) -> None:
        """Do the work that falls due, such as reminders, and show new messages as toasts.

        Other changes appear as every change does. Runs never overlap, even if one outlasts the interval.
        """
        if self._due_running:
            return
        self._due_running = True
        try:
            with toast_errors(self.app):
                await do_due_work(self.app, self.direct_mail)
        finally:
            self._due_running = False

    def _title(self) -> None:
        self.query_one(Masthead).account = masthead_account(self.direct_mail)
        self._show_reading()
        self._name_tabs()

    def on_resize(self) -> None:
        self._name_tabs()

    def _name_tabs(self) -> None:
        unread = self._view.unread_messages if self._view else 0
        fits = self.query_one(TabBar).name_tabs(unread, self._active)
        self.query_one(KeyLine).hint = None if fits else (f"1-{len(TABS)}", "Tabs")

    # Tabs

    @property
    def _active(self) -> str:
        return self.query_one(TabbedContent).active or "overview"

    def _tab_in(self, pane: str) -> ConsoleTab | None:
        try:
            return self.query_one(f"#{pane}").query_one(ConsoleTab)
        except NoMatches:
            return None

    def _reload_tab(self, pane: str) -> None:
        tab = self._tab_in(pane)
        if tab is not None and tab.is_mounted and self._view is not None and pane in self._stale:
            self._stale.discard(pane)
            tab.reload(self._view)

    async def _open(self, pane: str) -> None:
        """Show a tab; the first time, make it."""
        if self._tab_in(pane) is None:
            await self.query_one(f"#{pane}", TabPane).mount(make_tab(pane, self.direct_mail))
        with toast_errors(self.app):
            self._bring_forward(pane)
            self._reload_tab(pane)

    def _bring_forward(self, pane: str) -> None:
        tab = self._tab_in(pane)
        if tab is not None and tab.is_mounted and pane != self._front:
            self._front = pane
            self._name_tabs()
            tab.before_show()
            self.call_after_refresh(tab.send_sizes)

    @on(TabbedContent.TabActivated)
    async def _activated(self, event: TabbedContent.TabActivated) -> None:
        await self._open(event.pane.id or "overview")

    async def action_tab(self, pane: str) -> None:
        """Show a tab and focus its widget."""
        self.query_one(TabbedContent).active = pane
        await self._open(pane)
        tab = self._tab_in(pane)
        widget = tab.default_focus if tab is not None else None
        (widget or self.query_one("#tabs Tabs")).focus()

    def action_page(self, by: int) -> None:
        """Turn a page of the tab in front, wherever the focus is."""
        tab = self._tab_in(self._active)
        if tab is not None:
            tab.page(by)

    # Palette and help

    def extra_commands(self) -> Iterable[SystemCommand]:
        """Yield the keys of the tab where the focus is elsewhere, every setting, and every item by name."""
        from dm_tui.tui.console.account.settings_panel import SETTING_NAMES

        for id, name in SETTING_NAMES.items():
            yield SystemCommand(f"Setting: {name}", "On Account", partial(self._open_setting, id))
        from dm_tui.tui.console.shared.found_items import found_items

        with toast_errors(self.app):
            for item in found_items(self.direct_mail):
                yield SystemCommand(item.title, item.help, partial(self._open_item, item), discover=False)

    async def _open_item(self, item: "FoundItem") -> None:
        await self.action_tab(item.pane)
        tab = self._tab_in(item.pane)
        if tab is not None:
            with toast_errors(self.app):
                tab.open_item(item.view, item.row)

    @property
    def key_owners(self) -> Sequence[Widget]:
        """The widgets whose keys work now, wherever the focus is: the tab in front and its list."""
        tab = self._tab_in(self._active)
        return () if tab is None else (tab, *tab.key_owners)

    async def _open_setting(self, id: str) -> None:
        from dm_tui.tui.console.account.settings_panel import SettingsPanel

        await self.action_tab("account")
        with toast_errors(self.app):
            self.query_one(SettingsPanel).change(id)

    @property
    def help_topic(self) -> str:
        """The name of the help: advice has its own."""
        return "adviser" if self._active == "advice" else "console"

    # Doing

    def action_read_again(self) -> None:
        """Read a live account again, in the background."""
        self.post_message(ReadAccount())

    def action_buy(self) -> None:
        """Begin a purchase."""
        self.post_message(StartWizard(WizardDraft()))

    def action_activate(self) -> None:
        """Go to the activation agreement."""
        if self._view is not None:
            draft = WizardDraft(
                step=Step.ACTIVATION,
                billing_model=BillingModel.PAY_AS_YOU_GO,
                region=self._view.account.region,
            )
            self.post_message(StartWizard(draft))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer Activate until it is done, and F5 only for an account that is read over the network."""
        if action == "read_again":
            return self.direct_mail.facts.is_remote
        return action != "activate" or self._may_activate

    @property
    def _may_activate(self) -> bool:
        return self._view is not None and not self._view.pay_as_you_go.active

    def ask_about_activation(self) -> None:
        """On landing before Direct Mail is activated, ask to activate it, to proceed (purchase guide)."""
        if self.is_current and self._view is not None and self._view.pay_as_you_go.active is False:
            from dm_tui.tui.dialogs.activation_prompt import activation_prompt

            self.app.push_screen(
                activation_prompt(self.direct_mail.purchases.catalogue()), self._answer_activation_prompt
            )

    def _answer_activation_prompt(self, activate: bool | None) -> None:
        if activate:
            self.action_activate()
            return
        with toast_errors(self.app):
            self.direct_mail.set_preferences(prompt_activation=False)
