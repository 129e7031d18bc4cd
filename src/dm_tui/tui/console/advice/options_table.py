"""The table of options of an advice: what each costs, in how many cases, and which columns have room."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import NamedTuple

from dm_tui.domain.advice.results import AdviceOption
from dm_tui.domain.advice.wording import option_label
from dm_tui.tui.console.advice.advice_view import AdviceViewModel, PaintedRows, cost_range
from dm_tui.tui.marks import MARKS
from dm_tui.tui.screen_text import muted, text


class _Column(NamedTuple):
    """A column of the table; where there is no room, the columns that matter least are left out."""

    head: str
    matters: int
    cell: Callable[[AdviceOption], str]


_COLUMNS = (
    _Column("cost in ···", 9, lambda option: option.expected_cost.figure()),
    _Column("80 of 100 cases", 7, cost_range),
    _Column("cheaper in", 5, lambda option: _percent(option.chance_percent)),
    _Column("left over", 6, lambda option: f"{option.unused_emails:,}" if option.plans else ""),
    _Column("pays off above", 8, lambda option: _above(option)),
)

_UNCERTAINTY_COLUMNS = ("80 of 100 cases", "cheaper in")
"""Columns that mean nothing for a known volume."""


def paint_options(view: AdviceViewModel, width: int) -> PaintedRows:
    """Return the table of options, the recommended one with a mark."""
    options, best = view.findings.options, view.findings.recommendation
    names = [option_label(option.name) for option in options]
    wide = max(map(len, names))
    columns = _fitting_columns(options, width - 2 - wide, bool(view.question.spread))
    head = "".join(f"  {column.head:>{room}}" for column, room in columns)
    head = head.replace("···", best.expected_cost.currency)
    rows: PaintedRows = [muted(f"{'':{wide + 2}}{head}")]
    for name, option in zip(names, options, strict=True):
        row = f"{name:<{wide}}" + "".join(f"  {column.cell(option):>{room}}" for column, room in columns)
        is_best = option.name == best.name
        mark = f"{MARKS.here} " if is_best else "  "
        rows.append(text((mark, "bold $primary"), (row, "bold" if is_best else "")))
    return rows


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


def _above(option: AdviceOption) -> str:
    if not option.plans:
        return ""
    above = option.break_even_monthly
    return "never" if above is None else f"{above:,} a month"


def _percent(figure: int | Decimal | None) -> str:
    return "" if figure is None else f"{figure} %"
