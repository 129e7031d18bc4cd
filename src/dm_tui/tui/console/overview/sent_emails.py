"""The emails of the last days as columns under the daily quota, with the sentence that says it in words."""

from datetime import timedelta

from dm_tui.domain.account.unknown_figures import NOT_KNOWN
from dm_tui.domain.billing_zone import billing_day
from dm_tui.domain.counts import show_count
from dm_tui.services.overview.views import Overview
from dm_tui.tui.bars_and_ladders import sparkline
from dm_tui.tui.column_chart import (
    below_axis,
    draw_columns,
    fit_slots,
    label_days,
    room_beside_axis,
    with_amounts,
    with_axis,
)
from dm_tui.tui.console.shared.plans_axis import LABEL
from dm_tui.tui.marks import MARKS
from dm_tui.tui.quota_line import quota_words, top_of
from dm_tui.tui.screen_text import Part, fact, muted, text

LEAST_ROWS = 5
"""Rows below which there is no picture, only a line of marks."""


def sent_words(view: Overview) -> str:
    """Return what the columns show, for those who do not see them."""
    recent, pace = view.recent, view.forecast.pace
    if recent is None or pace is None:
        return NOT_KNOWN
    if not any(recent):
        return f"nothing in the last {show_count(len(recent), 'day')}"
    return f"{show_count(sum(recent), 'email')} in {show_count(len(recent), 'day')}, now {pace:,} a day"


def paint_sent(view: Overview, width: int, height: int) -> list[Part]:
    """Return the columns in `height` rows, or one row of marks where there is less room."""
    recent = view.recent
    if recent is None or view.forecast.pace is None:
        return [fact("Sent", NOT_KNOWN, LABEL - 1)]
    if not any(recent) and height < 2 * LEAST_ROWS:
        return [fact("Sent", sent_words(view), LABEL - 1)]
    if height < LEAST_ROWS:
        marks = text((f"{'Sent':<{LABEL}}", "$muted"), (sparkline(recent), "$good"))
        words = f" {sent_words(view)}"
        return [text(marks, words) if marks.cell_length + len(words) <= width else marks]
    return _columns_of_days(view, width, height)


def _columns_of_days(view: Overview, width: int, height: int) -> list[Part]:
    recent, quota = view.recent or (), view.daily_quota.limit
    room = room_beside_axis(width)
    slots, top = fit_slots(len(recent), room), top_of(max(recent), quota)
    cells = draw_columns(recent, slots, top, (room, height - 2), quota)
    with_amounts(cells, recent, slots, top)
    today = billing_day(view.now)
    days = [today - timedelta(days=back) for back in reversed(range(len(recent)))]
    line = quota_words(quota, top)
    said = f"{sent_words(view)} {MARKS.dot} {line}" if line else sent_words(view)
    return [
        *with_axis(cells, top),
        below_axis(label_days(days, slots, room)),
        muted(said if len(said) <= width else sent_words(view)),
    ]
