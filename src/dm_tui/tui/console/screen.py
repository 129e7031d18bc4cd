"""The Management Console: the tabs, and following what other programs change."""

from collections.abc import Iterable
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING

from textual import events, on, work
from textual.app import SystemCommand
from textual.binding import Binding
from textual.screen import ModalScreen

from dm_tui.domain.purchase.wizard import BillingModel, Step, WizardDraft
from dm_tui.services.direct_mail import DirectMail
from dm_tui.tui.app_messages import AccountChanged, ReadAccount, StartWizard
from dm_tui.tui.console.due_work import DUE_SECONDS, do_due_work
from dm_tui.tui.console.shared.console_tab import ShowsChanges, masthead_account
from dm_tui.tui.console.shared.tab_names import TABS
from dm_tui.tui.console.tabbed_console import TabbedConsole
from dm_tui.tui.toasts import toast_errors, toast_new_notices
from dm_tui.tui.warm_up import delay_warm_up
from dm_tui.tui.widgets.masthead import Masthead
from dm_tui.tui.widgets.window_sizes import HEIGHT_BREAKPOINTS, WIDTH_BREAKPOINTS

if TYPE_CHECKING:
    from dm_tui.tui.console.shared.found_items import FoundItem

LOOK_AGAIN_SECONDS = 1.0
"""Seconds between two checks whether another program changed the state file."""

ONE_FRAME = 0.02
"""Seconds for what Textual lays out and paints when a screen comes to the front: it is written once."""

WARM_UP_AFTER = 0.3
"""Seconds after the first frame until the other tabs are imported."""


class ConsoleScreen(TabbedConsole):
    """The tabs over one state file, which other programs may change: the console follows.

    A tab is made when it is first shown, and reads again only while it is shown.
    """

    DEFAULT_CSS = """
    ConsoleScreen {
        & TabBar { height: 2; }
        & ConsoleTab { height: 1fr; padding: 1 1 0 1; }
        & TabBar.-close { padding: 0 1; }
    }
    ConsoleScreen.-wide TabBar { padding: 0 2; }
    ConsoleScreen.-short ConsoleTab { padding: 0 1; }
    ConsoleScreen.-wide ConsoleTab { padding: 1 3 0 3; }
    ConsoleScreen.-wide.-short ConsoleTab { padding: 0 3; }
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
        super().__init__(direct_mail)
        self._seen: object = None
        self._due_asked = self._due_running = False
        self._readings = 0

    def on_mount(self) -> None:
        self.query_one(Masthead).title = "Console"
        self.refresh_all()
        self.set_interval(LOOK_AGAIN_SECONDS, self.follow)
        self.set_interval(DUE_SECONDS, self._run_due_work)
        self.set_interval(DUE_SECONDS, self._refresh_if_seen)  # days pass without any change
        delay = delay_warm_up(WARM_UP_AFTER, self.direct_mail)
        self.call_after_refresh(self.set_timer, delay, self._run_due_work)
        if self.direct_mail.facts.is_remote:
            from dm_tui.domain.reading_freshness import READ_AGAIN_SECONDS

            self.set_interval(READ_AGAIN_SECONDS, self.action_read_again)
        if self.focused is None:  # the key of a tab may have come before
            self.set_focus(self.query_one("#tabs"))
        self.note_styles()

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        self.app.delay_update(ONE_FRAME)
        if self._seen is not None:
            self.follow()

    # Reading

    def refresh_all(self) -> None:
        """Read the account, and show it in the frame and on the tab in front; the others read later."""
        self._seen = self.direct_mail.signature()
        with toast_errors(self.app):
            self.view = self.direct_mail.overviews.overview()
            self._title()
            self.reload_tabs()
            self._show_changes_above()
        toast_new_notices(self.app, self.direct_mail.notices, getattr(self.app, "shown_notices", set()))
        self.refresh_bindings()

    @on(AccountChanged)
    def follow(self) -> None:
        """Show what changed in the state file, or that a reading ended; behind another screen, nothing.

        When it comes to the front again, it follows at once.
        """
        readings: int = getattr(self.app, "readings", 0)
        if not self._is_seen:
            return
        if self.direct_mail.signature() != self._seen or readings != self._readings:
            self._readings = readings  # a failed reading changes only its own words
            before = self.view.unread_messages if self.view is not None else 0
            self.refresh_all()
            if self.view is not None and self.view.unread_messages > before:
                self._run_due_work()  # shows a new reminder at once, not a minute later
        self._show_reading()

    def _show_changes_above(self) -> None:
        """Let a dialog of what another program may have paid, cancelled or changed follow, too."""
        stack = self.app.screen_stack
        for screen in stack[stack.index(self) + 1 :] if self in stack else ():
            if isinstance(screen, ShowsChanges) and screen.is_mounted:
                screen.show_changes()

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

        Other changes appear as every change does. Runs never overlap, even if one outlasts the interval: what
        is asked for meanwhile is done right after.
        """
        self._due_asked = True
        if self._due_running:
            return
        self._due_running = True
        try:
            while self._due_asked:
                self._due_asked = False
                with toast_errors(self.app, lasts=True):
                    await do_due_work(self.app, self.direct_mail)
        finally:
            self._due_running = False

    def _title(self) -> None:
        self.query_one(Masthead).account = masthead_account(self.direct_mail)
        self._show_reading()
        self.name_tabs()

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
        tab = self.tab_in(item.pane)
        if tab is not None:
            with toast_errors(self.app):
                tab.open_item(item.view, item.row)

    async def _open_setting(self, id: str) -> None:
        from dm_tui.tui.console.account.settings_panel import SettingsPanel

        await self.action_tab("account")
        with toast_errors(self.app):
            self.query_one(SettingsPanel).change(id)

    @property
    def help_topic(self) -> str:
        """The name of the help: advice has its own."""
        return "adviser" if self.active == "advice" else "console"

    @property
    def help_section(self) -> str:
        """The section of the help about the tab in front."""
        return TABS[self.active]

    # Doing

    def action_read_again(self) -> None:
        """Read a live account again, in the background."""
        self.post_message(ReadAccount())

    def action_buy(self) -> None:
        """Begin a purchase."""
        self.post_message(StartWizard(WizardDraft()))

    def action_activate(self) -> None:
        """Go to the activation agreement."""
        if self.view is not None:
            draft = WizardDraft(
                step=Step.ACTIVATION,
                billing_model=BillingModel.PAY_AS_YOU_GO,
                region=self.view.account.region,
            )
            self.post_message(StartWizard(draft))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer Activate until it is done, and F5 only for an account that is read over the network."""
        if action == "read_again":
            return self.direct_mail.facts.is_remote
        return action != "activate" or self._may_activate

    @property
    def _may_activate(self) -> bool:
        return self.view is not None and not self.view.pay_as_you_go.active

    def ask_about_activation(self) -> None:
        """On landing before Direct Mail is activated, ask to activate it, to proceed (purchase guide)."""
        if self.is_current and self.view is not None and self.view.pay_as_you_go.active is False:
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
