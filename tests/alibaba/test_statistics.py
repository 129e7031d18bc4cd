"""What the service counts of the mail: read in the pieces it allows, stored, and used everywhere else."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from dm_tui.domain.account.service_status import ServiceStatus
from dm_tui.domain.account.unknown_figures import Figure
from dm_tui.domain.billing_zone import BILLING_ZONE
from dm_tui.domain.usage.usage_record import Span
from dm_tui.services.direct_mail import DirectMail
from tests.alibaba.conftest import Command, OpenLive
from tests.alibaba.server import Fault, Vendor
from tests.alibaba.server.sending import today
from tests.conftest import Wait

ASK = "SenderStatisticsByTagNameAndBatchID"
TODAY = date(2026, 1, 31)


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def sent(direct_mail: DirectMail, span: Span = Span.DAY) -> dict[str, int]:
    return {
        span_record.id.rpartition(" ")[2]: span_record.emails
        for span_record in direct_mail.statistics.by(span)
    }


@pytest.fixture
def counted(vendor: Vendor) -> Vendor:
    """Mail of today, of a month ago, and of the last day the service tells of."""
    for days in (0, 31, 89, 90):
        vendor.account.mail.count(ago(days), requestCount=100 + days, successCount=90, faildCount=2)
    return vendor


def test_what_was_counted_is_read_as_far_back_as_the_service_looks(
    counted: Vendor, open_live: OpenLive
) -> None:
    direct_mail = open_live()
    direct_mail.connect()
    assert sent(direct_mail) == {str(ago(0)): 100, str(ago(31)): 131, str(ago(89)): 189}
    today = direct_mail.statistics.by(Span.DAY)[0]
    assert (today.delivered, today.failed, today.invalid, today.under_way) == (90, 2, 0, 8)
    assert [span_record.emails for span_record in direct_mail.statistics.by(Span.MONTH)] == [100, 131, 189]
    assert counted.faults.calls[ASK] == 3
    counted.go_away()
    assert sent(open_live()) == sent(direct_mail), "usable offline"


def test_a_service_that_tells_of_a_week_at_once_and_a_month_back_is_asked_so(
    counted: Vendor, open_live: OpenLive
) -> None:
    counted.account.mail.days_at_once, counted.account.mail.days_back = 7, 35
    direct_mail = open_live()
    direct_mail.connect()
    assert sent(direct_mail) == {str(ago(0)): 100, str(ago(31)): 131}


def test_only_what_may_have_changed_is_read_again(counted: Vendor, open_live: OpenLive) -> None:
    direct_mail = open_live()
    direct_mail.connect()
    before = counted.faults.calls[ASK]
    counted.account.mail.count(ago(3), requestCount=7)
    counted.account.mail.count(ago(4), requestCount=9)
    direct_mail.connect()
    assert counted.faults.calls[ASK] == before + 1
    assert str(ago(3)) in sent(direct_mail)
    assert str(ago(4)) not in sent(direct_mail), "nothing more is heard of it"


def test_what_was_missed_for_long_is_caught_up(counted: Vendor, open_live: OpenLive, wait: Wait) -> None:
    direct_mail = open_live()
    direct_mail.connect()
    wait(timedelta(days=60))
    counted.account.mail.count(ago(-20), requestCount=5)
    direct_mail.connect()
    assert sent(direct_mail)[str(ago(-20))] == 5


def test_what_may_not_be_read_is_no_obstacle(counted: Vendor, open_live: OpenLive) -> None:
    counted.account.ram_user("ops", f"dm:{ASK}")
    direct_mail = open_live()
    direct_mail.connect()
    assert sent(direct_mail) == {}


def test_throttling_is_not_taken_for_the_end_of_what_is_told(counted: Vendor, open_live: OpenLive) -> None:
    counted.faults.every(ASK, Fault.THROTTLED)
    direct_mail = open_live()
    direct_mail.connect()
    view = direct_mail.overviews.overview()
    assert (view.recent, view.forecast.pace, view.daily_quota.used) == (None, None, None)
    assert view.why_unknown(Figure.STATISTICS) == "Alibaba Cloud refused: too many calls."
    counted.faults.clear()
    direct_mail.connect()
    assert len(sent(direct_mail)) == 3


def test_the_mail_of_another_region_is_counted_apart(counted: Vendor, open_live: OpenLive) -> None:
    direct_mail = open_live()
    direct_mail.connect()
    direct_mail.prerequisites.use_region("us-east-1")
    assert sent(direct_mail) == {}
    counted.account.mail.days.clear()
    direct_mail.connect()
    direct_mail.prerequisites.use_region("ap-southeast-1")
    assert len(sent(direct_mail)) == 3


def test_the_overview_goes_by_what_everybody_sent(vendor: Vendor, open_live: OpenLive) -> None:
    vendor.account.order(50_000)
    for days in range(14):
        vendor.account.mail.count(ago(days), requestCount=1_000)
    direct_mail = open_live()
    direct_mail.connect()
    view = direct_mail.overviews.overview()
    assert view.recent == (1_000,) * 14
    assert 900 < (view.forecast.pace or 0) < 1_100, "today is not over"
    assert view.forecast.plans[0].runs_out_at is not None
    assert view.daily_quota.used == 1_000
    assert view.sendable_today == 1_000
    assert view.next_steps[-1].done, "the first email"
    assert view.pay_as_you_go.open_amount is None, "the vendor bills by its own count"
    assert view.next_bill_at is None


def test_what_was_sent_from_here_is_not_forgotten_while_the_service_has_not_counted_it(
    live: DirectMail, vendor: Vendor, wait: Callable[[timedelta], None]
) -> None:
    live.metering.record(150)
    live.connect()
    assert live.overviews.overview().daily_quota.used == 150
    wait(timedelta(days=1))
    meter = live.overviews.overview()
    assert (meter.daily_quota.used, meter.free_quota.left_today) == (0, 200)


def test_the_quota_of_the_service_holds_back_not_one_of_ours(live: DirectMail, vendor: Vendor) -> None:
    vendor.account.mail.daily_quota, vendor.account.mail.free_left_today = 300, 20
    vendor.account.mail.count(TODAY, requestCount=290)
    live.connect()
    charged = live.metering.record(50)
    assert (charged.emails, charged.free, charged.refused) == (10, 10, 40)
    assert charged.reason == "daily-quota"


@pytest.mark.parametrize(
    ("status", "standing"),
    [
        (1, ServiceStatus.FROZEN),
        (4, ServiceStatus.RESTRICTED),
        (8, ServiceStatus.DELETED),
        (5, ServiceStatus.FROZEN),
    ],
)
def test_an_account_that_the_service_stopped_sends_nothing(
    live: DirectMail, vendor: Vendor, status: int, standing: ServiceStatus
) -> None:
    vendor.account.mail.status = status
    live.connect()
    view = live.overviews.overview()
    assert view.service is not None
    assert view.service.standing is standing
    assert view.sendable_today == 0
    assert not view.pay_as_you_go.overdue
    assert live.metering.record(1).reason == "suspended"


def test_what_the_service_says_of_the_account_is_kept(live: DirectMail) -> None:
    service = live.overviews.overview().service
    assert service is not None
    assert (service.month_quota, service.reputation, service.best_reputation) == (60_000, 3, 10)


@pytest.mark.parametrize(("at_once", "back"), [(31, 90), (7, 30), (31, 30)])
def test_it_is_said_from_which_day_on_the_service_counts(
    counted: Vendor, open_live: OpenLive, live_command: Command, at_once: int, back: int
) -> None:
    mail = counted.account.mail
    mail.days_at_once, mail.days_back = at_once, back
    mail.days.clear()
    oldest = str(today(counted.account) - timedelta(days=back - 1))
    words = live_command("usage").out
    assert f"Counted by Alibaba Cloud since {oldest}, whoever sent it" in words
    assert "No mail in this region." in words
    document = live_command("usage", "--json").document()
    assert datetime.fromisoformat(document["since"]).astimezone(BILLING_ZONE).date().isoformat() == oldest
