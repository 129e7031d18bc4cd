"""What pay-as-you-go cost this month: the larger of what the service billed and of what we sent."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import takewhile

from dm_tui.domain.account.service_status import ServiceAccount
from dm_tui.domain.billing_zone import billing_month
from dm_tui.domain.money import Money
from dm_tui.domain.purchase.catalogue import Catalogue
from dm_tui.domain.reading_freshness import BILLS_COUNT_FOR, is_fresh
from dm_tui.domain.usage import budget_wording as wording
from dm_tui.domain.usage.budget import MonthSpending, price_of
from dm_tui.domain.usage.usage_record import UsageRecord
from dm_tui.domain.usage.vendor_bill import VendorBillReading
from dm_tui.store.state import Tables


def month_spending(tables: Tables, catalogue: Catalogue, now: datetime) -> MonthSpending:
    """Return what pay-as-you-go cost this month: by our records, and where the service bills, by its bills.

    Of both the larger counts, as the service bills others' mail too, and later than it is sent. An hour whose
    payer is not known counts as if pay-as-you-go had paid.
    """
    start, per_thousand = billing_month(now), catalogue.pay_as_you_go_per_thousand
    records = _records_since(tables, start)
    own = price_of(per_thousand, sum(map(_chargeable, records)))
    is_upper_bound = any(record.unread_sources for record in records)
    if tables.single(ServiceAccount).meter is None:
        why = wording.NO_PRICE if own is None else ""
        return MonthSpending(start=start, spent=own, is_upper_bound=is_upper_bound, why=why)
    reading = tables.single(VendorBillReading)
    if reading.at is None or reading.at < start or not is_fresh(reading.at, now, BILLS_COUNT_FOR):
        return MonthSpending(start=start, spent=None, why=wording.BILLS_NOT_READ)
    since = [record for record in records if record.hour + timedelta(hours=1) > reading.at]
    later = price_of(per_thousand, sum(map(_chargeable, since)))
    billed, why = _sum_of_bills(reading, start, catalogue.currency)
    if billed is None or own is None or later is None:
        return MonthSpending(start=start, spent=None, why=why or wording.NO_PRICE)
    spent = max(own.amount, billed.amount + later.amount)
    return MonthSpending(
        start=start,
        spent=Money(amount=spent, currency=billed.currency),
        is_upper_bound=is_upper_bound or bool(later.amount and billed.amount),
    )


def _records_since(tables: Tables, start: datetime) -> list[UsageRecord]:
    history: Iterable[UsageRecord] = tables.of(UsageRecord).history()
    return list(takewhile(lambda record: record.hour >= start, history))


def _chargeable(record: UsageRecord) -> int:
    return record.emails if record.unread_sources else record.pay_as_you_go


def _sum_of_bills(reading: VendorBillReading, start: datetime, currency: str) -> tuple[Money | None, str]:
    """Return the sum of the service's bills of the month, or None and why it is not known."""
    total = Money(amount=Decimal(0), currency=currency)
    for bill in reading.bills:
        if bill.start is None or bill.total is None:
            return None, wording.BILLS_INCOMPLETE
        if bill.start < start:
            continue
        if bill.total.currency != currency:
            return None, wording.BILLS_IN_OTHER_CURRENCY.format(currency=bill.total.currency)
        total = total + bill.total
    return total, ""
