"""One part of a text message, by the tables of the standard."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dm_tui.domain.reminders.sms_length import count_septets, first_fitting, fits_one_part


@pytest.mark.parametrize(
    ("text", "count"),
    [("", 0), ("Plan 50k", 8), ("@£$¥èéùìòÇ\n", 11), ("€", 2), ("[a]", 5), ("^{}\\~|", 12), ("\f", 2)],
)
def test_a_sign_of_the_extension_table_counts_twice(text: str, count: int) -> None:
    assert count_septets(text) == count


@pytest.mark.parametrize("text", ["`", "á", "“", "–", "\t", "中", "😀", "ç", "\x00"])
def test_what_is_in_neither_table_is_no_gsm_text(text: str) -> None:
    assert count_septets(text) is None


def test_the_basic_table_has_127_signs_and_the_escape() -> None:
    assert sum(count_septets(chr(code)) == 1 for code in range(0x400)) == 127


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("a" * 160, True),
        ("a" * 161, False),
        ("€" * 80, True),
        ("€" * 80 + "a", False),
        ("中" * 70, True),
        ("中" * 71, False),
        ("a" * 70 + "中", False),
        ("😀" * 35, True),  # two units each
        ("😀" * 36, False),
    ],
)
def test_one_part_holds_160_septets_or_70_units(text: str, fits: bool) -> None:
    assert fits_one_part(text) is fits


@given(st.lists(st.text(max_size=300), max_size=4))
def test_what_is_chosen_is_one_part_and_the_first_that_is(texts: list[str]) -> None:
    chosen = first_fitting(texts)
    assert fits_one_part(chosen)
    fitting = [text for text in texts if fits_one_part(text)]
    assert chosen == (fitting[0] if fitting else (texts or [""])[-1][: len(chosen)])
