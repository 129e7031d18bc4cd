"""Several programs buy at once, each with keys of its own: all are different purchases, and each is made
once.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path

import pytest

from tests.alibaba.server import Vendor

PROGRAMS, PURCHASES = 4, 8
AT_A_RATE = int(os.environ.get("DM_TUI_BUYERS", "2"))
"""Purchases of each program where the rate is enforced: eight take a minute, nearly all of it waiting."""

BUYER = """
import sys
from dm_tui.cli.main import run
name, purchases, *arguments = sys.argv[1:]
codes = [run([*arguments, "--key", f"{name}-{number}"]) for number in range(int(purchases))]
sys.exit(next((code for code in codes if code), 0))
"""
BUY = ("buy", "50k", "--accept-terms", "--json")


def start(name: str, purchases: int, *arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", BUYER, name, str(purchases), *arguments]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)


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
    command = [sys.executable, "-m", "dm_tui", "--state", str(state), *options, "orders", "--json"]
    answer = subprocess.run(command, capture_output=True, text=True, check=True, env=os.environ)
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
        verify = [sys.executable, "-m", "dm_tui", *live, "verify", "ap-southeast-1"]
        subprocess.run(verify, check=True, stdout=subprocess.DEVNULL, env=os.environ)
        buy_at_once(AT_A_RATE, *live, *BUY, "--yes-spend", "13.05")
        assert len(vendor.account.paid_orders) == PROGRAMS * AT_A_RATE
        assert vendor.rates.refused, "the programs never met the rate"
        orders = orders_of(state, "--provider", "alibaba")
    assert len({order["key"] for order in orders}) == PROGRAMS * AT_A_RATE
    assert {order["status"] for order in orders} == {"paid"}
