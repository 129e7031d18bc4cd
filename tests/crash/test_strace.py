"""The real program buys a plan and is killed, or refused by the disk, at each of its calls in turn.

Whatever happened: the books agree, the order is wholly there or not at all, it was charged once at most,
and the same purchase tried again ends in one paid order with one charge.
"""

import contextlib
import io
import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest
from tinydb import TinyDB

from dm_tui.cli.main import run as run_command
from dm_tui.domain.account.inbox_message import InternalMessage
from dm_tui.domain.purchase.order import Order, OrderStatus
from dm_tui.providers.sandbox.bank import Charge
from dm_tui.services.direct_mail import DirectMail
from dm_tui.store import state as state_module
from dm_tui.store.journal import HEAD_SIZE
from tests.crash import _strace
from tests.crash._strace import PROGRAM, Calls, Fault, Ran

BUY = ("buy", "50k", "--accept-terms", "--json", "--key", "K")

KILL, FULL, FAULTY = "signal=KILL", "error=ENOSPC", "error=EIO"
CHANGES = ("write", "rename", "link", "unlink")

FAULTS = [
    *((start, kind, KILL, False) for start in ("first", "past") for kind in CHANGES),
    *((start, kind, FAULTY, False) for start in ("first", "past") for kind in ("open", "fsync", *CHANGES)),
    ("first", "write", FULL, False),
    *(("past", kind, FULL, True) for kind in ("write", "fsync")),
]
"""Where the program starts, the kind of call, what happens to it, and whether to all after it too.

A kill at an fsync leaves the files as the one at the next change does: it loses nothing written. What the
program does after a fault depends on the call, not on the number of the error: `test_faults` tries three.
"""

UNSETTLED = "payments-known"

# The program made wrong on purpose: the harness has to find both.
IN_PLACE = """
import sys
from dm_tui.__main__ import main
from dm_tui.store import archive, state

def overwrite(path, data, *, keep_backup=True):
    with open(path, "wb") as file:
        file.write(data)

state.replace_file = archive.replace_file = overwrite
main()
"""

CHARGE_FIRST = """
import sys
from dm_tui.__main__ import main
from dm_tui.domain.purchase.order import Order, begin_payment
from dm_tui.services.purchase.payments import Payments
from dm_tui.services.purchase.purchases import Purchases

def pay(self, order_id, method, *spend, **waits):
    order = begin_payment(self.order(order_id), method, self._account.now())
    outcome = self._shop.pay(order, order.attempts[-1])
    with self._state.transaction() as tables:
        tables.of(Order).put(order)
    payments = Payments(self._state, self._account, self._shop, self._facts)
    return payments.record(order, order.attempts[-1], outcome)

Purchases.pay = pay
main()
"""


@dataclass(frozen=True)
class Start:
    """A state the program is started on, what is in it, and the calls that a purchase makes from there."""

    directory: Path
    orders: tuple[Order, ...]
    messages: tuple[str, ...]
    calls: Calls


Try = Callable[[Start, Sequence[Sequence[Fault]], Sequence[str]], Iterator[tuple[Ran, list[str]]]]


@pytest.fixture(scope="module")
def env(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Nothing of the developer's environment but where programs are."""
    home = tmp_path_factory.mktemp("home")
    return {"PATH": os.environ["PATH"], "HOME": str(home), "TERM": "xterm-256color", "LANG": "C.UTF-8"}


@pytest.fixture(scope="module", autouse=True)
def strace_or_skip(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Tracing may be missing or forbidden, as it is in some containers."""
    if reason := _strace.missing(tmp_path_factory.mktemp("strace")):
        pytest.skip(reason)


@pytest.fixture(scope="module")
def starts(tmp_path_factory: pytest.TempPathFactory, env: dict[str, str]) -> dict[str, Start]:
    """A first purchase, where every file has to be made; and one in an account with a past."""
    base = tmp_path_factory.mktemp("starts").resolve()
    make_past(base / "past" / "state" / "state.json")
    (base / "first").mkdir()
    return {name: surveyed(base / name, env, PROGRAM) for name in ("first", "past")}


@pytest.fixture
def each(tmp_path: Path, env: dict[str, str]) -> Try:
    """Run the purchase once under each set of faults, each on a copy of its own, and judge what is left."""

    def judge(
        start: Start, faults: Sequence[Sequence[Fault]], program: Sequence[str]
    ) -> Iterator[tuple[Ran, list[str]]]:
        def once(number: int) -> tuple[Path, Ran]:
            directory = tmp_path.resolve() / str(number)
            shutil.copytree(start.directory, directory)
            state = directory / "state" / "state.json"
            command = [*program, "--state", str(state), *BUY]
            log = directory / "strace.log"
            return state, _strace.run(command, env, state.parent, log, start.calls, faults[number])

        with ThreadPoolExecutor(os.cpu_count()) as pool:
            for state, ran in pool.map(once, range(len(faults))):
                yield ran, violations(state, ran, start)

    return judge


def make_past(path: Path) -> None:
    """Make an account that folds while it buys, archives, and cleans up after a crash."""
    with contextlib.redirect_stdout(io.StringIO()):
        assert run_command(["--state", str(path), "buy", "50k", "--accept-terms"]) == 0
    direct_mail = DirectMail(path)
    (last,) = (journal for journal in path.parent.glob("*.journal") if journal.stat().st_size == HEAD_SIZE)
    number = 0
    while (room := state_module.FOLD_BYTES - last.stat().st_size) > 450:
        with direct_mail.state.transaction() as tables:
            for _ in range(10 if room > 30_000 else 1):
                number += 1
                body = "x" * min(2_000, room - 400)
                message = InternalMessage(
                    id=f"m{number}", at=direct_mail.now(), subject="Hello", body=body, read=True
                )
                tables.of(InternalMessage).put(message)
    assert room > 0, "the next purchase folds"
    for left in ("state.json.dm-tui.tmp", "state.json.bak.dm-tui.tmp"):
        path.with_name(left).write_text("{")


def surveyed(base: Path, env: dict[str, str], program: Sequence[str]) -> Start:
    """Describe a start; the purchase that counts the calls is made on a copy."""
    copy = base.with_name(f"{base.name}-bought")
    shutil.copytree(base, copy)
    state = copy / "state" / "state.json"
    calls = _strace.survey([*program, "--state", str(state), *BUY], env, state.parent, copy / "strace.log")
    direct_mail = DirectMail(base / "state" / "state.json")
    with direct_mail.state.read() as tables:
        messages = tuple(record.id for record in tables.of(InternalMessage).history())
    return Start(base, direct_mail.purchases.orders(), messages, calls)


def violations(path: Path, ran: Ran, start: Start) -> list[str]:
    """Return what is wrong with the state a run left behind, and with the same purchase tried again."""
    found: list[str] = []
    try:
        direct_mail = DirectMail(path)
        found += in_order(direct_mail, start, "after the fault")
        bought = [order for order in direct_mail.purchases.orders() if order.key == "K"]
        if ran.code == 0 and [order.status for order in bought] != [OrderStatus.PAID]:
            found.append("the program said that the order was paid, and it is not")
        for order in bought:
            if order.unsettled:
                direct_mail.purchases.settle(order.id)
                found += in_order(direct_mail, start, "after settling", settled=True)
        for again in ("tried again", "tried once more"):
            said = io.StringIO()
            with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
                code = run_command(["--state", str(path), *BUY])
            if code != 0 or json.loads(said.getvalue())["order"]["status"] != "paid":
                found.append(f"{again}: {said.getvalue()}")
        direct_mail = DirectMail(path)
        found += in_order(direct_mail, start, "after buying again", settled=True)
        bought = [order for order in direct_mail.purchases.orders() if order.key == "K"]
        if [order.status for order in bought] != [OrderStatus.PAID]:
            found.append(f"there are {len(bought)} orders where one was bought")
        elif len(charges(direct_mail, bought[0].id)) != 1:
            found.append("the order was not charged once")
        direct_mail.close()
        with TinyDB(path, access_mode="r") as plain:
            if "orders" not in plain.tables():
                found.append("stock TinyDB does not find the orders")
        found += [f"left behind: {left.name}" for left in path.parent.rglob("*.tmp")]
    except Exception as error:  # whatever the program cannot bear is what this looks for
        found.append(f"{type(error).__name__}: {error}")
    return found


def in_order(direct_mail: DirectMail, start: Start, when: str, *, settled: bool = False) -> list[str]:
    """Return what the doctor finds, and what was there before the run and is no longer."""
    found = [
        f"{when}: {check.name}: {check.detail}"
        for check in direct_mail.doctor.examine()
        if not check.ok and (settled or check.name != UNSETTLED)
    ]
    orders = direct_mail.purchases.orders()
    if [order for order in orders if order.key != "K"] != list(start.orders):
        found.append(f"{when}: the orders of before are not what they were")
    with direct_mail.state.read() as tables:
        messages = [record.id for record in tables.of(InternalMessage).history()]
    if [id for id in messages if id in start.messages] != list(start.messages):
        found.append(f"{when}: the messages of before are not what they were")
    found += [
        f"{when}: {order.id} was charged more than once"
        for order in orders
        if len(charges(direct_mail, order.id)) > 1
    ]
    return found


def charges(direct_mail: DirectMail, order_id: str) -> list[Charge]:
    """Return what the bank really took for an order."""
    with direct_mail.state.read() as tables:
        return [
            record
            for record in tables.of(Charge).history()
            if record.purpose == order_id and not record.voided
        ]


@pytest.mark.parametrize(("name", "kind", "effect", "forever"), FAULTS)
def test_a_purchase_that_fails_at_any_call_is_whole_and_can_be_repeated(
    starts: dict[str, Start], each: Try, name: str, kind: str, effect: str, forever: bool
) -> None:
    start = starts[name]
    calls = start.calls.count[kind]
    assert calls
    faults = [[Fault(kind, effect, at, forever)] for at in range(1, calls + 1)]
    for (fault,), (ran, wrong) in zip(faults, each(start, faults, PROGRAM), strict=True):
        assert wrong == [], f"{fault}\n{ran.out}{ran.err}{ran.log}"
        if effect == KILL:
            assert ran.killed, f"{fault}\n{ran.log}"
            assert ran.code == -9
        else:
            assert ran.struck(kind), f"{fault}\n{ran.log}"
            assert ran.code in (0, 5, 6), f"{fault}\n{ran.err}"
            assert "Traceback" not in ran.err


@pytest.mark.parametrize("effect", [KILL, FAULTY])
@pytest.mark.parametrize("kind", ["write", "fsync"])
def test_cutting_a_journal_back_may_fail_as_well(
    starts: dict[str, Start], each: Try, kind: str, effect: str
) -> None:
    start = starts["first"]
    faults = [
        [Fault(kind, FULL, at), Fault("ftruncate", effect)] for at in range(1, start.calls.count[kind] + 1)
    ]
    cut = 0
    for pair, (ran, wrong) in zip(faults, each(start, faults, PROGRAM), strict=True):
        assert wrong == [], f"{pair}\n{ran.out}{ran.err}{ran.log}"
        assert ran.struck(kind)
        cut += ran.killed or ran.struck("ftruncate")
    assert cut >= 3  # the order, the attempt and the charge are each one line


@pytest.mark.parametrize(
    "broken", [IN_PLACE, CHARGE_FIRST], ids=["overwrites-its-snapshot", "charges-before-the-attempt-is-saved"]
)
def test_the_harness_finds_a_program_that_does_it_wrong(
    each: Try, env: dict[str, str], tmp_path: Path, broken: str
) -> None:
    program = (sys.executable, "-c", broken)
    base = tmp_path.resolve() / "start"
    base.mkdir()
    start = surveyed(base, env, program)
    faults = [[Fault("write", KILL, at)] for at in range(1, start.calls.count["write"] + 1)]
    assert any(ran.killed and wrong for ran, wrong in each(start, faults, program))
