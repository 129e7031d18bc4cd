"""A list that could not be read says why and what to do: an empty one would say that you own nothing."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from functools import partial

import pytest

from dm_tui.plain.console import SHOWN
from dm_tui.services.direct_mail import DirectMail
from dm_tui.tui import app
from tests.alibaba.conftest import OpenLive
from tests.alibaba.server import Fault, Vendor
from tests.tui.journey import User, sit_down

LISTS = {
    "your plans": ("QueryResourcePackageInstances", ("2",)),
    "orders": ("QueryOrders", ("v",)),
    "emails sent": ("SenderStatisticsByTagNameAndBatchID", ("3", "v")),
    "bills": ("QueryBillOverview", ("4",)),
    "domains": ("QueryDomainByParam", ("5",)),
    "sender addresses": ("QueryMailAddressByParam", ("v",)),
    "templates": ("QueryTemplateByParam", ("v",)),
}
"""Each list by its name, with the call that tells it and the keys that show it after the list before."""

ACTIONS = {"QueryResourcePackageInstances": "bss:DescribeInstances", "QueryOrders": "bss:DescribeOrderList"}
"""The RAM actions that are not named after their call."""

SitDown = Callable[..., AbstractAsyncContextManager[User]]


@pytest.fixture(autouse=True)
def only_the_steps_that_are_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "WARM_UP_AFTER", 3600.0)


@pytest.mark.parametrize("size", [(80, 24), (60, 20)], ids=str)
async def test_an_unread_list_says_why_and_what_to_do(
    open_live: OpenLive, vendor: Vendor, live: DirectMail, size: tuple[int, int]
) -> None:
    for action, _ in LISTS.values():
        vendor.faults.every(action, Fault.DENIED)
    live.set_preferences(prompt_activation=False)
    live.connect()
    async with sit_down(open_live(), size) as user:
        await user.sees("console")
        await user.until(lambda: user.app.readings, "the account read")  # which shows a list once more
        for name, (action, keys) in LISTS.items():
            await user.presses(*keys)
            reason = (
                f"Not known: {name}.",
                ACTIONS.get(action, action),
                "Account names the permissions that are missing",
            )
            await user.until(partial(says, user, *reason), f"the reason for {name}")
            assert "No " not in told(user).replace("Not known", ""), f"as if there were no {name}"


async def test_what_was_read_before_stays_below_the_reason(
    open_live: OpenLive, vendor: Vendor, live: DirectMail
) -> None:
    vendor.account.order(50_000)
    live.connect()
    live.set_preferences(prompt_activation=False)
    vendor.faults.every("QueryResourcePackageInstances", Fault.HTML_BEFORE)
    async with sit_down(open_live(), (80, 24)) as user:
        await user.sees("console")
        await user.presses("2")
        await user.until(lambda: "Not known: your plans." in told(user), "that it is not known")
        assert "50,000" in told(user)
        vendor.faults.clear()
        await user.presses("f5")
        await user.until(lambda: "Not known" not in told(user), "the list, read again")


def test_the_plain_list_of_orders_says_why(vendor: Vendor, live: DirectMail) -> None:
    vendor.faults.every("QueryOrders", Fault.DENIED)
    live.connect()
    said = "\n".join(SHOWN["orders"](live))
    assert said == "Not known: orders. These credentials lack the permission bss:DescribeOrderList."


def says(user: User, *words: str) -> bool:
    return all(word in told(user) for word in words)


def told(user: User) -> str:
    return " ".join(" ".join(user.rows()).split())


async def test_pictures_of_usage_say_why_they_are_not_known(
    open_live: OpenLive, vendor: Vendor, live: DirectMail
) -> None:
    vendor.faults.every("SenderStatisticsByTagNameAndBatchID", Fault.DENIED)
    live.set_preferences(prompt_activation=False)
    live.connect()
    async with sit_down(open_live(), (80, 24)) as user:
        await user.sees("console")
        await user.presses("3")
        await user.until(lambda: "Not known: emails sent." in " ".join(user.rows()), "the reason")
        assert "Nothing sent" not in " ".join(user.rows()), "as if there were none"
