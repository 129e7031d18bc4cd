"""What the account is to be reminded of at an instant. Pure: the same facts always say the same.

The rules, ours where the purchase guide names none:

* Of the thresholds of a plan that have passed, the newest speaks for all.
* Plans of one order that expire on one day are spoken of together.
* A plan bought again says nothing more: once its reminders had begun, a later one was bought that holds at
  least as much as is left of it. One bought long before is no answer to them, and what is left may be lost.
* Quota runs low for the account, not for a plan: as long as plans that are used later hold at least as much,
  a plan that comes to its end is no news. Of a plan used up only the last in the order of use speaks.
* Where pay-as-you-go is missing, the reminder of that says as well that the quota runs low: one message, not two.
* In the quiet hours only the internal message comes; the others come after them, if there is still reason to.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta, tzinfo

from dm_tui.domain.dates import BILLING_ZONE, billing_month
from dm_tui.domain.model import Model
from dm_tui.domain.money import Money
from dm_tui.domain.purchase.order import Order, OrderStatus
from dm_tui.domain.purchase.plan import PlanStatus, ResourcePlan
from dm_tui.domain.reminders.settings import Channel, ReminderKind, ReminderSettings
from dm_tui.domain.usage.billing import Bill, BillStatus
from dm_tui.domain.usage.forecast import PlanForecast, forecast_plans

LAPSE_REMINDER_MINUTES = 15
"""Minutes before an unpaid order lapses at which it is reminded of."""

ReminderKey = tuple[ReminderKind, str, Channel]
"""What was spoken of (`Reminder.subject`), of which kind, and how."""


class ReminderFacts(Model):
    """The facts reminders follow from. `pace` is the present one, in emails a day.

    A live account may be `overdue` without our having the bill. `account` is its id.
    """

    plans: tuple[ResourcePlan, ...] = ()
    orders: tuple[Order, ...] = ()
    bills: tuple[Bill, ...] = ()
    pay_as_you_go: bool = False
    overdue: bool = False
    pace: float = 0.0
    account: str = ""
    sandbox: bool = False


class Reminder(Model):
    """One thing to say at `at` by `channels`.

    `about` is the id of what it is about: the order whose plans expire, a plan, an order or a bill;
    `subject` tells it from everything else that is ever spoken of. `threshold` is in days, per cent or
    minutes, 0 where there is none; `ends_at` is when the plans expire or the order lapses; `amount` is what
    the unused emails are worth, or what a bill or order costs. At the present `pace`, `remaining` emails
    will be left at expiry, or the plans are used up at `used_up_at`. Plans used after them hold `later`.
    """

    kind: ReminderKind
    about: str
    threshold: int = 0
    at: datetime
    channels: tuple[Channel, ...] = ()
    plans: tuple[str, ...] = ()
    spec: str = ""
    emails: int = 0
    left: int = 0
    amount: Money | None = None
    ends_at: datetime | None = None
    pace: int = 0
    remaining: int = 0
    remaining_worth: Money | None = None
    used_up_at: datetime | None = None
    pay_as_you_go: bool = False
    later: int = 0
    account: str = ""
    sandbox: bool = False

    @property
    def subject(self) -> str:
        """What is spoken of: of plans that expire, those of one order and one day."""
        if self.kind is ReminderKind.EXPIRY and self.ends_at is not None:
            return _expiry_subject(self.about, self.ends_at)
        return self.about


def due_reminders(
    standing: ReminderFacts, settings: ReminderSettings, at: datetime, zone: tzinfo | None = None
) -> tuple[Reminder, ...]:
    """Return all there is reason to say at `at`, said before or not, each with the channels open then."""
    quiet = settings.is_quiet(at, zone)
    channels = (Channel.INTERNAL,) if quiet else settings.channels
    found = (
        *_expiry_reminders(standing, settings, at),
        *_low_quota_reminders(standing, settings, at),
        *_overdue_reminders(standing, at),
        *_order_lapse_reminders(standing, at),
    )
    return tuple(
        one.model_copy(
            update={
                "channels": channels,
                "account": standing.account,
                "sandbox": standing.sandbox,
            }
        )
        for one in found
        if one.kind not in settings.silent
    )


def channels_to_notify(reminder: Reminder, said: Mapping[ReminderKey, int]) -> tuple[Channel, ...]:
    """Return the channels by which this is news. `said` has the newest threshold each was told of.

    An older threshold than one told already is none, should the clock be set back.
    """
    return tuple(
        channel
        for channel in reminder.channels
        if reminder.threshold < said.get((reminder.kind, reminder.subject, channel), 1_000)
    )


def next_reminder_at(
    standing: ReminderFacts,
    settings: ReminderSettings,
    now: datetime,
    said: Mapping[ReminderKey, int],
    zone: tzinfo | None = None,
) -> datetime | None:
    """Return the first instant, `now` or later, with something new to say, as long as the facts stay as they are."""
    for at in (now, *_candidate_instants(standing, settings, now, zone)):
        if any(
            channels_to_notify(one, said) for one in due_reminders(standing, settings, at, zone)
        ):
            return at
    return None


def possible_subjects(standing: ReminderFacts, at: datetime) -> frozenset[tuple[ReminderKind, str]]:
    """Return all that may be spoken of, now or later. What is not among them is over."""
    active = [one for one in standing.plans if one.status(at) is PlanStatus.ACTIVE]
    valid = [one for one in standing.plans if _valid(one, at)]
    return frozenset(
        (
            *(
                (ReminderKind.EXPIRY, _expiry_subject(one.order_id or one.id, one.expires_at))
                for one in active
            ),
            *((ReminderKind.LOW_QUOTA, one.id) for one in valid),
            *((ReminderKind.ACTIVATION, one.id) for one in valid),
            *((ReminderKind.OVERDUE, one.about) for one in _overdue_reminders(standing, at)),
            *((ReminderKind.ORDER_LAPSE, one.id) for one in standing.orders if not one.closed),
        )
    )


def _candidate_instants(
    standing: ReminderFacts, settings: ReminderSettings, now: datetime, zone: tzinfo | None
) -> list[datetime]:
    ends = {one.expires_at for one in standing.plans if one.status(now) is PlanStatus.ACTIVE}
    lapses = {one.lapses_at for one in standing.orders if one.status is OrderStatus.UNPAID}
    found = {end - timedelta(days=days) for end in ends for days in settings.expiry_days}
    found |= {end - timedelta(minutes=LAPSE_REMINDER_MINUTES) for end in lapses}
    quiet_ends = settings.quiet_ends(now, zone)
    if quiet_ends is not None:
        found.add(quiet_ends)
    return sorted(at for at in found if at > now)


def _expiry_reminders(
    standing: ReminderFacts, settings: ReminderSettings, at: datetime
) -> Iterable[Reminder]:
    active = [one for one in standing.plans if one.status(at) is PlanStatus.ACTIVE]
    together: dict[str, list[ResourcePlan]] = {}
    for plan in sorted(active, key=lambda one: (one.expires_at, one.id)):
        subject = _expiry_subject(plan.order_id or plan.id, plan.expires_at)
        together.setdefault(subject, []).append(plan)
    for plans in together.values():
        first, last = plans[0].expires_at, plans[-1].expires_at
        passed = [one for one in settings.expiry_days if at >= first - timedelta(days=one)]
        if not passed:
            continue
        begun = first - timedelta(days=max(settings.expiry_days))
        later = [one for one in active if one.expires_at > last]
        if _emails_left(one for one in later if one.purchased_at >= begun) >= _emails_left(plans):
            continue
        yield _plan_reminder(plans, later, standing, at, ReminderKind.EXPIRY, min(passed))


def _low_quota_reminders(
    standing: ReminderFacts, settings: ReminderSettings, at: datetime
) -> Iterable[Reminder]:
    plans = [one for one in standing.plans if _valid(one, at)]
    plans.sort(key=lambda one: (one.expires_at, one.id))
    nearly = min((one for one in settings.low_quota if one), default=None)
    for place, plan in enumerate(plans, 1):
        later = plans[place:]
        if later and _emails_left(later) >= plan.left:
            continue
        passed = [one for one in settings.low_quota if plan.left * 100 <= one * plan.emails]
        if not passed or (plan.left == 0) != (min(passed) == 0):
            continue
        missing = not standing.pay_as_you_go and min(passed) == nearly
        told = missing and ReminderKind.ACTIVATION not in settings.silent
        kind = ReminderKind.ACTIVATION if told else ReminderKind.LOW_QUOTA
        yield _plan_reminder([plan], later, standing, at, kind, min(passed))


def _overdue_reminders(standing: ReminderFacts, at: datetime) -> Iterable[Reminder]:
    for bill in sorted(standing.bills, key=lambda one: one.id):
        if bill.status is BillStatus.OVERDUE:
            yield Reminder(kind=ReminderKind.OVERDUE, about=bill.id, at=at, amount=bill.total)
    if standing.overdue and not standing.bills:  # once a month, as long as it lasts
        month = billing_month(at).astimezone(BILLING_ZONE)
        yield Reminder(kind=ReminderKind.OVERDUE, about=f"pay-as-you-go {month:%Y-%m}", at=at)


def _order_lapse_reminders(standing: ReminderFacts, at: datetime) -> Iterable[Reminder]:
    for order in sorted(standing.orders, key=lambda one: one.id):
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
    standing: ReminderFacts,
    at: datetime,
    kind: ReminderKind,
    threshold: int,
) -> Reminder:
    order = plans[0].order_id if kind is ReminderKind.EXPIRY else ""
    worth = _sum(one.worth_left for one in plans)
    ends = {one.id: one for one in forecast_plans(standing.plans, standing.pace, at).plans}
    found: list[PlanForecast] = [ends[one.id] for one in plans if one.id in ends]
    remaining = sum(one.left for one in found)
    used_up = [one.runs_out_at for one in found if one.runs_out_at is not None]
    return Reminder(
        kind=kind,
        about=order or plans[0].id,
        threshold=threshold,
        at=at,
        plans=tuple(one.id for one in plans),
        spec=plans[0].spec,
        emails=sum(one.emails for one in plans),
        left=_emails_left(plans),
        amount=worth,
        ends_at=plans[0].expires_at,
        pace=round(standing.pace),
        remaining=remaining,
        remaining_worth=_sum(one.worth for one in found) if found else None,
        used_up_at=max(used_up) if used_up and not remaining else None,
        pay_as_you_go=standing.pay_as_you_go,
        later=_emails_left(later),
    )


def _expiry_subject(about: str, ends_at: datetime) -> str:
    return f"{about}@{ends_at.astimezone(UTC):%Y%m%d}"


def _valid(plan: ResourcePlan, at: datetime) -> bool:
    return at < plan.expires_at and not plan.written_off


def _emails_left(plans: Iterable[ResourcePlan]) -> int:
    return sum(one.left for one in plans)


def _sum(amounts: Iterable[Money]) -> Money:
    found = tuple(amounts)
    total = found[0]
    for one in found[1:]:
        total = total + one
    return total.rounded()
