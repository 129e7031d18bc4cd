"""The states of an order: what leads where, what is refused, and what can never be undone."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.idempotency_key import require_key
from dm_tui.domain.money import usd
from dm_tui.domain.purchase.order import Order, OrderStatus, cancel_order, lapse_instant
from dm_tui.domain.purchase.order_after_payment import conclude_payment
from dm_tui.domain.purchase.order_payment import begin_payment
from dm_tui.domain.purchase.payment_attempt import PaymentResult

NOW = datetime(2026, 1, 31, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


def submitting(order: Order) -> Order:
    return begin_payment(order, "card-4242", NOW)


def concluded(order: Order, result: PaymentResult, at: datetime = NOW) -> Order:
    assert order.last_attempt is not None
    return conclude_payment(order, order.last_attempt.id, result, "", at)


def test_beginning_a_payment_writes_the_attempt(order: Order) -> None:
    begun = submitting(order)
    assert begun.status is OrderStatus.SUBMITTING
    assert begun.unsettled
    assert begun.shown_status == "unknown"
    assert begun.last_attempt is not None
    assert begun.last_attempt.result is PaymentResult.PENDING
    assert (begun.last_attempt.method, begun.last_attempt.started_at) == ("card-4242", NOW)
    assert begun.payment_method is None


@pytest.mark.parametrize(
    ("result", "status"),
    [
        (PaymentResult.CHARGED, OrderStatus.PAID),
        (PaymentResult.DECLINED, OrderStatus.UNPAID),
        (PaymentResult.INSUFFICIENT, OrderStatus.UNPAID),
        (PaymentResult.NOT_CHARGED, OrderStatus.UNPAID),
        (PaymentResult.NO_ANSWER, OrderStatus.UNKNOWN),
        (PaymentResult.PENDING, OrderStatus.UNKNOWN),
    ],
)
def test_each_result_leads_to_its_state(order: Order, result: PaymentResult, status: OrderStatus) -> None:
    ended = concluded(submitting(order), result)
    assert ended.status is status
    assert (ended.paid_at == NOW) is (status is OrderStatus.PAID)
    assert (ended.payment_method == "card-4242") is (status is OrderStatus.PAID)


@pytest.mark.parametrize("result", list(PaymentResult))
def test_a_paid_order_never_leaves_paid(order: Order, result: PaymentResult) -> None:
    paid = concluded(submitting(order), PaymentResult.CHARGED)
    assert concluded(paid, result, NOW + HOUR) == paid
    assert not paid.due_to_lapse(NOW + 99 * HOUR)
    for refuses in (submitting, cancel_order):
        with pytest.raises(DirectMailError) as refused:
            refuses(paid)
        assert refused.value.kind is ErrorKind.REFUSED


@pytest.mark.parametrize("result", list(PaymentResult))
def test_the_word_on_another_attempt_changes_nothing(order: Order, result: PaymentResult) -> None:
    first = submitting(order)
    assert first.last_attempt is not None
    second = submitting(concluded(first, PaymentResult.DECLINED))
    assert conclude_payment(second, first.last_attempt.id, result, "", NOW) == second
    assert conclude_payment(order, "DM260131-0001-1", result, "", NOW) == order


def test_each_attempt_has_an_id_of_its_own(order: Order) -> None:
    for _ in range(4):
        order = concluded(submitting(order), PaymentResult.DECLINED)
    assert len({attempt.id for attempt in order.attempts}) == 4


def test_an_order_lapses_at_exactly_one_hour(order: Order) -> None:
    assert order.lapses_at == lapse_instant(order.created_at, 60)
    last = order.created_at + HOUR - timedelta(microseconds=1)
    assert not order.due_to_lapse(last)
    assert begin_payment(order, "balance", last).status is OrderStatus.SUBMITTING
    assert order.due_to_lapse(order.created_at + HOUR)
    with pytest.raises(DirectMailError) as refused:
        begin_payment(order, "balance", order.created_at + HOUR)
    assert (refused.value.kind, refused.value.code) == (ErrorKind.REFUSED, "order-lapsed")


@pytest.mark.parametrize("result", [PaymentResult.NO_ANSWER, PaymentResult.PENDING])
def test_an_unknown_outcome_holds_everything_up(order: Order, result: PaymentResult) -> None:
    unknown = concluded(submitting(order), result)
    assert not unknown.due_to_lapse(NOW + 99 * HOUR)
    with pytest.raises(DirectMailError) as refused:
        submitting(unknown)
    assert refused.value.kind is ErrorKind.OUTCOME_UNKNOWN
    with pytest.raises(DirectMailError) as refused:
        cancel_order(unknown)
    assert order.id in refused.value.hint


@pytest.mark.parametrize(
    ("spec", "quantity", "region", "same"),
    [
        ("50k", 1, "ap-southeast-1", True),
        ("500k", 1, "ap-southeast-1", False),
        ("50k", 2, "ap-southeast-1", False),
        ("50k", 1, "us-east-1", False),
    ],
)
def test_the_same_purchase_is_the_same_thing_in_the_same_region(
    order: Order, spec: str, quantity: int, region: str, same: bool
) -> None:
    assert order.same_purchase(spec, quantity, region) is same


@pytest.mark.parametrize("key", ["a", "newsletter 2026-05", "é", "k" * 200])
def test_a_key_kept_to_the_letter_is_accepted(order: Order, key: str) -> None:
    require_key(key)
    kept = Order.model_validate(order.model_dump() | {"key": key})
    assert kept.key == key


class OrderMachine(RuleBasedStateMachine):
    """Any call in any order, against the shortest account of the rules: at most one charge concludes."""

    @initialize()
    def make(self) -> None:
        self.now = NOW
        self.charges = 0
        self.was_paid = False
        self.order = Order(
            id="DM1",
            spec="50k",
            emails=50_000,
            quantity=1,
            unit_price=usd("13.05"),
            total=usd("13.05"),
            validity_months=6,
            region="us-east-1",
            terms_version="1",
            catalogue_version="1",
            created_at=NOW,
            lapses_at=lapse_instant(NOW, 60),
        )

    @rule()
    def begin(self) -> None:
        before = self.order
        allowed = before.status is OrderStatus.UNPAID and self.now < before.lapses_at
        try:
            self.order = begin_payment(before, "card-4242", self.now)
        except DirectMailError:
            assert not allowed, "refused without a reason"
        else:
            assert allowed, "a payment began that must not"
            assert len(self.order.attempts) == len(before.attempts) + 1

    @rule(which=st.integers(0, 9), result=st.sampled_from(PaymentResult))
    def conclude(self, which: int, result: PaymentResult) -> None:
        before = self.order
        if not before.attempts:
            return
        attempt = before.attempts[which % len(before.attempts)]
        self.order = conclude_payment(before, attempt.id, result, "", self.now)
        if self.order != before:
            assert before.unsettled
            assert attempt == before.last_attempt
            self.charges += result is PaymentResult.CHARGED
        assert conclude_payment(self.order, attempt.id, result, "", self.now) == self.order

    @rule()
    def give_up(self) -> None:
        before = self.order.status
        try:
            self.order = cancel_order(self.order)
        except DirectMailError:
            assert before is not OrderStatus.UNPAID

    @rule(minutes=st.sampled_from([1, 29, 30, 60]))
    def wait(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @invariant()
    def at_most_one_charge_ever_concludes(self) -> None:
        assert self.charges <= 1
        charged = [attempt for attempt in self.order.attempts if attempt.result is PaymentResult.CHARGED]
        assert len(charged) == self.charges
        assert (self.order.status is OrderStatus.PAID) is (self.charges == 1)
        assert (self.order.paid_at is not None) is (self.charges == 1)

    @invariant()
    def only_the_last_attempt_can_be_open(self) -> None:
        for attempt in self.order.attempts[:-1]:
            assert attempt.result not in (PaymentResult.PENDING, PaymentResult.NO_ANSWER)


TestOrder = OrderMachine.TestCase
TestOrder.settings = settings(max_examples=2 * settings().max_examples, stateful_step_count=20)
