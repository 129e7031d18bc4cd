"""A resource plan that was bought: so many emails, to be used within six calendar months."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from dm_tui.domain.dates import add_months
from dm_tui.domain.model import Model
from dm_tui.domain.money import Money


class PlanStatus(StrEnum):
    """Whether mail can still be taken from a plan."""

    ACTIVE = "active"
    USED_UP = "used up"
    EXPIRED = "expired"


class ResourcePlan(Model):
    """One plan of an order. It ends at `expires_at`: at that very instant it is expired.

    What is left then is lost; the books say so once it is `written_off`.
    """

    TABLE: ClassVar[str] = "plans"

    id: str
    order_id: str
    spec: str
    emails: int
    used: int = 0
    price: Money
    purchased_at: datetime
    expires_at: datetime
    written_off: bool = False

    @property
    def closed(self) -> bool:
        """Whether it is used up, or its unused mail was written off at its expiry."""
        return self.left <= 0 or self.written_off

    @property
    def left(self) -> int:
        """Emails not yet taken, expired or not."""
        return self.emails - self.used

    @property
    def worth_left(self) -> Money:
        """What the unused emails cost when they were bought, exact."""
        return Money(
            amount=self.price.amount * self.left / self.emails, currency=self.price.currency
        )

    def status(self, now: datetime) -> PlanStatus:
        """Return the state at `now`. Used up wins over expired: nothing was lost."""
        if self.left <= 0:
            return PlanStatus.USED_UP
        return PlanStatus.EXPIRED if now >= self.expires_at else PlanStatus.ACTIVE


def expiry(purchased_at: datetime, validity_months: int = 6) -> datetime:
    """Return the instant a plan bought at `purchased_at` ends (purchase guide: six months)."""
    return add_months(purchased_at, validity_months)


def in_order_of_use(plans: tuple[ResourcePlan, ...], now: datetime) -> tuple[ResourcePlan, ...]:
    """Return the active plans, the one that expires first, first (billing methods)."""
    active = (plan for plan in plans if plan.status(now) is PlanStatus.ACTIVE)
    return tuple(sorted(active, key=lambda plan: (plan.expires_at, plan.id)))
