"""A written cell is no formula, and is read as it was."""

from hypothesis import given
from hypothesis import strategies as st

from dm_tui.domain.formula_mark import marked_cell, unmarked_cell


@given(st.text(st.sampled_from("'=+-@a1;\" \u2212\uff1d\t\u200b")) | st.text())
def test_a_marked_cell_is_read_as_it_was(text: str) -> None:
    cell = marked_cell(text)
    assert unmarked_cell(cell) == text
    assert cell.lstrip()[:1] not in ("=", "+", "-", "@")


def test_words_have_no_mark() -> None:
    words = ["Ann", "'quoted'", "1-2", "", "a; b", ";", '"=1"', "1=1;1=1"]
    assert [marked_cell(text) for text in words] == words
