"""Weights step by step: nothing lost, classes merged in sight, totals met within bounds."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lampit.basics.refusal import Refusal
from lampit.science import survey
from lampit.science.survey import Known, Sampled, Step, calibration
from lampit.science.survey.response import Outcome

OUTCOMES: tuple[Outcome, ...] = ("respondent", "nonrespondent", "ineligible", "unknown")


def sampled(*parts: tuple[str, str, str, Outcome, float, int]) -> Sampled:
    """Build a sample: (kecamatan, stratum, cell, outcome, weight, how many)."""
    rows = [part for part in parts for _ in range(part[5])]
    return Sampled(
        [row[4] for row in rows],
        [row[3] for row in rows],
        [row[0] for row in rows],
        [f"{row[0]}|{row[1]}" for row in rows],
        [row[2] for row in rows],
    )


def by_name(steps: list[Step]) -> dict[str, Step]:
    """Return the steps by their names."""
    return {step.name: step for step in steps}


def test_every_step_is_kept_in_order() -> None:
    """Seven steps, plain values for JSON, weights that only respondents end with."""
    found = sampled(
        ("k1", "kriya", "1", "respondent", 10, 40),
        ("k1", "kriya", "1", "nonrespondent", 10, 10),
        ("k1", "kriya", "1", "ineligible", 10, 5),
        ("k1", "kriya", "1", "unknown", 10, 5),
    )
    steps = survey.weigh(found)
    assert [step.name for step in steps] == [
        "base", "multiplicity", "eligibility", "response", "calibration", "trimming", "final",
    ]  # fmt: skip
    assert [step.total for step in steps[:3]] == [550.0, 550.0, pytest.approx(50 * 10 * 60 / 55)]
    final = steps[-1].weights
    assert final[:40].sum() == pytest.approx(50 * 10 * 60 / 55)
    assert final[40:].sum() == 0
    assert json.loads(json.dumps([step.as_record() for step in steps]))[3]["classes"][0][
        "factor"
    ] == pytest.approx(1.25)
    assert not by_name(steps)["calibration"].applied
    assert steps[4].notes == ("no_margins",)


def test_a_unit_with_two_entries_counts_half() -> None:
    """Two frame entries lead to it, so it had twice the chance."""
    base = sampled(("k", "s", "c", "respondent", 10, 20))
    twice = Sampled(
        base.base, base.outcome, base.groups, base.strata, base.cells, [2, 2] + [1] * 18
    )
    steps = survey.weigh(twice)
    assert steps[1].weights[:3].tolist() == [5, 5, 10]
    assert steps[1].applied
    assert steps[-1].weights.sum() == 190


def test_thin_classes_take_a_neighbour_of_their_stratum() -> None:
    """Fewer than 20 answers or a factor above 2: merged, first inside the stratum, and named."""
    found = sampled(
        ("k1", "a", "1", "respondent", 10, 30),
        ("k1", "a", "2", "respondent", 10, 8),
        ("k1", "b", "1", "respondent", 10, 25),
        ("k1", "b", "2", "respondent", 10, 22),
        ("k1", "b", "2", "nonrespondent", 10, 30),
        ("k2", "a", "1", "respondent", 10, 6),
    )
    step = by_name(survey.weigh(found))["response"]
    merged = {one.name: one for one in step.classes}
    assert set(merged) == {"k1|a|1 + k1|a|2", "k1|b|1 + k1|b|2", "k2|a|1"}
    assert merged["k1|b|1 + k1|b|2"].factor == pytest.approx(77 / 47)
    assert merged["k1|a|1 + k1|a|2"].merged == ("k1|a|1", "k1|a|2")
    assert step.notes == ("class_thin",)  # k2 has no neighbour of its own
    assert step.total == pytest.approx(1210)


def test_a_kecamatan_without_answers_joins_the_next() -> None:
    """Nobody answered there: the kecamatan beside it carries its weight."""
    found = sampled(
        ("k1", "a", "1", "nonrespondent", 10, 4), ("k2", "a", "1", "respondent", 10, 30)
    )
    step = by_name(survey.weigh(found))["response"]
    assert step.weights.sum() == pytest.approx(340)
    assert step.classes[0].merged == ("k1|a|1", "k2|a|1")


def margins(found: Sampled, **shares: dict[str, float]) -> list[Known]:
    """Return margins on kecamatan, and on any other labels given."""
    return [Known("kecamatan", found.groups, shares["kecamatan"])]


def test_known_totals_are_met_and_shown() -> None:
    """After raking each margin holds; its factor is shown."""
    found = sampled(
        ("k1", "a", "1", "respondent", 10, 40),
        ("k2", "a", "1", "respondent", 10, 30),
        ("k2", "a", "1", "nonrespondent", 10, 5),
    )
    sex = ["p" if i % 3 else "l" for i in range(75)]
    known = [
        Known("kecamatan", found.groups, {"k1": 500, "k2": 400}),
        Known("kelamin", sex, {"l": 350, "p": 550}),
    ]
    steps = survey.weigh(found, known)
    final = steps[-1].weights
    assert final[:40].sum() == pytest.approx(500, rel=1e-10)
    assert final[[s == "l" for s in sex]].sum() == pytest.approx(350, rel=1e-10)
    step = by_name(steps)["calibration"]
    assert step.details["method"] == "raking"
    assert {c.name for c in step.classes} == {
        "kecamatan=k1", "kecamatan=k2", "kelamin=l", "kelamin=p",
    }  # fmt: skip


def test_factors_stay_inside_their_bounds() -> None:
    """Raking would need a factor above 3; truncated linear meets the totals without."""
    found = sampled(
        ("k1", "a", "1", "respondent", 10, 10),
        ("k1", "b", "1", "respondent", 10, 90),
        ("k2", "a", "1", "respondent", 10, 90),
        ("k2", "b", "1", "respondent", 10, 10),
    )
    kind = ["a"] * 10 + ["b"] * 90 + ["a"] * 90 + ["b"] * 10
    known = [
        Known("kecamatan", found.groups, {"k1": 1700, "k2": 900}),
        Known("jenis", kind, {"a": 900, "b": 1700}),
    ]
    wide = survey.weigh(found, known, bounds=(0.01, 100.0))
    tight = survey.weigh(found, known, bounds=(0.5, 1.75))
    raked = by_name(wide)["calibration"].weights / 10
    fitted = by_name(tight)["calibration"]
    assert raked.max() > 1.75
    assert fitted.details["method"] == "truncated_linear"
    assert (fitted.weights / 10).max() <= 1.75 + 1e-12
    assert fitted.weights[:100].sum() == pytest.approx(1700, rel=1e-9)
    assert fitted.weights[[k == "b" for k in kind]].sum() == pytest.approx(1700, rel=1e-9)


@pytest.mark.parametrize(
    ("totals", "labels", "code", "told"),
    [
        ({"k1": 400, "k2": 5000}, None, "calibration_bounds", "kecamatan k2"),
        ({"k1": 400}, None, "calibration_group", "k2"),
        ({"k1": 400, "k2": 300, "k3": 9}, None, "calibration_cell", "Gabungkan dengan k2"),
        ({"k1": 400, "k2": 0}, None, "calibration_total", "kecamatan"),
    ],
)
def test_margins_that_cannot_be_met_are_named(
    totals: dict[str, float], labels: list[str] | None, code: str, told: str
) -> None:
    """The refusal names the group, and which to merge."""
    found = sampled(("k1", "a", "1", "respondent", 10, 40), ("k2", "a", "1", "respondent", 10, 30))
    with pytest.raises(Refusal, match=told) as refused:
        survey.weigh(found, [Known("kecamatan", labels or found.groups, totals)])
    assert refused.value.code == code


def test_margins_must_agree() -> None:
    """Two margins of different populations are told, with both sums."""
    found = sampled(("k1", "a", "1", "respondent", 10, 40))
    known = [Known("a", found.groups, {"k1": 400}), Known("b", found.cells, {"1": 500})]
    with pytest.raises(Refusal, match=r"400.*500"):
        survey.weigh(found, known)


def test_trimming_only_where_it_pays() -> None:
    """One weight of 60 among tens is cut and shared out; a little above the limit is left."""
    heavy = sampled(("k1", "a", "1", "respondent", 10, 60), ("k1", "a", "1", "respondent", 120, 2))
    step = by_name(survey.weigh(heavy))["trimming"]
    assert step.applied
    assert step.details["units"] == 2
    assert step.weights.max() == pytest.approx(50)
    assert step.total == pytest.approx(840)
    light = sampled(
        ("k1", "a", "1", "respondent", 10, 60),
        ("k1", "a", "1", "respondent", 51, 1),
        ("k1", "a", "1", "respondent", 49, 20),
    )
    step = by_name(survey.weigh(light))["trimming"]
    assert not step.applied
    assert step.notes == ("gain_small",)
    assert step.total == pytest.approx(1631)


def test_trimmed_weights_meet_the_totals_again() -> None:
    """After trimming the weights are calibrated anew."""
    found = sampled(
        ("k1", "a", "1", "respondent", 10, 60),
        ("k1", "b", "1", "respondent", 120, 6),
        ("k2", "a", "1", "respondent", 10, 30),
    )
    known = [Known("kecamatan", found.groups, {"k1": 1400, "k2": 300})]
    steps = survey.weigh(found, known)
    assert by_name(steps)["trimming"].applied
    assert steps[-1].weights[:66].sum() == pytest.approx(1400, rel=1e-10)


members = st.lists(
    st.tuples(
        st.sampled_from(["k1", "k2", "k3"]),
        st.sampled_from(["a", "b"]),
        st.sampled_from(["1", "2"]),
        st.sampled_from(OUTCOMES),
        st.floats(0.5, 80),
    ),
    min_size=1,
    max_size=80,
)


@settings(max_examples=60, deadline=None)
@given(drawn=members)
def test_no_weight_is_lost_on_the_way(
    drawn: list[tuple[str, str, str, Outcome, float]],
) -> None:
    """Whatever the outcomes, respondents and ineligible carry the whole base weight."""
    if not any(row[3] == "respondent" for row in drawn):
        return
    steps = survey.weigh(sampled(*((*row, 1) for row in drawn)))
    whole = sum(row[4] for row in drawn)
    assert steps[2].weights.sum() == pytest.approx(whole)
    assert steps[3].weights.sum() == pytest.approx(whole)
    assert (steps[3].weights >= 0).all()
    assert np.isfinite(steps[3].weights).all()
    assert steps[5].weights.sum() == pytest.approx(whole)


def test_weighing_twice_gives_the_same() -> None:
    """Equal input, equal output, to the bit; the order of rows changes no weight."""
    dice = np.random.default_rng(4)
    rows = [
        (f"k{dice.integers(3)}", "ab"[dice.integers(2)], str(dice.integers(3)),
         OUTCOMES[int(dice.choice(4, p=[0.7, 0.15, 0.1, 0.05]))], float(dice.uniform(5, 30)), 1)
        for _ in range(300)
    ]  # fmt: skip
    found = sampled(*rows)
    known = [Known("kecamatan", found.groups, {"k0": 2000, "k1": 1800, "k2": 1900})]
    once, again = survey.weigh(found, known), survey.weigh(found, known)
    assert (once[-1].weights == again[-1].weights).all()
    turned = dice.permutation(300)
    other = sampled(*(rows[i] for i in turned))
    mixed = survey.weigh(other, [Known("kecamatan", other.groups, known[0].totals)])
    np.testing.assert_allclose(mixed[-1].weights, once[-1].weights[turned], rtol=1e-10)


def test_known_totals_make_errors_smaller() -> None:
    """The calibrated design explains what the margin explains; a margin's total has no error."""
    dice = np.random.default_rng(8)
    found = sampled(("k1", "a", "1", "respondent", 10, 50), ("k2", "a", "1", "respondent", 10, 50))
    known = [Known("kecamatan", found.groups, {"k1": 520, "k2": 480})]
    steps = survey.weigh(found, known)
    rows = np.arange(100)
    plain = survey.make_design(100, weights=steps[3].weights[rows])
    design = survey.calibrated_design(plain, steps, known, rows)
    everyone = np.ones(100, dtype=np.bool_)
    inside = np.array([g == "k1" for g in found.groups])
    values = np.where(inside, 70.0, 20.0) + dice.normal(0, 5, 100)
    assert survey.total(design, np.ones(100), inside).se == 0
    tight, loose = (survey.mean(d, values, everyone).se or 0 for d in (design, plain))
    assert tight < loose / 3
    rake = calibration.rake(plain, calibration_margins(found))
    assert survey.mean(rake, values, everyone).se == pytest.approx(tight)


def calibration_margins(found: Sampled) -> list[calibration.Margin]:
    """Return the margin of the test above as the DESIGN path reads it."""
    groups = np.array([int(g == "k2") for g in found.groups])
    return [calibration.Margin("kecamatan", groups, np.array([520.0, 480.0]), ["k1", "k2"])]


def test_five_thousand_units_take_no_time() -> None:
    """A round of 5,000 with three margins is weighed in well under a second."""
    import time

    dice = np.random.default_rng(2)
    rows = [
        (f"k{i % 10}", f"s{dice.integers(4)}", f"{dice.integers(6)}",
         OUTCOMES[int(dice.choice(4, p=[0.8, 0.1, 0.07, 0.03]))], float(dice.uniform(2, 9)), 1)
        for i in range(5000)
    ]  # fmt: skip
    found = sampled(*rows)
    known = [Known("kecamatan", found.groups, {f"k{i}": 2500.0 for i in range(10)})]
    begun = time.process_time()
    survey.weigh(found, known)
    assert time.process_time() - begun < 1
