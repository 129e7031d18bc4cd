"""A dry run of `buy` ends as the real run would where the purchase repeats another one, and buys nothing."""

import json

import pytest

from dm_tui.cli.commands import purchase
from tests.alibaba.conftest import Command
from tests.alibaba.server import Fault, Vendor

BUY = ("buy", "50k", "--accept-terms", "--yes-spend", "13.05")
DRY = ("buy", "50k", "--dry-run")


class Killed(BaseException):
    """The program ends here."""


@pytest.fixture(autouse=True)
def verified(live_command: Command) -> None:
    assert live_command("verify", "ap-southeast-1").code == 0


def test_what_was_paid_without_a_word(
    live_command: Command, vendor: Vendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def kill(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as killed:
        killed.setattr(purchase, "wait_until_paid", kill)
        with pytest.raises(Killed):
            live_command(*BUY)
    dry, real = live_command(*DRY, "--json"), live_command(*BUY, "--json")
    assert (dry.code, code_of(dry.err)) == (real.code, code_of(real.err)) == (7, "already-bought")
    assert live_command(*DRY, "--again").code == 0
    assert live_command(*DRY, "--key", "another").code == 0
    assert len(vendor.account.paid_orders) == 1


def test_what_has_an_unknown_outcome(live_command: Command, vendor: Vendor) -> None:
    vendor.faults.at("CreateResourcePackage", 1, Fault.RESET_BEFORE)
    assert live_command(*BUY).code == 5
    dry, real = live_command(*DRY, "--json"), live_command(*BUY, "--json")
    assert (dry.code, code_of(dry.err)) == (real.code, code_of(real.err)) == (5, "same-purchase-unsettled")
    assert vendor.account.paid_orders == []


def test_a_used_key(live_command: Command, vendor: Vendor) -> None:
    bought = live_command(*BUY, "--key", "k", "--json").document()
    assert live_command(*DRY, "--key", "k", "--json").document()["order"] == bought["order"]
    assert "nothing bought twice" in live_command(*DRY, "--key", "k").out
    other = live_command("buy", "500k", "--dry-run", "--key", "k", "--json")
    assert (other.code, code_of(other.err)) == (7, "key-reused")
    assert len(vendor.account.paid_orders) == 1


def code_of(errors: str) -> str:
    return str(json.loads(errors.splitlines()[-1])["error"]["code"])


@pytest.mark.parametrize("fault", [Fault.ERROR_BEFORE, Fault.DENIED])
def test_plans_that_cannot_be_read_before_paying(live_command: Command, vendor: Vendor, fault: Fault) -> None:
    vendor.faults.every("QueryResourcePackageInstances", fault)
    dry, real = live_command(*DRY, "--json"), live_command(*BUY, "--json")
    assert dry.code != 0
    assert (dry.code, code_of(dry.err)) == (real.code, code_of(real.err))
    assert "CreateResourcePackage" not in vendor.seen
