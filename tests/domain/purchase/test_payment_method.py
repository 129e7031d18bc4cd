"""Which payment method is chosen beforehand."""

import pytest

from dm_tui.domain.purchase.payment_attempt import PaymentResult
from dm_tui.domain.purchase.payment_method import proposed_method
from tests.domain.purchase.test_payment_way import attempt_of

METHODS = ("balance", "card-4242", "card-0002")


@pytest.mark.parametrize(
    ("refused", "preferred", "proposed"),
    [
        ([], None, "balance"),
        ([], "card-0002", "card-0002"),
        ([("card-0002", PaymentResult.DECLINED)], "card-0002", "balance"),
        ([("balance", PaymentResult.INSUFFICIENT)], "balance", "card-4242"),
        ([("card-0002", PaymentResult.NO_ANSWER)], "card-0002", "card-0002"),
        ([(method, PaymentResult.DECLINED) for method in METHODS], "card-0002", "balance"),
        ([], "gone", "balance"),
    ],
)
def test_a_method_that_was_refused_is_not_chosen_beforehand(
    refused: list[tuple[str, PaymentResult]], preferred: str | None, proposed: str
) -> None:
    attempts = [attempt_of(method, result) for method, result in refused]
    assert proposed_method(METHODS, attempts, preferred) == proposed


def test_without_methods_none_is_proposed() -> None:
    assert proposed_method((), (), "balance") is None
