"""The overview: can I send, how much, until when, and what will it cost."""

from textual.content import Content

from dm_tui.domain.dates import days_until, show_date
from dm_tui.domain.plan import PlanStatus
from dm_tui.services.overview import Overview, PlanView
from dm_tui.tui.paint import MARKS, bar, fact, lines, muted, text, warning

_SHOWN = 8


def paint_overview(view: Overview, width: int) -> Content:
    """Return the whole overview for a pane of `width` cells."""
    return lines(
        [
            *_verdict(view),
            text(""),
            *_plans(view, width),
            text(""),
            _usage(view),
            fact(
                "Free quota",
                f"{view.free_quota.left:,} emails left, {view.free_quota.left_today:,} today",
                14,
            ),
            fact(
                "Daily quota",
                f"{view.daily_quota.used:,} of {view.daily_quota.limit:,} emails used today",
                14,
            ),
            fact("Balance", str(view.balance), 14),
            fact("Messages", f"{view.unread_messages} unread", 14),
        ]
    )


def _verdict(view: Overview) -> list[Content]:
    if view.pay_as_you_go.overdue:
        return [warning("Sending is suspended: a pay-as-you-go bill is overdue.", serious=True)]
    return [text((f"You can send {view.sendable_today:,} emails today.", "bold"))]


def _plans(view: Overview, width: int) -> list[Content]:
    if not view.plans:
        return [
            text("You own no resource plan."),
            text((f"{MARKS.next} Press b to buy one.", "bold $accent")),
        ]
    active = [plan for plan in view.plans if plan.status is PlanStatus.ACTIVE]
    ended = len(view.plans) - len(active)
    rows = [_plan_row(plan, view, width) for plan in active[:_SHOWN]]
    if len(active) > _SHOWN:
        rest = sum(plan.left for plan in active[_SHOWN:])
        rows.append(muted(f"and {len(active) - _SHOWN} more plans with {rest:,} emails"))
    if not active:
        rows.append(warning("All your plans are used up or expired. Press b to buy again."))
    if ended:
        rows.append(muted(f"{ended} used up or expired, see Orders"))
    return rows


def _plan_row(plan: PlanView, view: Overview, width: int) -> Content:
    days = days_until(plan.expires_at, view.now)
    left = f"{plan.left:,} of {plan.emails:,}"
    ends = f"{days} days, {show_date(plan.expires_at)}" if width >= 90 else f"{days} days"
    room = max(6, min(40, width - 44 if width < 90 else width - 62))
    style = "$warning" if days <= 30 or plan.left * 10 <= plan.emails else "$success"
    mark = f"{MARKS.warning} " if style == "$warning" else "  "
    return text(
        (mark, "bold $warning"),
        (f"{plan.spec:>4} ", "bold"),
        (bar(plan.left, plan.emails, room), style),
        f" {left:>22}  ",
        (ends, "$muted"),
    )


def _usage(view: Overview) -> Content:
    usage = view.pay_as_you_go
    if usage.overdue:
        return fact("Pay-as-you-go", "overdue, sending suspended", 14)
    if usage.active:
        return fact("Pay-as-you-go", f"active, open amount {usage.open_amount}", 14)
    return fact("Pay-as-you-go", "not active: press a to activate", 14)
