"""Whatever happens, in whatever order: quota and money are conserved, and the books say so."""

import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.purchase.plan import PlanStatus, ResourcePlan
from dm_tui.domain.usage.paying_sources import Allocation
from dm_tui.domain.usage.usage_record import UsageRecord
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.ledger.book_checks import find_violations
from dm_tui.services.usage.metering import charge_emails, give_back

START = datetime(2026, 1, 31, 9, tzinfo=UTC)
METHODS = st.sampled_from(["balance", "card-4242", "card-0002", "card-9995", "card-timeout", "card-lost"])
OPEN = "payments-known"


class BooksMachine(RuleBasedStateMachine):
    """Purchases, mail, expiries, clock moves and bills, interleaved at random."""

    def __init__(self) -> None:
        super().__init__()
        self._directory = tempfile.TemporaryDirectory()
        self.direct_mail = DirectMail(
            Path(self._directory.name) / "state.json", clock=lambda: START, sleep=lambda seconds: None
        )
        self.sent = 0
        self.chunks: list[tuple[datetime, Allocation]] = []

    @initialize(scenario=st.sampled_from(["fresh", "activated", "overdue"]))
    def begin(self, scenario: str) -> None:
        self.direct_mail.sandbox.load(scenario)
        self.sent = sum(record.emails for record in self._usage())

    @rule(spec=st.sampled_from(["50k", "500k"]), quantity=st.integers(1, 3), method=METHODS)
    def buy(self, spec: str, quantity: int, method: str) -> None:
        region = self.direct_mail.prerequisites.account().region
        terms = self.direct_mail.purchases.catalogue().terms_version
        try:
            order = self.direct_mail.purchases.confirm(spec, quantity, region, terms)
            self.direct_mail.purchases.pay(order.id, method)
        except DirectMailError:  # the same purchase is unsettled
            return

    @rule()
    def settle(self) -> None:
        for order in self.direct_mail.purchases.orders():
            self.direct_mail.purchases.settle(order.id)

    @rule(emails=st.integers(0, 5_000))
    def send(self, emails: int) -> None:
        used_before = {plan.id: plan for plan in self._plans()}
        split = self.direct_mail.metering.record(emails)
        accepted = split.free + sum(split.plans.values()) + split.pay_as_you_go
        assert accepted + split.refused == emails
        self.sent += accepted
        now = self.direct_mail.now()
        taken = [used_before[id] for id in split.plans]
        for plan in self._plans():  # whoever expires sooner gave all it had before another gave
            sooner = [plan_taken for plan_taken in taken if plan_taken.expires_at > plan.expires_at]
            if sooner and plan.status(now) is PlanStatus.ACTIVE:
                assert plan.left == 0

    @rule(emails=st.integers(1, 100))
    def begin_a_chunk(self, emails: int) -> None:
        with self.direct_mail.state.transaction() as tables:
            charged = charge_emails(
                tables, self.direct_mail.provider.shop.catalogue(), emails, self.direct_mail.now()
            )
        self.direct_mail.billing.charge_due_bill()
        self.chunks.append((self.direct_mail.now(), charged))
        self.sent += charged.emails

    @precondition(lambda self: self.chunks)
    @rule(which=st.integers(0, 1_000), part=st.integers(0, 100))
    def give_some_back(self, which: int, part: int) -> None:
        charged_at, charged = self.chunks.pop(which % len(self.chunks))
        given = charged.last(charged.emails * part // 100)
        with self.direct_mail.state.transaction() as tables:
            give_back(tables, given, charged_at, self.direct_mail.now())
        self.chunks.append((charged_at, charged - given))
        self.sent -= given.emails

    @rule()
    def activate(self) -> None:
        region = self.direct_mail.prerequisites.account().region
        self.direct_mail.activation.activate(region, self.direct_mail.purchases.catalogue().agreement_version)

    @rule(duration=st.sampled_from(["1h", "7h", "1d", "9d", "1mo", "6mo"]))
    def advance(self, duration: str) -> None:
        before = self.direct_mail.now()
        events = self.direct_mail.sandbox.advance(duration)
        assert [event.at for event in events] == sorted(event.at for event in events)
        assert self.direct_mail.now() > before + timedelta(minutes=59)

    @rule(method=METHODS)
    def pay_a_bill(self, method: str) -> None:
        for bill in self.direct_mail.billing.bills():
            if not bill.closed:
                self.direct_mail.billing.pay(bill.id, method)
                return

    @rule()
    def end_the_program(self) -> None:
        self.direct_mail.close()

    @invariant()
    def the_books_add_up(self) -> None:
        with self.direct_mail.state.read() as tables:
            checks = find_violations(tables, self.direct_mail.provider.shop)
            off = {name: wrong for name, wrong in checks.items() if wrong}
        assert set(off) <= {OPEN}, off

    @invariant()
    def what_was_sent_is_metered_once(self) -> None:
        assert sum(record.emails for record in self._usage()) == self.sent

    @invariant()
    def an_account_with_an_open_bill_is_suspended(self) -> None:
        waiting = any(not bill.closed for bill in self.direct_mail.billing.bills())
        assert self.direct_mail.activation.current().overdue == waiting

    def _plans(self) -> tuple[ResourcePlan, ...]:
        with self.direct_mail.state.read() as tables:
            return tables.of(ResourcePlan).all()

    def _usage(self) -> tuple[UsageRecord, ...]:
        with self.direct_mail.state.read() as tables:
            return tables.of(UsageRecord).all()

    def teardown(self) -> None:
        self._directory.cleanup()


TestBooks = BooksMachine.TestCase
TestBooks.settings = settings(max_examples=settings().max_examples // 2, stateful_step_count=25)
