"""One attempt to pay an order or a bill, and its result."""

from datetime import datetime
from enum import StrEnum

from dm_tui.domain.model import Model
from dm_tui.domain.money import Money
from dm_tui.domain.text import Line


class PaymentResult(StrEnum):
    """The result of a payment attempt, as far as it is known."""

    PENDING = "pending"
    CHARGED = "charged"
    DECLINED = "declined"
    INSUFFICIENT = "insufficient-funds"
    NO_ANSWER = "no-answer"
    NOT_CHARGED = "not-charged"
    NOT_ALLOWED = "not-allowed"


class Sighting(Model):
    """A plan or an order that the vendor shows now and did not show before a payment: it may be what was
    bought.

    A plan has `emails`, an order its `price`, if the vendor reports it; `at` is when it began or was made.
    """

    id: Line
    emails: int | None = None
    price: Money | None = None
    at: datetime | None = None

    @property
    def is_plan(self) -> bool:
        """Whether it is a plan, and not an order."""
        return self.emails is not None


class PaymentAttempt(Model):
    """One attempt. `id` is saved before the provider is called and never used for another attempt.

    `plans` is how many of the order's plans it pays for, None for all. `known` are the vendor's orders and
    plans that existed before it: what it bought is none of these. `sightings` may be what it bought: you are
    asked. `reference` and `instance` are the vendor's ids of what it bought, `charged` what the vendor
    reports as its price with `tax`. It was refused as `busy` where the vendor took no more calls just then.
    It is `gone` where the vendor shows its order no more.
    """

    id: str
    method: str
    started_at: datetime
    result: PaymentResult = PaymentResult.PENDING
    message: Line = ""
    plans: int | None = None
    known: tuple[Line, ...] = ()
    sightings: tuple[Sighting, ...] = ()
    reference: Line = ""
    instance: Line = ""
    busy: bool = False
    gone: bool = False
    charged: Money | None = None
    tax: Money | None = None

    @property
    def waiting(self) -> bool:
        """Whether its outcome is not known yet."""
        return self.result in (PaymentResult.PENDING, PaymentResult.NO_ANSWER)
