"""Advice: the cheapest billing model for the volume you expect, as a table and as two plots."""

import asyncio
from decimal import Decimal
from functools import partial

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, VerticalScroll
from textual.widget import Widget
from textual.widgets import Input, Static

from dm_tui.domain.advice.demand import QuotaChoice
from dm_tui.domain.advice.volume import (
    VolumeProposal,
    parse_daily_quota,
    parse_months,
    parse_percent,
    parse_volumes,
)
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.overview.views import Overview
from dm_tui.tui.background import Failure, run_in_thread
from dm_tui.tui.console.advice.advice_view import (
    AdviceViewModel,
    PaintedRows,
    paint_answer,
    paint_notes,
    paint_options,
    paint_spread_plot,
    paint_volume_plot,
)
from dm_tui.tui.console.shared.console_tab import ConsoleTab
from dm_tui.tui.paint import lines, muted, text, warning
from dm_tui.tui.widgets.field import Field

FIELDS = (
    ("monthly", "Emails a month", 14, "20k"),
    ("spread", "spread %", 6, "0"),
    ("growth", "growth %", 6, "0"),
    ("months", "months", 4, "6"),
    ("quota", "daily quota", 9, "as now"),
    ("quota-growth", "its growth %", 6, "0"),
)
"""The fields: id, label, width, and the value that holds while the field is empty."""

MAX_FIELD_CHARS = 400
"""Characters of a field: a number for every month of two years fits."""
PAGE_STOPS = "#advice-table, #advice-notes, .plots Static"
"""The widgets at which a page begins."""
MIN_PLOT_ROWS, MAX_PLOT_ROWS, LINES_BESIDES_PLOT = 6, 14, 7
"""Rows of a plot, at least and at most, and the rows of the fields and of a plot's frame."""
SLIM_WIDTH, SIDE_BY_SIDE_WIDTH = 50, 92
"""Cells below which the fields form one column, and from which the plots are side by side."""


class AdviceTab(ConsoleTab):
    """Every key asks again, in a thread.

    Questions are answered one at a time, and only the latest answer is shown.
    """

    SCOPED_CSS = False
    BINDINGS = [Binding("escape", "leave", "Tabs", show=False)]
    DEFAULT_CSS = """
    AdviceTab {
        & VerticalScroll { scrollbar-size-vertical: 1; }
        & .asked { height: auto; layout: grid; grid-size: 3; grid-rows: 1; grid-columns: auto; }
        & .asked Horizontal { width: auto; height: 1; margin-right: 2; }
        & .asked Static { width: auto; color: $muted; margin-right: 1; }
        & #advice-answer { height: auto; margin: 1 0; }
        & #advice-more { height: auto; }
        & #advice-more Static { height: auto; }
        & #advice-notes { margin-top: 1; }
        & .plots { height: auto; layout: vertical; }
        & .plots Static { width: 1fr; margin-top: 1; }
    }
    AdviceTab.-beside .plots { layout: horizontal; }
    AdviceTab.-beside #advice-by-spread { padding-left: 2; }
    .-narrow AdviceTab .asked { grid-size: 2; }
    AdviceTab.-slim .asked { grid-size: 1; }
    .-short AdviceTab #advice-answer { margin: 0; }
    .-normal.-tall AdviceTab #advice-more { height: 1fr; min-height: 6; }
    .-normal.-roomy AdviceTab #advice-more { height: 1fr; min-height: 6; }
    .-wide.-tall AdviceTab #advice-more { height: 1fr; min-height: 6; }
    .-wide.-roomy AdviceTab #advice-more { height: 1fr; min-height: 6; }
    """

    def __init__(self, direct_mail: DirectMail) -> None:
        super().__init__(direct_mail)
        self._asked: dict[str, str] | None = None
        self._answering = False
        self._shown: AdviceViewModel | None = None
        self._proposal: VolumeProposal | None = None
        self._begun = False

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="advice-all", can_focus=False):
            with Widget(classes="asked"):
                for id, label, width, hint in FIELDS:
                    with Horizontal():
                        yield Static(text(label), markup=False)
                        field = Field(id=f"advice-{id}", placeholder=hint, limit=MAX_FIELD_CHARS)
                        field.styles.width = width
                        yield field
            yield Static(id="advice-answer", markup=False)
            with VerticalScroll(id="advice-more", can_focus=False):
                yield Static(id="advice-table", markup=False)
                with Widget(classes="plots"):
                    yield Static(id="advice-by-volume", markup=False)
                    yield Static(id="advice-by-spread", markup=False)
                yield Static(id="advice-notes", markup=False)

    def reload(self, view: Overview) -> None:
        """Begin with the volume that past usage suggests; then answer for the plans the account owns now."""
        if not self._begun:
            self._begun = True
            self._proposal = proposal = self.direct_mail.advice.proposal()
            if proposal is not None:
                self._field("monthly").put(str(proposal.monthly))
                self._field("spread").put(str(proposal.spread))
                self._field("growth").put(str(proposal.growth))
        self._ask()

    @property
    def default_focus(self) -> Widget | None:
        """The volume while it is empty; then none, so that the number keys still change the tab."""
        return None if self._field("monthly").value else self._field("monthly")

    def action_leave(self) -> None:
        """Go back to the tabs."""
        self.screen.query_one("#tabs Tabs").focus()

    def on_resize(self) -> None:
        self.set_class(self.size.width >= SIDE_BY_SIDE_WIDTH, "-beside")
        self.set_class(self.size.width < SLIM_WIDTH, "-slim")
        if self._shown is not None:
            self._paint(self._shown)

    def page(self, by: int) -> None:
        """Go to the next part, or by a page; the focus stays in its field."""
        for scroll in (self.query_one("#advice-more"), self.query_one("#advice-all")):
            page = max(1, scroll.size.height - 1)
            parts = (stop.region.y - scroll.region.y for stop in self.query(PAGE_STOPS))
            near = [y for y in parts if 0 < y * by <= page + 2]  # an empty row is skipped
            way = min(near, key=abs, default=by * page)
            at = scroll.scroll_offset.y
            to = min(max(0, at + way), scroll.max_scroll_y)
            if to != at:
                scroll.scroll_to(y=to, animate=False)
                return

    def _field(self, id: str) -> Field:
        return self.query_one(f"#advice-{id}", Field)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._ask()

    @on(Input.Submitted)
    def _next(self, event: Input.Submitted) -> None:
        event.stop()
        self.screen.focus_next()

    def _ask(self) -> None:
        self._asked = {id: self._field(id).value.strip() for id, *_ in FIELDS}
        if not self._asked["monthly"]:
            self._say([muted("How many emails a month do you expect? Type it, such as 20k.")])
        elif not self._answering:
            self._answering = True
            self._answer()

    @work(group="advice")
    async def _answer(self) -> None:
        """Answer in a thread until the latest question is answered: a burst of keys asks once or twice."""
        try:
            while (asked := self._asked) is not None and asked["monthly"]:
                await asyncio.sleep(0)
                result = await run_in_thread(partial(self._advise, asked))
                if self._asked is not asked:
                    continue
                if not self.is_attached:
                    return
                if isinstance(result, Failure):
                    self._say([warning(result.words, width=self._width)])
                else:
                    self._paint(result)
                return
        finally:
            self._answering = False

    def _advise(self, asked: dict[str, str]) -> AdviceViewModel:
        advice, proposal = self.direct_mail.advice, self._proposal
        question = advice.question(
            parse_volumes(asked["monthly"]),
            spread=_read_percent(asked["spread"], "spread"),
            growth=_read_percent(asked["growth"], "growth"),
            months=parse_months(asked["months"]) if asked["months"] else None,
            daily_quota=parse_daily_quota(asked["quota"]) if asked["quota"] else QuotaChoice.OWN,
            quota_growth=_read_percent(asked["quota-growth"], "growth of the quota"),
        )
        result = advice.findings(question)
        return AdviceViewModel(
            question,
            result,
            advice.curve(question, result),
            advice.spread_curve(question, result),
            proposal is not None and question.monthly == (proposal.monthly,),
        )

    @property
    def _width(self) -> int:
        return (self.size.width or self.screen.size.width) - 3

    def _say(self, rows: PaintedRows) -> None:
        self._shown = None
        self.query_one("#advice-answer", Static).update(lines(rows))
        for id in ("table", "by-volume", "by-spread", "notes"):
            self.query_one(f"#advice-{id}", Static).update("")

    def _paint(self, view: AdviceViewModel) -> None:
        self._shown = view
        beside, width = self.has_class("-beside"), self._width
        answer = lines(paint_answer(view, width))
        notes = lines(paint_notes(view, width))
        options = lines(paint_options(view, width, more=not beside))
        room = self.size.height - answer.get_height({}, width) - LINES_BESIDES_PLOT
        if beside:
            room -= options.get_height({}, width) + notes.get_height({}, width)
        size = (width - 4) // 2 if beside else width, max(MIN_PLOT_ROWS, min(MAX_PLOT_ROWS, room))
        for id, content in (
            ("answer", answer),
            ("table", options),
            ("by-volume", lines(paint_volume_plot(view, *size, beside=beside))),
            ("by-spread", lines(paint_spread_plot(view, *size, beside=beside))),
            ("notes", notes),
        ):
            self.query_one(f"#advice-{id}", Static).update(content)


def _read_percent(typed: str, name: str) -> Decimal:
    return parse_percent(typed, name) if typed else Decimal(0)
