"""A moving picture of a terminal as one SVG: frames side by side, of which a keyframe shows one at a time.

Each line that is drawn is defined once, however many frames have it, so that a minute of a program has some
hundred kilobytes. Whoever asked for less motion sees the last frame.
"""

from collections.abc import Iterable, Sequence
from html import escape
from typing import NamedTuple

CELL, LINE = 8.4, 18.0  # pixels of a cell at 14 pixels of type (our own choice)
_FONT = "Fira Code, DejaVu Sans Mono, Menlo, Consolas, monospace"
_MARGIN, _TITLE = 12.0, 26.0
_SPACE = "\u00a0"  # viewers make one of several other ones


class Span(NamedTuple):
    """Some text of one look on a line: its first cell, how many it takes, and its colours as #rrggbb."""

    cell: int
    cells: int
    text: str
    colour: str
    background: str
    bold: bool = False
    underlined: bool = False


Line = tuple[Span, ...]


class Frame(NamedTuple):
    """The lines of a screen, and how many seconds it stays."""

    lines: tuple[Line, ...]
    seconds: float


def join_equal(frames: Iterable[Frame]) -> list[Frame]:
    """Return the frames without repetitions: equal ones become one that stays longer."""
    joined: list[Frame] = []
    for frame in frames:
        if joined and joined[-1].lines == frame.lines:
            joined[-1] = joined[-1]._replace(seconds=joined[-1].seconds + frame.seconds)
        else:
            joined.append(frame)
    return joined


def draw(frames: Sequence[Frame], columns: int, title: str, words: str, background: str) -> str:
    """Return the SVG; `words` say what it shows to those who cannot see it."""
    rows = len(frames[0].lines)
    wide, high = columns * CELL + 2 * _MARGIN, rows * LINE + _TITLE + _MARGIN
    looks: dict[tuple[str, bool, bool], str] = {}
    names: dict[Line, str] = {}
    shots = []
    for number, frame in enumerate(frames):
        used = []
        for row, line in enumerate(frame.lines):
            if line:
                name = names.setdefault(line, f"l{len(names)}")
                used.append(f'<use href="#{name}" y="{row * LINE:g}"/>')
        shots.append(f'<svg x="{number * wide:g}" width="{wide:g}">{"".join(used)}</svg>')
    drawn = "".join(f'<g id="{name}">{_draw_line(line, looks)}</g>' for line, name in names.items())
    total = sum(frame.seconds for frame in frames)
    steps, begun = [], 0.0
    for number, frame in enumerate(frames):
        steps.append(f"{100 * begun / total:.3f}%{{transform:translateX({-number * wide:g}px)}}")
        begun += frame.seconds
    last = f"translateX({-(len(frames) - 1) * wide:g}px)"
    styles = "".join(
        f".{name}{{fill:{colour}{';font-weight:700' if bold else ''}"
        f"{';text-decoration:underline' if underlined else ''}}}"
        for (colour, bold, underlined), name in looks.items()
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide:g} {high:g}" role="img">'
        f"<title>{escape(title)}</title><desc>{escape(words)}</desc>"
        f"<style>text{{font:14px {_FONT};white-space:pre}}{styles}"
        f"#film{{animation:film {total:g}s step-end infinite}}"
        f"@keyframes film{{{''.join(steps)}}}"
        f"@media (prefers-reduced-motion){{#film{{animation:none;transform:{last}}}}}</style>"
        f'<rect width="{wide:g}" height="{high:g}" rx="8" fill="{background}"/>'
        f'<text x="{wide / 2:g}" y="18" text-anchor="middle" fill="#9aa0b0">{escape(title)}</text>'
        f"<defs>{drawn}</defs>"
        f'<svg x="{_MARGIN:g}" y="{_TITLE:g}" width="{columns * CELL:g}" height="{rows * LINE:g}">'
        f'<g id="film">{"".join(shots)}</g></svg></svg>\n'
    )


def _draw_line(line: Line, looks: dict[tuple[str, bool, bool], str]) -> str:
    parts = [
        f'<rect x="{span.cell * CELL:g}" width="{span.cells * CELL:g}" height="{LINE:g}" fill="{span.background}"/>'
        for span in line
        if span.background
    ]
    for span in line:
        if words := span.text.strip():
            before = len(span.text) - len(span.text.lstrip())  # spaces, which take one cell each
            cells = span.cells - len(span.text) + len(words)
            look = looks.setdefault((span.colour, span.bold, span.underlined), f"c{len(looks)}")
            parts.append(
                f'<text class="{look}" x="{(span.cell + before) * CELL:g}" y="14" textLength="{cells * CELL:g}">'
                f"{escape(words.replace(' ', _SPACE))}</text>"
            )
    return "".join(parts)
