"""The whole wizard on a real account: what is read and paid for is the vendor's, the screens are the same."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from decimal import Decimal
from threading import Event

import pytest

from dm_tui.domain.purchase.order import Order, OrderStatus
from dm_tui.domain.purchase.wizard import Step, WizardDraft
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.wizard_steps import draft_to_pay
from dm_tui.tui import app
from dm_tui.tui.app_messages import ReadAccount
from dm_tui.tui.wizard import activation, payment
from tests.alibaba.conftest import OpenLive
from tests.alibaba.server import Fault, Vendor
from tests.conftest import Wait
from tests.held import HELD
from tests.tui.journey import User, sit_down
from tests.tui.monkey import ENTER, packet

CREATE = "CreateResourcePackage"
SitDown = Callable[..., AbstractAsyncContextManager[User]]


@pytest.fixture(autouse=True)
def only_the_steps_that_are_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "WARM_UP_AFTER", 3600.0)


@pytest.fixture
def user_live(open_live: OpenLive) -> SitDown:
    def start(size: tuple[int, int] = (80, 24)) -> AbstractAsyncContextManager[User]:
        return sit_down(open_live(), size)

    return start


def only_order(direct_mail: DirectMail) -> Order:
    [order] = direct_mail.purchases.orders()
    return order


@pytest.fixture
def at_confirm(open_live: OpenLive) -> SitDown:
    """Sit down where the order is confirmed, as a user who closed the program there and starts it again."""

    def start() -> AbstractAsyncContextManager[User]:
        live = open_live()
        live.connect()
        region, prices = live.prerequisites.account().region, live.purchases.catalogue().version
        draft = WizardDraft(step=Step.CONFIRM, region=region, catalogue_version=prices)
        live.wizard_drafts.save(draft)
        return sit_down(open_live())

    return start


@pytest.fixture
def at_payment(open_live: OpenLive) -> SitDown:
    """Sit down where the order is paid for, as a user who closed the program there and starts it again."""

    def start(quantity: int = 1) -> AbstractAsyncContextManager[User]:
        live = open_live()
        live.connect()
        live.wizard_drafts.save(draft_to_pay(confirm(live, quantity), WizardDraft()))
        return sit_down(open_live())

    return start


def confirm(live: DirectMail, quantity: int = 1) -> Order:
    region = live.prerequisites.account().region
    return live.purchases.confirm("50k", quantity, region, live.purchases.catalogue().terms_version)


async def pays(user: User, amount: str) -> None:
    await user.writes("#amount", amount)
    await user.goes_on()


async def test_the_whole_purchase(user_live: SitDown, vendor: Vendor) -> None:
    vendor.account.prices[50_000] = Decimal("12.50")
    async with user_live() as user:
        await user.sees("prerequisites")
        await user.until(lambda: user.can_go_on, "the account read")
        for said in (vendor.account.id, "international", "environment variables"):
            assert said in user.reads("#checks")
        await user.goes_on()
        await user.sees("billing-model")
        await user.goes_on()
        await user.sees("plan")
        await user.writes("#quantity", "2")
        await user.goes_on()
        await user.sees("confirm")
        await user.accepts()
        await user.goes_on()
        await user.sees("payment")
        assert any("LIVE" in row for row in user.rows())
        assert "25.00" in user.reads("#total")
        assert not user.can_go_on
        assert "Type 25.00" in user.reads("#reason")
        await pays(user, "25.00")
        await user.sees("receipt")
        assert "2 of 2" in user.reads("#receipt")
        assert vendor.account.plans[0].id in user.reads("#receipt")
        await user.goes_on()
        await user.until(lambda: user.here in ("console", "activation-prompt"), "the console")
    assert len(vendor.account.paid_orders) == 2


async def test_real_money_needs_the_amount_and_pressing_pay_twice_buys_once(
    at_payment: SitDown, vendor: Vendor
) -> None:
    async with at_payment() as user:
        await user.sees("payment")
        for typed in ("13", "13.0", "13.06", "yes"):
            await user.writes("#amount", typed)
            assert not user.can_go_on
            await user.hammers("enter", "enter", "enter")
            await user.settles()
            assert vendor.faults.calls[CREATE] == 0
        await user.writes("#amount", "13.05")
        packet(user, ENTER, ENTER)
        await user.settles()
        assert (user.focused, vendor.faults.calls[CREATE]) == ("next", 0), (
            "who pays has seen the focus on Pay"
        )
        await user.hammers("enter", "enter", "enter", "enter")
        await user.sees("receipt")
    assert (vendor.faults.calls[CREATE], len(vendor.account.paid_orders)) == (1, 1)


async def test_another_price_sends_back_to_confirm(at_payment: SitDown, vendor: Vendor) -> None:
    async with at_payment() as user:
        await user.sees("payment")
        vendor.account.prices[50_000] = Decimal("14.05")
        await pays(user, "13.05")
        await user.until(lambda: "1.00 more" in user.reads("#outcome"), "the difference")
        await user.presses("escape")
        await user.sees("confirm")
        await user.until(lambda: "14.05" in user.reads("#total"), "the new price")
        await user.goes_on()
        await user.sees("payment")
        await pays(user, "14.05")
        await user.sees("receipt")
    assert [order.amount for order in vendor.account.paid_orders] == [Decimal("14.05")]


async def test_what_was_bought_in_part_is_shown_line_by_line(at_payment: SitDown, vendor: Vendor) -> None:
    vendor.faults.at(CREATE, 2, Fault.DENIED)
    async with at_payment(3) as user:
        await user.sees("payment")
        await pays(user, "39.15")
        await user.until(lambda: "1 of 3 plans" in user.reads("#outcome"), "what was bought")
        await user.goes_on()
        await user.sees("receipt")
        receipt = user.reads("#receipt")
        assert "Some of your plans were bought." in "\n".join(user.rows())
        assert "1 of 3       bought" in receipt
        assert "2 of 3       not bought" in receipt
        assert "3 of 3       not bought" in receipt
        assert "13.05" in user.reads("#total")


async def test_while_one_of_several_is_unknown_each_is_told_of(
    at_payment: SitDown, vendor: Vendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(payment, "CHECK_AGAIN_SECONDS", 3600)
    vendor.faults.at(CREATE, 2, Fault.RESET_BEFORE)
    async with at_payment(3) as user:
        await user.sees("payment")
        await pays(user, "39.15")
        await user.until(lambda: "Checks again" in user.reads("#outcome"), "unknown")
        said = user.reads("#outcome")
        assert f"1 of 3       bought, order {vendor.account.orders[0].id}" in said
        assert "2 of 3       not known: The connection broke" in said
        assert "3 of 3       not bought, not ordered" in said


async def test_an_unknown_outcome_is_found_at_the_next_start(
    at_payment: SitDown, user_live: SitDown, vendor: Vendor, open_live: OpenLive
) -> None:
    live = open_live()
    vendor.faults.at(CREATE, 1, Fault.TIME_OUT_AFTER)
    async with at_payment() as user:
        await user.sees("payment")
        await pays(user, "13.05")
        await user.until(lambda: only_order(live).status is OrderStatus.UNKNOWN, "unknown")
    async with user_live() as user:
        await user.sees("receipt")
    assert only_order(live).status is OrderStatus.PAID
    assert len(vendor.account.paid_orders) == 1


async def test_what_nobody_can_find_out_is_decided_by_the_user(
    at_payment: SitDown, vendor: Vendor, open_live: OpenLive, wait: Wait, monkeypatch: pytest.MonkeyPatch
) -> None:
    live = open_live()
    monkeypatch.setattr(payment, "CHECK_AGAIN_SECONDS", 3600)
    vendor.faults.at(CREATE, 1, Fault.RESET_BEFORE)
    async with at_payment() as user:
        await user.sees("payment")
        await pays(user, "13.05")
        await user.until(lambda: only_order(live).status is OrderStatus.UNKNOWN, "unknown")
        await user.until(lambda: "check" in user.label("#next").lower(), "Check payment")
        assert not user.find("#not-bought").display
        wait(timedelta(minutes=3))
        await user.goes_on()
        await user.until(
            lambda: user.find("#not-bought").display and not user.find("#not-bought").disabled, "the decision"
        )
        await user.reaches("#not-bought")
        await user.presses("enter")
        await user.sees("not-bought-question")
        await user.presses("enter")  # the safe answer has the focus
        await user.sees("payment")
        assert only_order(live).unsettled
        await user.reaches("#not-bought")
        await user.presses("enter")
        await user.sees("not-bought-question")
        await user.clicks("#nothing-bought")
        await user.until(lambda: only_order(live).status is OrderStatus.UNPAID, "unpaid")
        await user.sees("payment")
        await user.until(lambda: user.find("#amount").display, "the amount asked again")
        await pays(user, "13.05")
        await user.sees("receipt")
    assert len(vendor.account.paid_orders) == 1


async def test_a_trouble_is_named_and_asked_again(user_live: SitDown, vendor: Vendor) -> None:
    vendor.go_away()
    async with user_live() as user:
        await user.sees("prerequisites")
        await user.until(lambda: "cannot be reached" in user.reads("#checks"), "the trouble")
        assert not user.can_go_on
        vendor.come_back()
        await user.reaches("#verify")
        assert "Check again" in user.label("#verify")
        await user.presses("enter")
        await user.until(lambda: user.can_go_on, "the account read")


async def test_how_long_the_account_is_waited_for_is_said_and_it_can_be_left(
    user_live: SitDown, vendor: Vendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dm_tui.providers.alibaba.api.client.READ_SECONDS", 8.0)
    vendor.faults.at("QueryAccountBalance", 1, Fault.TIME_OUT_BEFORE)
    async with user_live() as user:
        await user.sees("prerequisites")
        await user.until(lambda: "Asking Alibaba Cloud … 1 s" in user.reads("#reason"), "1 s")
        await user.presses("ctrl+q")
        await user.sees("leave")


async def test_verification_that_no_answer_tells_of_is_asked(user_live: SitDown, vendor: Vendor) -> None:
    vendor.account.mail.active = False
    async with user_live() as user:
        await user.sees("prerequisites")
        await user.until(lambda: "I have checked" in user.label("#verify"), "the question")
        assert "not known" in user.reads("#checks")
        assert not user.can_go_on
        await user.reaches("#verify")
        await user.presses("enter")
        await user.until(lambda: user.can_go_on, "the way on open")


async def test_a_reading_never_leaves_the_focus_on_a_button_that_now_does_something_else(
    user_live: SitDown, vendor: Vendor
) -> None:
    vendor.go_away()
    async with user_live() as user:
        await user.sees("prerequisites")
        await user.until(lambda: "cannot be reached" in user.reads("#checks"), "the trouble")
        vendor.account.mail.active = False
        vendor.come_back()
        await user.reaches("#verify")
        assert "Check again" in user.label("#verify")
        await user.presses("enter")
        await user.until(lambda: "I have checked" in user.label("#verify"), "the question")
        assert user.focused == "region"
        await user.presses("enter")
        assert not user.can_go_on, "nothing was confirmed"
        assert user.focused == "verify"
        vendor.account.order(50_000)  # the account is verified, then
        user.screen.post_message(ReadAccount())
        await user.until(lambda: user.can_go_on, "the account read")
        await user.reaches("#next")
        vendor.go_away()
        user.screen.post_message(ReadAccount())
        await user.until(lambda: not user.can_go_on, "what is missing")
        assert user.focused == "region"


async def test_a_reading_that_takes_its_time_leaves_the_keys_somewhere(
    user_live: SitDown, vendor: Vendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The button that had the focus is shut meanwhile: no key did anything, also afterwards."""
    begun, go_on, connect = Event(), Event(), DirectMail.connect

    def connect_late(opened: DirectMail) -> None:
        begun.set()
        assert go_on.wait(HELD)
        connect(opened)

    vendor.go_away()
    async with user_live() as user:
        await user.sees("prerequisites")
        await user.until(lambda: "cannot be reached" in user.reads("#checks"), "the trouble")
        monkeypatch.setattr(DirectMail, "connect", connect_late)
        await user.reaches("#verify")
        await user.presses("enter")
        await user.until(begun.is_set, "the reading")
        assert user.app.current_step is not None
        user.app.current_step.repaint()
        assert user.find("#verify").disabled
        assert user.focused == "region"
        go_on.set()
        await user.until(lambda: not user.find("#verify").disabled, "its end")
        assert user.focused == "region"


async def test_activation_in_the_console_is_recognised(
    user_live: SitDown, vendor: Vendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(activation, "LOOK_AGAIN_SECONDS", 1)
    vendor.account.mail.active = False
    vendor.account.order(50_000)  # the account is verified, then
    async with user_live((80, 40)) as user:
        await user.sees("prerequisites")
        await user.goes_on()
        await user.sees("billing-model")
        await user.chooses("pay-as-you-go")
        await user.goes_on()
        await user.sees("activation")
        shown = user.reads("#address")
        assert "https://dm.console.alibabacloud.com/" in shown
        assert "█▀▀▀▀▀█" in shown.translate(str.maketrans("█ ▀▄", " █▄▀")), "the corner of a QR code"
        await user.until(lambda: "1 s so far" in user.reads("#address"), "elapsed time")
        vendor.account.mail.active = True
        await user.sees("console")


async def test_the_console_stands_without_a_network(
    user_live: SitDown, vendor: Vendor, live: DirectMail
) -> None:
    vendor.account.order(50_000)
    live.connect()
    vendor.go_away()
    async with user_live() as user:
        await user.until(lambda: user.here in ("console", "activation-prompt"), "the console")
        await user.until(lambda: "50,000 of 50,000" in user.reads("#overview-text"), "the plan")
        await user.hears("cannot be reached")


async def test_the_console_says_how_old_it_is_and_reads_again(
    user_live: SitDown, vendor: Vendor, live: DirectMail, wait: Wait
) -> None:
    wait(timedelta(minutes=7))
    vendor.faults.every("GetCallerIdentity", Fault.ERROR_BEFORE)
    async with user_live() as user:
        await user.sees("console")
        await user.hears("fault")
        await user.until(lambda: "7 minutes ago" in user.reads("#overview-text"), "the age")
        vendor.faults.clear()
        vendor.account.order(50_000)
        await user.presses("f5")
        await user.until(lambda: "50,000 of 50,000" in user.reads("#overview-text"), "the plan")
        await user.until(lambda: "just now" in user.reads("#overview-text"), "the age")


async def to_unknown(user: User, vendor: Vendor) -> None:
    """Lose the answer to a purchase that leaves a plan with a rounded start and an order at another price."""
    vendor.account.guesses.effective = "midnight before"
    vendor.account.coupon = Decimal("5.00")
    vendor.faults.at(CREATE, 1, Fault.RESET_AFTER)
    await user.sees("payment")
    await pays(user, "13.05")
    await user.until(lambda: "We don't know yet" in user.reads("#outcome"), "an unknown outcome")
    await user.goes_on()
    await user.until(lambda: "USD 8.05" in user.reads("#outcome"), "what is there now")


@pytest.mark.parametrize(("button", "bought"), [("is-it-1", 1), ("another", 0)])
async def test_you_are_asked_whether_what_is_there_is_your_purchase(
    at_payment: SitDown, vendor: Vendor, button: str, bought: int
) -> None:
    async with at_payment() as user:
        await to_unknown(user, vendor)
        await user.clicks("#not-bought")
        await user.sees("sightings-question")
        await user.clicks(f"#{button}")
        if bought:
            await user.sees("receipt")
        else:
            await user.until(lambda: not only_order(user.app.direct_mail).sightings, "it is set aside")
    assert only_order(user.app.direct_mail).bought == bought


@pytest.mark.parametrize(("button", "step"), [("buy-again", "payment"), ("no-more", "confirm")])
async def test_the_same_purchase_again_after_a_program_that_died_is_asked_about(
    at_confirm: SitDown, open_live: OpenLive, vendor: Vendor, button: str, step: str
) -> None:
    async with at_confirm() as user:
        await user.sees("confirm")
        await user.accepts()
        dead = open_live()
        dead.connect()
        order = confirm(dead)
        vendor.faults.at(CREATE, 1, Fault.RESET_AFTER)
        dead.purchases.pay(order.id, "account", "13.05")
        open_live().connect()
        await user.goes_on()
        await user.sees("already-bought")
        await user.clicks(f"#{button}")
        await user.sees(step)
