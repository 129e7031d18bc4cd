"""Columns over days: every value has its place, is as high as it is, and no word leaves the picture."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dm_tui.tui.column_chart import draw_columns, fit_slots, label_days, with_amounts, with_axis
from dm_tui.tui.marks import MARKS
from dm_tui.tui.quota_line import top_of

VALUES = st.lists(st.integers(0, 5_000), min_size=1, max_size=240)
WIDTHS = st.integers(1, 200)


def _rows(values: list[int], width: int, height: int, quota: int | None, chosen: int = -1) -> list[str]:
    slots, top = fit_slots(len(values), width), top_of(max(values), quota)
    cells = draw_columns(values, slots, top, (width, height), quota, chosen)
    return ["".join(mark for mark, _ in row) for row in cells]


def test_columns_stand_under_the_line_of_the_quota() -> None:
    assert _rows([0, 500, 1_000, 2_000], 12, 4, 2_000) == [
        "┄┄┄┄┄┄┄┄┄██┄",
        "         ██ ",
        "      ██ ██ ",
        "   ██ ██ ██ ",
    ]


def test_a_quota_far_above_is_left_out_for_the_sake_of_the_columns() -> None:
    assert top_of(100, 600) == 600
    assert top_of(100, 601) == 100
    assert top_of(0, 2_000) == 2_000, "nothing was sent: the line alone"
    assert top_of(300, 200) == 300
    assert top_of(0, None) == 1


def test_the_chosen_column_differs() -> None:
    slots = fit_slots(3, 9)
    cells = draw_columns([1, 1, 1], slots, 1, (9, 2), None, chosen=1)
    assert {style for _, style in cells[0][slots.at(1) : slots.at(1) + slots.wide]} == {"$foreground"}
    assert {style for _, style in cells[0][slots.at(0) : slots.at(0) + slots.wide]} == {"$good"}


@given(st.integers(1, 400), WIDTHS)
def test_every_shown_column_is_inside_and_the_newest_at_the_right(count: int, width: int) -> None:
    slots = fit_slots(count, width)
    places = [slots.at(index) for index in range(slots.first, count)]
    assert places
    assert places[0] >= 0
    assert places == sorted(set(places))
    assert places[-1] + slots.step == width


@given(VALUES, WIDTHS, st.integers(1, 30), st.none() | st.integers(0, 9_000))
def test_the_picture_has_its_size_what_is_sent_is_seen_and_more_never_drawn_lower(
    values: list[int], width: int, height: int, quota: int | None
) -> None:
    rows = _rows(values, width, height, quota)
    assert [len(row) for row in rows] == [width] * height
    slots = fit_slots(len(values), width)
    for index in range(slots.first, len(values)):
        floor = rows[-1][slots.at(index)]
        assert (floor in " ┄") == (not values[index])
    rows = _rows(values, width, 9, None)
    heights = [
        sum(" ▁▂▃▄▅▆▇█".index(row[slots.at(index)]) for row in rows)
        for index in range(slots.first, len(values))
    ]
    for (first, low), (other, high) in zip(
        sorted(zip(values[slots.first :], heights, strict=True)),
        sorted(zip(values[slots.first :], heights, strict=True))[1:],
        strict=False,
    ):
        assert first == other or low <= high


@given(st.integers(1, 200), WIDTHS)
def test_labels_of_days_stay_inside_and_apart(count: int, width: int) -> None:
    begin = datetime(2026, 1, 1, tzinfo=UTC)
    days = [begin + timedelta(days=number) for number in range(count)]
    row = label_days(days, fit_slots(count, width), width)
    assert len(row) == width


def test_days_are_numbered_where_there_is_room_and_months_named_where_there_is_not() -> None:
    days = [datetime(2026, 1, 30, tzinfo=UTC) + timedelta(days=number) for number in range(4)]
    wide = "".join(mark for mark, _ in label_days(days, fit_slots(4, 20), 20))
    assert wide.split() == ["30", "31", "1", "2"]
    many = [datetime(2026, 1, 20, tzinfo=UTC) + timedelta(days=number) for number in range(40)]
    narrow = "".join(mark for mark, _ in label_days(many, fit_slots(40, 40), 40))
    assert narrow.split() == ["Jan", "Feb"]


def test_amounts_stand_above_all_columns_or_none() -> None:
    values = [10, 1_000]
    for width, seen in ((20, True), (8, False)):
        slots = fit_slots(2, width)
        cells = draw_columns(values, slots, 2_000, (width, 6), 2_000)
        with_amounts(cells, values, slots, 2_000)
        painted = "\n".join(row.plain for row in with_axis(cells, 2_000))
        assert ("1,000" in painted) == seen
        assert (" 10" in painted) == seen


@pytest.mark.parametrize(("top", "middle"), [(3, ""), (4, "2"), (1, ""), (2_001, "1k")])
def test_the_middle_of_the_axis_is_named_where_the_number_is_right(top: int, middle: str) -> None:
    rows = [row.plain for row in with_axis([[(" ", "")]] * 12, top)]
    assert rows[6].split(MARKS.side)[0].strip() == middle
