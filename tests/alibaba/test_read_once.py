"""The short ways of these tests, beside the long ones: a copied reading, and parts read one after another."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from dm_tui.providers.alibaba.api.parallel_reads import ParallelReads
from dm_tui.services.direct_mail import DirectMail
from tests.alibaba.conftest import OpenLive
from tests.alibaba.reads import read_at_once
from tests.alibaba.server import Fault, Vendor
from tests.alibaba.set_up import ReadOnce
from tests.conftest import _FixedClock

Again = Callable[[], DirectMail]


@pytest.fixture
def again(open_live: OpenLive, vendor: Vendor, fixed_clock: _FixedClock, state_path: Path) -> Again:
    """Begin once more without a state file: open the account as the fixture `live` does, each time from one
    `ReadOnce`.
    """
    once = ReadOnce()

    def open_again() -> DirectMail:
        shutil.rmtree(state_path.parent, ignore_errors=True)
        vendor.seen.clear()
        return once.open(open_live, vendor, fixed_clock, state_path.parent)

    return open_again


def shown(live: DirectMail, vendor: Vendor) -> list[object]:
    """All that a reading leaves, wherever it shows."""
    client = live.provider.account._connection.client()  # type: ignore[attr-defined]
    seen = sorted(vendor.seen)
    account = live.prerequisites.account()
    with live.state.read() as tables:
        stored = tables.dump()
    live.close()
    return [seen, sorted(client.made), sorted(client.allowed), account, stored]


@pytest.mark.parametrize("plans", [0, 2])
def test_a_copied_reading_is_what_the_first_one_left(
    again: Again, vendor: Vendor, monkeypatch: pytest.MonkeyPatch, plans: int
) -> None:
    for _ in range(plans):
        vendor.account.order(50_000)
    first = shown(again(), vendor)
    with monkeypatch.context() as patch:
        patch.setattr(DirectMail, "connect", None)
        assert shown(again(), vendor) == first


def test_another_account_and_a_call_that_fails_are_read(again: Again, vendor: Vendor) -> None:
    again().close()
    vendor.account.order(50_000)
    assert len(again().overviews.overview().plans or ()) == 1
    vendor.faults.every("QueryAccountBalance", Fault.DENIED)
    assert again().overviews.overview().balance is None


@pytest.mark.usefixtures("reads_in_threads")
def test_one_after_another_reads_what_threads_read(
    open_live: OpenLive, vendor: Vendor, state_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vendor.account.order(50_000)

    def read() -> list[object]:
        vendor.seen.clear()
        shutil.rmtree(state_path.parent, ignore_errors=True)
        live = open_live()
        live.connect()
        return shown(live, vendor)

    in_threads = read()
    monkeypatch.setattr(ParallelReads, "begin", read_at_once)
    assert read() == in_threads
