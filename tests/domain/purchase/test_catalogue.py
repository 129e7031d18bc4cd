"""The price table of the purchase guide, and what a person may type for a quantity or a volume."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.money import usd
from dm_tui.domain.purchase.break_even import break_even_emails
from dm_tui.domain.purchase.catalogue import Catalogue
from dm_tui.domain.purchase.expected_volume import parse_volume
from dm_tui.domain.purchase.quantity import parse_quantity

typed = st.one_of(
    st.text(),
    st.text(st.sampled_from("0123456789.,_ kKmM+-eE²٣"), max_size=20),
    st.integers(-10, 10**15).map(str),
    st.decimals(0, 10**6, places=3).map(str),
)


@pytest.mark.parametrize(
    ("spec", "emails", "price", "per_thousand", "by_usage", "break_even"),
    [
        ("50k", 50_000, "13.05", "0.2610", "14.50", 45_000),
        ("500k", 500_000, "121.80", "0.2436", "145.00", 420_000),
        ("1m", 1_000_000, "230.55", "0.23055", "290.00", 795_000),
        ("5m", 5_000_000, "1123.75", "0.22475", "1450.00", 3_875_000),
    ],
)
def test_the_price_table_is_the_purchase_guides(
    catalogue: Catalogue,
    spec: str,
    emails: int,
    price: str,
    per_thousand: str,
    by_usage: str,
    break_even: int,
) -> None:
    plan = catalogue.plan(spec)
    assert (plan.emails, plan.price, plan.validity_months) == (emails, usd(price), 6)
    assert plan.price_per_thousand == usd(per_thousand)
    assert catalogue.pay_as_you_go(plan.emails) == usd(by_usage)
    assert break_even_emails(catalogue, plan) == break_even
    assert break_even_emails(catalogue, plan, 3) == 3 * break_even


def test_the_other_figures_are_the_vendors(catalogue: Catalogue) -> None:
    assert [plan.spec for plan in catalogue.plans] == ["50k", "500k", "1m", "5m"]
    assert catalogue.pay_as_you_go_per_thousand == usd("0.29")
    assert (catalogue.free_emails, catalogue.free_emails_a_day) == (2_000, 200)
    assert catalogue.daily_quota == 2_000
    assert catalogue.order_lapse_minutes == 60
    assert catalogue.charge_threshold == usd(1_000)


@given(quantity=st.integers(1, 100), spec=st.sampled_from(["50k", "500k", "1m", "5m"]))
def test_above_the_break_even_the_plan_costs_less(catalogue: Catalogue, quantity: int, spec: str) -> None:
    plan = catalogue.plan(spec)
    price = plan.price * quantity
    exact = Decimal("0.29") / 1000
    at = break_even_emails(catalogue, plan, quantity)
    assert at is not None
    assert exact * at >= price.amount
    assert exact * (at - 1) < price.amount


@pytest.mark.parametrize(("emails", "due"), [(0, "0.00"), (1, "0.00"), (18, "0.01"), (1000, "0.29")])
def test_pay_as_you_go_is_rounded_to_the_cent(catalogue: Catalogue, emails: int, due: str) -> None:
    assert str(catalogue.pay_as_you_go(emails)) == f"USD {due}"


@pytest.mark.parametrize("name", ["50K", " 50k ", "1M"])
def test_a_specification_is_found_in_any_case(catalogue: Catalogue, name: str) -> None:
    assert catalogue.plan(name).spec == name.strip().lower()


@given(st.text())
def test_an_unknown_specification_is_refused_naming_them_all(catalogue: Catalogue, name: str) -> None:
    try:
        assert catalogue.plan(name).spec in ("50k", "500k", "1m", "5m")
    except DirectMailError as refused:
        told = (refused.kind, refused.code, refused.hint)
        hint = "Choose one of 50k, 500k, 1m, 5m."
        if told != (ErrorKind.USAGE, "unknown-specification", hint):
            raise


@pytest.mark.parametrize(("text", "quantity"), [("1", 1), ("100", 100), (" 7 ", 7), ("007", 7), ("42\n", 42)])
def test_a_quantity_is_a_whole_number(text: str, quantity: int) -> None:
    assert parse_quantity(text) == quantity


@pytest.mark.parametrize(
    "text",
    ["", " ", "0", "101", "-1", "+1", "1.0", "1,0", "1_0", "1 0", "x", "٣", "²", "1e2", "9" * 5000, "0x1"],
)
def test_anything_else_is_no_quantity(text: str) -> None:
    with pytest.raises(DirectMailError) as refused:
        parse_quantity(text)
    assert (refused.value.kind, refused.value.code) == (ErrorKind.USAGE, "bad-quantity")
    assert len(refused.value.message) < 100


@pytest.mark.parametrize(
    ("text", "volume"),
    [
        ("", None),
        ("  ", None),
        ("0", 0),
        ("20000", 20_000),
        ("20,000", 20_000),
        ("20 000", 20_000),
        ("20_000", 20_000),
        ("20k", 20_000),
        ("20 K", 20_000),
        ("1.5m", 1_500_000),
        ("0.5k", 500),
        ("1.9999", 1),
    ],
)
def test_a_volume_may_be_written_in_many_ways(text: str, volume: int | None) -> None:
    assert parse_volume(text) == volume


@pytest.mark.parametrize(
    "text", ["k", "m", "-5", "+5", "1.2.3", ".5", "20x", "1e6", "٣", "5kk", "∞", "nan", "9" * 13]
)
def test_anything_else_is_no_volume(text: str) -> None:
    with pytest.raises(DirectMailError) as refused:
        parse_volume(text)
    assert (refused.value.kind, refused.value.code) == (ErrorKind.USAGE, "not-a-volume")


@given(typed)
def test_a_quantity_is_legal_or_refused(text: str) -> None:
    try:
        assert 1 <= parse_quantity(text) <= 100
    except DirectMailError:
        return
    assert text.strip().isascii()


@given(typed)
def test_a_volume_is_legal_or_refused(text: str) -> None:
    try:
        volume = parse_volume(text)
    except DirectMailError:
        return
    assert volume is None or (type(volume) is int and volume >= 0)
    assert (volume is None) == (not text.strip(" ,_\t\n\r\x0b\x0c").strip().strip(",_ "))


@given(st.integers(0, 10**12 - 1))
def test_a_volume_is_read_back_with_separators(volume: int) -> None:
    assert parse_volume(str(volume)) == parse_volume(f"{volume:,}") == volume


@given(st.integers(0, 10**6), st.sampled_from(["k", "m"]))
def test_a_suffix_multiplies(volume: int, suffix: str) -> None:
    factor = {"k": 1_000, "m": 1_000_000}[suffix]
    assert parse_volume(f"{Decimal(volume) / 1000}{suffix}") == volume * factor // 1000


def test_a_break_even_between_two_emails_is_the_upper_one(catalogue: Catalogue) -> None:
    plan = catalogue.plan("50k").model_copy(update={"price": usd("13.06")})
    assert break_even_emails(catalogue, plan) == 45_035  # 45,034.48
