"""The two sources of usage: emails that this program metered, and those that the vendor counted.

The tab is one; a source says which counts a row has, which three of them make its bar, and what the marks
mean.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar, Generic, Protocol, TypeVar

from dm_tui.domain.account.unknown_figures import Figure
from dm_tui.domain.dates import show_age
from dm_tui.domain.lazy_list import IteratorList
from dm_tui.domain.model import Model
from dm_tui.domain.usage.daily_counts import DayStatistics
from dm_tui.domain.usage.usage_record import Span, UsageRecord
from dm_tui.lines.reports import NO_MAIL_COUNTED, counted_by_words
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.usage.json_shapes import StatisticsShape, UsageShape
from dm_tui.tui.console.lists.list_spec import Column
from dm_tui.tui.console.lists.unread_list import unread_words
from dm_tui.tui.console.shared.paid_by import paid_by
from dm_tui.tui.marks import MARKS
from dm_tui.tui.stacked_columns import BarPart


class EmailsInSpan(Protocol):
    """The emails of one span of time."""

    @property
    def id(self) -> str:
        """Names the span."""

    @property
    def hour(self) -> datetime:
        """When the span begins."""

    @property
    def emails(self) -> int:
        """All emails of the span."""


R = TypeVar("R", bound=EmailsInSpan)


class UsageSource(Generic[R]):
    """Emails by day, month or hour.

    `counts` are the columns after the bar, `parts` the three lengths of the bar.
    """

    spans: ClassVar[tuple[Span, ...]]
    columns: ClassVar[tuple[str, ...]]
    counts_width: ClassVar[int]
    legend_title: ClassVar[str]
    months_title: ClassVar[str]

    def __init__(self, direct_mail: DirectMail) -> None:
        self.direct_mail = direct_mail

    @property
    def all_columns(self) -> tuple[Column, ...]:
        """The columns of the list: the span, all emails, the bar, the counts."""
        counts = (Column(title, right=True, spare=True) for title in self.columns)
        return (Column("From"), Column("Sent", right=True), Column(""), *counts)

    @property
    def bar(self) -> tuple[BarPart, ...]:
        """The parts of the bar."""
        raise NotImplementedError

    @property
    def empty(self) -> str:
        """The sentence for a list without rows."""
        raise NotImplementedError

    @property
    def headline(self) -> str:
        """The line above the legend, if any."""
        return ""

    def history(self, span: Span) -> IteratorList[R]:
        """Return every span with mail, newest first."""
        raise NotImplementedError

    def unread(self) -> str:
        """Return why the emails are not known, empty where they are."""
        return ""

    def counts(self, record: R) -> tuple[int | None, ...]:
        """Return the counts of a row, None for one that is not known."""
        raise NotImplementedError

    def parts(self, record: R) -> tuple[int, ...]:
        """Return the lengths of the bar's parts, in emails."""
        raise NotImplementedError

    def shapes(self, span: Span) -> tuple[type[Model], Sequence[Model]]:
        """Return every span for export."""
        raise NotImplementedError


class MeteredUsage(UsageSource[UsageRecord]):
    """Emails by what paid for them, as this program metered them."""

    spans = (Span.DAY, Span.MONTH, Span.HOUR)
    columns = ("Free", "Plans", "Pay-as-you-go")
    counts_width = 44
    legend_title = "Paid by"
    months_title = "what paid for it"

    @property
    def bar(self) -> tuple[BarPart, ...]:
        return paid_by()

    @property
    def empty(self) -> str:
        return "Nothing sent yet. Sent mail appears here by day and by what paid for it."

    def history(self, span: Span) -> IteratorList[UsageRecord]:
        return self.direct_mail.overviews.usage_history(span)

    def counts(self, record: UsageRecord) -> tuple[int | None, ...]:
        return self.parts(record)

    def parts(self, record: UsageRecord) -> tuple[int, ...]:
        return record.free, sum(record.plans.values()), record.pay_as_you_go

    def shapes(self, span: Span) -> tuple[type[Model], Sequence[Model]]:
        records = self.direct_mail.overviews.usage(span)
        return UsageShape, [UsageShape.of(record, span) for record in records]


class VendorStatistics(UsageSource[DayStatistics]):
    """Emails by their outcome, as the vendor counted them, whoever sent them."""

    spans = (Span.DAY, Span.MONTH)
    columns = ("Delivered", "Failed", "Invalid", "Under way")
    counts_width = 60
    legend_title = "Sent mail by outcome"
    months_title = "what became of it"

    @property
    def bar(self) -> tuple[BarPart, ...]:
        return (
            BarPart(MARKS.by_plans, "success", "delivered"),
            BarPart(MARKS.by_pay_as_you_go, "warning", "failed or invalid"),
            BarPart(MARKS.by_free, "muted", "under way"),
        )

    @property
    def empty(self) -> str:
        return NO_MAIL_COUNTED

    @property
    def headline(self) -> str:
        read_at = self.direct_mail.read_at
        age = show_age(read_at, self.direct_mail.now()) if read_at is not None else "not yet"
        vendor, since = self.direct_mail.facts.vendor_name, self.direct_mail.statistics.since()
        return counted_by_words(vendor, since, age)

    def history(self, span: Span) -> IteratorList[DayStatistics]:
        return IteratorList(iter(self.direct_mail.statistics.by(span)))

    def unread(self) -> str:
        return unread_words(self.direct_mail, Figure.STATISTICS)()

    def counts(self, record: DayStatistics) -> tuple[int | None, ...]:
        return record.delivered, record.failed, record.invalid, record.under_way

    def parts(self, record: DayStatistics) -> tuple[int, ...]:
        delivered, ended = record.delivered or 0, (record.failed or 0) + (record.invalid or 0)
        return delivered, ended, record.under_way or 0

    def shapes(self, span: Span) -> tuple[type[Model], Sequence[Model]]:
        days = self.direct_mail.statistics.by(span)
        return StatisticsShape, [StatisticsShape.of(day, span) for day in days]
