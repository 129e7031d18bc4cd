"""Usage: how many emails were sent when, as pictures and as lists whose bars differ in shape too."""

from enum import StrEnum
from functools import partial
from typing import Generic, TypeVar

from rich.text import Text
from textual import work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.widget import Widget

from dm_tui.domain.dates import show_span
from dm_tui.domain.lazy_list import LazyList
from dm_tui.domain.usage.budget_wording import MONTH_LINE
from dm_tui.domain.usage.daily_counts import DayStatistics
from dm_tui.domain.usage.report import ReportKind
from dm_tui.lines.figures import count_cell
from dm_tui.lines.reports import report_notes
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.overview.views import Overview
from dm_tui.tui.background import READING_FAULT, Failure, run_in_thread
from dm_tui.tui.bars_and_ladders import bar_segments
from dm_tui.tui.console.lists.list_spec import ListSpec, Row
from dm_tui.tui.console.lists.list_tab import ListTab, SwitchingListTab
from dm_tui.tui.console.shared.tab_keys import TabKeys
from dm_tui.tui.console.usage.report_list import report_list_spec
from dm_tui.tui.console.usage.usage_charts import UsageCharts
from dm_tui.tui.console.usage.usage_rows import UsageRows, bar_width
from dm_tui.tui.console.usage.usage_source import EmailsInSpan, MeteredUsage, UsageSource, VendorStatistics
from dm_tui.tui.screen_text import lines, muted, text, warning
from dm_tui.tui.toasts import toast_errors
from dm_tui.tui.widgets.text_block import TextBlock
from dm_tui.tui.widgets.view_switcher import ViewLabel, ViewSwitcher

R = TypeVar("R", bound=EmailsInSpan)


class UsageListKind(StrEnum):
    """The views of the tab: pictures, mail over time, and by sender address and tag in the last 30 days."""

    CHARTS = "charts"
    TIME = "time"
    SENDERS = "senders"
    TAGS = "tags"


_REPORTS = {UsageListKind.SENDERS: ReportKind.SENDER, UsageListKind.TAGS: ReportKind.TAG}


class UsageTab(SwitchingListTab[UsageListKind], Generic[R]):
    """Pictures of the days; or a row for each day, month or hour, for each sender address or tag."""

    DEFAULT_CSS = """
    UsageTab > .keys { height: 1; color: $muted; }
    UsageTab > #usage-legend { height: auto; margin-bottom: 1; }
    .-short UsageTab > #usage-legend { margin-bottom: 0; }
    .-short UsageTab > .keys { display: none; }
    """
    SCOPED_CSS = False
    BINDINGS = [
        Binding(
            "v", "view", "View", id="usage.view", tooltip="Pictures, by time, by sender address or by tag"
        ),
        Binding("d", "span", "Day/month/hour", id="usage.span", tooltip="By day, month or hour"),
        Binding("x", "export", "Export", id="list.export", tooltip="CSV or JSON"),
    ]

    def __init__(self, direct_mail: DirectMail, source: UsageSource[R]) -> None:
        self._source = source
        self._span = source.spans[0]
        self._problem = ""
        self._view: Overview | None = None
        time = ListSpec(
            "usage",
            source.all_columns,
            self._rows,
            lambda: source.shapes(self._span),
            source.empty,
            noun=f"{self._span}s",
            unread=source.unread,
        )
        specs = {
            UsageListKind.CHARTS: time,  # read where it is shown: the pictures read for themselves
            UsageListKind.TIME: time,
            UsageListKind.SENDERS: report_list_spec(direct_mail, ReportKind.SENDER, "Sender address"),
            UsageListKind.TAGS: report_list_spec(direct_mail, ReportKind.TAG, "Tag"),
        }
        super().__init__(direct_mail, specs, id="usage-table", opens=False)

    def compose(self) -> ComposeResult:
        yield ViewSwitcher(id="usage-views")
        yield UsageCharts(self._source)
        yield TabKeys(self)
        yield TextBlock(id="usage-legend")
        yield from super().compose()

    def on_mount(self) -> None:
        self.app.theme_changed_signal.subscribe(self, lambda _: self._list.reload())
        self._show_view()

    @property
    def default_focus(self) -> Widget:
        """The columns or the rows, or the words in place of them: `v` works on either."""
        return self.query_one(UsageCharts).place if self._is_chart else self._list.place

    @property
    def _is_chart(self) -> bool:
        return self._kind is UsageListKind.CHARTS

    def _show_view(self) -> None:
        self.query_one(UsageCharts).display = self.query_one(TabKeys).display = self._is_chart
        self._list.display = not self._is_chart

    def name_views(self) -> None:
        names = (
            ("Pictures", "Pictures"),
            ("By time", "Time"),
            ("By sender address", "Senders"),
            ("By tag", "Tags"),
        )
        views = self.query_one(ViewSwitcher)
        views.views = tuple(ViewLabel(kind, *name) for kind, name in zip(UsageListKind, names, strict=True))
        views.shown = self._kind

    def before_show(self) -> None:
        """Read the report that is shown again."""
        self._read_report()

    def reload(self, view: Overview) -> None:
        self._view = view
        self._show_legend()
        if self._is_chart:
            self.name_views()
            self._show_charts()
        else:
            super().reload(view)

    def _show_charts(self) -> None:
        if self._view is not None:
            with toast_errors(self.app):
                self.query_one(UsageCharts).show(self._view.now, self._view.daily_quota.limit)

    def _switch_list(self, kind: UsageListKind) -> None:
        if kind is UsageListKind.CHARTS:
            self._kind = kind
            self.name_views()
            self._show_view()
            self._show_legend()
            self._show_charts()
            return
        super()._switch_list(kind)
        self._show_view()
        self._problem = ""
        self._show_legend()
        self._read_report()

    @work(group="usage-report", exclusive=True)
    async def _read_report(self) -> None:
        kind = self._kind
        if kind not in _REPORTS:
            return
        read = partial(self.direct_mail.mail_reports.read, _REPORTS[kind])
        result = await run_in_thread(read, fault=READING_FAULT, abandonable=True)
        if self.is_attached and self._kind is kind:
            self._problem = result.words if isinstance(result, Failure) else ""
            self._show_legend()
            self._list.reload()

    def _show_legend(self) -> None:
        with toast_errors(self.app):
            kind = _REPORTS.get(self._kind)
            content = self._legend() if kind is None else self._report_notes(kind)
            legend = self.query_one("#usage-legend", TextBlock)
            legend.update(content)
            legend.display = bool(content.plain)

    def _report_notes(self, kind: ReportKind) -> Content:
        report = self.direct_mail.mail_reports.last_report(kind)
        counted_by = self.direct_mail.facts.counted_by
        problem = [warning(self._problem, serious=True)] if self._problem else []
        if report is None:
            return lines(problem or [muted("Reading …")])
        notes = report_notes(report, self.direct_mail.now(), counted_by=counted_by)
        return lines([*problem, *map(muted, notes)])

    def _legend(self) -> Content:
        source = self._source
        legend: list[str | tuple[str, str]] = [f"{source.legend_title}   "]
        for part in source.bar:
            legend += [(part.mark * 2, f"${part.colour}"), f" {part.name}    "]
        headline = [muted(source.headline)] if source.headline else []
        if self._is_chart:  # the pictures name their parts
            unread = source.unread()
            return lines([*([warning(unread)] if unread else []), *headline, *self._month()])
        return lines([*headline, text(*legend), *self._month()])

    def _month(self) -> list[Content]:
        """Return what the month comes to, of which budget; nothing where there is none."""
        state = self.direct_mail.budgets.state()
        if state.budget.limit is None:
            return []
        sentence = MONTH_LINE.format(month=state.sentence)
        return [warning(sentence) if state.is_nearly_spent else muted(sentence)]

    def on_resize(self) -> None:
        if not self._is_chart:
            self._list.redraw()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what works on the view: the list exports for itself."""
        if action == "export":
            return self._is_chart
        return action != "span" or self._kind is UsageListKind.TIME

    def action_export(self) -> None:
        """Export what the pictures show, whose list is not on the screen."""
        self._list.action_export()

    def action_span(self) -> None:
        """Show the rows of the next span."""
        if self._kind is not UsageListKind.TIME:
            return
        spans = self._source.spans
        self._span = spans[(spans.index(self._span) + 1) % len(spans)]
        spec = self._specs[UsageListKind.TIME] = self._list.spec._replace(noun=f"{self._span}s")
        self._list.spec = spec
        with toast_errors(self.app):
            self._list.reload_from_top()

    def _rows(self) -> LazyList[Row]:
        return UsageRows(self._source.history(self._span), self._row)

    def _row(self, record: R, most: int) -> Row:
        source, label = self._source, show_span(record.hour, self._span)
        room = self._room - source.counts_width - len(label)
        marks = [part.mark for part in source.bar]
        parts = list(zip(marks, source.parts(record), strict=True))
        colours = [self.app.theme_variables[part.colour] for part in source.bar]
        bar = Text.assemble(*zip(bar_segments(parts, most, bar_width(room)), colours, strict=True))
        counts = [count_cell(count) for count in source.counts(record)]
        return Row(record.id, (label, f"{record.emails:,}", bar, *counts), record.emails)


class VendorUsageTab(UsageTab[DayStatistics]):
    """The vendor counts by day: there are no hours to show."""

    BINDINGS = [
        UsageTab.BINDINGS[0],
        Binding("d", "span", "Day/month", id="usage.span", tooltip="By day or month"),
        UsageTab.BINDINGS[2],
    ]


def make_usage_tab(direct_mail: DirectMail) -> ListTab:
    """Return the tab with the source that the provider has."""
    if direct_mail.facts.vendor_meters:
        return VendorUsageTab(direct_mail, VendorStatistics(direct_mail))
    return UsageTab(direct_mail, MeteredUsage(direct_mail))
