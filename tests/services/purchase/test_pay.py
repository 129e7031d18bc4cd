"""Paying: how each method ends, and that an order is charged once however often it is paid."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest

from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.money import usd
from dm_tui.domain.purchase.order import Order, OrderStatus
from dm_tui.domain.purchase.payment_attempt import PaymentResult
from dm_tui.providers.sandbox.bank import Charge
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.purchase.payment_errors import raise_unless_paid
from dm_tui.services.purchase.payment_turn import PaymentTurn

NewOrder = Callable[..., Order]
Charges = Callable[[], tuple[Charge, ...]]


@pytest.mark.parametrize(
    ("method", "status", "result", "taken"),
    [
        ("balance", OrderStatus.PAID, PaymentResult.CHARGED, 1),
        ("card-4242", OrderStatus.PAID, PaymentResult.CHARGED, 1),
        ("card-0002", OrderStatus.UNPAID, PaymentResult.DECLINED, 0),
        ("card-9995", OrderStatus.UNPAID, PaymentResult.INSUFFICIENT, 0),
        ("card-timeout", OrderStatus.UNKNOWN, PaymentResult.NO_ANSWER, 1),
        ("card-lost", OrderStatus.UNKNOWN, PaymentResult.NO_ANSWER, 0),
    ],
)
def test_each_method_ends_as_the_contract_says(
    direct_mail: DirectMail,
    new_order: NewOrder,
    charges: Charges,
    method: str,
    status: OrderStatus,
    result: PaymentResult,
    taken: int,
) -> None:
    order = direct_mail.purchases.pay(new_order().id, method)
    assert order.status is status
    assert order.last_attempt is not None
    assert order.last_attempt.result is result
    assert len(charges()) == taken
    assert bool(direct_mail.purchases.plans_of(order.id)) is (status is OrderStatus.PAID)
    assert direct_mail.purchases.order(order.id) == order


def test_the_contract_names_every_method_of_the_sandbox(direct_mail: DirectMail) -> None:
    assert [method.id for method in direct_mail.purchases.payment_methods()] == [
        "balance",
        "card-4242",
        "card-0002",
        "card-9995",
        "card-timeout",
        "card-lost",
    ]


def test_a_paid_order_has_each_of_its_plans_for_six_months(
    direct_mail: DirectMail, new_order: NewOrder
) -> None:
    order = direct_mail.purchases.pay(new_order("500k", 3).id, "balance")
    plans = direct_mail.purchases.plans_of(order.id)
    assert [plan.emails for plan in plans] == [500_000] * 3
    assert len({plan.id for plan in plans}) == 3
    assert {plan.price for plan in plans} == {usd("121.80")}
    assert {plan.expires_at for plan in plans} == {datetime(2026, 7, 31, 9, tzinfo=UTC)}
    assert order.paid_at == datetime(2026, 1, 31, 9, tzinfo=UTC)
    assert order.payment_method == "balance"


def test_a_payment_is_told_in_the_inbox(direct_mail: DirectMail, new_order: NewOrder) -> None:
    order = direct_mail.purchases.pay(new_order().id, "card-4242")
    assert [order.id in message.subject for message in direct_mail.overviews.messages()] == [True]


def test_only_the_balance_pays_from_the_balance(direct_mail: DirectMail, new_order: NewOrder) -> None:
    direct_mail.purchases.pay(new_order().id, "card-4242")
    assert direct_mail.provider.shop.balance() == usd("500.00")
    direct_mail.purchases.pay(new_order().id, "balance")
    assert direct_mail.provider.shop.balance() == usd("486.95")


def test_a_balance_that_is_too_small_takes_nothing(
    direct_mail: DirectMail, new_order: NewOrder, charges: Charges
) -> None:
    order = direct_mail.purchases.pay(new_order("1m", 3).id, "balance")
    assert order.last_attempt is not None
    assert order.last_attempt.result is PaymentResult.INSUFFICIENT
    assert direct_mail.provider.shop.balance() == usd("500.00")
    assert charges() == ()


def test_paying_a_paid_order_again_is_refused(
    direct_mail: DirectMail, new_order: NewOrder, charges: Charges
) -> None:
    order = direct_mail.purchases.pay(new_order().id, "balance")
    with pytest.raises(DirectMailError) as refused:
        direct_mail.purchases.pay(order.id, "balance")
    assert (refused.value.code, refused.value.kind) == ("order-paid", ErrorKind.REFUSED)
    assert len(charges()) == 1


def test_paying_an_order_of_unknown_outcome_is_refused(
    direct_mail: DirectMail, new_order: NewOrder, charges: Charges
) -> None:
    order = direct_mail.purchases.pay(new_order().id, "card-timeout")
    with pytest.raises(DirectMailError) as refused:
        direct_mail.purchases.pay(order.id, "balance")
    assert refused.value.kind is ErrorKind.OUTCOME_UNKNOWN
    assert len(charges()) == 1


@pytest.mark.parametrize("views", [1, 2], ids=["one-program", "two-programs"])
def test_two_payments_at_once_charge_once(
    direct_mail: DirectMail,
    new_order: NewOrder,
    charges: Charges,
    open_direct_mail: Callable[[], DirectMail],
    views: int,
) -> None:
    order = new_order()
    payers = (
        [direct_mail] * 4
        if views == 1
        else [direct_mail, open_direct_mail(), open_direct_mail(), open_direct_mail()]
    )
    together = threading.Barrier(len(payers))
    ends: list[str] = []

    def pay(payer: DirectMail) -> None:
        together.wait()
        try:
            ends.append(payer.purchases.pay(order.id, "card-4242").status)
        except DirectMailError as error:
            ends.append(error.code)

    threads = [threading.Thread(target=pay, args=(payer,)) for payer in payers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert ends.count("paid") == 1
    assert set(ends) <= {"paid", "order-paid", "payment-not-settled"}
    assert len(charges()) == 1
    assert len(direct_mail.purchases.plans_of(order.id)) == 1


def test_a_declined_order_can_be_paid_by_another_method(
    direct_mail: DirectMail, new_order: NewOrder, charges: Charges
) -> None:
    order = new_order()
    direct_mail.purchases.pay(order.id, "card-0002")
    order = direct_mail.purchases.pay(order.id, "card-4242")
    assert order.status is OrderStatus.PAID
    assert len({attempt.id for attempt in order.attempts}) == 2
    assert [charge.id for charge in charges()] == [order.attempts[1].id]


def test_an_unknown_method_leaves_the_order_as_it_was(direct_mail: DirectMail, new_order: NewOrder) -> None:
    order = new_order()
    with pytest.raises(DirectMailError) as refused:
        direct_mail.purchases.pay(order.id, "card-1234")
    assert refused.value.kind is ErrorKind.USAGE
    assert direct_mail.purchases.order(order.id) == order


def test_an_unknown_order_is_refused(direct_mail: DirectMail) -> None:
    with pytest.raises(DirectMailError) as refused:
        direct_mail.purchases.pay("DM000000-0001", "balance")
    assert refused.value.code == "unknown-order"


@pytest.mark.parametrize(("minutes", "paid"), [(59, True), (60, False), (61, False)])
def test_an_order_can_be_paid_for_an_hour(
    direct_mail: DirectMail,
    new_order: NewOrder,
    charges: Charges,
    wait: Callable[[timedelta], None],
    minutes: int,
    paid: bool,
) -> None:
    order = new_order()
    wait(timedelta(minutes=minutes))
    if paid:
        assert direct_mail.purchases.pay(order.id, "balance").status is OrderStatus.PAID
        return
    with pytest.raises(DirectMailError) as refused:
        direct_mail.purchases.pay(order.id, "balance")
    assert (refused.value.code, refused.value.kind) == ("order-lapsed", ErrorKind.REFUSED)
    assert direct_mail.purchases.order(order.id).status is OrderStatus.LAPSED
    assert charges() == ()


def test_a_list_of_orders_shows_the_lapsed_one_as_lapsed(
    direct_mail: DirectMail, new_order: NewOrder, wait: Callable[[timedelta], None]
) -> None:
    new_order()
    wait(timedelta(hours=1))
    assert [order.status for order in direct_mail.purchases.orders()] == [OrderStatus.LAPSED]


def test_an_order_of_unknown_outcome_never_lapses(
    direct_mail: DirectMail, new_order: NewOrder, wait: Callable[[timedelta], None]
) -> None:
    order = direct_mail.purchases.pay(new_order().id, "card-timeout")
    wait(timedelta(days=3))
    assert [found.status for found in direct_mail.purchases.orders()] == [OrderStatus.UNKNOWN]
    assert direct_mail.purchases.settle(order.id).status is OrderStatus.PAID


@pytest.mark.parametrize(
    ("method", "kind"),
    [
        ("card-0002", ErrorKind.DECLINED),
        ("card-9995", ErrorKind.DECLINED),
        ("card-timeout", ErrorKind.OUTCOME_UNKNOWN),
        ("card-lost", ErrorKind.OUTCOME_UNKNOWN),
    ],
)
def test_an_order_that_is_not_paid_says_why(
    direct_mail: DirectMail, new_order: NewOrder, method: str, kind: ErrorKind
) -> None:
    order = direct_mail.purchases.pay(new_order().id, method)
    with pytest.raises(DirectMailError) as told:
        raise_unless_paid(order)
    assert told.value.kind is kind
    assert order.id in str(told.value)


def test_a_paid_order_raises_nothing(direct_mail: DirectMail, new_order: NewOrder) -> None:
    raise_unless_paid(direct_mail.purchases.pay(new_order().id, "balance"))


@pytest.mark.parametrize(("key", "end"), [("invoice-7", "paid"), (None, "order-paid")])
def test_whoever_waits_while_another_pays_under_the_same_key_has_the_receipt(
    direct_mail: DirectMail,
    open_direct_mail: Callable[[], DirectMail],
    charges: Charges,
    monkeypatch: pytest.MonkeyPatch,
    key: str | None,
    end: str,
) -> None:
    terms = direct_mail.purchases.catalogue().terms_version
    order = direct_mail.purchases.confirm("50k", 1, "ap-southeast-1", terms, key=key)
    another = open_direct_mail()

    @contextmanager
    def take_after_another(turn: PaymentTurn, waits: object) -> Iterator[None]:
        monkeypatch.undo()
        another.purchases.pay(order.id, "balance")
        yield

    monkeypatch.setattr(PaymentTurn, "take", take_after_another)
    try:
        ended = str(direct_mail.purchases.pay(order.id, "balance").status)
    except DirectMailError as error:
        ended = error.code
    assert ended == end
    assert len(charges()) == 1
