"""Usage: how much was sent when, and what paid for it, told by the shape of the bar."""

from collections.abc import Callable, Iterator, Sequence

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.widgets import Static

from dm_tui.domain.dates import show_span
from dm_tui.domain.lazy_list import IteratorList, LazyList
from dm_tui.domain.model import Model
from dm_tui.domain.usage.metering import Span, UsageRecord
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.overview.views import Overview
from dm_tui.services.usage.json_shapes import UsageShape
from dm_tui.tui.console.lists.list_spec import Column, ListSpec, Row
from dm_tui.tui.console.lists.list_tab import ListTab
from dm_tui.tui.paint import MARKS, bar_segments, text
from dm_tui.tui.toasts import toast_errors

NUMBER_COLUMNS_WIDTH = 44
"""Cells a row takes beside its first column and its bar."""

MIN_BAR_WIDTH, MAX_BAR_WIDTH = 10, 60
"""Cells of the longest bar, in a narrow window and in a wide one."""

SPANS = (Span.DAY, Span.MONTH, Span.HOUR)


class _UsageRows:
    """The rows of usage. Their bars are to the scale of the largest of all, as far as these were added up."""

    def __init__(
        self, usage: IteratorList[UsageRecord], row: Callable[[UsageRecord, int], Row]
    ) -> None:
        self._usage, self._row = usage, row

    def __len__(self) -> int:
        return len(self._usage)

    def __getitem__(self, part: slice) -> Sequence[Row]:
        return self._draw(self._usage[part])

    def __iter__(self) -> Iterator[Row]:
        len(self)
        return iter(self._draw(self._usage.read))

    def _draw(self, records: Sequence[UsageRecord]) -> list[Row]:
        whole = max((one.emails for one in self._usage.read), default=0)
        return [self._row(one, whole) for one in records]


class UsageTab(ListTab):
    """One row for each day, month or hour with mail."""

    DEFAULT_CSS = "UsageTab > #usage-legend { height: 1; margin-bottom: 1; }"
    BINDINGS = [
        Binding("d", "span", "Day/month/hour", id="usage.span", tooltip="By day, month or hour"),
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
                    Column("Free", right=True),
                    Column("Plans", right=True),
                    Column("Pay-as-you-go", right=True),
                ),
                self._rows,
                self._shapes,
                "Nothing was sent yet. What is sent stands here, by day and by what paid for it.",
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
        """Read what was sent."""
        self._paint()

    def on_resize(self) -> None:
        """Draw the bars anew for the room there is."""
        self._list.redraw()

    def action_span(self) -> None:
        """Take the next span."""
        self._span = SPANS[(SPANS.index(self._span) + 1) % len(SPANS)]
        self._list.spec = self._list.spec._replace(noun=f"{self._span}s")
        with toast_errors(self.app):
            self._list.reload_from_top()

    def _paint(self) -> None:
        pairs = (
            (MARKS.by_free, "$muted", "free quota"),
            (MARKS.by_plans, "$success", "plans"),
            (MARKS.by_pay_as_you_go, "$warning", "pay-as-you-go"),
        )
        self.query_one("#usage-legend", Static).update(legend("Paid by", pairs))
        self._list.reload()

    def _rows(self) -> LazyList[Row]:
        return _UsageRows(self.direct_mail.overviews.usage_history(self._span), self._row)

    def _row(self, one: UsageRecord, whole: int) -> Row:
        label = show_span(one.hour, self._span)
        plans = sum(one.plans.values())
        parts = (
            (MARKS.by_free, one.free),
            (MARKS.by_plans, plans),
            (MARKS.by_pay_as_you_go, one.pay_as_you_go),
        )
        room = bar_width(self._room - NUMBER_COLUMNS_WIDTH - len(label))
        colours = [self.app.theme_variables[name] for name in ("muted", "success", "warning")]
        bar = colour_bar(bar_segments(parts, whole, room), colours)
        numbers = (f"{one.free:,}", f"{plans:,}", f"{one.pay_as_you_go:,}")
        return Row(one.id, (label, f"{one.emails:,}", bar, *numbers), one.emails)

    def _shapes(self) -> tuple[type[Model], Sequence[Model]]:
        usage = self.direct_mail.overviews.usage(self._span)
        return UsageShape, [UsageShape.of(one, self._span) for one in usage]


def colour_bar(pieces: list[str], colours: list[str]) -> Text:
    """Return the bar of one row, each piece in its colour."""
    return Text.assemble(*zip(pieces, colours, strict=True))


def bar_width(room: int) -> int:
    """Return how long the longest bar is where `room` cells are left for it."""
    return min(MAX_BAR_WIDTH, max(MIN_BAR_WIDTH, room))


def legend(title: str, pairs: Sequence[tuple[str, str, str]]) -> Content:
    """Return what the marks of the bars mean: (mark, style, name) after `title`."""
    parts = [part for mark, style, name in pairs for part in ((mark * 2, style), f" {name}    ")]
    return text(f"{title}   ", *parts)
