"""Random plans, a clock that jumps, servers that are away, and a program that dies at any step.

Whatever happens, each reminder arrives once; where nobody can tell what became of a message, at most once.
"""

import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from dm_tui.domain.account.inbox_message import InternalMessage
from dm_tui.domain.money import usd
from dm_tui.domain.purchase.plan import ResourcePlan
from dm_tui.domain.reminders.record import (
    ReminderRecord,
    ReminderTargetState,
    ReminderTrace,
    claim_delivery,
    record_id,
    reminder_key,
)
from dm_tui.domain.reminders.reminder import Reminder, ReminderKey
from dm_tui.domain.reminders.rules import due_reminders
from dm_tui.domain.reminders.settings import EXTERNAL_CHANNELS, Channel, ReminderKind
from dm_tui.providers.mail.transport import Accepted, Deferred, Refused, Transport
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.reminders import delivery as reminder_delivery
from dm_tui.services.reminders.reminders import Reminders
from dm_tui.store.state import StateFile, Tables
from tests.services.reminders.fake_channels import TAKEN, FakeWays

START = datetime(2026, 1, 31, 9, tzinfo=UTC)


class Died(BaseException):
    """The program ended here."""


class Program:
    """One start of the program on a state file; `point` is called before and after every commit."""

    def __init__(
        self, path: Path, clock: Callable[[], datetime], ways: FakeWays, point: Callable[[str], None]
    ) -> None:
        self.direct_mail = DirectMail(path, clock=clock, sleep=lambda seconds: None)
        self._open = False
        transaction = self.direct_mail.state.transaction

        @contextmanager
        def watched() -> Iterator[Tables]:
            if self._open:
                with transaction() as tables:
                    yield tables
                return
            self._open = True
            try:
                with transaction() as tables:
                    yield tables
                    point("before a commit")
                point("after a commit")
            finally:
                self._open = False

        self.direct_mail.state.transaction = watched  # type: ignore  # the steps it may die at
        file = path.with_name("settings.toml")
        self.reminders = Reminders(
            self.direct_mail.state,
            self.direct_mail.provider.account,
            self.direct_mail.facts,
            ways,
            file,
            UTC,
            refunds=self.direct_mail.refunds,
            catalogue=self.direct_mail.provider.shop.catalogue,
            has_sent=ways.has_sent,
        )


class RemindersMachine(RuleBasedStateMachine):
    """The program against the rules of the domain and a world that remembers what arrived."""

    settles = True

    def __init__(self) -> None:
        super().__init__()
        self._directory = tempfile.TemporaryDirectory()
        self._path = Path(self._directory.name) / "state.json"
        self.now = START
        self.ways = FakeWays(settles=self.settles)
        self.bought = 0
        self._until_death = -1
        self.start()

    def start(self) -> None:
        self._until_death = -1
        self.ways.point = self.point
        self.program = Program(self._path, lambda: self.now, self.ways, self.point)

    def point(self, name: str) -> None:
        """Die here, if it is the time."""
        self._until_death -= 1
        if self._until_death == 0:
            raise Died(name)

    @initialize(left=st.integers(0, 50_000), days=st.integers(1, 60))
    def own_a_plan(self, left: int, days: int) -> None:
        self.buy(left, days, 1)

    @rule(left=st.integers(0, 50_000), days=st.integers(1, 60), quantity=st.integers(1, 2))
    def buy(self, left: int, days: int, quantity: int) -> None:
        self.bought += 1
        for number in range(1, quantity + 1):
            self.put(
                ResourcePlan(
                    id=f"o{self.bought}-P{number}",
                    order_id=f"o{self.bought}",
                    spec="50k",
                    emails=50_000,
                    used=50_000 - left,
                    price=usd("13.05"),
                    purchased_at=self.now,
                    expires_at=self.now + timedelta(days=days),
                )
            )

    @rule(share=st.sampled_from([0.5, 0.9, 1]))
    def send(self, share: float) -> None:
        for plan in self.plans():
            if plan.left and plan.expires_at > self.now:
                used = plan.used + max(1, int(plan.left * share))
                self.put(plan.model_copy(update={"used": used}))
                return

    @rule(hours=st.sampled_from([0.1, 1, 6, 24, 50, 24 * 9, -1, -30]))
    def move_the_clock(self, hours: float) -> None:
        self.now += timedelta(hours=hours)

    @rule(email=st.booleans(), sms=st.booleans())
    def servers_come_and_go(self, email: bool, sms: bool) -> None:
        for transport, away in ((self.ways.email, email), (self.ways.sms, sms)):
            transport.refuses = None
            if away:
                self.ways.fail(transport)

    @rule(
        outcomes=st.lists(
            st.sampled_from([Deferred(words="busy"), Deferred(words="gone", lost=True), Accepted(), TAKEN]),
            max_size=2,
        )
    )
    def the_server_is_busy(self, outcomes: list[Any]) -> None:
        self.ways.email.told = outcomes

    @rule()
    def look(self) -> None:
        self.program.reminders.run()
        self.nothing_is_left_to_say()

    @rule(steps=st.integers(1, 30))
    def look_and_die(self, steps: int) -> None:
        self._until_death = steps
        try:
            self.program.reminders.run()
        except Died:
            self.start()
        self._until_death = -1

    @invariant()
    def nothing_arrives_twice(self) -> None:
        found = Counter(
            (
                message.reminder.kind,
                message.reminder.subject,
                message.reminder.threshold,
                message.channel,
                message.to,
            )
            for message in self.ways.handed
        )
        assert all(times == 1 for times in found.values()), found

    @invariant()
    def nothing_arrives_before_its_time_or_after_the_plan_is_gone(self) -> None:
        for message in self.ways.handed:
            said = message.reminder
            if said.kind is ReminderKind.EXPIRY:
                assert said.ends_at is not None
                assert said.at < said.ends_at <= said.at + timedelta(days=said.threshold)
                assert said.left

    def nothing_is_left_to_say(self) -> None:
        """After a look nothing that is due is unsaid, but what waits for its next try."""
        told = self.arrived()
        with self.program.direct_mail.state.read() as tables:
            records = {record.id: record for record in tables.of(ReminderRecord).all()}
            standing = self.program.reminders._reminder_facts(tables, self.now)
        for reminder in due_reminders(standing, self.program.reminders.choices.current(), self.now, UTC):
            for channel in reminder.channels:
                what = (reminder.kind, reminder.subject, channel)
                if told.get(what, 1_000) > reminder.threshold:
                    assert self.excused(records, reminder, channel), (what, reminder.threshold)

    def excused(self, records: dict[str, ReminderRecord], reminder: Reminder, channel: Channel) -> bool:
        """Say whether it was tried and failed, or a newer threshold was; the clock was set back since."""
        newer = [
            record
            for record in records.values()
            if reminder_key(record) == (reminder.kind, reminder.subject, channel)
            and record.reminder.threshold < reminder.threshold
        ]
        record = records.get(record_id(reminder, channel))
        unknown = record is not None and any(
            target.state is ReminderTargetState.UNKNOWN for target in record.targets
        )
        return bool(newer) or (
            record is not None and ((record.waiting and record.tries > 0) or (unknown and not self.settles))
        )

    def arrived(self) -> dict[ReminderKey, int]:
        """Return the newest threshold that arrived of each thing, by each channel."""
        found: dict[ReminderKey, int] = {}
        for handed in self.ways.handed:
            what = (handed.reminder.kind, handed.reminder.subject, handed.channel)
            found[what] = min(handed.reminder.threshold, found.get(what, 1_000))
        with self.program.direct_mail.state.read() as tables:
            for message in tables.of(InternalMessage).all():
                if message.id.startswith("reminder/"):
                    _, kind, subject, threshold = message.id.split("/")
                    told = (ReminderKind(kind), subject, Channel.INTERNAL)
                    found[told] = min(int(threshold), found.get(told, 1_000))
        return found

    def plans(self) -> tuple[ResourcePlan, ...]:
        with self.program.direct_mail.state.read() as tables:
            return tables.of(ResourcePlan).all()

    def put(self, plan: ResourcePlan) -> None:
        with StateFile(self._path, lambda: self.now).transaction() as tables:
            tables.of(ResourcePlan).put(plan)

    def teardown(self) -> None:
        for transport in (self.ways.email, self.ways.sms):
            transport.refuses, transport.told = None, []
        self.look()
        for _ in range(2):  # no pause is longer than a day, wherever the clock was when it began
            self.now += timedelta(days=1)
            self.look()
        self.nothing_waits_that_could_leave()
        self.nothing_arrives_twice()
        self._directory.cleanup()

    def nothing_waits_that_could_leave(self) -> None:
        told = self.arrived()
        with self.program.direct_mail.state.read() as tables:
            standing = self.program.reminders._reminder_facts(tables, self.now)
            records = {record.id: record for record in tables.of(ReminderRecord).all()}
        for reminder in due_reminders(standing, self.program.reminders.choices.current(), self.now, UTC):
            for channel in EXTERNAL_CHANNELS:
                record = records.get(record_id(reminder, channel))
                assert record is None or not record.waiting
                if self.settles and record is not None:
                    assert told[(reminder.kind, reminder.subject, channel)] <= reminder.threshold


class ForgetfulWorldMachine(RemindersMachine):
    """The same where no transport can tell what became of a message."""

    settles = False


SHORT = settings(max_examples=settings().max_examples // 2, stateful_step_count=25)

TestReminders = RemindersMachine.TestCase
TestReminders.settings = SHORT
TestForgetfulWorld = ForgetfulWorldMachine.TestCase
TestForgetfulWorld.settings = SHORT


def claims_nothing(
    delivery: ReminderRecord, address: str, way: str, trace: ReminderTrace | None = None
) -> ReminderRecord:
    """Stand in for a claim that is not written: nobody knows that the message was on its way."""
    claimed = claim_delivery(delivery, address, way, trace)
    targets = tuple(
        target.model_copy(update={"state": ReminderTargetState.WAITING})
        if target.address == address
        else target
        for target in claimed.targets
    )
    return claimed.model_copy(update={"targets": targets})


def concludes_all(
    delivery: ReminderRecord, address: str, state: ReminderTargetState, words: str = ""
) -> ReminderRecord:
    """Stand in for a conclusion that needs no claim."""
    targets = tuple(
        target.model_copy(update={"state": state}) if target.address == address else target
        for target in delivery.targets
    )
    return delivery.model_copy(update={"targets": targets})


def trusts_the_worst(handover: Any, records: list[ReminderRecord], transport: Transport) -> None:
    """Stand in for asking what became of a message: it is taken for lost."""
    for record in records:
        for target in record.targets:
            if target.state is ReminderTargetState.CLAIMED:
                handover._conclude(record, target.address, Refused(code=0, words="lost"))


def trusts_the_best(handover: Any, records: list[ReminderRecord], transport: Transport) -> None:
    """Stand in for asking what became of a message: it is taken for never sent."""
    for record in records:
        for target in record.targets:
            if target.state is ReminderTargetState.CLAIMED:
                handover._conclude(record, target.address, Deferred(words="never left"))


@pytest.mark.parametrize("wrong", ["no claim", "sent again", "given up"])
def test_the_machine_finds_a_program_that_does_it_wrong(wrong: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if wrong == "no claim":
        monkeypatch.setattr(reminder_delivery, "claim_delivery", claims_nothing)
        monkeypatch.setattr(reminder_delivery, "conclude_delivery", concludes_all)
    else:
        instead = trusts_the_best if wrong == "sent again" else trusts_the_worst
        monkeypatch.setattr(reminder_delivery.ReminderDelivery, "_settle", instead)
    machine = ForgetfulWorldMachine if wrong == "sent again" else RemindersMachine
    found = settings(
        max_examples=500,
        stateful_step_count=25,
        phases=[Phase.generate],  # what is found need not be made short
        report_multiple_bugs=False,
        print_blob=False,
    )
    with pytest.raises(AssertionError):
        run_state_machine_as_test(machine, settings=found)
