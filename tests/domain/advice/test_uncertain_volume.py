"""The distribution of the volume: its moments, and expectations against an independent integration."""

from collections.abc import Callable
from itertools import pairwise
from math import exp, log
from statistics import NormalDist

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dm_tui.domain.advice.uncertain_volume import volume_distribution

percents = st.floats(0.5, 200)


def expectation(percent: float, function: Callable[[float], float], bends: list[float]) -> float:
    """Return the expectation by adaptive integration between bends, on the logarithmic scale."""
    from scipy.integrate import quad  # every process imports this module, one needs this

    deviation = volume_distribution(percent).deviation
    normal = NormalDist(-deviation * deviation / 2, deviation)
    middle, reach = normal.mean, 9 * deviation
    inside = (log(bend) for bend in bends if abs(log(bend) - middle) < reach)
    edges = sorted((middle - reach, middle, middle + reach, *inside))
    return sum(
        float(quad(lambda y: function(exp(y)) * normal.pdf(y), low, high)[0]) for low, high in pairwise(edges)
    )


@given(percent=percents)
def test_the_factor_is_one_on_average_and_spreads_as_was_said(percent: float) -> None:
    assert expectation(percent, lambda scale: scale, []) == pytest.approx(1)
    variance = expectation(percent, lambda scale: (scale - 1) ** 2, [])
    assert variance**0.5 == pytest.approx(percent / 100, rel=1e-3)
    spread = volume_distribution(percent)
    assert sum(spread.fine) == pytest.approx(1)
    assert sum(spread.coarse) == pytest.approx(1)


@given(percent=percents, at=st.floats(0, 1e9), slope=st.floats(0, 1e9))
def test_a_straight_line_has_the_expectation_of_its_mean(percent: float, at: float, slope: float) -> None:
    spread = volume_distribution(percent)
    found = spread.average([at + slope * scale for scale in spread.scales])
    assert found.value == pytest.approx(at + slope, rel=1e-9)
    assert found.error == pytest.approx(0, abs=1e-6 * (at + slope) + 1e-9)


def bent(kinks: list[float]) -> Callable[[float], float]:
    """Return a function such as costs are: straight, with bends."""
    return lambda scale: sum(max(0.0, scale - kink) for kink in kinks) + 1


@given(percent=st.floats(2, 150), kinks=st.lists(st.floats(0.1, 4), min_size=1, max_size=4))
def test_what_has_bends_has_the_expectation_of_an_independent_integration(
    percent: float, kinks: list[float]
) -> None:
    spread, function = volume_distribution(percent), bent(kinks)
    found = spread.average([function(scale) for scale in spread.scales])
    exact = expectation(percent, function, kinks)
    assert found.value == pytest.approx(exact, rel=2e-3)
    assert found.error <= 1e-2 * exact


def test_the_error_is_of_the_size_of_what_is_missed() -> None:
    """Over many bends the stated error is no smaller than the true one, on average."""
    spread = volume_distribution(30)
    stated = missed = 0.0
    for step in range(50):
        kink = 0.5 + step / 50
        found = spread.average([bent([kink])(scale) for scale in spread.scales])
        stated += found.error
        missed += abs(found.value - expectation(30, bent([kink]), [kink]))
    assert 0 < missed < stated < 20 * missed


@given(percent=percents, deviations=st.floats(-3, 3))
def test_quantiles_and_chances_belong_together(percent: float, deviations: float) -> None:
    spread = volume_distribution(percent)
    above = spread.chance_above(spread.quantile(deviations))
    assert above == pytest.approx(1 - NormalDist().cdf(deviations), abs=1e-9)
    assert spread.chance_above(0) == 1


def test_without_spread_the_volume_is_what_was_said() -> None:
    spread = volume_distribution(0)
    assert (spread.scales, spread.average([7]).value, spread.average([7]).error) == ((1,), 7, 0)
    assert spread.quantile(3) == 1
    assert (spread.chance_above(0.99), spread.chance_above(1)) == (1, 0)
