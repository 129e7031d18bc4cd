"""What a refused purchase means: the price has changed, verification is missing, or the money."""

import re

from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.money import Money
from dm_tui.domain.purchase.order import Order
from dm_tui.domain.purchase.payment_attempt import PaymentResult
from dm_tui.providers.alibaba.api.errors import CallFailedError, NotSentError, RefusedError, ThrottledError
from dm_tui.providers.alibaba.wording import CURRENCY_CHANGED, PRICE_FELL, PRICE_ROSE
from dm_tui.providers.payment_outcome import NoAnswer, NotPaid, PaymentOutcome

_UNVERIFIED = ("userverification", "realname", "notverified", "notcertified", "authenticationincomplete")

_NO_MONEY = ("balance", "pay.", "payment", "credit", "arrear")


def price_changed_error(order: Order, price: Money) -> DirectMailError:
    """Return the refusal to buy at another price than the confirmed one."""
    confirmed = order.unit_price
    if price.currency != confirmed.currency:
        return CURRENCY_CHANGED(spec=order.spec, price=price, confirmed=confirmed)
    if confirmed < price:
        return PRICE_ROSE(spec=order.spec, price=price, difference=price - confirmed, confirmed=confirmed)
    return PRICE_FELL(spec=order.spec, price=price, difference=confirmed - price, confirmed=confirmed)


def is_unverified_refusal(outcome: PaymentOutcome) -> bool:
    """Say whether a purchase was refused because identity verification is not complete."""
    return isinstance(outcome, NotPaid) and _speaks_of_verification(outcome.message)


def _speaks_of_verification(message: str) -> bool:
    words = re.sub(r"[ _-]", "", message.lower())
    return any(sign in words for sign in _UNVERIFIED)


def refused_outcome(failure: CallFailedError) -> NotPaid | NoAnswer:
    """Return the outcome of a purchase whose call failed; only what was refused is certainly not paid."""
    if isinstance(failure, NotSentError):
        message = f"{failure.words} The purchase was not sent."
        return NotPaid(result=PaymentResult.NOT_CHARGED, message=message)
    if not isinstance(failure, RefusedError):
        return NoAnswer(message=failure.words)
    if failure.action:
        message = f"These credentials may not buy: Alibaba Cloud refuses them {failure.action}."
        return NotPaid(result=PaymentResult.NOT_ALLOWED, message=message)
    short = any(word in failure.code.lower() for word in _NO_MONEY)
    message = f"Alibaba Cloud refused: {failure.words or 'no reason given'} ({failure.code})."
    result = PaymentResult.INSUFFICIENT if short else PaymentResult.DECLINED
    if _speaks_of_verification(message):
        result = PaymentResult.NOT_ALLOWED
    return NotPaid(result=result, message=message, busy=isinstance(failure, ThrottledError))
