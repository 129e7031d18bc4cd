"""The disk refuses each file operation of each change in turn: an error says so, and nothing is half done."""

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

import pytest

from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.purchase.order import OrderStatus
from dm_tui.domain.purchase.wizard import WizardDraft
from dm_tui.providers.sandbox.bank import Charge
from dm_tui.services.direct_mail import DirectMail
from dm_tui.store import journal
from dm_tui.store.journal import Changes, JournalEnd
from dm_tui.store.state import StateFile, Tables
from dm_tui.store.state_reader import LoadedState, StateReader
from tests.crash.disk import EVERY, FaultyOs, refusals, under

Start = Callable[[Path], DirectMail]
Act = Callable[[DirectMail], object]
REGION = "ap-southeast-1"
UNKNOWN_OUTCOME = "payments-known"


def order(direct_mail: DirectMail, key: str = "the purchase") -> str:
    """Make the order under test, or find it again."""
    terms = direct_mail.purchases.catalogue().terms_version
    return direct_mail.purchases.confirm("50k", 2, REGION, terms, key=key).id


def activate(direct_mail: DirectMail) -> None:
    direct_mail.activation.activate(REGION, direct_mail.purchases.catalogue().agreement_version)


def nothing(direct_mail: DirectMail) -> None:
    """Begin with no file at all."""


def pay_without_an_answer(direct_mail: DirectMail) -> None:
    direct_mail.purchases.pay(order(direct_mail), "card-timeout")


def buy_and_activate(direct_mail: DirectMail) -> None:
    direct_mail.purchases.pay(order(direct_mail), "balance")
    activate(direct_mail)


def order_in_silence(direct_mail: DirectMail) -> None:
    """Make the order; only the inbox gets what falls due: other channels are deliveries of their own."""
    direct_mail.reminders.choices.choose(channels=())
    order(direct_mail)


def buy_in_silence(direct_mail: DirectMail) -> None:
    direct_mail.reminders.choices.choose(channels=())
    buy_and_activate(direct_mail)


def prefer_and_leave(direct_mail: DirectMail) -> None:
    direct_mail.set_preferences(theme="paper")
    direct_mail.close()


CHANGES: dict[str, tuple[Act, Act]] = {
    "the first change": (nothing, lambda direct_mail: direct_mail.set_preferences(theme="paper")),
    "prefer": (order, lambda direct_mail: direct_mail.set_preferences(theme="paper")),
    "save a draft": (order, lambda direct_mail: direct_mail.wizard_drafts.save(WizardDraft(spec="50k"))),
    "finish a draft": (
        lambda direct_mail: direct_mail.wizard_drafts.save(WizardDraft(spec="50k")),
        lambda direct_mail: direct_mail.wizard_drafts.finish(),
    ),
    "confirm": (buy_and_activate, lambda direct_mail: order(direct_mail, "another")),
    "pay": (order, lambda direct_mail: direct_mail.purchases.pay(order(direct_mail), "balance")),
    "pay without an answer": (
        order,
        lambda direct_mail: direct_mail.purchases.pay(order(direct_mail), "card-timeout"),
    ),
    "pay with a card that is declined": (
        order,
        lambda direct_mail: direct_mail.purchases.pay(order(direct_mail), "card-0002"),
    ),
    "settle": (pay_without_an_answer, lambda direct_mail: direct_mail.purchases.settle(order(direct_mail))),
    "cancel": (order, lambda direct_mail: direct_mail.purchases.cancel(order(direct_mail))),
    "activate": (order, activate),
    "meter": (buy_and_activate, lambda direct_mail: direct_mail.metering.record(900)),
    "load a scenario": (buy_and_activate, lambda direct_mail: direct_mail.sandbox.load("ram-user")),
    "let time pass": (order_in_silence, lambda direct_mail: direct_mail.sandbox.advance("2mo")),
    "let everything expire": (buy_in_silence, lambda direct_mail: direct_mail.sandbox.advance("7mo")),
    "leave": (buy_and_activate, prefer_and_leave),
}

FOLDING = (
    "pay",
    "pay without an answer",
    "pay with a card that is declined",
    "settle",
    "meter",
    "load a scenario",
    "let time pass",
    "let everything expire",
    "leave",
)
"""The changes that fold once a journal is long: the others make the same calls as with a short one."""

LONG = 80
"""Calls of a change that does the same for one table after another: every third fails."""


def everything(direct_mail: DirectMail) -> str:
    """Return all there ever was, to compare."""
    with direct_mail.state.read() as tables:
        return json.dumps(tables.dump(), sort_keys=True)


class Trial:
    """One change, made again and again from the same beginning, with a fault in another place each time.

    Many faults leave the same files behind: what comes of these is looked at once.
    """

    def __init__(self, directory: Path, start: Start, before: Act, act: Act) -> None:
        self._before = directory / "before"
        self._path = directory / "state" / "state.json"
        self._start, self._act = start, act
        self._judged: set[tuple[tuple[str, bytes], ...]] = set()
        before(start(self._before / "state.json"))
        self._before.mkdir(exist_ok=True)
        self._again()
        self.calls, self._steps = self._without_a_fault()

    def violations(self) -> Iterator[str]:
        """Yield what is wrong after a fault in each of the calls, once and from then on."""
        step = 3 if len(self.calls) > LONG and not EVERY else 1
        for at in range(1, len(self.calls) + 1, step):
            for forever, error in refusals(at):
                self._again()
                faulty = FaultyOs(at, error, forever)
                for wrong in self._wrong_with(faulty):
                    yield f"{faulty.failed} number {at}, error {error}, forever {forever}: {wrong}"
                assert faulty.failed == self.calls[at - 1], "a change makes the same calls each time"

    def _wrong_with(self, faulty: FaultyOs) -> Iterator[str]:
        direct_mail = self._start(self._path)
        told: DirectMailError | None = None
        try:
            with under(faulty):
                self._act(direct_mail)
        except DirectMailError as error:
            told = error
            if error.kind is not ErrorKind.STATE_FILE and error.code != "payment-not-kept":
                yield f"told as something else: {error}"
        fresh = self._start(self._path)
        found = everything(fresh)
        if everything(direct_mail) != found:
            yield f"memory has what the disk has not, after {told}"
        if told is None and found != self._steps[-1]:
            yield "done, they said, but it was not"
        if told is not None and told.code == "state-unusable" and len(set(self._steps)) <= 2:
            if found != self._steps[0]:
                yield f"something was changed, after {told}"
        elif found not in self._steps and not self._asks_for_settling(fresh):
            yield f"half done, after {told}"
        if self._is_new():
            yield from self._off(fresh, but=UNKNOWN_OUTCOME)
            yield from self._goes_on(fresh)
        else:
            fresh.set_preferences(theme="paper" if fresh.preferences().theme != "paper" else "ink")
        if everything(direct_mail) != everything(fresh):
            yield "memory does not follow"

    def _is_new(self) -> bool:
        """Say whether no fault has left these files before: all that is looked for afterwards is in them."""
        files = sorted(path for path in self._path.parent.rglob("*") if path.is_file())
        left = tuple((str(path), path.read_bytes()) for path in files)
        known = left in self._judged
        self._judged.add(left)
        return not known

    def _goes_on(self, direct_mail: DirectMail) -> Iterator[str]:
        """Settle, pay what is unpaid, and see that everything was charged once."""
        for order in direct_mail.purchases.orders():
            direct_mail.purchases.settle(order.id)
            if direct_mail.purchases.order(order.id).status is OrderStatus.UNPAID:
                direct_mail.purchases.pay(order.id, "balance")
        with direct_mail.state.read() as tables:
            charges = [record.purpose for record in tables.of(Charge).history() if not record.voided]
        if len(charges) != len(set(charges)):
            yield f"charged twice: {charges}"
        yield from self._off(direct_mail)
        direct_mail.close()
        yield from self._off(self._start(self._path))

    def _asks_for_settling(self, direct_mail: DirectMail) -> bool:
        return any(order.unsettled for order in direct_mail.purchases.orders())

    def _off(self, direct_mail: DirectMail, but: str = "") -> Iterator[str]:
        off = [check for check in direct_mail.doctor.examine() if not check.ok and check.name != but]
        if off:
            yield f"the doctor says {off}"

    def _again(self) -> None:
        shutil.rmtree(self._path.parent, ignore_errors=True)
        shutil.copytree(self._before, self._path.parent)

    def _without_a_fault(self) -> tuple[list[str], list[str]]:
        """Return the calls of the change, and everything before it and after each of its transactions."""
        steps: list[str] = []
        transaction = StateFile.transaction
        direct_mail = self._start(self._path)

        @contextmanager
        def watched(state: StateFile, *, replacing: bool = False) -> Iterator[Tables]:
            joined = state._open is not None
            with transaction(state, replacing=replacing) as tables:
                yield tables
            if not joined:
                steps.append(everything(direct_mail))

        steps.append(everything(direct_mail))
        refusing_none = FaultyOs()
        with mock.patch.object(StateFile, "transaction", watched), under(refusing_none):
            self._act(direct_mail)
        steps.append(everything(direct_mail))
        assert len(refusing_none.calls) > 3, "there is more to a change"
        changed = [step for step in steps[1:-1] if step != steps[0]]
        return refusing_none.calls, [steps[0], *changed, steps[-1]]


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_is_done_or_not_wherever_the_disk_refuses(
    tmp_path: Path, start_program: Start, change: str
) -> None:
    assert list(Trial(tmp_path, start_program, *CHANGES[change]).violations()) == []


@pytest.mark.parametrize("change", FOLDING)
def test_a_change_that_folds_is_done_or_not_wherever_the_disk_refuses(
    tmp_path: Path, start_program: Start, request: pytest.FixtureRequest, change: str
) -> None:
    request.getfixturevalue("cramped")
    trial = Trial(tmp_path, start_program, *CHANGES[change])
    assert "link" in trial.calls, "a fold keeps the snapshot of before"
    assert list(trial.violations()) == []


def _said_before_it_is_safe(patch: pytest.MonkeyPatch) -> None:
    append = journal.append

    def hopeful(path: Path, changes: Changes, end: JournalEnd) -> JournalEnd:
        try:
            return append(path, changes, end)
        except OSError:
            return end

    patch.setattr(journal, "append", hopeful)


def _memory_first(patch: pytest.MonkeyPatch) -> None:
    append = journal.append

    def phantom(path: Path, changes: Changes, end: JournalEnd) -> JournalEnd:
        (state,) = open_states
        assert state._reader.loaded is not None
        for table, documents in changes.items():
            state._reader.loaded.data.setdefault(table, {}).update(documents)
        try:
            return append(path, changes, end)
        except OSError:
            monkey = state._reader.loaded
            reader = state._reader
            patch.setattr(StateReader, "newest", lambda self: monkey if self is reader else newest(self))
            raise

    open_states: list[StateFile] = []
    newest = StateReader.newest
    commit = StateFile._commit

    def noted(state: StateFile, loaded: LoadedState, tables: Tables) -> None:
        open_states[:] = [state]
        commit(state, loaded, tables)

    patch.setattr(StateFile, "_commit", noted)
    patch.setattr(journal, "append", phantom)


def _not_cut_back(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(FaultyOs, "ftruncate", lambda *args: None, raising=False)


@pytest.mark.parametrize(
    "broken",
    [_said_before_it_is_safe, _memory_first, _not_cut_back],
    ids=lambda broken: broken.__name__.strip("_"),
)
def test_each_thing_done_wrong_is_found(
    tmp_path: Path,
    start_program: Start,
    monkeypatch: pytest.MonkeyPatch,
    broken: Callable[[pytest.MonkeyPatch], None],
) -> None:
    trial = Trial(tmp_path, start_program, *CHANGES["prefer"])
    broken(monkeypatch)
    assert next(trial.violations(), "") != ""
