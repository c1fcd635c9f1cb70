"""What holds for every sample: order, scale, census, domains, lonely units, bad input."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lampit.basics.refusal import Refusal
from lampit.science.survey import carry_out, make_design, make_table, mean, total
from lampit.science.survey import design as designs
from lampit.science.survey.quality import Evidence, judge
from tests.science.survey_reference import table

numbers = st.lists(
    st.tuples(st.floats(-1e6, 1e6), st.integers(1, 9), st.integers(0, 2)), min_size=9, max_size=40
)


def everyone(rows: int) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Return the domain that holds every row."""
    return np.ones(rows, dtype=np.bool_)


@settings(max_examples=40, deadline=None)
@given(drawn=numbers, seed=st.integers(0, 99))
def test_row_order_and_weight_scale_change_nothing(
    drawn: list[tuple[float, int, int]], seed: int
) -> None:
    """Means and their errors ignore the order of rows and the scale of weights."""
    values = np.array([v for v, _, _ in drawn])
    weights = np.array([float(w) for _, w, _ in drawn])
    strata = np.array([s for _, _, s in drawn])
    shuffled = np.random.default_rng(seed).permutation(len(drawn))
    one = make_design(len(drawn), weights=weights, strata=[strata.tolist()], lonely="adjust")
    two = make_design(
        len(drawn),
        weights=weights[shuffled] * 7.5,
        strata=[strata[shuffled].tolist()],
        lonely="adjust",
    )
    left = mean(one, values, everyone(len(drawn)))
    right = mean(two, values[shuffled], everyone(len(drawn)))
    assert left.estimate == pytest.approx(right.estimate, rel=1e-9, abs=1e-6)
    assert left.se == pytest.approx(right.se, rel=1e-9, abs=1e-6)


@settings(max_examples=40, deadline=None)
@given(drawn=numbers)
def test_domain_totals_add_up(drawn: list[tuple[float, int, int]]) -> None:
    """The totals of the domains sum to the whole."""
    values = np.array([v for v, _, _ in drawn])
    groups = np.array([g for _, _, g in drawn])
    design = make_design(len(drawn), weights=[float(w) for _, w, _ in drawn])
    parts = [total(design, values, groups == g).estimate or 0.0 for g in range(3)]
    whole = total(design, values, everyone(len(drawn))).estimate
    assert sum(parts) == pytest.approx(whole, rel=1e-9, abs=1e-5)


def test_census_has_no_sampling_error() -> None:
    """All units asked: the standard error is exactly 0, in one and in two stages."""
    values = np.array([1.0, 5.0, 9.0, 2.0])
    whole = make_design(4, fpc=[[4.0] * 4])
    assert mean(whole, values, everyone(4)).se == 0
    staged = make_design(4, clusters=[["a", "a", "b", "b"]], fpc=[[2.0] * 4, [2.0] * 4])
    assert mean(staged, values, everyone(4)).se == 0
    assert mean(staged, values, everyone(4)).estimate == 4.25


def test_census_stratum_still_counts_its_second_stage() -> None:
    """All villages taken, some businesses in each: the error comes from the second stage."""
    values = np.array([1.0, 5.0, 9.0, 2.0])
    design = make_design(4, clusters=[["a", "a", "b", "b"]], fpc=[[2.0] * 4, [8.0] * 4])
    assert (mean(design, values, everyone(4)).se or 0) > 0


@pytest.mark.parametrize(
    ("rule", "positive"), [("certainty", False), ("remove", False), ("adjust", True)]
)
def test_lonely_unit(rule: designs.LonelyRule, positive: bool) -> None:
    """A stratum with one unit contributes as its rule says."""
    strata = [["a", "b", "b"]]
    design = make_design(3, weights=[1.0, 1.0, 1.0], strata=strata, lonely=rule)
    only = np.array([True, False, False])
    assert ((total(design, np.array([4.0, 1.0, 1.0]), only).se or 0) > 0) is positive


def test_lonely_unit_fails_by_name() -> None:
    """`fail` names the stratum."""
    design = make_design(3, weights=[1.0] * 3, strata=[["Paminggir", "b", "b"]])
    with pytest.raises(Refusal, match="Paminggir"):
        total(design, np.array([4.0, 1.0, 1.0]), everyone(3))


def test_several_domains_equal_one_at_a_time() -> None:
    """`by` gives what each filter alone gives, sorted by code point."""
    data = table("umkm_sim_a")
    base = {"weights": "w", "strata": ["kec"], "clusters": ["desa"], "lonely_psu": "adjust"}
    both = carry_out(
        data, base | {"statistics": [{"kind": "mean", "variable": "indeks", "by": ["sektor"]}]}
    )
    assert [e.domain for e in both] == sorted(e.domain for e in both)
    for estimate in both:
        sector = estimate.domain.partition("=")[2]
        values = data.numbers("indeks")
        inside = np.array([cell == sector for cell in data.text("sektor")])
        design = make_design(
            data.rows,
            weights=data.numbers("w"),
            strata=[data.text("kec")],
            clusters=[data.text("desa")],
            lonely="adjust",
        )
        assert mean(design, values, inside).se == estimate.se


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"weights": "w8"}, "column_unknown"),
        ({"weights": "kec"}, "column_not_numeric"),
        ({"weights": "zero"}, "weights_invalid"),
        ({"fpc": ["uneven"]}, "fpc_uneven"),
        ({"fpc": ["small"]}, "fpc_too_small"),
        ({"lonely_psu": "guess"}, "design_invalid"),
        ({"stata": ["kec"]}, "design_invalid"),
        ({"strata": ["gap"]}, "label_missing"),
        ({"statistics": [{"kind": "mode", "variable": "y"}]}, "design_invalid"),
        (
            {"statistics": [{"kind": "proportion", "variable": "kec", "level": "z"}]},
            "level_unknown",
        ),
        ({"statistics": [{"kind": "mean", "variable": "gap", "na": "fail"}]}, "answers_missing"),
        (
            {"calibrate": [{"method": "poststrat", "margins": {"kec": {"63.08.01": 5, "b": 5}}}]},
            "calibration_cell",
        ),
    ],
)
def test_unusable_input_is_refused(change: dict[str, object], code: str) -> None:
    """Each wrong description or file has its own code, and nothing is guessed."""
    data = make_table(
        ["y", "w", "kec", "zero", "uneven", "small", "gap"],
        [
            ["1", "2", "63.08.01", "0", "9", "1.5", "1"],
            ["2", "2", "63.08.01", "1", "8", "1.5", ""],
            ["4", "3", "b", "1", "9", "1.5", "3"],
        ],
    )
    base = {"weights": "w", "statistics": [{"kind": "mean", "variable": "y"}]}
    with pytest.raises(Refusal) as refused:
        carry_out(data, base | change)
    assert refused.value.code == code


def test_a_domain_without_answers_is_told_not_dropped() -> None:
    """All answers missing: the row is there, empty and suppressed."""
    data = make_table(["y", "w", "g"], [["1", "1", "a"], ["2", "1", "a"], ["", "1", "b"]])
    asked = {"kind": "mean", "variable": "y", "by": ["g"]}
    found = carry_out(data, {"weights": "w", "statistics": [asked]})
    assert [(e.domain, e.n, e.quality) for e in found][1] == ("g=b", 0, "suppressed")
    assert found[1].estimate is None


def test_nobody_online_is_not_zero_to_zero() -> None:
    """A share of 0 has an interval that starts at 0 and ends above it."""
    rows = [[str(i % 2), "tidak"] for i in range(40)]
    data = make_table(["g", "daring"], [*rows, ["1", "ya"]])
    asked = {"kind": "proportion", "variable": "daring", "level": "ya", "by": ["g"]}
    found = carry_out(data, {"statistics": [asked]})[0]
    assert found.estimate == 0
    assert found.ci_low == 0
    assert 0 < (found.ci_high or 0) < 0.3


@pytest.mark.parametrize(
    ("evidence", "quality"),
    [
        (Evidence(False, 40.0, 2.0, 36, 44, 200, 50), "ok"),
        (Evidence(False, 40.0, 12.0, 16, 64, 200, 50), "caution"),
        (Evidence(False, 40.0, 21.0, 0, 80, 200, 50), "suppressed"),
        (Evidence(True, 0.5, 0.08, 0.34, 0.66, 200, 50), "caution"),
        (Evidence(True, 0.5, 0.11, 0.28, 0.72, 200, 50), "suppressed"),
        (Evidence(True, 0.02, 0.01, 0.005, 0.08, 200, 50), "suppressed"),
        (Evidence(True, 0.02, 0.01, 0.005, 0.04, 200, 50), "ok"),
        (Evidence(False, 40.0, 2.0, 36, 44, 29, 20), "caution"),
        (Evidence(False, 40.0, 2.0, 36, 44, 9, 8), "suppressed"),
        (Evidence(False, 40.0, 2.0, 36, 44, 200, 7), "caution"),
        (Evidence(False, 40.0, 2.0, None, None, 200, 0), "suppressed"),
        (Evidence(False, 40.0, 2.0, 36, 44, 200, 50, response_rate=0.69), "caution"),
        (Evidence(False, 40.0, 2.0, 36, 44, 200, 50, response_rate=0.39), "suppressed"),
        (Evidence(False, 40.0, 2.0, 36, 44, 200, 50, businesses=2), "suppressed"),
        (Evidence(False, 40.0, 2.0, 36, 44, 200, 50, largest_share=0.71), "suppressed"),
    ],
)
def test_quality_is_the_worst_rule(evidence: Evidence, quality: str) -> None:
    """Each threshold of the notes, section 7, from both sides."""
    assert judge(evidence).quality == quality
