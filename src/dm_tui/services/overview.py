"""Everything at a glance: the shapes that `status --json` prints and the console paints."""

from datetime import datetime

from dm_tui.domain.account import Identity
from dm_tui.domain.billing import PayAsYouGo, amount_due
from dm_tui.domain.message import InternalMessage
from dm_tui.domain.metering import UsageRecord, read_meter
from dm_tui.domain.model import Model
from dm_tui.domain.money import Money
from dm_tui.domain.order import Order
from dm_tui.domain.plan import PlanStatus, ResourcePlan, in_order_of_use
from dm_tui.providers.sandbox.provider import SandboxProvider
from dm_tui.services.purchase import Purchases
from dm_tui.store.state import StateFile


class AccountView(Model):
    """Who is signed in, where, and for which regions identity verification is complete."""

    id: str
    identity: Identity
    region: str
    verified: dict[str, bool]


class PayAsYouGoView(Model):
    """Pay-as-you-go: active or not, and what is open."""

    active: bool
    activated_at: datetime | None
    open_amount: Money
    overdue: bool


class FreeQuotaView(Model):
    """What the free quota still gives, in all and today."""

    left: int
    left_today: int


class DailyQuotaView(Model):
    """What may be sent in a day, and what was sent today."""

    limit: int
    used: int


class PlanView(Model):
    """One plan as it stands now."""

    id: str
    order_id: str
    spec: str
    emails: int
    left: int
    purchased_at: datetime
    expires_at: datetime
    status: PlanStatus

    @classmethod
    def of(cls, plan: ResourcePlan, now: datetime) -> "PlanView":
        """Return the plan as it stands at `now`."""
        fields = plan.model_dump(include=set(cls.model_fields))
        return cls(**fields, left=plan.left, status=plan.status(now))


class Overview(Model):
    """The whole account at one instant. Plans stand in the order in which they will be used."""

    provider: str
    now: datetime
    account: AccountView
    pay_as_you_go: PayAsYouGoView
    free_quota: FreeQuotaView
    daily_quota: DailyQuotaView
    plans: tuple[PlanView, ...]
    balance: Money
    unread_messages: int

    @property
    def sendable_today(self) -> int:
        """Emails that can be sent today by what is owned: the daily quota, or less where nothing pays."""
        if self.pay_as_you_go.overdue:
            return 0
        room = max(0, self.daily_quota.limit - self.daily_quota.used)
        if self.pay_as_you_go.active:
            return room
        paid = sum(plan.left for plan in self.plans if plan.status is PlanStatus.ACTIVE)
        return min(room, paid + self.free_quota.left_today)


class Overviews:
    """Reads the account as a whole."""

    def __init__(self, state: StateFile, provider: SandboxProvider, purchases: Purchases) -> None:
        self._state = state
        self._provider = provider
        self._purchases = purchases

    def overview(self) -> Overview:
        """Return the account now."""
        now = self._provider.now()
        account = self._provider.account()
        catalogue = self._provider.catalogue()
        with self._state.read() as tables:
            usage = tables.one(PayAsYouGo)
            plans = tables.of(ResourcePlan).all()
            records = tables.of(UsageRecord).all()
            unread = sum(not message.read for message in tables.of(InternalMessage).all())
        meter = read_meter(catalogue, records, now, catalogue.daily_quota)
        return Overview(
            provider=self._provider.name,
            now=now,
            account=AccountView(
                id=account.id,
                identity=account.identity,
                region=account.region,
                verified={
                    region.id: account.verified_for(region) for region in self._provider.regions()
                },
            ),
            pay_as_you_go=PayAsYouGoView(
                active=usage.active,
                activated_at=usage.activated_at,
                open_amount=amount_due(catalogue, usage.open_emails),
                overdue=usage.overdue,
            ),
            free_quota=FreeQuotaView(left=meter.free_left, left_today=meter.free_left_today),
            daily_quota=DailyQuotaView(limit=meter.daily_limit, used=meter.daily_used),
            plans=tuple(
                PlanView.of(plan, now)
                for plan in (*in_order_of_use(plans, now), *_ended(plans, now))
            ),
            balance=self._provider.balance(),
            unread_messages=unread,
        )

    def orders(self) -> tuple[Order, ...]:
        """Return all orders, newest first."""
        return self._purchases.orders()

    def messages(self) -> tuple[InternalMessage, ...]:
        """Return the internal messages, newest first."""
        with self._state.read() as tables:
            return tuple(sorted(tables.of(InternalMessage).all(), key=_newest))

    def mark_read(self, message_id: str) -> None:
        """Mark one internal message as read."""
        with self._state.transaction() as tables:
            message = tables.of(InternalMessage).get(message_id)
            if message is not None and not message.read:
                tables.of(InternalMessage).put(message.model_copy(update={"read": True}))


def _newest(message: InternalMessage) -> float:
    return -message.at.timestamp()


def _ended(plans: tuple[ResourcePlan, ...], now: datetime) -> list[ResourcePlan]:
    ended = (plan for plan in plans if plan.status(now) is not PlanStatus.ACTIVE)
    return sorted(ended, key=lambda plan: plan.expires_at, reverse=True)
