"""The real program buys a plan and is killed, or refused by the disk, at each of its calls in turn.

Whatever happened: the books agree, the order is wholly there or not at all, it was charged once at most,
and the same purchase tried again ends in one paid order with one charge.
"""

import contextlib
import io
import json
import os
import shutil
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
from dm_tui.store import journal
from dm_tui.store.journal import HEAD_SIZE
from tests.crash import _strace, _wrong_buyer
from tests.crash._strace import PROGRAM, Call, Calls, Fault, Ran
from tests.crash.disk import EVERY

BUY = ("buy", "50k", "--accept-terms", "--json", "--key", "K")

KILL, FULL, FAULTY = "signal=KILL", "error=ENOSPC", "error=EIO"
WAYS = {
    **dict.fromkeys(("open", "rename", "link", "unlink"), ((FAULTY, False),)),
    **dict.fromkeys(("write", "fsync"), ((FAULTY, False), (FULL, False), (FULL, True))),
}
"""How a call of each kind is refused, and whether all after it too. Calls take turns; DM_TUI_EVERY tries all.

What the program does after a fault depends on the call, not on the number of the error: `test_faults` tries
three.
"""

FAULTS = [
    *(("first", kind, True) for kind in ("write", "rename")),
    *(("past", kind, True) for kind in ("write", "rename", "link", "unlink")),
    *(("first", kind, False) for kind in ("open", "write", "fsync", "rename", "unlink")),
    *(("past", kind, False) for kind in WAYS),
]
"""Where the program starts, the kind of call, and whether it is killed there or refused.

A kill at an fsync leaves the files as the one at the next change does: it loses nothing written.
"""

UNSETTLED = "payments-known"


@dataclass(frozen=True)
class Start:
    """A state the program is started on, what is in it, and the calls that a purchase makes from there."""

    directory: Path
    orders: tuple[Order, ...]
    messages: tuple[str, ...]
    calls: Calls


Program = tuple[str, *tuple[str, ...]]
"""The name of a module, and what its `main` gets before the arguments of a purchase."""

RIGHT: Program = (PROGRAM,)

Try = Callable[[Start, Sequence[Sequence[Fault]], Program], Iterator[tuple[Ran, list[str]]]]


@pytest.fixture(scope="module")
def env(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Nothing of the developer's environment but where programs are."""
    home = tmp_path_factory.mktemp("home")
    where = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}
    return {**where, "HOME": str(home), "TERM": "xterm-256color", "LANG": "C.UTF-8"}


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
    return {name: surveyed(base / name, env, RIGHT) for name in ("first", "past")}


@pytest.fixture
def each(tmp_path: Path, env: dict[str, str]) -> Try:
    """Run the purchase once under each set of faults, each on a copy of its own, and judge what is left."""

    def judge(
        start: Start, faults: Sequence[Sequence[Fault]], program: Program
    ) -> Iterator[tuple[Ran, list[str]]]:
        def once(number: int) -> tuple[Path, Ran]:
            directory = tmp_path.resolve() / str(number)
            shutil.copytree(start.directory, directory)
            state = directory / "state" / "state.json"
            module, *arguments = *program, "--state", str(state), *BUY
            log = directory / "strace.log"
            return state, _strace.run(module, arguments, env, state.parent, log, start.calls, faults[number])

        with ThreadPoolExecutor(os.cpu_count()) as pool:
            running = [pool.submit(once, number) for number in range(len(faults))]
            try:
                for case in running:
                    state, ran = case.result()
                    yield ran, violations(state, ran, start)
            finally:
                pool.shutdown(cancel_futures=True)

    return judge


def make_past(path: Path) -> None:
    """Make an account that folds while it buys, archives, and cleans up after a crash."""
    with contextlib.redirect_stdout(io.StringIO()):
        assert run_command(["--state", str(path), "buy", "50k", "--accept-terms"]) == 0
    direct_mail = DirectMail(path)
    (last,) = (journal for journal in path.parent.glob("*.journal") if journal.stat().st_size == HEAD_SIZE)
    number = 0
    while (room := journal.FOLD_BYTES - last.stat().st_size) > 450:
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


def surveyed(base: Path, env: dict[str, str], program: Program) -> Start:
    """Describe a start; the purchase that counts the calls is made on a copy."""
    copy = base.with_name(f"{base.name}-bought")
    shutil.copytree(base, copy)
    state = copy / "state" / "state.json"
    module, *arguments = *program, "--state", str(state), *BUY
    calls = _strace.survey(module, arguments, env, state.parent, copy / "strace.log")
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


def failing(start: Start, kind: str) -> tuple[Call, ...]:
    """Return the calls of a kind that fail. What is done alike from both starts fails in one of them: lines
    behind a journal in the first purchase, but for two, and how the program ends in an account with a past.
    """
    if EVERY:
        return start.calls.of(kind)
    if start.orders:
        lines = [call for call in start.calls.of(kind) if call.goes_on]
        return tuple(call for call in start.calls.of(kind) if call not in lines[2:])
    made = start.calls.made
    end = max(place for place, call in enumerate(made) if call.goes_on)
    return tuple(call for call in made[: end + 1] if call.kind == kind)


def kills(start: Start, kind: str) -> Iterator[Fault]:
    """Yield the kills at calls of a kind; one at a call that does nothing is as one at the next."""
    return (Fault(kind, KILL, call.at) for call in failing(start, kind) if EVERY or not call.vain)


def refusals(start: Start, kind: str) -> Iterator[Fault]:
    """Yield how calls of a kind are refused; of opens and removals alike, the first or the last."""
    calls, ways, past = failing(start, kind), WAYS[kind], bool(start.orders)
    if kind in ("open", "unlink") and not EVERY:
        calls = tuple({call.alike: call for call in calls[:: 1 if past else -1]}.values())
    for call in calls:
        for effect, forever in ways if EVERY else (ways[(call.at + past) % len(ways)],):
            yield Fault(kind, effect, call.at, forever)


@pytest.mark.parametrize(("name", "kind", "killed"), FAULTS)
def test_a_purchase_that_fails_at_any_call_is_whole_and_can_be_repeated(
    starts: dict[str, Start], each: Try, name: str, kind: str, killed: bool
) -> None:
    start = starts[name]
    faults = [[fault] for fault in (kills if killed else refusals)(start, kind)]
    assert faults
    for (fault,), (ran, wrong) in zip(faults, each(start, faults, RIGHT), strict=True):
        assert wrong == [], f"{fault}\n{ran.out}{ran.err}{ran.log}"
        if killed:
            assert ran.killed, f"{fault}\n{ran.log}"
            assert ran.code == -9
        else:
            assert ran.struck(kind), f"{fault}\n{ran.log}"
            assert ran.code in (0, 5, 6), f"{fault}\n{ran.err}"
            assert "Traceback" not in ran.err


def appends(calls: Sequence[Call]) -> list[int]:
    """Return which of some calls put a line behind a journal."""
    return [call.at for call in calls if call.name.endswith(".journal") and "O_APPEND" in call.flags]


@pytest.mark.parametrize("effect", [KILL, FAULTY])
@pytest.mark.parametrize("kind", ["write", "fsync"])
def test_cutting_a_journal_back_may_fail_as_well(
    starts: dict[str, Start], each: Try, kind: str, effect: str
) -> None:
    start = starts["first"]
    faults = [[Fault(kind, FULL, at), Fault("ftruncate", effect)] for at in appends(start.calls.of(kind))]
    assert len(faults) == 3  # the order, the attempt and the charge are each one line
    for pair, (ran, wrong) in zip(faults, each(start, faults, RIGHT), strict=True):
        assert wrong == [], f"{pair}\n{ran.out}{ran.err}{ran.log}"
        assert ran.struck(kind)
        assert ran.killed if effect == KILL else ran.struck("ftruncate")


@pytest.mark.parametrize("wrong", ["overwrites-its-snapshot", "charges-before-the-attempt-is-saved"])
def test_the_harness_finds_a_program_that_does_it_wrong(
    each: Try, env: dict[str, str], tmp_path: Path, wrong: str
) -> None:
    program = (_wrong_buyer.__name__, wrong)
    base = tmp_path.resolve() / "start"
    base.mkdir()
    start = surveyed(base, env, program)
    faults = [[Fault("write", KILL, call.at)] for call in start.calls.of("write")]
    assert any(ran.killed and found for ran, found in each(start, faults, program))
