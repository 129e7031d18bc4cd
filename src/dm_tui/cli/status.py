"""`status`, alone: it is asked again and again, and shall load nothing but what it says."""

from typing import TYPE_CHECKING

from dm_tui.cli.output import Answer, table
from dm_tui.domain.dates import days_until, show_date, show_instant
from dm_tui.domain.purchase.plan import PlanStatus
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.overview.views import Overview, PayAsYouGoView, ServiceView

if TYPE_CHECKING:
    from argparse import Namespace


def _pay_as_you_go_words(usage: PayAsYouGoView) -> str:
    return f"open amount {usage.open_amount}" if usage.open_amount else "billed by Alibaba Cloud"


def _service(service: ServiceView) -> str:
    level = f"{service.reputation} of {service.best_reputation}"
    return (
        f"Service: {service.standing}, reputation level {level}, "
        f"{service.month_quota:,} emails a month"
    )


def _suspended(view: Overview) -> list[str]:
    bill = view.last_bill
    if not view.pay_as_you_go.overdue or bill is None:
        return []
    return [
        f"! Sending is suspended: bill {bill.id} of {bill.total} is overdue. "
        f"Pay it: dm-tui bills pay {bill.id}"
    ]


def _pace(view: Overview) -> list[str]:
    if not view.forecast.pace:
        return []
    ends = view.forecast.lasts_until
    until = f"; your plans last until about {show_date(ends)}" if ends else ""
    return [f"Pace: {view.forecast.pace:,} emails a day{until}"]


def _next_step_lines(view: Overview) -> list[str]:
    """Return the first step on the way to sending that is not done; how to buy a plan or pay a bill has been said."""
    step = next((step for step in view.next_steps if not step.done), None)
    if step is None or step.action in ("buy", "bills pay"):
        return []
    return ["", f"Next: {step.title}, dm-tui {step.action} --help"]


def status(direct_mail: DirectMail, args: "Namespace") -> Answer:
    """Everything at a glance."""
    view = direct_mail.overviews.overview()
    usage = view.pay_as_you_go
    state = "overdue" if usage.overdue else "active" if usage.active else "not active"
    rows = [
        (
            plan.id,
            plan.spec,
            f"{plan.left:,} of {plan.emails:,}",
            plan.status,
            f"{show_date(plan.expires_at)} ({days_until(plan.expires_at, view.now)} days)"
            if plan.status is PlanStatus.ACTIVE
            else show_date(plan.expires_at),
        )
        for plan in view.plans
    ]
    lines = [
        f"{view.account.id} · {view.account.region} · {view.provider}"
        + (f" · read {show_instant(view.read_at)}" if view.read_at else ""),
        f"You can send {view.sendable_today:,} emails today.",
        *_suspended(view),
        f"Pay-as-you-go: {state}, {_pay_as_you_go_words(usage)}",
        f"Free quota: {view.free_quota.left:,} left, {view.free_quota.left_today:,} today",
        f"Daily quota: {view.daily_quota.used:,} of {view.daily_quota.limit:,} used",
        *_pace(view),
        *([_service(view.service)] if view.service else []),
        f"Balance: {view.balance}",
        f"Unread messages: {view.unread_messages}"
        + (", read them: dm-tui messages" if view.unread_messages else ""),
        "",
    ]
    if rows:
        lines += table(("plan", "size", "left", "status", "expires"), rows, "2")
    else:
        lines.append("No plans yet. Buy one: dm-tui buy 50k --accept-terms")
    return Answer(view, [*lines, *_next_step_lines(view)])
