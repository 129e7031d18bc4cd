"""Which payment method is chosen beforehand, which takes the balance, and how one is named."""

from typing import TYPE_CHECKING

from dm_tui.domain.purchase.payment_attempt import PaymentResult

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dm_tui.domain.purchase.payment_attempt import PaymentAttempt

BALANCE_METHODS = ("balance", "account")
"""The methods that take the money from the balance of the account."""


def method_words(attempt: "PaymentAttempt") -> str:
    """Return a method as a person would name it: its id has hyphens."""
    return attempt.method.replace("-", " ")


def proposed_method(
    methods: "Sequence[str]", attempts: "Sequence[PaymentAttempt]", preferred: str | None
) -> str | None:
    """Return the method to choose beforehand: the preferred one, or else the first that was not refused."""
    refused = {
        attempt.method
        for attempt in attempts
        if attempt.result in (PaymentResult.DECLINED, PaymentResult.INSUFFICIENT, PaymentResult.NOT_ALLOWED)
    }
    candidates = [preferred, *methods] if preferred in methods else list(methods)
    return next((method for method in candidates if method not in refused), next(iter(methods), None))
