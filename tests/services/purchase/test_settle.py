"""A payment without an answer is found or withdrawn; its outcome is never guessed."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.money import usd
from dm_tui.domain.purchase.order import Order, OrderStatus
from dm_tui.domain.purchase.payment_attempt import PaymentAttempt, PaymentResult
from dm_tui.providers.payment_outcome import PaymentOutcome
from dm_tui.providers.sandbox.bank import Charge
from dm_tui.services.direct_mail import DirectMail
from tests.kept import fill_the_disk, kept

NewOrder = Callable[..., Order]
Charges = Callable[[], tuple[Charge, ...]]
Pay = Callable[[Order, PaymentAttempt], PaymentOutcome]


def test_a_payment_that_was_charged_is_found(
    direct_mail: DirectMail, new_order: NewOrder, charges: Charges, wait: Callable[[timedelta], None]
) -> None:
    order = direct_mail.purchases.pay(new_order(quantity=2).id, "card-timeout")
    wait(timedelta(days=1))
    settled = direct_mail.purchases.settle(order.id)
    assert settled.status is OrderStatus.PAID
    assert settled.paid_at == order.created_at
    assert len(direct_mail.purchases.plans_of(order.id)) == 2
    assert len(charges()) == 1


def test_a_payment_that_was_lost_is_withdrawn_and_can_be_paid_again(
    direct_mail: DirectMail, new_order: NewOrder, charges: Charges
) -> None:
    order = direct_mail.purchases.pay(new_order().id, "card-lost")
    settled = direct_mail.purchases.settle(order.id)
    assert settled.status is OrderStatus.UNPAID
    assert settled.last_attempt is not None
    assert settled.last_attempt.result is PaymentResult.NOT_CHARGED
    assert charges() == ()
    assert direct_mail.purchases.pay(order.id, "balance").status is OrderStatus.PAID
    assert len(charges()) == 1


@pytest.mark.parametrize("method", ["card-timeout", "card-lost", "balance", "card-0002"])
def test_settling_twice_changes_nothing(direct_mail: DirectMail, new_order: NewOrder, method: str) -> None:
    order = direct_mail.purchases.pay(new_order().id, method)
    settled = direct_mail.purchases.settle(order.id)
    before = kept(direct_mail.state_path)
    assert direct_mail.purchases.settle(order.id) == settled
    assert kept(direct_mail.state_path) == before


def test_an_order_that_was_never_paid_has_nothing_to_settle(
    direct_mail: DirectMail, new_order: NewOrder
) -> None:
    order = new_order()
    assert direct_mail.purchases.settle(order.id) == order


def test_settling_an_unknown_order_is_refused(direct_mail: DirectMail) -> None:
    with pytest.raises(DirectMailError) as refused:
        direct_mail.purchases.settle("DM000000-0001")
    assert refused.value.code == "unknown-order"


def test_a_charge_that_arrives_after_settling_is_refused_by_the_bank(
    direct_mail: DirectMail,
    new_order: NewOrder,
    charges: Charges,
    open_direct_mail: Callable[[], DirectMail],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The other program settles while ours is on its way to the bank."""
    order, pay = new_order(), direct_mail.provider.shop.pay

    def slow(order: Order, attempt: PaymentAttempt) -> PaymentOutcome:
        assert open_direct_mail().purchases.settle(order.id).status is OrderStatus.UNPAID
        return pay(order, attempt)

    monkeypatch.setattr(direct_mail.provider.shop, "pay", slow)
    assert direct_mail.purchases.pay(order.id, "balance").status is OrderStatus.UNPAID
    assert charges() == ()
    assert direct_mail.provider.shop.balance() == usd("500.00")
    assert direct_mail.purchases.plans_of(order.id) == ()


def test_settling_after_the_charge_and_before_the_answer_pays_once(
    direct_mail: DirectMail,
    new_order: NewOrder,
    charges: Charges,
    open_direct_mail: Callable[[], DirectMail],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    direct_mail.sandbox.load("activated")
    order, pay = new_order(), direct_mail.provider.shop.pay

    def slow(order: Order, attempt: PaymentAttempt) -> PaymentOutcome:
        outcome = pay(order, attempt)
        other = open_direct_mail()
        assert other.purchases.settle(order.id).status is OrderStatus.PAID
        assert other.metering.record(1_200).plans
        return outcome

    monkeypatch.setattr(direct_mail.provider.shop, "pay", slow)
    assert direct_mail.purchases.pay(order.id, "balance").status is OrderStatus.PAID
    assert len(charges()) == 1
    assert [plan.used for plan in direct_mail.purchases.plans_of(order.id)] == [1_000]


@pytest.mark.parametrize("after_the_charge", [True, False])
def test_a_provider_that_breaks_leaves_the_order_unknown(
    direct_mail: DirectMail,
    new_order: NewOrder,
    charges: Charges,
    monkeypatch: pytest.MonkeyPatch,
    after_the_charge: bool,
) -> None:
    order, pay = new_order(), direct_mail.provider.shop.pay

    def broken(order: Order, attempt: PaymentAttempt) -> PaymentOutcome:
        if after_the_charge:
            pay(order, attempt)
        raise RuntimeError("connection reset")

    with monkeypatch.context() as patch:
        patch.setattr(direct_mail.provider.shop, "pay", broken)
        with pytest.raises(RuntimeError, match="connection reset"):
            direct_mail.purchases.pay(order.id, "balance")
    assert direct_mail.purchases.order(order.id).status is OrderStatus.UNKNOWN
    settled = direct_mail.purchases.settle(order.id)
    assert settled.status is (OrderStatus.PAID if after_the_charge else OrderStatus.UNPAID)
    assert len(charges()) == after_the_charge


def test_a_disk_that_fails_after_the_charge_leaves_a_payment_to_settle(
    direct_mail: DirectMail,
    new_order: NewOrder,
    charges: Charges,
    open_direct_mail: Callable[[], DirectMail],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    order, pay = new_order(), direct_mail.provider.shop.pay

    with monkeypatch.context() as patch:

        def charged_then_broken(order: Order, attempt: PaymentAttempt) -> PaymentOutcome:
            outcome = pay(order, attempt)
            fill_the_disk(patch)
            return outcome

        patch.setattr(direct_mail.provider.shop, "pay", charged_then_broken)
        with pytest.raises(DirectMailError) as failed:
            direct_mail.purchases.pay(order.id, "balance")
    assert (failed.value.kind, failed.value.code) == (ErrorKind.OUTCOME_UNKNOWN, "payment-not-kept")
    assert "settle" in failed.value.hint

    next_start = open_direct_mail()
    assert next_start.purchases.order(order.id).unsettled
    with pytest.raises(DirectMailError) as refused:
        next_start.purchases.pay(order.id, "balance")
    assert refused.value.kind is ErrorKind.OUTCOME_UNKNOWN
    assert next_start.purchases.settle(order.id).status is OrderStatus.PAID
    assert next_start.purchases.settle(order.id).status is OrderStatus.PAID
    assert len(charges()) == 1
    assert len(next_start.purchases.plans_of(order.id)) == 1


def test_a_disk_that_fails_before_the_charge_charges_nothing(
    direct_mail: DirectMail, new_order: NewOrder, charges: Charges, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The attempt is written before the bank is called: no written attempt, no call."""
    order = new_order()
    with monkeypatch.context() as patch:
        fill_the_disk(patch)
        with pytest.raises(DirectMailError):
            direct_mail.purchases.pay(order.id, "balance")
    assert charges() == ()
    assert direct_mail.purchases.order(order.id) == order


def test_a_program_killed_on_the_way_to_the_bank_charges_nothing(
    direct_mail: DirectMail,
    new_order: NewOrder,
    charges: Charges,
    open_direct_mail: Callable[[], DirectMail],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    order = new_order()

    def killed(order: Order, attempt: PaymentAttempt) -> PaymentOutcome:
        raise KeyboardInterrupt

    monkeypatch.setattr(direct_mail.provider.shop, "pay", killed)
    with pytest.raises(KeyboardInterrupt):
        direct_mail.purchases.pay(order.id, "balance")
    next_start = open_direct_mail()
    assert next_start.purchases.order(order.id).status is OrderStatus.SUBMITTING
    assert next_start.purchases.settle(order.id).status is OrderStatus.UNPAID
    assert charges() == ()


@pytest.mark.parametrize(
    ("method", "cancellable"),
    [(None, True), ("card-0002", True), ("balance", False), ("card-timeout", False)],
)
def test_only_an_order_that_is_surely_unpaid_can_be_cancelled(
    direct_mail: DirectMail, new_order: NewOrder, method: str | None, cancellable: bool
) -> None:
    order = new_order()
    if method is not None:
        order = direct_mail.purchases.pay(order.id, method)
    if cancellable:
        assert direct_mail.purchases.cancel(order.id).status is OrderStatus.CANCELLED
        with pytest.raises(DirectMailError) as refused:
            direct_mail.purchases.pay(order.id, "balance")
        assert refused.value.code == "order-cancelled"
    else:
        with pytest.raises(DirectMailError) as refused:
            direct_mail.purchases.cancel(order.id)
        assert refused.value.code == "not-cancellable"
        assert direct_mail.purchases.order(order.id) == order
    assert refused.value.kind is ErrorKind.REFUSED
