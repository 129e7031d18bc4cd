"""The whole account at one instant: the shapes that `status --json` prints and the console paints."""

from datetime import datetime

from dm_tui.domain.account.account import Identity
from dm_tui.domain.account.prerequisites import Prerequisite, may_buy
from dm_tui.domain.account.service_status import ServiceStatus
from dm_tui.domain.account.unknown_figures import Figure, UnknownFigure, never_reported, why_unknown
from dm_tui.domain.model import Model
from dm_tui.domain.money import Money
from dm_tui.domain.purchase.plan import PlanView
from dm_tui.domain.text import Line
from dm_tui.domain.usage.billing import BillStatus
from dm_tui.domain.usage.used_up_forecast import Forecast
from dm_tui.providers.facts import ProviderFacts
from dm_tui.providers.registry import find_provider


class AccountView(Model):
    """The signed-in identity, its region, and the regions with completed identity verification."""

    id: str
    identity: Identity
    region: str
    region_name: str
    verified: dict[str, bool | None]


class PayAsYouGoView(Model):
    """Pay-as-you-go, its price and the open amount: None if the vendor bills by its own count.

    `guide_price` is set where the price is that of the purchase guide.
    """

    active: bool | None
    activated_at: datetime | None
    price_per_thousand: Money | None
    guide_price: Money | None
    open_amount: Money | None
    overdue: bool | None


class FreeQuotaView(Model):
    """The free quota left, in total and today; `total` is that of a new account."""

    total: int
    left: int | None
    left_today: int | None


class DailyQuotaView(Model):
    """The emails allowed in a day, and those sent today."""

    limit: int | None
    used: int | None


class ServiceView(Model):
    """The service's report on a live account: standing, reputation level and monthly quota."""

    standing: ServiceStatus | None
    month_quota: int | None
    reputation: int | None
    best_reputation: int | None

    @property
    def closed(self) -> bool:
        """Whether it is known that the vendor sends nothing for the account."""
        return self.standing is not None and self.standing.closed


class BillView(Model):
    """The newest bill."""

    id: str
    total: Money
    status: BillStatus


class NextStep(Model):
    """One step on the way to sending.

    The first that is certainly not `done` is next; None is not known. `action` is a command.
    """

    title: str
    done: bool | None
    action: str


class WaitingOrder(Model):
    """An order that waits for you: it is unpaid and lapses, or the outcome of its payment is not known."""

    id: str
    spec: str
    quantity: int
    total: Money
    unsettled: bool
    lapses_at: datetime


class ForecastView(Forecast):
    """How the plans end; `unknown` says why what is left of one has no worth."""

    unknown: tuple[UnknownFigure, ...] = ()

    @classmethod
    def of(cls, forecast: Forecast) -> "ForecastView":
        """Return a forecast with the reason for what is null in it."""
        lacks_prices = any(plan.worth is None for plan in forecast.plans)
        return cls.take(forecast, unknown=never_reported(Figure.PLAN_PRICES, where=lacks_prices))


class Overview(Model):
    """The whole account at one instant, with plans in order of use.

    None is what could not be read: see `unknown`. `recent` are the emails of the last 14 days of the billing
    zone, oldest first. `waiting_orders` are unpaid, or paid with an unknown outcome. `prerequisites` are
    those of buying and sending, met or not. Of a live account `read_at` is the last reading, `read_problem`
    why a newer one failed, and `service` the service's report.
    """

    provider: str
    now: datetime
    read_at: datetime | None
    read_problem: Line
    account: AccountView
    pay_as_you_go: PayAsYouGoView
    free_quota: FreeQuotaView
    daily_quota: DailyQuotaView
    service: ServiceView | None
    plans: tuple[PlanView, ...] | None
    balance: Money | None
    unread_messages: int
    forecast: ForecastView
    recent: tuple[int, ...] | None
    next_bill_at: datetime | None
    last_bill: BillView | None
    next_steps: tuple[NextStep, ...]
    waiting_orders: tuple[WaitingOrder, ...]
    prerequisites: tuple[Prerequisite, ...]
    unknown: tuple[UnknownFigure, ...] = ()

    @property
    def facts(self) -> ProviderFacts:
        """The facts of the provider."""
        return find_provider(self.provider).load_facts()

    @property
    def may_buy(self) -> bool:
        """Whether nothing stands in the way of buying a plan."""
        closed = self.service is not None and self.service.closed  # a plan could not be used
        return not closed and may_buy(self.prerequisites)

    @property
    def sendable_today(self) -> int | None:
        """Emails you can send today: what is left of the daily quota, 0 until activation.

        None if not known.
        """
        from dm_tui.domain.usage.sendable_today import sendable_today  # the first frame needs none

        return sendable_today(
            self.daily_quota.limit,
            self.daily_quota.used,
            active=self.pay_as_you_go.active,
            overdue=self.pay_as_you_go.overdue,
            closed=self.service is not None and self.service.closed,
        )

    def why_unknown(self, *figures: Figure) -> str:
        """Return why one of these figures is not known, the first that is not; empty if all are known."""
        whys = (why_unknown(self.unknown, figure) for figure in figures)
        return next((why for why in whys if why is not None), "")
