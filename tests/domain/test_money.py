"""Money is exact, of one currency, and printed in one way."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from dm_tui.domain.money import Money, usd

amounts = st.decimals(-10_000_000, 10_000_000, places=6, allow_nan=False)


@pytest.mark.parametrize(
    ("amount", "printed"),
    [
        ("0", "USD 0.00"),
        ("13.05", "USD 13.05"),
        ("13.5", "USD 13.50"),
        ("1123.75", "USD 1,123.75"),
        ("1000000", "USD 1,000,000.00"),
        ("1E+3", "USD 1,000.00"),
        ("0.29", "USD 0.29"),
        ("0.00029", "USD 0.00029"),
        ("0.2610", "USD 0.261"),
        ("0.23055", "USD 0.23055"),
        ("-0.5", "USD -0.50"),
        ("-0", "USD 0.00"),
        ("-0.00", "USD 0.00"),
        ("0.000000001", "USD 0.000000001"),
    ],
)
def test_an_amount_prints_with_every_decimal_that_counts(amount: str, printed: str) -> None:
    assert str(usd(amount)) == printed
    assert usd(amount).figure() == printed.removeprefix("USD ")


@given(amounts)
def test_what_is_printed_is_the_amount_itself(amount: Decimal) -> None:
    figure = Money(amount=amount).figure()
    assert Decimal(figure.replace(",", "")) == amount
    assert len(figure.partition(".")[2]) >= 2


@pytest.mark.parametrize(
    ("amount", "rounded"),
    [
        ("0.005", "0.01"),
        ("0.0049999", "0.00"),
        ("0.015", "0.02"),
        ("0.025", "0.03"),
        ("2.675", "2.68"),
        ("-0.005", "-0.01"),
        ("13.05", "13.05"),
    ],
)
def test_cents_are_rounded_half_up(amount: str, rounded: str) -> None:
    assert usd(amount).rounded() == usd(rounded)
    assert str(usd(amount).rounded()) == f"USD {rounded}"


@given(amounts)
def test_rounding_moves_by_half_a_cent_at_most(amount: Decimal) -> None:
    rounded = Money(amount=amount).rounded().amount
    assert abs(rounded - amount) <= Decimal("0.005")
    assert rounded == amount.quantize(Decimal("0.01"), ROUND_HALF_UP)


@given(amounts, amounts)
def test_adding_and_taking_away_is_exact(one: Decimal, other: Decimal) -> None:
    total = Money(amount=one) + Money(amount=other)
    assert total.amount == one + other
    assert total - Money(amount=other) == Money(amount=one)


@given(amounts, st.integers(0, 1_000))
def test_a_multiple_is_the_sum_of_its_parts(amount: Decimal, times: int) -> None:
    assert (Money(amount=amount) * times).amount == sum([amount] * times, Decimal(0))


@pytest.mark.parametrize("operation", ["__add__", "__sub__", "__lt__", "__le__"])
def test_currencies_do_not_mix(operation: str) -> None:
    dollars, yuan = usd(1), Money(amount=Decimal(1), currency="CNY")
    with pytest.raises(ValueError, match="cannot mix USD and CNY"):
        getattr(dollars, operation)(yuan)
    assert dollars != yuan


def test_amounts_of_one_currency_are_compared() -> None:
    assert usd("0.10") < usd("0.2") <= usd("0.20")
    assert not usd("0.2") < usd("0.20")
    assert usd("0.2") == usd("0.20")


@pytest.mark.parametrize("factor", [0.5, 1.0])
def test_a_float_is_no_factor(factor: Any) -> None:
    with pytest.raises(TypeError):
        usd(1) * factor


@pytest.mark.parametrize("amount", ["NaN", "Infinity", "-Infinity", "thirteen", ""])
def test_what_is_no_amount_is_refused(amount: str) -> None:
    with pytest.raises(ValidationError):
        Money.model_validate({"amount": amount})


@given(amounts)
def test_json_keeps_every_digit(amount: Decimal) -> None:
    money = Money(amount=amount)
    document = money.model_dump(mode="json")
    assert isinstance(document["amount"], str)
    assert Money.model_validate(document) == money


@pytest.mark.parametrize("written", ["12.5", "12.50", "12.5000", "1.25E+1"])
def test_json_has_the_decimals_of_the_screen(written: str) -> None:
    assert usd(written).model_dump(mode="json") == {"amount": "12.50", "currency": "USD"}


@given(amounts)
def test_json_has_the_amount_itself(amount: Decimal) -> None:
    written = Money(amount=amount).model_dump_json()
    assert Money.model_validate_json(written).amount == amount
