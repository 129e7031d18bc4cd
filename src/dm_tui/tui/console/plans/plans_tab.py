"""Plans: what is owned or was, and the orders, everything that was ever bought or begun."""

from enum import StrEnum

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.widget import Widget

from dm_tui.domain.dates import show_age, show_instant
from dm_tui.domain.purchase.plan import PlanStatus
from dm_tui.domain.purchase.vendor_order import AccountOrder
from dm_tui.domain.purchase.wizard import Draft, Step
from dm_tui.services.all_orders import order_elsewhere
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.overview.export import PlanShape
from dm_tui.services.overview.views import Overview
from dm_tui.tui.console.lists.list_view import Listing
from dm_tui.tui.console.plans.lists import order_sheet, plan_sheet, plan_status
from dm_tui.tui.console.plans.order_dialog import OrderDialog
from dm_tui.tui.console.shared.tab import Face
from dm_tui.tui.dialogs.question import Notice
from dm_tui.tui.messages import StartWizard
from dm_tui.tui.paint import MARKS
from dm_tui.tui.toasts import told
from dm_tui.tui.widgets.views import View, Views


class Kind(StrEnum):
    """What the list shows."""

    PLANS = "plans"
    ORDERS = "orders"


class Purchases(Face):
    """One list of two; the orders come first when one of them waits to be paid or checked."""

    DEFAULT_CSS = """
    Purchases > Views { margin-bottom: 1; }
    .-short Purchases > Views { margin-bottom: 0; }
    """
    SCOPED_CSS = False
    BINDINGS = [
        Binding("v", "view", "Plans/orders", id="plans.view", tooltip="Plans or orders"),
        Binding("r", "repeat", "Buy again", id="plans.repeat", tooltip="The same plans once more"),
    ]

    def __init__(self, mail: DirectMail) -> None:
        super().__init__(mail)
        self._kind = Kind.PLANS
        self._sheets = {Kind.PLANS: plan_sheet(mail), Kind.ORDERS: order_sheet(mail)}
        self._list = Listing(mail, self._sheets[self._kind], id="purchase-table")

    def compose(self) -> ComposeResult:
        """Yield which list is shown, and the list."""
        yield Views(id="purchase-views")
        yield self._list

    def enter(self) -> None:
        """Show the orders when one of them waits."""
        with told(self.app):
            if self.mail.overviews.waiting_orders():
                self._turn_to(Kind.ORDERS)

    def look(self, view: Overview) -> None:
        """Read the rows."""
        self._name_views(view)
        self._list.look()

    @property
    def home(self) -> Widget:
        """The rows, or what is said in place of them: the other list is a key away."""
        return self._list.place

    # Which list

    def _name_views(self, view: Overview) -> None:
        active = sum(one.status is PlanStatus.ACTIVE for one in view.plans)
        waiting = self.mail.overviews.waiting_orders()
        views = self.query_one(Views)
        views.views = (
            View(Kind.PLANS, "Plans", note=f"({active:,} active)" if active else ""),
            View(Kind.ORDERS, "Orders", note=f"({waiting:,} waiting)" if waiting else ""),
        )
        views.shown = self._kind

    def _turn_to(self, kind: Kind) -> None:
        if kind is not self._kind:
            self._kind = kind
            self.query_one(Views).shown = kind
            self._list.turn_to(self._sheets[kind])

    @on(Views.Wanted)
    def _wanted(self, event: Views.Wanted) -> None:
        event.stop()
        self._change_to(Kind(event.view))

    def action_view(self) -> None:
        """Show the other list."""
        self._change_to(Kind(self.query_one(Views).next()))

    def _change_to(self, kind: Kind) -> None:
        with told(self.app):
            self._turn_to(kind)
            self._list.place.focus()

    # Opening

    @on(Listing.Opened)
    def _open(self, event: Listing.Opened) -> None:
        event.stop()
        with told(self.app):
            if self._kind is Kind.PLANS:
                self.app.push_screen(_plan_notice(self._plan(event.row)))
                return
            elsewhere = order_elsewhere(self.mail, event.row)
            if elsewhere is not None:
                self.app.push_screen(self._elsewhere_notice(elsewhere))
                return
            order = self.mail.purchases.order(event.row)
            self.app.push_screen(OrderDialog(self.mail, order), self._order_closed)

    def _elsewhere_notice(self, order: AccountOrder) -> Notice:
        read_at = self.mail.read_at
        age = show_age(read_at, self.mail.now()) if read_at is not None else "never"
        return Notice(
            f"Order {order.id}",
            [
                f"Status   {order.status}",
                f"Total    {order.total}",
                f"Made     {show_instant(order.created_at)}, not by this program",
                "",
                f"As Alibaba Cloud told it; read {age}. What it bought is shown among the plans.",
            ],
        )

    def _plan(self, id: str) -> PlanShape:
        return PlanShape.of(self.mail.overviews.plan(id), self.mail.now())

    def _order_closed(self, pay: Draft | None) -> None:
        self._list.look()
        if pay is not None:
            self.post_message(StartWizard(pay))

    def action_repeat(self) -> None:
        """Begin a purchase of the same plans; prices and terms are those of today."""
        selected = self._list.selected
        if selected is None:
            return
        with told(self.app):
            if self._kind is Kind.PLANS:
                selected = self._plan(selected).order_id
            order = self.mail.purchases.order(selected)
            self.post_message(
                StartWizard(
                    Draft(
                        step=Step.PLAN,
                        region=order.region,
                        spec=order.spec,
                        quantity=str(order.quantity) if self._kind is Kind.ORDERS else "1",
                    )
                )
            )


def _plan_notice(plan: PlanShape) -> Notice:
    worth = "Lost" if plan.status is PlanStatus.EXPIRED else "Left"
    return Notice(
        f"Plan {plan.id}",
        [
            f"Status   {plan_status(plan)}",
            f"Order    {plan.order_id}",
            f"Emails   {plan.emails:,} {MARKS.dot} {plan.emails - plan.left:,} used",
            f"{worth}     {plan.left:,} emails, worth {plan.worth_left}",
            f"Bought   {show_instant(plan.purchased_at)} for {plan.price}",
            f"Expires  {show_instant(plan.expires_at)}",
        ],
    )
