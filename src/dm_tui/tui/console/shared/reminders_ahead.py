"""The reminders that your plans will bring, by date: what you need not note down yourself."""

from collections.abc import Sequence
from datetime import datetime

from dm_tui.domain.counts import join_words, show_count
from dm_tui.domain.dates import show_date, show_day, show_days_until
from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.purchase.plan import PlanStatus, PlanView
from dm_tui.domain.reminders.coming_reminders import ComingReminder, coming_reminders, next_low_quota
from dm_tui.domain.reminders.settings import Channel, ReminderKind, ReminderSettings
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.overview.views import Overview
from dm_tui.tui.bars_and_ladders import Moment, gauge, time_line
from dm_tui.tui.console.shared.plans_axis import TRACK
from dm_tui.tui.console.shared.tab_names import tab_key
from dm_tui.tui.marks import MARKS
from dm_tui.tui.screen_text import Part, hanging_fact, muted, text

_WHEN, _WHAT = 13, 13
"""Cells of a date, and of the days until then."""

_PLANS = 4
"""Plans that are shown with what is left of them."""


def paint_reminders(view: Overview, direct_mail: DirectMail, width: int, room: int) -> list[Part]:
    """Return the next reminders on a line of time and a row each, what is left of the plans, and the ways."""
    try:
        settings = direct_mail.reminder_choices.current()
    except DirectMailError:  # Account says what is wrong with the settings
        return []
    coming = coming_reminders(view.plans or (), settings, view.now)
    if not coming:
        return []
    scarce = _low_quota(view, settings, width)
    shown = coming[: max(1, room - 9 - len(scarce))]
    rows: list[Part] = [*_line(view, coming, width), "", *(_row(reminder, view, width) for reminder in shown)]
    if len(shown) < len(coming):
        rows.append(muted(f"and {len(coming) - len(shown):,} more"))
    if room >= len(rows) + len(scarce) + 3:
        rows += scarce
    by = f"{_ways(settings)}; {tab_key('account')} changes it"
    return [*rows, "", hanging_fact("By", by, width, 8)]


def _line(view: Overview, coming: Sequence[ComingReminder], width: int) -> Sequence[Part]:
    """Return the time from today to the last expiry, with a mark for each reminder."""
    ends = max(reminder.expires_at for reminder in coming)
    whole = (ends - view.now).total_seconds()

    def place(instant: datetime) -> float:
        return (instant - view.now).total_seconds() / whole

    moments = [Moment(0.0, MARKS.here, "today", ""), Moment(1.0, "▌", show_date(ends), "", "$attention")]
    moments += [Moment(place(reminder.at), MARKS.ahead, "", "", "$primary") for reminder in coming]
    return [*time_line(moments, 0.0, width).split("\n")][:2]


def _low_quota(view: Overview, settings: ReminderSettings, width: int) -> list[Part]:
    """Return the active plans with what is left of each, and at how much you are reminded next."""
    if ReminderKind.LOW_QUOTA in settings.silent or not settings.low_quota:
        return []
    active = [plan for plan in view.plans or () if plan.status is PlanStatus.ACTIVE][:_PLANS]
    said = [f"{plan.left:,} left, {_next_at(plan, settings)}" for plan in active]
    figures = max(map(len, said), default=0)
    rows: list[Part] = ["", muted("Your plans, and at how many emails left you are reminded next")]
    for number, (plan, words) in enumerate(zip(active, said, strict=True), 1):
        name = f"{plan.spec:>4} #{number} "
        measure = gauge(plan.left, plan.emails, max(4, width - len(name) - figures - 1), track=TRACK)
        rows.append(text((name, "bold"), measure, f" {words:>{figures}}"))
    return rows if active else []


def _next_at(plan: PlanView, settings: ReminderSettings) -> str:
    left = next_low_quota(plan, settings)
    return "no more reminders" if left is None else f"then at {left:,}"


def _ways(settings: ReminderSettings) -> str:
    """Return by which ways a reminder comes: those that are chosen and lead somewhere."""
    ways = ["an internal message"]
    if Channel.EMAIL in settings.channels and settings.emails:
        ways.append(f"email to {show_count(len(settings.emails), 'address')}")
    if Channel.SMS in settings.channels and settings.phones:
        ways.append(f"text message to {show_count(len(settings.phones), 'number')}")
    return join_words(ways)


def _row(reminder: ComingReminder, view: Overview, width: int) -> Part:
    """Return a reminder; when the plans expire is left out where there is no room for it."""
    plans = "a plan expires" if reminder.plans == 1 else f"{reminder.plans} plans expire"
    before = "a day" if reminder.days == 1 else f"{reminder.days} days"
    when, far = show_day(reminder.at, view.now), show_days_until(reminder.at, view.now)
    what = f"{before} before {plans}"
    row = text((f"{MARKS.ahead} ", "$primary"), f"{when:<{_WHEN}} ", (f"{far:<{_WHAT}} ", "$muted"), what)
    end = f" on {show_date(reminder.expires_at)}"
    return text(row, end) if row.cell_length + len(end) <= width else row
