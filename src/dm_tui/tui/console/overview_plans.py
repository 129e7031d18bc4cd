"""The plans on the overview: how much each has left, until when, and what will be left over."""

from datetime import datetime, timedelta
from functools import reduce
from operator import add

from textual.content import Content

from dm_tui.domain.account.unknown import Figure
from dm_tui.domain.counts import show_count
from dm_tui.domain.dates import days_until, show_date
from dm_tui.domain.money import Money
from dm_tui.domain.purchase.plan import PlanStatus, PlanView
from dm_tui.domain.purchase.quote_wording import price_per_thousand_words
from dm_tui.domain.usage.forecast import PlanForecast
from dm_tui.services.overview.views import Overview
from dm_tui.tui.paint import MARKS, Part, bar, muted, text, warning, wrap_words

MIN_PLANS_SHOWN = 3
"""How many plans are shown however small the window is."""


def price_words(view: Overview) -> str:
    """Return what 1,000 emails cost once the plans have ended."""
    guide_price, price = view.pay_as_you_go.guide_price, view.pay_as_you_go.price_per_thousand
    return price_per_thousand_words(guide_price or price, is_guide_price=guide_price is not None)


def show_day(instant: datetime, now: datetime) -> str:
    """Return a date, without the year where there is no doubt about it."""
    shown = show_date(instant)
    return shown if instant - now > timedelta(days=300) else shown.rsplit(" ", 1)[0]


def paint_plans(view: Overview, width: int, room: int) -> list[Part]:
    """Return the plans in the order of use on about `room` lines, each with its projected end if it fits."""
    if view.plans is None:
        return [warning(f"Which plans you own is not known: {view.why_unknown(Figure.PLANS)}", width=width)]
    if not view.plans:
        return [text("You own no resource plan."), text(("b", "bold $accent"), ("  buy a plan", "$accent"))]
    active = [plan for plan in view.plans if plan.status is PlanStatus.ACTIVE]
    ended = len(view.plans) - len(active)
    ends = {forecast.id: forecast for forecast in view.forecast.plans}
    room -= bool(ended)
    each = 2 * len(active) <= room
    shown = active if each or len(active) < room else active[: max(MIN_PLANS_SHOWN, room - 2)]
    rows: list[Part] = []
    for number, plan in enumerate(shown, 1):
        rows.append(_plan_row(number, plan, view, width))
        if each and plan.id in ends:
            rows.append(muted(f"           {_end(ends[plan.id], plan, view)}"))
    if len(shown) < len(active):
        rest = sum(plan.left for plan in active[len(shown) :])
        rows.append(
            muted(
                f"  and {show_count(len(active) - len(shown), 'more plan')} with {show_count(rest, 'email')}"
            )
        )
    if not each and view.forecast.plans:
        rows += _wrap_muted(_left_over(view), width)
    if not active:
        rows += _plans_over(view, width)
    if ended:
        rows.append(muted(f"  and {ended} used up or expired"))
    if why := view.why_unknown(Figure.SOME_PLANS):
        rows.append(warning(why, width=width))
    return rows


def _plans_over(view: Overview, width: int) -> list[Part]:
    """Return that no plan is left, and the price of sending now: an activated account continues to send."""
    over = "All your plans are used up or expired"
    if view.pay_as_you_go.active:
        price = price_words(view)
        over += f": sending continues and costs {price} per 1,000"
    return [warning(f"{over}. Press b to buy again.", width=width)]


def _wrap_muted(line: str, width: int) -> list[Part]:
    return [muted(f"  {part}") for part in wrap_words(line, max(20, width - 4))]


def _plan_row(number: int, plan: PlanView, view: Overview, width: int) -> Content:
    days = days_until(plan.expires_at, view.now)
    ends = f"{'expires in ' if width >= 60 else ''}{days} day{'' if days == 1 else 's'}"
    if width >= 100:
        ends += f", {show_date(plan.expires_at)}"
    room = max(6, min(40, width - (78 if width >= 100 else 57)))
    scarce = days <= 30 or plan.left * 10 <= plan.emails
    return text(
        (f"{MARKS.warning} " if scarce else "  ", "bold $warning"),
        (f"{plan.spec:>4} ", "bold"),
        (f"#{number:<3}", "$muted"),
        (bar(plan.left, plan.emails, room), "$warning" if scarce else "$success"),
        f" {plan.left:>9,} of {plan.emails:,}".ljust(24),
        (ends, "$muted"),
    )


def _end(end: PlanForecast, plan: PlanView, view: Overview) -> str:
    if end.runs_out_at is not None:
        return f"used up about {show_day(end.runs_out_at, view.now)} at this pace"
    when = show_day(plan.expires_at, view.now)
    return f"about {show_count(end.left, 'email')}{_worth(end.worth)} will be left over on {when}"


def _left_over(view: Overview) -> str:
    unused = [forecast for forecast in view.forecast.plans if forecast.left]
    if not unused:
        return "at this pace all plans are used up before they expire"
    emails = show_count(sum(forecast.left for forecast in unused), "email")
    worths = [forecast.worth for forecast in unused if forecast.worth is not None]
    worth = reduce(add, worths) if len(worths) == len(unused) else None
    return f"about {emails}{_worth(worth)} will be left over when they expire"


def _worth(worth: Money | None) -> str:
    """Return what emails are worth behind their number, nothing where that is not known."""
    return "" if worth is None else f" ({worth})"
