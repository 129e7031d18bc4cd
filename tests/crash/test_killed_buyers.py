"""A purchase is killed at each of its calls, and the same command is given again.

Nothing is bought that was not confirmed. The programs are processes of their own and end by SIGKILL, so that
no `finally` of theirs runs.
"""

import json
import os
import shutil
import signal
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from threading import Event
from typing import Any, NamedTuple

import pytest

from dm_tui.domain.purchase.order import Order, OrderStatus
from dm_tui.services.direct_mail import DirectMail
from tests import preloaded
from tests.alibaba.server import Vendor
from tests.crash import _buyer
from tests.crash.test_buyers import played_account

CREATE = "CreateResourcePackage"
BUY = ("buy", "50k", "--accept-terms", "--json", "--yes-spend", "13.05")
CALLS = {
    "GetCallerIdentity": 2,
    "QueryAccountBalance": 2,
    "QueryProductList": 1,
    "DescribeResourcePackageProduct": 1,
    "GetResourcePackagePrice": 2,
    "QueryResourcePackageInstances": 2,
    "QueryOrders": 1,
    CREATE: 1,
    "GetOrderDetail": 1,
}
"""How often a purchase makes each call, once the account was read."""

UNKNOWN, REFUSED = 5, 7
PRINTED, SAVED = "printed", "saved"
TELLING = {("QueryOrders", 1, True), (CREATE, 1, False), (CREATE, 1, True), ("GetOrderDetail", 1, False)}
"""The moments between which the outcome changes; the others are of the long run: DM_TUI_KILLS=1."""


class Moment(NamedTuple):
    """The n-th call of an action, before its deed or once it is done; or the receipt."""

    action: str
    number: int = 1
    done: bool = True


EVERY = [
    *(
        Moment(action, n + 1, done)
        for action, most in CALLS.items()
        for n in range(most)
        for done in (False, True)
    ),
    Moment(PRINTED),
    Moment(SAVED),
]
MOMENTS = [
    moment
    for moment in EVERY
    if moment in TELLING or moment.action in (PRINTED, SAVED) or "DM_TUI_KILLS" in os.environ
]
REPEATS = {"with its key": ("--key", "letter"), "without a key": (), "--again": ("--again",)}


class Buyer:
    """Runs commands as processes of their own, and kills one at a moment of its calls."""

    def __init__(self, vendor: Vendor) -> None:
        self.vendor = vendor
        pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        self._ready = preloaded.program(module=_buyer.__name__, **pipes)
        self._pid, self._known = 0, Event()
        self.calls: Counter[str] = Counter()

    @property
    def bought(self) -> int:
        """How many orders the vendor has sold."""
        return len(self.vendor.account.paid_orders)

    def end(self) -> None:
        assert self._ready.stdin is not None
        self._ready.stdin.close()
        self._ready.wait(10)

    def run(self, state: Path, *arguments: str, killed_at: Moment | None = None, broken: bool = False) -> int:
        """Return the exit code of a command, minus the signal's number where it was killed.

        What it printed is in a file beside the state.
        """
        ready = self._ready
        assert ready.stdin is not None
        assert ready.stdout is not None
        self._known.clear()
        self.calls = Counter()
        counted: Counter[tuple[str, bool]] = Counter()

        def breaks_off(action: str, done: bool) -> bool:
            counted[action, done] += 1
            self.calls[action] += done
            if killed_at is None or (action, counted[action, done], done) != killed_at:
                return False
            assert self._known.wait(10)
            os.kill(self._pid, signal.SIGKILL)
            return True

        self.vendor.breaks_off = breaks_off
        live = ["--state", str(state), "--provider", "alibaba", *arguments]
        at_receipt = killed_at.action if killed_at and killed_at.action in (PRINTED, SAVED) else ""
        print(json.dumps([live, f"{state}.out", at_receipt, broken]), file=ready.stdin, flush=True)
        self._pid = int(ready.stdout.readline())
        self._known.set()
        return int(ready.stdout.readline())


@pytest.fixture(scope="module")
def buyer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Buyer]:
    with pytest.MonkeyPatch.context() as environment, played_account(environment) as vendor:
        vendor.rates.do_not_enforce()
        buyer = Buyer(vendor)
        try:
            yield buyer
        finally:
            buyer.end()


@pytest.fixture(scope="module")
def read_once(buyer: Buyer, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The state file of an account that was read and may buy."""
    state = tmp_path_factory.mktemp("read") / "alibaba.json"
    assert buyer.run(state, "verify", "ap-southeast-1") == 0
    return state


@pytest.fixture
def state(buyer: Buyer, read_once: Path, tmp_path: Path) -> Path:
    buyer.vendor.account.orders.clear()
    buyer.vendor.account.plans.clear()
    shutil.copytree(read_once.parent, tmp_path, dirs_exist_ok=True)
    return tmp_path / read_once.name


def orders_of(state: Path) -> tuple[Order, ...]:
    direct_mail = DirectMail(state, "alibaba")
    try:
        return direct_mail.purchases.orders()
    finally:
        direct_mail.close()


def printed(state: Path) -> str:
    return Path(f"{state}.out").read_text(encoding="utf-8")


def test_every_call_of_a_purchase_has_its_moments(buyer: Buyer, state: Path) -> None:
    assert buyer.run(state, *BUY) == 0
    assert buyer.calls == CALLS


@pytest.mark.parametrize("repeat", REPEATS)
@pytest.mark.parametrize("moment", MOMENTS, ids=lambda moment: " ".join(map(str, moment)))
def test_the_same_command_after_a_kill_buys_no_more_than_was_confirmed(
    buyer: Buyer, state: Path, moment: Moment, repeat: str
) -> None:
    key = REPEATS["with its key"] if repeat == "with its key" else ()
    assert buyer.run(state, *BUY, *key, killed_at=moment) == -signal.SIGKILL
    assert bool(printed(state)) is (moment.action in (PRINTED, SAVED))
    before = buyer.bought
    code = buyer.run(state, *BUY, *REPEATS[repeat])
    after = buyer.bought
    outcome = (code, after)
    if repeat == "with its key":
        assert outcome in ((0, 1), (UNKNOWN, before))
    elif repeat == "--again" or moment.action == SAVED:
        assert outcome in ((0, before + 1), (UNKNOWN, before))
    else:
        assert outcome in ((REFUSED, 1) if before else (0, 1), (UNKNOWN, before))
    if moment.action in (PRINTED, SAVED):
        assert code != UNKNOWN
    if code in (0, REFUSED):
        assert json.loads(printed(state))["order"]["status"] == "paid"
    agree(state, after)


def agree(state: Path, paid: int) -> None:
    """The books have what the vendor sold; an outcome that they call unknown may be either."""
    orders = orders_of(state)
    unknown = [order for order in orders if order.unsettled]
    said = [order for order in orders if order.status is OrderStatus.PAID]
    assert len(said) <= paid <= len(said) + len(unknown)


def test_a_program_that_does_not_ask_is_found(buyer: Buyer, state: Path) -> None:
    assert buyer.run(state, *BUY, killed_at=Moment(CREATE)) == -signal.SIGKILL
    assert buyer.run(state, *BUY, broken=True) == 0
    assert buyer.bought == 2, "the same command bought twice, and this harness sees it"
