"""Differences between domains and rounds: independent, full panel, rotating panel."""

import numpy as np
import pytest

from lampit.science import survey
from lampit.science.survey import Design, Wave
from lampit.science.survey.design import Floats


def everyone(rows: int) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Return the domain that holds every row."""
    return np.ones(rows, dtype=np.bool_)


def panel(seed: int, rows: int = 120) -> tuple[Design, Floats, list[str], list[str]]:
    """Return a clustered round: design, values, villages, strata."""
    dice = np.random.default_rng(seed)
    desa = [f"v{i // 10}" for i in range(rows)]
    kec = [f"k{i // 40}" for i in range(rows)]
    values = dice.normal(40, 10, rows) + np.repeat(dice.normal(0, 6, rows // 10), 10)
    design = survey.make_design(
        rows, weights=dice.uniform(1, 3, rows), strata=[kec], clusters=[desa]
    )
    return design, values, desa, kec


def test_the_same_round_twice_has_not_changed() -> None:
    """Full overlap and equal answers: change 0 with error 0."""
    design, values, desa, kec = panel(1)
    wave = Wave(design, values, everyone(120), [desa], kec)
    found = survey.change(wave, wave)
    assert (found.value, found.se) == (0.0, 0.0)
    assert found.common == 12
    assert found.df == 9
    assert found.verdict == "unclear"
    assert found.noise == 1.0


def test_a_full_panel_is_the_variance_of_the_differences() -> None:
    """With the same weights, change of means = mean of changes: the same error to 1e-12."""
    design, values, desa, kec = panel(2)
    later = values + np.random.default_rng(3).normal(4, 3, 120)
    found = survey.change(
        Wave(design, values, everyone(120), [desa], kec),
        Wave(design, later, everyone(120), [desa], kec),
    )
    direct = survey.mean(design, later - values, everyone(120))
    assert found.value == pytest.approx(direct.estimate)
    assert found.se == pytest.approx(direct.se, rel=1e-10)
    assert found.verdict == "up"
    alone = survey.change(
        Wave(design, values, everyone(120), [[f"a{v}" for v in desa]], kec),
        Wave(design, later, everyone(120), [[f"b{v}" for v in desa]], kec),
    )
    assert (alone.se or 0) > 2 * (found.se or 0)


def test_independent_rounds_add_their_variances() -> None:
    """No village in common: V1 + V2, df of both."""
    one, two = panel(4), panel(5)
    found = survey.change(
        Wave(one[0], one[1], everyone(120), [[f"a{v}" for v in one[2]]], one[3]),
        Wave(two[0], two[1], everyone(120), [[f"b{v}" for v in two[2]]], two[3]),
    )
    expected = (found.first.se or 0) ** 2 + (found.second.se or 0) ** 2
    assert (found.se or 0) ** 2 == pytest.approx(expected, rel=1e-12)
    assert (found.common, found.covariance, found.df) == (0, 0.0, 24 - 3)


def test_totals_and_ratios_change_too() -> None:
    """Each kind gives its own difference; a ratio without a denominator is a mistake."""
    design, values, desa, kec = panel(6)
    later = values * 1.2
    below = values + 5
    for kind in ("total", "ratio"):
        found = survey.change(
            Wave(design, values, everyone(120), [desa], kec, below),
            Wave(design, later, everyone(120), [desa], kec, below),
            kind=kind,
        )
        assert found.verdict == "up"
    whole = survey.change(
        Wave(design, values, everyone(120), [desa], kec),
        Wave(design, later, everyone(120), [desa], kec),
        kind="total",
    )
    direct = survey.total(design, later - values, everyone(120))
    assert whole.se == pytest.approx(direct.se, rel=1e-10)
    with pytest.raises(ValueError, match="denominator"):
        survey.change(
            Wave(design, values, everyone(120), [desa]),
            Wave(design, values, everyone(120), [desa]),
            kind="ratio",
        )


@pytest.mark.parametrize("kept", [0, 20, 40])
@pytest.mark.parametrize("population", [100, 1_500])
def test_rotating_panels_have_honest_errors(kept: int, population: int) -> None:
    """Simple samples of 40 with some units kept: the mean error is the true one (18 %)."""
    dice = np.random.default_rng(kept + population)
    before = dice.normal(50, 10, population)
    after = 0.8 * before + 12 + dice.normal(0, 5, population)
    truth = after.mean() - before.mean()
    found, said, covered = [], [], []
    for _ in range(300):
        first = dice.choice(population, 40, replace=False)
        stay = dice.choice(first, kept, replace=False)
        fresh = dice.choice(np.setdiff1d(np.arange(population), first), 40 - kept, replace=False)
        second = np.concatenate([stay, fresh])
        waves = [
            Wave(
                survey.make_design(40, fpc=[[float(population)] * 40]),
                truth_of[units],
                everyone(40),
                [units.tolist()],
                ["all"] * 40,
            )
            for truth_of, units in ((before, first), (after, second))
        ]
        one = survey.change(*waves)
        assert one.common == kept
        found.append(one.value or 0.0)
        said.append((one.se or 0) ** 2)
        covered.append((one.low or 0) <= truth <= (one.high or 0))
    assert np.mean(said) == pytest.approx(np.var(found), rel=0.18)
    assert 0.92 <= np.mean(covered) <= 0.98


def test_certain_villages_carry_it_in_their_second_stage() -> None:
    """All villages taken in both rounds: the common businesses make the error smaller."""
    dice = np.random.default_rng(9)
    rows = 80
    desa = [f"v{i // 20}" for i in range(rows)]
    units = [f"{v}/{i}" for i, v in enumerate(desa)]
    values = dice.normal(40, 10, rows)
    design = survey.make_design(rows, clusters=[desa, units], fpc=[[4.0] * rows, [200.0] * rows])
    later = values + dice.normal(1, 1, rows)
    both = [Wave(design, v, everyone(rows), [desa, units], ["x"] * rows) for v in (values, later)]
    found = survey.change(*both)
    direct = survey.mean(design, later - values, everyone(rows))
    assert found.se == pytest.approx(direct.se, rel=1e-9)


def test_domains_of_one_village_are_alike() -> None:
    """The difference of two domains equals the contrast of their scores, not V1 + V2."""
    design, values, _, _ = panel(7)
    left = np.arange(120) % 2 == 0
    found = survey.difference(design, values, left, ~left)
    naive = (found.first.se or 0) ** 2 + (found.second.se or 0) ** 2
    assert found.covariance > 0
    assert (found.se or 0) ** 2 == pytest.approx(naive - 2 * found.covariance)
    assert found.common == 12
    turned = survey.difference(design, values, ~left, left)
    assert turned.value == pytest.approx(-(found.value or 0))
    assert turned.se == pytest.approx(found.se)


def test_nothing_is_said_of_an_empty_side() -> None:
    """No answers on one side: no value, verdict unknown."""
    design, values, _, _ = panel(8)
    found = survey.difference(design, values, ~everyone(120), everyone(120))
    assert (found.value, found.se, found.verdict, found.probability) == (
        None,
        None,
        "unknown",
        None,
    )


def test_probability_and_noise_follow_the_interval() -> None:
    """P below 0.05 where the interval excludes 0; noise below 1 there."""
    design, values, desa, kec = panel(10)
    later = values + 3 + np.random.default_rng(2).normal(0, 2, 120)
    found = survey.change(
        Wave(design, values, everyone(120), [desa], kec),
        Wave(design, later, everyone(120), [desa], kec),
    )
    assert found.verdict == "up"
    assert (found.probability or 0) < 0.05
    assert 0 < (found.noise or 0) < 1
