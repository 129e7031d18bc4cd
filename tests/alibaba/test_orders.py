"""All orders of the account, each once: those made here, and those made elsewhere, marked so and with their
age.
"""

import csv
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from dm_tui.cli.main import run
from dm_tui.domain.purchase.order import Order, OrderStatus
from dm_tui.services.all_orders import all_orders, orders_elsewhere
from dm_tui.services.direct_mail import DirectMail
from tests.alibaba.conftest import OpenLive
from tests.alibaba.server import Fault, Vendor
from tests.alibaba.server.account import now
from tests.conftest import Wait


def ids(direct_mail: DirectMail) -> list[str]:
    return [order.id for order in all_orders(direct_mail)]


def test_what_was_ordered_elsewhere_is_read_and_kept(
    live: DirectMail, open_live: OpenLive, vendor: Vendor, wait: Wait
) -> None:
    first = vendor.account.order(50_000)
    wait(timedelta(hours=2))
    second = vendor.account.order(500_000, paid=False)
    live.connect()
    vendor.go_away()
    direct_mail = open_live()
    assert [
        (order_shown.id, order_shown.status, str(order_shown.total))
        for order_shown in orders_elsewhere(direct_mail)
    ] == [(second.id, "unpaid", "USD 121.80"), (first.id, "paid", "USD 13.05")]


def test_an_order_of_another_product_is_not_ours_to_show(live: DirectMail, vendor: Vendor) -> None:
    vendor.account.order(50_000).product = "ecs"
    live.connect()
    assert ids(live) == []


def test_an_order_made_here_is_there_once(
    live: DirectMail, vendor: Vendor, confirmed: Callable[..., Order]
) -> None:
    elsewhere = vendor.account.order(50_000)
    ours = confirmed("50k", 2)
    live.purchases.pay(ours.id, "account", "26.10")
    live.connect()
    assert ids(live) == [ours.id, elsewhere.id]


def test_what_may_be_ours_is_not_called_anothers_while_nobody_knows(
    live: DirectMail, vendor: Vendor, confirmed: Callable[..., Order]
) -> None:
    vendor.faults.at("CreateResourcePackage", 1, Fault.TIME_OUT_AFTER)
    order = confirmed()
    live.purchases.pay(order.id, "account", "13.05")
    live.provider.account.connect()  # reads without looking for what became of it
    assert live.purchases.order(order.id).status is OrderStatus.UNKNOWN
    assert ids(live) == [order.id]
    live.connect()
    assert ids(live) == [order.id]


def test_what_becomes_of_an_order_elsewhere_is_seen_at_the_next_reading(
    live: DirectMail, vendor: Vendor, wait: Wait
) -> None:
    order = vendor.account.order(50_000, paid=False)
    live.connect()
    wait(timedelta(hours=5))
    order.cancelled = True
    live.connect()
    (seen,) = orders_elsewhere(live)
    assert seen.status == "cancelled"


def test_who_may_not_read_orders_keeps_those_that_were_read(live: DirectMail, vendor: Vendor) -> None:
    order = vendor.account.order(50_000)
    live.connect()
    vendor.account.ram_user("ops", "bss:DescribeOrderList")
    live.connect()
    assert ids(live) == [order.id]
    assert "bss:DescribeOrderList" in (live.prerequisites.account().missing_actions or ())


def test_the_command_marks_them_and_says_how_old_they_are(
    vendor: Vendor, state_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    vendor.account.clock = now  # as the command line has it
    order = vendor.account.order(50_000)

    def orders(*flags: str) -> str:
        assert run(["--state", str(state_path), "--provider", "alibaba", "orders", *flags]) == 0
        return capsys.readouterr().out

    (row,) = [line for line in orders().splitlines() if order.id in line]
    assert "made elsewhere" in row
    assert "read just now" in orders()
    document = json.loads(orders("--json"))
    assert document["orders"] == []
    assert [order_shown["id"] for order_shown in document["elsewhere"]] == [order.id]
    assert document["read_at"]


def test_a_spreadsheet_has_them_with_what_is_known_of_them(
    live: DirectMail,
    vendor: Vendor,
    confirmed: Callable[..., Order],
    state_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    elsewhere = vendor.account.order(50_000)
    ours = confirmed("50k", 2)
    live.purchases.pay(ours.id, "account", "26.10")
    live.connect()
    call = ["--state", str(state_path), "--provider", "alibaba", "export", "orders"]
    assert run(call) == 0
    rows = {row["id"]: row for row in csv.DictReader(capsys.readouterr().out.splitlines())}
    assert set(rows) == {ours.id, elsewhere.id}
    assert rows[ours.id]["made_elsewhere"] == "false"
    assert rows[ours.id]["spec"] == "50k"
    assert rows[elsewhere.id]["made_elsewhere"] == "true"
    assert rows[elsewhere.id]["total"] == "13.05"
    assert rows[elsewhere.id]["spec"] == rows[elsewhere.id]["quantity"] == ""
