"""What the vendor shows that a payment may have bought, and your decision about it, noted in the order."""

from datetime import datetime

from dm_tui.domain.purchase import payment_wording
from dm_tui.domain.purchase.order import Order
from dm_tui.domain.purchase.order_after_payment import conclude_attempt
from dm_tui.domain.purchase.payment_attempt import PaymentAttempt, PaymentResult, Sighting
from dm_tui.domain.text import clean_line


def note_sightings(order: Order, sightings: tuple[Sighting, ...]) -> Order:
    """Return the order with what its last payment may have bought after all, whatever its answer was."""
    return _with_last_attempt(order, {"sightings": sightings})


def set_aside_sightings(order: Order) -> Order:
    """Return the order after you said that what is there now is another purchase."""
    attempt = order.last_attempt
    if attempt is None:
        return order
    others = tuple(sighting.id for sighting in attempt.sightings)
    return _with_last_attempt(order, {"known": (*attempt.known, *others), "sightings": ()})


def name_sighting(order: Order, id: str) -> PaymentAttempt:
    """Return the last payment, which bought the sighting `id`, as you said; refuse another id.

    It was charged the price of the vendor's order, as far as that was shown.
    """
    attempt = order.last_attempt
    seen = attempt.sightings if attempt is not None else ()
    chosen = next((sighting for sighting in seen if sighting.id == id), None)
    if attempt is None or chosen is None:
        raise payment_wording.NOT_A_SIGHTING(id=clean_line(id, 80), order=order.id)
    beside = [sighting for sighting in seen if sighting.is_plan != chosen.is_plan]
    other = beside[0] if len(beside) == 1 else Sighting(id="")
    plan, vendor_order = (chosen, other) if chosen.is_plan else (other, chosen)
    update: dict[str, object] = {"result": PaymentResult.CHARGED, "message": "", "sightings": ()}
    update |= {"instance": plan.id, "reference": vendor_order.id or attempt.reference}
    return attempt.model_copy(update=update | {"charged": vendor_order.price})


def identify_purchase(order: Order, named: PaymentAttempt, at: datetime) -> Order:
    """Return the order after its last payment is known by your word."""
    attempt = order.last_attempt
    same = attempt is not None and attempt.id == named.id and attempt.result is not PaymentResult.CHARGED
    return conclude_attempt(order, named, at) if same else order


def _with_last_attempt(order: Order, update: dict[str, object]) -> Order:
    last = order.attempts[-1].model_copy(update=update)
    return order.model_copy(update={"attempts": (*order.attempts[:-1], last)})
