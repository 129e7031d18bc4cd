"""The program is dropped at every step, without a word, and the next start goes on from there."""

import asyncio
import threading
from collections.abc import Callable
from datetime import timedelta

import pytest

from dm_tui.domain.purchase.order import OrderStatus
from dm_tui.domain.purchase.wizard import Step
from dm_tui.services.direct_mail import DirectMail
from tests.held import HELD
from tests.tui.conftest import LeftAt, SitDown
from tests.tui.journey import charged, sit_down


async def test_every_step_of_a_purchase_is_found_again(user_at: SitDown, direct_mail: DirectMail) -> None:
    async with user_at() as user:
        await user.goes_on()
        await user.sees("billing-model")
    async with user_at() as user:
        await user.sees("billing-model")
        await user.writes("#volume", "20k")
        await user.goes_on()
        await user.sees("plan")
    async with user_at() as user:
        await user.sees("plan")
        assert user.draft.volume == "20k"
        await user.chooses("500k")
        await user.writes("#quantity", "3")
        await user.goes_on()
        await user.sees("confirm")
    async with user_at() as user:
        await user.sees("confirm")
        assert "365.40" in user.reads("#total")
        assert not user.ticked()
        await user.accepts()
        await user.goes_on()
        await user.sees("payment")
    async with user_at() as user:
        await user.sees("payment")
        assert "365.40" in user.reads("#total")
        await user.goes_on()
        await user.sees("receipt")
    async with user_at() as user:
        await user.sees("receipt")
        assert direct_mail.purchases.orders()[0].id in user.reads("#order-id")
        await user.goes_on()
        await user.sees("activation-prompt")
    async with user_at() as user:
        await user.until(lambda: user.here in ("console", "activation-prompt"), "the console")
    assert len(charged(direct_mail)) == 1


@pytest.mark.parametrize(
    ("step", "answers"),
    [
        (Step.BILLING_MODEL, {"volume": "many"}),
        (Step.PLAN, {"volume": "20k", "spec": "1m", "quantity": "12"}),
        (Step.PLAN, {"spec": "5m", "quantity": "none"}),
        (Step.ACTIVATION, {"volume": "1.5m"}),
    ],
)
async def test_what_was_typed_is_there_again(
    user_at: SitDown, left_at: LeftAt, step: Step, answers: dict[str, str]
) -> None:
    left_at(step, **answers)
    async with user_at() as user:
        await user.sees(step)
        draft = user.draft
        assert {name: getattr(draft, name) for name in answers} == answers


async def test_an_accepted_agreement_is_accepted_still(user_at: SitDown, left_at: LeftAt) -> None:
    left_at(Step.ACTIVATION)
    async with user_at() as user:
        await user.sees("activation")
        await user.accepts()
        await user.presses("escape")
        await user.sees("billing-model")
    async with user_at() as user:
        await user.sees("billing-model")
        await user.goes_on()
        await user.sees("activation")
        assert user.ticked()


async def test_a_program_dropped_in_the_middle_of_a_payment_asks_to_check_it(
    user_at: SitDown,
    with_slow_bank: Callable[[Callable[[float], None]], DirectMail],
    left_at: LeftAt,
    direct_mail: DirectMail,
) -> None:
    left_at(Step.PAYMENT)
    dropped = threading.Event()

    def never_answers(seconds: float) -> None:
        dropped.wait(HELD)

    async with sit_down(with_slow_bank(never_answers)) as user:
        await user.chooses("card-timeout")
        await user.goes_on()
        await user.until(lambda: charged(direct_mail), "the money taken")
        assert direct_mail.purchases.orders()[0].status is OrderStatus.SUBMITTING
        try:
            async with user_at() as second:
                await second.sees("payment")
                assert "check" in second.label("#next").lower()
                assert second.find("#payment-methods").disabled
                await second.hears("check", "twice")
                await second.goes_on()
                await second.sees("receipt")
        finally:
            dropped.set()
        await user.sees("receipt")
    assert charged(direct_mail) == [direct_mail.purchases.orders()[0].id]
    assert len(direct_mail.purchases.plans_of(direct_mail.purchases.orders()[0].id)) == 1


async def test_an_open_payment_comes_before_anything_else(
    user_at: SitDown, left_at: LeftAt, direct_mail: DirectMail
) -> None:
    order_id = left_at(Step.PAYMENT).order_id or ""
    await asyncio.to_thread(direct_mail.purchases.pay, order_id, "card-lost")
    left_at(Step.PLAN, quantity="9")
    async with user_at() as user:
        await user.sees("payment")
        assert "check" in user.label("#next").lower()
        assert user.draft.order_id == order_id
        assert user.focused == "next", "Enter must not lead nowhere"


async def test_prices_of_another_day_are_told_and_the_terms_asked_again(
    user_at: SitDown, left_at: LeftAt, direct_mail: DirectMail
) -> None:
    terms = direct_mail.purchases.catalogue().terms_version
    left_at(Step.CONFIRM, catalogue_version="1999-01", accepted_terms=terms)
    async with user_at() as user:
        await user.sees("confirm")
        await user.hears("price")
        assert not user.ticked()
        assert not user.can_go_on


async def test_terms_of_another_day_are_asked_again(user_at: SitDown, left_at: LeftAt) -> None:
    left_at(Step.CONFIRM, accepted_terms="1999-01")
    async with user_at() as user:
        await user.sees("confirm")
        assert not user.ticked()
        assert not user.can_go_on


@pytest.mark.parametrize(("minutes", "step"), [(59, "payment"), (60, "confirm")])
async def test_an_order_that_lapsed_meanwhile_is_confirmed_again(
    user_at: SitDown, left_at: LeftAt, wait: Callable[[timedelta], None], minutes: int, step: str
) -> None:
    order_id = left_at(Step.PAYMENT).order_id
    wait(timedelta(minutes=minutes))
    async with user_at() as user:
        await user.sees(step)
        if step == "payment":
            assert user.toasts == []
            return
        await user.hears("lapsed", str(order_id).lower())
        assert not user.ticked()
        await user.accepts()
        await user.goes_on()
        await user.sees("payment")
        assert user.draft.order_id != order_id


async def test_a_verification_lost_meanwhile_leads_back_to_the_first_step(
    user_at: SitDown, left_at: LeftAt, direct_mail: DirectMail
) -> None:
    left_at(Step.PLAN, quantity="7")
    direct_mail.prerequisites.sign_in("ops")
    async with user_at() as user:
        await user.sees("prerequisites")
        await user.reaches("#verify")
        await user.presses("enter")
        await user.goes_on()
        await user.sees("billing-model")
        await user.goes_on()
        await user.sees("plan")
        assert user.value("#quantity") == "7"
