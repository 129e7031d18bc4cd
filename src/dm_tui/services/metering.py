"""Metering what was sent and billing what pay-as-you-go paid for."""

from datetime import datetime

from dm_tui.domain.billing import Bill, BillStatus, PayAsYouGo, amount_due, charge_due_at
from dm_tui.domain.message import InternalMessage
from dm_tui.domain.metering import Allocation, UsageRecord, allocate, read_meter
from dm_tui.domain.plan import ResourcePlan
from dm_tui.providers.sandbox.provider import SandboxProvider
from dm_tui.store.state import StateFile, Tables


class Metering:
    """Charges emails to their sources and bills the open amount when it falls due."""

    def __init__(self, state: StateFile, provider: SandboxProvider) -> None:
        self._state = state
        self._provider = provider

    def record(self, emails: int) -> Allocation:
        """Meter `emails` sent now, all in one transaction, and return what paid for them."""
        now = self._provider.now()
        catalogue = self._provider.catalogue()
        with self._state.transaction() as tables:
            account = tables.one(PayAsYouGo)
            plans = tables.of(ResourcePlan)
            usage = tables.of(UsageRecord)
            meter = read_meter(catalogue, usage.all(), now, catalogue.daily_quota)
            split = allocate(emails, meter, plans.all(), account.active, account.overdue, now)
            for plan in plans.all():
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
                usage.put(_added(usage.get(_hour(now).isoformat()), _hour(now), split))
        self.bill_due()
        return split

    def next_charge(self) -> datetime | None:
        """Return when the open amount will be charged, None when nothing is open or it is overdue."""
        with self._state.read() as tables:
            account = tables.one(PayAsYouGo)
        if account.overdue:
            return None
        return charge_due_at(self._provider.catalogue(), account, self._provider.now())

    def bill_due(self) -> Bill | None:
        """Charge the open amount if it is due now; a failed charge makes the account overdue."""
        now = self._provider.now()
        due = self.next_charge()
        if due is None or due > now:
            return None
        with self._state.transaction() as tables:
            return self._charge(tables, now)

    def _charge(self, tables: Tables, now: datetime) -> Bill:
        account = tables.one(PayAsYouGo)
        number = len(tables.of(Bill)) + 1
        bill = Bill(
            id=f"B{now:%y%m%d}-{number:04d}",
            start=account.open_since or now,
            end=now,
            emails=account.open_emails,
            total=amount_due(self._provider.catalogue(), account.open_emails),
            status=BillStatus.OVERDUE,
        )
        if self._provider.charge_bill(bill):
            bill = bill.model_copy(update={"status": BillStatus.CHARGED, "charged_at": now})
        else:
            tables.of(InternalMessage).put(
                InternalMessage(
                    id=f"{bill.id}-overdue",
                    at=now,
                    subject=f"Bill {bill.id} of {bill.total} could not be charged",
                    body="Sending is suspended until the bill is paid. A plan does not settle it.",
                )
            )
        tables.of(Bill).put(bill)
        tables.put_one(
            account.model_copy(
                update={
                    "open_emails": 0,
                    "open_since": None,
                    "overdue": bill.status is BillStatus.OVERDUE,
                }
            )
        )
        return bill


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
