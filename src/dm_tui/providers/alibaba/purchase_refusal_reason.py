"""What a refused purchase means: verification is missing, or the money."""

import re

from dm_tui.domain.purchase.payment_attempt import PaymentResult
from dm_tui.providers.alibaba.api.errors import CallFailedError, NotSentError, RefusedError, ThrottledError
from dm_tui.providers.payment_outcome import NoAnswer, NotPaid, PaymentOutcome

_UNVERIFIED = ("userverification", "realname", "notverified", "notcertified", "authenticationincomplete")

_NO_MONEY = ("balance", "pay.", "payment", "credit", "arrear")


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
