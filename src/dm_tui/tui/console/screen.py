"""The Management Console: what I own, what I use, what it costs."""

import asyncio
from collections.abc import Iterable
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING

from textual import events, on, work
from textual.app import ComposeResult, SystemCommand
from textual.binding import Binding
from textual.css.query import NoMatches
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import TabbedContent, TabPane

from dm_tui.domain.purchase.wizard import BillingModel, Draft, Step
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.overview.views import Overview
from dm_tui.tui.console.shared.tab import Face
from dm_tui.tui.console.shared.tab_names import TABS
from dm_tui.tui.console.tab_bar import Pane, TabLine
from dm_tui.tui.console.tab_factory import face_for, preload
from dm_tui.tui.dialogs.activation_prompt import activation_prompt
from dm_tui.tui.messages import ReadAccount, StartWizard
from dm_tui.tui.paint import MARKS
from dm_tui.tui.toasts import tell, told
from dm_tui.tui.widgets.frame import HORIZONTAL, VERTICAL, KeyLine, Masthead

if TYPE_CHECKING:
    from dm_tui.services.reminders.reminders import Reminded

LOOK_AGAIN_SECONDS = 1.0
"""How often the console looks whether anybody changed the state file."""

WARM_UP_AFTER = 0.3
"""Seconds after the first frame until the lists are made ready."""

DUE_SECONDS = 60.0
"""How often the console sees to what falls due while it is open."""

READ_AGAIN_SECONDS = 300
"""Seconds between two readings of a live account."""


class ConsoleScreen(Screen[None]):
    """The tabs over one state file, which other programs may change: the console follows.

    A tab's face is made when the tab is first shown, and reads again only while it is shown.
    """

    DEFAULT_CSS = """
    ConsoleScreen {
        & #tabs { height: 1fr; }
        & Pane { padding: 0 2; }
        & Face { height: 1fr; padding-top: 1; }
        & Tab { color: $muted; }
    }
    ConsoleScreen.-short Face { padding-top: 0; }
    ConsoleScreen.-wide Pane { padding: 0 4; }
    """
    HORIZONTAL_BREAKPOINTS = HORIZONTAL
    VERTICAL_BREAKPOINTS = VERTICAL
    BINDINGS = [
        Binding("b", "buy", "Buy a plan", id="console.buy"),
        Binding("a", "activate", "Activate", id="console.activate", tooltip="Pay-as-you-go"),
        Binding("f5", "read_again", "Read the account again", id="console.read", show=False),
        Binding("pageup", "page(-1)", "A page up", id="console.page_up", show=False),
        Binding("pagedown", "page(1)", "A page down", id="console.page_down", show=False),
        *(
            Binding(str(key), f"tab('{pane}')", name, id=f"console.{pane}", show=False)
            for key, (pane, name) in enumerate(TABS.items(), 1)
        ),
    ]

    def __init__(self, mail: DirectMail) -> None:
        super().__init__(id="console")
        self.mail = mail
        self._seen: object = None
        self._view: Overview | None = None
        self._stale: set[str] = set()
        self._at_it = False
        self._readings = 0
        self._front = "overview"

    def compose(self) -> ComposeResult:
        """Yield the frame and the tabs, all but the first one empty."""
        yield Masthead(id="masthead")
        with TabLine(id="tabs", initial="overview"):
            for key, (pane, name) in enumerate(TABS.items(), 1):
                with Pane(f"{key} {name}", id=pane):
                    if pane == "overview":
                        yield face_for(pane, self.mail)
        yield KeyLine()

    def on_mount(self) -> None:
        """Read the account, then follow the state file and the clock."""
        self.query_one(Masthead).title = "Direct Mail · Console"
        self.refresh_all()
        self.set_interval(LOOK_AGAIN_SECONDS, self._follow)
        self.set_interval(DUE_SECONDS, self._see_to_what_is_due)
        self.set_interval(DUE_SECONDS, self.refresh_all)  # days pass without any change
        self.set_timer(WARM_UP_AFTER, self._see_to_what_is_due)
        if not self.mail.prerequisites.sandbox:
            self.set_interval(READ_AGAIN_SECONDS, self.action_read_again)
        self.query_one("#tabs Tabs").focus()

    def on_screen_resume(self) -> None:
        """Show what changed while the console was away."""
        if self._seen is not None:
            self._follow()

    # Reading

    def refresh_all(self) -> None:
        """Read the account and show it in the frame and on the tab in front; the others wait until shown."""
        self._seen = self.mail.signature()
        with told(self.app):
            self._view = view = self.mail.overviews.overview()
            self._title(view)
            self._stale = set(TABS)
            self._look(self._active)
        self.refresh_bindings()

    def _follow(self) -> None:
        readings: int = getattr(self.app, "readings", 0)
        if self.mail.signature() != self._seen or readings != self._readings:
            self._readings = readings  # one that failed changed nothing but what is said of it
            before = self._view.unread_messages if self._view is not None else 0
            self.refresh_all()
            if self._view is not None and self._view.unread_messages > before:
                self._see_to_what_is_due()  # somebody reminded: it is said here as well, not a minute later
        self._tell_reading()

    def _tell_reading(self) -> None:
        """Say in the frame for how long a live account is being read; everything works meanwhile."""
        since: float | None = getattr(self.app, "reading_since", None)
        seconds = int(monotonic() - since) if since is not None else 0
        said = f" {MARKS.dot} reading {seconds} s" if seconds else ""
        masthead = self.query_one(Masthead)
        *account, _ = masthead.account
        masthead.account = (*account, f"{self.mail.prerequisites.kind}{said}")

    @work(group="due")
    async def _see_to_what_is_due(self) -> None:
        """Let happen what falls due while the console is open, and say what is new of it.

        The rest is seen like any other change. A mail server may take longer than it is until the next time.
        """

        def play() -> "Reminded":
            preload()
            return self.mail.see_to_what_is_due()

        if self._at_it:
            return
        self._at_it = True
        try:
            with told(self.app):
                found = await asyncio.to_thread(play)
                for message in found.messages:
                    tell(self.app, message.subject, serious=True)
                for report in found.failed:
                    words = f"Not reminded by {report.channel}: {report.words}"
                    tell(self.app, words, serious=True)
        finally:
            self._at_it = False

    def _title(self, view: Overview) -> None:
        names = {one.id: one.name for one in self.mail.prerequisites.regions()}
        region = names.get(view.account.region, view.account.region)
        self.query_one(Masthead).account = (
            view.account.id,
            region,
            self.mail.prerequisites.kind,
        )
        self._tell_reading()
        self._name_tabs()

    def on_resize(self) -> None:
        """Name the tabs with or without their keys."""
        self._name_tabs()

    def _name_tabs(self) -> None:
        """Name every tab; where that does not fit, its key is told at the bottom instead."""
        tabs, labels = self.query_one(TabbedContent), self._labels()
        numbered = [f"{key} {label}" for key, label in enumerate(labels, 1)]
        room = self.app.size.width - 1
        fits = sum(len(label) + 2 for label in numbered) <= room
        for pane, label in zip(TABS, numbered if fits else labels, strict=True):
            if tabs.get_tab(pane).label_text != label:
                tabs.get_tab(pane).label = label
        self.query_one(KeyLine).hint = None if fits else (f"1-{len(TABS)}", "Tabs")

    def _labels(self) -> list[str]:
        unread = self._view.unread_messages if self._view else 0
        count = f" ({unread})" if 0 < unread < 100 else " (99+)" if unread else ""
        return [f"{name}{count if pane == 'messages' else ''}" for pane, name in TABS.items()]

    # Tabs

    @property
    def _active(self) -> str:
        return self.query_one(TabbedContent).active or "overview"

    def _face(self, pane: str) -> Face | None:
        try:
            return self.query_one(f"#{pane}").query_one(Face)
        except NoMatches:
            return None

    def _look(self, pane: str) -> None:
        face = self._face(pane)
        if face is not None and face.is_mounted and self._view is not None and pane in self._stale:
            self._stale.discard(pane)
            face.look(self._view)

    async def _open(self, pane: str) -> None:
        """Show a tab, making its face the first time."""
        if self._face(pane) is None:
            await self.query_one(f"#{pane}", TabPane).mount(face_for(pane, self.mail))
        with told(self.app):
            self._bring_forward(pane)
            self._look(pane)

    def _bring_forward(self, pane: str) -> None:
        face = self._face(pane)
        if face is not None and face.is_mounted and pane != self._front:
            self._front = pane
            face.enter()
            self.call_after_refresh(_tell_size, face)

    @on(TabbedContent.TabActivated)
    async def _activated(self, event: TabbedContent.TabActivated) -> None:
        await self._open(event.pane.id or "overview")

    async def action_tab(self, pane: str) -> None:
        """Show a tab and focus what is in it."""
        self.query_one(TabbedContent).active = pane
        await self._open(pane)
        face = self._face(pane)
        home = face.home if face is not None else None
        (home or self.query_one("#tabs Tabs")).focus()

    def action_page(self, by: int) -> None:
        """Turn a page of the tab in front, wherever the focus is."""
        face = self._face(self._active)
        if face is not None:
            face.page(by)

    # What the palette and the help show

    def offered(self) -> Iterable[SystemCommand]:
        """Yield every setting: choosing one opens it on its tab."""
        from dm_tui.tui.console.account.settings_panel import NAMES

        for id, name in NAMES.items():
            yield SystemCommand(f"Setting: {name}", "On Account", partial(self._set, id))

    async def _set(self, id: str) -> None:
        from dm_tui.tui.console.account.settings_panel import Settings

        await self.action_tab("account")
        with told(self.app):
            self.query_one(Settings).change(id)

    @property
    def topic(self) -> str:
        """The name of the help: advice has its own."""
        return "adviser" if self._active == "advice" else "console"

    # Doing

    def action_read_again(self) -> None:
        """Read a live account anew, in the background; what changed is then seen like any other change."""
        self.post_message(ReadAccount())

    def action_buy(self) -> None:
        """Begin a purchase."""
        self.post_message(StartWizard(Draft()))

    def action_activate(self) -> None:
        """Go to the activation agreement."""
        if self._view is not None:
            draft = Draft(
                step=Step.ACTIVATION,
                billing_model=BillingModel.PAY_AS_YOU_GO,
                region=self._view.account.region,
            )
            self.post_message(StartWizard(draft))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer Activate as long as it is not done, and reading again where there is something to read."""
        if action == "read_again":
            return not self.mail.prerequisites.sandbox
        return action != "activate" or self._may_activate

    @property
    def _may_activate(self) -> bool:
        return self._view is not None and not self._view.pay_as_you_go.active

    def ask_about_activation(self) -> None:
        """On landing without pay-as-you-go, ask whether to enable it (purchase guide)."""
        if self.is_current and self._may_activate:
            self.app.push_screen(activation_prompt(), self._prompted)

    def _prompted(self, activate: bool | None) -> None:
        if activate:
            self.action_activate()
            return
        with told(self.app):
            self.mail.prefer(prompt_activation=False)


def _tell_size(face: Face) -> None:
    """Tell all that is on a tab its size, once it is laid out.

    Textual tells it who was not there at the layout before; but where something has scrolled, and somebody
    then asks where a new widget is, it takes that one for an old one, and never tells.
    """
    for one in face.walk_children(Widget, with_self=True):
        one.post_message(events.Resize(one.size, one.virtual_size))
