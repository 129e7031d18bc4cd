"""Mail by sender address and by tag: the service's counts, with opens and clicks where tracking is on."""

from datetime import date, timedelta

import pytest

from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.usage.report import ReportKind, ReportLine
from dm_tui.lines.reports import report_cells, report_notes
from dm_tui.services.direct_mail import DirectMail
from tests.alibaba.server import Vendor
from tests.alibaba.server.reports import Counted
from tests.conftest import Wait

TODAY = date(2026, 1, 31)
NEWS, INFO = "news@mail.example.com", "info@mail.example.com"


@pytest.fixture
def counted(live: DirectMail, vendor: Vendor) -> list[Counted]:
    for number, address in enumerate((NEWS, INFO, "idle@mail.example.com")):
        vendor.account.mail.senders.append(
            {"MailAddressId": str(number), "AccountName": address, "Sendtype": "batch"}
        )
    vendor.account.mail.tags += ["spring", "never"]
    mail = vendor.account.mail.counted
    mail += [
        Counted(NEWS, "spring", TODAY, 100, 90, 6, 4, opened=40, clicked=7),
        Counted(NEWS, "spring", TODAY - timedelta(days=20), 50, 50, opened=10, clicked=1),
        Counted(NEWS, "", TODAY, 5, 5),
        Counted(INFO, "spring", TODAY, 10, 10),
        Counted(NEWS, "spring", TODAY - timedelta(days=31), 1_000, 1_000, opened=999),
    ]
    return mail


def test_each_sender_has_its_counts_and_opens_where_they_are_tracked(
    live: DirectMail, counted: list[Counted]
) -> None:
    report = live.mail_reports.read(ReportKind.SENDER)
    assert report.lines == (
        ReportLine(name=NEWS, sent=155, delivered=145, failed=6, invalid=4, opened=50, clicked=8),
        ReportLine(name=INFO, sent=10, delivered=10, failed=0, invalid=0, opened=None, clicked=None),
    )
    assert report_cells(report.lines[1])[-2:] == ("not known", "not known")
    assert report.problem == ""


def test_a_tag_adds_up_all_senders(live: DirectMail, counted: list[Counted]) -> None:
    (line,) = live.mail_reports.read(ReportKind.TAG).lines
    assert line == ReportLine(
        name="spring", sent=160, delivered=150, failed=6, invalid=4, opened=50, clicked=8
    )


def test_opens_that_may_not_be_read_leave_the_rest(
    live: DirectMail, vendor: Vendor, counted: list[Counted]
) -> None:
    vendor.account.ram_user("ops", "dm:GetTrackListByMailFromAndTagName")
    report = live.mail_reports.read(ReportKind.SENDER)
    assert [(line.sent, line.opened) for line in report.lines] == [(155, None), (10, None)]
    _, note = report_notes(report, live.now(), counted_by="Alibaba Cloud")
    assert "dm:GetTrackListByMailFromAndTagName" in note


def test_more_than_some_pairs_are_not_asked_for_opens(
    live: DirectMail, vendor: Vendor, counted: list[Counted], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dm_tui.providers.alibaba.reading.read_report.MAX_TRACKED", 1)
    report = live.mail_reports.read(ReportKind.SENDER)
    assert "more than 1" in report.problem
    assert vendor.faults.calls["GetTrackListByMailFromAndTagName"] == 0


def test_counts_that_may_not_be_read_are_refused_and_the_last_report_stays(
    live: DirectMail, vendor: Vendor, counted: list[Counted], wait: Wait
) -> None:
    before = live.mail_reports.read(ReportKind.SENDER)
    vendor.account.ram_user("ops", "dm:SenderStatisticsByTagNameAndBatchID")
    wait(timedelta(minutes=1))
    with pytest.raises(DirectMailError):
        live.mail_reports.read(ReportKind.SENDER)
    assert live.mail_reports.last_report(ReportKind.SENDER) == before


def test_a_report_serves_for_half_a_minute(
    live: DirectMail, vendor: Vendor, counted: list[Counted], wait: Wait
) -> None:
    live.mail_reports.read(ReportKind.SENDER)
    calls = len(vendor.seen)
    live.mail_reports.read(ReportKind.SENDER)
    assert len(vendor.seen) == calls
    wait(timedelta(seconds=30))
    live.mail_reports.read(ReportKind.SENDER)
    assert len(vendor.seen) > calls


def test_a_service_that_looks_back_a_week_at_once_is_asked_week_by_week(
    live: DirectMail, vendor: Vendor, counted: list[Counted]
) -> None:
    vendor.account.mail.days_at_once = 7
    assert live.mail_reports.read(ReportKind.SENDER).lines[0].sent == 155
