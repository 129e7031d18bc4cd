"""The picture of what plans save against volume: above zero they save, below it they cost more.

Where the daily quota ends the picture is hatched, and my volume is marked.
"""

from collections.abc import Sequence
from decimal import Decimal

from textual.app import RenderResult
from textual.content import Content
from textual.widget import Widget

from dm_tui.domain.advice.saving_curve import SavingCurve
from dm_tui.domain.advice.saving_wording import saving_title
from dm_tui.domain.counts import short_number
from dm_tui.tui.bars_and_ladders import column_cell, joined_cells
from dm_tui.tui.screen_text import Part, lines, text, wrap_words

Cell = tuple[str, str]

_AXIS_ROWS = 2
_LEAST_WORDS = 16
_NO_BREAK = "\N{NO-BREAK SPACE}"
_LEAST = (30, 6)
"""Below this size, without its title, there is no picture, only its sentence."""


_UNIT = "a month"
"""What the emails below the axis are counted by."""


class SavingChart(Widget):
    """Paints a `SavingCurve` in the size it has."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._curve: SavingCurve | None = None
        self._titled = False

    def show(self, curve: SavingCurve | None, *, titled: bool = False) -> None:
        """Paint this curve, or nothing; `titled` where no frame names it."""
        if (curve, titled) != (self._curve, self._titled):
            self._curve, self._titled = curve, titled
            self.refresh()

    def render(self) -> RenderResult:
        width, height = self.content_size
        if self._curve is None or width < _LEAST[0] or height - self._titled < _LEAST[1]:
            return ""
        if not self._titled:
            return draw_saving(self._curve, width, height)
        title = saving_title(self._curve)
        if len(title) > width:
            title = title.rpartition(", ")[0] or title
        shown = text((title, "$muted")).truncate(width, ellipsis=True)
        return lines([shown, draw_saving(self._curve, width, height - 1)])


def draw_saving(curve: SavingCurve, width: int, height: int) -> Content:
    """Return the picture in `height` rows of `width`: the plot, and the axis below it."""
    top, bottom = max(*curve.savings, Decimal(0)), min(*curve.savings, Decimal(0))
    label = max(len(_amount(curve, top)), len(_amount(curve, bottom)))
    rows, columns = height - _AXIS_ROWS, width - label - 2
    above = _rows_above(top, bottom, rows)
    unit = max(float(top) / above, float(-bottom) / (rows - above)) or 1.0
    cells = [[(" ", "")] * columns for _ in range(rows)]
    for column in range(columns):
        _draw_column(cells, column, _at(curve, column / (columns - 1)) / unit, above)
    _hatch(cells, curve)
    _shade_band(cells, curve)
    _mark_my_volume(cells, curve, above)
    lowest = min(rows - 1, above + max(1, round(float(-bottom) / unit) - 1))
    labels = {0: _amount(curve, top) if top else "", above: "0", lowest: _amount(curve, bottom)}
    plot = [
        text((f"{labels.get(row, ''):>{label}} ", "$muted"), ("│", "$line"), *joined_cells(line))
        for row, line in enumerate(cells)
    ]
    return lines([*plot, *_axis(curve, label, columns)])


def _rows_above(top: Decimal, bottom: Decimal, rows: int) -> int:
    """Return how many rows are above zero: in proportion, and at least two on either side."""
    share = round(rows * float(top) / float(top - bottom or 1))
    return max(2, min(rows - 2, share))


def _at(curve: SavingCurve, place: float) -> float:
    position = place * (len(curve.savings) - 1)
    low = min(int(position), len(curve.savings) - 2)
    before, after = float(curve.savings[low]), float(curve.savings[low + 1])
    return before + (after - before) * (position - low)


def _draw_column(cells: list[list[Cell]], column: int, height: float, above: int) -> None:
    for row in range(len(cells)):
        if height > 0 and row < above:
            mark, style = column_cell(height, above - 1 - row), "$good"
        elif height < 0 and row >= above:
            mark, style = _hanging_cell(-height - (row - above)), "$attention"
        else:
            continue
        if mark != " ":
            cells[row][column] = (mark, style)


def _hanging_cell(part: float) -> str:
    return "█" if part >= 0.8 else "▀" if part >= 0.35 else "▔" if part > 0.05 else " "


def _hatch(cells: list[list[Cell]], curve: SavingCurve) -> None:
    """Hatch what the quota does not allow, and name the wall."""
    end, columns = curve.quota_ends, len(cells[0])
    if end is None or end >= curve.monthly[-1]:
        return
    wall = round(end / curve.monthly[-1] * (columns - 1))
    for row, line in enumerate(cells):
        for column in range(wall + 1, columns):
            mark, style = line[column]
            if mark == " " and (column + row) % 5 == 0:
                line[column] = ("╱", "$line")
            elif mark == "█":
                line[column] = ("▒", style)
    mine = _column(curve, curve.mine.monthly, columns) if curve.mine is not None else -1
    first = mine + 2 if mine < wall else 0
    for words in (f"your quota ends here: {short_number(end)} a month", "quota ends here"):
        if first + len(words) + 1 <= wall:
            _write(cells[0], wall - len(words), f"{words} ", "$warning")
            return
    words = " your quota ends here "
    if wall + 2 + len(words) <= columns:  # in the hatched part, below what is saved there
        _write(cells[-1], wall + 2, words, "$warning")


def _shade_band(cells: list[list[Cell]], curve: SavingCurve) -> None:
    """Give the volumes in which 80 of 100 cases are another ground; the axis has its ends."""
    if curve.band is None:
        return
    first, last = (_column(curve, volume, len(cells[0])) for volume in curve.band)
    for line in cells:
        for column in range(first, last + 1):
            mark, style = line[column]
            line[column] = (mark, f"{style} on $tint".strip())


def _column(curve: SavingCurve, monthly: int, columns: int) -> int:
    return min(columns - 1, max(0, round(monthly / (curve.monthly[-1] or 1) * (columns - 1))))


def _mark_my_volume(cells: list[list[Cell]], curve: SavingCurve, above: int) -> None:
    if curve.mine is None:
        return
    columns = len(cells[0])
    mine = _column(curve, curve.mine.monthly, columns)
    ground = " on $tint" if curve.band is not None else ""
    for line in cells:
        line[mine] = ("┊", f"bold{ground}")
    amount = _amount(curve, curve.mine.saving.amount)
    volume, average = short_number(curve.mine.monthly), "" if curve.begins is None else " on average"
    words = f" you: {volume} a month{average} {amount} "
    if len(words) + 2 >= columns:
        words = f" you: {volume}{average} {amount} "
    rows = [(words, "bold $background on $foreground")]
    if curve.begins is not None:  # the volume that was typed, or proposed
        rows.append((f" {short_number(curve.begins)} in the first month ", ""))
    if curve.band is not None:
        low, high = (short_number(volume) for volume in curve.band)
        rows.append((f" 80 of 100 cases: {low} to {high} ", "bold $foreground on $tint"))
    if curve.allowed is not None:
        allowed = _amount(curve, curve.allowed.saving.amount)
        rows += [
            (f" only {curve.allowed.emails:,} of {curve.mine.emails:,} ", ""),
            (f" can be sent: {allowed} ", "bold"),
        ]
    room = len(cells) - above - 1
    beside = _wrapped(rows, columns - mine - 2, curve.currency)
    if columns - mine - 2 >= _LEAST_WORDS and len(beside) <= room:  # where no bar hangs
        for number, (words, style) in enumerate(beside):
            _write(cells[above + 1 + number], mine + 2, words, style)
        return
    for number, (words, style) in enumerate(rows if len(rows) <= room else rows[:1]):
        row = above + 1 + number
        if row < len(cells) and len(words) + 2 < columns:
            at = mine + 2 if mine + 2 + len(words) <= columns else mine - len(words) - 1
            _write(cells[row], max(0, at), words, style)


def _wrapped(rows: Sequence[Cell], width: int, currency: str) -> list[Cell]:
    """Return rows of words in rows of this width, an amount of money never divided."""
    wrapped: list[Cell] = []
    for words, style in rows:
        undivided = words.strip().replace(f"{currency} ", f"{currency}{_NO_BREAK}")
        parts = wrap_words(undivided, max(1, width - 2))
        widest = max(map(len, parts))
        wrapped += [(f" {part.replace(_NO_BREAK, ' '):<{widest}} ", style) for part in parts]
    return wrapped


def _write(line: list[Cell], at: int, words: str, style: str) -> None:
    for offset, character in enumerate(words):
        if at + offset < len(line):
            line[at + offset] = (character, style)


def _axis(curve: SavingCurve, label: int, columns: int) -> list[Part]:
    floor = ["─"] * columns
    if curve.band is not None:
        for volume, mark in zip(curve.band, "()", strict=True):
            floor[_column(curve, volume, columns)] = mark
    rule = text((" " * (label + 1) + "└" + "".join(floor), "$line"))
    places = (0, 1, 2, 3, 4) if columns >= 60 else (0, 2, 4)
    row = [" "] * columns
    for place in places:
        words = short_number(curve.monthly[-1] * place / 4)
        at = min(columns - len(words), max(0, round(place / 4 * (columns - 1)) - len(words) // 2))
        row[at : at + len(words)] = words
    unit = _UNIT if label > len(_UNIT) else ""
    return [rule, text((f"{unit:<{label + 2}}" + "".join(row), "$muted"))]


def _amount(curve: SavingCurve, amount: Decimal) -> str:
    return f"{curve.currency} {amount:+,.2f}" if amount else f"{curve.currency} 0"
