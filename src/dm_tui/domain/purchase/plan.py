"""A resource plan that was bought: a number of emails, valid for six calendar months."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from dm_tui.domain.model import Model
from dm_tui.domain.money import Money


class PlanStatus(StrEnum):
    """Whether a plan can still pay for mail."""

    ACTIVE = "active"
    USED_UP = "used up"
    EXPIRED = "expired"


class ResourcePlan(Model):
    """One plan of an order. At the very instant `expires_at` it is expired.

    The emails left then are lost; once the books say so, it is `written_off`. `price` is what was paid, None
    for a plan that was bought elsewhere: the vendor does not report it.
    """

    TABLE: ClassVar[str] = "plans"

    id: str
    order_id: str
    spec: str
    emails: int
    used: int = 0
    price: Money | None
    purchased_at: datetime
    expires_at: datetime
    written_off: bool = False

    @property
    def closed(self) -> bool:
        """Whether it is used up, or its unused emails were written off at its expiry."""
        return self.left <= 0 or self.written_off

    @property
    def left(self) -> int:
        """Emails not used yet, expired or not."""
        return self.emails - self.used

    @property
    def worth_left(self) -> Money | None:
        """The price paid for the unused emails, exact; None where that is not known."""
        if self.price is None:
            return None
        return Money(amount=self.price.amount * self.left / self.emails, currency=self.price.currency)

    def status(self, now: datetime) -> PlanStatus:
        """Return the state at `now`. Used up wins over expired: nothing was lost."""
        if self.left <= 0:
            return PlanStatus.USED_UP
        return PlanStatus.EXPIRED if now >= self.expires_at else PlanStatus.ACTIVE


class PlanView(Model):
    """One plan at one instant, as it is printed and shown."""

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
        """Return the state of the plan at `now`."""
        return cls.take(plan, status=plan.status(now))
