"""Several lines in one picture, told apart by their marks, not by colour."""

from collections.abc import Sequence
from typing import NamedTuple

from textual.content import Content

from dm_tui.tui.paint import MARKS, Part, text


class Curve(NamedTuple):
    """One line: the mark it is drawn with, its style, and its height at every point of the axis."""

    mark: str
    style: str
    heights: Sequence[float]


class Tick(NamedTuple):
    """Something to see at a point of the axis: its place from 0 to 1, and the mark."""

    place: float
    mark: str


def plot(
    curves: Sequence[Curve],
    ticks: Sequence[Tick],
    unit: str,
    axis: tuple[str, str],
    width: int,
    height: int,
) -> list[Content]:
    """Return `height` rows of `width` cells, and two below them for the axis with its ticks and both ends.

    Where lines meet, the first one is seen. What lies above twice the highest end of the first curve is cut.
    """
    top = max((curve.heights[-1] for curve in curves[:2]), default=0.0) * 1.15 or 1.0
    label = len(f"{top:,.0f}") + len(unit) + 1
    room = max(10, width - label - 2)
    cells: list[list[tuple[str, str]]] = [[(" ", "")] * room for _ in range(height)]
    for curve in reversed(curves):
        for column in range(room):
            value = _at(curve.heights, column / (room - 1))
            row = round(value / top * (height - 1))
            if 0 <= row < height:
                cells[height - 1 - row][column] = (curve.mark, curve.style)
    rows = []
    for number, row_of in enumerate(cells):
        amount = top * (height - 1 - number) / (height - 1)
        shown = f"{unit} {amount:,.0f}" if number in (0, height // 2, height - 1) else ""
        rows.append(text((f"{shown:>{label}} ", "$muted"), (MARKS.side, "$muted"), *_runs(row_of)))
    return [*rows, _axis(ticks, label, room), _ends(axis, label, room)]


def _at(heights: Sequence[float], place: float) -> float:
    position = place * (len(heights) - 1)
    low = min(int(position), len(heights) - 2)
    return heights[low] + (heights[low + 1] - heights[low]) * (position - low)


def _runs(row: Sequence[tuple[str, str]]) -> list[Part]:
    """Return the cells with neighbours of one style joined."""
    found: list[tuple[str, str]] = []
    for mark, style in row:
        if found and found[-1][1] == style:
            found[-1] = (found[-1][0] + mark, style)
        else:
            found.append((mark, style))
    return list(found)


def _axis(ticks: Sequence[Tick], label: int, room: int) -> Content:
    line = [MARKS.floor] * room
    for tick in ticks:
        if 0 <= tick.place <= 1:
            line[round(tick.place * (room - 1))] = tick.mark
    return text((" " * (label + 1) + MARKS.corner, "$muted"), ("".join(line), "$muted"))


def _ends(axis: tuple[str, str], label: int, room: int) -> Content:
    left, right = axis
    return text((f"{'':>{label + 2}}{left}{right:>{max(1, room - len(left))}}", "$muted"))
