"""Quota left and emails sent: by the service's counts if it was read, otherwise by our own records."""

from collections.abc import Iterable
from datetime import datetime

from dm_tui.domain.account.service_status import ServiceAccount
from dm_tui.domain.purchase.catalogue import Catalogue
from dm_tui.domain.usage.ledger_balances import Books, LedgerAccount
from dm_tui.domain.usage.paying_sources import Meter, read_meter
from dm_tui.domain.usage.usage_record import EmailCount, UsageRecord
from dm_tui.store.state import Tables


def current_meter(tables: Tables, catalogue: Catalogue, now: datetime) -> Meter:
    """Return what is left of the free quota and the daily quota."""
    meter = tables.single(ServiceAccount).meter_at(now)
    if meter is not None:
        return meter
    free_used = -int(tables.single(Books).total(LedgerAccount.FREE))
    usage = tables.of(UsageRecord).all()
    return read_meter(catalogue, usage, now, catalogue.daily_quota, free_used)


def sent_since(tables: Tables, region: str, since: datetime) -> tuple[EmailCount, ...]:
    """Return the emails sent on each day, or in each hour, that began at `since` or later.

    A live account counts all mail of its region, other users' too, as far back as the service reports.
    """
    counts: Iterable[EmailCount] = ()
    if not tables.is_empty("statistics"):
        from dm_tui.domain.usage.daily_counts import DayStatistics

        counts = [day for day in tables.of(DayStatistics).all() if day.region == region]
    return tuple(count for count in counts or tables.of(UsageRecord).all() if count.hour >= since)
