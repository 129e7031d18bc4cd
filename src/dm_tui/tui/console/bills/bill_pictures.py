"""Around the bills: what is not on one yet, the months by what paid, and the days of a bill."""

from collections.abc import Callable
from datetime import datetime

from dm_tui.domain.billing_zone import BILLING_ZONE, billing_day
from dm_tui.domain.counts import short_number, show_count
from dm_tui.domain.dates import show_instant
from dm_tui.domain.purchase.quote_wording import threshold_words
from dm_tui.domain.usage.billing import Bill
from dm_tui.domain.usage.pictured_days import PICTURED_DAYS, fill_days
from dm_tui.domain.usage.usage_record import Span, UsageRecord
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.overview.views import Overview
from dm_tui.tui.bars_and_ladders import placed_words
from dm_tui.tui.column_chart import draw_columns, fit_slots, room_beside_axis, with_amounts, with_axis
from dm_tui.tui.console.lists.list_picture import Picture
from dm_tui.tui.console.shared.paid_by import paid_by
from dm_tui.tui.console.shared.tab_names import tab_key
from dm_tui.tui.screen_text import Part, fact, hanging_fact, muted, text
from dm_tui.tui.stacked_columns import StackedColumn, stacked_columns

MOST_MONTHS, MOST_ROWS = 12, 18
"""Months of the picture, and its rows, at most."""

DAYS_ROWS = 8
"""Rows of that picture."""


def bill_pictures(direct_mail: DirectMail, view: Callable[[], Overview | None]) -> tuple[Picture, ...]:
    """Return the pictures below the bills; `view` returns the account as it was last read."""

    def open_amount(width: int, room: int) -> list[Part]:
        read = view()
        return _open_amount(read, direct_mail, width) if read is not None else []

    def months(width: int, room: int) -> list[Part]:
        records = direct_mail.overviews.usage_history(Span.MONTH)[0:MOST_MONTHS]
        if not records:
            return []
        columns = [_month(record) for record in reversed(records)]
        drawn = stacked_columns(columns, paid_by(), width, min(room - 1, MOST_ROWS))
        return [drawn, muted(f"{tab_key('usage')} shows each day and hour")]

    return Picture("Not billed yet", open_amount), Picture("Emails by month, and what paid for them", months)


def _open_amount(view: Overview, direct_mail: DirectMail, width: int) -> list[Part]:
    pay_as_you_go, due = view.pay_as_you_go, view.next_bill_at
    if not pay_as_you_go.active or pay_as_you_go.open_amount is None:
        return []
    threshold = threshold_words(direct_mail.purchases.catalogue())
    rows: list[Part] = [fact("Open amount", str(pay_as_you_go.open_amount))]
    if pay_as_you_go.price_per_thousand is not None:
        rows.append(fact("Price", f"{pay_as_you_go.price_per_thousand} per 1,000 emails"))
    if due is not None:
        rows.append(fact("Next bill", show_instant(due, BILLING_ZONE)))
    charged = f"on the 1st of the month, or at once when {threshold} is reached"
    return [*rows, hanging_fact("Charged", charged, width)]


def _month(record: UsageRecord) -> StackedColumn:
    name = f"{record.hour.astimezone(BILLING_ZONE):%b}"
    emails = f"{record.emails:,}" if record.emails < 1_000_000 else short_number(record.emails)
    parts = (record.free, sum(record.plans.values()), record.pay_as_you_go)
    return StackedColumn(name, emails, parts)


def paint_days(direct_mail: DirectMail, bill: Bill, width: int) -> list[Part]:
    """Return the pay-as-you-go emails of each day of a bill; nothing where they are not read any more."""
    records = direct_mail.overviews.usage_history(Span.DAY)[0:PICTURED_DAYS]
    days = fill_days(records, billing_day(direct_mail.now()), PICTURED_DAYS)
    if len(days) == PICTURED_DAYS and days[0].begins > bill.start:
        return []
    within = [day for day in days if billing_day(bill.start) <= day.begins < bill.end]
    emails = [day.record.pay_as_you_go if day.record is not None else 0 for day in within]
    if not any(emails):
        return []
    room = room_beside_axis(width)
    slots, top = fit_slots(len(emails), room), max(emails)
    cells = draw_columns(emails, slots, top, (room, DAYS_ROWS - 2), None)
    with_amounts(cells, emails, slots, top)
    ends = [(0.0, _day(within[slots.first].begins), "$muted"), (1.0, _day(within[-1].begins), "$muted")]
    below = placed_words(ends, (len(emails) - slots.first) * slots.step)
    said = f"Most on {_day(within[emails.index(top)].begins)}: {show_count(top, 'email')}"
    return [
        *("", muted("Pay-as-you-go emails of these days")),
        *with_axis(cells, top),
        text(" " * (width - room + slots.left), below),
        *("", said),
    ]


def _day(instant: datetime) -> str:
    local = instant.astimezone(BILLING_ZONE)
    return f"{local.day} {local:%B}"
