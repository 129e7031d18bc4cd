"""The lists of plans and of orders."""

from collections.abc import Sequence
from functools import partial

from dm_tui.domain.account.unknown_figures import Figure
from dm_tui.domain.dates import show_span
from dm_tui.domain.lazy_list import LazyList, MappedList
from dm_tui.domain.model import Model
from dm_tui.domain.purchase.order import Order
from dm_tui.domain.purchase.vendor_order import VendorOrder
from dm_tui.lines.figures import show_money
from dm_tui.services.all_orders import all_orders
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.purchase.json_shapes import ListedOrder, PlanShape
from dm_tui.tui.console.lists.list_spec import Column, ListSpec, Row
from dm_tui.tui.console.lists.unread_list import unread_words
from dm_tui.tui.console.plans.plan_and_order_facts import order_preview, plan_preview, plan_status
from dm_tui.tui.marks import MARKS


def plan_list_spec(direct_mail: DirectMail) -> ListSpec:
    """Return the plans."""

    def plans() -> LazyList[PlanShape]:
        now = direct_mail.now()
        return MappedList(direct_mail.overviews.plan_history(), lambda plan: PlanShape.of(plan, now))

    def rows() -> LazyList[Row]:
        return MappedList(plans(), _plan_row)

    def shapes() -> tuple[type[Model], Sequence[Model]]:
        return PlanShape, list(plans())

    return ListSpec(
        "plans",
        (
            Column("Plan"),
            Column("Size", right=True, spare=2),
            Column("Left", right=True),
            Column("Status", flexible=True, keeps=10),
            Column("Expires", spare=True),
        ),
        rows,
        shapes,
        "No plans yet. Press b to buy one.",
        noun="plans",
        unread=unread_words(direct_mail, Figure.PLANS),
        preview=partial(plan_preview, direct_mail),
    )


def order_list_spec(direct_mail: DirectMail) -> ListSpec:
    """Return the orders."""

    def rows() -> LazyList[Row]:
        return MappedList(all_orders(direct_mail), _order_row)

    def shapes() -> tuple[type[Model], Sequence[Model]]:
        return ListedOrder, [ListedOrder.of(order) for order in all_orders(direct_mail)]

    return ListSpec(
        "orders",
        (
            Column("Order"),
            Column("Plans", right=True, spare=True),
            Column("Total", right=True),
            Column("Status"),
            Column("Ordered", spare=True),
        ),
        rows,
        shapes,
        "No orders yet. Press b to buy a plan.",
        noun="orders",
        unread=unread_words(direct_mail, Figure.ORDERS),
        preview=partial(order_preview, direct_mail),
    )


def _plan_row(plan: PlanShape) -> Row:
    cells = (plan.id, plan.spec, f"{plan.left:,}", plan_status(plan), show_span(plan.expires_at, "hour"))
    return Row(plan.id, cells, plan.left)


def _order_row(order: Order | VendorOrder) -> Row:
    cells = (
        order.id,
        f"{order.quantity} {MARKS.times} {order.spec}" if isinstance(order, Order) else "made elsewhere",
        show_money(order.total),
        order.shown_status,
        show_span(order.created_at, "hour"),
    )
    return Row(order.id, cells, order.total.amount if order.total else 0)
