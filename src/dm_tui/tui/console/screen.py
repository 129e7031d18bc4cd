"""The Management Console: what is owned, what was ordered, what the service said."""

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.screen import Screen
from textual.widgets import DataTable, Static, TabbedContent, TabPane

from dm_tui.domain.dates import show_instant
from dm_tui.domain.message import InternalMessage
from dm_tui.domain.order import Order
from dm_tui.domain.wizard import BillingModel, Draft, Step
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.overview import Overview
from dm_tui.tui.console.order_dialog import OrderDialog
from dm_tui.tui.console.overview import paint_overview
from dm_tui.tui.console.table import show_rows
from dm_tui.tui.dialogs.activation_prompt import activation_prompt
from dm_tui.tui.dialogs.question import Notice
from dm_tui.tui.messages import StartWizard
from dm_tui.tui.notice import told
from dm_tui.tui.paint import MARKS
from dm_tui.tui.widgets.frame import HORIZONTAL, VERTICAL, KeyLine, Masthead

LOOK_AGAIN_SECONDS = 1.0
"""How often the console looks whether anybody changed the state file."""


class ConsoleScreen(Screen[None]):
    """Three tabs over one state file, which other programs may change: the console follows."""

    DEFAULT_CSS = """
    ConsoleScreen {
        & > Masthead { height: 1; }
        & #tabs { height: 1fr; padding: 0 2; }
        & TabPane { padding: 1 1 0 1; }
        & DataTable { height: 1fr; }
    }
    """
    HORIZONTAL_BREAKPOINTS = HORIZONTAL
    VERTICAL_BREAKPOINTS = VERTICAL
    BINDINGS = [
        Binding("b", "buy", "Buy a plan", id="console.buy"),
        Binding("a", "activate", "Activate", id="console.activate", tooltip="Pay-as-you-go"),
        Binding("1", "tab('overview')", "Overview", show=False),
        Binding("2", "tab('orders')", "Orders", show=False),
        Binding("3", "tab('messages')", "Messages", show=False),
    ]

    def __init__(self, mail: DirectMail) -> None:
        super().__init__(id="console")
        self.mail = mail
        self._seen: object = None
        self._orders: tuple[Order, ...] = ()
        self._messages: tuple[InternalMessage, ...] = ()
        self._view: Overview | None = None

    def compose(self) -> ComposeResult:
        """Yield the frame and the tabs."""
        yield Masthead(id="masthead")
        with TabbedContent(id="tabs", initial="overview"):
            with TabPane("1 Overview", id="overview"), VerticalScroll():
                yield Static(id="overview-text", markup=False)
            with TabPane("2 Orders", id="orders"):
                yield Static(id="no-orders", markup=False)
                yield DataTable(id="order-table", cursor_type="row")
            with TabPane("3 Messages", id="messages"):
                yield Static(id="no-messages", markup=False)
                yield DataTable(id="message-table", cursor_type="row")
        yield KeyLine()

    def on_mount(self) -> None:
        """Read everything, ask about pay-as-you-go, then follow the state file."""
        self.query_one(Masthead).title = "Direct Mail · Console"
        self.refresh_all()
        self.set_interval(LOOK_AGAIN_SECONDS, self._follow)
        self.query_one("#tabs Tabs").focus()

    def on_resize(self, event: events.Resize) -> None:
        """Repaint what depends on the width."""
        self.call_after_refresh(self._paint_overview)

    def on_screen_resume(self) -> None:
        """Show what changed while the console was away."""
        if self._seen is not None:
            self._follow()

    def refresh_all(self) -> None:
        """Read and show everything."""
        self._seen = self.mail.signature()
        with told(self.app):
            self._orders = self.mail.overviews.orders()
            self._messages = self.mail.overviews.messages()
            self._view = self.mail.overviews.overview()
        self._paint_overview()
        show_rows(
            self.query_one("#order-table", DataTable),
            ("Order", "Plans", "Total", "Status", "Made"),
            [
                (
                    one.id,
                    f"{one.quantity} {MARKS.times} {one.spec}",
                    str(one.total),
                    str(one.status),
                    show_instant(one.created_at),
                )
                for one in self._orders
            ],
            self.query_one("#no-orders", Static),
            "No orders yet. Press b to buy a plan.",
        )
        show_rows(
            self.query_one("#message-table", DataTable),
            ("", "Message", "At"),
            [
                ("" if one.read else "new", one.subject, show_instant(one.at))
                for one in self._messages
            ],
            self.query_one("#no-messages", Static),
            "No messages. Receipts and reminders will arrive here.",
        )
        self._name_tabs()

    def action_tab(self, pane: str) -> None:
        """Show a tab and focus what is in it."""
        tabs = self.query_one(TabbedContent)
        tabs.active = pane
        inner = {"orders": "#order-table", "messages": "#message-table"}.get(pane, "#tabs Tabs")
        self.query_one(inner).focus()

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
        """Grey Activate out when it is done."""
        if action == "activate":
            return True if self._may_activate else None
        return True

    @property
    def _may_activate(self) -> bool:
        return self._view is not None and not self._view.pay_as_you_go.active

    @on(DataTable.RowSelected, "#order-table")
    def _open_order(self, event: DataTable.RowSelected) -> None:
        if event.cursor_row < len(self._orders):
            with told(self.app):
                order = self.mail.purchases.order(self._orders[event.cursor_row].id)
                self.app.push_screen(OrderDialog(self.mail, order), self._order_closed)

    @on(DataTable.RowSelected, "#message-table")
    def _open_message(self, event: DataTable.RowSelected) -> None:
        if event.cursor_row < len(self._messages):
            message = self._messages[event.cursor_row]
            with told(self.app):
                self.mail.overviews.mark_read(message.id)
            self.app.push_screen(
                Notice(message.subject, [show_instant(message.at), "", message.body])
            )

    def _order_closed(self, pay: Draft | None) -> None:
        self.refresh_all()
        if pay is not None:
            self.post_message(StartWizard(pay))

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

    def _follow(self) -> None:
        if self.mail.signature() != self._seen:
            self.refresh_all()
            self.refresh_bindings()

    def _paint_overview(self) -> None:
        view = self._view
        if view is None:
            return
        region = self.mail.prerequisites.region(view.account.region).name
        self.query_one(Masthead).account = (view.account.id, region, view.provider.upper())
        self.query_one("#overview-text", Static).update(paint_overview(view, self.size.width - 6))

    def _name_tabs(self) -> None:
        unread = sum(not one.read for one in self._messages)
        label = f"3 Messages ({unread})" if unread else "3 Messages"
        self.query_one(TabbedContent).get_tab("messages").label = label
