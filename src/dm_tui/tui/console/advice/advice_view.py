"""An advice as it is painted: the answer, the table of the options, and two plots."""

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
    """A question with all that was found; `proposed` where its volume comes from past usage."""

    question: AdviceRequest
    findings: AdviceResult
    by_volume: VolumeCurve
    by_spread: SpreadCurve
    proposed: bool


class _Column(NamedTuple):
    """A column of the table. What matters least goes first where there is no room."""

    head: str
    matters: int
    cell: Callable[[AdviceOption], str]


_COLUMNS = (
    _Column("cost in USD", 9, lambda one: one.expected_cost.figure()),
    _Column("80 of 100 cases", 7, lambda one: _range(one)),
    _Column("cheaper in", 5, lambda one: _percent(one.chance_percent)),
    _Column("left over", 6, lambda one: f"{one.unused_emails:,}" if one.plans else ""),
    _Column("pays off above", 8, lambda one: _above(one)),
)
_UNCERTAINTY_COLUMNS = ("80 of 100 cases", "cheaper in")
"""Columns that say nothing of a known volume."""


def paint_answer(found: AdviceViewModel, width: int) -> PaintedRows:
    """Return what to do now, what that comes to, and what must be known before."""
    best = found.findings.recommendation
    return [
        text((f"{MARKS.next} {best.headline}", "bold $accent")),
        text(clean(best.why)),
        *(warning(one.message, serious=True, width=width) for one in found.findings.warnings if one.serious),
    ]


def paint_options(found: AdviceViewModel, width: int, *, more: bool) -> PaintedRows:
    """Return the options beside one another. The head names the key to what stands below, `more`."""
    options, best = found.findings.options, found.findings.recommendation
    marks = _marks(options)
    names = [option_label(option.name) for option in options]
    wide = max(map(len, names))
    columns = _fitting_columns(options, width - 2 - wide, bool(found.question.spread))
    head = "".join(f"  {column.head:>{room}}" for column, room in columns)
    rows: PaintedRows = [muted(f"{'pgdn plots' if more else '':{wide + 2}}{head}")]
    for name, option in zip(names, options, strict=True):
        row = f"{name:<{wide}}" + "".join(f"  {column.cell(option):>{room}}" for column, room in columns)
        style = "bold $accent" if option.name == best.name else ""
        rows.append(text((f"{marks[option.name]} ", "bold"), (row, style)))
    return rows


def paint_notes(found: AdviceViewModel, width: int) -> PaintedRows:
    """Return what else belongs to the advice: dates, certainty, lesser warnings, and what it rests on."""
    best, question = found.findings.recommendation, found.question
    dates = purchase_lines(best)
    return [
        *([f"Buy {', '.join(dates)}."] if len(dates) > 1 else []),
        *(
            [f"In 80 of 100 cases it costs {best.expected_cost.currency} {_range(best)}."]
            if question.spread
            else []
        ),
        *sensitivity_lines(found.findings, question, found.by_spread),
        *(warning(one.message, width=width) for one in found.findings.warnings if not one.serious),
        muted(request_summary(question, from_history=found.proposed)),
    ]


def paint_volume_plot(found: AdviceViewModel, width: int, height: int, *, beside: bool) -> PaintedRows:
    """Return what every option costs from no mail to twice what is expected."""
    curve = found.by_volume
    top = curve.monthly[-1] or 1
    curves = _curves(found, curve.lines, top)
    ticks = _ticks(curves, curve.lines, top)
    if found.question.spread:
        ticks += [Tick(curve.low / top, "("), Tick(curve.high / top, ")")]
    ticks.append(Tick(curve.expected / top, MARKS.up))
    caption = _caption("expected", curves)
    return [
        _title("Cost by volume", caption if beside else _legend(found)),
        *plot(
            curves,
            Axis("0", f"{top:,} emails a month", ticks, "" if beside else caption),
            "USD",
            (0, max(one.heights[-1] for one in curves[:2]) * 1.05),
            (width, height),
        ),
    ]


def paint_spread_plot(found: AdviceViewModel, width: int, height: int, *, beside: bool) -> PaintedRows:
    """Return what every option is expected to cost, from a predictable volume to a variable one."""
    curve = found.by_spread
    most = curve.spreads[-1]
    curves = _curves(found, curve.lines, most)
    ticks = [*_ticks(curves, curve.lines, most), Tick(float(curve.asked) / most, MARKS.up)]
    usage = next(at for at, option in enumerate(found.findings.options) if not option.plans)
    seen = [height for at in {0, 1, usage} for height in curves[at].heights]
    margin = (max(seen) - min(seen)) * 0.1
    caption = _caption("yours", curves)
    return [
        _title("Cost by spread", caption if beside else _legend(found)),
        *plot(
            curves,
            Axis("0 % predictable", f"variable {most} %", ticks, "" if beside else caption),
            "USD",
            (max(0.0, min(seen) - margin), max(seen) + margin),
            (width, height),
        ),
    ]


def _marks(options: Sequence[AdviceOption]) -> dict[str, str]:
    """Return the mark of every option in the plots: the recommended one full, the others letters."""
    letters = iter("abcdefgh")
    return {
        option.name: MARKS.here if not number else "." if not option.plans else next(letters)
        for number, option in enumerate(options)
    }


def _curves(found: AdviceViewModel, lines: Sequence[CostLine], end: int) -> list[Curve]:
    """Return the lines; where they cross pay-as-you-go is marked on the recommended one.

    If that is pay-as-you-go itself, all that cross it are marked.
    """
    marks = _marks(found.findings.options)
    best = found.findings.recommendation
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
    """Return where lines cross pay-as-you-go: a cross as on the line, or else the mark of the line."""
    return [
        Tick(line.break_even / end, curve.mark if curve.crossing is None else MARKS.cross)
        for curve, line in reversed(list(zip(curves, lines, strict=True)))
        if line.break_even is not None
    ]


def _caption(here: str, curves: Sequence[Curve]) -> str:
    """Return what the marks below the axis mean, as far as they are there."""
    crosses = any(one.crossing is not None and one.crossing <= 1 for one in curves)
    cross = f" {MARKS.dot} {MARKS.cross} break-even" if crosses else ""
    return f"{MARKS.up} {here}{cross}"


def _legend(found: AdviceViewModel) -> str:
    marks = _marks(found.findings.options)
    return "  ".join(f"{mark} {name}" for name, mark in marks.items())


def _title(title: str, told: str) -> Part:
    return text((title, "bold"), (f"   {told}", "$muted"))


def _fitting_columns(
    options: Sequence[AdviceOption], room: int, uncertain: bool
) -> list[tuple[_Column, int]]:
    """Return the columns that there is room for, with their widths."""
    widths = {
        column: max(len(column.head), *(len(column.cell(one)) for one in options))
        for column in _COLUMNS
        if uncertain or column.head not in _UNCERTAINTY_COLUMNS
    }
    kept = set()
    for column in sorted(widths, key=lambda one: -one.matters):
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
