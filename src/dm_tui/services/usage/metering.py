"""Metering: charging emails to their sources, and giving back those not sent.

`charge_emails` and `give_back` run in the caller's transaction, so that a charge and its reason are saved
together or not at all.
"""

from collections.abc import Iterable
from datetime import datetime

from dm_tui.domain.account.service_status import ServiceAccount
from dm_tui.domain.account.unknown_figures import UnknownFigure
from dm_tui.domain.billing_zone import billing_day
from dm_tui.domain.purchase.catalogue import Catalogue
from dm_tui.domain.purchase.plan import ResourcePlan
from dm_tui.domain.usage.billing import PayAsYouGo
from dm_tui.domain.usage.budget import Budget
from dm_tui.domain.usage.ledger_entries import emails_returned_entry, emails_sent_entry
from dm_tui.domain.usage.paying_sources import Allocation, allocate
from dm_tui.domain.usage.usage_record import Span, UsageRecord
from dm_tui.providers.protocol import AccountProvider, Shop
from dm_tui.services.ledger.posting import next_number, post_entry
from dm_tui.services.usage.billing import Billing
from dm_tui.services.usage.budget import budget_room, note_nearly_spent, present_budget
from dm_tui.services.usage.expired_plans import write_off
from dm_tui.services.usage.quota_left import current_meter
from dm_tui.store.state import StateFile, Tables


def preview_charge(tables: Tables, catalogue: Catalogue, emails: int, now: datetime) -> Allocation:
    """Return the sources that would pay for `emails` sent now, without charging them."""
    return _split(tables, catalogue, emails, now, _budget(tables, catalogue, emails))


def _budget(tables: Tables, catalogue: Catalogue, emails: int) -> Budget | None:
    return present_budget(tables, catalogue.currency) if emails else None


def _split(
    tables: Tables, catalogue: Catalogue, emails: int, now: datetime, budget: Budget | None
) -> Allocation:
    if emails and tables.single(ServiceAccount).closed:
        return Allocation(refused=emails, reason="suspended")
    account = tables.single(PayAsYouGo)
    meter = current_meter(tables, catalogue, now)
    plans = tables.of(ResourcePlan).open()
    room = budget_room(budget, tables, catalogue, now)
    return allocate(emails, meter, plans, account.active, account.overdue, now, room)


def preview_whole(tables: Tables, catalogue: Catalogue, emails: int, now: datetime) -> int:
    """Return how many of `emails` go by pay-as-you-go in the end, whatever quota and budget hold back now."""
    meter = current_meter(tables, catalogue, now).model_copy(update={"daily_limit": None})
    return allocate(emails, meter, tables.of(ResourcePlan).open(), True, False, now).pay_as_you_go


def charge_emails(tables: Tables, catalogue: Catalogue, emails: int, now: datetime) -> Allocation:
    """Charge `emails` sent now to their sources and return the split."""
    budget = _budget(tables, catalogue, emails)  # in one reading of the settings file, for each batch
    charged = _split(tables, catalogue, emails, now, budget)
    if not charged.emails:
        return charged
    plans = tables.of(ResourcePlan)
    for plan in plans.open():
        if taken := charged.plans.get(plan.id):
            plans.put(plan.model_copy(update={"used": plan.used + taken}))
    if charged.pay_as_you_go and not _is_billed_by_vendor(tables):
        account = tables.single(PayAsYouGo)
        tables.put_single(account.with_emails(charged.pay_as_you_go, now))
    usage, hour = tables.of(UsageRecord), Span.HOUR.start(now)
    record = usage.get(hour.isoformat()) or UsageRecord(id=hour.isoformat(), hour=hour)
    usage.put(record.with_allocation(record.charged + charged))
    post_entry(tables, emails_sent_entry(_next_metering_id(tables), charged, now))
    _update_service_quota(tables, charged.free, charged.emails, now)
    if charged.pay_as_you_go and budget is not None:
        note_nearly_spent(budget, tables, catalogue, now)
    return charged


def note_unread_sources(tables: Tables, unread: Iterable[UnknownFigure], now: datetime) -> None:
    """Note which sources could not be read when emails were charged in the hour of `now`."""
    sources, usage = {str(figure.what): figure.why for figure in unread}, tables.of(UsageRecord)
    if sources and (record := usage.get(Span.HOUR.start(now).isoformat())):
        usage.put(record.with_unread_sources(sources))


def give_back(tables: Tables, part: Allocation, charged_at: datetime, now: datetime) -> None:
    """Give emails that were charged at `charged_at` and not sent back to their sources.

    A plan written off meanwhile loses them too; emails billed meanwhile become credit.
    """
    if not part.emails:
        return
    plans, lost = tables.of(ResourcePlan), 0
    for id, emails in part.plans.items():
        plan = plans.find(id)
        if plan is None:
            raise ValueError(f"there is no plan {id}")
        lost += emails if plan.written_off else 0
        plans.replace(plan.model_copy(update={"used": max(0, plan.used - emails)}))
    if part.pay_as_you_go and not _is_billed_by_vendor(tables):
        tables.put_single(tables.single(PayAsYouGo).with_emails(-part.pay_as_you_go, now))
    usage, hour = tables.of(UsageRecord), Span.HOUR.start(charged_at)
    record = usage.find(hour.isoformat())
    if record is None:
        raise ValueError(f"nothing was charged at {hour}")
    usage.replace(record.with_allocation(record.charged - part))
    post_entry(tables, emails_returned_entry(_next_metering_id(tables), part, lost, now))
    if billing_day(charged_at) == billing_day(now):
        _update_service_quota(tables, -part.free, -part.emails, now)


def _is_billed_by_vendor(tables: Tables) -> bool:
    return tables.single(ServiceAccount).meter is not None


def _update_service_quota(tables: Tables, free: int, emails: int, now: datetime) -> None:
    """Subtract sent emails from the quota last read from the service, until the next reading."""
    service = tables.single(ServiceAccount)
    if service.meter is not None:
        tables.put_single(service.with_sent(free, emails, now))


def _next_metering_id(tables: Tables) -> str:
    """Return a new id: the same number of emails may be metered more than once."""
    return f"metered-{next_number(tables, 'meterings')}"


class Metering:
    """Charges emails to their sources."""

    def __init__(self, state: StateFile, account: AccountProvider, shop: Shop, billing: Billing) -> None:
        self._state, self._account, self._shop, self._billing = state, account, shop, billing

    def record(self, emails: int) -> Allocation:
        """Meter `emails` sent now in one transaction and return the split over the sources."""
        with self._state.transaction() as tables:
            charged = charge_emails(tables, self._shop.catalogue(), emails, self._account.now())
        self._billing.charge_due_bill()
        return charged

    def write_off_expired_plans(self) -> tuple[ResourcePlan, ...]:
        """Write off the emails left of every expired plan, with a message for each."""
        return write_off(self._state, self._account.now())
