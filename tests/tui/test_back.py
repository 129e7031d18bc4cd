"""Back from every step: never a question, never a check, and every keystroke is still there afterwards."""

from dm_tui.domain.purchase.wizard import Step
from dm_tui.domain.usage.billing import PayAsYouGo
from dm_tui.services.direct_mail import DirectMail
from dm_tui.tui.console.shared.tab_names import tab_key
from tests.tui.conftest import LeftAt, SitDown
from tests.tui.journey import User

QUANTITIES = ("", "0", "101", "007")

WAYS_BACK = (False, True)
"""With Escape and with the mouse."""


async def _goes_back(user: User, with_mouse: bool) -> None:
    if with_mouse:
        await user.clicks("#back")
    else:
        await user.presses("escape")


async def test_an_invalid_volume_survives_back_unchecked(user_at: SitDown, left_at: LeftAt) -> None:
    left_at(Step.BILLING_MODEL)
    async with user_at() as user:
        await user.sees("billing-model")
        await user.chooses("pay-as-you-go")
        await user.writes("#volume", "12 apples,")
        for with_mouse in WAYS_BACK:
            await _goes_back(user, with_mouse)
            await user.sees("prerequisites")
            assert user.toasts == []
            await user.goes_on()
            await user.sees("billing-model")
            assert user.value("#volume") == "12 apples,"
            assert user.chosen("#billing-models") == "pay-as-you-go"


async def test_any_quantity_survives_back_to_the_digit_and_unchecked(
    user_at: SitDown, left_at: LeftAt
) -> None:
    left_at(Step.PLAN)
    async with user_at() as user:
        await user.sees("plan")
        await user.chooses("1m")
        for at, quantity in enumerate(QUANTITIES):
            await user.writes("#quantity", quantity)
            assert user.value("#quantity") == quantity
            await _goes_back(user, WAYS_BACK[at % 2])
            await user.sees("billing-model")
            assert user.toasts == []
            await user.goes_on()
            await user.sees("plan")
            assert (user.chosen("#plans"), user.value("#quantity")) == ("1m", quantity)


async def test_accepted_terms_survive_back_from_confirm(user_at: SitDown, left_at: LeftAt) -> None:
    left_at(Step.CONFIRM, quantity="2")
    async with user_at() as user:
        await user.sees("confirm")
        await user.accepts()
        for with_mouse in WAYS_BACK:
            await _goes_back(user, with_mouse)
            await user.sees("plan")
            assert user.value("#quantity") == "2"
            await user.goes_on()
            await user.sees("confirm")
            assert user.ticked()
            assert user.can_go_on


async def test_the_chosen_method_and_the_order_survive_back_from_payment(
    user_at: SitDown, left_at: LeftAt, direct_mail: DirectMail
) -> None:
    order_id = left_at(Step.PAYMENT).order_id
    async with user_at() as user:
        await user.sees("payment")
        await user.chooses("card-9995")
        for with_mouse in WAYS_BACK:
            await _goes_back(user, with_mouse)
            await user.sees("confirm")
            assert user.ticked()
            assert user.focused == "next"
            await user.presses("enter")
            await user.sees("payment")
            assert user.chosen("#payment-methods") == "card-9995"
            assert user.draft.order_id == order_id
    assert [order.id for order in direct_mail.purchases.orders()] == [order_id]


async def test_each_step_back_from_payment_says_that_the_order_waits(
    user_at: SitDown, left_at: LeftAt
) -> None:
    order_id = left_at(Step.PAYMENT).order_id
    async with user_at((120, 40)) as user:
        await user.sees("payment")
        for step in ("confirm", "plan", "billing-model", "prerequisites"):
            await user.presses("escape")
            await user.sees(step)
            shown = " ".join(" ".join(user.rows()).split())
            assert f"Order {order_id}" in shown, step
            assert "waits for payment until 10:00 UTC." in shown, step
            assert "nothing is ordered" not in shown
            if step == "billing-model":
                await user.chooses("pay-as-you-go")
                await user.settles()
                assert "Nothing to pay now" not in user.reads("#total")
                await user.chooses("resource-plan")


async def test_another_quantity_after_back_makes_another_order_and_cancels_the_first(
    user_at: SitDown, left_at: LeftAt, direct_mail: DirectMail
) -> None:
    first = left_at(Step.PAYMENT).order_id
    async with user_at() as user:
        await user.sees("payment")
        await user.presses("escape")
        await user.sees("confirm")
        await user.presses("escape")
        await user.sees("plan")
        await user.writes("#quantity", "4")
        await user.goes_on()
        await user.sees("confirm")
        assert f"Confirming cancels the unpaid order {first}." in " ".join(user.reads("#details").split())
        assert not user.ticked(), "the terms were accepted for another order"
        await user.accepts()
        await user.goes_on()
        await user.sees("payment")
        assert "52.20" in user.reads("#total")
    second, cancelled = direct_mail.purchases.orders()
    assert (cancelled.id, cancelled.status) == (first, "cancelled")
    assert (second.quantity, second.status) == (4, "unpaid")


async def test_the_accepted_agreement_survives_back_from_activation(
    user_at: SitDown, left_at: LeftAt, direct_mail: DirectMail
) -> None:
    left_at(Step.ACTIVATION)
    async with user_at() as user:
        await user.sees("activation")
        await user.accepts()
        for with_mouse in WAYS_BACK:
            await _goes_back(user, with_mouse)
            await user.sees("billing-model")
            assert user.chosen("#billing-models") == "pay-as-you-go"
            await user.goes_on()
            await user.sees("activation")
            assert user.ticked()
    assert not direct_mail.activation.current().active


async def test_a_region_that_lacks_something_survives_leaving(user_at: SitDown) -> None:
    async with user_at() as user:
        await user.sees("prerequisites")
        await user.chooses("cn-hangzhou")
        await user.presses("escape")
        await user.sees("leave")
        await user.presses("escape")
        await user.sees("prerequisites")
        assert user.chosen("#region") == "cn-hangzhou"


async def test_back_leads_to_the_console_from_the_step_to_which_it_led(
    user_at: SitDown, direct_mail: DirectMail
) -> None:
    direct_mail.sandbox.load("busy")
    with direct_mail.state.transaction() as tables:
        tables.put_single(PayAsYouGo())  # not activated yet
    direct_mail.set_preferences(prompt_activation=False)
    async with user_at() as user:
        for with_mouse in WAYS_BACK:
            await user.sees("console")
            await user.presses("a")
            await user.sees("activation")
            await _goes_back(user, with_mouse)
        await user.sees("console")
        assert user.toasts == []
        await user.presses(tab_key("plans"), "r")
        await user.sees("plan")
        await user.goes_on()
        await user.sees("confirm")
        await user.presses("escape")
        await user.sees("plan")
        await user.presses("escape")
        await user.sees("console")
    async with user_at() as user:
        await user.sees("plan")  # what was chosen is kept; without a console before it Back leads on
        await user.presses("escape")
        await user.sees("billing-model")


async def test_an_order_paid_from_the_console_leads_back_there_and_a_cancelled_one_to_its_confirmation(
    user_at: SitDown, direct_mail: DirectMail
) -> None:
    direct_mail.sandbox.load("busy")
    region = direct_mail.prerequisites.account().region
    direct_mail.purchases.confirm("50k", 1, region, direct_mail.purchases.catalogue().terms_version)
    async with user_at() as user:
        for _ in range(2):
            await user.sees("console")
            await user.presses(tab_key("plans"), "enter")
            await user.sees("order")
            await user.presses("p")
            await user.sees("payment")
            await user.presses("escape")
        await user.sees("console")
        await user.presses("enter")
        await user.sees("order")
        await user.presses("p")
        await user.sees("payment")
        await user.presses("delete")
        await user.sees("cancel-order")
        await user.clicks("#cancel-it")
        await user.sees("payment")
        await user.presses("escape")
        await user.sees("confirm")
