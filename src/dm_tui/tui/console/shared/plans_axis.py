"""The plans on one axis of time: from today to the last expiry, and what pays after them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import reduce
from operator import add

from textual.content import Content

from dm_tui.domain.account.unknown_figures import Figure
from dm_tui.domain.counts import show_count
from dm_tui.domain.dates import show_day
from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.money import Money
from dm_tui.domain.purchase.plan import PlanStatus, PlanView
from dm_tui.domain.purchase.plan_expiry import is_scarce
from dm_tui.domain.purchase.quote_wording import price_per_thousand_words
from dm_tui.domain.usage.used_up_forecast import PlanForecast
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.overview.views import Overview
from dm_tui.tui.bars_and_ladders import Cell, gauge, joined_cells, placed_words
from dm_tui.tui.console.shared.tab_names import tab_key
from dm_tui.tui.marks import MARKS
from dm_tui.tui.screen_text import Part, justify_ends, muted, text, warning, wrap_words

MIN_PLANS_SHOWN = 3
"""How many plans are shown however small the window is."""

LABEL = 14
"""Cells of the names of plans and of figures."""

TRACK = "▁"
"""The track of a gauge: it is seen without colour."""

_AFTER = 0.14
"""The part of the axis behind the last expiry, where plans last until then: pay-as-you-go needs a place."""


def price_after_plans(view: Overview) -> str:
    """Return what 1,000 emails cost once the plans have ended."""
    guide_price, price = view.pay_as_you_go.guide_price, view.pay_as_you_go.price_per_thousand
    return price_per_thousand_words(guide_price or price, is_guide_price=guide_price is not None)


def expiry_reminder_days(direct_mail: DirectMail) -> tuple[int, ...]:
    """Return how many days before an expiry you are reminded; none where that is not known, or muted."""
    from dm_tui.domain.reminders.settings import ReminderKind  # the first frame has no reminders

    try:
        choices = direct_mail.reminder_choices.current()
    except DirectMailError:  # Account says what is wrong with the settings
        return ()
    return () if ReminderKind.EXPIRY in choices.silent else choices.expiry_days


class Axis:
    """The time from now to a little after the last expiry, on a line of `width` cells."""

    def __init__(self, view: Overview, plans: Sequence[PlanView], width: int) -> None:
        self.begins, self.width = view.now, max(4, width)
        last = max(plan.expires_at for plan in plans)
        until = view.forecast.lasts_until or last
        span = last - self.begins
        self.ends = last + span * _AFTER if until > last - span * _AFTER else last

    def place(self, instant: datetime) -> float:
        """Return the place of an instant from 0 to 1."""
        whole = (self.ends - self.begins).total_seconds() or 1.0
        return min(1.0, max(0.0, (instant - self.begins).total_seconds() / whole))

    def cell(self, instant: datetime) -> int:
        """Return the cell of an instant."""
        return round(self.place(instant) * (self.width - 1))

    def line(
        self, used: tuple[datetime, datetime] | None, until: datetime, full: tuple[str, str]
    ) -> list[Cell]:
        """Return the line of a plan: `full` while it is used, dotted until it expires, nothing after."""
        end = self.cell(until)
        cells: list[Cell] = [("┄", "$line") if at <= end else (" ", "") for at in range(self.width)]
        if used is not None:
            first, last = self.cell(used[0]), self.cell(used[1])
            cells[first : last + 1] = [full] * (last + 1 - first)
        return cells


def paint_plans(
    view: Overview, width: int, room: int, reminder_days: Sequence[int] = (), *, loose: bool = False
) -> list[Part]:
    """Return the plans in the order of use on about `room` lines, each with its projected end if it fits.

    Where there is room, `loose` ones stand apart.
    """
    if view.plans is None:
        return [warning(f"Your plans are not known: {view.why_unknown(Figure.PLANS)}", width=width)]
    if not view.plans:
        return _no_plan(view, width, loose=loose)
    active = [plan for plan in view.plans if plan.status is PlanStatus.ACTIVE]
    ended = len(view.plans) - len(active)
    over = f"{ended} ended" if ended else ""
    rows = (
        _on_axis(view, active, width, room, reminder_days, over, loose=loose)
        if active
        else _plans_over(view, width)
    )
    if why := view.why_unknown(Figure.SOME_PLANS):
        rows.append(warning(why, width=width))
    return rows


def _no_plan(view: Overview, width: int, *, loose: bool) -> list[Part]:
    """Return what a plan is for, and the key that buys one."""
    rows: list[Part] = ["You own no resource plan."]
    if view.pay_as_you_go.active and width >= 60:
        apart = [""] if loose else []
        rows += [*apart, muted("A plan costs less than pay-as-you-go where you send enough."), *apart]
    keys = (("b", "buy a plan"), (tab_key("advice"), "see from how many emails on a plan saves"))
    return [*rows, *(text((key, "bold"), f"  {words}") for key, words in keys)]


def _on_axis(
    view: Overview,
    active: list[PlanView],
    width: int,
    room: int,
    reminder_days: Sequence[int],
    over: str,
    *,
    loose: bool,
) -> list[Part]:
    price = view.pay_as_you_go.price_per_thousand if view.pay_as_you_go.active else None
    room -= 1 + bool(price)
    ends = {forecast.id: forecast for forecast in view.forecast.plans}
    each = 2 * len(active) <= room
    shown = active if each or len(active) < room else active[: max(MIN_PLANS_SHOWN, room - 2)]
    each = each and bool(ends)
    apart = loose and each and 3 * len(active) < room
    words = {plan.id: _left_words(plan, width) for plan in shown}
    after = f"{price.figure()} per 1,000" if price else ""
    figures = max(len(after), *map(len, words.values()))
    label = LABEL if width >= 50 else 10
    axis = Axis(view, shown, width - label - figures - 1)
    rows: list[Part] = [text((f"  {over}".ljust(label)[:label], "$muted"), _dates(view, axis, shown))]
    begins = view.now
    for number, plan in enumerate(shown, 1):
        end = ends.get(plan.id)
        until = min(plan.expires_at, (end and end.runs_out_at) or plan.expires_at)
        used = (begins, until) if end is not None else None
        scarce = is_scarce(plan, view.now)
        line = axis.line(used, plan.expires_at, ("━", "$warning" if scarce else "$good"))
        _mark(line, axis, plan, end, reminder_days)
        mark = f"{MARKS.warning} " if scarce else "  "
        name = text((mark, "bold $warning"), (f"{plan.spec:>3} ", "bold"), (f"#{number}", "$muted"))
        pad = " " * (label - name.cell_length)
        rows.append(text(name, pad, *joined_cells(line), f" {words[plan.id]:>{figures}}"))
        if each:
            said = text(" " * label, (_end(ends[plan.id], plan, view), "$muted"))
            measure = gauge(plan.left, plan.emails, figures, "$warning" if scarce else "$good", TRACK)
            rows.append(justify_ends(said, measure, width))
        begins = until
        if apart:
            rows.append("")
    if len(shown) < len(active):
        rest, number = sum(plan.left for plan in active[len(shown) :]), len(active) - len(shown)
        rows.append(muted(f"  and {show_count(number, 'more plan')} with {show_count(rest, 'email')}"))
    if not each and view.forecast.plans:
        rows += _wrap_muted(_left_over(view), width)
    if price:
        rows.append(_pay_as_you_go_row(view, axis, label, after, figures))
    return rows


def _left_words(plan: PlanView, width: int) -> str:
    return f"{plan.left:,} of {plan.emails:,}" if width >= 50 else f"{plan.left:,} left"


def _dates(view: Overview, axis: Axis, plans: Sequence[PlanView]) -> Content:
    """Return the dates above the axis: today, the expiries, and until when the plans last at this pace."""
    words = [(0.0, "today", "$muted")]
    for expires_at in sorted({plan.expires_at for plan in plans}, reverse=True):
        words.append((axis.place(expires_at), show_day(expires_at, view.now), "bold"))
    until = view.forecast.lasts_until
    if view.forecast.plans and until is not None and until < max(plan.expires_at for plan in plans):
        words.append((axis.place(until), f"~{show_day(until, view.now)}", "$warning"))
    return placed_words(words, axis.width)


def _mark(
    line: list[Cell], axis: Axis, plan: PlanView, end: PlanForecast | None, reminder_days: Sequence[int]
) -> None:
    for days in reminder_days:
        at = plan.expires_at - timedelta(days=days)
        if at > axis.begins:
            line[axis.cell(at)] = ("○", "$primary")
    line[axis.cell(plan.expires_at)] = ("▌", "$attention")
    if end is not None and end.runs_out_at is not None:
        line[axis.cell(end.runs_out_at)] = ("◆", "$warning")


def _pay_as_you_go_row(view: Overview, axis: Axis, label: int, after: str, figures: int) -> Content:
    until = view.forecast.lasts_until or axis.begins
    first = axis.cell(until)
    cells: list[Cell] = [("┄", "$line") if at < first else ("▒", "$attention") for at in range(axis.width)]
    name = "pay-as-you-go" if label == LABEL else "then PAYG"
    return text((f"{name:<{label}}", "$muted"), *joined_cells(cells), f" {after:>{figures}}")


def axis_legend(view: Overview, width: int, *, reminders: bool) -> str:
    """Return what the marks on the axis mean; nothing without an active plan, or where it has no room."""
    if all(plan.status is not PlanStatus.ACTIVE for plan in view.plans or ()):
        return ""
    runs_out = any(plan.runs_out_at is not None for plan in view.forecast.plans)
    marks = (("◆ used up", runs_out), ("▌ expires", True), ("○ reminder", reminders))
    whole = "  ".join(words for words, is_there in marks if is_there)
    return whole if len(whole) <= width else ""


def _plans_over(view: Overview, width: int) -> list[Part]:
    """Return that no plan is left, and the price of sending now: an activated account continues to send."""
    over = "All your plans are used up or expired"
    if view.pay_as_you_go.active:
        price = price_after_plans(view)
        over += f": sending continues and costs {price} per 1,000"
    return [warning(f"{over}. Press b to buy again.", width=width)]


def _wrap_muted(line: str, width: int) -> list[Part]:
    return [muted(f"  {part}") for part in wrap_words(line, max(20, width - 4))]


def _end(end: PlanForecast, plan: PlanView, view: Overview) -> str:
    if end.runs_out_at is not None:
        return f"used up about {show_day(end.runs_out_at, view.now)} at this pace"
    when = show_day(plan.expires_at, view.now)
    return f"about {end.left:,}{_worth(end.worth)} left over on {when}"


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
