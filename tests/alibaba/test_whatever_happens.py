"""Whatever fails and wherever the program is killed: never more is bought than was confirmed, and what the
program says in the end is what the vendor has.
"""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple
from unittest import mock

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dm_tui.domain.account.unknown_figures import ReadingPart
from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.purchase.payment_attempt import PaymentResult
from dm_tui.providers.alibaba import purchase_traces, unanswered_purchase
from dm_tui.providers.alibaba.api import client
from dm_tui.providers.alibaba.api.client import Client
from dm_tui.providers.alibaba.api.errors import OutcomeUnknownError
from dm_tui.providers.alibaba.api.parallel_reads import ParallelReads
from dm_tui.providers.payment_outcome import NotPaid
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.purchase.repeated_purchases import RepeatedPurchases
from dm_tui.store.state import StateFile
from tests.alibaba.reads import read_at_once
from tests.alibaba.server import Account, Fault, Vendor, VendorOrder
from tests.alibaba.server.in_process import reached_in_process
from tests.alibaba.turns import EVERY

NOW = datetime(2026, 1, 31, 9, tzinfo=UTC)
CREATE = "CreateResourcePackage"
READS = (
    "GetCallerIdentity",
    "GetResourcePackagePrice",
    "QueryResourcePackageInstances",
    "QueryOrders",
    "GetOrderDetail",
)
SLOW = (Fault.TIME_OUT_BEFORE, Fault.TIME_OUT_AFTER)
ONE_PLAN, TWO_PLANS = (("50k", 1),), (("50k", 2),)
OF_MONEY = (ReadingPart.BALANCE, ReadingPart.PLANS, ReadingPart.ORDERS)
"""What the user looks at in the end; the rest of the account tells nothing of a purchase."""

LAST_OF_ONE, LAST_OF_TWO = 40, 54
"""How many moments a purchase has in which nothing goes wrong."""

STORIES = int(os.environ.get("DM_TUI_STORIES", "12"))
"""How many stories of trouble are tried; a long run sets more."""


class Killed(BaseException):
    """The program ends here, without a word."""


class Trouble(NamedTuple):
    """A fault that befalls the n-th call of an action."""

    action: str
    number: int
    fault: Fault


class Script(NamedTuple):
    """What the user confirms (plans of each order), what goes wrong, and at which moments the program is
    killed.

    `elsewhere` was bought in the console a moment before: the same sizes at the same price. With `repeats`
    the user who saw the program die gives the same command once more, which is no new purchase.
    """

    orders: tuple[tuple[str, int], ...]
    troubles: tuple[Trouble, ...] = ()
    kills: tuple[int, ...] = ()
    unpaid_are_paid: bool = False
    elsewhere: tuple[int, ...] = ()
    repeats: bool = False


class Moments:
    """Counts what the program does to the world, and ends it at the given moments: before and after each call
    and each commit.
    """

    def __init__(self, kills: tuple[int, ...]) -> None:
        self.kills = set(kills)
        self.seen = 0

    def passed(self) -> None:
        self.seen += 1
        if self.seen in self.kills:
            raise Killed


@contextmanager
def watched(moments: Moments) -> Iterator[None]:
    call, commit = Client._call, StateFile._commit

    def watched_call(self: Client, *args: Any) -> Any:
        moments.passed()
        answer = call(self, *args)
        moments.passed()
        return answer

    def watched_commit(self: StateFile, *args: Any) -> None:
        moments.passed()
        commit(self, *args)
        moments.passed()

    with (
        mock.patch.object(Client, "_call", watched_call),
        mock.patch.object(StateFile, "_commit", watched_commit),
    ):
        yield


def moments(last: int) -> list[int]:
    """Return the moments to be killed at, of this many: before each deed, and after the last one.

    To the world that is the same as after the deed before; `DM_TUI_EVERY` kills at each all the same.
    """
    return list(range(1, last + 1)) if EVERY else [*range(1, last, 2), last]


class Story:
    """One user at one account that the program has read before, from the first order to the last word.

    `was_read` is the directory of the account as it was read. `moments` count from the first order.
    """

    def __init__(self, vendor: Vendor, directory: Path, script: Script, was_read: Path) -> None:
        self.now = NOW
        self.vendor, self.script, self.path = vendor, script, directory / "alibaba.json"
        vendor.account = new_account(lambda: self.now)
        vendor.faults.clear()
        vendor.come_back()
        shutil.copytree(was_read, directory, dirs_exist_ok=True)
        self.confirmed = 0
        self.moments = Moments(script.kills)
        self.direct_mail = self.opened()
        self.elsewhere = [vendor.account.order(emails) for emails in script.elsewhere]
        self.now += timedelta(seconds=30)

    def opened(self) -> DirectMail:
        return DirectMail(self.path, "alibaba", clock=lambda: self.now, sleep=lambda seconds: None)

    def play(self) -> None:
        for trouble in self.script.troubles:
            self.vendor.faults.at(*trouble)
        with watched(self.moments):
            for spec, quantity in self.script.orders:
                self.buys(spec, quantity)
                self.never_more_than_confirmed()
        self.looks_until_nothing_is_unknown()
        self.agrees()

    def buys(self, spec: str, quantity: int) -> None:
        """Confirm and pay; where it was refused pay once more, as people do."""
        order_id, repeated = "", False
        for _ in range(2):
            try:
                with suppress(DirectMailError):
                    if not order_id:
                        terms = self.direct_mail.purchases.catalogue().terms_version
                        order = self.direct_mail.purchases.confirm(spec, quantity, "ap-southeast-1", terms)
                        order_id = order.id
                        self.confirmed += 0 if repeated else quantity
                    order = self.direct_mail.purchases.order(order_id)
                    self.direct_mail.purchases.pay(order_id, "account", str(order.total))
            except Killed:
                self.starts_again()
                if self.script.repeats and order_id:
                    order_id, repeated = "", True
            self.now += timedelta(seconds=20)

    def starts_again(self) -> None:
        """Start the program again, which may be killed while it starts."""
        for _ in range(4):
            self.direct_mail = self.opened()
            try:
                with suppress(DirectMailError):
                    self.direct_mail.connect()
                return
            except Killed:
                continue

    def looks_until_nothing_is_unknown(self) -> None:
        """Everything works again; the user looks, waits, and in the end says what the console shows."""
        self.vendor.faults.clear()
        self.vendor.come_back()
        for unpaid in [order for order in self.vendor.account.orders if not order.paid]:
            if self.script.unpaid_are_paid:
                self.confirmed_in_the_console(unpaid.id)
                self.vendor.account.pay(unpaid)
            else:
                unpaid.cancelled = True
        self.direct_mail = self.opened()
        for _ in range(5):
            self.direct_mail.connect(OF_MONEY)
            self.now += timedelta(minutes=1)
            account = self.vendor.account
            late = sum(order.hidden for order in account.orders) or sum(plan.hidden for plan in account.plans)
            if not late and not any(order.unsettled for order in self.direct_mail.purchases.orders()):
                break
        for order in self.direct_mail.purchases.orders():
            if order.unsettled:
                self.says_what_became_of(order.id)

    def says_what_became_of(self, order_id: str) -> None:
        """Say that nothing was bought; who is asked about something that is there looks what it is."""
        purchases = self.direct_mail.purchases
        while purchases.order(order_id).unsettled:
            try:
                purchases.settle_as_not_bought(order_id)
            except DirectMailError:
                seen = [sighting.id for sighting in purchases.order(order_id).sightings]
                if not seen:
                    raise
                ours = {name for sold in self.bought() for name in (sold.id, sold.plan)} - self.held()
                if mine := next((name for name in seen if name in ours), ""):
                    purchases.settle_as_bought(order_id, mine)
                else:
                    purchases.set_aside(order_id)

    def held(self) -> set[str]:
        """What the program knows its orders have bought: ids of plans and of the vendor's orders."""
        purchases = self.direct_mail.purchases
        orders = purchases.orders()
        plans = {plan.id for order in orders for plan in purchases.plans_of(order.id)}
        return plans | {attempt.reference for order in orders for attempt in order.attempts}

    def confirmed_in_the_console(self, order: str) -> None:
        """An unpaid order that no payment of ours stands for is one more that the user pays by hand."""
        self.direct_mail = self.opened()
        self.direct_mail.connect()
        references = {
            attempt.reference for ours in self.direct_mail.purchases.orders() for attempt in ours.attempts
        }
        if order not in references:
            self.confirmed += 1

    def never_more_than_confirmed(self) -> None:
        assert len(self.bought()) <= self.confirmed, "bought more than confirmed"

    def bought(self) -> list[VendorOrder]:
        """What the vendor sold to this program."""
        return [order for order in self.vendor.account.paid_orders if order not in self.elsewhere]

    def agrees(self) -> None:
        self.never_more_than_confirmed()
        orders = self.direct_mail.purchases.orders()
        assert not [order.id for order in orders if order.unsettled]
        said = sum(order.bought for order in orders)
        assert said == len(self.bought()), "the program's word is not the vendor's"
        assert all(order.bought <= order.quantity for order in orders)
        held = [plan for order in orders for plan in self.direct_mail.purchases.plans_of(order.id)]
        assert sorted(plan.id for plan in held) == sorted(purchase.plan for purchase in self.bought())
        assert [check.name for check in self.direct_mail.doctor.examine() if not check.ok] == []


Tell = Callable[[Script], Story]


@pytest.fixture(scope="module")
def quick_vendor() -> Iterator[Vendor]:
    with ExitStack() as undo:
        for name, value in (("READ_SECONDS", 0.005), ("WRITE_SECONDS", 0.005), ("RETRY_PAUSES", (0.0, 0.0))):
            undo.enter_context(mock.patch.object(client, name, value))
        # One read after the other, as they begin: the moments of a story are the same whenever it is told.
        undo.enter_context(mock.patch.object(ParallelReads, "begin", read_at_once))
        vendor = undo.enter_context(reached_in_process(Vendor()))
        vendor.rates.do_not_enforce()
        yield vendor


def new_account(clock: Callable[[], datetime]) -> Account:
    """An account that can buy more than enough, and has little else: that would only take time."""
    account = Account(clock)
    account.balance = Decimal(100_000)
    for unused in (1_000_000, 5_000_000):
        del account.prices[unused]
    account.mail.active = False
    return account


@pytest.fixture(scope="module")
def was_read(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory for the account as the first test here reads it, for all of them."""
    return tmp_path_factory.mktemp("was-read")


@pytest.fixture
def told(quick_vendor: Vendor, was_read: Path, monkeypatch: pytest.MonkeyPatch) -> Tell:
    """Tell a story of an account that was read before."""
    monkeypatch.setenv("DM_TUI_ALIBABA_ENDPOINT", quick_vendor.endpoint)
    if not any(was_read.iterdir()):
        quick_vendor.account = new_account(lambda: NOW)
        direct_mail = DirectMail(was_read / "alibaba.json", "alibaba", clock=lambda: NOW)
        direct_mail.connect()
        direct_mail.prerequisites.verify("ap-southeast-1")
        direct_mail.close()

    def tell(script: Script) -> Story:
        with tempfile.TemporaryDirectory() as directory:
            story = Story(quick_vendor, Path(directory), script, was_read)
            story.play()
        return story

    return tell


scripts = st.builds(
    Script,
    orders=st.lists(
        st.tuples(st.sampled_from(["50k", "500k"]), st.integers(1, 3)), min_size=1, max_size=3
    ).map(tuple),
    troubles=st.lists(
        st.one_of(
            st.builds(Trouble, st.just(CREATE), st.integers(1, 6), st.sampled_from(list(Fault))),
            st.builds(
                Trouble,
                st.sampled_from(READS),
                st.integers(1, 12),
                st.sampled_from([fault for fault in Fault if fault not in SLOW]),
            ),
        ),
        max_size=5,
    ).map(tuple),
    kills=st.lists(st.integers(1, 90), max_size=3).map(tuple),
    unpaid_are_paid=st.booleans(),
    elsewhere=st.lists(st.sampled_from([50_000, 500_000]), max_size=2).map(tuple),
)


@settings(max_examples=STORIES, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(script=scripts)
def test_never_more_than_confirmed_and_the_last_word_is_true(told: Tell, script: Script) -> None:
    told(script)


@pytest.mark.parametrize("fault", [fault for fault in Fault if fault is not Fault.GONE])
@pytest.mark.parametrize("number", [1, 2])
def test_every_fault_of_a_purchase_by_itself(told: Tell, fault: Fault, number: int) -> None:
    told(Script((("50k", 2),), (Trouble(CREATE, number, fault),)))


@pytest.mark.parametrize(("fault", "elsewhere"), [(Fault.ERROR_AFTER, ()), (Fault.ERROR_BEFORE, (50_000,))])
def test_what_may_be_it_is_what_the_user_says(told: Tell, fault: Fault, elsewhere: tuple[int, ...]) -> None:
    orders_unread = Trouble("QueryOrders", 1, Fault.DENIED)
    told(Script((("50k", 1),), (Trouble(CREATE, 1, fault), orders_unread), elsewhere=elsewhere))


@pytest.mark.parametrize(("orders", "last"), [(TWO_PLANS, LAST_OF_TWO), (ONE_PLAN, LAST_OF_ONE)])
def test_the_last_moment_is_the_last_one(told: Tell, orders: tuple[tuple[str, int], ...], last: int) -> None:
    assert told(Script(orders)).moments.seen == last


@pytest.mark.parametrize("kill", moments(LAST_OF_TWO))
def test_killed_at_every_moment_of_a_purchase(told: Tell, kill: int) -> None:
    told(Script(TWO_PLANS, kills=(kill,)))


@pytest.mark.parametrize("kill", moments(LAST_OF_ONE))
def test_killed_at_every_moment_the_same_command_again_buys_nothing_more(told: Tell, kill: int) -> None:
    told(Script(ONE_PLAN, kills=(kill,), repeats=True))


def test_a_program_that_forgets_what_it_did_not_say_is_caught(
    told: Tell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(RepeatedPurchases, "_is_unreported", lambda *_: False)

    def play_all() -> None:
        for kill in moments(LAST_OF_ONE)[10:15]:
            told(Script(ONE_PLAN, kills=(kill,), repeats=True))

    with pytest.raises(AssertionError, match="more than confirmed"):
        play_all()


# The harness proves itself: a program that is not careful is caught.


def test_a_program_that_repeats_a_purchase_is_caught(told: Tell, monkeypatch: pytest.MonkeyPatch) -> None:
    once = Client.act

    def repeated(*args: Any, **named: Any) -> Any:
        try:
            return once(*args, **named)
        except OutcomeUnknownError:
            return once(*args, **named)

    monkeypatch.setattr(Client, "act", repeated)
    with pytest.raises(AssertionError, match="more than confirmed"):
        told(Script((("50k", 1),), (Trouble(CREATE, 1, Fault.RESET_AFTER),)))


def test_a_program_that_takes_nothing_seen_for_nothing_bought_is_caught(
    told: Tell, monkeypatch: pytest.MonkeyPatch
) -> None:
    find_out = unanswered_purchase.find_purchase

    def hasty(*args: Any) -> Any:
        found = find_out(*args)
        return (
            NotPaid(result=PaymentResult.NOT_CHARGED, message="nothing")
            if "shows no" in getattr(found, "message", "")
            else found
        )

    monkeypatch.setattr(unanswered_purchase, "find_purchase", hasty)
    script = Script((("50k", 1),), (Trouble(CREATE, 1, Fault.LATE),), kills=(12,))
    with pytest.raises(AssertionError, match=r"more than confirmed|not the vendor's"):
        told(script)


def test_a_program_that_forgets_what_was_there_before_is_caught(
    told: Tell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(purchase_traces, "ids_before", lambda *_: ())
    script = Script((("50k", 1), ("50k", 1)), (Trouble(CREATE, 2, Fault.RESET_BEFORE),))
    with (
        mock.patch.object(
            unanswered_purchase, "other_payments", return_value=unanswered_purchase.OtherPayments(set())
        ),
        pytest.raises(AssertionError),
    ):
        told(script)
