"""Several programs buy at once, each with keys of its own: all are different purchases, and each is made
once.
"""

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests import preloaded
from tests.alibaba.server import Vendor
from tests.crash import _shopper

PROGRAMS, PURCHASES = 4, 8
AT_A_RATE = int(os.environ.get("DM_TUI_BUYERS", "1"))
"""Purchases of each program where the rate is enforced: eight take a minute, nearly all of it waiting."""

BUY = ("buy", "50k", "--accept-terms", "--json")


def start(name: str, purchases: int, *arguments: str) -> subprocess.Popen[str]:
    streams: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE, "text": True}
    return preloaded.program(name, str(purchases), *arguments, module=_shopper.__name__, **streams)


def buy_at_once(purchases: int, *arguments: str) -> None:
    """Let the programs buy at once, and require that none was refused anything."""
    programs = [start(f"program-{number}", purchases, *arguments) for number in range(PROGRAMS)]
    for program in programs:
        _, said = program.communicate(timeout=300)
        assert program.returncode == 0, said[-2000:]


@contextmanager
def played_account(monkeypatch: pytest.MonkeyPatch) -> Iterator[Vendor]:
    with Vendor() as vendor:
        vendor.account.balance = Decimal(10_000)
        for unused in (500_000, 1_000_000, 5_000_000):
            del vendor.account.prices[unused]
        for name, value in {
            "DM_TUI_ALIBABA_ENDPOINT": vendor.endpoint,
            "ALIBABA_CLOUD_ECS_METADATA_DISABLED": "true",
            "ALIBABA_CLOUD_ACCESS_KEY_ID": "LTAI-test-key",
            "ALIBABA_CLOUD_ACCESS_KEY_SECRET": "a-secret-that-must-never-be-seen",
        }.items():
            monkeypatch.setenv(name, value)
        yield vendor


def orders_of(state: Path, *options: str) -> list[dict[str, object]]:
    answer = preloaded.run("--state", str(state), *options, "orders", "--json", text=True)
    assert answer.returncode == 0
    listed: list[dict[str, object]] = json.loads(answer.stdout)["orders"]
    return listed


def test_four_programs_with_keys_of_their_own_make_32_orders_in_the_sandbox(tmp_path: Path) -> None:
    state = tmp_path / "sandbox.json"
    buy_at_once(PURCHASES, "--state", str(state), *BUY)
    orders = orders_of(state)
    assert len(orders) == len({order["key"] for order in orders}) == PROGRAMS * PURCHASES
    assert {order["status"] for order in orders} == {"paid"}


def test_four_programs_with_keys_of_their_own_make_as_many_orders_on_an_account(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rates are enforced: four programs together make more calls than the billing service takes."""
    state = tmp_path / "alibaba.json"
    with played_account(monkeypatch) as vendor:
        live = ("--state", str(state), "--provider", "alibaba")
        assert preloaded.run(*live, "verify", "ap-southeast-1").returncode == 0
        buy_at_once(AT_A_RATE, *live, *BUY, "--yes-spend", "13.05")
        assert len(vendor.account.paid_orders) == PROGRAMS * AT_A_RATE
        assert vendor.rates.refused, "the programs never met the rate"
        orders = orders_of(state, "--provider", "alibaba")
    assert len({order["key"] for order in orders}) == PROGRAMS * AT_A_RATE
    assert {order["status"] for order in orders} == {"paid"}
