"""What was bought, at which price and when it takes effect: the vendor's word, wherever its documents leave
it open.
"""

import itertools
import json
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import pytest

from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.purchase.order import Order, OrderStatus
from dm_tui.domain.purchase.payment_attempt import PaymentResult
from dm_tui.services.direct_mail import DirectMail
from tests import preloaded
from tests.alibaba.conftest import Command, OpenLive
from tests.alibaba.server import NEVER, Fault, Guesses, Vendor, other_ways
from tests.conftest import Wait

CREATE = "CreateResourcePackage"
BUY = ("buy", "50k", "--accept-terms", "--yes-spend", "13.05")
Confirmed = Callable[..., Order]


def pay(direct_mail: DirectMail, order: Order) -> Order:
    return direct_mail.purchases.pay(order.id, "account", str(order.total.amount))


class Traces(NamedTuple):
    """What a purchase without an answer leaves to be seen."""

    effective: str
    orders: str
    coupon: str


TRACES = [
    Traces(*traces)
    for traces in itertools.product(
        ("exact", "midnight before", "midnight after"), ("shown", "never shown", "denied"), ("0", "5.00")
    )
]


@pytest.mark.parametrize(
    "traces",
    TRACES,
    ids=lambda traces: f"effective {traces.effective}, orders {traces.orders}, coupon {traces.coupon}",
)
def test_a_new_plan_of_the_right_size_forbids_not_bought(
    live: DirectMail, vendor: Vendor, confirmed: Confirmed, wait: Wait, traces: Traces
) -> None:
    order = confirmed()
    vendor.account.guesses.effective = traces.effective
    vendor.account.coupon = Decimal(traces.coupon)
    vendor.account.orders_late = NEVER if traces.orders == "never shown" else 0
    vendor.faults.at(CREATE, 1, Fault.RESET_AFTER)
    assert pay(live, order).status is OrderStatus.UNKNOWN
    if traces.orders == "denied":
        vendor.account.denied = {"bss:DescribeOrderList", "bss:DescribeOrderDetail"}
    wait(timedelta(minutes=5))
    with suppress(DirectMailError):
        live.purchases.settle_as_not_bought(order.id)
    (attempt,) = live.purchases.order(order.id).attempts
    assert attempt.result in (PaymentResult.NO_ANSWER, PaymentResult.CHARGED)


def test_what_is_there_is_shown_before_a_user_decides(
    live: DirectMail, vendor: Vendor, confirmed: Confirmed, wait: Wait
) -> None:
    order = confirmed()
    vendor.account.guesses.effective = "midnight before"
    vendor.account.coupon = Decimal("5.00")
    vendor.faults.at(CREATE, 1, Fault.RESET_AFTER)
    pay(live, order)
    wait(timedelta(minutes=5))
    live.purchases.settle(order.id)
    said = ""
    try:
        live.purchases.settle_as_not_bought(order.id)
    except DirectMailError as refused:
        said = refused.message
    (made,) = vendor.account.orders
    (attempt,) = live.purchases.order(order.id).attempts
    said += attempt.message
    assert made.plan in said or "50,000" in said
    assert "8.05" in said


def test_the_same_purchase_again_after_a_kill_is_refused(
    live_command: Command, on_the_wire: Vendor, state_path: Path
) -> None:
    vendor = on_the_wire
    vendor.faults.at(CREATE, 1, Fault.TIME_OUT_AFTER)
    command = ("--state", str(state_path), "--provider", "alibaba", *BUY)
    program = preloaded.program(*command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while not vendor.account.paid_orders and program.poll() is None:
        time.sleep(0.05)
    program.kill()
    program.wait()
    assert len(vendor.account.paid_orders) == 1
    again = live_command(*BUY)
    assert len(vendor.account.paid_orders) == 1
    assert vendor.account.orders[0].id in again.out + again.err
    assert "--again" in again.out + again.err
    assert live_command(*BUY, "--again").code == 0
    assert len(vendor.account.paid_orders) == 2


@pytest.mark.parametrize("command", [("quote", "50k"), ("quote", "50k", "--json"), BUY[:-2]])
def test_what_is_bought_is_named_by_the_vendor(
    live_command: Command, vendor: Vendor, command: tuple[str, ...]
) -> None:
    live_command("plans")
    ran = live_command(*command)
    assert vendor.account.package_name in ran.out + ran.err


def test_the_receipt_names_what_was_bought(live_command: Command, vendor: Vendor) -> None:
    ran = live_command(*BUY)
    assert vendor.account.package_name in ran.out


@pytest.mark.parametrize("others_first", [True, False])
def test_two_types_of_one_size_are_refused_by_their_names(
    live_command: Command, vendor: Vendor, others_first: bool
) -> None:
    second = vendor.account.sell_a_second_type()
    vendor.account.others_first = others_first
    live_command("plans")
    amount = "6.53" if others_first else "13.05"
    ran = live_command("buy", "50k", "--accept-terms", "--yes-spend", amount)
    assert vendor.account.orders == []
    assert ran.code != 0
    assert second.name in ran.err
    assert vendor.account.package_name in ran.err


def test_a_tax_that_is_not_known_is_said_before_paying(live_command: Command, vendor: Vendor) -> None:
    vendor.account.tax_percent = Decimal(9)
    ran = live_command(*BUY[:-2])
    assert "tax" in (ran.out + ran.err).lower()


def test_what_was_paid_includes_the_tax(live_command: Command, vendor: Vendor) -> None:
    vendor.account.tax_percent = Decimal(9)
    assert live_command(*BUY).code == 0
    (order,) = json.loads(live_command("orders", "--json").out)["orders"]
    assert vendor.account.balance == Decimal("1234.50") - Decimal("14.22")
    shown = live_command("orders", "show", order["id"])
    assert "14.22" in shown.out


def test_an_end_before_paying_is_an_estimate(live_command: Command) -> None:
    live_command("plans")
    assert "estimate" in live_command("quote", "50k").out.lower()


@pytest.mark.parametrize(
    ("name", "guesses"),
    other_ways("plan_named", "order_on_top", "order_product", "effective", "list_has_amounts"),
)
def test_a_purchase_is_found_whatever_the_documents_leave_open(
    open_live: OpenLive, vendor: Vendor, name: str, guesses: Guesses
) -> None:
    vendor.account.guesses = guesses
    vendor.account.own_other_products()
    live = open_live()
    live.connect()
    terms = live.purchases.catalogue().terms_version
    order = live.purchases.confirm("50k", 1, live.prerequisites.account().region, terms)
    paid = pay(live, order)
    assert paid.status is OrderStatus.PAID
    (plan,) = live.purchases.plans_of(order.id)
    assert plan.id == vendor.account.plans[0].id


def test_different_keys_are_different_purchases(
    live_command: Command, on_the_wire: Vendor, state_path: Path
) -> None:
    """Four programs buy at the same time, each with a key of its own."""
    live_command("status")
    programs = [
        preloaded.program(
            *("--state", str(state_path), "--provider", "alibaba"),
            *(*BUY, "--key", f"key-{number}"),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        for number in range(4)
    ]
    said = [program.communicate(timeout=120)[1] for program in programs]
    assert [program.returncode for program in programs] == [0] * 4, said
    assert len(on_the_wire.account.paid_orders) == 4
