"""Did it help? Two groups before and after, with an interval that knows about villages.

Difference in differences of two groups and two periods on the change of each unit; the standard
error is robust to clusters (CR1: Liang & Zeger 1986 with the correction G/(G-1)·(n-1)/(n-2)),
t distribution with G - 1 degrees of freedom. Pure Python on plain values.
"""

import math
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass

from lampit.science.survey.intervals import t_quantile

FEWEST_UNITS = 10  # of each group; the same bound below which a survey figure is not published
FEWEST_CLUSTERS = 5  # with a unit of each group; fewer make the robust error far too small
CONFIDENCE = 0.95

TOO_FEW_UNITS = "too_few_units"
TOO_FEW_CLUSTERS = "too_few_clusters"
EMPTY_GROUP = "empty_group"


@dataclass(frozen=True)
class Unit:
    """One business seen twice: is it in the treated group, before, after, and its cluster."""

    treated: bool
    before: float
    after: float
    cluster: Hashable

    @property
    def change(self) -> float:
        """Return after minus before."""
        return self.after - self.before


@dataclass(frozen=True)
class Effect:
    """A difference in differences; None where it cannot be told, with the reason as a code.

    `value` stays although `low` and `high` are None: a small trial is shown, not believed.
    """

    value: float | None
    se: float | None
    low: float | None
    high: float | None
    treated: int
    controls: int
    clusters: int
    treated_change: float | None
    control_change: float | None
    treated_before: float | None
    control_before: float | None
    reason: str
    method: str = "did_cr1"

    @property
    def has_interval(self) -> bool:
        """Say whether an interval could be given."""
        return self.low is not None and self.high is not None


def _mean(values: Sequence[float]) -> float | None:
    """Return the mean, or None of nothing."""
    return math.fsum(values) / len(values) if values else None


def _cluster_error(units: Sequence[Unit], treated: float, control: float) -> tuple[float, int]:
    """Return the cluster-robust standard error of the difference, and the number of clusters."""
    size = {True: sum(u.treated for u in units)}
    size[False] = len(units) - size[True]
    scores: dict[Hashable, float] = defaultdict(float)
    for unit in units:
        mean, sign = (treated, 1) if unit.treated else (control, -1)
        scores[unit.cluster] += sign * (unit.change - mean) / size[unit.treated]
    clusters, rows = len(scores), len(units)
    if clusters < 2 or rows < 3:
        return math.nan, clusters
    correction = clusters / (clusters - 1) * (rows - 1) / (rows - 2)
    return math.sqrt(correction * math.fsum(s * s for s in scores.values())), clusters


def did(units: Iterable[Unit], *, fewest_units: int = FEWEST_UNITS) -> Effect:
    """Return the difference in differences of `units`, with its interval where that is earned.

    No interval with fewer than `fewest_units` in a group or `FEWEST_CLUSTERS` clusters of either
    group; no value when a group is empty.
    """
    rows = list(units)
    groups = {flag: [u for u in rows if u.treated is flag] for flag in (True, False)}
    counts = {flag: len(group) for flag, group in groups.items()}
    change = {flag: _mean([u.change for u in group]) for flag, group in groups.items()}
    before = {flag: _mean([u.before for u in group]) for flag, group in groups.items()}
    villages = {flag: len({u.cluster for u in group}) for flag, group in groups.items()}
    value = se = low = high = None
    reason, clusters = EMPTY_GROUP, len({u.cluster for u in rows})
    with_help, without = change[True], change[False]
    if with_help is not None and without is not None:
        value = with_help - without
        error, clusters = _cluster_error(rows, with_help, without)
        se = None if math.isnan(error) else error
        reason = _why_no_interval(counts, villages, fewest_units)
        if not reason and se is not None:
            half = t_quantile(CONFIDENCE, clusters - 1) * se
            low, high = value - half, value + half
    return Effect(
        value=value,
        se=se,
        low=low,
        high=high,
        treated=counts[True],
        controls=counts[False],
        clusters=clusters,
        treated_change=change[True],
        control_change=change[False],
        treated_before=before[True],
        control_before=before[False],
        reason=reason,
    )


def _why_no_interval(counts: dict[bool, int], villages: dict[bool, int], fewest: int) -> str:
    """Return the code that forbids an interval, or nothing."""
    if min(counts.values()) < fewest:
        return TOO_FEW_UNITS
    if min(villages.values()) < FEWEST_CLUSTERS:
        return TOO_FEW_CLUSTERS
    return ""


def on_scale(units: Iterable[Unit], scale: Callable[[float], float]) -> list[Unit]:
    """Return the same units with both values put through `scale`, e.g. `math.log1p`."""
    return [Unit(u.treated, scale(u.before), scale(u.after), u.cluster) for u in units]


def winsorised(units: Sequence[Unit], share: float = 0.99) -> list[Unit]:
    """Return the units with values above the `share` quantile of all values brought down to it.

    The quantile is the smallest observed value with at least `share` of the values at or below.
    """
    values = sorted(v for u in units for v in (u.before, u.after))
    if not values:
        return []
    top = values[max(0, math.ceil(share * len(values)) - 1)]
    return on_scale(units, lambda value: min(value, top))
