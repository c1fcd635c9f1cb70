"""How many to ask, where, and how precise the answer will be (measurement notes, section 3)."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from lampit.basics.refusal import Refusal
from lampit.science.survey.intervals import normal_quantile

POWER = 0.5
SMALLEST_PER_GROUP = 60
SMALLEST_PER_STRATUM = 2
Method = Literal["power", "proportional", "neyman"]
Cell = tuple[str, str]


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


def _measures(
    sizes: Mapping[str, int], method: Method, exponent: float, spreads: Mapping[str, float] | None
) -> dict[str, float]:
    """Return to what the share of each filled stratum is proportional."""
    if method == "proportional":
        exponent = 1
    if method != "neyman":
        return {key: size**exponent for key, size in sizes.items()}
    known = {k: s for k, s in (spreads or {}).items() if k in sizes and s >= 0}
    if not any(known.values()):
        message = "Alokasi Neyman perlu simpangan baku tiap strata dari putaran sebelumnya."
        raise Refusal("spread_missing", message)
    usual = sum(known[k] * sizes[k] for k in known) / sum(sizes[k] for k in known)
    return {key: size * known.get(key, usual) for key, size in sizes.items()}


def allocate(
    sizes: Mapping[str, int],
    total: int,
    *,
    method: Method = "power",
    exponent: float = POWER,
    smallest: int = 0,
    spreads: Mapping[str, float] | None = None,
) -> dict[str, int]:
    """Share `total` out over the strata of `sizes` (stratum -> units in the frame).

    `method`: `power` ∝ size ** `exponent` (0.5 keeps small strata readable; default),
    `proportional` ∝ size, `neyman` ∝ size x `spreads` (standard deviation inside each stratum,
    from the last round; a stratum without one is taken as the weighted mean of the others).
    No stratum gets less than `smallest` (or all it has) as far as the total allows, none more
    than it has; empty strata are left out. The result sums to `total`, or to the frame if that
    is smaller; equal input gives equal output.

    Raises:
        Refusal: `sample_too_small`, `spread_missing` (Neyman without any spread).
    """
    filled = {key: size for key, size in sizes.items() if size > 0}
    if total < 1 or not filled:
        raise Refusal("sample_too_small", "Jumlah contoh harus sedikitnya 1 dan kerangka terisi.")
    total = min(total, sum(filled.values()))
    fair = total // len(filled)
    least = {key: min(size, smallest, fair) for key, size in filled.items()}
    weight = _measures(filled, method, exponent, spreads)
    fixed: dict[str, float] = {}
    while True:
        free = [key for key in filled if key not in fixed]
        spare = total - sum(fixed.values())
        measure = sum(weight[key] for key in free)
        if not measure:  # strata without any spread share what the others could not take
            weight |= {key: float(filled[key]) for key in free}
            measure = sum(weight[key] for key in free)
        ideal = {key: spare * weight[key] / measure for key in free}
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
    sizes: Mapping[Cell, int],
    total: int,
    *,
    method: Method = "power",
    exponent: float = POWER,
    smallest_group: int = SMALLEST_PER_GROUP,
    spreads: Mapping[Cell, float] | None = None,
) -> dict[Cell, int]:
    """Allocate over groups by `method`, then over the strata of each group.

    Keys are (group, stratum), for instance (kecamatan, sector x size). Inside a group the
    allocation is proportional, or Neyman where that is the method (`spreads` by key). Every
    stratum that has them gets at least two units as far as its group allows, so that its
    variance can be estimated. Raises as `allocate`.
    """
    groups: dict[str, int] = {}
    for (group, _), size in sizes.items():
        groups[group] = groups.get(group, 0) + size
    shares = allocate(
        groups,
        total,
        method=method,
        exponent=exponent,
        smallest=smallest_group,
        spreads=_pooled(sizes, spreads),
    )
    found = dict.fromkeys(sizes, 0)
    for group, wanted in shares.items():
        inside = {stratum: n for (g, stratum), n in sizes.items() if g == group and n > 0}
        known = {stratum: s for (g, stratum), s in (spreads or {}).items() if g == group}
        how: Method = "neyman" if method == "neyman" and any(known.values()) else "proportional"
        if wanted:
            parts = allocate(
                inside, wanted, method=how, smallest=SMALLEST_PER_STRATUM, spreads=known
            )
            found |= {(group, stratum): n for stratum, n in parts.items()}
    return found


def _pooled(
    sizes: Mapping[Cell, int], spreads: Mapping[Cell, float] | None
) -> dict[str, float] | None:
    """Return the spread inside each group: the mean of its strata, weighted by their sizes."""
    if spreads is None:
        return None
    heavy: dict[str, float] = {}
    counted: dict[str, int] = {}
    for key, spread in spreads.items():
        if sizes.get(key, 0) > 0:
            heavy[key[0]] = heavy.get(key[0], 0.0) + spread * sizes[key]
            counted[key[0]] = counted.get(key[0], 0) + sizes[key]
    return {group: heavy[group] / counted[group] for group in heavy}


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
