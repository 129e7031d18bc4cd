"""Reading the account: everything at a glance, and every plan, order, bill, hour of usage and message there was."""

from collections import Counter
from datetime import datetime, timedelta
from itertools import groupby
from typing import TYPE_CHECKING

from dm_tui.domain.account.account import Account, PrerequisiteKind
from dm_tui.domain.account.inbox_message import InternalMessage
from dm_tui.domain.account.service_status import ServiceAccount
from dm_tui.domain.dates import billing_day
from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.lazy_list import IteratorList, LazyList, MappedList
from dm_tui.domain.purchase.plan import PlanStatus, ResourcePlan, in_order_of_use
from dm_tui.domain.usage.billing import Bill, PayAsYouGo, amount_due, charge_due_at
from dm_tui.domain.usage.forecast import PACE_DAYS, forecast_plans, present_pace
from dm_tui.domain.usage.ledger import Books, LedgerAccount
from dm_tui.domain.usage.metering import EmailCount, Span, UsageRecord, sum_records, usage_by_span
from dm_tui.services.overview.views import (
    AccountView,
    BillView,
    DailyQuotaView,
    FreeQuotaView,
    NextStep,
    Overview,
    PayAsYouGoView,
    ServiceView,
)
from dm_tui.services.purchase.plan_view import PlanView
from dm_tui.services.usage.allowance import current_meter, sent_since
from dm_tui.store.full_history import FullHistory
from dm_tui.store.state import StateFile, Tables

if TYPE_CHECKING:  # `status` needs neither
    from dm_tui.domain.purchase.order import Order
    from dm_tui.providers.protocol import Provider


class Overviews:
    """Reads the account as a whole."""

    def __init__(self, state: StateFile, provider: "Provider") -> None:
        self._state = state
        self._provider = provider

    def overview(self) -> Overview:
        """Return the account now."""
        now = self._provider.account.now()
        since = billing_day(now) - timedelta(days=PACE_DAYS)
        account = self._provider.account.current()
        catalogue = self._provider.shop.catalogue()
        vendor_meters = self._provider.facts.vendor_meters
        with self._state.read() as tables:
            usage = tables.single(PayAsYouGo)
            plans = tables.of(ResourcePlan).all()
            sent = sent_since(tables, account.region, since)
            meter = current_meter(tables, catalogue, now)
            service = tables.single(ServiceAccount)
            unread = sum(not message.read for message in tables.of(InternalMessage).all())
            newest = next(iter(tables.of(Bill).history()), None)
            sending = _sending_steps(tables, wrote=any(one.emails for one in sent))
        verified = any(
            account.is_verified_for(one)
            for one in self._provider.account.regions()
            if one.id == account.region
        )
        return Overview(
            provider=self._provider.name,
            now=now,
            read_at=self._provider.account.read_at(),
            read_problem=_read_problem(account),
            account=AccountView(
                id=account.id,
                identity=account.identity,
                region=account.region,
                verified={
                    region.id: account.is_verified_for(region)
                    for region in self._provider.account.regions()
                },
            ),
            pay_as_you_go=PayAsYouGoView(
                active=usage.active,
                activated_at=usage.activated_at,
                price_per_thousand=catalogue.pay_as_you_go_per_thousand,
                open_amount=None if vendor_meters else amount_due(catalogue, usage.open_emails),
                overdue=usage.overdue,
            ),
            free_quota=FreeQuotaView(left=meter.free_left, left_today=meter.free_left_today),
            daily_quota=DailyQuotaView(limit=meter.daily_limit, used=meter.daily_used),
            service=ServiceView(**service.model_dump(include=set(ServiceView.model_fields)))
            if service.meter is not None
            else None,
            plans=tuple(
                PlanView.of(plan, now)
                for plan in (*in_order_of_use(plans, now), *_ended(plans, now))
            ),
            balance=self._provider.shop.balance(),
            unread_messages=unread,
            forecast=forecast_plans(plans, present_pace(sent, now), now),
            recent=_recent_emails_by_day(sent, now),
            next_bill_at=None if vendor_meters else charge_due_at(catalogue, usage, now),
            last_bill=BillView(**newest.model_dump(include=set(BillView.model_fields)))
            if newest
            else None,
            next_steps=(*_next_steps(verified, plans, usage), *sending),
        )

    def plan_history(self) -> FullHistory[ResourcePlan]:
        """Return every plan there ever was, newest first, read where it is looked at."""
        with self._state.read() as tables:
            return tables.of(ResourcePlan).history()

    def plan(self, plan_id: str) -> ResourcePlan:
        """Return one plan, or refuse when there is none of this id."""
        with self._state.read() as tables:
            found = tables.of(ResourcePlan).find(plan_id)
        if found is None:
            raise DirectMailError(
                ErrorKind.USAGE,
                "unknown-plan",
                f"There is no plan “{plan_id}”.",
                "List them with dm-tui status.",
            )
        return found

    def waiting_orders(self) -> int:
        """Return how many orders wait to be paid, or to be checked because nobody knows whether they were."""
        from dm_tui.domain.purchase.order import Order

        with self._state.read() as tables:
            return len(tables.of(Order).open())

    def order_history(self) -> "FullHistory[Order]":
        """Return every order there ever was, newest first, read where it is looked at."""
        from dm_tui.domain.purchase.order import Order

        with self._state.read() as tables:
            return tables.of(Order).history()

    def bill_history(self) -> FullHistory[Bill]:
        """Return every bill there ever was, newest first, read where it is looked at."""
        with self._state.read() as tables:
            return tables.of(Bill).history()

    def bill(self, bill_id: str) -> Bill | None:
        """Return one bill, if there is one of this id."""
        with self._state.read() as tables:
            return tables.of(Bill).find(bill_id)

    def usage_history(self, span: Span) -> IteratorList[UsageRecord]:
        """Return what was metered in every span with mail, newest first, added up as far as it is looked at."""
        with self._state.read() as tables:
            hours = tables.of(UsageRecord).history()
        spans = groupby(hours, lambda one: span.start(one.hour))
        sums = (sum_records(start, records) for start, records in spans)
        return IteratorList(one for one in sums if one.emails)

    def users(self) -> tuple[str, ...]:
        """Return everyone who can sign in here: in the sandbox, the owner and the RAM users."""
        return self._provider.account.users()

    def usage(self, span: Span = Span.HOUR) -> tuple[UsageRecord, ...]:
        """Return what was metered in every hour, day or month with mail, newest first."""
        with self._state.read() as tables:
            return usage_by_span(tables.of(UsageRecord).history(), span)

    def message_history(self) -> LazyList[InternalMessage]:
        """Return every internal message there ever was, newest first, read where it is looked at.

        What so many newer ones have passed that it is archived counts as read, looked at or not.
        """
        with self._state.read() as tables:
            live = {one.id for one in tables.of(InternalMessage).all()}
            past = tables.of(InternalMessage).history()

        def aged(one: InternalMessage) -> InternalMessage:
            return one if one.read or one.id in live else one.model_copy(update={"read": True})

        return MappedList(past, aged)

    def messages(self) -> tuple[InternalMessage, ...]:
        """Return all internal messages, newest first."""
        return tuple(self.message_history())

    def message(self, message_id: str) -> InternalMessage:
        """Return one internal message, or refuse when there is none of this id."""
        with self._state.read() as tables:
            found = tables.of(InternalMessage).find(message_id)
        if found is None:
            raise DirectMailError(
                ErrorKind.USAGE,
                "unknown-message",
                f"There is no message “{message_id}”.",
                "List them with dm-tui messages.",
            )
        return found

    def mark_read(self, message_id: str) -> None:
        """Mark one internal message as read."""
        with self._state.transaction() as tables:
            message = tables.of(InternalMessage).get(message_id)
            if message is not None and not message.read:
                tables.of(InternalMessage).put(message.model_copy(update={"read": True}))

    def mark_all_read(self) -> int:
        """Mark every internal message as read and return how many were not."""
        with self._state.transaction() as tables:
            new = [one for one in tables.of(InternalMessage).all() if not one.read]
            for message in new:
                tables.of(InternalMessage).put(message.model_copy(update={"read": True}))
        return len(new)


def _read_problem(account: Account) -> str:
    """Return why the account could not be read when that was last tried, empty where it could."""
    kind = PrerequisiteKind.ACCOUNT
    return next((one.detail for one in account.findings if one.kind is kind and not one.met), "")


def _ended(plans: tuple[ResourcePlan, ...], now: datetime) -> list[ResourcePlan]:
    ended = (plan for plan in plans if plan.status(now) is not PlanStatus.ACTIVE)
    return sorted(ended, key=lambda plan: plan.expires_at, reverse=True)


def _recent_emails_by_day(sent: tuple[EmailCount, ...], now: datetime) -> tuple[int, ...]:
    today = billing_day(now)
    sums = Counter[datetime]()
    for one in sent:
        sums[billing_day(one.hour)] += one.emails
    return tuple(sums[today - timedelta(days=back)] for back in reversed(range(PACE_DAYS)))


def _next_steps(
    verified: bool, plans: tuple[ResourcePlan, ...], usage: PayAsYouGo
) -> tuple[NextStep, ...]:
    """Return the way from nothing to an account that may send, as the purchase guide has it; first what suspends it."""
    overdue = NextStep(title="the overdue bill", done=False, action="bills pay")
    return (
        *([overdue] if usage.overdue else []),
        NextStep(title="identity verification", done=verified, action="verify"),
        NextStep(title="a plan", done=bool(plans) or usage.active, action="buy"),
        NextStep(title="pay-as-you-go", done=usage.active, action="activate"),
    )


def _sending_steps(tables: Tables, *, wrote: bool) -> tuple[NextStep, ...]:
    """Return the way from there to the first email (purchase guide), without loading what is only counted."""
    wrote = wrote or tables.single(Books).total(LedgerAccount.SENT) > 0
    return (
        NextStep(title="domain", done=tables.has("domains", "verified_at"), action="domains add"),
        NextStep(title="sender address", done=tables.has("senders", "id"), action="senders add"),
        NextStep(
            title="template (optional)",
            done=tables.has("templates", "status", "approved"),
            action="templates add",
        ),
        NextStep(title="first email", done=wrote, action="send"),
    )
