"""Unequal probabilities, lonely strata joined, weights calibrated elsewhere: in a DESIGN file."""

from typing import Any

import numpy as np
import pytest

from lampit.basics.refusal import Refusal
from lampit.science import survey
from lampit.science.survey import Table, Village, make_table
from tests.science.survey_reference import TOTALS, described, table


def test_brewer_by_hand() -> None:
    """n/(n-1)·Σ (1 - p_i)(t_i - mean)²; a certain unit adds nothing at its stage."""
    values = np.array([4.0, 10.0, 6.0])
    chance = [0.5, 0.25, 0.2]
    design = survey.make_design(3, fpc=[chance], unequal=True)
    t = values / np.array(chance)
    expected = 1.5 * np.sum((1 - np.array(chance)) * (t - t.mean()) ** 2)
    found = survey.total(design, values, np.ones(3, dtype=np.bool_))
    assert found.estimate == pytest.approx(t.sum())
    assert found.se == pytest.approx(expected**0.5)
    census = survey.make_design(3, fpc=[[1.0, 1.0, 1.0]], unequal=True)
    assert survey.total(census, values, np.ones(3, dtype=np.bool_)).se == 0


def test_brewer_is_honest_for_systematic_pps() -> None:
    """Over 600 draws of 20 of 60 villages the mean variance is the true one (15 %)."""
    dice = np.random.default_rng(5)
    sizes = np.round(dice.lognormal(4, 0.6, 60)).astype(int)
    totals = sizes * dice.normal(30, 6, 60)
    listed = [Village(str(i), "k", int(sizes[i])) for i in range(60)]
    found: dict[str, list[float]] = {"value": [], "brewer": [], "replaced": []}
    for seed in range(600):
        mixed = [listed[i] for i in dice.permutation(60)]  # no trend along the list
        drawn = survey.draw_villages(mixed, {"k": 20}, seed)
        y = np.array([totals[int(v.id)] for v in drawn])
        chance = np.array([float(v.probability) for v in drawn])
        rows = len(drawn)
        everyone = np.ones(rows, dtype=np.bool_)
        strata = [[v.variance_stratum for v in drawn]]
        brewer = survey.make_design(rows, strata=strata, fpc=[chance], unequal=True)
        point = survey.total(brewer, y, everyone)
        found["value"].append(point.estimate or 0)
        found["brewer"].append((point.se or 0) ** 2)
        replaced = survey.make_design(
            rows,
            weights=1 / chance,
            strata=strata,
            fpc=[[v.fpc for v in drawn]],
        )
        found["replaced"].append((survey.total(replaced, y, everyone).se or 0) ** 2)
    assert np.mean(found["value"]) == pytest.approx(totals.sum(), rel=0.01)
    assert np.mean(found["brewer"]) == pytest.approx(np.var(found["value"]), rel=0.15)
    assert np.mean(found["replaced"]) > np.mean(found["brewer"])


@pytest.mark.parametrize(
    ("chance", "code"), [([0.5, 1.5, 1.5], "fpc_invalid"), ([0.5, 0.4, 0.3], "fpc_uneven")]
)
def test_probabilities_are_checked(chance: list[float], code: str) -> None:
    """Above 1, or two in one village."""
    with pytest.raises(Refusal) as refused:
        survey.make_design(3, clusters=[["a", "b", "b"]], fpc=[chance], unequal=True)
    assert refused.value.code == code


def test_two_stages_drawn_here_are_estimated_here() -> None:
    """The columns of a draw make a design whose totals are right and whose errors are positive."""
    dice = np.random.default_rng(1)
    homes = [f"k1.v{i % 40:02d}" for i in range(2000)]
    units = survey.Units(list(range(2000)), homes, ["g"] * 2000, dice.random(2000) < 0.01)
    villages = [Village(h, "k1", n) for h, n in sorted(units.counts().items())]
    drawn = survey.two_stage_sample(villages, 10, 3, counts={"k1": 10}, units=units)
    columns: dict[str, Any] = survey.design_columns(drawn.units, drawn.villages)
    rows = len(drawn.units)
    design = survey.make_design(rows, weights=[u.weight for u in drawn.units], **columns)
    size = survey.total(design, np.ones(rows), np.ones(rows, dtype=np.bool_))
    assert size.estimate == pytest.approx(2000, rel=0.05)
    sure = np.array([u.stratum == "pasti" for u in drawn.units])
    assert survey.total(design, dice.normal(5, 2, rows), sure).se == 0
    assert (survey.mean(design, dice.normal(5, 2, rows), ~sure).se or 0) > 0


def test_lonely_strata_are_joined_with_their_neighbour() -> None:
    """By the code that begins alike; a census stays; populations are added."""
    strata = ["63.08.01"] * 2 + ["63.08.02"] + ["63.09.01"] * 2 + ["63.09.02"]
    units = list("abcdef")
    fpc = [10, 10, 20, 30, 30, 1]
    labels, numbers, joined = survey.collapsed(strata, units, fpc)
    assert joined == [("63.08.01", "63.08.02")]
    assert labels[:3] == ["63.08.01 + 63.08.02"] * 3
    assert labels[5] == "63.09.02"
    assert numbers is not None
    assert numbers.tolist() == [30, 30, 30, 30, 30, 1]
    alone, _, none = survey.collapsed(["a"], ["x"])
    assert (alone, none) == (["a"], [])


def lonely() -> Table:
    """Return a file where one stratum has a single village."""
    return make_table(
        ["y", "kec", "desa", "n", "w"],
        [[str(i * i % 7), "a" if i < 8 else "b", f"v{i // 2}", "9" if i < 8 else "4", "2"]
         for i in range(10)],
    )  # fmt: skip


def test_collapse_through_the_design_file() -> None:
    """`fail` names the stratum, `collapse` joins it: an error where there was none."""
    base = {"weights": "w", "strata": ["kec"], "clusters": ["desa"], "fpc": ["n"]}
    asked = base | {"statistics": [{"kind": "mean", "variable": "y"}]}
    with pytest.raises(Refusal, match="b"):
        survey.carry_out(lonely(), asked)
    joined = survey.carry_out(lonely(), asked | {"lonely_psu": "collapse"})[0]
    assert joined.se is not None
    assert joined.se > 0
    assert joined.df == 4


def test_weights_calibrated_elsewhere_keep_their_smaller_error() -> None:
    """`given` with the weights before: the figures of raking here, to the last digits."""
    data = table("apiclus1")
    row = {"design": "clus1_fpc+rake(stype,sch.wide)", "lonely_psu": "fail", "variable": "api00"}
    row |= {"statistic": "mean", "denominator": "", "domain": "", "q": ""}
    raked = described(row)
    one = survey.carry_out(data, raked)[0]
    final = survey.read_design(data, raked).weights
    beside = Table({**data.columns, "final": [repr(float(w)) for w in final]}, data.rows)
    step = {"method": "given", "base": "pw", "margins": ["stype", "sch.wide"]}
    two = survey.carry_out(beside, raked | {"weights": "final", "calibrate": [step]})[0]
    assert two.estimate == pytest.approx(one.estimate, rel=1e-12)
    assert two.se == pytest.approx(one.se, rel=1e-10)


def test_bounded_calibration_through_the_design_file() -> None:
    """GREG with bounds: totals met, no factor outside."""
    data = table("apiclus1")
    base = {"weights": "pw", "clusters": ["dnum"], "fpc": ["fpc"], "statistics": []}
    step = {"method": "greg", "margins": {"stype": TOTALS["stype"]}, "bounds": [0.7, 1.3]}
    with pytest.raises(Refusal) as refused:
        survey.read_design(data, base | {"calibrate": [step | {"bounds": [0.95, 1.05]}]})
    assert refused.value.code == "calibration_bounds"
    design = survey.read_design(data, base | {"calibrate": [step | {"bounds": [0.3, 3]}]})
    factor = design.weights / design.base_weights
    assert factor.min() >= 0.3
    assert factor.max() <= 3
    inside = np.array(data.text("stype")) == "H"
    assert design.weights[inside].sum() == pytest.approx(755)


@pytest.mark.parametrize(
    "change",
    [
        {"pps": "yes"},
        {"calibrate": {"method": "raking"}},
        {"calibrate": [{"method": "raking"}]},
        {"calibrate": [{"method": "raking", "margins": {"api99": 5}}]},
        {"calibrate": [{"method": "greg", "margins": {"stype": {"E": "many"}}}]},
        {"calibrate": [{"method": "greg", "margins": {"api99": True}}]},
        {"calibrate": [{"method": "given", "margins": ["stype"]}]},
        {"calibrate": [{"method": "greg", "margins": {"api99": 5}, "bounds": [2, 3]}]},
        {"calibrate": [{"method": "greg", "margins": {"api99": 5}, "bound": [0.5, 3]}]},
    ],
)
def test_steps_that_make_no_sense_are_refused(change: dict[str, Any]) -> None:
    """Each is told as a broken description, none is a fault of the program."""
    base = {"weights": "pw", "statistics": [{"kind": "mean", "variable": "api00"}]}
    with pytest.raises(Refusal) as refused:
        survey.carry_out(table("apiclus1"), base | change)
    assert refused.value.code in {"design_invalid", "calibration_group"}
