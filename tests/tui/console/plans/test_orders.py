"""Orders and messages on the console: listed, opened, paid, cancelled, read."""

import asyncio
import csv
from datetime import timedelta
from pathlib import Path

import pytest

from dm_tui.domain.account.inbox_message import InternalMessage
from dm_tui.domain.purchase.order import Order, OrderStatus
from dm_tui.services.direct_mail import DirectMail
from dm_tui.tui.console.shared.tab_names import tab_key
from tests.conftest import Wait
from tests.tui.conftest import SitDown
from tests.tui.console.looking import cells, opens_orders
from tests.tui.journey import charged


def _order(direct_mail: DirectMail, spec: str = "50k") -> Order:
    terms = direct_mail.purchases.catalogue().terms_version
    return direct_mail.purchases.confirm(spec, 1, direct_mail.prerequisites.account().region, terms)


@pytest.fixture
def activated(direct_mail: DirectMail) -> DirectMail:
    """An account that starts on the console."""
    direct_mail.sandbox.load("activated")
    return direct_mail


async def test_orders_are_listed_newest_first(user_at: SitDown, activated: DirectMail) -> None:
    first, second = _order(activated), _order(activated, "1m")
    activated.purchases.pay(first.id, "card-4242")
    async with user_at() as user:
        await opens_orders(user)
        assert user.focused == "purchase-table"
        rows = cells(user, "purchase-table")
        assert [row[0] for row in rows] == [second.id, first.id]
        assert [row[3] for row in rows] == ["unpaid", "paid"]


async def test_an_unpaid_order_is_paid_from_the_list(user_at: SitDown, activated: DirectMail) -> None:
    order = _order(activated)
    async with user_at() as user:
        await opens_orders(user)
        await user.presses("enter")
        await user.sees("order")
        assert user.focused == "close"
        await user.reaches("#pay")
        await user.presses("enter")
        await user.sees("payment")
        assert "13.05" in user.reads("#total")
        await user.goes_on()
        await user.sees("receipt")
        await user.goes_on()
        await opens_orders(user)
        assert cells(user, "purchase-table")[0][3] == "paid"
    assert charged(activated) == [order.id]


async def test_an_unknown_outcome_is_checked_from_the_list(user_at: SitDown, activated: DirectMail) -> None:
    order = _order(activated)
    async with user_at() as user:
        await opens_orders(user)
        await asyncio.to_thread(activated.purchases.pay, order.id, "card-timeout")
        await user.until(lambda: cells(user, "purchase-table")[0][3] == "unknown", "unknown")
        await user.presses("enter")
        await user.sees("order")
        assert not user.find("#cancel").display
        await user.clicks("#pay")
        await user.sees("payment")
        await user.goes_on()
        await user.sees("receipt")
    assert charged(activated) == [order.id]


async def test_cancelling_asks_first_and_keeps_by_default(user_at: SitDown, activated: DirectMail) -> None:
    order = _order(activated)
    async with user_at() as user:
        await opens_orders(user)
        await user.presses("enter")
        await user.sees("order")
        await user.reaches("#cancel")
        await user.presses("enter")
        await user.sees("cancel-order")
        assert user.focused == "keep-it"
        await user.presses("enter")
        await user.sees("order")
        assert activated.purchases.order(order.id).status is OrderStatus.UNPAID
        await user.clicks("#cancel")
        await user.sees("cancel-order")
        await user.clicks("#cancel-it")
        await user.sees("console")
        await user.until(lambda: cells(user, "purchase-table")[0][3] == "cancelled", "cancelled")
    assert activated.purchases.order(order.id).status is OrderStatus.CANCELLED


@pytest.mark.parametrize("pay_first", [True, False])
async def test_an_order_that_is_over_can_only_be_looked_at(
    user_at: SitDown, activated: DirectMail, pay_first: bool
) -> None:
    order = _order(activated)
    if pay_first:
        activated.purchases.pay(order.id, "card-4242")
    else:
        activated.purchases.cancel(order.id)
    async with user_at() as user:
        await opens_orders(user)
        await user.presses("enter")
        await user.sees("order")
        assert not user.find("#pay").display
        assert not user.find("#cancel").display
        await user.hammers("enter", "enter")
        await user.sees("console")


async def test_the_keys_of_an_order_do_what_its_buttons_do(user_at: SitDown, activated: DirectMail) -> None:
    order = _order(activated)
    async with user_at() as user:
        await opens_orders(user)
        await user.presses("enter")
        await user.sees("order")
        shown = "\n".join(user.rows())
        assert "p  Pay …" in shown
        assert "Del Cancel order …" in shown
        await user.presses("delete")
        await user.sees("cancel-order")
        assert user.focused == "keep-it"
        await user.presses("escape")
        await user.sees("order")
        await user.presses("p")
        await user.sees("payment")
    assert activated.purchases.order(order.id).status is OrderStatus.UNPAID


async def test_the_keys_of_an_order_that_is_over_do_nothing(user_at: SitDown, activated: DirectMail) -> None:
    order = _order(activated)
    activated.purchases.cancel(order.id)
    async with user_at() as user:
        await opens_orders(user)
        await user.presses("enter")
        await user.sees("order")
        await user.presses("p", "delete")
        await user.settles()
        assert user.here == "order"


async def test_plans_are_listed_with_what_became_of_them(
    user_at: SitDown, direct_mail: DirectMail, state_path: Path, wait: Wait
) -> None:
    direct_mail.sandbox.load("expiring")
    direct_mail.set_preferences(prompt_activation=False)
    (plan,) = direct_mail.overviews.plan_history()
    wait(timedelta(days=10))
    async with user_at() as user:
        await user.sees("console")
        await user.presses("2")
        assert user.focused == "purchase-table"
        [row] = cells(user, "purchase-table")
        assert row[:3] == [plan.id, "50k", "20,605"]
        assert row[3] == "! expired, USD 5.38 lost"
        await user.presses("enter")
        await user.sees("plan-details")
        shown = "\n".join(user.rows())
        assert "Lost         20,605 emails, worth USD 5.38" in shown
        assert plan.order_id in shown
        await user.presses("escape")
        await user.resizes(60, 20)
        await user.until(lambda: any("Expires" in row for row in user.rows()), "when, in a small window")
        [shown] = [row for row in user.rows() if plan.id in row and "│" not in row]
        assert shown.split()[:4] == [plan.id, "20,605", "!", "expired,"], (
            "the size has gone, the words gave way"
        )
        assert f"{plan.expires_at.astimezone():%Y-%m-%d %H:%M}" in shown
        await user.resizes(80, 24)
        await user.presses("x", "enter")
        await user.hears("exported to")
    [path] = state_path.parent.glob("plans-*.csv")
    (written,) = csv.DictReader(path.read_text().splitlines())
    assert (written["status"], written["left"], written["worth_left"]) == ("expired", "20605", "5.38")


async def test_a_plan_that_was_never_used_says_what_a_refund_would_bring(
    user_at: SitDown, activated: DirectMail
) -> None:
    activated.purchases.pay(_order(activated).id, "card-4242")
    (plan,) = activated.overviews.plan_history()
    async with user_at((80, 24)) as user:
        await user.sees("console")
        await user.presses("2", "enter")
        await user.sees("plan-details")
        await user.presses("f")
        await user.until(lambda: "would bring USD 13.05" in " ".join(user.rows()), "the amount")
        assert "requests no refund" in " ".join(user.rows())
    assert activated.overviews.plan(plan.id) == plan, "asking changes nothing"


async def test_an_order_that_waits_is_shown_first(user_at: SitDown, activated: DirectMail) -> None:
    activated.purchases.pay(_order(activated).id, "card-4242")
    async with user_at() as user:
        await user.sees("console")
        await user.presses("2")
        await user.until(lambda: "(1 active)" in "\n".join(user.rows()), "it is active")
        assert cells(user, "purchase-table")[0][3] == "● active"
        waiting = _order(activated)
        await user.presses("1")
        await user.presses("2")
        await user.until(lambda: "(1 waiting)" in "\n".join(user.rows()), "it waits")
        assert cells(user, "purchase-table")[0][:1] == [waiting.id]
        await user.presses("v")
        assert cells(user, "purchase-table")[0][3] == "● active"


async def test_all_messages_are_marked_read_with_a_key(user_at: SitDown, activated: DirectMail) -> None:
    for _ in range(2):
        activated.purchases.pay(_order(activated).id, "card-4242")
    async with user_at() as user:
        await user.sees("console")
        await user.presses(tab_key("messages"), "down", "m")
        await user.hears("3 messages marked as read")
        await user.until(lambda: {row[0] for row in cells(user, "message-table")} == {""}, "all of them read")
        assert "7 Msgs 8 Advice" in user.rows()[1]
        await user.presses("m")
    assert activated.overviews.overview().unread_messages == 0


async def test_old_messages_are_still_there(user_at: SitDown, activated: DirectMail) -> None:
    def message(number: int) -> InternalMessage:
        at = activated.now() - timedelta(hours=400 - number)
        return InternalMessage(id=f"m{number:03}", at=at, subject=f"Number {number:03}", body="!")

    for start in range(0, 400, 100):
        with activated.state.transaction() as tables:
            for number in range(start, start + 100):
                tables.of(InternalMessage).put(message(number))
        activated.state.close()  # folds, so that the older ones are archived
    async with user_at() as user:
        await user.sees("console")
        await user.presses(tab_key("messages"), "end")
        await user.until(lambda: any("Number 000" in row for row in user.rows()), "the oldest")
        assert user.reads("#messages .count").startswith("401 messages")
        await user.presses("slash", *"number 0")
        await user.until(
            lambda: user.reads("#messages .count").startswith("100 messages with"), "the first 100"
        )
        await user.presses("enter", "home", "enter")
        await user.sees("notice-screen")
        assert "Number 099" in "\n".join(user.rows())


async def test_a_message_is_marked_read_when_it_is_opened(user_at: SitDown, activated: DirectMail) -> None:
    activated.purchases.pay(_order(activated).id, "card-4242")
    async with user_at() as user:
        await user.sees("console")
        await user.presses(tab_key("messages"))
        assert user.focused == "message-table"
        assert [row[0] for row in cells(user, "message-table")] == ["new", "new"]
        await user.presses("enter")
        await user.sees("notice-screen")
        await user.presses("escape")
        await user.sees("console")
        await user.until(lambda: [row[0] for row in cells(user, "message-table")] == ["", "new"], "one read")
    assert [message.read for message in activated.overviews.messages()] == [True, False]


async def test_tabs_are_opened_by_mouse_too(user_at: SitDown, activated: DirectMail) -> None:
    _order(activated)
    async with user_at() as user:
        await user.sees("console")
        await user.clicks_words("2 Plans")
        await user.until(lambda: user.find("#purchase-table").region.width, "what was bought")
        await user.clicks_words("7 Msgs")
        await user.until(lambda: user.find("#message-table").region.width, "the messages")


async def test_what_another_program_does_is_seen_within_two_seconds(
    user_at: SitDown, activated: DirectMail
) -> None:
    async with user_at() as user:
        await opens_orders(user)
        assert cells(user, "purchase-table") == []
        loop = asyncio.get_running_loop()
        since = loop.time()
        activated.purchases.pay(_order(activated, "1m").id, "card-4242")
        await user.until(lambda: [row[3] for row in cells(user, "purchase-table")] == ["paid"], "the order")
        assert loop.time() - since < 2.0
        await user.presses("1")
        assert "1,000,000" in user.reads("#overview-text")
        await user.presses(tab_key("messages"))
        assert len(cells(user, "message-table")) == 2


async def test_an_open_order_follows_what_another_program_does_with_it(
    user_at: SitDown, activated: DirectMail
) -> None:
    order = _order(activated)
    async with user_at() as user:
        await opens_orders(user)
        await user.presses("enter")
        await user.sees("order")
        await user.reaches("#pay")
        await asyncio.to_thread(activated.purchases.pay, order.id, "card-4242")
        await user.until(lambda: not user.find("#pay").display, "no further payment")
        assert not user.find("#cancel").display
        assert user.focused == "close"
        assert "paid" in user.reads("#order-receipt")
        await user.presses("p", "delete")
        assert user.here == "order"
    assert charged(activated) == [order.id]


@pytest.mark.parametrize("act", ["pay", "cancel"])
async def test_the_payment_step_follows_what_another_program_does_with_its_order(
    user_at: SitDown, activated: DirectMail, act: str
) -> None:
    order = _order(activated)
    async with user_at() as user:
        await opens_orders(user)
        await user.presses("enter")
        await user.sees("order")
        await user.presses("p")
        await user.sees("payment")
        if act == "pay":
            await asyncio.to_thread(activated.purchases.pay, order.id, "card-4242")
            await user.sees("receipt")
        else:
            await asyncio.to_thread(activated.purchases.cancel, order.id)
            await user.until(lambda: "confirm again" in user.reads("#reason"), "the reason")
            assert not user.can_go_on
    assert charged(activated) == ([order.id] if act == "pay" else [])
