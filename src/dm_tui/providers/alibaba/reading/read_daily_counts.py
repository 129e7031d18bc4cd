"""Reading how much was sent each day, as the service counted it."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import NamedTuple

from dm_tui.domain.billing_zone import BILLING_ZONE, billing_day
from dm_tui.domain.usage.daily_counts import SETTLE_DAYS, DayStatistics
from dm_tui.providers.alibaba.api.call_permissions import Service
from dm_tui.providers.alibaba.api.client import Client
from dm_tui.providers.alibaba.api.errors import OutcomeUnknownError, RefusedError, ThrottledError
from dm_tui.providers.alibaba.api.mail_answers import StatisticList, StatisticRow
from dm_tui.providers.alibaba.api.parallel_reads import Wait
from dm_tui.providers.alibaba.reading.read_service import NOT_ACTIVATED

MAX_SPAN_DAYS = (31, 7)
"""Days per call: the SDK allows 31, outdated pages of the documentation 7 (vendor's SDK)."""

LOOK_BACK_DAYS = (90, 30)
"""Days the service looks back at most, by some pages and by others (vendor's SDK)."""


class ReadDays(NamedTuple):
    """The days with mail from `since` on: the service says nothing of those before."""

    days: tuple[DayStatistics, ...]
    since: date

    @property
    def began(self) -> datetime:
        """When the first of the days began."""
        return _beginning(self.since)


def read_daily_counts(client: Client, last: datetime | None, now: datetime) -> ReadDays:
    """Return the days with mail that may have changed since the `last` reading, or all days if it is None."""
    today = billing_day(now).astimezone(BILLING_ZONE).date()
    oldest = today - timedelta(days=LOOK_BACK_DAYS[0] - 1)
    if last is not None:
        settled = billing_day(last).astimezone(BILLING_ZONE).date() - timedelta(days=SETTLE_DAYS)
        oldest = max(oldest, settled)
    return read_days(client, oldest, today)


def read_days(client: Client, oldest: date, newest: date, **only: str) -> ReadDays:
    """Return the counts of these days, as far back as the service looks, `only` of a sender or a tag."""
    days: dict[str, DayStatistics] = {}
    at_once = client.parallel_reads()

    def begin(start: date, end: date) -> Wait[StatisticList]:
        span = {"start_time": start.isoformat(), "end_time": end.isoformat(), **only}
        action = "SenderStatisticsByTagNameAndBatchID"
        return at_once.begin(partial(client.read, Service.MAIL, action, StatisticList, **span))

    begun = {span: begin(*span) for span in spans_of(oldest, newest, MAX_SPAN_DAYS[0])}
    length, end = MAX_SPAN_DAYS[0], newest
    while end >= oldest:
        start = max(oldest, end - timedelta(days=length - 1))
        wait = begun.get((start, end)) or begin(start, end)
        try:
            rows = wait().rows
        except RefusedError as refused:
            if refused.action or isinstance(refused, ThrottledError) or refused.code == NOT_ACTIVATED:
                raise
            if length == MAX_SPAN_DAYS[-1]:
                if end == newest:
                    raise  # not even the last days are known
                certain = newest - timedelta(days=LOOK_BACK_DAYS[-1] - 1)
                if not start < certain <= end:
                    break  # further back than the service looks
                oldest = certain
                continue
            length = MAX_SPAN_DAYS[-1]
            continue
        for day in _days(client.region, rows):
            known = days.get(day.id)
            days[day.id] = known.plus(day) if known else day  # a day may have several rows
        end = start - timedelta(days=1)
    return ReadDays(tuple(days.values()), end + timedelta(days=1))


def spans_of(oldest: date, newest: date, length: int) -> Iterator[tuple[date, date]]:
    """Yield the first and last days of the spans that cover these days, the newest first."""
    while newest >= oldest:
        start = max(oldest, newest - timedelta(days=length - 1))
        yield start, newest
        newest = start - timedelta(days=1)


def count_sent_today(days: tuple[DayStatistics, ...], now: datetime) -> int:
    """Return how many emails were submitted today."""
    today = billing_day(now)
    return sum(day.emails for day in days if day.hour == today)


def _days(region: str, rows: tuple[StatisticRow, ...]) -> Iterator[DayStatistics]:
    for row in rows:
        if row.request_count is None:
            raise OutcomeUnknownError(
                "Alibaba Cloud's statistics have a day without its emails.", "unreadable"
            )
        day = _date(row.create_time)
        yield DayStatistics(
            id=f"{region} {day}",
            region=region,
            hour=_beginning(day),
            emails=row.request_count,
            delivered=row.success_count,
            failed=row.faild_count,
            invalid=row.unavailable_count,
        )


def _beginning(day: date) -> datetime:
    return billing_day(datetime.combine(day, time(12), BILLING_ZONE))


def _date(text: str) -> date:
    """Return a day, written with hyphens or slashes or neither, perhaps before a time."""
    try:
        return date.fromisoformat(text.replace("/", "-")[:10].strip())
    except ValueError:
        raise OutcomeUnknownError(
            "Alibaba Cloud's statistics have a day without its date.", "unreadable"
        ) from None
