"""Usage of a live account: what the service counted, day by day, whoever sent it, and what became of it."""

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.binding import Binding
from textual.widgets import Static

from dm_tui.domain.dates import show_age, show_span
from dm_tui.domain.lazy_list import LazyList, MappedList
from dm_tui.domain.model import Model
from dm_tui.domain.usage.delivery_statistics import DayStatistics
from dm_tui.domain.usage.metering import Span
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.overview.views import Overview
from dm_tui.services.usage.json_shapes import StatisticsShape
from dm_tui.tui.console.lists.list_spec import Column, ListSpec, Row
from dm_tui.tui.console.lists.list_tab import ListTab
from dm_tui.tui.console.usage.usage_tab import bar_width, colour_bar, legend
from dm_tui.tui.paint import MARKS, bar_segments, lines, muted
from dm_tui.tui.toasts import toast_errors

NUMBER_COLUMNS_WIDTH = 60
"""Cells a row takes beside its first column and its bar."""

SPANS = (Span.DAY, Span.MONTH)


class LiveUsageTab(ListTab):
    """One row for each day or month with mail."""

    DEFAULT_CSS = "LiveUsageTab > #usage-legend { height: 2; margin-bottom: 1; }"
    BINDINGS = [
        Binding("d", "span", "Day/month", id="usage.span", tooltip="By day or month"),
    ]

    def __init__(self, direct_mail: DirectMail) -> None:
        self._span = SPANS[0]
        super().__init__(
            direct_mail,
            ListSpec(
                "usage",
                (
                    Column("From"),
                    Column("Sent", right=True),
                    Column(""),
                    Column("Delivered", right=True),
                    Column("Failed", right=True),
                    Column("Invalid", right=True),
                    Column("Under way", right=True),
                ),
                self._rows,
                self._shapes,
                f"{direct_mail.facts.vendor_name} has counted no mail of this region in the last 90 days.",
                noun=f"{self._span}s",
            ),
            id="usage-table",
            opens=False,
        )

    def compose(self) -> ComposeResult:
        """Yield the legend and the list."""
        yield Static(id="usage-legend", markup=False)
        yield from super().compose()

    def reload(self, view: Overview) -> None:
        """Read what was counted."""
        self._paint()

    def on_resize(self) -> None:
        """Draw the bars anew for the room there is."""
        self._list.redraw()

    def action_span(self) -> None:
        """Take the other span."""
        self._span = SPANS[(SPANS.index(self._span) + 1) % len(SPANS)]
        self._list.spec = self._list.spec._replace(noun=f"{self._span}s")
        with toast_errors(self.app):
            self._list.reload_from_top()

    def _paint(self) -> None:
        read_at = self.direct_mail.read_at
        age = show_age(read_at, self.direct_mail.now()) if read_at is not None else "not read yet"
        pairs = (
            (MARKS.by_plans, "$success", "delivered"),
            (MARKS.by_pay_as_you_go, "$warning", "failed or invalid"),
            (MARKS.by_free, "$muted", "under way"),
        )
        said = f"Counted by {self.direct_mail.facts.vendor_name}, whoever sent it {MARKS.dot} read {age}"
        self.query_one("#usage-legend", Static).update(
            lines([muted(said), legend("Of what was sent", pairs)])
        )
        self._list.reload()

    def _rows(self) -> LazyList[Row]:
        days = self.direct_mail.statistics.by(self._span)
        whole = max((one.emails for one in days), default=0)
        return MappedList(days, lambda one: self._row(one, whole))

    def _row(self, one: DayStatistics, whole: int) -> Row:
        label = show_span(one.hour, self._span)
        parts = (
            (MARKS.by_plans, one.delivered),
            (MARKS.by_pay_as_you_go, one.failed + one.invalid),
            (MARKS.by_free, one.under_way),
        )
        room = bar_width(self._room - NUMBER_COLUMNS_WIDTH - len(label))
        colours = [self.app.theme_variables[name] for name in ("success", "warning", "muted")]
        bar = colour_bar(bar_segments(parts, whole, room), colours)
        counts = (one.emails, one.delivered, one.failed, one.invalid, one.under_way)
        sent, *rest = (f"{count:,}" for count in counts)
        return Row(one.id, (label, sent, bar, *rest), one.emails)

    def _shapes(self) -> tuple[type[Model], Sequence[Model]]:
        days = self.direct_mail.statistics.by(self._span)
        return StatisticsShape, [StatisticsShape.of(one, self._span) for one in days]
