"""Usage: how many emails were sent when, with a bar whose parts differ in shape, not only in colour."""

from collections.abc import Callable, Iterator, Sequence
from typing import Generic, TypeVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding
from textual.widgets import Static

from dm_tui.domain.dates import show_span
from dm_tui.domain.lazy_list import IteratorList, LazyList
from dm_tui.domain.usage.delivery_statistics import DayStatistics
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.overview.views import Overview
from dm_tui.tui.console.lists.list_spec import ListSpec, Row
from dm_tui.tui.console.lists.list_tab import ListTab
from dm_tui.tui.console.usage.usage_source import EmailsInSpan, MeteredUsage, UsageSource, VendorStatistics
from dm_tui.tui.paint import bar_segments, lines, muted, text
from dm_tui.tui.toasts import toast_errors

R = TypeVar("R", bound=EmailsInSpan)

MIN_BAR_WIDTH, MAX_BAR_WIDTH = 10, 60
"""Cells of the longest bar, in a narrow window and in a wide one."""


class _UsageRows(Generic[R]):
    """The rows. The longest bar is that of the largest record among those read so far."""

    def __init__(self, records: IteratorList[R], make: Callable[[R, int], Row]) -> None:
        self._records, self._make = records, make

    def __len__(self) -> int:
        return len(self._records)

    def __getitem__(self, part: slice) -> Sequence[Row]:
        return self._draw(self._records[part])

    def __iter__(self) -> Iterator[Row]:
        len(self)
        return iter(self._draw(self._records.read))

    def _draw(self, records: Sequence[R]) -> list[Row]:
        most = max((record.emails for record in self._records.read), default=0)
        return [self._make(record, most) for record in records]


class UsageTab(ListTab, Generic[R]):
    """One row for each day, month or hour with mail."""

    DEFAULT_CSS = "UsageTab > #usage-legend { height: auto; margin-bottom: 1; }"
    BINDINGS = [Binding("d", "span", "Day/month/hour", id="usage.span", tooltip="By day, month or hour")]

    def __init__(self, direct_mail: DirectMail, source: UsageSource[R]) -> None:
        self._source = source
        self._span = source.spans[0]
        super().__init__(
            direct_mail,
            ListSpec(
                "usage",
                source.all_columns,
                self._rows,
                lambda: source.shapes(self._span),
                source.empty,
                noun=f"{self._span}s",
            ),
            id="usage-table",
            opens=False,
        )

    def compose(self) -> ComposeResult:
        yield Static(id="usage-legend", markup=False)
        yield from super().compose()

    def reload(self, view: Overview) -> None:
        source = self._source
        legend: list[str | tuple[str, str]] = [f"{source.legend_title}   "]
        for part in source.bar:
            legend += [(part.mark * 2, f"${part.colour}"), f" {part.name}    "]
        headline = [muted(source.headline)] if source.headline else []
        self.query_one("#usage-legend", Static).update(lines([*headline, text(*legend)]))
        super().reload(view)

    def on_resize(self) -> None:
        self._list.redraw()

    def action_span(self) -> None:
        """Show the rows of the next span."""
        spans = self._source.spans
        self._span = spans[(spans.index(self._span) + 1) % len(spans)]
        self._list.spec = self._list.spec._replace(noun=f"{self._span}s")
        with toast_errors(self.app):
            self._list.reload_from_top()

    def _rows(self) -> LazyList[Row]:
        return _UsageRows(self._source.history(self._span), self._row)

    def _row(self, record: R, most: int) -> Row:
        source, label = self._source, show_span(record.hour, self._span)
        room = self._room - source.counts_width - len(label)
        width = min(MAX_BAR_WIDTH, max(MIN_BAR_WIDTH, room))
        marks = [part.mark for part in source.bar]
        parts = list(zip(marks, source.parts(record), strict=True))
        colours = [self.app.theme_variables[part.colour] for part in source.bar]
        bar = Text.assemble(*zip(bar_segments(parts, most, width), colours, strict=True))
        counts = [f"{count:,}" for count in source.counts(record)]
        return Row(record.id, (label, f"{record.emails:,}", bar, *counts), record.emails)


class VendorUsageTab(UsageTab[DayStatistics]):
    """The vendor counts by day: there are no hours to show."""

    BINDINGS = [Binding("d", "span", "Day/month", id="usage.span", tooltip="By day or month")]


def make_usage_tab(direct_mail: DirectMail) -> ListTab:
    """Return the tab with the source that the provider has."""
    if direct_mail.facts.vendor_meters:
        return VendorUsageTab(direct_mail, VendorStatistics(direct_mail))
    return UsageTab(direct_mail, MeteredUsage(direct_mail))
