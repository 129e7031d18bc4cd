"""Usage: how much was sent when, and what paid for it, told by the shape of the bar."""

from collections.abc import Callable, Iterator, Sequence

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.widgets import Static

from dm_tui.domain.dates import show_span
from dm_tui.domain.lazy_list import Gathered, Sliced
from dm_tui.domain.model import Model
from dm_tui.domain.usage.metering import Span, UsageRecord
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.overview.export import UsageShape
from dm_tui.services.overview.views import Overview
from dm_tui.tui.console.lists.list_spec import Column, Row, Sheet
from dm_tui.tui.console.lists.list_tab import ListFace
from dm_tui.tui.paint import MARKS, stacked, text
from dm_tui.tui.toasts import told

NUMBERS = 44
"""Cells a row takes beside its first column and its bar."""

SHORTEST, LONGEST = 10, 60
"""Cells of the longest bar, in a narrow window and in a wide one."""

SPANS = (Span.DAY, Span.MONTH, Span.HOUR)


class _Bars:
    """The rows of usage. Their bars are to the scale of the largest of all, as far as these were added up."""

    def __init__(
        self, usage: Gathered[UsageRecord], row: Callable[[UsageRecord, int], Row]
    ) -> None:
        self._usage, self._row = usage, row

    def __len__(self) -> int:
        return len(self._usage)

    def __getitem__(self, part: slice) -> Sequence[Row]:
        return self._drawn(self._usage[part])

    def __iter__(self) -> Iterator[Row]:
        len(self)
        return iter(self._drawn(self._usage.read))

    def _drawn(self, records: Sequence[UsageRecord]) -> list[Row]:
        whole = max((one.emails for one in self._usage.read), default=0)
        return [self._row(one, whole) for one in records]


class Usage(ListFace):
    """One row for each day, month or hour with mail."""

    DEFAULT_CSS = "Usage > #usage-legend { height: 1; margin-bottom: 1; }"
    BINDINGS = [
        Binding("d", "span", "Day/month/hour", id="usage.span", tooltip="By day, month or hour"),
    ]

    def __init__(self, mail: DirectMail) -> None:
        self._span = SPANS[0]
        super().__init__(
            mail,
            Sheet(
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

    def look(self, view: Overview) -> None:
        """Read what was sent."""
        self._paint()

    def on_resize(self) -> None:
        """Draw the bars anew for the room there is."""
        self._list.redraw()

    def action_span(self) -> None:
        """Take the next span."""
        self._span = SPANS[(SPANS.index(self._span) + 1) % len(SPANS)]
        self._list.sheet = self._list.sheet._replace(noun=f"{self._span}s")
        with told(self.app):
            self._list.anew()

    def _paint(self) -> None:
        pairs = (
            (MARKS.by_free, "$muted", "free quota"),
            (MARKS.by_plans, "$success", "plans"),
            (MARKS.by_usage, "$warning", "pay-as-you-go"),
        )
        self.query_one("#usage-legend", Static).update(legend("Paid by", pairs))
        self._list.look()

    def _rows(self) -> Sliced[Row]:
        return _Bars(self.mail.overviews.usage_history(self._span), self._row)

    def _row(self, one: UsageRecord, whole: int) -> Row:
        label = show_span(one.hour, self._span)
        plans = sum(one.plans.values())
        parts = (
            (MARKS.by_free, one.free),
            (MARKS.by_plans, plans),
            (MARKS.by_usage, one.pay_as_you_go),
        )
        room = bar_width(self._room - NUMBERS - len(label))
        colours = [self.app.theme_variables[name] for name in ("muted", "success", "warning")]
        bar = drawn_bar(stacked(parts, whole, room), colours)
        numbers = (f"{one.free:,}", f"{plans:,}", f"{one.pay_as_you_go:,}")
        return Row(one.id, (label, f"{one.emails:,}", bar, *numbers), one.emails)

    def _shapes(self) -> tuple[type[Model], Sequence[Model]]:
        usage = self.mail.overviews.usage(self._span)
        return UsageShape, [UsageShape.of(one, self._span) for one in usage]


def drawn_bar(pieces: list[str], colours: list[str]) -> Text:
    """Return the bar of one row, each piece in its colour."""
    return Text.assemble(*zip(pieces, colours, strict=True))


def bar_width(room: int) -> int:
    """Return how long the longest bar is where `room` cells are left for it."""
    return min(LONGEST, max(SHORTEST, room))


def legend(title: str, pairs: Sequence[tuple[str, str, str]]) -> Content:
    """Return what the marks of the bars mean: (mark, style, name) after `title`."""
    parts = [part for mark, style, name in pairs for part in ((mark * 2, style), f" {name}    ")]
    return text(f"{title}   ", *parts)
