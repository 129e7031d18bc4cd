"""The overview: how much you can send, until when, at what cost, and what to do next.

It is one widget: frames and pictures are painted into its text, which keeps the first frame cheap.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from dm_tui.domain.account.wording import USER_GUIDE
from dm_tui.services.overview.views import Overview
from dm_tui.tui.bars_and_ladders import frame
from dm_tui.tui.console.overview.can_send import paint_verdict
from dm_tui.tui.console.overview.changed_rows import ChangedRows
from dm_tui.tui.console.overview.coming_events import paint_coming
from dm_tui.tui.console.overview.sent_emails import LEAST_ROWS, paint_sent
from dm_tui.tui.console.overview.suggestions import (
    may_buy_again,
    paint_checklist,
    paint_suggestions,
    paint_suggestions_in_a_row,
    steps_to_send,
)
from dm_tui.tui.console.overview.today_gauges import in_panel, in_rows, when_read
from dm_tui.tui.console.shared.console_tab import ConsoleTab, width_to_come
from dm_tui.tui.console.shared.plans_axis import (
    LABEL,
    MIN_PLANS_SHOWN,
    axis_legend,
    expiry_reminder_days,
    paint_plans,
)
from dm_tui.tui.console.shared.tab_names import tab_key
from dm_tui.tui.screen_text import Part, fact, lines, muted, text
from dm_tui.tui.widgets.window_sizes import TALL

if TYPE_CHECKING:  # the first frame asks no adviser
    from dm_tui.domain.advice.results import Recommendation

PANELS_WIDTH, PANELS_HEIGHT = 92, 24
"""The size from which on panels are beside one another."""

MOST_COLUMNS_ROWS = 9
"""Rows of the columns at most, where they have no panel of their own."""

ADDED_AFTER = 0.3
"""Seconds after the first frame until reminders and the adviser's word are read and added."""


class Added(NamedTuple):
    """What is read after the first frame: the days of reminders, and what the adviser would buy again."""

    reminder_days: tuple[int, ...] = ()
    advised: "Recommendation | None" = None


class OverviewTab(ConsoleTab):
    """Paints the account for the room there is."""

    DEFAULT_CSS = """
    OverviewTab > VerticalScroll { scrollbar-size-vertical: 1; }
    OverviewTab #overview-text { height: auto; text-wrap: nowrap; text-overflow: clip; }
    """
    _view: Overview | None = None
    _painted: object = None
    _added: "Added | None" = None

    def compose(self) -> ComposeResult:
        with VerticalScroll(can_focus=False):
            yield ChangedRows(id="overview-text")

    def on_mount(self) -> None:
        self.call_after_refresh(self.set_timer, ADDED_AFTER, self._read_added)

    def reload(self, view: Overview) -> None:
        self._view = view
        if self._added is not None:
            self._read_added()
        self._paint()

    @property
    def default_focus(self) -> Widget | None:
        """None: nothing here is chosen or typed."""
        return None

    def on_resize(self) -> None:
        self._paint()

    def _read_added(self) -> None:
        if self._view is None:
            return
        before, days = self._added, expiry_reminder_days(self.direct_mail)
        advised = self.direct_mail.advice.on_buying_again() if may_buy_again(self._view) else None
        self._added = Added(days, advised)
        if self._added != before:
            self._paint()

    def _paint(self) -> None:
        if self._view is None:
            return
        room = self.content_size or self._room_to_come()
        key = (self._view, room, self._added)
        if key == self._painted:
            return
        self._painted = key
        painted = paint_overview(self._view, room.width, room.height, self._added)
        if painted.plain.count("\n") >= room.height:  # the scroll bar takes a cell
            painted = paint_overview(self._view, room.width - 1, room.height, self._added)
        self.query_one(ChangedRows).show(painted)

    def _room_to_come(self) -> Size:
        """Return the room before the first layout: the window without the frame, see `ConsoleScreen`."""
        width, height = self.screen.size
        return Size(width_to_come(width), max(1, height - (5 if height >= TALL else 4)))


def paint_overview(view: Overview, width: int, height: int, added: Added | None = None) -> Content:
    """Return the whole overview for a pane of `width` × `height` cells."""
    added = added or Added()
    if width >= PANELS_WIDTH and height >= PANELS_HEIGHT:
        rows = _in_panels(view, width, height, added)
    else:
        rows = _in_one_column(view, width, height, added)
    return lines(rows)


def _rows(parts: Sequence[Part], width: int) -> list[Part]:
    """Return parts as rows of at most `width`: what is counted here is what is seen."""
    rows: list[Part] = []
    for part in parts:
        for row in text(part).split("\n", allow_blank=True) if part else [text("")]:
            rows += [row] if row.cell_length <= width else row.wrap(max(1, width))
    return rows


def _in_one_column(view: Overview, width: int, height: int, added: Added) -> list[Part]:
    """Return the parts under one another; the columns take the rows that are left, then there are gaps."""
    verdict = _rows(paint_verdict(view, width), width)
    today = _rows(in_rows(view, width), width)
    next_rows = _rows(_next_rows(view, width, added), width)
    guide = _rows([fact("User Guide", USER_GUIDE, LABEL - 1)] if _is_being_set_up(view) else [], width)
    besides = len(verdict) + len(today) + len(next_rows) + 1
    room = max(MIN_PLANS_SHOWN, height - besides)
    plans = _rows(paint_plans(view, width, room, added.reminder_days), width)
    left = height - besides - len(plans)
    legend = axis_legend(view, width - 2, reminders=bool(added.reminder_days))
    if legend and left > 0:
        plans.append(muted(f"  {legend}"))
        left -= 1
    columns = min(MOST_COLUMNS_ROWS, left + 1 if left + 1 >= LEAST_ROWS else 1)
    sent = _rows(paint_sent(view, width, columns), width)
    left -= len(sent) - 1
    if left >= len(guide) + 2:
        next_rows += guide
        left -= len(guide)
    parts: list[list[Part]] = [verdict, plans, today, sent, next_rows]
    rows: list[Part] = []
    for number, part in enumerate(parts):
        if number and number in _GAPS[: max(0, left)]:
            rows.append("")
        rows += part
    return rows


_GAPS = (1, 4, 2, 3)
"""The parts that have an empty row before them, those that need it most first."""


def _in_panels(view: Overview, width: int, height: int, added: Added) -> list[Part]:
    """Return two rows of panels: plans and today, then the sent emails and what to do next."""
    right = min(50, max(40, width // 3))
    left = width - right - 2
    verdict = _rows([*paint_verdict(view, width), *when_read(view, width)], width)
    body = height - len(verdict) - 1
    next_rows = _rows(_next_in_panel(view, right - 4, added), right - 4)
    least_below = max(LEAST_ROWS + 2, len(next_rows)) + 2
    room = max(MIN_PLANS_SHOWN * 2, body - least_below - 3)
    plans = _rows(paint_plans(view, left - 4, room, added.reminder_days, loose=True), left - 4)
    today = _rows(in_panel(view, right - 4, tall=body - least_below >= 15), right - 4)
    above = max(len(plans), len(today)) + 2
    below = max(least_below, body - above)
    sent = paint_sent(view, left - 4, below - 2)
    coming = paint_coming(view, added.reminder_days, right - 4, below - 3 - len(next_rows))
    next_rows += ["", *coming] if coming and next_rows[-1:] != [""] else coming
    legend = axis_legend(view, left - 40, reminders=bool(added.reminder_days))
    legend = legend or f"{tab_key('plans')} opens Plans"
    return [
        *verdict,
        "",
        *_beside(
            _panel("Plans, in the order they are used", legend, plans, left, above),
            _panel("Today", "", today, right, above),
        ),
        *_beside(
            _panel("Sent a day", f"{tab_key('usage')} opens Usage", sent, left, below),
            _panel("What next", "", next_rows, right, below),
        ),
    ]


def _next_in_panel(view: Overview, width: int, added: Added) -> list[Part]:
    guide = [muted("User Guide"), *map(muted, _cut(USER_GUIDE, width))] if _is_being_set_up(view) else []
    steps = paint_checklist(steps_to_send(view), width)
    return [*steps, "", *paint_suggestions(view, width, added.advised), "", *guide]


def _cut(address: str, width: int) -> list[str]:
    """Return an address on rows that join to it."""
    return [address[begin : begin + width] for begin in range(0, len(address), width)]


def _next_rows(view: Overview, width: int, added: Added) -> list[Part]:
    ready = all(step.done for step in steps_to_send(view))
    steps = [] if ready else paint_checklist(steps_to_send(view), width)
    return [*paint_suggestions_in_a_row(view, width, added.advised), *steps]


def _panel(title: str, note: str, rows: Sequence[Part], width: int, height: int) -> list[Content]:
    head, words = text((title, "bold $primary")), text((note, "$muted"))
    return frame(head, words, rows, width, height, heavy=False, style="$line").split("\n")


def _beside(left: Sequence[Content], right: Sequence[Content]) -> list[Part]:
    return [text(first, "  ", second) for first, second in zip(left, right, strict=True)]


def _is_being_set_up(view: Overview) -> bool:
    """Say whether the account is activated and a step to the first email is left: there the guide helps."""
    return view.pay_as_you_go.active is True and any(step.done is False for step in steps_to_send(view))
