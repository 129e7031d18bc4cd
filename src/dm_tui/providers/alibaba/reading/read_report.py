"""Reading the service's counts by sender address and by tag, with opens and clicks where tracking is on."""

from collections.abc import Callable, Iterable
from datetime import date
from functools import reduce

from dm_tui.domain.billing_zone import BILLING_ZONE
from dm_tui.domain.usage.daily_counts import DayStatistics
from dm_tui.domain.usage.report import Report, ReportKind, ReportLine
from dm_tui.providers.alibaba.api.call_permissions import Service
from dm_tui.providers.alibaba.api.client import Client
from dm_tui.providers.alibaba.api.errors import CallFailedError
from dm_tui.providers.alibaba.api.failure_wording import explain_failure
from dm_tui.providers.alibaba.api.mail_answers import TagList, TrackList, TrackRow
from dm_tui.providers.alibaba.api.parallel_reads import ParallelReads
from dm_tui.providers.alibaba.reading.missing_details import MissingDetails
from dm_tui.providers.alibaba.reading.read_daily_counts import read_days, spans_of
from dm_tui.providers.alibaba.reading.read_senders_and_templates import sender_rows

TRACK_SPAN_DAYS = 15
"""Days per call about opens and clicks (vendor's SDK)."""

MAX_TRACKED = 40
"""Sender addresses, or pairs of one and a tag, whose opens are read: each takes two calls (our own limit)."""

_OUTCOMES_INCOMPLETE = "Alibaba Cloud's answer does not give every outcome of this mail."
_OPENS_INCOMPLETE = "Opens and clicks are not known: Alibaba Cloud's answer does not give all of them."

Opens = tuple[int, int] | None
Pairs = dict[str, list[tuple[str, str | None]]]
"""For each line of a report, the sender addresses and tags whose opens add up to its own."""


def read_report(client: Client, report: Report) -> Report:
    """Return the report with its lines; where opens and clicks cannot be read, it says why."""
    at_once = client.parallel_reads()
    unnamed_senders, unnamed_tags = MissingDetails("sender addresses"), MissingDetails("tags")
    listed = unnamed_senders.named(
        sender_rows(client), lambda row: row.account_name, lambda name: "@" in name
    )
    names = [row.account_name for row in listed]
    counts = {name: at_once.begin(_counting(client, report, "account_name", name)) for name in names}
    senders = {name: days for name, read in counts.items() if (days := read())}
    pairs: Pairs
    if report.id is ReportKind.SENDER:
        lines, pairs = senders, {name: [(name, None)] for name in senders}
    else:
        tags = unnamed_tags.named(client.read_named("QueryTagByParam", TagList), lambda row: row.tag_name)
        names = [row.tag_name for row in tags]
        tagged = {name: at_once.begin(_counting(client, report, "tag_name", name)) for name in names}
        lines = {name: days for name, read in tagged.items() if (days := read())}
        pairs = {
            name: [(sender, name) for sender in senders] for name in lines
        }  # a tag is asked with a sender
    opens, problem = _read_opens(client, report, pairs, at_once)
    filled = tuple(_line(name, days, opens.get(name)) for name, days in lines.items())
    unlisted = " ".join(sentence for each in (unnamed_senders, unnamed_tags) for sentence in each.sentences())
    has_outcomes = all(None not in (line.delivered, line.failed, line.invalid) for line in filled)
    gaps = {"unlisted": unlisted, "outcomes_problem": "" if has_outcomes else _OUTCOMES_INCOMPLETE}
    return report.model_copy(update={"lines": filled, "problem": problem, **gaps})


def _counting(client: Client, report: Report, key: str, name: str) -> Callable[[], list[DayStatistics]]:
    oldest, newest = _days(report)
    return lambda: [day for day in read_days(client, oldest, newest, **{key: name}).days if day.emails]


def _days(report: Report) -> tuple[date, date]:
    """Return the first and the last day of a report."""
    return report.since.astimezone(BILLING_ZONE).date(), report.at.astimezone(BILLING_ZONE).date()


def _read_opens(
    client: Client, report: Report, pairs: Pairs, at_once: ParallelReads
) -> tuple[dict[str, Opens], str]:
    if sum(map(len, pairs.values())) > MAX_TRACKED:
        return {}, f"Opens and clicks of more than {MAX_TRACKED} sender addresses and tags are not read."
    reads = {
        name: [at_once.begin(_opening(client, report, *pair)) for pair in asked]
        for name, asked in pairs.items()
    }
    try:
        rows = {name: [row for read in asked for row in read()] for name, asked in reads.items()}
        opens = {name: _sum(tracked) for name, tracked in rows.items()}
        lacks_opens = any(tracked and opens[name] is None for name, tracked in rows.items())
        return opens, _OPENS_INCOMPLETE if lacks_opens else ""
    except CallFailedError as failure:
        return {}, f"Opens and clicks are not known: {explain_failure(failure).message}"


def _opening(client: Client, report: Report, sender: str, tag: str | None) -> Callable[[], list[TrackRow]]:
    def read() -> list[TrackRow]:
        rows: list[TrackRow] = []
        for start, end in spans_of(*_days(report), TRACK_SPAN_DAYS):
            answer = client.read(
                Service.MAIL,
                "GetTrackListByMailFromAndTagName",
                TrackList,
                account_name=sender,
                tag_name=tag,
                start_time=start.isoformat(),
                end_time=end.isoformat(),
                page_number="1",
                page_size="50",
            )
            rows += answer.rows
        return rows

    return read


def _sum(rows: Iterable[TrackRow]) -> Opens:
    """Return recipients who opened and who clicked; None where nothing was tracked, or a row does not say."""
    counts = [(row.rcpt_unique_open_count, row.rcpt_unique_click_count) for row in rows]
    if not counts or any(None in pair for pair in counts):
        return None
    return sum(opened or 0 for opened, _ in counts), sum(clicked or 0 for _, clicked in counts)


def _line(name: str, days: list[DayStatistics], opens: Opens) -> ReportLine:
    opened, clicked = opens or (None, None)
    total = reduce(DayStatistics.plus, days)
    return ReportLine(
        name=name,
        sent=total.emails,
        delivered=total.delivered,
        failed=total.failed,
        invalid=total.invalid,
        opened=opened,
        clicked=clicked,
    )
