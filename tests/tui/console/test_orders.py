"""Orders and messages on the console: listed, opened, paid, cancelled, read."""

import asyncio

import pytest
from textual.widgets import DataTable

from dm_tui.domain.order import Order, OrderStatus
from dm_tui.services.direct_mail import DirectMail
from dm_tui.tui.console.tabs import key_of
from tests.tui.conftest import SitDown
from tests.tui.journey import User, charged


def _order(mail: DirectMail, spec: str = "50k") -> Order:
    terms = mail.purchases.catalogue().terms_version
    return mail.purchases.confirm(spec, 1, mail.prerequisites.account().region, terms)


def _cells(user: User, table: str) -> list[list[str]]:
    rows = user.screen.query_one(table, DataTable)
    return [[str(cell) for cell in rows.get_row_at(at)] for at in range(rows.row_count)]


@pytest.fixture
def activated(mail: DirectMail) -> DirectMail:
    """An account that starts on the console."""
    mail.sandbox.load("activated")
    return mail


async def test_orders_are_listed_newest_first(user_at: SitDown, activated: DirectMail) -> None:
    first, second = _order(activated), _order(activated, "1m")
    activated.purchases.pay(first.id, "card-4242")
    async with user_at() as user:
        await user.sees("console")
        await user.presses("2")
        assert user.focused == "order-table"
        rows = _cells(user, "#order-table")
        assert [row[0] for row in rows] == [second.id, first.id]
        assert [row[3] for row in rows] == ["unpaid", "paid"]


async def test_an_unpaid_order_is_paid_from_the_list(
    user_at: SitDown, activated: DirectMail
) -> None:
    order = _order(activated)
    async with user_at() as user:
        await user.sees("console")
        await user.presses("2", "enter")
        await user.sees("order")
        assert user.focused == "close"
        await user.reaches("#pay")
        await user.presses("enter")
        await user.sees("payment")
        assert "13.05" in user.reads("#total")
        await user.goes_on()
        await user.sees("receipt")
        await user.goes_on()
        await user.sees("console")
        await user.presses("2")
        assert _cells(user, "#order-table")[0][3] == "paid"
    assert charged(activated) == [order.id]


async def test_an_unknown_outcome_is_checked_from_the_list(
    user_at: SitDown, activated: DirectMail
) -> None:
    order = _order(activated)
    async with user_at() as user:
        await user.sees("console")
        await user.presses("2")
        await asyncio.to_thread(activated.purchases.pay, order.id, "card-timeout")
        await user.until(lambda: _cells(user, "#order-table")[0][3] == "unknown", "unknown")
        await user.presses("enter")
        await user.sees("order")
        assert not user.screen.query("#cancel")
        await user.clicks("#pay")
        await user.sees("payment")
        await user.goes_on()
        await user.sees("receipt")
    assert charged(activated) == [order.id]


async def test_cancelling_asks_first_and_keeps_by_default(
    user_at: SitDown, activated: DirectMail
) -> None:
    order = _order(activated)
    async with user_at() as user:
        await user.sees("console")
        await user.presses("2", "enter")
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
        await user.until(lambda: _cells(user, "#order-table")[0][3] == "cancelled", "cancelled")
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
        await user.sees("console")
        await user.presses("2", "enter")
        await user.sees("order")
        assert not user.screen.query("#pay")
        assert not user.screen.query("#cancel")
        await user.hammers("enter", "enter")
        await user.sees("console")


async def test_a_message_is_marked_read_when_it_is_opened(
    user_at: SitDown, activated: DirectMail
) -> None:
    activated.purchases.pay(_order(activated).id, "card-4242")
    async with user_at() as user:
        await user.sees("console")
        await user.presses(key_of("messages"))
        assert user.focused == "message-table"
        assert [row[0] for row in _cells(user, "#message-table")] == ["new", "new"]
        await user.presses("enter")
        await user.sees("notice-screen")
        await user.presses("escape")
        await user.sees("console")
        await user.until(
            lambda: [row[0] for row in _cells(user, "#message-table")] == ["", "new"], "one read"
        )
    assert [one.read for one in activated.overviews.messages()] == [True, False]


async def test_tabs_are_opened_by_mouse_too(user_at: SitDown, activated: DirectMail) -> None:
    _order(activated)
    async with user_at() as user:
        await user.sees("console")
        await user.pilot.click("#--content-tab-orders")
        await user.until(lambda: user.find("#order-table").region.width, "the orders")
        await user.pilot.click("#--content-tab-messages")
        await user.until(lambda: user.find("#message-table").region.width, "the messages")


async def test_what_another_program_does_is_seen_within_two_seconds(
    user_at: SitDown, activated: DirectMail
) -> None:
    async with user_at() as user:
        await user.sees("console")
        await user.presses("2")
        assert _cells(user, "#order-table") == []
        loop = asyncio.get_running_loop()
        since = loop.time()
        activated.purchases.pay(_order(activated, "1m").id, "card-4242")
        await user.until(
            lambda: [row[3] for row in _cells(user, "#order-table")] == ["paid"], "the order"
        )
        assert loop.time() - since < 2.0
        await user.presses("1")
        assert "1,000,000" in user.reads("#overview-text")
        await user.presses(key_of("messages"))
        assert len(_cells(user, "#message-table")) == 2
