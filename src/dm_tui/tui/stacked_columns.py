"""Columns of parts that differ in shape, one for each month or so, with the names of the parts below."""

from collections.abc import Sequence
from typing import NamedTuple

from textual.content import Content

from dm_tui.tui.bars_and_ladders import Cell, bar_segments, joined_cells, write_cells
from dm_tui.tui.column_chart import MAX_SLOT, fit_slots
from dm_tui.tui.screen_text import Part, lines, text


class BarPart(NamedTuple):
    """A part of a bar: its mark, its theme colour, and its name in the legend."""

    mark: str
    colour: str
    name: str


class StackedColumn(NamedTuple):
    """A column: the words below it, those above it, and its parts."""

    name: str
    figure: str
    parts: Sequence[int]


def stacked_columns(
    columns: Sequence[StackedColumn], parts: Sequence[BarPart], width: int, height: int
) -> Content:
    """Return the columns in `height` rows, the oldest left out where they have no room, and their legend."""
    slots = fit_slots(len(columns), min(width, len(columns) * MAX_SLOT))
    most = max((sum(column.parts) for column in columns), default=0)
    tall = max(len(parts), height - 3 - len(bar_legend(parts, width)))
    cells: list[list[Cell]] = [[(" ", "")] * width for _ in range(tall + 2)]
    for index in range(slots.first, len(columns)):
        column, at = columns[index], slots.at(index)
        marks = [(part.mark, amount) for part, amount in zip(parts, column.parts, strict=True)]
        drawn = bar_segments(marks, most, tall)
        stack = [
            (mark, f"${part.colour}") for part, piece in zip(parts, drawn, strict=True) for mark in piece
        ]
        for row, cell in enumerate(stack):
            cells[tall - row][at : at + slots.wide] = [cell] * slots.wide
        if len(column.figure) <= slots.wide:
            write_cells(
                cells[tall - len(stack)], at + (slots.wide - len(column.figure)) // 2, column.figure, ""
            )
        name = column.name[: slots.wide]
        write_cells(cells[-1], at + (slots.wide - len(name)) // 2, name, "$muted")
    return lines([text(*joined_cells(row)) for row in cells] + ["", *bar_legend(parts, width)])


def bar_legend(parts: Sequence[BarPart], width: int) -> list[Content]:
    """Return what the marks mean, in as many rows as it takes: a mark that is not named says nothing."""
    rows: list[list[Part]] = [[]]
    length = 0
    for part in parts:
        name = len(part.name) + 2
        if rows[-1] and length + name > width:
            rows.append([])
            length = 0
        length += name + 2
        rows[-1] += [(part.mark, f"${part.colour}"), (f" {part.name}  ", "$muted")]
    return [text(*row) for row in rows]
