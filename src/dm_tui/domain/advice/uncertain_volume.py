"""The uncertainty of a volume: one lognormal factor on every month, 1 on average.

We chose one factor for all months rather than one for each: the level is what is uncertain, while the noise
of single months evens out within a plan's six months.
"""

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from math import erf, exp, log, sqrt
from typing import NamedTuple

_MAX_DEVIATIONS, _STEPS = 4, 64
"""The reach of the nodes on the logarithmic scale, and their number (arithmetic)."""

PERCENTILE_90_DEVIATIONS = 1.2815515655446004  # from the median to the 90th percentile (arithmetic)


class ExpectedValue(NamedTuple):
    """An expected value, and its difference from the one on every other node: the error of the quadrature."""

    value: float
    error: float


class VolumeDistribution(NamedTuple):
    """The factor's distribution, ready for averages: scales and their weights on a fine and a coarse grid."""

    deviation: float
    scales: tuple[float, ...]
    fine: tuple[float, ...]
    coarse: tuple[float, ...]

    def average(self, values: Sequence[float]) -> ExpectedValue:
        """Return the expectation of a function with these values at `scales`, linear between them."""
        value = sum(map(float.__mul__, self.fine, map(float, values)))
        return ExpectedValue(value, abs(value - sum(map(float.__mul__, self.coarse, map(float, values)))))

    def quantile(self, deviations: float) -> float:
        """Return the scale this many standard deviations from the median."""
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
    weights = _quadrature_weights([scales[i] for i in every_other], deviation)
    for node, weight in zip(every_other, weights, strict=True):
        coarse[node] = weight
    return VolumeDistribution(deviation, scales, tuple(_quadrature_weights(scales, deviation)), tuple(coarse))


def _quadrature_weights(scales: Sequence[float], deviation: float) -> list[float]:
    """Return the weight of each node in the expectation of a function that is linear between the nodes.

    Between two nodes the expectation of a line follows from the probability of the interval and its partial
    mean, both exact for the lognormal distribution; the last line extends to infinity.
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
