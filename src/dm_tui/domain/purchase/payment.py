"""One attempt to pay an order or a bill, and its result."""

from datetime import datetime
from enum import StrEnum

from dm_tui.domain.model import Model
from dm_tui.domain.text import Line


class PaymentResult(StrEnum):
    """The result of a payment attempt, as far as it is known."""

    PENDING = "pending"
    CHARGED = "charged"
    DECLINED = "declined"
    INSUFFICIENT = "insufficient-funds"
    NO_ANSWER = "no-answer"
    NOT_CHARGED = "not-charged"


class PaymentAttempt(Model):
    """One attempt. `id` is saved before the provider is called and never used for another attempt.

    `plans` is how many of the order's plans it pays for, None for all. `known` are the vendor's orders and
    plans that existed before it: what it bought is none of these. `reference` and `instance` are the vendor's
    ids of what it bought.
    """

    id: str
    method: str
    started_at: datetime
    result: PaymentResult = PaymentResult.PENDING
    message: Line = ""
    plans: int | None = None
    known: tuple[Line, ...] = ()
    reference: Line = ""
    instance: Line = ""

    @property
    def waiting(self) -> bool:
        """Whether its outcome is not known yet."""
        return self.result in (PaymentResult.PENDING, PaymentResult.NO_ANSWER)
