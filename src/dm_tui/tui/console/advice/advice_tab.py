"""Advice: the cheapest billing model for the volume you expect, as a picture, dates, bars and a table."""

import asyncio
from collections.abc import Mapping
from functools import partial

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, VerticalScroll
from textual.widget import Widget
from textual.widgets import Input

from dm_tui.domain.advice.saving_wording import saving_title
from dm_tui.domain.advice.volume_from_usage import VolumeProposal
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.overview.views import Overview
from dm_tui.tui.background import Failure, run_in_thread
from dm_tui.tui.console.advice.advice_pages import NAMES, Page, Stripe, pages_for
from dm_tui.tui.console.advice.advice_question import FIELDS, answer
from dm_tui.tui.console.advice.advice_view import (
    AdviceViewModel,
    PaintedRows,
    paint_answer,
    paint_dates,
    paint_notes,
)
from dm_tui.tui.console.advice.half_or_double import paint_wrong_guess
from dm_tui.tui.console.advice.options_table import paint_options
from dm_tui.tui.console.shared.console_tab import ConsoleTab
from dm_tui.tui.screen_text import lines, muted, text, warning
from dm_tui.tui.widgets.field import Field
from dm_tui.tui.widgets.saving_chart import SavingChart
from dm_tui.tui.widgets.text_block import TextBlock
from dm_tui.tui.widgets.view_switcher import ViewLabel, ViewSwitcher

MAX_FIELD_CHARS = 400
"""Characters of a field: a number for every month of two years fits."""
LEAST_CHART_ROWS, MOST_CHART_ROWS = 9, 22
"""Rows of the picture with its frame, at least and at most."""
SLIM_WIDTH, SIDE_BY_SIDE_WIDTH = 50, 92
"""Cells below which the fields form one column, and from which panels are side by side."""
PAIRS = (("saving", "dates"), ("wrong", "table"), ("notes",))
"""The parts that stand beside one another where there is room."""
DATES_WIDTH, WRONG_WIDTH = 40, 46
"""Cells of the dates of purchase beside the picture, and of the wrong guesses beside the options."""


class AdvicePage(VerticalScroll, inherit_bindings=False):
    """What scrolls where the window is too small; the tab turns its pages."""


class AdviceTab(ConsoleTab):
    """Every key asks again, in a thread; one question at a time, and only the latest answer is shown."""

    SCOPED_CSS = False
    BINDINGS = [Binding("escape", "leave", "Tabs", show=False)]
    DEFAULT_CSS = """
    AdviceTab {
        & VerticalScroll { scrollbar-size-vertical: 1; }
        & .asked { height: auto; layout: grid; grid-size: 3; grid-rows: 1; grid-columns: auto; }
        & .asked Horizontal { width: auto; height: 1; margin-right: 2; }
        & .asked TextBlock { width: auto; color: $muted; margin-right: 1; }
        & #advice-answer { height: auto; margin: 1 0; }
        & #advice-pages { height: 1; }
        & #advice-next { width: auto; }
        & #advice-more { height: auto; }
        & .pair { height: auto; layout: vertical; }
        & .pair TextBlock { height: auto; width: 1fr; }
        & #advice-saving { width: 1fr; }
        & #advice-notes { height: auto; }
    }
    .-roomy AdviceTab .boxed {
        border: round $line; padding: 0 1; border-title-color: $primary; border-title-style: bold;
    }
    AdviceTab.-beside .pair { layout: horizontal; }
    AdviceTab.-beside .pair #advice-dates { width: 40; margin-left: 2; }
    AdviceTab.-beside .pair #advice-wrong { width: 46; }
    AdviceTab.-beside .pair #advice-table { margin-left: 2; }
    .-narrow AdviceTab .asked { grid-size: 2; }
    AdviceTab.-slim .asked { grid-size: 1; }
    .-short AdviceTab #advice-answer { margin: 0; }
    AdviceTab.-tight #advice-answer { margin: 0; }
    .-tall AdviceTab #advice-more { height: 1fr; min-height: 6; }
    .-roomy AdviceTab #advice-more { height: 1fr; min-height: 6; }
    .-narrow AdviceTab #advice-more { height: auto; }
    """

    def __init__(self, direct_mail: DirectMail) -> None:
        super().__init__(direct_mail)
        self._asked: dict[str, str] | None = None
        self._answering = False
        self._shown: AdviceViewModel | None = None
        self._proposal: VolumeProposal | None = None
        self._begun = False
        self._pages: list[Page] = []

    def compose(self) -> ComposeResult:
        with AdvicePage(id="advice-all", can_focus=False):
            with Widget(classes="asked"):
                for id, label, width, hint in FIELDS:
                    with Horizontal():
                        yield TextBlock(text(label))
                        field = Field(id=f"advice-{id}", placeholder=hint, limit=MAX_FIELD_CHARS)
                        field.styles.width = width
                        yield field
            yield TextBlock(id="advice-answer")
            with Horizontal(id="advice-pages"):
                yield ViewSwitcher(id="advice-views")
                yield TextBlock(text(("PgDn", "bold"), (" Next", "$muted")), id="advice-next")
            with AdvicePage(id="advice-more", can_focus=False):
                with Widget(classes="pair", id="advice-pictures"):
                    chart = SavingChart(id="advice-saving")
                    chart.add_class("boxed")
                    yield chart
                    yield TextBlock(id="advice-dates", classes="boxed")
                with Widget(classes="pair", id="advice-below"):
                    yield TextBlock(id="advice-wrong", classes="boxed")
                    yield TextBlock(id="advice-table", classes="boxed")
                yield TextBlock(id="advice-notes")

    def reload(self, view: Overview) -> None:
        """Begin with the volume that past usage suggests; then answer for the plans the account owns now."""
        if not self._begun:
            self._begun = True
            self._proposal = proposal = self.direct_mail.advice.proposal()
            if proposal is not None:
                self._field("monthly").placeholder = str(proposal.monthly)
                self._field("monthly").put(str(proposal.monthly))
                self._field("spread").put(str(proposal.spread))
                self._field("growth").put(str(proposal.growth))
        self._ask()

    @property
    def default_focus(self) -> Widget:
        """The volume: a digit belongs to the field that one sees. Escape leads back to the tabs."""
        return self._field("monthly")

    def action_leave(self) -> None:
        """Go back to the tabs."""
        self.screen.query_one("#tabs").focus()

    def on_resize(self) -> None:
        self.set_class(self.size.width >= SIDE_BY_SIDE_WIDTH, "-beside")
        self.set_class(self.size.width < SIDE_BY_SIDE_WIDTH, "-stacked")
        self.set_class(self.size.width < SLIM_WIDTH, "-slim")
        if self._shown is not None:
            self._paint(self._shown)

    def page(self, by: int) -> None:
        """Scroll what is too tall for the window, then go to the next page; the focus stays in its field."""
        for scroll in (self.query_one("#advice-more"), self.query_one("#advice-all")):
            at = scroll.scroll_offset.y
            to = min(max(0, at + by * max(1, scroll.size.height - 1)), scroll.max_scroll_y)
            if to != at:
                scroll.scroll_to(y=to, animate=False, immediate=True)
                return
        ids = [page.id for page in self._pages]
        if ids and self._view in ids:
            self._turn_to(ids[min(max(0, ids.index(self._view) + by), len(ids) - 1)])

    @property
    def _view(self) -> str:
        return self.query_one(ViewSwitcher).shown

    @on(ViewSwitcher.ViewRequested)
    def _view_requested(self, event: ViewSwitcher.ViewRequested) -> None:
        event.stop()
        self._turn_to(event.view)

    def _turn_to(self, page: str) -> None:
        if self._shown is not None and page != self._view:
            self.query_one(ViewSwitcher).shown = page
            self.query_one("#advice-more").scroll_home(animate=False, immediate=True)
            self._paint(self._shown)

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
        if not self._has_volume(self._asked):
            self._say([muted("How many emails a month do you expect? Type it, such as 20k.")])
        elif not self._answering:
            self._answering = True
            self._answer()

    def _has_volume(self, asked: Mapping[str, str]) -> bool:
        """Whether a volume was typed, or an empty field has one from past usage."""
        return bool(asked["monthly"]) or self._proposal is not None

    @work(group="advice")
    async def _answer(self) -> None:
        """Answer in a thread until the latest question is answered: a burst of keys asks once or twice."""
        try:
            while (asked := self._asked) is not None and self._has_volume(asked):
                await asyncio.sleep(0)
                result = await run_in_thread(partial(answer, self.direct_mail, asked, self._proposal))
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

    @property
    def _width(self) -> int:
        return (self.size.width or self.screen.size.width) - 3

    def _say(self, rows: PaintedRows) -> None:
        self._shown = None
        self.query_one("#advice-answer", TextBlock).update(lines(rows))
        self.query_one("#advice-more").display = self.query_one("#advice-pages").display = False

    def _paint(self, view: AdviceViewModel) -> None:
        self._shown = view
        beside, boxed = self.has_class("-beside"), self.screen.has_class("-roomy")
        width, frame = self._width, 4 if boxed else 0
        left, right = (WRONG_WIDTH, width - WRONG_WIDTH - 2) if beside else (width, width)
        answer = lines(paint_answer(view, width))
        wrong, options = paint_wrong_guess(view, left - frame), paint_options(view, right - frame)
        above = len(FIELDS) // self._fields_in_a_row + answer.get_height({}, width)
        room = self.size.height - above - (0 if self.screen.has_class("-short") else 2)
        dates = paint_dates(view, DATES_WIDTH - frame if beside else width - frame, tall=False)
        notes = lines(paint_notes(view, width))
        panels = {"dates": dates, "wrong": wrong, "table": options}
        heights = {part: _height(rows, width) + (2 if boxed else 1) for part, rows in panels.items()}
        heights |= {"saving": LEAST_CHART_ROWS, "notes": notes.get_height({}, width)}
        page = self._page_of(heights, room, beside=beside, has_chart=view.saving is not None)
        spare = page.spare(room - (len(self._pages) > 1))
        self.set_class(spare < 0, "-tight")
        rows = max(LEAST_CHART_ROWS, min(MOST_CHART_ROWS, LEAST_CHART_ROWS + spare))
        self._show_saving(view, rows, boxed=boxed)
        if beside:
            heights["dates"] = rows = max(rows, heights["dates"])
            heights["wrong"] = heights["table"] = max(heights["wrong"], heights["table"])
            dates = paint_dates(view, DATES_WIDTH - frame, tall=rows >= 2 * LEAST_CHART_ROWS - 4)
        self.query_one("#advice-more").display = True
        self.query_one("#advice-answer", TextBlock).update(answer)
        for part, title, content in (
            ("dates", "When to buy", dates),
            ("wrong", "If your volume is another", wrong),
            ("table", "All options", options),
        ):
            self._show(part, title, content, boxed=boxed, height=heights[part])
        self.query_one("#advice-notes", TextBlock).update(notes)

    def _page_of(self, heights: Mapping[str, int], room: int, *, beside: bool, has_chart: bool) -> Page:
        """Divide the parts into pages, show those of the page in front, and return it."""
        parts = [part for part in NAMES if part != "saving" or has_chart]
        stripes = [Stripe((part,), heights[part]) for part in parts]
        if beside:
            pairs = [tuple(part for part in pair if part in parts) for pair in PAIRS]
            stripes = [Stripe(pair, max(heights[part] for part in pair)) for pair in pairs]
        self._pages = pages_for(stripes, room)
        views = self.query_one(ViewSwitcher)
        views.views = tuple(ViewLabel(page.id, NAMES[page.id]) for page in self._pages)
        front = next((page for page in self._pages if views.shown in page.parts), self._pages[0])
        views.shown = front.id
        self.query_one("#advice-pages").display = len(self._pages) > 1
        for part in NAMES:
            self.query_one(f"#advice-{part}").display = part in front.parts
        return front

    @property
    def _fields_in_a_row(self) -> int:
        return 1 if self.has_class("-slim") else 2 if self.screen.has_class("-narrow") else 3

    def _show_saving(self, view: AdviceViewModel, rows: int, *, boxed: bool) -> None:
        chart = self.query_one(SavingChart)
        chart.styles.height = rows
        chart.border_title = saving_title(view.saving) if view.saving is not None else ""
        chart.show(view.saving, titled=not boxed)

    def _show(self, id: str, title: str, rows: PaintedRows, *, boxed: bool, height: int | str) -> None:
        """Show a part, its title in the frame or, where there is none, above it."""
        part = self.query_one(f"#advice-{id}", TextBlock)
        part.border_title = title
        part.styles.height = height
        part.update(lines(rows if boxed else [text((title, "bold $primary")), *rows]))


def _height(rows: PaintedRows, width: int) -> int:
    return lines(rows).get_height({}, width)
