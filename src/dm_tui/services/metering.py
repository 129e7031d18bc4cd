"""Metering what was sent, and writing off what expired."""

from datetime import datetime

from dm_tui.domain.billing import PayAsYouGo
from dm_tui.domain.ledger import (
    Books,
    LedgerAccount,
    emails_sent,
    plan_written_off,
)
from dm_tui.domain.message import InternalMessage
from dm_tui.domain.metering import Allocation, UsageRecord, allocate, read_meter
from dm_tui.domain.plan import ResourcePlan
from dm_tui.providers.base import Provider
from dm_tui.services.billing import Billing
from dm_tui.services.books import book
from dm_tui.store.state import StateFile


class Metering:
    """Charges emails to their sources."""

    def __init__(self, state: StateFile, provider: Provider, billing: Billing) -> None:
        self._state = state
        self._provider = provider
        self._billing = billing

    def record(self, emails: int) -> Allocation:
        """Meter `emails` sent now, all in one transaction, and return what paid for them."""
        now = self._provider.now()
        catalogue = self._provider.catalogue()
        with self._state.transaction() as tables:
            account = tables.one(PayAsYouGo)
            plans = tables.of(ResourcePlan)
            usage = tables.of(UsageRecord)
            books = tables.one(Books)
            free_used = -int(books.total(LedgerAccount.FREE))
            meter = read_meter(catalogue, usage.all(), now, catalogue.daily_quota, free_used)
            usable = plans.open()
            split = allocate(emails, meter, usable, account.active, account.overdue, now)
            for plan in usable:
                if taken := split.plans.get(plan.id):
                    plans.put(plan.model_copy(update={"used": plan.used + taken}))
            if split.pay_as_you_go:
                tables.put_one(
                    account.model_copy(
                        update={
                            "open_emails": account.open_emails + split.pay_as_you_go,
                            "open_since": account.open_since or now,
                        }
                    )
                )
            if split.free or split.plans or split.pay_as_you_go:
                sent = int(books.total(LedgerAccount.SENT))
                book(tables, emails_sent(f"sent-{sent}", split, now))
                usage.put(_added(usage.get(_hour(now).isoformat()), _hour(now), split))
        self._billing.bill_due()
        return split

    def write_off_due(self) -> tuple[ResourcePlan, ...]:
        """Write off what is left of every plan that has expired, and tell the account."""
        now = self._provider.now()
        with self._state.read() as tables:
            if not any(one.expires_at <= now for one in tables.of(ResourcePlan).open()):
                return ()  # the usual case needs no lock
        with self._state.transaction() as tables:
            due = [one for one in tables.of(ResourcePlan).open() if one.expires_at <= now]
            for plan in sorted(due, key=lambda plan: (plan.expires_at, plan.id)):
                book(tables, plan_written_off(plan))
                tables.of(ResourcePlan).put(plan.model_copy(update={"written_off": True}))
                tables.of(InternalMessage).put(
                    InternalMessage(
                        id=f"{plan.id}-expired",
                        at=plan.expires_at,
                        subject=f"Plan {plan.id} expired with {plan.left:,} emails left",
                        body=f"They were worth {plan.worth_left.rounded()}.",
                    )
                )
        return tuple(due)


def _hour(now: datetime) -> datetime:
    return now.replace(minute=0, second=0, microsecond=0)


def _added(present: UsageRecord | None, hour: datetime, split: Allocation) -> UsageRecord:
    record = present or UsageRecord(id=hour.isoformat(), hour=hour)
    plans = dict(record.plans)
    for plan, taken in split.plans.items():
        plans[plan] = plans.get(plan, 0) + taken
    return record.model_copy(
        update={
            "free": record.free + split.free,
            "plans": plans,
            "pay_as_you_go": record.pay_as_you_go + split.pay_as_you_go,
        }
    )
