"""Storing what was read of the account, each part on its own; what was not read stays as it was."""

from datetime import datetime
from typing import TypeVar

from dm_tui.domain.account.service_status import ServiceAccount, ServiceStatus
from dm_tui.domain.account.unknown_figures import ReadingPart
from dm_tui.domain.money import Money
from dm_tui.domain.purchase.vendor_order import VendorOrder
from dm_tui.domain.usage.billing import PayAsYouGo
from dm_tui.domain.usage.daily_counts import DayStatistics
from dm_tui.domain.usage.paying_sources import UNREAD_METER
from dm_tui.providers.alibaba.api.account_and_plan_answers import AccountSummary
from dm_tui.providers.alibaba.reading.read_catalogue import build_catalogue
from dm_tui.providers.alibaba.reading.read_daily_counts import count_sent_today
from dm_tui.providers.alibaba.reading.read_plans import OwnedPlans
from dm_tui.providers.alibaba.reading.read_service import build_service_account
from dm_tui.providers.alibaba.reading.reading_record import LiveAccount, VendorOffer, VerificationState
from dm_tui.providers.alibaba.reading.store_plans import store_plans
from dm_tui.store.state import Tables

V = TypeVar("V", VendorOrder, DayStatistics)


def change_record(tables: Tables, **update: object) -> None:
    """Change what is kept of the account."""
    tables.put_single(tables.single(LiveAccount).model_copy(update=update))


def store_sale(tables: Tables, offers: tuple[VendorOffer, ...], prices: dict[str, Money]) -> None:
    """Store what is on sale, and its prices unless none could be read."""
    record = tables.single(LiveAccount)
    sold = (*record.products, *(offer.product for offer in (*record.offers, *offers)))
    update: dict[str, object] = {
        "offers": offers or record.offers,
        "products": tuple(dict.fromkeys(sold)),
        "unpriced": tuple(offer.spec for offer in offers if offer.spec not in prices),
    }
    if prices:
        update["catalogue"] = build_catalogue(prices, offers)
    change_record(tables, **update)


def store_owned_plans(tables: Tables, owned: OwnedPlans, now: datetime) -> None:
    """Store the plans; that there are some shows that the account is verified (purchase guide)."""
    store_plans(tables, owned, now)
    if owned.plans:
        change_record(tables, verification=VerificationState.INFERRED)


def store_service_summary(tables: Tables, summary: AccountSummary | None, now: datetime) -> None:
    """Store whether pay-as-you-go is active, and the service's report of the account.

    Only a verified account could have activated it (purchase guide).
    """
    pay_as_you_go, before = tables.single(PayAsYouGo), tables.single(ServiceAccount).meter_at(now)
    was_read = ReadingPart.SERVICE in tables.single(LiveAccount).parts
    service = build_service_account(summary, before.daily_used if before else None, now)
    tables.put_single(service)
    since = None
    if summary is not None:
        was_inactive = pay_as_you_go.active is False and was_read
        since = now if was_inactive else pay_as_you_go.activated_at
        change_record(tables, verification=VerificationState.INFERRED)
    overdue = service.standing is ServiceStatus.OVERDUE
    update = {"active": summary is not None, "activated_at": since, "overdue": overdue}
    tables.put_single(pay_as_you_go.model_copy(update=update))


def store_not_activated(tables: Tables) -> None:
    """Store that Direct Mail is not activated, as it said; what was read of it before holds no more."""
    parts = tables.single(LiveAccount).parts
    change_record(
        tables, parts={part: kept for part, kept in parts.items() if part is not ReadingPart.SERVICE}
    )
    update = {"active": False, "overdue": False}
    tables.put_single(tables.single(PayAsYouGo).model_copy(update=update))


def forget_service_summary(tables: Tables) -> None:
    """Store that the account at the service could not be read: nothing of it is known."""
    service, pay_as_you_go = tables.single(ServiceAccount), tables.single(PayAsYouGo)
    tables.put_single(service.model_copy(update={"standing": None, "meter": UNREAD_METER}))
    tables.put_single(pay_as_you_go.model_copy(update={"active": None, "overdue": False}))


def store_sent_today(tables: Tables, days: tuple[DayStatistics, ...], now: datetime) -> None:
    """Store how many emails were sent today: by the service's count, or by ours if it is higher."""
    service = tables.single(ServiceAccount)
    meter = service.meter_at(now) or UNREAD_METER
    used = max(count_sent_today(days, now), meter.daily_used or 0)
    meter = meter.model_copy(update={"daily_used": used})
    tables.put_single(service.model_copy(update={"at": now, "meter": meter}))


def forget_sent_today(tables: Tables) -> None:
    """Store that what was sent today could not be read."""
    service = tables.single(ServiceAccount)
    if service.meter is not None:
        meter = service.meter.model_copy(update={"daily_used": None})
        tables.put_single(service.model_copy(update={"meter": meter}))


def put_changed(tables: Tables, model: type[V], values: tuple[V, ...]) -> None:
    """Store the values that differ from ours; one that the vendor no longer reports stays as it was."""
    for value in values:
        if tables.of(model).get(value.id) != value:
            tables.of(model).put(value)
