"""Payment: how each method ends on the screen, and that money moves once whatever happened before."""

import threading
from collections.abc import Callable

import pytest

from dm_tui.domain.purchase.order import Order, OrderStatus
from dm_tui.domain.purchase.wizard import Step
from dm_tui.services.direct_mail import DirectMail
from dm_tui.tui.wizard import payment
from tests.held import HELD
from tests.tui.conftest import LeftAt, SitDown
from tests.tui.journey import User, charged, sit_down


def _only_order(direct_mail: DirectMail) -> Order:
    [order] = direct_mail.purchases.orders()
    return order


async def _pays_by(user: User, method: str) -> None:
    await user.sees("payment")
    await user.chooses(method)
    await user.goes_on()


async def _must_check(user: User, direct_mail: DirectMail) -> None:
    """Find the outcome unknown: nothing can be chosen, the only way is to look it up."""
    await user.until(lambda: _only_order(direct_mail).status is OrderStatus.UNKNOWN, "an unknown outcome")
    await user.until(lambda: "check" in user.label("#next").lower(), "Check payment")
    assert user.find("#payment-methods").disabled
    await user.until(lambda: user.rows()[-1].count("Check payment") == 1, "one key that checks the payment")
    assert not [row for row in user.rows()[-3:] if "Back" in row], "what does nothing is not offered"
    for at in range(2):
        if at:
            await user.clicks_words("Confirm")
        else:
            await user.presses("escape")
        await user.hears("may be paid already", "check payment")
        user.app.clear_notifications()
    assert user.here == "payment"
    await user.goes_on()


def _until(answer: threading.Event) -> Callable[[float], None]:
    """Return a wait that ends when the test lets the bank answer."""

    def sleep(seconds: float) -> None:
        assert answer.wait(HELD), "the test forgot to let the bank answer"

    return sleep


async def test_the_balance_leads_to_the_receipt(
    user_at: SitDown, left_at: LeftAt, direct_mail: DirectMail
) -> None:
    left_at(Step.PAYMENT)
    async with user_at() as user:
        await _pays_by(user, "balance")
        await user.sees("receipt")
    order = _only_order(direct_mail)
    assert (order.status, order.payment_method) == (OrderStatus.PAID, "balance")
    assert charged(direct_mail) == [order.id]


async def test_a_refused_card_says_so_and_another_method_works(
    user_at: SitDown, left_at: LeftAt, direct_mail: DirectMail
) -> None:
    left_at(Step.PAYMENT)
    async with user_at() as user:
        for method, word in (("card-0002", "declined"), ("card-9995", "money")):
            await _pays_by(user, method)
            await user.until(lambda word=word: word in user.reads("#outcome"), word)  # type: ignore[misc]
            assert user.here == "payment"
            assert charged(direct_mail) == []
            assert not user.find("#payment-methods").disabled
        await _pays_by(user, "card-4242")
        await user.sees("receipt")
    order = _only_order(direct_mail)
    assert charged(direct_mail) == [order.id]
    assert [attempt.method for attempt in order.attempts] == ["card-0002", "card-9995", "card-4242"]


async def test_no_answer_is_found_out_whether_it_was_charged_and_charged_once(
    user_at: SitDown, left_at: LeftAt, direct_mail: DirectMail
) -> None:
    left_at(Step.PAYMENT)
    async with user_at() as user:
        await _pays_by(user, "card-lost")
        await _must_check(user, direct_mail)
        await user.until(lambda: _only_order(direct_mail).status is OrderStatus.UNPAID, "unpaid again")
        await user.until(lambda: "nothing was charged" in user.reads("#outcome").lower(), "relief")
        assert charged(direct_mail) == []
        await _pays_by(user, "card-timeout")
        await _must_check(user, direct_mail)
        await user.sees("receipt")
    order = _only_order(direct_mail)
    assert order.status is OrderStatus.PAID
    assert charged(direct_mail) == [order.id]
    assert len(direct_mail.purchases.plans_of(order.id)) == 1


async def test_an_unknown_outcome_is_looked_up_by_itself(
    user_at: SitDown, left_at: LeftAt, direct_mail: DirectMail, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(payment, "CHECK_AGAIN_SECONDS", 1)
    left_at(Step.PAYMENT)
    async with user_at() as user:
        await _pays_by(user, "card-timeout")
        await user.sees("receipt")
    assert charged(direct_mail) == [_only_order(direct_mail).id]


async def test_more_than_the_balance_is_refused_and_paid_by_card(
    user_at: SitDown, left_at: LeftAt, direct_mail: DirectMail
) -> None:
    left_at(Step.PAYMENT, spec="5m")
    async with user_at() as user:
        await _pays_by(user, "balance")
        await user.until(lambda: "500.00" in user.reads("#outcome"), "the balance")
        assert charged(direct_mail) == []
        await _pays_by(user, "card-4242")
        await user.sees("receipt")
    assert charged(direct_mail) == [_only_order(direct_mail).id]


async def test_the_amount_and_the_order_are_on_the_screen_and_the_button(
    user_at: SitDown, left_at: LeftAt
) -> None:
    draft = left_at(Step.PAYMENT, spec="500k", quantity="3")
    async with user_at() as user:
        await user.sees("payment")
        assert "365.40" in user.reads("#total")
        assert "365.40" in user.label("#next")
        assert draft.order_id in user.reads("#order").split()


async def test_while_the_bank_is_asked_nothing_else_can_be_done(
    with_slow_bank: Callable[[Callable[[float], None]], DirectMail], left_at: LeftAt, direct_mail: DirectMail
) -> None:
    left_at(Step.PAYMENT)
    answer = threading.Event()
    slow = with_slow_bank(_until(answer))
    async with sit_down(slow) as user:
        try:
            await _pays_by(user, "card-timeout")
            await user.until(lambda: not user.can_go_on, "the button off")
            await user.until(lambda: bool(_only_order(direct_mail).attempts), "the attempt is saved")
            assert user.find("#back").disabled
            assert user.find("#payment-methods").disabled
            await user.hammers("escape", "enter", "enter", "escape")
            await user.hears("the payment is running", "no way back")
            await user.clicks("#next")
            assert user.here == "payment"
            assert len(_only_order(direct_mail).attempts) == 1
        finally:
            answer.set()
        await _must_check(user, direct_mail)
        await user.sees("receipt")
    assert charged(direct_mail) == [_only_order(direct_mail).id]


async def test_a_payment_that_ends_behind_a_question_is_not_lost(
    with_slow_bank: Callable[[Callable[[float], None]], DirectMail], left_at: LeftAt, direct_mail: DirectMail
) -> None:
    left_at(Step.PAYMENT)
    answer = threading.Event()
    slow = with_slow_bank(_until(answer))
    async with sit_down(slow) as user:
        try:
            await _pays_by(user, "card-lost")
            await user.until(lambda: not user.can_go_on, "the button off")
            await user.presses("ctrl+q")
            await user.sees("leave")
        finally:
            answer.set()
        await user.until(lambda: _only_order(direct_mail).status is OrderStatus.UNKNOWN, "unknown")
        await user.presses("escape")
        await user.sees("payment")
        await _must_check(user, direct_mail)
        await user.until(lambda: _only_order(direct_mail).status is OrderStatus.UNPAID, "unpaid")
    assert charged(direct_mail) == []


async def test_an_order_paid_elsewhere_meanwhile_is_not_paid_again(
    user_at: SitDown, left_at: LeftAt, direct_mail: DirectMail
) -> None:
    draft = left_at(Step.PAYMENT)
    async with user_at() as user:
        await user.sees("payment")
        direct_mail.purchases.pay(draft.order_id or "", "card-4242")
        await _pays_by(user, "balance")
        await user.sees("receipt")
    assert charged(direct_mail) == [draft.order_id]


async def test_an_order_is_cancelled_only_after_a_question_and_confirmed_again(
    user_at: SitDown, left_at: LeftAt, direct_mail: DirectMail
) -> None:
    left_at(Step.PAYMENT)
    async with user_at() as user:
        await user.sees("payment")
        await user.presses("x")
        await user.presses("delete")
        await user.sees("cancel-order")
        await user.presses("escape")
        await user.sees("payment")
        assert _only_order(direct_mail).status is OrderStatus.UNPAID
        await user.presses("delete")
        await user.sees("cancel-order")
        await user.reaches("#cancel-it")
        await user.presses("enter")
        await user.until(lambda: _only_order(direct_mail).status is OrderStatus.CANCELLED, "cancelled")
        await user.sees("payment")
        assert not user.can_go_on
        await user.presses("escape")
        await user.sees("confirm")
