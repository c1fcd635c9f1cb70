"""Difference in differences: hand calculation, robustness, and silence where data are few."""

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lampit.science.impact import (
    EMPTY_GROUP,
    TOO_FEW_CLUSTERS,
    TOO_FEW_UNITS,
    Unit,
    did,
    on_scale,
    winsorised,
)

TREATED = [(2000, 2600), (1000, 1500), (3000, 3300)]
CONTROL = [(2100, 2200), (900, 900), (2400, 2300)]


def units(
    treated: list[tuple[int, int]], control: list[tuple[int, int]], villages: int = 9
) -> list[Unit]:
    """Return units of both groups spread over `villages`."""
    rows = [(True, *row) for row in treated] + [(False, *row) for row in control]
    return [Unit(t, b, a, i % villages) for i, (t, b, a) in enumerate(rows)]


def drawn(seed: int, effect: float, per_group: int = 120, villages: int = 24) -> list[Unit]:
    """Return a made-up panel with a planted effect and shocks shared by each village."""
    dice = random.Random(seed)
    shock = [dice.gauss(0, 30) for _ in range(villages)]
    rows = []
    for i in range(2 * per_group):
        treated, village = i % 2 == 0, (i // 2) % villages
        before = dice.gauss(1000, 200)
        after = before + 50 + shock[village] + dice.gauss(0, 60) + (effect if treated else 0)
        rows.append(Unit(treated, before, after, village))
    return rows


def test_reference_calculation_two() -> None:
    """Domain section 15, calculation 2: +466.67, three a side, shown but without an interval."""
    effect = did(units(TREATED, CONTROL))
    assert effect.value == pytest.approx(466.6667, abs=1e-4)
    assert effect.treated_change == pytest.approx(466.6667, abs=1e-4)
    assert effect.control_change == 0
    assert (effect.treated, effect.controls) == (3, 3)
    assert effect.reason == TOO_FEW_UNITS
    assert not effect.has_interval


def test_error_equals_the_hand_calculation() -> None:
    """Each unit its own cluster: HC1 of the difference of two means, worked out by hand."""
    effect = did(units(TREATED, CONTROL))
    treated = [600 - 1400 / 3, 500 - 1400 / 3, 300 - 1400 / 3]
    control = [100.0, 0.0, -100.0]
    squares = sum((e / 3) ** 2 for e in treated + control)
    assert effect.se == pytest.approx(math.sqrt(squares * 6 / 5 * 5 / 4))


def test_clusters_widen_the_interval() -> None:
    """Ten copies of a unit in one village tell no more than one: the error must not shrink."""
    dice = random.Random(7)
    single = [
        Unit(i % 2 == 0, 0, dice.gauss(100 if i % 2 == 0 else 0, 50), f"desa {i}")
        for i in range(40)
    ]
    copied = [unit for unit in single for _ in range(10)]
    naive = [Unit(u.treated, u.before, u.after, i) for i, u in enumerate(copied)]
    wide, narrow, true = did(copied).se, did(naive).se, did(single).se
    assert wide is not None
    assert narrow is not None
    assert true is not None
    assert narrow < 0.4 * true
    assert wide == pytest.approx(true, rel=0.05)


def test_planted_effect_is_covered() -> None:
    """Over 200 made-up panels the 95 % interval holds the planted effect about 95 times in 100."""
    hits = 0
    for seed in range(200):
        effect = did(drawn(seed, effect=40))
        assert effect.low is not None
        assert effect.high is not None
        hits += effect.low <= 40 <= effect.high
    assert 180 <= hits <= 199


def test_nothing_planted_is_not_found() -> None:
    """Negative control: without an effect the interval holds zero nearly always."""
    effects = [did(drawn(seed, effect=0)) for seed in range(60)]
    found = [e for e in effects if e.low is not None and (e.low > 0 or (e.high or 0) < 0)]
    assert len(found) <= 8


def test_few_clusters_or_no_group_give_no_interval() -> None:
    """Villages below the bound, or an empty group, are a reason and not a number."""
    few = did(drawn(1, effect=10, villages=4))
    assert (few.reason, few.has_interval) == (TOO_FEW_CLUSTERS, False)
    nobody = did([Unit(True, 1, 2, 1)])
    assert (nobody.value, nobody.reason) == (None, EMPTY_GROUP)
    assert did([]).value is None


def test_extremes_are_brought_down_not_dropped() -> None:
    """One absurd sale counts as the 99th percentile; the number of units stays."""
    rows = drawn(3, effect=0)
    wild = [*rows, Unit(True, 1000, 10_000_000, 0)]
    tamed = winsorised(wild)
    assert len(tamed) == len(wild)
    assert max(u.after for u in tamed) < 2_000
    assert winsorised([]) == []


@given(
    st.lists(st.tuples(st.integers(0, 9999), st.integers(0, 9999)), min_size=1, max_size=20),
    st.lists(st.tuples(st.integers(0, 9999), st.integers(0, 9999)), min_size=1, max_size=20),
    st.integers(-500, 500),
)
def test_a_shock_to_all_changes_nothing(
    treated: list[tuple[int, int]], control: list[tuple[int, int]], shock: int
) -> None:
    """What happens to both groups alike (season, flood) is not counted as an effect."""
    rows = units(treated, control)
    later = [Unit(u.treated, u.before, u.after + shock, u.cluster) for u in rows]
    plain, shifted = did(rows).value, did(later).value
    assert plain is not None
    assert shifted == pytest.approx(plain, abs=1e-6)


def test_log_scale_is_a_relative_effect() -> None:
    """Doubling in one group and standing still in the other is log 2, whatever the size."""
    rows = on_scale(units([(999, 1999), (99, 199)], [(50, 50), (700, 700)]), math.log1p)
    assert did(rows).value == pytest.approx(math.log(2))
