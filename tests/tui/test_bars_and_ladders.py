"""The strokes of pictures: what is small is seen, what is not all is not full, and no word covers another."""

import pytest

from dm_tui.tui.bars_and_ladders import Moment, Rung, bar_across, column_cell, gauge, ladder, time_line


@pytest.mark.parametrize(
    ("value", "whole", "width", "bar"),
    [
        (0, 10, 4, ""),
        (10, 10, 4, "████"),
        (5, 10, 4, "██"),
        (1, 1_000_000, 4, "▏"),
        (999_999, 1_000_000, 4, "███▉"),
        (20, 10, 4, "████"),
        (1, 0, 4, ""),
        (1, 1, 0, ""),
    ],
)
def test_a_bar_is_drawn_in_eighths(value: int, whole: int, width: int, bar: str) -> None:
    assert bar_across(value, whole, width) == bar


@pytest.mark.parametrize("value", [0, 1, 5, 9, 10])
def test_a_gauge_is_as_wide_as_its_track(value: int) -> None:
    assert gauge(value, 10, 12).cell_length == 12


def test_a_column_is_full_below_its_top_and_empty_above() -> None:
    assert [column_cell(1.5, row) for row in (0, 1, 2)] == ["█", "▄", " "]


def test_a_time_line_shows_its_ends_and_what_fits_between() -> None:
    moments = [
        Moment(0, "●", "31 Jan", "today"),
        Moment(0.8, "◆", "", "used up ~28 June"),
        Moment(1, "▌", "31 Jul", "expires"),
    ]
    for width in (60, 30, 16):
        above, line, below = time_line(moments, 0.8, width).plain.split("\n")
        assert max(map(len, (above, line, below))) <= width
        assert len(line) == width
        assert above.split() == ["31", "Jan", "31", "Jul"]
        assert (line[0], line[-1], line.count("◆")) == ("●", "▌", 1)
    assert "used up ~28 June" in time_line(moments, 0.8, 60).plain
    assert "used up" not in time_line(moments, 0.8, 12).plain


def test_a_ladder_aligns_what_is_known() -> None:
    rungs = [Rung("✓", "Saved", "DM1"), Rung("●", "Waiting for an answer", "2 s", present=True)]
    low, tall = ladder(rungs, 26, tall=False).plain, ladder(rungs, 26, tall=True).plain
    assert len(low.split("\n")) == 2
    assert len(tall.split("\n")) == 3
    assert {row.index(word) for row, word in zip(low.split("\n"), ("DM1", "2 s"), strict=True)} == {26}
