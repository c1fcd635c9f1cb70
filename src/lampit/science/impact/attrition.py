"""Who disappeared? Attrition by group, and what is certain in spite of it (Lee 2009)."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lampit.science.impact.panel import Floats
from lampit.science.survey.intervals import normal_quantile

TELLING_GAP = 0.05  # a difference of more than five points asks for bounds


@dataclass(frozen=True)
class Followed:
    """A unit that was to be followed: its group, and its change or None when it was lost."""

    treated: bool
    change: float | None


@dataclass(frozen=True)
class Attrition:
    """How many of each group were begun with and are still there; shares None without any."""

    treated: int
    treated_kept: int
    controls: int
    controls_kept: int

    @property
    def treated_lost(self) -> float | None:
        """Return the share of the treated that was lost."""
        return 1 - self.treated_kept / self.treated if self.treated else None

    @property
    def controls_lost(self) -> float | None:
        """Return the share of the controls that was lost."""
        return 1 - self.controls_kept / self.controls if self.controls else None

    @property
    def gap(self) -> float | None:
        """Return the loss of the treated minus that of the controls."""
        if self.treated_lost is None or self.controls_lost is None:
            return None
        return self.treated_lost - self.controls_lost

    @property
    def needs_bounds(self) -> bool:
        """Say whether the groups lost so differently that a single figure would mislead."""
        return self.gap is not None and abs(self.gap) > TELLING_GAP + 1e-12


@dataclass(frozen=True)
class Bounds:
    """The smallest and largest effect on those who would be seen in either group.

    `trimmed` is the share cut from the group that lost fewer; `low` and `high` are the bounds,
    `ci_low` and `ci_high` their outer 95 % ends (Lee's variance, units independent). None where
    a group is empty.
    """

    low: float | None
    high: float | None
    ci_low: float | None
    ci_high: float | None
    trimmed: float | None


def attrition(units: Sequence[Followed]) -> Attrition:
    """Count who was begun with and who is left."""
    treated = [u for u in units if u.treated]
    controls = [u for u in units if not u.treated]
    return Attrition(
        len(treated),
        sum(u.change is not None for u in treated),
        len(controls),
        sum(u.change is not None for u in controls),
    )


def _trimmed(values: Floats, share: float, *, top: bool) -> tuple[float, float, float]:
    """Return mean, variance and edge of `values` with `share` of them cut at one end.

    A value at the edge is cut in part, so that the bounds move smoothly with the share.
    """
    ordered = np.sort(values) if top else -np.sort(-values)
    keep = (1 - share) * len(ordered)
    whole = min(math.floor(keep + 1e-9), len(ordered))
    weights = np.zeros(len(ordered))
    weights[:whole] = 1
    if whole < len(ordered):
        weights[whole] = keep - whole
    mean = float(weights @ ordered / weights.sum())
    spread = float(weights @ (ordered - mean) ** 2 / weights.sum())
    return mean, spread, float(ordered[min(whole, len(ordered) - 1)])


def lee_bounds(units: Sequence[Followed], *, confidence: float = 0.95) -> Bounds:
    """Return Lee's bounds of the effect on the change, assuming treatment moves loss one way.

    The group that lost fewer is cut at its top, then at its bottom, until both lost alike.
    """
    told = attrition(units)
    if not told.treated_kept or not told.controls_kept:
        return Bounds(None, None, None, None, None)
    kept = {
        flag: np.array([u.change for u in units if u.treated is flag and u.change is not None])
        for flag in (True, False)
    }
    seen = {
        True: told.treated_kept / told.treated,
        False: told.controls_kept / told.controls,
    }
    fuller = seen[True] >= seen[False]  # the group that lost fewer is cut
    share = 1 - seen[not fuller] / seen[fuller]
    other = kept[not fuller]
    mean = float(np.mean(other))
    rest = float(np.var(other)) / len(other)
    sign = 1 if fuller else -1
    begun = {True: told.treated, False: told.controls}
    ends: list[tuple[float, float]] = []
    for top in (True, False):
        cut, spread, edge = _trimmed(kept[fuller], share, top=top)
        error = _lee_error(cut, spread, edge, share, len(kept[fuller]), seen, begun, fuller=fuller)
        ends.append((sign * (cut - mean), math.sqrt(error + rest)))
    ends.sort()
    z = normal_quantile(confidence)
    return Bounds(
        ends[0][0], ends[1][0], ends[0][0] - z * ends[0][1], ends[1][0] + z * ends[1][1], share
    )


def _lee_error(
    mean: float,
    spread: float,
    edge: float,
    share: float,
    rows: int,
    seen: dict[bool, float],
    begun: dict[bool, int],
    *,
    fuller: bool,
) -> float:
    """Return the variance of a trimmed mean whose trimming share is estimated (proposition 3)."""
    left = max(rows * (1 - share), 1e-300)
    within = (spread + (edge - mean) ** 2 * share) / left
    odds = (1 - seen[fuller]) / (begun[fuller] * seen[fuller])
    odds += (1 - seen[not fuller]) / (begun[not fuller] * seen[not fuller])
    return within + (edge - mean) ** 2 * odds
