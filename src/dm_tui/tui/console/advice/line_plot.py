"""Draws several lines in one plot; their marks differ, not only their colours."""

from collections.abc import Sequence
from typing import NamedTuple

from textual.content import Content

from dm_tui.tui.paint import MARKS, Part, text


class Curve(NamedTuple):
    """One line: the mark it is drawn with, its style, its height at every point of the axis.

    `crossing` is the place, from 0 to 1, of a mark where it crosses another line.
    """

    mark: str
    style: str
    heights: Sequence[float]
    crossing: float | None = None


class Tick(NamedTuple):
    """A mark on the axis, at a place from 0 to 1."""

    place: float
    mark: str


class Axis(NamedTuple):
    """The axis below: the labels at its ends and between them, and its ticks."""

    left: str
    right: str
    ticks: Sequence[Tick]
    middle: str = ""


def plot(
    curves: Sequence[Curve], axis: Axis, unit: str, span: tuple[float, float], size: tuple[int, int]
) -> list[Content]:
    """Return rows of `size` (width, height) that show the heights of `span`, and below them the axis.

    The axis takes two or three rows. Where lines meet, the first covers the others; crossings cover all
    lines. Heights outside the span are cut off.
    """
    width, height = size
    low, high = span
    high = high if high > low else low + 1
    amounts = {row: high - (high - low) * row / (height - 1) for row in (0, height // 2, height - 1)}
    places = 0 if high - low > 10 else 2
    shown = {row: f"{unit} {amount:z,.{places}f}" for row, amount in amounts.items()}
    label = max(map(len, shown.values()))
    room = max(10, width - label - 2)
    cells: list[list[tuple[str, str]]] = [[(" ", "")] * room for _ in range(height)]

    def put(curve: Curve, place: float, mark: str) -> None:
        row = round((high - _height_at(curve.heights, place)) / (high - low) * (height - 1))
        if 0 <= row < height:
            cells[row][round(place * (room - 1))] = (mark, curve.style)

    for curve in reversed(curves):
        for column in range(room):
            put(curve, column / (room - 1), curve.mark)
    for curve in reversed(curves):
        if curve.crossing is not None and 0 <= curve.crossing <= 1:
            put(curve, curve.crossing, MARKS.cross)
    rows = [
        text((f"{shown.get(row, ''):>{label}} ", "$muted"), (MARKS.side, "$muted"), *_runs(line))
        for row, line in enumerate(cells)
    ]
    return [*rows, _axis_line(axis, label, room), *_axis_labels(axis, label, room)]


def _height_at(heights: Sequence[float], place: float) -> float:
    position = place * (len(heights) - 1)
    low = min(int(position), len(heights) - 2)
    return heights[low] + (heights[low + 1] - heights[low]) * (position - low)


def _runs(row: Sequence[tuple[str, str]]) -> list[Part]:
    """Return the cells, neighbours of the same style joined."""
    runs: list[tuple[str, str]] = []
    for mark, style in row:
        if runs and runs[-1][1] == style:
            runs[-1] = (runs[-1][0] + mark, style)
        else:
            runs.append((mark, style))
    return list(runs)


def _axis_line(axis: Axis, label: int, room: int) -> Content:
    line = [MARKS.floor] * room
    for tick in axis.ticks:
        if 0 <= tick.place <= 1:
            line[round(tick.place * (room - 1))] = tick.mark
    return text((" " * (label + 1) + MARKS.corner, "$muted"), ("".join(line), "$muted"))


def _axis_labels(axis: Axis, label: int, room: int) -> list[Content]:
    """Return the row below the axis; a middle label that does not fit gets a row of its own."""
    between = max(1, room - len(axis.left) - len(axis.right))
    fits = len(axis.middle) + 2 <= between
    row = f"{axis.left}{axis.middle if fits else '':^{between}}{axis.right}"
    rows = [row] if fits or not axis.middle else [row, axis.middle]
    return [text((f"{'':>{label + 2}}{row}", "$muted")) for row in rows]
