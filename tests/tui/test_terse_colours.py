"""What is written in fewer bytes paints the same, cell by cell, on a terminal."""

import pyte
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dm_tui.tui.terse_colours import write_tersely

CODES = st.sampled_from(
    [
        *("", "1", "2", "1;4", "7", "9", "31", "95", "44", "103", "1;32;45"),
        *("38;2;220;215;186", "38;2;220;215;186;48;2;22;24;29", "38;2;79;159;184;48;2;22;24;29"),
        *("48;2;22;24;29", "38;5;12", "38;5;12;48;5;1", "1;38;2;1;2;3;48;2;22;24;29"),
    ]
)
WORDS = st.text("ab█ ", min_size=1, max_size=4)
PIECES = st.lists(st.tuples(st.none() | st.tuples(st.integers(1, 4), st.integers(1, 12)), CODES, WORDS))


def painted(written: str) -> list[list[object]]:
    """Return each cell as it looks: a blank has no colour of its own."""
    screen = pyte.Screen(20, 5)
    pyte.Stream(screen).feed(written)
    cells = [[screen.buffer[y][x] for x in range(20)] for y in range(5)]
    shown = [[cell._replace(fg="") if cell.data == " " else cell for cell in row] for row in cells]
    return [[cell._replace(bold=False) if cell.data == " " else cell for cell in row] for row in shown]


@given(PIECES)
def test_every_cell_looks_the_same(pieces: list[tuple[tuple[int, int] | None, str, str]]) -> None:
    written = "".join(
        (f"\x1b[{place[0]};{place[1]}H" if place else "")
        + (f"\x1b[{codes}m{words}\x1b[0m" if codes else words)
        for place, codes, words in pieces
    )
    terse = write_tersely(written)
    assert painted(terse + "x") == painted(written + "x")  # nothing stays set, either
    assert len(terse) <= len(written)


@pytest.mark.parametrize(
    ("written", "terse"),
    [
        ("", ""),
        ("\x1b[2;3Hab", "\x1b[2;3Hab"),
        ("\x1b[31ma\x1b[0m\x1b[31mb\x1b[0m", "\x1b[31mab\x1b[0m"),
        ("\x1b[31;44ma\x1b[0m\x1b[32;44mb\x1b[0m", "\x1b[31;44ma\x1b[32mb\x1b[0m"),
        ("\x1b[31;44ma\x1b[0m\x1b[44m  \x1b[0m", "\x1b[31;44ma  \x1b[0m"),
        ("\x1b[1;31ma\x1b[0m\x1b[31mb\x1b[0m", "\x1b[1;31ma\x1b[22mb\x1b[0m"),
        ("\x1b[1;2;31ma\x1b[0m\x1b[1;31mb\x1b[0m", "\x1b[1;2;31ma\x1b[22;1mb\x1b[0m"),
        ("\x1b[1ma\x1b[0m\x1b[31mb\x1b[0m", "\x1b[1ma\x1b[0;31mb\x1b[0m"),
        ("\x1b[31ma\x1b[0m\x1b[5;1H\x1b[31mb\x1b[0m", "\x1b[31ma\x1b[5;1Hb\x1b[0m"),
        ("\x1b[31ma\x1b[0mb", "\x1b[31ma\x1b[0mb"),
    ],
)
def test_colours_are_written_where_they_change(written: str, terse: str) -> None:
    assert write_tersely(written) == terse
