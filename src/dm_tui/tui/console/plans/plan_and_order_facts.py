"""A plan and an order as they are shown beside their list and in their dialogs."""

from collections.abc import Sequence
from datetime import datetime

from textual.content import Content

from dm_tui.domain.dates import show_age, show_date, show_instant
from dm_tui.domain.purchase.order import OrderStatus
from dm_tui.domain.purchase.plan import PlanStatus
from dm_tui.domain.purchase.receipt import receipt_lines
from dm_tui.domain.purchase.vendor_order import VendorOrder
from dm_tui.domain.reminders.wording import AMOUNT_NOT_KNOWN
from dm_tui.lines.figures import show_money
from dm_tui.services.all_orders import order_elsewhere
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.purchase.json_shapes import PlanShape
from dm_tui.tui.bars_and_ladders import Moment, gauge, time_line
from dm_tui.tui.marks import MARKS
from dm_tui.tui.screen_text import Part, hanging_fact, hanging_lines, lines, muted, text, warning

_ELSEWHERE = "Reported by {vendor}; read {age}. Its plans are in the list of plans."
_TO_PAY = "Not paid yet. Enter pays or cancels it."
_TO_CHECK = "The bank has not answered yet. Enter checks the payment."
_LEFT = "{left:,} of {emails:,} emails left"

WIDTH = 66
"""Cells of a line of the dialogs."""


def plan_status(plan: PlanShape) -> str:
    """Return the state of a plan as a mark and a word, with the worth lost where it expired."""
    match plan.status:
        case PlanStatus.ACTIVE:
            return f"{MARKS.here} {plan.status}"
        case PlanStatus.USED_UP:
            return f"{MARKS.done} {plan.status}"
        case PlanStatus.EXPIRED:
            lost = "" if plan.worth_left is None else f", {plan.worth_left} lost"
            return f"{MARKS.warning} {plan.status}{lost}"


def plan_facts(plan: PlanShape, width: int) -> list[Part]:
    """Return what is known of a plan."""
    left = "Lost" if plan.status is PlanStatus.EXPIRED else "Left"
    bought = f"{show_instant(plan.purchased_at)} for {plan.price or AMOUNT_NOT_KNOWN}"
    return [
        (f"Plan {plan.id}", "bold"),
        "",
        hanging_fact("Status", plan_status(plan), width),
        hanging_fact("Order", plan.order_id or "made elsewhere", width),
        hanging_fact("Emails", f"{plan.emails:,} {MARKS.dot} {plan.emails - plan.left:,} used", width),
        hanging_fact(left, f"{plan.left:,} emails, worth {plan.worth_left or AMOUNT_NOT_KNOWN}", width),
        hanging_fact("Bought", bought, width),
        hanging_fact("Expires", show_instant(plan.expires_at), width),
    ]


def plan_preview(direct_mail: DirectMail, id: str, width: int) -> Sequence[Content]:
    """Return a plan with its two pictures, and those alone."""
    now = direct_mail.now()
    plan = PlanShape.of(direct_mail.overviews.plan(id), now)
    pictures = _plan_pictures(plan, now, width)
    short = text((f"Plan {plan.id}", "bold"), f"   {plan_status(plan)}")
    return lines([*plan_facts(plan, width), "", *pictures]), lines([short, *pictures])


def _plan_pictures(plan: PlanShape, now: datetime, width: int) -> list[Part]:
    """Return what is left of a plan, and of its time."""
    style = "$good" if plan.status is PlanStatus.ACTIVE else "$line"
    rows: list[Part] = [muted(_LEFT.format(left=plan.left, emails=plan.emails))]
    rows += [gauge(plan.left, plan.emails, width, style), ""]
    begin, end = plan.purchased_at, plan.expires_at
    passed = min(1.0, max(0.0, (now - begin) / (end - begin)))
    moments = [
        Moment(0, "\u251c", "bought", show_date(begin)),
        Moment(1, "\u2524", "expires", show_date(end)),
    ]
    if 0 < passed < 1:
        moments.append(Moment(passed, "\u25cf", "today", "", "$primary"))
    return [*rows, time_line(moments, passed, width, style)]


def elsewhere_lines(direct_mail: DirectMail, order: VendorOrder) -> list[str]:
    """Return what the vendor reports of an order that this program did not make."""
    vendor, read_at = direct_mail.facts.vendor_name, direct_mail.read_at
    age = show_age(read_at, direct_mail.now()) if read_at is not None else "never"
    return [
        f"Status       {order.status}",
        f"Total        {show_money(order.total)}",
        f"Ordered      {show_instant(order.created_at)}, outside this program",
        "",
        _ELSEWHERE.format(vendor=vendor, age=age),
    ]


def order_preview(direct_mail: DirectMail, id: str, width: int) -> Content:
    """Return the receipt of an order, and what can be done about it."""
    elsewhere = order_elsewhere(direct_mail, id)
    if elsewhere is not None:
        facts = elsewhere_lines(direct_mail, elsewhere)
        return lines([(f"Order {id}", "bold"), "", *hanging_lines(facts[:3], width), *facts[3:]])
    order = direct_mail.purchases.order(id)
    region = direct_mail.prerequisites.region_words(order.region)
    rows: list[Part] = [
        *hanging_lines(receipt_lines(order, direct_mail.purchases.plans_of(id), region), width)
    ]
    if order.status is OrderStatus.UNPAID:
        rows += ["", warning(_TO_PAY, width=width)]
    elif order.unsettled:
        rows += ["", warning(_TO_CHECK, width=width)]
    return lines(rows)
