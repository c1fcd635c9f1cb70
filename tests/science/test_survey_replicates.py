"""Replicate weights agree with linearisation, and go through the DESIGN file."""

from typing import Any

import numpy as np
import pytest

from lampit.basics.refusal import Refusal
from lampit.science import survey
from lampit.science.survey import Design
from lampit.science.survey.replicates import Kind
from tests.science.survey_reference import described, table


def everyone(rows: int) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Return the domain that holds every row."""
    return np.ones(rows, dtype=np.bool_)


def designed(name: str, design: str, lonely: str = "fail", **more: Any) -> Design:
    """Return a design of the reference file with further keys."""
    row = {"design": design, "lonely_psu": lonely, "variable": "x", "statistic": "mean"}
    row |= {"denominator": "", "domain": "", "q": ""}
    return survey.read_design(table(name), described(row) | more)


@pytest.mark.parametrize(
    ("name", "design", "kind"),
    [
        ("apisrs", "srs_fpc", "JK1"),
        ("apisrs", "srs_wr", "JKn"),
        ("apistrat", "strat_fpc", "JKn"),
        ("apistrat", "strat_wr", "JKn"),
    ],
)
def test_means_are_exact_where_theory_says_so(name: str, design: str, kind: Kind) -> None:
    """Equal weights inside strata: mean and total have the linearised error to 1e-10."""
    plain, many = designed(name, design), designed(name, design, replicates={"kind": kind})
    values = table(name).numbers("api00")
    for estimator in (survey.mean, survey.total):
        one = estimator(plain, values, everyone(plain.rows))
        two = estimator(many, values, everyone(plain.rows))
        assert two.estimate == one.estimate
        assert two.se == pytest.approx(one.se, rel=1e-10)


@pytest.mark.parametrize("lonely", ["certainty", "adjust", "average"])
def test_totals_are_exact_under_every_lonely_rule(lonely: str) -> None:
    """JKn of a total in strata of villages, one of them with a single village."""
    plain = designed("umkm_sim_a", "first_stage_wr", lonely)
    many = designed("umkm_sim_a", "first_stage_wr", lonely, replicates={"kind": "JKn"})
    values = table("umkm_sim_a").numbers("indeks")
    one = survey.total(plain, values, everyone(plain.rows))
    two = survey.total(many, values, everyone(plain.rows))
    assert two.se == pytest.approx(one.se, rel=1e-10)


@pytest.mark.parametrize("kind", ["JK1", "JKn", "bootstrap"])
def test_few_clusters_agree_within_a_known_tolerance(kind: str) -> None:
    """Mean, ratio, total and domain of the 15 districts of apiclus1: within 14 %.

    R gives 26.329 for the mean by JK1, around the mean of the replicates and not, as here,
    around the full sample; linearised it is 23.542.
    """
    asked = {"kind": kind, "count": 2000, "seed": 4}
    plain, many = (
        designed("apiclus1", "clus1_fpc"),
        designed("apiclus1", "clus1_fpc", replicates=asked),
    )
    data = table("apiclus1")
    first, second = data.numbers("api00"), data.numbers("api99")
    schools = np.array(data.text("stype")) == "E"
    pairs = [
        (survey.mean(d, first, everyone(d.rows)), survey.ratio(d, first, second, everyone(d.rows)),
         survey.total(d, first, everyone(d.rows)), survey.mean(d, first, schools))
        for d in (plain, many)
    ]  # fmt: skip
    for one, two in zip(*pairs, strict=True):
        assert two.se == pytest.approx(one.se, rel=0.14)
    if kind == "JK1":
        assert survey.mean(many, first, everyone(many.rows)).se == pytest.approx(26.329, rel=5e-4)


def test_the_bootstrap_is_frozen_by_its_seed() -> None:
    """The same seed, the same weights; another seed, others; the mean factor is 1."""
    one, two, other = (
        designed("apistrat", "strat_fpc", replicates={"kind": "bootstrap", "count": 300, "seed": s})
        for s in (5, 5, 6)
    )
    assert one.replicates is not None
    assert two.replicates is not None
    assert other.replicates is not None
    assert (one.replicates.weights == two.replicates.weights).all()
    assert (one.replicates.weights != other.replicates.weights).any()
    assert (one.replicates.weights >= 0).all()
    mean = one.replicates.weights.mean(axis=1) / one.weights
    assert mean.mean() == pytest.approx(1, abs=0.02)
    # Frozen: these weights can be made again years later.
    assert (one.replicates.weights[:2, 0] / one.weights[:2]).tolist() == pytest.approx(
        PINNED, rel=1e-12
    )


PINNED = [0.011374346325480844, 2.0085978891022873]


def test_a_census_of_villages_is_resampled_inside_them() -> None:
    """All villages taken: the error comes from their lists, as in the formula."""
    dice = np.random.default_rng(2)
    rows = 90
    villages = [f"v{i // 15}" for i in range(rows)]
    units = [str(i) for i in range(rows)]
    design = survey.make_design(rows, clusters=[villages, units], fpc=[[6.0] * rows, [60.0] * rows])
    values = dice.normal(40, 8, rows)
    plain = survey.total(design, values, everyone(rows)).se
    many = survey.replicated(design, "JKn")
    assert survey.total(many, values, everyone(rows)).se == pytest.approx(plain, rel=1e-10)
    boot = survey.replicated(design, "bootstrap", count=2000, seed=1)
    assert survey.total(boot, values, everyone(rows)).se == pytest.approx(plain, rel=0.06)


def test_calibration_is_done_in_every_replicate() -> None:
    """Raked replicates give the calibrated error, not the plain one; a known total has none."""
    raked = "clus1_fpc+rake(stype,sch.wide)"
    plain = designed("apiclus1", raked)
    many = designed("apiclus1", raked, replicates={"kind": "JK1"})
    data = table("apiclus1")
    values = data.numbers("api00")
    one, two = (survey.mean(d, values, everyone(d.rows)) for d in (plain, many))
    assert two.estimate == one.estimate
    assert two.se == pytest.approx(one.se, rel=0.15)
    schools = np.array(data.text("stype")) == "E"
    assert survey.total(many, np.ones(many.rows), schools).se == pytest.approx(0, abs=1e-6)


def test_many_at_once_are_those_of_one_at_a_time() -> None:
    """The matrix path knows replicates too."""
    design = designed("apistrat", "strat_fpc", replicates={"kind": "bootstrap", "count": 50})
    data = table("apistrat")
    values = data.numbers("api00")
    values[::7] = np.nan
    cells = np.array(data.text("stype"))
    domains = {x: cells == x for x in "EHM"} | {"": everyone(data.rows)}
    for kind in ("mean", "total"):
        many = survey.many(design, values[:, None], ["y"], domains, kind=kind)
        for name, inside in domains.items():
            one = (survey.mean if kind == "mean" else survey.total)(design, values, inside)
            assert many.point("y", name).se == pytest.approx(one.se, rel=1e-12)


def test_through_the_design_file() -> None:
    """The key `replicates` changes the error and the method, nothing else."""
    row = {"design": "strat_fpc", "lonely_psu": "fail", "variable": "api00", "statistic": "mean"}
    row |= {"denominator": "", "domain": "", "q": ""}
    base = described(row) | {
        "statistics": [
            {"kind": "mean", "variable": "api00"},
            {"kind": "quantile", "variable": "api00", "q": [0.5]},
            {"kind": "proportion", "variable": "stype", "value": "E"},
        ]
    }
    data = table("apistrat")
    plain = survey.carry_out(data, base)
    many = survey.carry_out(data, base | {"replicates": {"kind": "JKn"}})
    for one, two in zip(plain, many, strict=True):
        assert (two.estimate, two.n, two.domain) == (one.estimate, one.n, one.domain)
        assert two.se == pytest.approx(one.se, rel=1e-6)
        assert two.method == one.method.replace("taylor", "jkn")


@pytest.mark.parametrize(
    ("design", "asked", "code"),
    [
        ("strat_fpc", {"kind": "JK1"}, "replicates_stratified"),
        ("strat_fpc", {"kind": "BRR"}, "design_invalid"),
        ("strat_fpc", {"kind": "bootstrap", "count": 1}, "design_invalid"),
        ("strat_fpc", {"kind": "bootstrap", "seed": "x"}, "design_invalid"),
        ("strat_fpc", {"kind": "bootstrap", "cuont": 9}, "design_invalid"),
        ("strat_fpc", ["JKn"], "design_invalid"),
    ],
)
def test_replicates_that_cannot_be_are_refused(design: str, asked: Any, code: str) -> None:
    """Strata under JK1, unknown kinds, counts and seeds that are none."""
    with pytest.raises(Refusal) as refused:
        designed("apistrat", design, replicates=asked)
    assert refused.value.code == code
    with pytest.raises(Refusal) as refused:
        designed("umkm_sim_a", "first_stage_wr", "fail", replicates={"kind": "JKn"})
    assert refused.value.code == "lonely_psu"


def test_too_many_replicates_are_refused_with_the_way_out() -> None:
    """A jackknife over 20,000 rows would need a matrix of 400 million."""
    design = survey.make_design(20_000)
    with pytest.raises(Refusal, match="bootstrap"):
        survey.replicated(design, "JKn")
