"""The reminders that are due at an instant. Pure: the same facts always give the same reminders.

The rules, ours where the purchase guide names none:

* Of the thresholds that a plan has passed, only the newest gives a reminder.
* Plans of one order that expire on one day share a reminder.
* A replaced plan gives none: after its reminders began, a later plan was bought that holds at least as much
  as is left of it. A plan bought long before does not replace it, because the rest may still be lost.
* Low quota is a matter of the account, not of a plan: as long as plans that are used later hold at least as
  much, a plan that comes to its end is no news. A used-up plan gives a reminder only if it is the last in
  use.
* Where activation is missing, that reminder also says that the quota runs low: one message, not two.
* In the quiet hours only internal messages arrive; the others follow afterwards if they are still due.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta, tzinfo
from functools import reduce
from operator import add

from dm_tui.domain.billing_zone import BILLING_ZONE, billing_month
from dm_tui.domain.model import Model
from dm_tui.domain.money import Money
from dm_tui.domain.purchase.order import Order, OrderStatus
from dm_tui.domain.purchase.plan import PlanStatus, ResourcePlan
from dm_tui.domain.purchase.refund import RefundOffer, may_be_refunded
from dm_tui.domain.reminders.quiet_hours import is_quiet, quiet_end
from dm_tui.domain.reminders.reminder import Reminder, ReminderKey, expiry_subject
from dm_tui.domain.reminders.settings import Channel, ReminderKind, ReminderSettings
from dm_tui.domain.usage.billing import Bill, BillStatus
from dm_tui.domain.usage.budget import BudgetState, month_subject
from dm_tui.domain.usage.used_up_forecast import forecast_plans

LAPSE_REMINDER_MINUTES = 15  # between the reminder of an unpaid order and its lapse (our own choice)


class ReminderFacts(Model):
    """The facts that reminders follow from. `pace` is in emails a day, `account` is the account's id.

    `refunds` are the last answers of the vendor about plans that were never used, `refund_page` is where to
    ask.
    """

    plans: tuple[ResourcePlan, ...] = ()
    orders: tuple[Order, ...] = ()
    bills: tuple[Bill, ...] = ()
    pay_as_you_go: bool | None = False
    price: Money | None = None
    is_guide_price: bool = False
    overdue: bool = False  # a live account may be, although we do not have the bill
    pace: float = 0.0
    refunds: tuple[RefundOffer, ...] = ()
    refund_page: str = ""
    budget: BudgetState | None = None
    account: str = ""
    sandbox: bool = False


def due_reminders(
    facts: ReminderFacts, settings: ReminderSettings, at: datetime, zone: tzinfo | None = None
) -> tuple[Reminder, ...]:
    """Return every reminder that is due at `at`, sent before or not, with the channels open at that time."""
    channels = (Channel.INTERNAL,) if is_quiet(settings, at, zone) else settings.channels
    reminders = (
        *_expiry_reminders(facts, settings, at),
        *_low_quota_reminders(facts, settings, at),
        *_overdue_reminders(facts, at),
        *_order_lapse_reminders(facts, at),
        *_budget_reminders(facts, at),
    )
    update = {"channels": channels, "account": facts.account, "sandbox": facts.sandbox}
    return tuple(
        reminder.model_copy(update=update) for reminder in reminders if reminder.kind not in settings.silent
    )


def channels_to_notify(reminder: Reminder, thresholds: Mapping[ReminderKey, int]) -> tuple[Channel, ...]:
    """Return the channels that sent neither this threshold nor a lower one, should the clock be set back."""
    return tuple(
        channel
        for channel in reminder.channels
        if reminder.threshold < thresholds.get((reminder.kind, reminder.subject, channel), 1_000)
    )


def next_reminder_at(
    facts: ReminderFacts,
    settings: ReminderSettings,
    now: datetime,
    thresholds: Mapping[ReminderKey, int],
    zone: tzinfo | None = None,
) -> datetime | None:
    """Return the first instant, `now` or later, with something new to say, if the facts do not change."""
    for at in (now, *_candidate_instants(facts, settings, now, zone)):
        due = due_reminders(facts, settings, at, zone)
        if any(channels_to_notify(reminder, thresholds) for reminder in due):
            return at
    return None


def possible_subjects(facts: ReminderFacts, at: datetime) -> frozenset[tuple[ReminderKind, str]]:
    """Return every subject that may need a reminder, now or later; any other is over."""
    active = _active_plans(facts, at)
    valid = [plan.id for plan in facts.plans if _valid(plan, at)]
    return frozenset(
        (
            *((ReminderKind.EXPIRY, _plan_expiry_subject(plan)) for plan in active),
            *((kind, id) for kind in (ReminderKind.LOW_QUOTA, ReminderKind.ACTIVATION) for id in valid),
            *((ReminderKind.BUDGET, due.about) for due in _budget_reminders(facts, at)),
            *((ReminderKind.OVERDUE, due.about) for due in _overdue_reminders(facts, at)),
            *((ReminderKind.ORDER_LAPSE, order.id) for order in facts.orders if not order.closed),
        )
    )


def _candidate_instants(
    facts: ReminderFacts, settings: ReminderSettings, now: datetime, zone: tzinfo | None
) -> list[datetime]:
    ends = {plan.expires_at for plan in _active_plans(facts, now)}
    lapses = {order.lapses_at for order in facts.orders if order.status is OrderStatus.UNPAID}
    instants = {end - timedelta(days=days) for end in ends for days in settings.expiry_days}
    instants |= {end - timedelta(minutes=LAPSE_REMINDER_MINUTES) for end in lapses}
    if (end := quiet_end(settings, now, zone)) is not None:
        instants.add(end)
    return sorted(at for at in instants if at > now)


def _expiry_reminders(facts: ReminderFacts, settings: ReminderSettings, at: datetime) -> Iterable[Reminder]:
    active = _active_plans(facts, at)
    by_subject: dict[str, list[ResourcePlan]] = {}
    for plan in sorted(active, key=_in_order_of_expiry):
        by_subject.setdefault(_plan_expiry_subject(plan), []).append(plan)
    for plans in by_subject.values():
        first, last = plans[0].expires_at, plans[-1].expires_at
        passed = [days for days in settings.expiry_days if at >= first - timedelta(days=days)]
        if not passed:
            continue
        begun = first - timedelta(days=max(settings.expiry_days))
        later = [plan for plan in active if plan.expires_at > last]
        replacing = (plan for plan in later if plan.purchased_at >= begun)
        if _emails_left(replacing) >= _emails_left(plans):
            continue
        yield _plan_reminder(plans, later, facts, at, ReminderKind.EXPIRY, min(passed))


def _low_quota_reminders(
    facts: ReminderFacts, settings: ReminderSettings, at: datetime
) -> Iterable[Reminder]:
    plans = sorted((plan for plan in facts.plans if _valid(plan, at)), key=_in_order_of_expiry)
    nearly_used_up = min((percent for percent in settings.low_quota if percent), default=None)
    for place, plan in enumerate(plans, 1):
        later = plans[place:]
        if later and _emails_left(later) >= plan.left:
            continue
        passed = [percent for percent in settings.low_quota if plan.left * 100 <= percent * plan.emails]
        if not passed or (plan.left == 0) != (min(passed) == 0):
            continue
        activation = (
            facts.pay_as_you_go is False
            and min(passed) == nearly_used_up
            and ReminderKind.ACTIVATION not in settings.silent
        )
        kind = ReminderKind.ACTIVATION if activation else ReminderKind.LOW_QUOTA
        yield _plan_reminder([plan], later, facts, at, kind, min(passed))


def _budget_reminders(facts: ReminderFacts, at: datetime) -> Iterable[Reminder]:
    """Yield the reminder of a budget that is nearly spent, once a month."""
    state = facts.budget
    if state is None or not state.is_nearly_spent or state.month.spent is None:
        return
    about = month_subject(state.month.start)
    yield Reminder(
        kind=ReminderKind.BUDGET,
        about=about,
        at=at,
        amount=state.month.spent.rounded(),
        limit=state.budget.limit,
    )


def _overdue_reminders(facts: ReminderFacts, at: datetime) -> Iterable[Reminder]:
    for bill in sorted(facts.bills, key=lambda bill: bill.id):
        if bill.status is BillStatus.OVERDUE:
            yield Reminder(kind=ReminderKind.OVERDUE, about=bill.id, at=at, amount=bill.total)
    if facts.overdue and not facts.bills:  # once a month, as long as it lasts
        month = billing_month(at).astimezone(BILLING_ZONE)
        yield Reminder(kind=ReminderKind.OVERDUE, about=f"pay-as-you-go {month:%Y-%m}", at=at)


def _order_lapse_reminders(facts: ReminderFacts, at: datetime) -> Iterable[Reminder]:
    for order in sorted(facts.orders, key=lambda order: order.id):
        begin = order.lapses_at - timedelta(minutes=LAPSE_REMINDER_MINUTES)
        if order.status is OrderStatus.UNPAID and begin <= at < order.lapses_at:
            yield Reminder(
                kind=ReminderKind.ORDER_LAPSE,
                about=order.id,
                threshold=LAPSE_REMINDER_MINUTES,
                at=at,
                spec=order.spec,
                emails=order.emails,
                amount=order.total,
                ends_at=order.lapses_at,
            )


def _plan_reminder(
    plans: list[ResourcePlan],
    later: list[ResourcePlan],
    facts: ReminderFacts,
    at: datetime,
    kind: ReminderKind,
    threshold: int,
) -> Reminder:
    order = plans[0].order_id if kind is ReminderKind.EXPIRY else ""
    ids = [plan.id for plan in plans]
    forecasts = [plan for plan in forecast_plans(facts.plans, facts.pace, at).plans if plan.id in ids]
    amount = _sum(plan.worth_left for plan in plans)
    remaining = sum(forecast.left for forecast in forecasts) if facts.pace else _emails_left(plans)
    remaining_worth = _sum(plan.worth for plan in forecasts) if forecasts else None
    used_up = [plan.runs_out_at for plan in forecasts if plan.runs_out_at is not None]
    return Reminder(
        kind=kind,
        about=order or plans[0].id,
        threshold=threshold,
        at=at,
        plans=tuple(ids),
        spec=plans[0].spec,
        emails=sum(plan.emails for plan in plans),
        left=_emails_left(plans),
        amount=amount,
        ends_at=plans[0].expires_at,
        pace=round(facts.pace),
        remaining=remaining,
        remaining_worth=remaining_worth if facts.pace else amount,
        used_up_at=max(used_up) if used_up and not remaining else None,
        pay_as_you_go=facts.pay_as_you_go,
        price=facts.price,
        is_guide_price=facts.is_guide_price,
        later=_emails_left(later),
        never_used=all(may_be_refunded(plan, at) for plan in plans),
        refund=_refund(plans, facts.refunds),
        refund_page=facts.refund_page,
    )


def _refund(plans: list[ResourcePlan], offers: Iterable[RefundOffer]) -> Money | None:
    """Return what giving back all of the plans would bring; None unless that is known of each."""
    amounts = {offer.id: offer.amount for offer in offers}
    return _sum(amounts.get(plan.id) for plan in plans)


def _plan_expiry_subject(plan: ResourcePlan) -> str:
    return expiry_subject(plan.order_id or plan.id, plan.expires_at)


def _in_order_of_expiry(plan: ResourcePlan) -> tuple[datetime, str]:
    return plan.expires_at, plan.id


def _active_plans(facts: ReminderFacts, at: datetime) -> list[ResourcePlan]:
    return [plan for plan in facts.plans if plan.status(at) is PlanStatus.ACTIVE]


def _valid(plan: ResourcePlan, at: datetime) -> bool:
    return at < plan.expires_at and not plan.written_off


def _emails_left(plans: Iterable[ResourcePlan]) -> int:
    return sum(plan.left for plan in plans)


def _sum(amounts: Iterable[Money | None]) -> Money | None:
    """Return the sum of at least one amount, None where one of them is not known."""
    listed = list(amounts)
    known = [amount for amount in listed if amount is not None]
    return reduce(add, known).rounded() if len(known) == len(listed) else None
