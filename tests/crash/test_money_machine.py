"""Whatever is bought, paid, metered and waited for, in any order: money moves once, and the books add up."""

import tempfile
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path
from unittest import mock

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule

from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.purchase.order import Order, OrderStatus
from dm_tui.domain.purchase.plan import ResourcePlan
from dm_tui.domain.usage.paying_sources import Allocation
from dm_tui.domain.usage.usage_record import UsageRecord
from dm_tui.providers.sandbox.bank import Charge
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.usage.metering import charge_emails, give_back
from dm_tui.store import archive, journal
from dm_tui.store import state as state_module
from tests.conftest import EXAMPLES
from tests.crash.conftest import NOW
from tests.crash.disk import ERRORS, FaultyOs, under

METHODS = ("balance", "card-4242", "card-0002", "card-9995", "card-timeout", "card-lost")
FINAL = (OrderStatus.PAID, OrderStatus.CANCELLED, OrderStatus.LAPSED)
UNKNOWN_OUTCOME = "payments-known"


class MoneyMachine(RuleBasedStateMachine):
    """A cramped account: what is done goes to the archive at once, and the disk refuses now and then."""

    made: Bundle[str] = Bundle("made")

    def __init__(self) -> None:
        super().__init__()
        self._undo = ExitStack()
        directory = self._undo.enter_context(tempfile.TemporaryDirectory())
        for module, name, value in (
            (journal, "FOLD_BYTES", 4_000),
            (state_module, "KEEP_LIVE", 2),
            (archive, "ARCHIVE_BATCH", 1),
        ):
            self._undo.enter_context(mock.patch.object(module, name, value))
        self.path = Path(directory) / "state" / "state.json"
        self.now = NOW
        self.sent = 0
        self.chunks: list[tuple[datetime, Allocation]] = []
        self.ended: dict[str, OrderStatus] = {}
        self.start_again()

    @rule()
    def start_again(self) -> None:
        self.direct_mail = DirectMail(self.path, clock=lambda: self.now, sleep=lambda seconds: None)

    @rule()
    def leave(self) -> None:
        self.direct_mail.close()
        self.start_again()

    @rule(target=made, spec=st.sampled_from(["50k", "500k"]), quantity=st.integers(1, 3))
    def confirm(self, spec: str, quantity: int) -> str:
        terms = self.direct_mail.purchases.catalogue().terms_version
        try:
            return self.direct_mail.purchases.confirm(spec, quantity, "ap-southeast-1", terms).id
        except DirectMailError as error:
            if error.code != "same-purchase-unsettled":
                raise
            return error.hint.rpartition(" ")[2].rstrip(".")

    @rule(order=made, method=st.sampled_from(METHODS))
    def pay(self, order: str, method: str) -> None:
        try:
            self.direct_mail.purchases.pay(order, method)
        except DirectMailError as error:
            if error.code != "payment-not-settled" and not error.code.startswith("order-"):
                raise

    @rule(
        order=made,
        method=st.sampled_from(METHODS),
        at=st.integers(1, 80),
        error=st.sampled_from(ERRORS),
        forever=st.booleans(),
    )
    def pay_on_a_disk_that_refuses(self, order: str, method: str, at: int, error: int, forever: bool) -> None:
        try:
            with under(FaultyOs(at, error, forever)):
                self.direct_mail.purchases.pay(order, method)
        except DirectMailError as told:
            if told.kind not in (ErrorKind.STATE_FILE, ErrorKind.OUTCOME_UNKNOWN, ErrorKind.REFUSED):
                raise

    @rule(order=made)
    def settle(self, order: str) -> None:
        assert not self.direct_mail.purchases.settle(order).unsettled

    @rule(order=made)
    def cancel(self, order: str) -> None:
        try:
            self.direct_mail.purchases.cancel(order)
        except DirectMailError as error:
            if error.code != "not-cancellable":
                raise

    @rule()
    def activate(self) -> None:
        agreement = self.direct_mail.purchases.catalogue().agreement_version
        self.direct_mail.activation.activate("ap-southeast-1", agreement)

    @rule(emails=st.integers(0, 3_000))
    def send(self, emails: int) -> None:
        split = self.direct_mail.metering.record(emails)
        assert split.refused + split.free + sum(split.plans.values()) + split.pay_as_you_go == emails
        self.sent += emails - split.refused

    @rule(emails=st.integers(1, 100), failed=st.integers(0, 100))
    def send_a_chunk(self, emails: int, failed: int) -> None:
        with self.direct_mail.state.transaction() as tables:
            charged = charge_emails(
                tables, self.direct_mail.provider.shop.catalogue(), emails, self.direct_mail.now()
            )
        self.sent += charged.emails
        self.chunks.append((self.direct_mail.now(), charged.last(min(failed, charged.emails))))

    @rule()
    def give_back_what_did_not_leave(self) -> None:
        while self.chunks:
            charged_at, part = self.chunks.pop()
            with self.direct_mail.state.transaction() as tables:
                give_back(tables, part, charged_at, self.direct_mail.now())
            self.sent -= part.emails

    @rule(minutes=st.sampled_from([1, 30, 60]))
    def wait(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @rule(duration=st.sampled_from(["1h", "36h", "40d", "6mo"]))
    def advance(self, duration: str) -> None:
        self.direct_mail.sandbox.advance(duration)

    @invariant()
    def nothing_was_charged_twice_and_plans_come_from_paid_orders(self) -> None:
        with self.direct_mail.state.read() as tables:
            orders = {order.id: order for order in tables.of(Order).history()}
            plans = list(tables.of(ResourcePlan).history())
            charges = [record for record in tables.of(Charge).history() if not record.voided]
            sent = sum(record.emails for record in tables.of(UsageRecord).history())
        charged = [charge.purpose for charge in charges if charge.purpose in orders]
        assert len(charged) == len(set(charged)), "charged twice"
        paid = {id for id, order in orders.items() if order.status is OrderStatus.PAID}
        assert paid <= set(charged), "paid without a charge"
        assert {plan.order_id for plan in plans} == paid
        for charge in charges:
            if charge.purpose in orders:
                order = orders[charge.purpose]
                assert charge.amount == order.total
                assert order.status is OrderStatus.PAID or order.unsettled
        assert sent == self.sent

    @invariant()
    def the_doctor_finds_nothing(self) -> None:
        off = [check for check in self.direct_mail.doctor.examine() if not check.ok]
        assert [check for check in off if check.name != UNKNOWN_OUTCOME] == []

    @invariant()
    def what_has_ended_stays_ended(self) -> None:
        now = {order.id: order.status for order in self.direct_mail.purchases.orders()}
        assert {id: now[id] for id in self.ended} == self.ended
        self.ended = {id: status for id, status in now.items() if status in FINAL}

    def teardown(self) -> None:
        for order in self.direct_mail.purchases.orders():
            self.direct_mail.purchases.settle(order.id)
        assert [check for check in self.direct_mail.doctor.examine() if not check.ok] == []
        self._undo.close()


TestMoney = MoneyMachine.TestCase
TestMoney.settings = settings(max_examples=EXAMPLES // 3, stateful_step_count=25)
