"""Paints an advice: the answer, the table of options, and two plots."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import NamedTuple

from dm_tui.domain.advice.curves import CostLine, SpreadCurve, VolumeCurve
from dm_tui.domain.advice.demand import AdviceRequest
from dm_tui.domain.advice.results import AdviceOption, AdviceResult
from dm_tui.domain.advice.wording import option_label, purchase_lines, request_summary, sensitivity_lines
from dm_tui.domain.text import clean
from dm_tui.tui.console.advice.line_plot import Axis, Curve, Tick, plot
from dm_tui.tui.paint import MARKS, Part, muted, text, warning

PaintedRows = list[Part]


class AdviceViewModel(NamedTuple):
    """A question and its results; `proposed` where its volume comes from past usage."""

    question: AdviceRequest
    findings: AdviceResult
    by_volume: VolumeCurve
    by_spread: SpreadCurve
    proposed: bool


class _Column(NamedTuple):
    """A column of the table; where there is no room, the columns that matter least are left out."""

    head: str
    matters: int
    cell: Callable[[AdviceOption], str]


_COLUMNS = (
    _Column("cost in ···", 9, lambda option: option.expected_cost.figure()),
    _Column("80 of 100 cases", 7, lambda option: _range(option)),
    _Column("cheaper in", 5, lambda option: _percent(option.chance_percent)),
    _Column("left over", 6, lambda option: f"{option.unused_emails:,}" if option.plans else ""),
    _Column("pays off above", 8, lambda option: _above(option)),
)
_UNCERTAINTY_COLUMNS = ("80 of 100 cases", "cheaper in")
"""Columns that mean nothing for a known volume."""


def paint_answer(view: AdviceViewModel, width: int) -> PaintedRows:
    """Return the recommendation, the reason, and the serious warnings."""
    best = view.findings.recommendation
    return [
        text((f"{MARKS.next} {best.headline}", "bold $accent")),
        text(clean(best.why)),
        *(
            warning(alert.message, serious=True, width=width)
            for alert in view.findings.warnings
            if alert.serious
        ),
    ]


def paint_options(view: AdviceViewModel, width: int, *, more: bool) -> PaintedRows:
    """Return the table of options; where there is `more` below, its head names the key for it."""
    options, best = view.findings.options, view.findings.recommendation
    marks = _marks(options)
    names = [option_label(option.name) for option in options]
    wide = max(map(len, names))
    columns = _fitting_columns(options, width - 2 - wide, bool(view.question.spread))
    head = "".join(f"  {column.head:>{room}}" for column, room in columns)
    head = head.replace("···", best.expected_cost.currency)
    rows: PaintedRows = [muted(f"{'pgdn plots' if more else '':{wide + 2}}{head}")]
    for name, option in zip(names, options, strict=True):
        row = f"{name:<{wide}}" + "".join(f"  {column.cell(option):>{room}}" for column, room in columns)
        style = "bold $accent" if option.name == best.name else ""
        rows.append(text((f"{marks[option.name]} ", "bold"), (row, style)))
    return rows


def paint_notes(view: AdviceViewModel, width: int) -> PaintedRows:
    """Return the notes: dates of purchase, certainty, other warnings, and the assumptions."""
    best, question = view.findings.recommendation, view.question
    dates = purchase_lines(best)
    return [
        *([f"Buy {', '.join(dates)}."] if len(dates) > 1 else []),
        *(
            [f"In 80 of 100 cases it costs {best.expected_cost.currency} {_range(best)}."]
            if question.spread
            else []
        ),
        *sensitivity_lines(view.findings, question, view.by_spread),
        *(warning(alert.message, width=width) for alert in view.findings.warnings if not alert.serious),
        muted(request_summary(question, from_history=view.proposed)),
    ]


def paint_volume_plot(view: AdviceViewModel, width: int, height: int, *, beside: bool) -> PaintedRows:
    """Return the cost of every option from no mail to twice the expected volume."""
    curve = view.by_volume
    top = curve.monthly[-1] or 1
    curves = _curves(view, curve.lines, top)
    ticks = _ticks(curves, curve.lines, top)
    if view.question.spread:
        ticks += [Tick(curve.low / top, "("), Tick(curve.high / top, ")")]
    ticks.append(Tick(curve.expected / top, MARKS.up))
    caption = _caption("expected", curves)
    return [
        _title("Cost by volume", caption if beside else _legend(view)),
        *plot(
            curves,
            Axis("0", f"{top:,} emails a month", ticks, "" if beside else caption),
            view.findings.recommendation.expected_cost.currency,
            (0, max(line.heights[-1] for line in curves[:2]) * 1.05),
            (width, height),
        ),
    ]


def paint_spread_plot(view: AdviceViewModel, width: int, height: int, *, beside: bool) -> PaintedRows:
    """Return the expected cost of every option, from a predictable volume to a variable one."""
    curve = view.by_spread
    most = curve.spreads[-1]
    curves = _curves(view, curve.lines, most)
    ticks = [*_ticks(curves, curve.lines, most), Tick(float(curve.asked) / most, MARKS.up)]
    pay_as_you_go = next(at for at, option in enumerate(view.findings.options) if not option.plans)
    seen = [height for at in {0, 1, pay_as_you_go} for height in curves[at].heights]
    margin = (max(seen) - min(seen)) * 0.1
    caption = _caption("yours", curves)
    return [
        _title("Cost by spread", caption if beside else _legend(view)),
        *plot(
            curves,
            Axis("0 % predictable", f"variable {most} %", ticks, "" if beside else caption),
            view.findings.recommendation.expected_cost.currency,
            (max(0.0, min(seen) - margin), max(seen) + margin),
            (width, height),
        ),
    ]


def _marks(options: Sequence[AdviceOption]) -> dict[str, str]:
    """Return the mark of every option in the plots: a dot for the recommended one, letters for others."""
    letters = iter("abcdefgh")
    return {
        option.name: MARKS.here if not number else "." if not option.plans else next(letters)
        for number, option in enumerate(options)
    }


def _curves(view: AdviceViewModel, lines: Sequence[CostLine], end: int) -> list[Curve]:
    """Return the lines; the recommended line has a mark where it crosses pay-as-you-go.

    If pay-as-you-go itself is recommended, every line that crosses it has one.
    """
    marks = _marks(view.findings.options)
    best = view.findings.recommendation
    return [
        Curve(
            marks[line.name],
            "$accent" if line.name == best.name else "",
            [float(cost) for cost in line.costs],
            line.break_even / end
            if line.break_even is not None and (line.name == best.name or not best.plans)
            else None,
        )
        for line in lines
    ]


def _ticks(curves: Sequence[Curve], lines: Sequence[CostLine], end: int) -> list[Tick]:
    """Return the places where lines cross pay-as-you-go: a cross as on the line, or the line's mark."""
    return [
        Tick(line.break_even / end, curve.mark if curve.crossing is None else MARKS.cross)
        for curve, line in reversed(list(zip(curves, lines, strict=True)))
        if line.break_even is not None
    ]


def _caption(here: str, curves: Sequence[Curve]) -> str:
    """Return the meaning of the marks below the axis, of those that are there."""
    crosses = any(line.crossing is not None and line.crossing <= 1 for line in curves)
    cross = f" {MARKS.dot} {MARKS.cross} break-even" if crosses else ""
    return f"{MARKS.up} {here}{cross}"


def _legend(view: AdviceViewModel) -> str:
    marks = _marks(view.findings.options)
    return "  ".join(f"{mark} {name}" for name, mark in marks.items())


def _title(title: str, legend: str) -> Part:
    return text((title, "bold"), (f"   {legend}", "$muted"))


def _fitting_columns(
    options: Sequence[AdviceOption], room: int, uncertain: bool
) -> list[tuple[_Column, int]]:
    """Return the columns that fit, with their widths."""
    widths = {
        column: max(len(column.head), *(len(column.cell(option)) for option in options))
        for column in _COLUMNS
        if uncertain or column.head not in _UNCERTAINTY_COLUMNS
    }
    kept = set()
    for column in sorted(widths, key=lambda column: -column.matters):
        if widths[column] + 2 <= room:
            kept.add(column)
            room -= widths[column] + 2
    return [(column, width) for column, width in widths.items() if column in kept]


def _range(option: AdviceOption) -> str:
    low, high = option.low_cost.figure(), option.high_cost.figure()
    return low if low == high else f"{low} to {high}"


def _above(option: AdviceOption) -> str:
    if not option.plans:
        return ""
    above = option.break_even_monthly
    return "never" if above is None else f"{above:,} a month"


def _percent(figure: int | Decimal | None) -> str:
    return "" if figure is None else f"{figure} %"
