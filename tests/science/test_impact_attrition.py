"""Who disappeared: shares by group, and Lee's bounds where they differ."""

import numpy as np
import pytest

from lampit.science import impact
from lampit.science.impact import Followed


def group(treated: bool, kept: list[float], lost: int) -> list[Followed]:
    """Return units of a group: changes of those kept, and so many lost."""
    return [Followed(treated, y) for y in kept] + [Followed(treated, None)] * lost


def test_shares_and_when_bounds_are_needed() -> None:
    """More than five points apart asks for bounds; exactly five does not."""
    units = group(True, [1.0] * 19, 1) + group(False, [1.0] * 18, 2)
    told = impact.attrition(units)
    assert told.treated_lost == pytest.approx(0.05)
    assert told.gap == pytest.approx(-0.05)
    assert not told.needs_bounds
    assert impact.attrition(units + group(False, [], 1)).needs_bounds
    assert impact.attrition([]).gap is None


def test_bounds_by_hand() -> None:
    """Half of the fuller group is cut: the means of its lower and upper half."""
    units = group(True, [1.0, 2.0, 3.0, 4.0], 0) + group(False, [1.0, 1.0], 2)
    found = impact.lee_bounds(units)
    assert found.trimmed == 0.5
    assert found.low == pytest.approx(0.5)
    assert found.high == pytest.approx(2.5)
    turned = impact.lee_bounds([Followed(not u.treated, u.change) for u in units])
    assert turned.low == pytest.approx(-2.5)
    assert turned.high == pytest.approx(-0.5)


def test_equal_loss_gives_the_plain_difference() -> None:
    """Nothing is cut: both bounds are the difference of the means."""
    units = group(True, [3.0, 5.0], 1) + group(False, [1.0, 2.0], 1)
    found = impact.lee_bounds(units)
    assert found.trimmed == pytest.approx(0)
    assert found.low == pytest.approx(2.5)
    assert found.high == pytest.approx(2.5)


def test_an_empty_group_tells_nothing() -> None:
    """No bounds without both groups."""
    assert impact.lee_bounds(group(True, [1.0], 0)).low is None


def test_bounds_cover_the_truth_when_treatment_keeps_people() -> None:
    """Coached makers with a bad year stay more often: the truth lies inside in about 95 %."""
    covered, plain = [], []
    for seed in range(150):
        dice = np.random.default_rng(seed)
        treated = np.arange(400) % 2 == 0
        change = dice.normal(0, 1, 400)
        stays = dice.random(400) < np.where(treated, 0.9, np.where(change < 0, 0.55, 0.95))
        seen = change + np.where(treated, 0.5, 0.0)
        units = [Followed(bool(t), float(y) if s else None)
                 for t, y, s in zip(treated, seen, stays, strict=True)]  # fmt: skip
        found = impact.lee_bounds(units)
        assert found.ci_low is not None
        assert found.ci_high is not None
        covered.append(found.ci_low <= 0.5 <= found.ci_high)
        plain.append(np.mean(seen[treated & stays]) - np.mean(seen[~treated & stays]))
        assert impact.attrition(units).needs_bounds or (found.trimmed or 0) < 0.06
    assert np.mean(covered) >= 0.93
    assert np.mean(plain) < 0.4  # the naive difference misses the truth


def test_errors_of_the_bounds_are_right() -> None:
    """The outer end lies 1.96 true standard errors away from the bound (15 %)."""
    lows, halves = [], []
    for seed in range(400):
        dice = np.random.default_rng(seed)
        treated = np.arange(500) % 2 == 0
        stays = dice.random(500) < np.where(treated, 0.9, 0.7)
        change = dice.normal(0, 1, 500) + treated
        units = [Followed(bool(t), float(y) if s else None)
                 for t, y, s in zip(treated, change, stays, strict=True)]  # fmt: skip
        found = impact.lee_bounds(units)
        assert found.low is not None
        assert found.ci_low is not None
        lows.append(found.low)
        halves.append((found.low - found.ci_low) / 1.959964)
    assert np.mean(halves) == pytest.approx(np.std(lows), rel=0.15)
