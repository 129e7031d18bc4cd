"""Several programs share a rate: a call that is not taken is made later, and no reading ends for it."""

from contextlib import ExitStack
from datetime import date
from threading import Event
from time import monotonic, sleep

import pytest

from dm_tui.domain.account.unknown_figures import Figure
from dm_tui.domain.errors import DirectMailError
from dm_tui.providers.alibaba.api import client, parallel_reads
from dm_tui.providers.alibaba.api.call_permissions import Action, Service, require_action
from dm_tui.providers.alibaba.api.errors import OutcomeUnknownError
from dm_tui.providers.alibaba.api.mail_answers import StatisticList
from dm_tui.providers.alibaba.api.pace import FIRST_GAP, LONGEST_GAP, RATES, Pace
from dm_tui.providers.alibaba.api.parallel_reads import ParallelReads
from dm_tui.providers.alibaba.api.read_retries import RETRY_PAUSES, THROTTLED_PAUSES
from dm_tui.providers.alibaba.reading.read_daily_counts import read_days
from tests.alibaba.conftest import OpenLive
from tests.alibaba.server import Fault, Vendor
from tests.alibaba.server import rates as server_rates
from tests.alibaba.test_call_permissions import unreachable_client
from tests.held import HELD

pytestmark = pytest.mark.usefixtures("reads_in_threads")

BALANCE = require_action(Service.BILLING, "QueryAccountBalance", changes=False)
CREATE = require_action(Service.BILLING, "CreateResourcePackage", changes=True)
PRICE = "GetResourcePackagePrice"
KEEP_PACE = Pace._wait_for  # the other tests wait for no rate


class Time:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.now = 100.0

    def sleep(self, seconds: float) -> None:
        self.now += seconds


def seconds_of(pace: Pace, time: Time, action: Action, calls: int) -> float:
    began = time.now
    for _ in range(calls):
        time.sleep(pace._reserve(action.service, RATES[action.service])[0])  # other tests keep no pace
    return time.now - began


def test_calls_that_are_not_taken_come_ever_slower_and_faster_again_once_they_are() -> None:
    time = Time()
    pace = Pace(time.sleep, lambda: time.now)
    assert seconds_of(pace, time, BALANCE, 5) == 0
    pace.note_refused(BALANCE)
    pace.note_refused(BALANCE)  # made at once with the first
    assert 4 * FIRST_GAP / 2 <= seconds_of(pace, time, BALANCE, 4) <= 4 * FIRST_GAP * 1.5
    for _ in range(9):
        time.sleep(LONGEST_GAP)
        pace.note_refused(BALANCE)
    time.sleep(10)
    seconds_of(pace, time, BALANCE, 1)
    assert LONGEST_GAP / 2 <= seconds_of(pace, time, BALANCE, 1) <= LONGEST_GAP * 1.5
    for _ in range(30):
        pace.note_taken(BALANCE)
    time.sleep(10)
    assert seconds_of(pace, time, BALANCE, 5) == 0


@pytest.mark.parametrize("on_its_way", [0.0, 0.5, 0.9, 3.0])
def test_a_purchase_is_taken_however_long_the_calls_before_it_were_on_their_way(
    on_its_way: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    time = Time()
    monkeypatch.setattr(Pace, "_wait_for", KEEP_PACE)
    pace, vendor = Pace(time.sleep, lambda: time.now), server_rates.Rates(lambda: time.now)
    with ExitStack() as under_way:
        for _ in range(RATES[Service.BILLING].calls):
            under_way.enter_context(pace.turn(BALANCE))
        time.sleep(on_its_way)
        assert all(vendor.takes(BALANCE.call, billing=True) for _ in range(RATES[Service.BILLING].calls))
    time.sleep(0.2)
    asked = time.now
    with pace.turn(CREATE):
        assert vendor.takes(CREATE.call, billing=True)
        assert time.now - asked < RATES[Service.BILLING].seconds


@pytest.mark.parametrize("ends_after", [0.5, 1.05, 3.0])
def test_a_call_that_waits_is_taken_however_late_the_calls_before_it_end_meanwhile(
    ends_after: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It kept the moment that was worked out while they were on their way."""
    time, under_way = Time(), ExitStack()
    monkeypatch.setattr(Pace, "_wait_for", KEEP_PACE)
    rate, vendor = RATES[Service.BILLING], server_rates.Rates(lambda: time.now)
    end = time.now + ends_after

    def sleep(seconds: float) -> None:
        until = time.now + seconds
        if time.now < end <= until:
            time.now = end
            assert all(vendor.takes(BALANCE.call, billing=True) for _ in range(rate.calls))
            under_way.close()
        time.now = until

    pace = Pace(sleep, lambda: time.now)
    for _ in range(rate.calls):
        under_way.enter_context(pace.turn(BALANCE))
    with pace.turn(CREATE):
        assert vendor.takes(CREATE.call, billing=True)
        assert time.now == pytest.approx(end + rate.seconds)


def test_a_read_that_is_not_taken_is_tried_longer_than_one_that_fails(
    open_live: OpenLive, vendor: Vendor
) -> None:
    assert len(THROTTLED_PAUSES) > 3 * len(RETRY_PAUSES)
    for number in range(1, len(THROTTLED_PAUSES)):
        vendor.faults.at(PRICE, number, Fault.THROTTLED)
    direct_mail = open_live()
    direct_mail.connect()
    assert direct_mail.prerequisites.account().unknown_of(Figure.PRICES) == ()


def test_a_rate_that_is_never_free_is_said(open_live: OpenLive, vendor: Vendor) -> None:
    vendor.faults.every(PRICE, Fault.THROTTLED)
    direct_mail = open_live()
    direct_mail.connect()
    (unknown,) = direct_mail.prerequisites.account().unknown_of(Figure.PRICES)
    assert "too many calls" in unknown.why
    with pytest.raises(DirectMailError):
        direct_mail.purchases.confirm("50k", 1, "ap-southeast-1", "")


@pytest.mark.parametrize("throttled", [True, False])
def test_a_reading_goes_on_while_the_vendor_takes_no_more_calls(
    monkeypatch: pytest.MonkeyPatch, throttled: bool
) -> None:
    monkeypatch.setattr(parallel_reads, "READING_SECONDS", 0.05)
    monkeypatch.setattr(parallel_reads, "LONGEST_READING", 0.4 if throttled else 2 * HELD)
    began = monotonic()

    over = Event()
    wait = ParallelReads(monotonic if throttled else lambda: 0.0).begin(over.wait)
    with pytest.raises(OutcomeUnknownError):
        wait()
    over.set()
    assert (0.4 if throttled else 0) <= monotonic() - began < HELD


def test_the_counts_of_many_days_are_waited_for_while_the_vendor_takes_no_more_calls(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(parallel_reads, "READING_SECONDS", 0.3)
    throttled = unreachable_client()
    monkeypatch.setattr(type(throttled), "throttled_at", property(lambda client: monotonic()), raising=False)

    def slow(*arguments: object, **span: str) -> StatisticList:
        sleep(0.5)
        return StatisticList.model_validate({"TotalCount": 0})

    monkeypatch.setattr(throttled, "read", slow)
    assert read_days(throttled, date(2026, 1, 1), date(2026, 1, 31)).days == ()


def test_nobody_waits_for_a_rate_of_a_minute(
    open_live: OpenLive, vendor: Vendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "THROTTLED_PAUSES", (0.0, 0.0))
    direct_mail = open_live()
    vendor.faults.every("DescAccountSummary", Fault.THROTTLED)
    direct_mail.connect()
    assert direct_mail.provider.account._connection.client().throttled_at == 0  # type: ignore[attr-defined]
    vendor.faults.every(PRICE, Fault.THROTTLED)
    direct_mail.connect()
    assert direct_mail.provider.account._connection.client().throttled_at > 0  # type: ignore[attr-defined]


def test_each_rate_of_a_call_that_the_quota_page_names_is_kept() -> None:
    """The stand-in's list was written from that page; what sends is not held up but tried again."""
    sends = {"BatchSendMail", "SingleSendMail", server_rates.BILLING}
    named = {name: rate for name, rate in server_rates.RATES.items() if name not in sends}
    kept = {name: (rate.calls, rate.seconds) for name, rate in RATES.items() if name is not Service.BILLING}
    assert kept == {name: (rate.calls, rate.seconds) for name, rate in named.items()}
