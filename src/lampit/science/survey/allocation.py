"""How many to ask, where, and how precise the answer will be (measurement notes, section 3)."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from lampit.basics.refusal import Refusal
from lampit.science.survey.intervals import normal_quantile

POWER = 0.5
SMALLEST_PER_GROUP = 60
SMALLEST_PER_STRATUM = 2


@dataclass(frozen=True)
class SampleSize:
    """A wanted number of answers, and the number to draw so that they are reached."""

    answers: int
    drawn: int


def _finished(answers: float, population: int, deff: float, response_rate: float) -> SampleSize:
    """Apply design effect, finite population and expected response to a first size."""
    raised = answers * deff
    net = raised / (1 + (raised - 1) / population)
    wanted = math.ceil(net - 1e-9)
    return SampleSize(wanted, min(math.ceil(net / response_rate - 1e-9), population))


def size_for_share(
    half_width: float,
    population: int,
    *,
    share: float = 0.5,
    deff: float = 1.0,
    response_rate: float = 1.0,
    confidence: float = 0.95,
) -> SampleSize:
    """Return the size with which a proportion is known to ± `half_width` (0 to 1)."""
    z = normal_quantile(confidence)
    return _finished(z * z * share * (1 - share) / half_width**2, population, deff, response_rate)


def size_for_mean(
    half_width: float,
    population: int,
    *,
    spread: float,
    deff: float = 1.0,
    response_rate: float = 1.0,
    confidence: float = 0.95,
) -> SampleSize:
    """Return the size with which a mean of standard deviation `spread` is known."""
    z = normal_quantile(confidence)
    return _finished((z * spread / half_width) ** 2, population, deff, response_rate)


def _rounded(ideal: Mapping[str, float], total: int, caps: Mapping[str, int]) -> dict[str, int]:
    """Round to whole units that sum to `total`, largest remainder first, never above caps."""
    floor = {key: min(math.floor(value + 1e-9), caps[key]) for key, value in ideal.items()}
    left = total - sum(floor.values())
    by_remainder = sorted(ideal, key=lambda key: (floor[key] - ideal[key], key))
    while left > 0:
        open_keys = [key for key in by_remainder if floor[key] < caps[key]]
        if not open_keys:
            break
        for key in open_keys[:left]:
            floor[key] += 1
        left -= min(left, len(open_keys))
    return floor


def allocate(
    sizes: Mapping[str, int], total: int, *, exponent: float = POWER, smallest: int = 0
) -> dict[str, int]:
    """Share `total` out over strata in proportion to size ** `exponent`.

    `exponent` 1 is proportional, 0.5 the power allocation that keeps small strata readable.
    No stratum gets less than `smallest` (or all it has) as far as the total allows, none more
    than it has.

    Raises:
        Refusal: `sample_too_small`.
    """
    filled = {key: size for key, size in sizes.items() if size > 0}
    if total < 1 or not filled:
        raise Refusal("sample_too_small", "Jumlah contoh harus sedikitnya 1 dan kerangka terisi.")
    total = min(total, sum(filled.values()))
    fair = total // len(filled)
    least = {key: min(size, smallest, fair) for key, size in filled.items()}
    fixed: dict[str, float] = {}
    while True:
        free = [key for key in filled if key not in fixed]
        spare = total - sum(fixed.values())
        measure = sum(filled[key] ** exponent for key in free)
        ideal = {key: spare * filled[key] ** exponent / measure for key in free}
        low = {key: float(least[key]) for key in free if ideal[key] < least[key]}
        high = {key: float(filled[key]) for key in free if ideal[key] > filled[key]}
        # Stay feasible: fix the side that is further out of bounds first.
        short = sum(low.values()) - sum(ideal[key] for key in low)
        over = sum(ideal[key] for key in high) - sum(high.values())
        if not low and not high:
            return _rounded(fixed | ideal, total, filled)
        fixed |= low if short >= over else high
        if len(fixed) == len(filled):
            return _rounded(fixed, total, filled)


def allocate_nested(
    sizes: Mapping[tuple[str, str], int],
    total: int,
    *,
    exponent: float = POWER,
    smallest_group: int = SMALLEST_PER_GROUP,
) -> dict[tuple[str, str], int]:
    """Allocate over groups by power, then over the strata of each group in proportion.

    Keys are (group, stratum), for instance (kecamatan, sector). Every stratum that has them
    gets at least two units as far as its group allows, so that its variance can be estimated.
    """
    groups: dict[str, int] = {}
    for (group, _), size in sizes.items():
        groups[group] = groups.get(group, 0) + size
    shares = allocate(groups, total, exponent=exponent, smallest=smallest_group)
    found = dict.fromkeys(sizes, 0)
    for group, wanted in shares.items():
        inside = {stratum: n for (g, stratum), n in sizes.items() if g == group and n > 0}
        if wanted:
            parts = allocate(inside, wanted, exponent=1, smallest=SMALLEST_PER_STRATUM)
            found |= {(group, stratum): n for stratum, n in parts.items()}
    return found


def expected_half_width(
    sizes: Mapping[str, int],
    allocation: Mapping[str, int],
    *,
    spread: float,
    response_rate: float = 1.0,
    confidence: float = 0.95,
) -> float | None:
    """Return the expected half width of a stratified mean, or None where nobody is asked.

    `spread` is the standard deviation inside a stratum (for a share of one half: 0.5). A
    stratum that is not sampled at all is taken as like the others.
    """
    asked = {k: allocation[k] * response_rate for k in sizes if allocation.get(k, 0) > 0}
    population = sum(sizes[k] for k in asked)
    if not population:
        return None
    variance = sum(
        (sizes[k] / population) ** 2 * max(1 - n / sizes[k], 0.0) * spread**2 / max(n, 1.0)
        for k, n in asked.items()
    )
    return normal_quantile(confidence) * math.sqrt(variance)
