"""Landing on the console: the question about pay-as-you-go, and the first view."""

import asyncio

import pytest

from dm_tui.domain.purchase.wizard import Step
from dm_tui.services.direct_mail import DirectMail
from dm_tui.tui.console import screen
from tests.tui.conftest import LeftAt, SitDown


async def test_later_stays_on_the_console_and_is_not_asked_again(
    user_at: SitDown, left_at: LeftAt, direct_mail: DirectMail
) -> None:
    left_at(Step.RECEIPT)
    async with user_at() as user:
        await user.sees("receipt")
        await user.goes_on()
        await user.sees("activation-prompt")
        assert user.focused == "later"
        await user.settles()
        assert user.rows()[-1].split() == ["^p", "Commands", "^q", "Quit"], "keys that work in the dialog"
        later, activate = user.find("#later"), user.find("#activate")
        assert later.styles.background != activate.styles.background, "only the button in focus is filled"
        await user.presses("enter")
        await user.sees("console")
        assert "b Buy a plan   a Activate   F1 Help" in user.rows()[-1]
        await user.presses("ctrl+p")
        assert not user.rows()[-1].strip()
    assert not direct_mail.activation.current().active
    async with user_at() as user:
        await user.sees("console")
        await user.settles()
        assert user.here == "console"


@pytest.mark.parametrize("with_mouse", [False, True])
async def test_activate_now_leads_to_the_agreement_and_back_to_the_console(
    user_at: SitDown, left_at: LeftAt, direct_mail: DirectMail, with_mouse: bool
) -> None:
    left_at(Step.RECEIPT)
    async with user_at() as user:
        await user.sees("receipt")
        await user.goes_on()
        await user.sees("activation-prompt")
        if with_mouse:
            await user.clicks("#activate")
        else:
            await user.reaches("#activate")
            await user.presses("enter")
        await user.sees("activation")
        assert not user.can_go_on
        await user.accepts()
        await user.goes_on()
        await user.sees("console")
    assert direct_mail.activation.current().active


async def test_with_pay_as_you_go_there_is_nothing_to_ask(
    user_at: SitDown, left_at: LeftAt, direct_mail: DirectMail
) -> None:
    direct_mail.sandbox.load("activated")
    left_at(Step.RECEIPT)
    async with user_at() as user:
        await user.sees("receipt")
        await user.goes_on()
        await user.sees("console")
        await user.settles()
        assert user.here == "console"


async def test_escape_from_the_receipt_asks_as_the_button_does(user_at: SitDown, left_at: LeftAt) -> None:
    left_at(Step.RECEIPT)
    async with user_at() as user:
        await user.sees("receipt")
        await user.presses("escape")
        await user.sees("activation-prompt")


async def test_the_overview_tells_what_is_owned(user_at: SitDown, left_at: LeftAt) -> None:
    left_at(Step.RECEIPT, spec="500k", quantity="2")
    async with user_at() as user:
        await user.sees("receipt")
        await user.goes_on()
        await user.sees("activation-prompt")
        await user.presses("escape")
        await user.sees("console")
        overview = user.reads("#overview-text")
        assert overview.count("500,000 of 500,000") == 2
        assert "500.00" in overview


async def test_activating_is_offered_until_it_is_done(user_at: SitDown, direct_mail: DirectMail) -> None:
    direct_mail.sandbox.load("activated")
    async with user_at() as user:
        await user.sees("console")
        await user.presses("a")
        await user.settles()
        assert user.here == "console"
        assert "a" not in user.screen.active_bindings


async def test_another_plan_is_bought_from_the_console(
    user_at: SitDown, left_at: LeftAt, direct_mail: DirectMail
) -> None:
    direct_mail.sandbox.load("activated")
    async with user_at() as user:
        for count in (1, 2):
            await user.sees("console")
            await user.presses("b")
            for step in ("prerequisites", "billing-model", "plan", "confirm", "payment"):
                await user.sees(step)
                if step == "confirm":
                    assert not user.ticked(), "terms are accepted for one order"
                    await user.accepts()
                await user.goes_on()
            await user.sees("receipt")
            assert len(direct_mail.purchases.orders()) == count
            await user.goes_on()
        await user.sees("console")


async def test_a_returning_user_lands_on_the_console_without_a_screen_before_it(
    user_at: SitDown, direct_mail: DirectMail
) -> None:
    direct_mail.sandbox.load("busy")
    async with user_at() as user:
        await user.sees("console")
        assert [screen.id for screen in user.app.screen_stack] == ["console"]
        assert list(user.app._screen_stacks) == ["console"]
        await user.presses("b")
        await user.sees("prerequisites")
        await user.presses("escape")
        await user.sees("console")


async def test_a_console_behind_another_screen_reads_and_paints_nothing(
    user_at: SitDown, direct_mail: DirectMail, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screen, "LOOK_AGAIN_SECONDS", 0.01)
    monkeypatch.setattr(screen, "DUE_SECONDS", 0.01)
    direct_mail.sandbox.load("activated")
    async with user_at() as user:
        await user.sees("console")
        await user.presses("b")
        await user.sees("prerequisites")
        hidden = user.app._screen_stacks["console"][0]
        read: list[str] = []
        monkeypatch.setattr(hidden, "refresh_all", lambda: read.append("read"))
        direct_mail.metering.record(700)
        for _ in range(10):
            await asyncio.sleep(0.02)
        assert read == []
        monkeypatch.undo()
        await user.presses("escape")
        await user.sees("console")
        await user.until(lambda: "700 of 2,000" in user.reads("#overview-text"), "what was sent meanwhile")
