"""Plans: the resource plans you own or owned, and all orders."""

from enum import StrEnum

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.widget import Widget

from dm_tui.domain.purchase.plan import PlanStatus
from dm_tui.domain.purchase.vendor_order import VendorOrder
from dm_tui.domain.purchase.wizard import Step, WizardDraft
from dm_tui.services.all_orders import order_elsewhere
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.overview.views import Overview
from dm_tui.services.purchase.json_shapes import PlanShape
from dm_tui.tui.app_messages import StartWizard
from dm_tui.tui.console.lists.list_panel import ListPanel
from dm_tui.tui.console.lists.list_tab import SwitchingListTab
from dm_tui.tui.console.plans.order_dialog import OrderDialog
from dm_tui.tui.console.plans.plan_and_order_facts import elsewhere_lines
from dm_tui.tui.console.plans.plan_and_order_lists import order_list_spec, plan_list_spec
from dm_tui.tui.console.plans.plans_panel import PlansPanel
from dm_tui.tui.dialogs.question import Notice
from dm_tui.tui.toasts import toast_errors
from dm_tui.tui.widgets.view_switcher import ViewLabel, ViewSwitcher


class PlansListKind(StrEnum):
    """The lists of the tab."""

    PLANS = "plans"
    ORDERS = "orders"


class PlansTab(SwitchingListTab[PlansListKind]):
    """Plans or orders; orders come first while an order waits to be paid or checked."""

    DEFAULT_CSS = """
    PlansTab > ViewSwitcher { margin-bottom: 1; }
    .-short PlansTab > ViewSwitcher { margin-bottom: 0; }
    """
    SCOPED_CSS = False
    BINDINGS = [
        Binding("v", "view", "Plans/orders", id="plans.view", tooltip="Plans or orders"),
        Binding("r", "repeat", "Buy again", id="plans.repeat", tooltip="Order the same plans again"),
    ]

    def __init__(self, direct_mail: DirectMail) -> None:
        super().__init__(
            direct_mail,
            {
                PlansListKind.PLANS: plan_list_spec(direct_mail),
                PlansListKind.ORDERS: order_list_spec(direct_mail),
            },
            id="purchase-table",
        )
        self._active_plans = 0

    def compose(self) -> ComposeResult:
        yield ViewSwitcher(id="purchase-views")
        yield PlansPanel(self.direct_mail)
        yield from super().compose()

    def on_resize(self) -> None:
        self._show_panel(None)

    def _show_panel(self, view: Overview | None) -> None:
        with toast_errors(self.app):
            self.query_one(PlansPanel).show(view, *self.content_size)

    def before_show(self) -> None:
        """Show the orders while an order waits."""
        with toast_errors(self.app):
            if self.direct_mail.overviews.waiting_orders():
                self._switch_list(PlansListKind.ORDERS)

    def reload(self, view: Overview) -> None:
        self._active_plans = sum(plan.status is PlanStatus.ACTIVE for plan in view.plans or ())
        self._show_panel(view)
        super().reload(view)

    @property
    def default_focus(self) -> Widget:
        """The rows, or the words in place of them: `v` works on either."""
        return self._list.place

    def name_views(self) -> None:
        active, waiting = self._active_plans, self.direct_mail.overviews.waiting_orders()
        views = self.query_one(ViewSwitcher)
        views.views = (
            ViewLabel(PlansListKind.PLANS, "Plans", note=f"({active:,} active)" if active else ""),
            ViewLabel(PlansListKind.ORDERS, "Orders", note=f"({waiting:,} waiting)" if waiting else ""),
        )
        views.shown = self._kind

    # Opening

    @on(ListPanel.RowOpened)
    def _open(self, event: ListPanel.RowOpened) -> None:
        event.stop()
        with toast_errors(self.app):
            if self._kind is PlansListKind.PLANS:
                from dm_tui.tui.console.plans.plan_dialog import PlanDialog

                self.app.push_screen(PlanDialog(self.direct_mail, self.direct_mail.overviews.plan(event.row)))
                return
            elsewhere = order_elsewhere(self.direct_mail, event.row)
            if elsewhere is not None:
                self.app.push_screen(self._elsewhere_notice(elsewhere))
                return
            order = self.direct_mail.purchases.order(event.row)
            self.app.push_screen(OrderDialog(self.direct_mail, order), self._order_closed)

    def _elsewhere_notice(self, order: VendorOrder) -> Notice:
        return Notice(f"Order {order.id}", elsewhere_lines(self.direct_mail, order))

    def _plan(self, id: str) -> PlanShape:
        return PlanShape.of(self.direct_mail.overviews.plan(id), self.direct_mail.now())

    def _order_closed(self, pay: WizardDraft | None) -> None:
        self._list.reload()
        if pay is not None:
            self.post_message(StartWizard(pay))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool:
        """Offer to buy again what was bought."""
        return action != "repeat" or self._list.selected is not None

    def action_repeat(self) -> None:
        """Begin a purchase of the same plans, at today's prices and terms."""
        selected = self._list.selected
        if selected is None:
            return
        with toast_errors(self.app):
            if self._kind is PlansListKind.PLANS:
                selected = self._plan(selected).order_id
            order = self.direct_mail.purchases.order(selected)
            self.post_message(
                StartWizard(
                    WizardDraft(
                        step=Step.PLAN,
                        region=order.region,
                        spec=order.spec,
                        quantity=str(order.quantity) if self._kind is PlansListKind.ORDERS else "1",
                    )
                )
            )
