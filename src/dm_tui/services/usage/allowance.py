"""What can still be sent, and what was: by the service's word where it was asked, otherwise by our own records."""

from collections.abc import Iterable
from datetime import datetime

from dm_tui.domain.account.service_status import ServiceAccount
from dm_tui.domain.purchase.catalogue import Catalogue
from dm_tui.domain.usage.ledger import Books, LedgerAccount
from dm_tui.domain.usage.metering import EmailCount, Meter, UsageRecord, read_meter
from dm_tui.store.state import Tables


def current_meter(tables: Tables, catalogue: Catalogue, now: datetime) -> Meter:
    """Return what the free quota and the daily quota still allow."""
    told = tables.single(ServiceAccount).meter_at(now)
    if told is not None:
        return told
    free_used = -int(tables.single(Books).total(LedgerAccount.FREE))
    usage = tables.of(UsageRecord).all()
    return read_meter(catalogue, usage, now, catalogue.daily_quota, free_used)


def sent_since(tables: Tables, region: str, since: datetime) -> tuple[EmailCount, ...]:
    """Return what was sent in each day, or hour, that began at `since` or later.

    Of a live account all mail of the region, also what others sent; the oldest may be as far back as the service looks.
    """
    counted: Iterable[EmailCount] = ()
    if not tables.is_empty("statistics"):
        from dm_tui.domain.usage.delivery_statistics import DayStatistics

        counted = [one for one in tables.of(DayStatistics).all() if one.region == region]
    return tuple(one for one in counted or tables.of(UsageRecord).all() if one.hour >= since)
