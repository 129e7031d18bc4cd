"""Real money: each plan is one call, made once, and what it came to is found out and never guessed."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest

from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.money import usd
from dm_tui.domain.purchase.order import Order, OrderStatus
from dm_tui.domain.purchase.payment_attempt import PaymentAttempt, PaymentResult
from dm_tui.providers.payment_outcome import PaymentOutcome
from dm_tui.services.direct_mail import DirectMail
from tests.alibaba.conftest import OpenLive
from tests.alibaba.server import AnyAnswer, Deed, Fault, Vendor
from tests.conftest import Wait

Confirmed = Callable[..., Order]

CREATE = "CreateResourcePackage"
LOST = (
    Fault.RESET_AFTER,
    Fault.TIME_OUT_AFTER,
    Fault.ERROR_AFTER,
    Fault.HTML_AFTER,
    Fault.TRUNCATED,
    Fault.LATE,
)
NOT_DONE = (
    Fault.RESET_BEFORE,
    Fault.TIME_OUT_BEFORE,
    Fault.ERROR_BEFORE,
    Fault.HTML_BEFORE,
    Fault.NOT_A_SUCCESS,
)


def pay(direct_mail: DirectMail, order: Order) -> Order:
    return direct_mail.purchases.pay(order.id, "account", str(order.total.amount))


def test_a_plan_is_bought_by_one_call(live: DirectMail, vendor: Vendor, confirmed: Confirmed) -> None:
    paid = pay(live, confirmed())
    assert paid.status is OrderStatus.PAID
    (bought,) = vendor.account.paid_orders
    assert vendor.faults.calls[CREATE] == 1
    (attempt,) = paid.attempts
    assert (attempt.reference, attempt.instance) == (bought.id, bought.plan)


def test_the_balance_is_read_after_a_purchase(live: DirectMail, confirmed: Callable[..., Order]) -> None:
    assert live.overviews.overview().balance == usd("1234.50")
    live.purchases.pay(confirmed().id, "account", "13.05")
    assert live.overviews.overview().balance == usd("1221.45")


def test_a_plan_ends_when_the_vendor_says_it_does(
    live: DirectMail, vendor: Vendor, confirmed: Confirmed
) -> None:
    paid = pay(live, confirmed())
    (plan,) = live.purchases.plans_of(paid.id)
    assert plan.expires_at == vendor.account.plans[0].expires
    assert plan.id == vendor.account.plans[0].id


@pytest.mark.parametrize("typed", ["", "13", "13.06", "13,05", "1305", "CNY", "-13.05", "0"])
def test_no_real_money_moves_until_the_amount_was_typed(
    live: DirectMail, vendor: Vendor, confirmed: Confirmed, typed: str
) -> None:
    order = confirmed()
    with pytest.raises(DirectMailError) as refused:
        live.purchases.pay(order.id, "account", typed)
    assert refused.value.code == "amount-not-confirmed"
    assert vendor.faults.calls[CREATE] == 0
    assert live.purchases.order(order.id) == order


@pytest.mark.parametrize("typed", ["13.05", " 13.05 ", "USD 13.05", "13.05 usd"])
def test_the_amount_may_be_typed_with_its_currency(
    live: DirectMail, confirmed: Confirmed, typed: str
) -> None:
    paid = live.purchases.pay(confirmed().id, "account", typed)
    assert paid.status is OrderStatus.PAID


def test_another_price_than_was_confirmed_stops_the_payment(
    live: DirectMail, vendor: Vendor, confirmed: Confirmed
) -> None:
    order = confirmed(quantity=2)
    vendor.account.prices[50_000] = Decimal("14.05")
    with pytest.raises(DirectMailError) as refused:
        pay(live, order)
    assert refused.value.code == "price-changed"
    for figure in ("14.05", "13.05", "1.00 more"):
        assert figure in refused.value.message
    assert vendor.account.orders == []
    assert live.purchases.order(order.id) == order
    assert live.quotes.quote("50k", 2).total.amount == Decimal("28.10"), "the new price is shown"
    terms = live.purchases.catalogue().terms_version
    again = live.purchases.confirm("50k", 2, order.region, terms, replaces=order.id)
    assert again.id != order.id
    assert pay(live, again).status is OrderStatus.PAID


def test_several_plans_are_several_calls(live: DirectMail, vendor: Vendor, confirmed: Confirmed) -> None:
    paid = pay(live, confirmed(quantity=3))
    assert (paid.status, paid.bought, len(paid.attempts)) == (OrderStatus.PAID, 3, 3)
    assert {order.id for order in vendor.account.paid_orders} == {
        attempt.reference for attempt in paid.attempts
    }
    assert len(live.purchases.plans_of(paid.id)) == 3
    assert [check.detail for check in live.doctor.examine() if not check.ok] == []


@pytest.mark.parametrize("fault", [Fault.DENIED, Fault.NOT_APPLICABLE])
def test_the_first_call_that_is_refused_is_the_last(
    live: DirectMail, vendor: Vendor, confirmed: Confirmed, fault: Fault
) -> None:
    order = confirmed(quantity=4)
    vendor.faults.at(CREATE, 3, fault)
    ended = pay(live, order)
    assert (ended.status, ended.bought) == (OrderStatus.PARTLY_PAID, 2)
    assert len(vendor.account.paid_orders) == 2
    assert vendor.faults.calls[CREATE] == 3
    assert [attempt.result is PaymentResult.CHARGED for attempt in ended.attempts] == [True, True, False]
    assert len(live.purchases.plans_of(order.id)) == 2
    assert live.purchases.settle(order.id) == ended
    with pytest.raises(DirectMailError) as refused:
        pay(live, order)
    assert refused.value.code == "order-partly-paid"
    assert [check.detail for check in live.doctor.examine() if not check.ok] == []


@pytest.mark.parametrize("fault", [Fault.DENIED, Fault.NOT_APPLICABLE])
def test_what_was_refused_may_be_paid_again(
    live: DirectMail, vendor: Vendor, confirmed: Confirmed, fault: Fault
) -> None:
    order = confirmed()
    vendor.faults.at(CREATE, 1, fault)
    refused = pay(live, order)
    assert refused.status is OrderStatus.UNPAID
    assert vendor.account.orders == []
    assert pay(live, order).status is OrderStatus.PAID
    assert len(vendor.account.paid_orders) == 1


def test_a_call_that_was_not_taken_is_made_again_after_a_look(
    live: DirectMail, vendor: Vendor, confirmed: Confirmed
) -> None:
    for number in (1, 3, 4):
        vendor.faults.at(CREATE, number, Fault.THROTTLED)
    order = confirmed(quantity=3)
    waits: list[str] = []
    paid = live.purchases.pay(order.id, "account", str(order.total.amount), waits=waits.append)
    assert (paid.status, paid.bought, len(vendor.account.paid_orders)) == (OrderStatus.PAID, 3, 3)
    assert [attempt.busy for attempt in paid.attempts] == [True, False, True, True, False, False]
    assert ["takes no more calls" in words for words in waits] == [True, True, True]
    creates = [place for place, call in enumerate(vendor.seen) if call == CREATE]
    for first, second in pairwise(creates):
        assert "QueryResourcePackageInstances" in vendor.seen[first:second]
    assert [check.detail for check in live.doctor.examine() if not check.ok] == []


def test_the_interface_can_say_what_a_payment_waits_for(
    vendor: Vendor,
    state_path: Path,
    fixed_clock: Callable[[], datetime],
    live: DirectMail,
    confirmed: Confirmed,
) -> None:
    heard: list[str] = []
    waiting = DirectMail(
        state_path, "alibaba", clock=fixed_clock, sleep=lambda _: heard.append(waiting.purchases.waits_for)
    )
    vendor.faults.at(CREATE, 1, Fault.THROTTLED)
    assert pay(waiting, confirmed()).status is OrderStatus.PAID
    assert ["takes no more calls" in words for words in heard if words] == [True]
    assert waiting.purchases.waits_for == ""


def test_a_call_that_is_never_taken_ends_the_order_with_what_was_bought(
    live: DirectMail, vendor: Vendor, confirmed: Confirmed
) -> None:
    order = confirmed(quantity=3)
    vendor.faults.at(CREATE, 1, Fault.DENIED)
    pay(live, order)
    vendor.faults.every(CREATE, Fault.THROTTLED)
    unpaid = pay(live, order)
    assert (unpaid.status, unpaid.bought, unpaid.held_up) == (OrderStatus.UNPAID, 0, True)
    vendor.faults.clear()
    for number in range(2, 40):
        vendor.faults.at(CREATE, number, Fault.THROTTLED)
    ended = pay(live, order)
    assert (ended.status, ended.bought) == (OrderStatus.PARTLY_PAID, 1)
    assert "Throttling" in ended.stopped
    assert len(vendor.account.paid_orders) == 1


def test_a_call_that_was_not_taken_and_bought_all_the_same_is_asked_about(
    live: DirectMail, vendor: Vendor, confirmed: Confirmed
) -> None:
    vendor.faults.at(CREATE, 2, AnyAnswer(400, "Throttling.User", deed=Deed.DONE))
    order = confirmed(quantity=3)
    with pytest.raises(DirectMailError) as asked:
        pay(live, order)
    assert asked.value.code == "may-be-bought"
    ended = live.purchases.order(order.id)
    assert (ended.status, ended.bought) == (OrderStatus.PARTLY_PAID, 1)
    assert len(vendor.account.paid_orders) == 2
    bought = live.purchases.settle_as_bought(order.id, ended.sightings[0].id)
    assert (bought.status, bought.bought) == (OrderStatus.PARTLY_PAID, 2)


def test_a_missing_permission_is_named_by_its_action(
    live: DirectMail, vendor: Vendor, confirmed: Confirmed
) -> None:
    vendor.account.ram_user("ops", "bss:ModifyInstance")
    refused = pay(live, confirmed())
    assert refused.last_attempt is not None
    assert "bss:ModifyInstance" in refused.last_attempt.message


def test_too_little_money_is_said_as_such(live: DirectMail, vendor: Vendor, confirmed: Confirmed) -> None:
    vendor.account.balance = Decimal(1)
    refused = pay(live, confirmed())
    assert refused.last_attempt is not None
    assert refused.last_attempt.result is PaymentResult.INSUFFICIENT


def test_an_account_that_is_not_verified_is_found_out_by_the_refusal(
    live: DirectMail, vendor: Vendor, confirmed: Confirmed
) -> None:
    vendor.account.verified = False
    order = confirmed()
    assert pay(live, order).status is OrderStatus.UNPAID
    assert not live.prerequisites.account().identity_verified


def test_a_vendor_who_cannot_be_reached_is_not_asked_to_buy(
    live: DirectMail, vendor: Vendor, confirmed: Confirmed
) -> None:
    order = confirmed()
    vendor.go_away()
    with pytest.raises(DirectMailError) as failed:
        pay(live, order)
    assert failed.value.code == "no-network"
    assert live.purchases.order(order.id) == order
    vendor.come_back()
    assert pay(live, order).status is OrderStatus.PAID


@pytest.mark.parametrize("fault", LOST)
def test_an_answer_that_was_lost_is_unknown_and_then_found(
    live: DirectMail, vendor: Vendor, confirmed: Confirmed, fault: Fault, open_live: OpenLive
) -> None:
    order = confirmed(quantity=2)
    vendor.faults.at(CREATE, 1, fault)
    unknown = pay(live, order)
    assert unknown.status is OrderStatus.UNKNOWN
    assert vendor.faults.calls[CREATE] == 1, "a purchase is never repeated"
    with pytest.raises(DirectMailError) as refused:
        pay(live, order)
    assert refused.value.kind is ErrorKind.OUTCOME_UNKNOWN
    with pytest.raises(DirectMailError) as refused:
        confirmed(quantity=2)
    assert refused.value.code == "same-purchase-unsettled"
    next_start = open_live()
    for _ in range(4):
        next_start.connect()
    settled = next_start.purchases.order(order.id)
    assert (settled.status, settled.bought) == (OrderStatus.PARTLY_PAID, 1)
    assert len(vendor.account.paid_orders) == 1
    assert len(next_start.purchases.plans_of(order.id)) == 1


@pytest.mark.parametrize("fault", NOT_DONE)
def test_what_never_arrived_stays_unknown_until_the_user_decides(
    live: DirectMail, vendor: Vendor, confirmed: Confirmed, fault: Fault, wait: Wait
) -> None:
    order = confirmed()
    vendor.faults.at(CREATE, 1, fault)
    assert pay(live, order).status is OrderStatus.UNKNOWN
    assert live.purchases.settle(order.id).status is OrderStatus.UNKNOWN
    with pytest.raises(DirectMailError) as refused:
        live.purchases.settle_as_not_bought(order.id)
    assert refused.value.code == "too-early-to-tell"
    wait(timedelta(minutes=3))
    assert live.purchases.settle(order.id).status is OrderStatus.UNKNOWN, "nothing is guessed"
    assert live.purchases.settle_as_not_bought(order.id).status is OrderStatus.UNPAID
    assert pay(live, order).status is OrderStatus.PAID
    assert len(vendor.account.paid_orders) == 1


def test_at_the_next_start_nobody_is_told_to_do_what_is_being_done(
    live: DirectMail, open_live: OpenLive, vendor: Vendor, confirmed: Confirmed
) -> None:
    vendor.faults.at(CREATE, 1, Fault.RESET_BEFORE)
    order = confirmed()
    pay(live, order)
    notice = open_live().wizard_drafts.resume().notice
    assert order.id in notice
    assert "being looked up" in notice
    assert "Check the payment" not in notice


def test_what_was_bought_cannot_be_settled_as_not_bought(
    live: DirectMail, vendor: Vendor, confirmed: Confirmed, wait: Wait
) -> None:
    order = confirmed()
    vendor.faults.at(CREATE, 1, Fault.TIME_OUT_AFTER)
    pay(live, order)
    wait(timedelta(minutes=5))
    assert live.purchases.settle_as_not_bought(order.id).status is OrderStatus.PAID


@pytest.mark.parametrize("fault", [Fault.UNPAID, Fault.UNPAID_LOST])
def test_an_order_that_stays_unpaid_is_shown_and_followed(
    live: DirectMail, vendor: Vendor, confirmed: Confirmed, fault: Fault, wait: Wait
) -> None:
    order = confirmed()
    vendor.faults.at(CREATE, 1, fault)
    pay(live, order)
    unknown = live.purchases.settle(order.id)
    (made,) = vendor.account.orders
    assert unknown.status is OrderStatus.UNKNOWN
    assert unknown.last_attempt is not None
    assert made.id in unknown.last_attempt.message
    wait(timedelta(minutes=5))
    with pytest.raises(DirectMailError) as refused:
        live.purchases.settle_as_not_bought(order.id)
    assert refused.value.code == "order-exists"
    vendor.account.pay(made)
    assert live.purchases.settle(order.id).status is OrderStatus.PAID


def test_an_unpaid_order_that_is_cancelled_frees_ours(
    live: DirectMail, vendor: Vendor, confirmed: Confirmed
) -> None:
    order = confirmed()
    vendor.faults.at(CREATE, 1, Fault.UNPAID)
    pay(live, order)
    vendor.account.orders[0].cancelled = True
    assert live.purchases.settle(order.id).status is OrderStatus.UNPAID
    assert pay(live, order).status is OrderStatus.PAID


def test_what_was_there_before_is_not_taken_for_the_purchase(
    live: DirectMail, vendor: Vendor, confirmed: Confirmed
) -> None:
    vendor.account.order(50_000)
    order = confirmed()
    vendor.faults.at(CREATE, 1, Fault.RESET_BEFORE)
    pay(live, order)
    assert live.purchases.settle(order.id).status is OrderStatus.UNKNOWN


def test_what_the_console_bought_of_another_size_is_not_taken_for_the_purchase(
    live: DirectMail, vendor: Vendor, confirmed: Confirmed
) -> None:
    order = confirmed()
    vendor.faults.at(CREATE, 1, Fault.RESET_BEFORE)
    pay(live, order)
    vendor.account.order(500_000)
    assert live.purchases.settle(order.id).status is OrderStatus.UNKNOWN


def test_another_purchase_of_the_same_size_waits_for_the_unknown_one(
    live: DirectMail, vendor: Vendor, confirmed: Confirmed
) -> None:
    first, second = confirmed(), confirmed(quantity=2)
    vendor.faults.at(CREATE, 1, Fault.RESET_BEFORE)
    pay(live, first)
    with pytest.raises(DirectMailError) as refused:
        pay(live, second)
    assert refused.value.code == "same-purchase-unsettled"
    assert pay(live, confirmed("500k")).status is OrderStatus.PAID


def test_what_is_no_longer_sold_is_still_found(
    live: DirectMail, vendor: Vendor, confirmed: Confirmed, open_live: OpenLive
) -> None:
    order = confirmed()
    vendor.faults.at(CREATE, 1, Fault.RESET_AFTER)
    pay(live, order)
    del vendor.account.prices[50_000]
    next_start = open_live()
    next_start.connect()
    assert next_start.purchases.order(order.id).status is OrderStatus.PAID
    with pytest.raises(DirectMailError):
        next_start.purchases.confirm("50k", 1, order.region, order.terms_version)


def test_an_order_does_not_grow_with_what_was_there_before(
    live: DirectMail, vendor: Vendor, confirmed: Confirmed
) -> None:
    for _ in range(10):
        vendor.account.order(50_000)
    paid = pay(live, confirmed(quantity=3))
    assert [attempt.known for attempt in paid.attempts] == [()] * 3
    vendor.faults.at(CREATE, 2, Fault.RESET_BEFORE)
    unknown = pay(live, confirmed(quantity=2))
    assert [bool(attempt.known) for attempt in unknown.attempts] == [False, True]


def test_a_program_that_ends_between_two_plans_says_what_was_bought(
    live: DirectMail,
    vendor: Vendor,
    confirmed: Confirmed,
    monkeypatch: pytest.MonkeyPatch,
    open_live: OpenLive,
) -> None:
    order = confirmed(quantity=3)
    prepare, calls = live.provider.shop.prepare, 0

    def killed_before_the_third(order: Order) -> tuple[str, ...]:
        nonlocal calls
        calls += 1
        if calls == 3:
            raise KeyboardInterrupt
        return prepare(order)

    monkeypatch.setattr(live.provider.shop, "prepare", killed_before_the_third)
    with pytest.raises(KeyboardInterrupt):
        pay(live, order)
    next_start = open_live()
    next_start.connect()
    ended = next_start.purchases.order(order.id)
    assert (ended.status, ended.bought) == (OrderStatus.PARTLY_PAID, 2)
    assert len(vendor.account.paid_orders) == 2
    assert "1 of 3 were not bought" in next_start.overviews.messages()[0].body


def test_a_price_that_changes_between_two_plans_stops_there(
    live: DirectMail, vendor: Vendor, confirmed: Confirmed
) -> None:
    order = confirmed(quantity=2)
    make = vendor.account.order

    def dearer(*args: object, **named: object) -> object:
        made = make(*args, **named)  # type: ignore[arg-type]  # what the server passed
        vendor.account.prices[50_000] = Decimal("20.00")
        return made

    vendor.account.order = dearer  # type: ignore[method-assign,assignment]
    ended = pay(live, order)
    assert (ended.status, ended.bought) == (OrderStatus.PARTLY_PAID, 1)
    assert len(vendor.account.orders) == 1
    assert "20.00" in live.overviews.messages()[0].body
    assert "6.95 more than you confirmed" in ended.stopped


def test_what_is_being_paid_is_not_for_another_program_to_conclude(
    live: DirectMail, confirmed: Confirmed, open_live: OpenLive, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A reminder at the wrong moment would find no order yet, and end a purchase that is going well."""
    order = confirmed(quantity=2)
    buy = live.provider.shop.pay

    def meanwhile(order: Order, attempt: PaymentAttempt) -> PaymentOutcome:
        other = open_live()
        other.connect()
        assert other.purchases.order(order.id).status is OrderStatus.SUBMITTING
        with pytest.raises(DirectMailError) as refused:
            pay(other, order)
        assert refused.value.code == "paying-elsewhere"
        return buy(order, attempt)

    monkeypatch.setattr(live.provider.shop, "pay", meanwhile)
    assert pay(live, order).bought == 2


def test_a_program_that_ends_asks_for_no_further_plan(
    live: DirectMail, vendor: Vendor, confirmed: Confirmed, open_live: OpenLive
) -> None:
    order = confirmed(quantity=3)
    make = vendor.account.order

    def ends(*args: object, **named: object) -> object:
        live.close()
        return make(*args, **named)  # type: ignore[arg-type]  # what the server passed

    vendor.account.order = ends  # type: ignore[method-assign,assignment]
    assert pay(live, order).bought == 1
    assert vendor.faults.calls[CREATE] == 1
    next_start = open_live()
    next_start.connect()
    ended = next_start.purchases.order(order.id)
    assert (ended.status, ended.bought) == (OrderStatus.PARTLY_PAID, 1)
    assert "ended before the next one" in ended.stopped
