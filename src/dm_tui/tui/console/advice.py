"""Advice: which billing model for the volume that is expected, as a table and as lines that cross."""

import asyncio
from collections.abc import Sequence
from decimal import Decimal

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Static

from dm_tui.domain.advisor import Findings, Option
from dm_tui.domain.catalogue import parse_volume
from dm_tui.domain.curves import VolumeCurve
from dm_tui.domain.dates import show_date
from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.text import clean
from dm_tui.domain.volume import parse_months, parse_percent, parse_volumes
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.overview import Overview
from dm_tui.tui.console.face import Face
from dm_tui.tui.console.plot import Curve, Tick, plot
from dm_tui.tui.paint import MARKS, Part, lines, muted, text, warning
from dm_tui.tui.widgets.field import Field

FIELDS = (
    ("monthly", "Emails a month", 14, "20k"),
    ("spread", "spread %", 6, "0"),
    ("growth", "growth %", 6, "0"),
    ("months", "months", 4, "6"),
    ("quota", "daily quota", 9, "as now"),
)
"""What is asked: the id, its label, how wide it is, and what is taken where it is left empty."""

PLOT, AROUND = (6, 14), 12
"""Rows of the plot at least and at most, and the rows beside it and the table."""


class Advice(Face):
    """Every key asks anew, beside the screen; the answer to an older question is never shown."""

    SCOPED_CSS = False
    BINDINGS = [
        Binding("escape", "leave", "Tabs", show=False),
        Binding("pageup", "page(-1)", "Up", show=False),
        Binding("pagedown", "page(1)", "Down", show=False),
    ]
    DEFAULT_CSS = """
    Advice {
        & VerticalScroll { scrollbar-size-vertical: 1; }
        & .asked { height: auto; }
        & .asked Horizontal { width: auto; height: 1; margin-right: 2; }
        & .asked Static { width: auto; color: $muted; margin-right: 1; }
        & #advice-text { height: auto; margin-top: 1; }
        & .asked { layout: grid; grid-size: 3; grid-rows: 1; grid-columns: auto; }
    }
    .-wide Advice .asked { grid-size: 5; }
    .-narrow Advice .asked { grid-size: 2; }
    """

    def __init__(self, mail: DirectMail) -> None:
        super().__init__(mail)
        self._asked: object = None
        self._shown: tuple[Findings, VolumeCurve] | None = None
        self._begun = False

    def compose(self) -> ComposeResult:
        """Yield what is asked, and the answer."""
        with VerticalScroll(can_focus=False):
            with Widget(classes="asked"):
                for id, label, width, hint in FIELDS:
                    with Horizontal():
                        yield Static(text(label), markup=False)
                        field = Field(id=f"advice-{id}", placeholder=hint, limit=200)
                        field.styles.width = width
                        yield field
            yield Static(id="advice-text", markup=False)

    def look(self, view: Overview) -> None:
        """Begin with what past usage suggests; then answer for what the account owns now."""
        if not self._begun:
            self._begun = True
            found = self.mail.advice.proposal()
            if found is not None:
                self._field("monthly").put(str(found.monthly))
                self._field("spread").put(str(found.spread))
                self._field("growth").put(str(found.growth))
        self._ask()

    @property
    def home(self) -> Widget | None:
        """The volume while there is none; then the number keys go on changing the tab."""
        return None if self._field("monthly").value else self._field("monthly")

    def action_leave(self) -> None:
        """Go back to the tabs."""
        self.screen.query_one("#tabs Tabs").focus()

    def on_resize(self) -> None:
        """Draw anew for the room there is."""
        if self._shown is not None:
            self._paint(*self._shown)

    def _field(self, id: str) -> Field:
        return self.query_one(f"#advice-{id}", Field)

    def action_page(self, by: int) -> None:
        """Scroll by a page; the focus stays with what is typed."""
        scroll = self.query_one(VerticalScroll)
        scroll.scroll_relative(y=by * max(1, scroll.size.height - 2), animate=False)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._ask()

    @on(Input.Submitted)
    def _next(self, event: Input.Submitted) -> None:
        event.stop()
        self.screen.focus_next()

    def _ask(self) -> None:
        self._asked = asked = object()
        values = {id: self._field(id).value.strip() for id, *_ in FIELDS}
        if not values["monthly"]:
            self._say(muted("How many emails a month do you expect? Type it, such as 20k."))
            return
        self._answer(asked, values)

    @work(group="advice")
    async def _answer(self, asked: object, values: dict[str, str]) -> None:
        """Answer in a thread, and show the answer unless something else was asked meanwhile."""

        def find() -> tuple[Findings, VolumeCurve]:
            advice = self.mail.advice
            question = advice.question(
                parse_volumes(values["monthly"]),
                spread=_percent(values["spread"], "spread"),
                growth=_percent(values["growth"], "growth"),
                months=parse_months(values["months"]) if values["months"] else None,
                daily_quota=parse_volume(values["quota"]) if values["quota"] else None,
            )
            found = advice.findings(question)
            return found, advice.curve(question, found)

        try:
            await asyncio.sleep(0)  # a burst of keys asks once
            if self._asked is not asked:
                return
            found = await asyncio.to_thread(find)
        except DirectMailError as error:
            if self._asked is asked and self.is_attached:
                self._say(warning(str(error)))
            return
        if self._asked is asked and self.is_attached:
            self._paint(*found)

    def _say(self, content: Content) -> None:
        self._shown = None
        self.query_one("#advice-text", Static).update(content)

    def _paint(self, findings: Findings, volumes: VolumeCurve) -> None:
        self._shown = findings, volumes
        size = self.size or self.screen.size
        width = min(110, size.width - 3)
        table = _table(findings, width)
        spare = size.height - AROUND - len(table)
        self.query_one("#advice-text", Static).update(
            lines(
                [
                    *_recommended(findings, width),
                    "",
                    *table,
                    "",
                    *_plot(findings, volumes, width, min(PLOT[1], max(PLOT[0], spare))),
                    "",
                    *(warning(one.message, width=width) for one in findings.warnings),
                ]
            )
        )


def _percent(typed: str, name: str) -> Decimal:
    return parse_percent(typed, name) if typed else Decimal(0)


def _recommended(findings: Findings, width: int) -> list[Part]:
    best = findings.recommendation
    rows: list[Part] = [
        text((f"{MARKS.next} {_name(best)}", "bold $accent")),
        text(clean(best.why)),
    ]
    buys = [
        f"{'now' if not one.month else show_date(one.buy_at)} {one.quantity} {MARKS.times} {one.spec}"
        for one in best.plans
    ]
    if len(buys) > 1:
        rows.append(muted(f"Buy {', '.join(buys)}."))
    return rows


def _name(option: Option) -> str:
    return {"pay-as-you-go": "pay-as-you-go", "mixed": "plans of several sizes"}.get(
        option.name, f"{option.name} plans"
    )


def _marks(options: Sequence[Option]) -> dict[str, str]:
    """Return the mark of every option in the plot: the recommended one full, the others letters."""
    letters = iter("abcdefgh")
    return {
        option.name: MARKS.here if not number else "." if not option.plans else next(letters)
        for number, option in enumerate(options)
    }


def _table(findings: Findings, width: int) -> list[Part]:
    wide = width >= 68
    head = f"{'':2}{'':22}{'cost in USD':>13}  {'unused':>10}"
    if wide:
        head += f"  {'pays off above':>18}"
    rows: list[Part] = [muted(head)]
    marks = _marks(findings.options)
    for option in findings.options:
        unused = f"{option.unused_emails:,}" if option.plans else ""
        row = f"{_name(option):<22}{option.expected_cost.figure():>13}  {unused:>10}"
        if wide and option.plans:
            above = option.break_even_monthly
            row += f"  {'never' if above is None else f'{above:,} a month':>18}"
        best = option.name == findings.recommendation.name
        rows.append(text((f"{marks[option.name]} ", "bold"), (row, "bold $accent" if best else "")))
    return rows


def _plot(findings: Findings, volumes: VolumeCurve, width: int, height: int) -> list[Part]:
    marks = _marks(findings.options)
    styles = {
        option.name: "$accent" if not at else "" for at, option in enumerate(findings.options)
    }
    curves = [
        Curve(marks[line.name], styles.get(line.name, ""), [float(one) for one in line.costs])
        for line in volumes.lines
    ]
    top = volumes.monthly[-1] or 1
    ticks = [Tick(volumes.expected / top, MARKS.up)]
    ticks += [
        Tick(line.break_even / top, MARKS.cross)
        for line in volumes.lines
        if line.break_even is not None
    ]
    caption = (
        f"{MARKS.up} expected {volumes.expected:,} {MARKS.dot} {MARKS.cross} pays off from here"
    )
    ends = ("0", f"{top:,} emails a month")
    return [*plot(curves, ticks, "USD", ends, width, height), muted(caption)]
