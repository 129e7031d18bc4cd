"""The one place that builds text for the screen, so that text from outside is made harmless once."""

import re
from collections.abc import Iterable
from textwrap import wrap

from textual.content import Content

from dm_tui.domain.text import show_control_characters
from dm_tui.tui.marks import MARKS

_STATES = "".join(map(re.escape, (MARKS.done, MARKS.here, MARKS.ahead, MARKS.warning, MARKS.unknown)))
_MARK = re.compile(rf"(?<=(?<!\S)[{_STATES}]) (?=\w)")
"""The blank between the mark of a state and its word."""

Part = str | tuple[str, str] | Content


def text(*parts: Part) -> Content:
    """Return styled text from plain strings and (string, style) pairs. Nothing in them is markup."""
    return Content.assemble(
        *(
            part
            if isinstance(part, Content)
            else (show_control_characters(part[0]), part[1])
            if isinstance(part, tuple)
            else show_control_characters(part)
            for part in parts
        )
    )


def lines(rows: Iterable[Part]) -> Content:
    """Return rows under one another."""
    return Content("\n").join([text(row) for row in rows])


def muted(string: str) -> Content:
    """Return secondary text."""
    return text((string, "$muted"))


def fact(label: str, value: str, width: int = 12) -> Content:
    """Return a labelled value, labels aligned to `width`."""
    return text((f"{label:<{width}} ", "$muted"), value)


def wrap_words(message: str, width: int) -> list[str]:
    """Return a message in lines of `width`; a command or an id is not divided at its hyphens.

    A mark stays with its word. A window that is being made smaller may have no width for a moment.
    """
    bound = _MARK.sub("\u00a0", show_control_characters(message))
    return [line.replace("\u00a0", " ") for line in wrap(bound, max(1, width), break_on_hyphens=False)]


def hanging_fact(label: str, value: str, width: int, labels: int = 12) -> Content:
    """Return a labelled value whose further rows are under the first, never under the label."""
    indent = labels + 1
    rows = wrap_words(value, max(20, width - indent)) or [""]
    return fact(label, ("\n" + " " * indent).join(rows), labels)


def hang_facts(rows: Iterable[Part], width: int, labels: int = 12) -> list[Content]:
    """Return rows of which the facts have their further lines under their values, never under the labels."""
    hung_rows: list[Content] = []
    for row in (line for part in rows for line in text(part).split("\n", allow_blank=True)):
        is_fact = row.plain[:1].strip() and row.plain[labels - 1 : labels + 1] == "  "
        if not is_fact or row.cell_length <= width or width < 2 * labels:
            hung_rows.append(row)
            continue
        first, *rest = row[labels + 1 :].wrap(width - labels - 1)
        hung_rows += [text(row[: labels + 1], first), *(text(" " * (labels + 1), line) for line in rest)]
    return hung_rows


def hanging_lines(rows: Iterable[str], width: int) -> list[Content]:
    """Return lines whose value begins after a label of 12 cells, as `hanging_fact` shows them."""
    return [hanging_fact(row[:12].rstrip(), row[13:], width) for row in rows]


def warning(message: str, *, serious: bool = False, width: int = 0) -> Content:
    """Return a warning: the mark says so without colour. With a `width`, further lines are indented.

    Only a `serious` one is loud.
    """
    if width > 20:
        message = hanging(message, width)
    if serious:
        return text((f"{MARKS.warning} {message}", "bold $error"))
    return text((f"{MARKS.warning} ", "bold $warning"), message)


def hanging(message: str, width: int) -> str:
    """Return a message in lines of `width`, the further ones indented to stand under its mark."""
    return "\n  ".join(wrap_words(message, max(20, width - 2)))


def justify_ends(left: Content, right: Content, width: int) -> Content:
    """Return one line with `left` and `right` at its ends; `right` goes first when there is no room."""
    gap = width - left.cell_length - right.cell_length
    if gap < 1:
        return left.truncate(max(1, width), ellipsis=True)
    return Content.assemble(left, " " * gap, right)
