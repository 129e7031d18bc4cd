"""An order that is paid plan by plan: it continues after a success and ends with the first failure."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.money import usd
from dm_tui.domain.purchase.order import Order, OrderStatus
from dm_tui.domain.purchase.order_after_payment import conclude_payment, stop_between_calls
from dm_tui.domain.purchase.order_payment import begin_payment
from dm_tui.domain.purchase.payment_attempt import PaymentResult
from dm_tui.domain.purchase.payment_wording import payment_status_lines
from dm_tui.domain.purchase.receipt import plan_progress_lines, receipt_lines
from dm_tui.domain.usage.ledger_balances import LedgerAccount
from dm_tui.domain.usage.ledger_entries import EMAILS, order_payment_entry

NOW = datetime(2026, 1, 31, 9, tzinfo=UTC)
CHARGED, DECLINED = PaymentResult.CHARGED, PaymentResult.DECLINED
NO_ANSWER, PENDING = PaymentResult.NO_ANSWER, PaymentResult.PENDING


@pytest.fixture(scope="session")
def three(order: Order) -> Order:
    return order.model_copy(update={"quantity": 3, "emails": 150_000, "total": order.unit_price * 3})


def called(order: Order, result: PaymentResult | None, at: datetime = NOW) -> Order:
    """Make the call for the next plan; without a result it is still on its way."""
    begun = begin_payment(order, "account", at, plans=1, known=("old",))
    if result is None:
        return begun
    last = begun.attempts[-1]
    return conclude_payment(begun, last.id, result, "why", at, reference=f"V{last.id[-1]}")


def after(order: Order, *results: PaymentResult | None) -> Order:
    for result in results:
        order = called(order, result)
    return order


@pytest.mark.parametrize(
    ("results", "status", "bought"),
    [
        ((None,), OrderStatus.SUBMITTING, 0),
        ((CHARGED,), OrderStatus.SUBMITTING, 1),
        ((CHARGED, CHARGED), OrderStatus.SUBMITTING, 2),
        ((CHARGED, CHARGED, CHARGED), OrderStatus.PAID, 3),
        ((DECLINED,), OrderStatus.UNPAID, 0),
        ((DECLINED, CHARGED), OrderStatus.SUBMITTING, 1),
        ((CHARGED, DECLINED), OrderStatus.PARTLY_PAID, 1),
        ((CHARGED, CHARGED, DECLINED), OrderStatus.PARTLY_PAID, 2),
        ((NO_ANSWER,), OrderStatus.UNKNOWN, 0),
        ((CHARGED, NO_ANSWER), OrderStatus.UNKNOWN, 1),
        ((CHARGED, None), OrderStatus.SUBMITTING, 1),
    ],
)
def test_each_answer_leads_to_its_state(
    three: Order, results: tuple[PaymentResult | None, ...], status: OrderStatus, bought: int
) -> None:
    order = after(three, *results)
    assert (order.status, order.bought) == (status, bought)
    assert order.paid_total == usd("13.05") * bought
    assert (order.paid_at is not None) is (status in (OrderStatus.PAID, OrderStatus.PARTLY_PAID))


@pytest.mark.parametrize(
    ("found", "status"),
    [
        (CHARGED, OrderStatus.PARTLY_PAID),
        (PaymentResult.NOT_CHARGED, OrderStatus.PARTLY_PAID),
        (NO_ANSWER, OrderStatus.UNKNOWN),
    ],
)
def test_what_is_found_out_later_does_not_go_on(
    three: Order, found: PaymentResult, status: OrderStatus
) -> None:
    unknown = after(three, CHARGED, NO_ANSWER)
    ended = conclude_payment(unknown, unknown.attempts[-1].id, found, "", NOW)
    assert ended.status is status


def test_the_last_of_them_found_out_later_pays_the_order(three: Order) -> None:
    unknown = after(three, CHARGED, CHARGED, NO_ANSWER)
    ended = conclude_payment(unknown, unknown.attempts[-1].id, CHARGED, "", NOW)
    assert ended.status is OrderStatus.PAID


def test_an_answer_that_was_taken_is_not_taken_again(three: Order) -> None:
    between = after(three, CHARGED)
    last = between.attempts[-1]
    for result in PaymentResult:
        assert conclude_payment(between, last.id, result, "again", NOW) == between


def test_the_vendors_ids_are_kept_when_a_later_look_names_none(three: Order) -> None:
    waiting = called(three, NO_ANSWER)
    ended = conclude_payment(waiting, waiting.attempts[-1].id, CHARGED, "", NOW, instance="P1")
    assert (ended.attempts[-1].reference, ended.attempts[-1].instance) == ("V1", "P1")


def test_a_call_on_its_way_is_not_followed_by_another(three: Order) -> None:
    for waiting in (called(three, None), called(three, NO_ANSWER)):
        with pytest.raises(DirectMailError) as refused:
            called(waiting, None)
        assert refused.value.code == "payment-not-settled"


def test_an_order_bought_in_part_is_over(three: Order) -> None:
    partly = after(three, CHARGED, DECLINED)
    assert partly.closed
    with pytest.raises(DirectMailError) as refused:
        called(partly, None)
    assert refused.value.code == "order-partly-paid"
    assert "1 of 3" in refused.value.hint


def test_only_between_two_calls_an_order_can_be_stopped(three: Order) -> None:
    stopped = stop_between_calls(after(three, CHARGED), NOW, "dearer")
    assert (stopped.status, stopped.stopped) == (OrderStatus.PARTLY_PAID, "dearer")
    for order in (
        three,
        called(three, None),
        called(three, NO_ANSWER),
        after(three, CHARGED, None),
        after(three, CHARGED, CHARGED, CHARGED),
    ):
        assert stop_between_calls(order, NOW, "why") == order


def test_between_two_calls_nothing_lapses(three: Order) -> None:
    between = after(three, CHARGED)
    late = NOW + timedelta(hours=2)
    assert not between.due_to_lapse(late)
    assert called(between, CHARGED, late).bought == 2


@given(st.lists(st.sampled_from([CHARGED, DECLINED, NO_ANSWER, None]), max_size=8))
def test_never_more_calls_are_paid_than_plans_were_ordered(results: list[PaymentResult | None]) -> None:
    order = Order(
        id="DM260131-0001",
        spec="50k",
        emails=150_000,
        quantity=3,
        unit_price=usd("13.05"),
        total=usd("39.15"),
        validity_months=6,
        region="ap-southeast-1",
        terms_version="1",
        catalogue_version="1",
        created_at=NOW,
        lapses_at=NOW + timedelta(hours=1),
    )
    for result in results:
        try:
            order = called(order, result)
        except DirectMailError:
            break
    assert order.bought <= order.quantity
    assert order.closed is (order.status in (OrderStatus.PAID, OrderStatus.PARTLY_PAID))
    if not order.unsettled:
        expected = {0: OrderStatus.UNPAID, 3: OrderStatus.PAID}
        assert order.status is expected.get(order.bought, OrderStatus.PARTLY_PAID)


def test_each_plan_is_booked_by_itself(three: Order) -> None:
    order = after(three, CHARGED, CHARGED)
    entries = [order_payment_entry(order, attempt, NOW) for attempt in order.attempts]
    assert len({entry.id for entry in entries}) == 2
    for entry in entries:
        booked = {(posting.account, posting.unit): posting.amount for posting in entry.postings}
        assert booked[LedgerAccount.PLAN_SALES, "USD"] == Decimal("13.05")
        assert booked[LedgerAccount.PLANS, EMAILS] == 50_000


def test_a_receipt_says_of_each_plan_what_became_of_it(three: Order) -> None:
    lines = receipt_lines(after(three, DECLINED, CHARGED, NO_ANSWER), (), "ap-southeast-1")
    assert [line for line in lines if " of 3 " in line] == [
        "1 of 3       bought, order V2",
        "2 of 3       not known: why",
        "3 of 3       not bought, not ordered",
    ]


@pytest.mark.parametrize(
    ("results", "said"),
    [
        ((CHARGED, None), ["bought, order V1", "being ordered", "not yet"]),
        ((CHARGED,), ["bought, order V1", "not yet", "not yet"]),
        ((CHARGED, DECLINED), ["bought, order V1", "not bought: why", "not bought, not ordered"]),
        ((DECLINED,), []),
        ((), []),
    ],
)
def test_while_it_is_paid_each_plan_is_told_of(
    three: Order, results: tuple[PaymentResult | None, ...], said: list[str]
) -> None:
    assert [line[13:] for line in plan_progress_lines(after(three, *results))] == said


def test_why_it_ended_there_is_kept(three: Order) -> None:
    refused = after(three, CHARGED, DECLINED)
    assert refused.stopped == "why"
    late = after(three, CHARGED, NO_ANSWER)
    late = conclude_payment(late, late.attempts[-1].id, CHARGED, "", NOW)
    assert "not known in time" in late.stopped
    for order in (refused, late):
        assert order.stopped in payment_status_lines(order)
    for order in (three, after(three, DECLINED), after(three, CHARGED, CHARGED, CHARGED)):
        assert order.stopped == ""
