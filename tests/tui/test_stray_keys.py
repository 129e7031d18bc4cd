"""Keys pressed twice, too fast or at the wrong time skip nothing, accept nothing and pay nothing twice."""

import asyncio

import pytest
from textual import events
from textual.widgets import Button, Input, OptionList

from dm_tui.domain.purchase.order import OrderStatus
from dm_tui.domain.purchase.wizard import Step
from dm_tui.services.direct_mail import DirectMail
from dm_tui.tui import app
from dm_tui.tui.front_screen import DONE_WITH_WIDGETS
from dm_tui.tui.widgets.agreement_text import HOW_TO_ACCEPT, HOW_TO_CONTINUE
from dm_tui.tui.wizard.step_layout import StepRow
from tests.at_rest import DEADLINE
from tests.tui.conftest import LeftAt, SitDown
from tests.tui.journey import User, charged


def test_what_widgets_make_of_a_key_is_known_by_its_name() -> None:
    made = (Button.Pressed, OptionList.OptionSelected, Input.Submitted)
    assert tuple(message.handler_name for message in made) == DONE_WITH_WIDGETS


PACE = pytest.mark.parametrize("at_once", [True, False], ids=["at-once", "one-by-one"])


async def _enters_twice(user: User, at_once: bool) -> None:
    await user.reaches("#next")
    await (user.hammers if at_once else user.presses)("enter", "enter")


@PACE
async def test_a_double_enter_skips_no_step_before_the_payment(
    user_at: SitDown, direct_mail: DirectMail, at_once: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if at_once:  # and the other steps are made ready meanwhile, as the program does
        monkeypatch.setattr(app, "WARM_UP_AFTER", 0.05)
    async with user_at() as user:
        await user.sees("prerequisites")
        for step in ("billing-model", "plan", "confirm"):
            await _enters_twice(user, at_once)
            await user.sees(step)
            await user.settles()
            assert user.here == step
        assert not user.ticked()
        await user.accepts()
        await _enters_twice(user, at_once)
        await user.sees("payment")
        await user.settles()
        assert user.here == "payment"
        [order] = direct_mail.purchases.orders()
        assert order.status is OrderStatus.UNPAID
        assert order.attempts == ()
        await _enters_twice(user, at_once)
        await user.sees("receipt")
        await user.settles()
        assert user.here == "receipt"
    assert charged(direct_mail) == [order.id]


async def test_an_enter_that_arrives_late_does_nothing_on_the_next_step(user_at: SitDown) -> None:
    async with user_at() as user:
        await user.sees("prerequisites")
        second = events.Key("enter", "\r")
        await user.goes_on()
        await user.sees("billing-model")
        before = user.focused
        user.app.post_message(second)
        await user.settles()
        assert (user.here, user.focused) == ("billing-model", before)
        await user.presses("enter")
        await user.until(lambda: user.focused != before, "an answer to an Enter in time")


async def test_an_enter_is_answered_while_the_other_steps_are_made_ready(user_at: SitDown) -> None:
    async with user_at() as user:
        await user.sees("prerequisites")
        await user.reaches("#next")
        early = events.Key("enter", "\r")
        await user.app._screen_cache.preload_screens(user.app, user.draft)
        user.app.post_message(early)
        await user.sees("billing-model")


async def test_an_enter_on_its_way_through_the_widgets_does_not_close_what_opens_meanwhile(
    user_at: SitDown, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_resume = asyncio.Event()

    async def hold_up(row: StepRow, event: events.Key) -> None:
        await asyncio.wait_for(may_resume.wait(), DEADLINE)

    async with user_at() as user:
        await user.sees("prerequisites")
        await user.reaches("#next")
        monkeypatch.setattr(StepRow, "on_key", hold_up, raising=False)
        for key in (events.Key("enter", "\r"), events.Key("f1", None)):
            user.app.post_message(key)
        await user.sees("notice-screen")
        may_resume.set()
        await user.settles()
        assert user.here == "notice-screen"


async def test_a_double_enter_leaves_the_receipt_once_and_the_question_open(
    user_at: SitDown, left_at: LeftAt, direct_mail: DirectMail
) -> None:
    left_at(Step.RECEIPT)
    async with user_at() as user:
        await user.sees("receipt")
        await _enters_twice(user, at_once=True)
        await user.sees("activation-prompt")
        await user.settles()
        assert user.here == "activation-prompt"


@PACE
async def test_a_double_enter_activates_once(
    user_at: SitDown, left_at: LeftAt, direct_mail: DirectMail, at_once: bool
) -> None:
    left_at(Step.ACTIVATION)
    async with user_at() as user:
        await user.sees("activation")
        await user.accepts()
        await _enters_twice(user, at_once)
        await user.sees("console")
        await user.settles()
        assert user.here == "console"
    assert [message.id for message in direct_mail.overviews.messages()] == ["activated"]


@pytest.mark.parametrize("step", [Step.CONFIRM, Step.ACTIVATION])
async def test_no_stray_enter_accepts_an_agreement(
    user_at: SitDown, left_at: LeftAt, direct_mail: DirectMail, step: Step
) -> None:
    left_at(step)
    async with user_at() as user:
        await user.sees(step)
        await user.hammers(*["enter"] * 6)
        await user.presses(*["enter"] * 3)
        assert user.here == step
        assert not user.ticked()
        assert not user.can_go_on
        assert {toast.message for toast in user.app._notifications} == {HOW_TO_ACCEPT}
    assert direct_mail.purchases.orders() == ()
    assert not direct_mail.activation.current().active


async def test_an_enter_in_a_text_that_is_accepted_names_the_way_on(
    user_at: SitDown, left_at: LeftAt, direct_mail: DirectMail
) -> None:
    left_at(Step.CONFIRM)
    async with user_at() as user:
        await user.sees("confirm")
        await user.accepts()
        await user.presses("escape")
        await user.sees("plan")
        await user.goes_on()
        await user.sees("confirm")
        assert user.ticked()
        await user.presses("enter")
        assert user.here == "confirm"
        assert HOW_TO_CONTINUE in {toast.message for toast in user.app._notifications}
        assert direct_mail.purchases.orders() == ()
        await user.presses("shift+tab")
        assert user.focused == "next", "as the message says"


@pytest.mark.parametrize("method", ["balance", "card-timeout"])
async def test_four_quick_enters_on_pay_charge_once(
    user_at: SitDown, left_at: LeftAt, direct_mail: DirectMail, method: str
) -> None:
    order_id = left_at(Step.PAYMENT).order_id
    async with user_at() as user:
        await user.sees("payment")
        await user.chooses(method)
        await user.reaches("#next")
        await user.hammers(*["enter"] * 4)
        await user.until(lambda: charged(direct_mail), "the charge")
        await user.until(lambda: user.here == "receipt" or user.can_go_on, "the answer on the screen")
        if user.here == "payment":
            await user.goes_on()
        await user.sees("receipt")
    assert charged(direct_mail) == [order_id]
    assert len(direct_mail.purchases.orders()[0].attempts) == 1


async def test_enter_in_the_list_of_methods_never_pays(
    user_at: SitDown, left_at: LeftAt, direct_mail: DirectMail
) -> None:
    left_at(Step.PAYMENT)
    async with user_at() as user:
        await user.sees("payment")
        await user.reaches("#payment-methods")
        await user.presses("enter", "down", "enter", "enter")
        await user.hammers("enter", "enter")
        assert user.here == "payment"
    assert direct_mail.purchases.orders()[0].attempts == ()


AWAY = (
    *("left", "backspace", "ctrl+z", "up", "pageup", "home", "shift+tab", "alt+left"),
    *("ctrl+left", "tab", "down", "c", "s", "b", "delete", "f5"),
)


async def test_no_key_leads_from_the_receipt_back_to_the_payment(user_at: SitDown, left_at: LeftAt) -> None:
    left_at(Step.PAYMENT)
    async with user_at() as user:
        await user.sees("payment")
        await user.goes_on()
        await user.sees("receipt")
        for key in AWAY:
            await user.presses(key)
            assert user.here == "receipt", key
        await user.presses("escape")
        await user.sees("activation-prompt")
        await user.presses("escape")
        await user.sees("console")
        for key in ("escape", *(key for key in AWAY if key != "b")):
            await user.presses(key)
            assert user.here == "console", key


async def _types_meanwhile(user: User, key: events.Key, value: str) -> None:
    """Press a key and see what it leads to, without waiting until the program has nothing else to do."""
    user.app.post_message(key)
    async with asyncio.timeout(DEADLINE):
        while user.value("#volume") != value:
            await asyncio.sleep(0)


async def test_keys_pressed_while_the_other_steps_are_made_ready_are_not_lost(
    user_at: SitDown, left_at: LeftAt, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app, "WARM_UP_AFTER", 3600.0)  # begun below, when the field has the focus
    left_at(Step.BILLING_MODEL)
    async with user_at() as user:
        await user.reaches("#volume")
        preloading = user.app.run_worker(user.app._preload_screens())
        typed = 0
        while not preloading.is_finished:
            await _types_meanwhile(user, events.Key("7", "7"), "7")
            await _types_meanwhile(user, events.Key("backspace", None), "")
            typed += 1
        assert len(user.app._installed_screens) >= len(Step)
        await user.types("7")
        assert (user.here, user.focused, user.value("#volume")) == ("billing-model", "volume", "7")
        assert typed > 1
