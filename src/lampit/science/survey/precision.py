"""What a planned sample will be able to say (measurement notes, section 3).

Design effect of a two-stage sample: (1 + CV² of the weights) · (1 + (m - 1)·rho), m the answers
in a village, rho how alike the businesses of a village are (0.05 to 0.15 for digital items).
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from lampit.science.survey.intervals import normal_quantile

LIKENESS = 0.10  # rho, the middle of what was seen for digital items


@dataclass(frozen=True)
class Precision:
    """What to expect of a domain; None where nobody would answer.

    `half_width` is in the unit of `spread`; `deff` = `weight_deff` x `cluster_deff`, without
    the finite population, which `half_width` counts.
    """

    population: int
    drawn: int
    answers: float
    weight_deff: float | None
    cluster_deff: float
    half_width: float | None

    @property
    def deff(self) -> float | None:
        """Return the expected design effect."""
        return None if self.weight_deff is None else self.weight_deff * self.cluster_deff


def expected_precision(
    sizes: Mapping[str, int],
    allocation: Mapping[str, int],
    *,
    spread: float | Mapping[str, float],
    response_rate: float = 1.0,
    per_village: float = 1.0,
    likeness: float = 0.0,
    confidence: float = 0.95,
) -> Precision:
    """Return the expected precision of the mean of a domain before the draw.

    `sizes` and `allocation` (stratum -> units, and how many of them are drawn) hold the strata
    of the domain: of one kecamatan, or of all. `spread` is the standard deviation inside a
    stratum, one for all or by stratum (0.5 for a share of one half, about 20 for the index).
    Two stages: `per_village` is m as drawn and `likeness` is rho; one stage: leave both. A
    stratum that is not sampled at all is taken as like the others.
    """
    asked = {k: allocation[k] * response_rate for k in sizes if allocation.get(k, 0) > 0}
    drawn = sum(allocation[k] for k in asked)
    cluster = 1 + max(per_village * response_rate - 1, 0.0) * likeness
    population = sum(sizes[k] for k in asked)
    if not population:
        return Precision(sum(sizes.values()), 0, 0.0, None, cluster, None)
    answers = sum(asked.values())
    mean_weight = population / answers
    squares = sum(n * (sizes[k] / n) ** 2 for k, n in asked.items())
    weights = squares / answers / mean_weight**2
    variance = 0.0
    for key, n in asked.items():
        deviation = spread if isinstance(spread, float | int) else spread[key]
        share = sizes[key] / population
        variance += share**2 * max(1 - n / sizes[key], 0.0) * deviation**2 / max(n, 1.0)
    half = normal_quantile(confidence) * math.sqrt(variance * cluster)
    return Precision(sum(sizes.values()), drawn, answers, weights, cluster, half)


def villages_needed(allocation: Mapping[str, int], m: int) -> dict[str, int]:
    """Return how many villages of each stratum give `allocation` businesses at `m` in each."""
    return {stratum: math.ceil(n / m - 1e-9) for stratum, n in allocation.items() if n > 0}


def _z(confidence: float, power: float) -> float:
    """Return the sum of the normal quantiles of a two-sided test and of its power."""
    return normal_quantile(confidence) + normal_quantile(2 * power - 1)


def detectable_change(
    answers: float,
    *,
    spread: float = 0.5,
    deff: float = 1.0,
    overlap: float = 0.0,
    correlation: float = 0.0,
    power: float = 0.8,
    confidence: float = 0.95,
) -> float:
    """Return the smallest change between two rounds of `answers` each that is found.

    Found = with probability `power` its interval excludes 0. `overlap` is the share of units
    asked in both rounds, `correlation` that of their two answers: the variance of the change
    shrinks by 1 - overlap · correlation. In the unit of `spread` (0.5: a share, 0 to 1).
    """
    kept = 1 - overlap * correlation
    return _z(confidence, power) * spread * math.sqrt(2 * deff * kept / answers)


def size_for_change(
    change: float,
    *,
    spread: float = 0.5,
    deff: float = 1.0,
    overlap: float = 0.0,
    correlation: float = 0.0,
    power: float = 0.8,
    confidence: float = 0.95,
) -> int:
    """Return the answers needed in each of two rounds to find `change`; see `detectable_change`."""
    kept = 1 - overlap * correlation
    raw = (_z(confidence, power) * spread / change) ** 2 * 2 * deff * kept
    return math.ceil(raw - 1e-9)
