"""How far a volume may turn out from what was expected: one lognormal factor on every month.

The factor is 1 on average. It is the same for all months: what nobody knows is the level, while the noise of single
months evens out within a plan's six months.
"""

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from math import erf, exp, log, sqrt
from typing import NamedTuple

_MAX_DEVIATIONS, _STEPS = 4, 64
"""Nodes lie at equal steps of so many standard deviations to either side, on the logarithmic scale."""


class ExpectedValue(NamedTuple):
    """An expected value, and how far the quadrature may be off."""

    value: float
    error: float


class VolumeDistribution(NamedTuple):
    """The factor's distribution, ready for averages: scales, and the weight of each in fine and in coarse."""

    deviation: float
    scales: tuple[float, ...]
    fine: tuple[float, ...]
    coarse: tuple[float, ...]

    def average(self, values: Sequence[float]) -> ExpectedValue:
        """Return the expectation of what has these values at `scales`, straight between them and beyond.

        The error is the difference to the expectation from every other node.
        """
        value = sum(map(float.__mul__, self.fine, map(float, values)))
        return ExpectedValue(
            value, abs(value - sum(map(float.__mul__, self.coarse, map(float, values))))
        )

    def quantile(self, deviations: float) -> float:
        """Return the scale that lies so many standard deviations from the median."""
        return exp(self.deviation * (deviations - self.deviation / 2))

    def chance_above(self, scale: float) -> float:
        """Return the probability of a higher factor, from 0 to 1."""
        if not self.deviation:
            return float(scale < 1)
        if scale <= 0:
            return 1.0
        return 1 - _normal_cdf(log(scale) / self.deviation + self.deviation / 2)


@lru_cache(maxsize=64)
def volume_distribution(percent: float) -> VolumeDistribution:
    """Return the distribution with this coefficient of variation."""
    deviation = sqrt(log(1 + (percent / 100) ** 2))
    if not deviation:
        return VolumeDistribution(0.0, (1.0,), (1.0,), (1.0,))
    at = [_MAX_DEVIATIONS * (2 * step / _STEPS - 1) for step in range(_STEPS + 1)]
    scales = (0.0, *(exp(deviation * (z - deviation / 2)) for z in at))
    every_other = (0, *range(1, len(scales), 2))
    coarse = [0.0] * len(scales)
    for node, weight in zip(
        every_other, _quadrature_weights([scales[i] for i in every_other], deviation), strict=True
    ):
        coarse[node] = weight
    return VolumeDistribution(
        deviation, scales, tuple(_quadrature_weights(scales, deviation)), tuple(coarse)
    )


def _quadrature_weights(scales: Sequence[float], deviation: float) -> list[float]:
    """Return what each node counts in the expectation of the function that is straight between nodes.

    Between two nodes the expectation of a straight line follows from the probability of the interval and its
    partial mean, both exact for the lognormal distribution; the last line goes on for ever.
    """

    def mass(scale: float) -> tuple[float, float]:
        z = log(scale) / deviation + deviation / 2 if scale > 0 else float("-inf")
        return _normal_cdf(z), _normal_cdf(z - deviation)

    weights = [0.0] * len(scales)
    masses = [*(mass(scale) for scale in scales[:-1]), (1.0, 1.0)]
    for i, (low, high) in enumerate(pairwise(scales)):
        chance = masses[i + 1][0] - masses[i][0]
        mean = masses[i + 1][1] - masses[i][1]
        weights[i + 1] += (mean - low * chance) / (high - low)
        weights[i] += (high * chance - mean) / (high - low)
    return weights


def _normal_cdf(deviations: float) -> float:
    return (1 + erf(deviations / sqrt(2))) / 2
