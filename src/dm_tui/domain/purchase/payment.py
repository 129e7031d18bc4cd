"""One try to pay, for an order or for a bill, and how it ended."""

from datetime import datetime
from enum import StrEnum

from dm_tui.domain.model import Model
from dm_tui.domain.text import Line


class PaymentResult(StrEnum):
    """How one payment attempt ended, as far as it is known."""

    PENDING = "pending"
    CHARGED = "charged"
    DECLINED = "declined"
    INSUFFICIENT = "insufficient-funds"
    NO_ANSWER = "no-answer"
    NOT_CHARGED = "not-charged"


class PaymentAttempt(Model):
    """One try to pay. `id` is saved before the provider is called and never used for another try.

    `plans` is how many of the order's plans it pays for, None for all. `known` are the vendor's orders and
    plans from before it, told apart from what it bought: `reference` and `instance`, the vendor's own ids.
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
        """True while nobody knows what became of it."""
        return self.result in (PaymentResult.PENDING, PaymentResult.NO_ANSWER)
