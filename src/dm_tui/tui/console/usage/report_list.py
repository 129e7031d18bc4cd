"""The lists of sender addresses and of tags with their mail."""

from collections.abc import Sequence

from dm_tui.domain.lazy_list import LazyList
from dm_tui.domain.model import Model
from dm_tui.domain.setup.address import unicode_address
from dm_tui.domain.usage.report import ReportKind
from dm_tui.lines.reports import REPORT_COUNTS, no_mail, report_cells
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.usage.json_shapes import ReportShape
from dm_tui.tui.console.lists.list_spec import Column, ListSpec, Row
from dm_tui.tui.console.lists.sort_order import Sort

MAIN_COUNTS = 3
"""Counts that are shown in every window: what was sent, delivered and failed."""


def report_list_spec(direct_mail: DirectMail, kind: ReportKind, title: str) -> ListSpec:
    """Return the lines of the last report of a kind."""

    def rows() -> LazyList[Row]:
        report = direct_mail.mail_reports.last_report(kind)
        readable = unicode_address if kind is ReportKind.SENDER else str
        lines = report.lines if report else ()
        return [Row(line.name, (readable(line.name), *report_cells(line)[1:]), line.sent) for line in lines]

    def shapes() -> tuple[type[Model], Sequence[Model]]:
        report = direct_mail.mail_reports.last_report(kind)
        return ReportShape, [ReportShape.take(line) for line in report.lines] if report else []

    empty = no_mail(kind, direct_mail.facts.counted_by)
    counts = (
        Column(count.capitalize(), right=True, spare=number >= MAIN_COUNTS)
        for number, count in enumerate(REPORT_COUNTS)
    )
    columns = (Column(title, flexible=True), *counts)
    return ListSpec(f"{kind}s", columns, rows, shapes, empty, (Sort.LARGEST,), noun=f"{kind}s")
