"""Volumes and percentages as they are typed."""

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dm_tui.domain.advice.typed_figures import parse_percent, parse_volumes
from dm_tui.domain.errors import DirectMailError, ErrorKind


@pytest.mark.parametrize(
    ("typed", "volumes"),
    [
        ("20000", (20_000,)),
        ("20,000", (20_000,)),
        (" 1.5m ", (1_500_000,)),
        ("20k,25k,30k", (20_000, 25_000, 30_000)),
        ("20000, 25000 ,500", (20_000, 25_000, 500)),
        ("1k,0", (1_000, 0)),
        ("0", (0,)),
    ],
)
def test_one_number_or_one_for_each_month(typed: str, volumes: tuple[int, ...]) -> None:
    assert parse_volumes(typed) == volumes


@pytest.mark.parametrize(
    "typed",
    [
        *("", " ", ",", "1k,", "1k,,2k", "many", "20k;30k", "-5", "1e5", "nan", "inf", "1k,-2k"),
        *("20,500,30,500", "500,600,70", "1000000000000", "1k," * 24 + "1k", "٣٠", "1" * 5000),
    ],
)
def test_what_may_mean_two_things_or_nothing_is_refused(typed: str) -> None:
    with pytest.raises(DirectMailError) as raised:
        parse_volumes(typed)
    assert (raised.value.kind, raised.value.code) == (ErrorKind.USAGE, "not-a-volume")
    assert len(str(raised.value)) < 200


@given(st.text(max_size=40))
def test_any_text_is_volumes_or_refused_in_words(typed: str) -> None:
    with suppress(DirectMailError):
        assert all(volume >= 0 for volume in parse_volumes(typed))


@pytest.mark.parametrize(("typed", "percent"), [("20", "20"), (" 2.5 % ", "2.5"), ("-5%", "-5"), ("+3", "3")])
def test_a_percentage(typed: str, percent: str) -> None:
    assert parse_percent(typed, "growth") == Decimal(percent)


@pytest.mark.parametrize("typed", ["", "%", "NaN", "inf", "1e3", "a fifth", "20%%", "99999", "1,5"])
def test_what_is_no_percentage_is_refused(typed: str) -> None:
    with pytest.raises(DirectMailError, match="growth") as raised:
        parse_percent(typed, "growth")
    assert raised.value.code == "bad-percentage"
