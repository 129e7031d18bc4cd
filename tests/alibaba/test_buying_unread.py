"""What must be read before paying and cannot be: nothing is charged, which is said, and no order is left."""

import pytest

from tests.alibaba.conftest import Command
from tests.alibaba.server import Fault, Vendor

BUY = ("buy", "50k", "--accept-terms", "--yes-spend", "13.05")
FAULTS = (
    Fault.HTML_BEFORE,
    Fault.DENIED,
    Fault.ERROR_BEFORE,
    Fault.RESET_BEFORE,
    Fault.TRUNCATED,
    Fault.THROTTLED,
)


@pytest.fixture
def known(live_command: Command, vendor: Vendor) -> Command:
    assert live_command("status").code == 0
    return live_command


def orders(command: Command) -> list[str]:
    return [order["status"] for order in command("orders", "--json").document()["orders"]]


@pytest.mark.parametrize("fault", FAULTS)
def test_where_plans_cannot_be_read_nothing_is_charged_and_no_order_is_left(
    known: Command, vendor: Vendor, fault: Fault
) -> None:
    vendor.faults.every("QueryResourcePackageInstances", fault)
    for words in (BUY, BUY):
        ran = known(*words)
        assert ran.code in (1, 3)
        assert "nothing was charged" in ran.err
        assert "is cancelled" in ran.err
    vendor.faults.clear()
    assert orders(known) == ["cancelled", "cancelled"]
    assert vendor.account.orders == []
    assert known(*BUY).code == 0


def test_an_order_with_a_key_waits_for_the_same_command(known: Command, vendor: Vendor) -> None:
    vendor.faults.every("QueryResourcePackageInstances", Fault.ERROR_BEFORE)
    ran = known(*BUY, "--key", "march")
    assert "nothing was charged" in ran.err
    assert "dm-tui orders cancel DM" in ran.err
    vendor.faults.clear()
    assert known(*BUY, "--key", "march").code == 0
    assert orders(known) == ["paid"]
    assert len(vendor.account.paid_orders) == 1


def test_a_dry_run_says_that_nothing_is_charged(known: Command, vendor: Vendor) -> None:
    vendor.faults.every("QueryResourcePackageInstances", Fault.ERROR_BEFORE)
    ran = known(*BUY, "--dry-run")
    assert (ran.code, "nothing was charged" in ran.err) == (1, True)
    assert orders(known) == []


def test_a_price_that_changed_leaves_no_order(known: Command, vendor: Vendor) -> None:
    prices = dict(vendor.account.prices)
    read_before = 2 * len(prices)  # by `status`, and at the start of `buy`

    def double_before_paying(action: str, done: bool) -> bool:
        if action == "GetResourcePackagePrice" and vendor.faults.calls[action] > read_before:
            vendor.account.prices[50_000] = prices[50_000] * 2
        return False

    vendor.breaks_off = double_before_paying
    ran = known(*BUY)
    assert (ran.code, "Nothing was bought" in ran.err) == (7, True)
    assert vendor.account.orders == []
    assert orders(known) == ["cancelled"]
