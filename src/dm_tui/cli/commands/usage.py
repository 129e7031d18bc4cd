"""Pay-as-you-go: turning it on, its bills, and what was sent."""

from argparse import Namespace
from functools import partial

from dm_tui.cli.ask_with_progress import ask_with_progress
from dm_tui.cli.consent import AGREEMENT_NOT_ACCEPTED, accepts_agreement
from dm_tui.cli.not_known import read_or_not_known
from dm_tui.cli.output import Answer
from dm_tui.cli.paying import choose_method
from dm_tui.cli.vendor_bills import read_vendor_bills
from dm_tui.domain.account.unknown_figures import Figure, ReadingPart, UnknownFigure
from dm_tui.domain.account.wording import ACTIVATED_SENTENCES
from dm_tui.domain.dates import show_age, show_instant, show_span
from dm_tui.domain.purchase.quote_wording import threshold_words
from dm_tui.domain.usage import budget_wording
from dm_tui.domain.usage.billing import BillStatus
from dm_tui.domain.usage.budget import BudgetState, WhenOver
from dm_tui.domain.usage.report import ReportKind
from dm_tui.domain.usage.usage_record import Span
from dm_tui.domain.usage.wording import NO_BILLS
from dm_tui.lines.figures import count_cell, unknown_lines
from dm_tui.lines.reports import (
    NO_MAIL_COUNTED,
    REPORT_COUNTS,
    counted_by_words,
    no_mail,
    report_cells,
    report_notes,
)
from dm_tui.lines.table import table
from dm_tui.lines.vendor_bills import NO_VENDOR_BILLS, VENDOR_BILL_HEADS, vendor_bill_cells, vendor_bill_notes
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.usage import json_shapes as shapes
from dm_tui.services.usage.billing import raise_unless_charged
from dm_tui.services.usage.json_shapes import StatisticsAnswer, StatisticsShape, UsageAnswer, UsageShape
from dm_tui.services.usage.statistics import unknown_outcomes


def activate(direct_mail: DirectMail, args: Namespace) -> Answer:
    """Activates pay-as-you-go."""
    if not accepts_agreement(direct_mail, args):
        raise AGREEMENT_NOT_ACCEPTED()
    present = direct_mail.activation.activate(
        direct_mail.prerequisites.account().region, direct_mail.purchases.catalogue().agreement_version
    )
    activated = (
        f"was activated on {show_instant(present.activated_at)}" if present.activated_at else "is activated"
    )
    document = shapes.ActivateAnswer(pay_as_you_go=shapes.ActivationState.take(present))
    return Answer(document, [f"Direct Mail {activated}.", *ACTIVATED_SENTENCES])


def bills(direct_mail: DirectMail, args: Namespace) -> Answer:
    """Pay-as-you-go bills, newest first: those made here, or of a live account the vendor's."""
    if direct_mail.facts.vendor_meters:
        return _vendor_bills_answer(direct_mail)
    listed = direct_mail.billing.bills()
    rows = [
        (bill.id, f"{show_span(bill.start, Span.DAY)} to {show_span(bill.end, Span.DAY)}", f"{bill.emails:,}",
         str(bill.total), bill.status)
        for bill in listed
    ]  # fmt: skip
    overdue = [
        f"! Sending is suspended until {bill.id} is paid: dm-tui bills pay {bill.id}"
        for bill in listed
        if bill.status is BillStatus.OVERDUE
    ]
    empty = NO_BILLS.format(threshold=threshold_words(direct_mail.purchases.catalogue()))
    lines = table(("bill", "for", "emails", "total", "status"), rows, "23", empty)
    return Answer(shapes.BillsAnswer.of(listed, None, ""), [*lines, *overdue])


def _vendor_bills_answer(direct_mail: DirectMail) -> Answer:
    """Return the vendor's bills: read now, or as they were last read and then with their age."""
    page, vendor = direct_mail.provider.shop.expenses_page, direct_mail.facts.vendor_name
    reading, unread = read_or_not_known(lambda: read_vendor_bills(direct_mail), Figure.BILLS)
    if reading is None:
        document = shapes.BillsAnswer(bills=None, unknown=unread, page=page)
        return Answer(document, unknown_lines(unread))
    lines = table(VENDOR_BILL_HEADS, tuple(map(vendor_bill_cells, reading.bills)), "34", NO_VENDOR_BILLS)
    lines += ["", *vendor_bill_notes(reading, vendor, page, direct_mail.now())]
    return Answer(shapes.BillsAnswer.of(reading.bills, reading.at, page), lines)


def bills_pay(direct_mail: DirectMail, args: Namespace) -> Answer:
    """Pays an overdue bill; then sending resumes."""
    bill = direct_mail.billing.pay(args.id, choose_method(direct_mail, args))
    raise_unless_charged(bill)
    document = shapes.BillAnswer(bill=shapes.BillShape.of(bill))
    return Answer(document, [f"Bill {bill.id} of {bill.total} is paid.", "Sending resumes."])


def budget(direct_mail: DirectMail, args: Namespace) -> Answer:
    """What pay-as-you-go may cost in a month, and what it comes to."""
    unread: tuple[UnknownFigure, ...] = ()
    if direct_mail.facts.vendor_meters:
        read = partial(read_vendor_bills, direct_mail)
        _, unread = read_or_not_known(read, Figure.BILLS, rest_is_here=True)
    return _budget_answer(direct_mail.budgets.state(*(figure.why for figure in unread)))


def budget_set(direct_mail: DirectMail, args: Namespace) -> Answer:
    """Sets the budget."""
    return _budget_answer(
        direct_mail.budgets.set(args.amount, WhenOver(args.when_over) if args.when_over else None)
    )


def budget_none(direct_mail: DirectMail, args: Namespace) -> Answer:
    """Ends the budget."""
    return _budget_answer(direct_mail.budgets.clear())


def _budget_answer(state: BudgetState) -> Answer:
    lines = [f"Month: {state.sentence}"]
    if state.budget.limit is None:
        lines.append(budget_wording.NO_BUDGET)
    else:
        lines.append(f"Left: {state.month.words_left(state.left)}")
        lines.append(budget_wording.WHEN_OVER[state.budget.when_over])
    if state.is_nearly_spent:
        lines.append(f"! {budget_wording.NEARLY_SPENT.format(month=state.sentence)}")
    return Answer(shapes.BudgetAnswer.of(state), lines)


def usage(direct_mail: DirectMail, args: Namespace) -> Answer:
    """What was sent, by what paid for it, newest first."""
    span = Span(args.by)
    records = direct_mail.overviews.usage(span)
    metered = tuple(UsageShape.of(record, span) for record in records)
    unread = shapes.unread_sources(records)
    if direct_mail.facts.vendor_meters and span is not Span.HOUR:  # it counts nothing by the hour
        return _service_usage_answer(direct_mail, span, metered, unread)
    rows = [
        (show_span(row.start, span), *map(count_cell, (row.emails, row.free, row.plans, row.pay_as_you_go)))
        for row in metered
    ]
    heads = (args.by, "emails", "free", "plans", "pay-as-you-go")
    lines = table(heads, rows, "1234", "Nothing has been sent yet.")
    return Answer(UsageAnswer(usage=metered, unknown=unread), [*lines, *unknown_lines(unread)])


def _service_usage_answer(
    direct_mail: DirectMail, span: Span, metered: tuple[UsageShape, ...], unread: tuple[UnknownFigure, ...]
) -> Answer:
    """Return what the service counted, whoever sent it; `unread` are the sources of what was metered here."""
    counted = direct_mail.statistics.by(span)
    days = tuple(StatisticsShape.of(day, span) for day in counted)
    rows = [
        (show_span(day.start, span), *map(count_cell, (day.sent, day.delivered, day.failed, day.invalid)))
        for day in days
    ]
    read_at = direct_mail.part_read_at(ReadingPart.STATISTICS)
    unknown = direct_mail.prerequisites.account().unknown_of(Figure.STATISTICS)
    age = show_age(read_at, direct_mail.now()) if read_at else "never"
    heads = (str(span), "sent", "delivered", "failed", "invalid address")
    since = direct_mail.statistics.since()
    lines = table(heads, rows, "1234", NO_MAIL_COUNTED)
    source = counted_by_words(direct_mail.facts.vendor_name, since, age)
    statistics = None if unknown else days
    gaps = () if unknown else unknown_outcomes(counted, span)
    document = UsageAnswer(
        usage=metered, statistics=statistics, since=since, read_at=read_at, unknown=(*unknown, *gaps, *unread)
    )
    return Answer(document, unknown_lines(unknown) or [*lines, "", source, *unknown_lines(gaps)])


def statistics(direct_mail: DirectMail, args: Namespace) -> Answer:
    """The mail of thirty days by sender address or by tag, most first."""
    kind, counted_by = ReportKind(args.by), direct_mail.facts.counted_by
    vendor = direct_mail.facts.vendor_name
    report, unread = read_or_not_known(
        lambda: ask_with_progress(lambda: direct_mail.mail_reports.read(kind), vendor), Figure.STATISTICS
    )
    if report is None:
        document = StatisticsAnswer(by=kind, since=None, read_at=None, statistics=None, unknown=unread)
        return Answer(document, unknown_lines(unread))
    lines = table(
        (kind, *REPORT_COUNTS), tuple(map(report_cells, report.lines)), "123456", no_mail(kind, counted_by)
    )
    lines += ["", *report_notes(report, direct_mail.now(), counted_by=counted_by)]
    lines += [f"! {gap}" for gap in report.gaps]
    return Answer(StatisticsAnswer.of(report), lines)
