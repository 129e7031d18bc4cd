"""Pay-as-you-go, its bills, usage and its statistics in the JSON shapes that scripts rely on."""

from collections.abc import Iterable
from datetime import datetime

from pydantic import ConfigDict, Field

from dm_tui.domain.account.unknown_figures import Figure, UnknownFigure
from dm_tui.domain.model import Model
from dm_tui.domain.money import Money
from dm_tui.domain.text import Line
from dm_tui.domain.usage.billing import Bill
from dm_tui.domain.usage.budget import BudgetState, WhenOver
from dm_tui.domain.usage.daily_counts import DayStatistics
from dm_tui.domain.usage.report import Report, ReportKind
from dm_tui.domain.usage.usage_record import Span, UsageRecord
from dm_tui.domain.usage.vendor_bill import VendorBill


class ActivationState(Model):
    """Pay-as-you-go after `activate`."""

    active: bool
    activated_at: datetime | None


class ActivateAnswer(Model):
    """`activate`."""

    pay_as_you_go: ActivationState


class BudgetShape(Model):
    """What pay-as-you-go may cost in a month; `limit` is null where it may cost anything."""

    limit: Money | None
    when_over: WhenOver


class MonthShape(Model):
    """What pay-as-you-go cost in the month that began at `from`; null is what is not known.

    `left` is what the budget has left, null without one. The figures are exact, unless `is_upper_bound`.
    """

    model_config = ConfigDict(validate_by_name=True)

    start: datetime = Field(alias="from")
    spent: Money | None
    left: Money | None
    is_upper_bound: bool


class BudgetAnswer(Model):
    """`budget`, `budget set`, `budget none`."""

    budget: BudgetShape
    month: MonthShape
    unknown: tuple[UnknownFigure, ...] = ()

    @classmethod
    def of(cls, state: BudgetState) -> "BudgetAnswer":
        """Return a budget and its month in the shape of the contract."""
        month = state.month
        unknown = () if month.spent else (UnknownFigure(what=Figure.MONTH_SPENDING, why=month.why),)
        return cls(
            budget=BudgetShape.take(state.budget),
            month=MonthShape.take(month, left=state.left),
            unknown=unknown,
        )


class BillShape(Model):
    """One pay-as-you-go bill. `from` is inclusive, `to` exclusive.

    Of a vendor's bill, null is what the vendor does not report, and `status` may be the vendor's own word.
    """

    model_config = ConfigDict(validate_by_name=True)

    id: str
    start: datetime | None = Field(alias="from")
    end: datetime | None = Field(alias="to")
    emails: int | None
    total: Money | None
    open_amount: Money | None
    status: Line
    charged_at: datetime | None

    @classmethod
    def of(cls, bill: Bill | VendorBill) -> "BillShape":
        """Return the bill, whoever made it."""
        if isinstance(bill, VendorBill):
            return cls.take(bill, emails=None)
        return cls.take(bill, open_amount=bill.total * (0 if bill.closed else 1))


class BillAnswer(Model):
    """`bills pay`."""

    bill: BillShape


_BILLED_EMAILS = UnknownFigure(what=Figure.BILLED_EMAILS, why="The vendor's bills name amounts, not emails.")


class BillsAnswer(Model):
    """`bills`: of a live account the vendor's, as of `read_at`; `page` is where they are paid."""

    bills: tuple[BillShape, ...] | None
    unknown: tuple[UnknownFigure, ...] = ()
    read_at: datetime | None = None
    page: str = ""

    @classmethod
    def of(cls, bills: Iterable[Bill | VendorBill], read_at: datetime | None, page: str) -> "BillsAnswer":
        """Return the bills in the shape of the contract."""
        shapes = tuple(map(BillShape.of, bills))
        unknown = (_BILLED_EMAILS,) if any(bill.emails is None for bill in shapes) else ()
        return cls(bills=shapes, unknown=unknown, read_at=read_at, page=page)


class _SpanShape(Model):
    """An hour, a day or a month, by its beginning."""

    model_config = ConfigDict(validate_by_name=True)

    start: datetime = Field(alias="from")
    by: Span


class UsageShape(_SpanShape):
    """Emails metered in an hour, a day or a month, by what paid for them.

    Where a source could not be read, nobody knows which one paid: the three counts are null.
    """

    free: int | None
    plans: int | None
    pay_as_you_go: int | None
    emails: int

    @classmethod
    def of(cls, record: UsageRecord, by: Span) -> "UsageShape":
        """Return the record in the shape of the contract."""
        paid = record.charged
        sources = {"free": paid.free, "plans": sum(paid.plans.values()), "pay_as_you_go": paid.pay_as_you_go}
        known = dict.fromkeys(sources) if record.unread_sources else sources
        return cls.take(record, start=record.hour, by=by, **known)


def unread_sources(records: Iterable[UsageRecord]) -> tuple[UnknownFigure, ...]:
    """Return which sources may have paid for these emails and could not be read, each once, and why."""
    whys = {what: why for record in records for what, why in record.unread_sources.items()}
    return tuple(UnknownFigure(what=Figure(what), why=why) for what, why in whys.items())


class StatisticsShape(_SpanShape):
    """Emails of a day or a month by outcome, counted by the service; the rest of `sent` has none yet.

    A count that the service left out is null.
    """

    sent: int
    delivered: int | None
    failed: int | None
    invalid: int | None

    @classmethod
    def of(cls, day: DayStatistics, by: Span) -> "StatisticsShape":
        """Return the day, or the month, in the shape of the contract."""
        return cls.take(day, start=day.hour, by=by, sent=day.emails)


class UsageAnswer(Model):
    """`usage`: emails metered here; of a live account also the service's counts, as of `read_at`.

    They begin `since`: the service looks back no further.
    """

    usage: tuple[UsageShape, ...]
    statistics: tuple[StatisticsShape, ...] | None = ()
    since: datetime | None = None
    read_at: datetime | None = None
    unknown: tuple[UnknownFigure, ...] = ()


class ReportShape(Model):
    """One sender address or tag with its mail; null is a count that nobody has."""

    name: str
    sent: int
    delivered: int | None
    failed: int | None
    invalid: int | None
    opened: int | None
    clicked: int | None


class StatisticsAnswer(Model):
    """`statistics`: the mail of thirty days, by sender address or by tag."""

    by: ReportKind
    since: datetime | None
    read_at: datetime | None
    statistics: tuple[ReportShape, ...] | None
    unknown: tuple[UnknownFigure, ...] = ()

    @classmethod
    def of(cls, report: Report) -> "StatisticsAnswer":
        """Return the report in the shape of the contract."""
        lines = tuple(map(ReportShape.take, report.lines))
        whys = (
            (Figure.STATISTICS, report.unlisted),
            (Figure.OUTCOMES, report.outcomes_problem),
            (Figure.OPENS, report.problem),
        )
        unknown = tuple(UnknownFigure(what=what, why=why) for what, why in whys if why)
        return cls.take(report, by=report.id, read_at=report.at, statistics=lines, unknown=unknown)
