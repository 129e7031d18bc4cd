"""Reading the account: everything at a glance, and the history of plans, orders, bills, usage and messages.

Histories are lazy: a face that shows some rows reads these, not all there are.
"""

from collections import Counter
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from dm_tui.domain.account.account import Account
from dm_tui.domain.account.inbox_message import InternalMessage
from dm_tui.domain.account.prerequisites import all_prerequisites, unread_account
from dm_tui.domain.account.regions import region_with_id
from dm_tui.domain.account.service_status import ServiceAccount
from dm_tui.domain.account.unknown_figures import Figure, never_reported
from dm_tui.domain.account.wording import UNKNOWN_MESSAGE
from dm_tui.domain.billing_zone import billing_day
from dm_tui.domain.purchase.plan import PlanStatus, PlanView, ResourcePlan
from dm_tui.domain.usage.billing import Bill, PayAsYouGo, amount_due, charge_due_at
from dm_tui.domain.usage.paying_sources import UNREAD_METER, in_order_of_use
from dm_tui.domain.usage.usage_record import EmailCount, Span, UsageRecord, usage_by_span
from dm_tui.domain.usage.used_up_forecast import PACE_DAYS, forecast_plans, present_pace
from dm_tui.services.overview import views
from dm_tui.services.overview.views import Overview
from dm_tui.services.usage.quota_left import current_meter, sent_since
from dm_tui.store.full_history import FullHistory
from dm_tui.store.state import StateFile, Tables

if TYPE_CHECKING:  # `status` needs none of them
    from dm_tui.domain.lazy_list import IteratorList, LazyList
    from dm_tui.domain.purchase.order import Order
    from dm_tui.providers.protocol import Provider


class Overviews:
    """Reads the account as a whole."""

    def __init__(self, state: StateFile, provider: "Provider") -> None:
        self._state, self._provider = state, provider

    def overview(self) -> Overview:
        """Return the account now."""
        from dm_tui.services.overview.next_steps import steps_to_activation, steps_to_first_email

        now = self._provider.account.now()
        since = billing_day(now) - timedelta(days=PACE_DAYS)
        account = self._provider.account.current()
        catalogue = self._provider.shop.catalogue()
        vendor_meters = self._provider.facts.vendor_meters
        unread = frozenset(figure.what for figure in account.unknown)
        with self._state.read() as tables:
            pay_as_you_go = tables.single(PayAsYouGo)
            plans = tables.of(ResourcePlan).all()
            sent = sent_since(tables, account.region, since)
            meter = current_meter(tables, catalogue, now)
            service = tables.single(ServiceAccount)
            unread_messages = sum(not message.read for message in tables.of(InternalMessage).all())
            newest_bill = next(iter(tables.of(Bill).history()), None)
            waiting_orders = _waiting_orders(tables)
            sending_steps = steps_to_first_email(tables, unread, wrote=any(count.emails for count in sent))
        owned = None if Figure.PLANS in unread else plans
        pace = None if Figure.STATISTICS in unread else present_pace(sent, now)
        forecast = forecast_plans(owned or (), pace, now)
        if Figure.SOME_PLANS in unread:
            forecast = forecast.model_copy(update={"lasts_until": None})
        regions = self._provider.account.regions()
        no_price = catalogue.pay_as_you_go_per_thousand is None
        unpriced = never_reported(Figure.PAY_AS_YOU_GO_PRICE, where=no_price)
        here = region_with_id(regions, account.region) or regions[0]
        lacks_standing = vendor_meters and pay_as_you_go.active and service.standing is None
        unclear = pay_as_you_go.active is None or lacks_standing
        return Overview(
            provider=self._provider.name,
            now=now,
            read_at=self._provider.account.read_at(),
            read_problem=_read_problem(account),
            account=views.AccountView.take(
                account,
                region_name=here.name,
                verified={region.id: account.verified_for(region) for region in regions},
            ),
            pay_as_you_go=views.PayAsYouGoView.take(
                pay_as_you_go,
                overdue=None if unclear else pay_as_you_go.overdue,
                price_per_thousand=catalogue.known_price_per_thousand,
                guide_price=catalogue.guide_price_per_thousand,
                open_amount=None if vendor_meters else amount_due(catalogue, pay_as_you_go.open_emails),
            ),
            free_quota=views.FreeQuotaView(
                total=catalogue.free_emails, left=meter.free_left, left_today=meter.free_left_today
            ),
            daily_quota=views.DailyQuotaView(limit=meter.daily_limit, used=meter.daily_used),
            service=None if service.meter in (None, UNREAD_METER) else views.ServiceView.take(service),
            plans=None if owned is None else _plan_views(owned, now),
            balance=self._provider.shop.balance(),
            unread_messages=unread_messages,
            forecast=views.ForecastView.of(forecast),
            recent=None if pace is None else _recent_emails_by_day(sent, now),
            next_bill_at=None if vendor_meters else charge_due_at(catalogue, pay_as_you_go, now),
            last_bill=None if newest_bill is None else views.BillView.take(newest_bill),
            next_steps=(
                *steps_to_activation(account.verified_for(here), owned, pay_as_you_go, now),
                *sending_steps,
            ),
            waiting_orders=waiting_orders,
            prerequisites=all_prerequisites(account, here),
            unknown=(*account.unknown, *unpriced),
        )

    def plan_history(self) -> FullHistory[ResourcePlan]:
        """Return every plan ever bought, newest first, read lazily."""
        with self._state.read() as tables:
            return tables.of(ResourcePlan).history()

    def plan(self, plan_id: str) -> ResourcePlan:
        """Return one plan, or refuse an unknown id."""
        from dm_tui.domain.usage.wording import UNKNOWN_PLAN

        with self._state.read() as tables:
            return tables.of(ResourcePlan).require(plan_id, UNKNOWN_PLAN(plan=plan_id))

    def waiting_orders(self) -> int:
        """Return how many orders are unpaid, or paid with an unknown outcome."""
        from dm_tui.domain.purchase.order import Order

        with self._state.read() as tables:
            return len(tables.of(Order).open())

    def open_orders(self) -> tuple[views.WaitingOrder, ...]:
        """Return the orders that wait for you now: unpaid ones, and those whose payment has no outcome."""
        now = self._provider.account.now()
        with self._state.read() as tables:
            waiting = _waiting_orders(tables)
        return tuple(order for order in waiting if order.unsettled or order.lapses_at > now)

    def order_history(self) -> "FullHistory[Order]":
        """Return every order ever made, newest first, read lazily."""
        from dm_tui.domain.purchase.order import Order

        with self._state.read() as tables:
            return tables.of(Order).history()

    def bill_history(self) -> FullHistory[Bill]:
        """Return every bill ever made, newest first, read lazily."""
        with self._state.read() as tables:
            return tables.of(Bill).history()

    def bill(self, bill_id: str) -> Bill | None:
        """Return one bill, if the id is known."""
        with self._state.read() as tables:
            return tables.of(Bill).find(bill_id)

    def usage_history(self, span: Span) -> "IteratorList[UsageRecord]":
        """Return usage by span, newest first, added up lazily; spans without mail are left out."""
        from dm_tui.domain.lazy_list import IteratorList

        with self._state.read() as tables:
            return IteratorList(usage_by_span(tables.of(UsageRecord).history(), span))

    def users(self) -> tuple[str, ...]:
        """Return everyone who can sign in here: in the sandbox, the owner and the RAM users."""
        return self._provider.account.users()

    def usage(self, span: Span = Span.HOUR) -> tuple[UsageRecord, ...]:
        """Return usage by hour, day or month, newest first; spans without mail are left out."""
        with self._state.read() as tables:
            hours = sorted(tables.of(UsageRecord).history(), key=lambda record: record.hour, reverse=True)
        return tuple(usage_by_span(hours, span))

    def message_history(self) -> "LazyList[InternalMessage]":
        """Return every internal message, newest first, read lazily; archived ones count as read."""
        from dm_tui.domain.lazy_list import MappedList

        with self._state.read() as tables:
            live = {message.id for message in tables.of(InternalMessage).all()}
            history = tables.of(InternalMessage).history()

        def as_shown(message: InternalMessage) -> InternalMessage:
            if message.read or message.id in live:
                return message
            return message.model_copy(update={"read": True})

        return MappedList(history, as_shown)

    def messages(self) -> tuple[InternalMessage, ...]:
        """Return all internal messages, newest first."""
        return tuple(self.message_history())

    def message(self, message_id: str) -> InternalMessage:
        """Return one internal message, or refuse an unknown id."""
        with self._state.read() as tables:
            return tables.of(InternalMessage).require(message_id, UNKNOWN_MESSAGE(message=message_id))

    def mark_read(self, message_id: str) -> None:
        """Mark one internal message as read."""
        with self._state.transaction() as tables:
            message = tables.of(InternalMessage).get(message_id)
            if message is not None and not message.read:
                tables.of(InternalMessage).put(message.model_copy(update={"read": True}))

    def mark_all_read(self) -> int:
        """Mark every internal message as read and return how many were unread."""
        with self._state.transaction() as tables:
            messages = tables.of(InternalMessage).all()
            unread = [message for message in messages if not message.read]
            for message in unread:
                tables.of(InternalMessage).put(message.model_copy(update={"read": True}))
        return len(unread)


def _read_problem(account: Account) -> str:
    """Return why the last reading of the account failed, empty if it did not."""
    return next((finding.detail for finding in unread_account(account)), "")


def _plan_views(plans: tuple[ResourcePlan, ...], now: datetime) -> tuple[PlanView, ...]:
    return tuple(PlanView.of(plan, now) for plan in (*in_order_of_use(plans, now), *_ended_plans(plans, now)))


def _ended_plans(plans: tuple[ResourcePlan, ...], now: datetime) -> list[ResourcePlan]:
    ended = (plan for plan in plans if plan.status(now) is not PlanStatus.ACTIVE)
    return sorted(ended, key=lambda plan: plan.expires_at, reverse=True)


def _recent_emails_by_day(sent: tuple[EmailCount, ...], now: datetime) -> tuple[int, ...]:
    today = billing_day(now)
    sums = Counter[datetime]()
    for count in sent:
        sums[billing_day(count.hour)] += count.emails
    return tuple(sums[today - timedelta(days=back)] for back in reversed(range(PACE_DAYS)))


def _waiting_orders(tables: Tables) -> tuple[views.WaitingOrder, ...]:
    """Return the orders that wait for you. Where none does, the model of an order is not loaded."""
    if not any(tables.has("orders", "status", status) for status in ("unpaid", "submitting", "unknown")):
        return ()
    from dm_tui.domain.purchase.order import Order

    waiting = (order for order in tables.of(Order).open() if not order.closed)
    return tuple(views.WaitingOrder.take(order, unsettled=order.unsettled) for order in waiting)
