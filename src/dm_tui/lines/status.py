"""The account at a glance. Scripts and prompts ask for it often, so it loads only what it shows."""

from dm_tui.domain.account.unknown_figures import NEVER_REPORTED, NOT_KNOWN
from dm_tui.domain.account.wording import USER_GUIDE
from dm_tui.domain.counts import show_count
from dm_tui.domain.dates import days_until, show_date, show_instant
from dm_tui.domain.mailing.wording import ASK_FOR_QUOTA
from dm_tui.domain.purchase.plan import PlanStatus
from dm_tui.lines.figures import (
    daily_quota_words,
    free_quota_words,
    show_figure,
    show_money,
    unknown_lines,
    waiting_order_line,
)
from dm_tui.lines.prerequisites import missing_lines
from dm_tui.lines.purchase_example import BUY_EXAMPLE
from dm_tui.lines.table import table
from dm_tui.services.overview.next_steps import next_step
from dm_tui.services.overview.views import Overview, PayAsYouGoView, ServiceView

_SAID_ABOVE = ("verify", "buy", "activate", "bills pay")

_NEXT_STEP_WORDS = {
    "domains add": "add the domain you send from",
    "domains verify": "verify your domain",
    "senders add": "add a sender address",
    "templates add": "write a template, if you want one",
    "templates submit": "submit your template for review",
    "templates change": "change the template that was rejected",
    "send": "send your first email",
}
"""What to do, by the command of the step."""


def status_lines(view: Overview) -> list[str]:
    """Return the account as lines: what can be sent, what pays for it, the plans, and the next step."""
    return [
        f"{view.account.id} · {view.account.region_name}, {view.account.region} · {view.provider}"
        + (f" · read {show_instant(view.read_at)}" if view.read_at else ""),
        _sendable_line(view),
        *_suspended_lines(view),
        *_waiting_lines(view),
        *missing_lines(view.prerequisites),
        f"Pay-as-you-go: {_pay_as_you_go_words(view.pay_as_you_go, view.facts.vendor_name)}",
        f"Free quota: {free_quota_words(view.free_quota)}",
        f"Daily quota: {daily_quota_words(view.daily_quota)}",
        *_pace_lines(view),
        *([_service_line(view.service)] if view.service else []),
        f"Balance: {show_money(view.balance)}",
        f"Unread messages: {view.unread_messages}"
        + (", read them: dm-tui messages" if view.unread_messages else ""),
        "",
        *_plan_lines(view),
        *_next_step_lines(view),
        *_unknown_lines(view),
    ]


def _sendable_line(view: Overview) -> str:
    if view.sendable_today is None:
        return "It is not known how much you can send today."
    if view.daily_quota.limit == 0:
        return f"You can send 0 emails: the daily quota is 0. {ASK_FOR_QUOTA}"
    return f"You can send {show_count(view.sendable_today, 'email')} today."


def _plan_lines(view: Overview) -> list[str]:
    if view.plans is None:
        return [f"Your plans are {NOT_KNOWN}."]
    rows = []
    for plan in view.plans:
        active, end = plan.status is PlanStatus.ACTIVE, show_date(plan.expires_at)
        expires = f"{end} ({days_until(plan.expires_at, view.now)} days)" if active else end
        rows.append((plan.id, plan.spec, f"{plan.left:,} of {plan.emails:,}", plan.status, expires))
    empty = "No plans yet." + (f" Buy one: {BUY_EXAMPLE}" if view.may_buy else "")
    return table(("plan", "size", "left", "status", "expires"), rows, "2", empty)


def _pay_as_you_go_words(present: PayAsYouGoView, vendor: str) -> str:
    if present.active is None:
        return NOT_KNOWN
    state = "overdue" if present.overdue else "active" if present.active else "not active"
    if present.open_amount:
        return f"{state}, open amount {present.open_amount}"
    if not present.active:
        return state
    return f"{state}, billed by {vendor}"


def _service_line(service: ServiceView) -> str:
    standing = NOT_KNOWN if service.standing is None else service.standing
    level = f"{show_figure(service.reputation)} of {show_figure(service.best_reputation)}"
    month = show_figure(service.month_quota)
    return f"Service: {standing}, reputation level {level}, emails a month: {month}"


def _suspended_lines(view: Overview) -> list[str]:
    bill = view.last_bill
    if not view.pay_as_you_go.overdue or bill is None:
        return []
    overdue = f"! Sending is suspended: bill {bill.id} of {bill.total} is overdue."
    return [f"{overdue} Pay it: dm-tui bills pay {bill.id}"]


def _waiting_lines(view: Overview) -> list[str]:
    """Return the orders that wait for you, each with its command."""
    return [waiting_order_line(order.id, order.lapses_at, order.unsettled) for order in view.waiting_orders]


def _pace_lines(view: Overview) -> list[str]:
    forecast = view.forecast
    if not forecast.pace:
        return []
    pace = f"Pace: {show_count(forecast.pace, 'email')} a day"
    if forecast.lasts_until is None:
        return [pace]
    ends = show_date(forecast.lasts_until)
    if forecast.expires_unused:
        return [f"{pace}; your plans expire on {ends}, not used up"]
    return [f"{pace}; your plans last until about {ends}"]


def _next_step_lines(view: Overview) -> list[str]:
    """Return the first step on the way to sending that is not done and has no line of its own above."""
    step = next_step(view.next_steps)
    if step is None or step.action in _SAID_ABOVE:
        return []
    words = _NEXT_STEP_WORDS[step.action]
    return ["", f"Next: {words}. See how: dm-tui {step.action} --help", f"User Guide: {USER_GUIDE}"]


def _unknown_lines(view: Overview) -> list[str]:
    listed = unknown_lines([figure for figure in view.unknown if figure.what not in NEVER_REPORTED])
    return ["", *listed] if listed else []
