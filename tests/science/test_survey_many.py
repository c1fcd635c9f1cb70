"""Many figures at once are those of one at a time, for every kind of design."""

from typing import Any

import numpy as np
import pytest

from lampit.basics.refusal import Refusal
from lampit.science import survey
from lampit.science.survey import Design, Point
from lampit.science.survey.design import LONELY_RULES, Floats
from tests.science.survey_reference import CALIBRATIONS, described, reference, table

DESIGNS = sorted({(r["dataset"], r["design"], r["lonely_psu"]) for r in reference()})
NUMBERS = {"umkm_sim_a": ["indeks", "omzet", "omzet_daring", "usia"]}
GROUPS = {"umkm_sim_a": ["sektor", "kec"]}


def design_of(name: str, design: str, lonely: str) -> Design:
    """Return a design of the reference file."""
    row = {"design": design, "lonely_psu": lonely, "variable": "x", "statistic": "mean"}
    row |= {"denominator": "", "domain": "", "q": ""}
    return survey.read_design(table(name), described(row))


def matrix_of(name: str) -> tuple[Floats, list[str]]:
    """Return numeric columns, a share, a column with gaps and one without any answer."""
    data = table(name)
    names = NUMBERS.get(name, ["api00", "api99", "enroll"])
    columns = [data.numbers(n) for n in names]
    gaps = columns[0].copy()
    gaps[::3] = np.nan
    columns += [np.where(np.isfinite(columns[1]), columns[1] > 600, np.nan), gaps]
    columns.append(np.full(data.rows, np.nan))
    return np.column_stack(columns), [*names, "share", "gaps", "nothing"]


def domains_of(name: str) -> dict[str, Any]:
    """Return the whole, each group, and one that nobody is in."""
    data = table(name)
    found: dict[str, Any] = {"": np.ones(data.rows, dtype=np.bool_)}
    for column in GROUPS.get(name, ["stype"]):
        cells = np.array(data.text(column))
        found |= {f"{column}={x}": cells == x for x in sorted(set(cells))}
    return found | {"nobody": np.zeros(data.rows, dtype=np.bool_)}


def same(left: Point, right: Point) -> None:
    """Compare two figures to 1e-12."""
    assert (left.answers, left.df) == (right.answers, right.df)
    for one, other in [
        (left.estimate, right.estimate), (left.se, right.se), (left.deff, right.deff)
    ]:  # fmt: skip
        assert (one is None) == (other is None)
        if one is not None:
            assert one == pytest.approx(other, rel=1e-12, abs=1e-13)


@pytest.mark.parametrize(("name", "design", "lonely"), DESIGNS)
@pytest.mark.parametrize("kind", ["mean", "total", "ratio"])
def test_many_equal_one_at_a_time(name: str, design: str, lonely: str, kind: Any) -> None:
    """Every reference design × variable × domain: the same figures, calibrated ones too."""
    found = design_of(name, design, lonely)
    matrix, names = matrix_of(name)
    domains = domains_of(name)
    below = np.column_stack([matrix[:, 1]] * len(names)) if kind == "ratio" else None
    many = survey.many(found, matrix, names, domains, kind=kind, denominators=below)
    for domain, inside in domains.items():
        for place, variable in enumerate(names):
            values = matrix[:, place]
            if kind == "ratio":
                one = survey.ratio(found, values, matrix[:, 1], inside)
            else:
                one = {"mean": survey.mean, "total": survey.total}[kind](found, values, inside)
            same(many.point(variable, domain), one)


def test_two_calibrations_one_after_the_other() -> None:
    """What the second takes off is what the first left."""
    base, _, extra = "clus1_fpc+rake(stype,sch.wide)".partition("+")
    assert extra in CALIBRATIONS
    data = table("apiclus1")
    raked = design_of("apiclus1", f"{base}+{extra}", "fail")
    columns = np.column_stack([np.ones(data.rows), data.numbers("api99")])
    totals = np.array([6194.0, 3914069.0])
    twice = survey.calibration.regress(raked, columns, totals)
    values = data.numbers("api00")
    everyone = np.ones(data.rows, dtype=np.bool_)
    one = survey.mean(twice, values, everyone)
    same(survey.many(twice, values[:, None], ["api00"]).point("api00"), one)


@pytest.mark.parametrize("lonely", LONELY_RULES)
def test_lonely_strata_in_both_stages(lonely: Any) -> None:
    """Nested strata in the second stage, a census stratum, lonely units: as one at a time."""
    dice = np.random.default_rng(6)
    rows = 60
    kec = ["a"] * 20 + ["b"] * 20 + ["c"] * 20
    desa = [f"v{i // 5 if i < 40 else 8}" for i in range(rows)]
    kind = [("x", "y")[i % 5 > 3] for i in range(rows)]
    design = survey.make_design(
        rows,
        strata=[kec, kind],
        clusters=[desa, [str(i) for i in range(rows)]],
        fpc=[[4.0 if k == "a" else 30.0 for k in kec], [40.0] * rows],
        lonely=lonely,
    )
    values = dice.normal(50, 9, (rows, 3))
    values[4, 1] = np.nan
    domains = {"x": np.array(kind) == "x", "": np.ones(rows, dtype=np.bool_)}
    if lonely == "fail":
        with pytest.raises(Refusal, match="c"):
            survey.many(design, values, list("pqr"), domains)
        return
    many = survey.many(design, values, list("pqr"), domains)
    for domain, inside in domains.items():
        for place, variable in enumerate("pqr"):
            same(many.point(variable, domain), survey.mean(design, values[:, place], inside))


def test_figures_are_judged_as_by_the_command_line() -> None:
    """Intervals, quality and method are those of a DESIGN that asks one at a time."""
    data = table("umkm_sim_a")
    wanted = {
        "weights": "w", "strata": ["kec"], "clusters": ["desa"], "lonely_psu": "adjust",
        "statistics": [
            {"kind": "mean", "variable": "indeks", "by": ["sektor"]},
            {"kind": "proportion", "variable": "usia39", "value": "1", "by": ["sektor"],
             "ci": "logit"},
        ],
    }  # fmt: skip
    singles = survey.carry_out(data, wanted)
    design = survey.read_design(data, wanted)
    cells = np.array(data.text("sektor"))
    matrix = np.column_stack([data.numbers("indeks"), data.numbers("usia39")])
    many = survey.many(
        design,
        matrix,
        ["indeks", "usia39"],
        {f"sektor={x}": cells == x for x in sorted(set(cells))},
    )
    found = list(many.estimates(shares=["usia39"], method="logit"))
    for one, single in zip(found, singles, strict=True):
        assert (one.domain, one.quality, one.method) == (
            single.domain,
            single.quality,
            single.method,
        )
        assert one.ci_low == pytest.approx(single.ci_low, rel=1e-12)
        assert one.ci_high == pytest.approx(single.ci_high, rel=1e-12)
