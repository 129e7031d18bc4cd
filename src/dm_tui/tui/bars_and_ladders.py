"""The strokes of every picture: bars of eighths of a cell or of parts, gauges, time lines, ladders.

Pure text: a picture is one widget that paints the `Content` these return, for the width it has; `--ascii`
replaces the strokes on their way to the terminal (`ascii_screen`).
"""

from collections.abc import Collection, Sequence
from math import floor
from typing import NamedTuple

from textual.content import Content

from dm_tui.tui.marks import MARKS
from dm_tui.tui.screen_text import Part, lines, text

Cell = tuple[str, str]
"""One character and its style."""

_ACROSS = " ▏▎▍▌▋▊▉"
_UP = " ▁▂▃▄▅▆▇"


def bar_across(value: float, whole: float, width: int) -> str:
    """Return a bar from the left, in eighths of a cell: `value` of `whole` in at most `width` cells.

    A small value never looks empty, and what is not all never looks full.
    """
    if whole <= 0 or width <= 0 or value <= 0:
        return ""
    eighths = round(min(1.0, value / whole) * width * 8)
    eighths = max(1, min(eighths, width * 8 - 1) if value < whole else width * 8)
    return ("█" * (eighths // 8) + _ACROSS[eighths % 8]).rstrip()


def gauge(value: float, whole: float, width: int, style: str = "$good", track: str = " ") -> Content:
    """Return a bar on its track: `value` of `whole`. A `track` that is no blank is seen without colour."""
    filled = bar_across(value, whole, width)
    rest = width - len(filled)
    ends_inside = filled[-1:] not in ("", "█")
    solid, last = (filled[:-1], filled[-1:]) if ends_inside else (filled, "")
    return text((solid, style), (last, f"{style} on $panel"), (track * rest, "$muted on $panel"))


def column_cell(height: float, row: int) -> str:
    """Return the cell `row` rows above the floor of a column that is `height` rows tall: empty to full."""
    part = min(1.0, max(0.0, height - row))
    return "█" if part >= 1 else _UP[floor(part * 8)]


class Moment(NamedTuple):
    """A mark on a time line at a place from 0 to 1, with the words above and below it."""

    place: float
    mark: str
    above: str
    below: str
    style: str = ""


def time_line(
    moments: Sequence[Moment], full_until: float, width: int, style: str = "$success", full_from: float = 0
) -> Content:
    """Return three rows: words, a line with its marks, words. The line is full between two places.

    Words of a later moment give way to those of an earlier one, the last excepted: it is the end.
    """
    width = max(2, width)
    last = width - 1
    begin, end = (round(min(1.0, max(0.0, place)) * last) for place in (full_from, full_until))
    cells: list[Cell] = [("━", style) if begin <= at <= end else ("┄", "$line") for at in range(width)]
    for moment in moments:
        cells[min(last, max(0, round(moment.place * last)))] = (moment.mark, moment.style or "bold")
    above = placed_words(
        [(moment.place, moment.above, _style_of_words(moment, "bold")) for moment in moments], width
    )
    below = placed_words(
        [(moment.place, moment.below, _style_of_words(moment, "$muted")) for moment in moments], width
    )
    return lines([above, text(*joined_cells(cells)), below])


def _style_of_words(moment: Moment, at_the_ends: str) -> str:
    """Return the style of words: the colour of a mark may be too weak for them at the ends."""
    return at_the_ends if moment.place in (0, 1) else moment.style


def write_cells(row: list[Cell], at: int, words: str, style: str) -> None:
    """Write words into a row of cells; what is beyond its end is cut off."""
    for offset, character in enumerate(words):
        if 0 <= at + offset < len(row):
            row[at + offset] = (character, style)


def joined_cells(cells: Sequence[Cell], breaks: Collection[int] = ()) -> list[Part]:
    """Return the cells of a row, neighbours of the same style joined.

    There is none of it across `breaks`: a terminal gets whole runs, so where some cells will be painted again
    soon, they are runs of their own.
    """
    runs: list[Cell] = []
    for at, (mark, style) in enumerate(cells):
        if runs and runs[-1][1] == style and at not in breaks:
            runs[-1] = (runs[-1][0] + mark, style)
        else:
            runs.append((mark, style))
    return list(runs)


def placed_words(words: Sequence[tuple[float, str, str]], width: int) -> Content:
    """Return words over their places: those at the ends first, others beside them where there is room."""
    taken: list[tuple[int, str, str]] = []
    for place, word, style in sorted(words, key=lambda placed: placed[0] not in (0, 1)):
        centre = round(place * (width - 1))
        least = max((at + len(other) + 2 for at, other, _ in taken if at <= centre), default=0)
        most = min((at - 2 for at, _, _ in taken if at > centre), default=width) - len(word)
        if word and most >= least:
            taken.append((min(most, max(least, centre - len(word) // 2)), word, style))
    parts: list[Part] = []
    column = 0
    for at, word, style in sorted(taken):
        parts += [" " * (at - column), (word, style)]
        column = at + len(word)
    return text(*parts)


class Rung(NamedTuple):
    """A step of a ladder: its mark and words, what is known of it, and whether it is the present one."""

    mark: str
    words: str
    detail: str = ""
    style: str = ""
    present: bool = False


def ladder(rungs: Sequence[Rung], column: int, *, tall: bool) -> Content:
    """Return the rungs under one another, details from `column` on; a `tall` one has its uprights between."""
    rows: list[Part] = []
    for index, rung in enumerate(rungs):
        if index and tall:
            rows.append(text((" │", rungs[index - 1].style or "$line")))
        words = f"{rung.words:<{max(len(rung.words), column - 3)}}"
        style = "bold" if rung.present else "" if rung.style else "$muted"
        rows.append(
            text(
                (f" {rung.mark} ", f"bold {rung.style or '$muted'}"), (words, style), (rung.detail, "$muted")
            )
        )
    return lines(rows)


def frame(
    title: Content, note: Content, rows: Sequence[Part], width: int, height: int, *, heavy: bool, style: str
) -> Content:
    """Return a frame around rows, with a title in it and a note at its right: a card of a choice."""
    left, across, right, side, low_left, low_right = "┏━┓┃┗┛" if heavy else "╭─╮│╰╯"
    room = max(0, width - 4)
    end = text(" ", note, " ") if note.cell_length else text("")
    rest = width - 5 - title.cell_length - end.cell_length
    if rest < 0:
        end, rest = text(""), width - 5 - title.cell_length
    head = text(
        (f"{left}{across}", style), " ", title.truncate(max(1, width - 5)), " ",
        (across * max(0, rest), style), end, (right, style),
    )  # fmt: skip
    body = [text(*([row] if isinstance(row, str) else [text(row)])) for row in rows[: height - 2]]
    body += [text("")] * (height - 2 - len(body))
    middle = [
        text((f"{side} ", style), row.truncate(room, ellipsis=True, pad=True), (f" {side}", style))
        for row in body
    ]
    return lines([head, *middle, text((f"{low_left}{across * max(0, width - 2)}{low_right}", style))])


def bar(part: int, whole: int, width: int) -> str:
    """Return a bar filled to `part` of `whole`; a small rest never looks empty."""
    if whole <= 0 or width <= 0:
        return ""
    filled = round(part * width / whole)
    if part > 0:
        filled = max(1, filled)
    if part < whole:
        filled = min(width - 1, filled) if width > 1 else filled
    return MARKS.full * filled + MARKS.empty * (width - filled)


def sparkline(values: Sequence[int]) -> str:
    """Return one mark for each value, its height in proportion to the largest; zero is a dot."""
    top, steps = max(values, default=0), len(MARKS.levels)
    return "".join(
        MARKS.levels[min(steps - 1, value * steps // top)] if value > 0 else MARKS.dot for value in values
    )


def bar_segments(parts: Sequence[tuple[str, int]], whole: int, width: int) -> list[str]:
    """Return (mark, amount) pairs as pieces of a bar that is `width` cells long for `whole`.

    No part disappears.
    """
    if whole <= 0 or width < len(parts):
        return [""] * len(parts)
    cells = [max(1, round(amount * width / whole)) if amount else 0 for _, amount in parts]
    while sum(cells) > width:
        cells[cells.index(max(cells))] -= 1
    return [mark * count for (mark, _), count in zip(parts, cells, strict=True)]
