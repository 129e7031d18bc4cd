"""Ways to pay, and the three answers to a payment.

“No answer” is one of them: it is never guessed into another.
"""

from datetime import datetime

from dm_tui.domain.model import Model
from dm_tui.domain.money import Money
from dm_tui.domain.purchase.payment_attempt import PaymentResult, Sighting
from dm_tui.domain.purchase.plan import ResourcePlan
from dm_tui.domain.text import Line


class PaymentMethod(Model):
    """A way to pay; `id` is what `--pay-with` takes."""

    id: str
    label: Line
    detail: Line = ""


class Paid(Model):
    """The money moved at `at`; for an order, these plans exist.

    A vendor may name the plans later: `reference` and `instance` are its own ids of order and plan. `charged`
    is what it took with `tax`, as far as it reports that.
    """

    at: datetime
    plans: tuple[ResourcePlan, ...] = ()
    reference: Line = ""
    instance: Line = ""
    charged: Money | None = None
    tax: Money | None = None


class NotPaid(Model):
    """The money certainly did not move: `result` says why, `message` is the payment party's reason in plain
    words.

    With `busy` the payment party took no more calls just then: the same payment may work in a moment.
    """

    result: PaymentResult
    message: Line
    busy: bool = False


class NoAnswer(Model):
    """It is unknown whether the money moved. Ask again with `check_payment`.

    `reference` is the vendor's order, if it is known to be waiting; it is `gone` if the vendor shows it no
    more. `sightings` may be what was bought: only you know. Where the vendor could not be asked at all,
    `looked` is false.
    """

    message: Line
    reference: Line = ""
    sightings: tuple[Sighting, ...] = ()
    looked: bool = True
    gone: bool = False


PaymentOutcome = Paid | NotPaid | NoAnswer
