"""From launch to receipt and from launch to the console: by keyboard, by mouse, by either billing model."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from textual.widgets import Input, OptionList

from dm_tui.domain.purchase.order import OrderStatus
from dm_tui.services.direct_mail import DirectMail
from dm_tui.tui.app import DirectMailApp
from tests.tui.conftest import SitDown
from tests.tui.journey import User, charged

KEYS = 10
"""README: “ten keys lead to a receipt”."""


async def test_the_contract_starts_a_sandbox_at_a_fixed_time(tmp_path: Path) -> None:
    now = datetime(2026, 1, 31, 9, tzinfo=UTC)
    app = DirectMailApp.for_state(tmp_path / "s" / "state.json", now=now)
    async with app.run_test(size=(80, 24)) as pilot:
        assert app.screen.id == "prerequisites"
        await pilot.click("#next")
        assert app.screen.id == "billing-model"
    assert app.direct_mail.now() == now


@pytest.mark.usefixtures("steps_made_ready")
async def test_a_plan_is_bought_by_keyboard_in_as_many_keys_as_the_readme_says(
    user_at: SitDown, direct_mail: DirectMail
) -> None:
    async with user_at() as user:
        await user.sees("prerequisites")
        await user.presses("enter")
        await user.sees("billing-model")
        await user.presses("enter", "enter")
        await user.sees("plan")
        await user.presses("enter", "enter", "enter")
        await user.sees("confirm")
        await user.presses("tab", "space", "enter")
        await user.sees("payment")
        await user.presses("p")
        await user.sees("receipt")
        assert user.pressed == KEYS
        [order] = direct_mail.purchases.orders()
        assert (order.status, order.spec, order.quantity) == (OrderStatus.PAID, "50k", 1)
        assert order.id in user.reads("#order-id")
        assert charged(direct_mail) == [order.id]


def _has(user: User, *controls: str) -> None:
    for control in controls:
        user.find(control)


def _options(user: User, id: str) -> list[str | None]:
    return [option.id for option in user.screen.query_one(id, OptionList).options]


async def test_a_plan_is_bought_by_mouse_alone_past_all_the_controls_of_the_contract(
    user_at: SitDown, direct_mail: DirectMail
) -> None:
    cards = [f"card-{name}" for name in ("4242", "0002", "9995", "timeout", "lost")]
    async with user_at() as user:
        await user.sees("prerequisites")
        _has(user, "#region", "#verify", "#back")
        await user.clicks("#next")
        await user.sees("billing-model")
        assert _options(user, "#billing-models") == ["resource-plan", "pay-as-you-go"]
        _has(user, "#volume", "#back")
        await user.clicks("#next")
        await user.sees("plan")
        assert _options(user, "#plans") == ["50k", "500k", "1m", "5m"]
        user.find("#quantity", Input)
        _has(user, "#back")
        assert "13.05" in user.reads("#total")
        await user.clicks("#plans", offset=(5, 1))
        await user.until(lambda: user.chosen("#plans") == "500k", "500k chosen")
        await user.clicks("#next")
        await user.sees("confirm")
        _has(user, "#terms", "#back")
        assert "121.80" in user.reads("#total")
        await user.clicks("#accept-terms")
        await user.until(lambda: user.can_go_on, "the way to pay open")
        await user.clicks("#next")
        await user.sees("payment")
        assert _options(user, "#payment-methods") == ["balance", *cards]
        _has(user, "#back")
        assert "121.80" in user.reads("#total")
        await user.clicks("#payment-methods", offset=(5, 1))
        await user.until(lambda: user.chosen("#payment-methods") == "card-4242", "card chosen")
        await user.clicks("#next")
        await user.sees("receipt")
        assert "DM260131-0001" in user.reads("#order-id")
        _has(user, "#back")
        await user.clicks("#next")
        await user.sees("activation-prompt")
        _has(user, "#activate")
        await user.clicks("#later")
        await user.sees("console")
        _has(user, "#tabs")
    [order] = direct_mail.purchases.orders()
    assert (order.spec, order.payment_method) == ("500k", "card-4242")
    assert charged(direct_mail) == [order.id]


async def test_pay_as_you_go_leads_straight_to_the_console(user_at: SitDown, direct_mail: DirectMail) -> None:
    async with user_at() as user:
        await user.goes_on()
        await user.sees("billing-model")
        await user.chooses("pay-as-you-go")
        await user.goes_on()
        await user.sees("activation")
        _has(user, "#agreement", "#accept-terms", "#next", "#back")
        assert not user.can_go_on
        assert not direct_mail.activation.current().active
        await user.accepts()
        await user.goes_on()
        await user.sees("console")
        await user.settles()
        assert user.here == "console", "nothing is left to ask"
    assert direct_mail.activation.current().active
    assert charged(direct_mail) == []


async def test_from_an_empty_state_file_to_a_received_message_in_28_keys(
    user_at: SitDown, direct_mail: DirectMail
) -> None:
    async with user_at() as user:
        await user.sees("prerequisites")
        await user.presses("enter")
        await user.sees("billing-model")
        await user.presses("down", "enter", "enter")
        await user.sees("activation")
        await user.presses("tab", "space", "enter")
        await user.sees("console")
        await user.presses("5", "n")
        await user.sees("new-domain")
        await user.pastes("mail.example.com")
        await user.presses("enter", "enter", "enter")
        await user.sees("domain")
        await user.presses("y")
        await user.until(lambda: "✓ verified" in user.reads("#item-facts"), "it verified")
        await user.presses("escape")
        await user.sees("console")
        await user.presses("v", "n")
        await user.sees("new-sender")
        await user.pastes("news@mail.example.com")
        await user.presses(*["enter"] * 5)
        await user.hears("is added")
        await user.sees("console")
        await user.presses("6", "n")
        await user.sees("compose")
        await user.pastes("you@example.org")
        await user.presses("enter")
        await user.pastes("Hello")
        await user.presses("enter")
        await user.pastes("It works.")
        await user.presses("f9")
        await user.sees("review")
        await user.presses("tab", "enter")
        outbox = direct_mail.state_path.parent / "outbox" / "new"
        await user.until(lambda: list(outbox.glob("*")), "the message")
        assert user.pressed == 28
    [message] = outbox.iterdir()
    assert "It works." in message.read_text()
