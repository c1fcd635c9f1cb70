"""Fay–Herriot: R's figures on milk, honest errors, shares that stay shares, sums that hold."""

import csv
import math

import numpy as np
import pytest

from lampit.basics.refusal import Refusal
from lampit.science import survey
from lampit.science.survey import Area
from tests.science.survey_reference import DATA


def milk() -> list[Area]:
    """Return the areas of the reference, major areas as 0/1 beside the constant."""
    with (DATA / "milk.csv").open(newline="") as file:
        return [
            Area(
                r["small_area"],
                float(r["direct_est"]),
                float(r["std_error"]) ** 2,
                int(r["samp_size"]),
                tuple(float(r["major_area"] == str(k)) for k in (2, 3, 4)),
            )
            for r in csv.DictReader(file)
        ]


def test_every_reference_area() -> None:
    """Variance, coefficients, and figure, MSE and gamma of each area to 1e-9."""
    fitted = survey.fay_herriot(milk(), smooth=False)
    assert fitted.between == pytest.approx(0.0185503, abs=5e-8)
    assert fitted.coefficients == pytest.approx((0.96819, 0.13278, 0.22695, -0.24130), abs=5e-6)
    with (DATA / "fayherriot_reference_public.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) > 20
    for row in rows:
        area = fitted.area(row["small_area"])
        assert area.estimate == pytest.approx(float(row["eblup"]), rel=1e-9)
        assert area.mse == pytest.approx(float(row["mse"]), rel=1e-9)
        assert area.gamma == pytest.approx(float(row["gamma"]), rel=1e-9)


def test_dummies_instead_of_the_constant_fit_the_same() -> None:
    """Four groups without a constant are three groups and a constant."""
    areas = [
        Area(a.name, a.estimate, a.variance, a.answers, (1.0 - sum(a.covariates), *a.covariates))
        for a in milk()
    ]
    one = survey.fay_herriot(milk(), smooth=False)
    two = survey.fay_herriot(areas, smooth=False, constant=False)
    assert two.between == pytest.approx(one.between, rel=1e-9)
    assert two.area("7").mse == pytest.approx(one.area("7").mse, rel=1e-9)


def test_an_area_without_answers_gets_the_model_alone() -> None:
    """X'b with MSE A + g2, said to be synthetic; the others do not change."""
    fitted = survey.fay_herriot([*milk(), Area("new", None, None, 0, (0, 1, 0))], smooth=False)
    area = fitted.area("new")
    assert area.synthetic
    assert area.gamma == 0
    assert area.estimate == pytest.approx(fitted.coefficients[0] + fitted.coefficients[2])
    assert area.mse > fitted.between
    assert fitted.area("1").estimate == pytest.approx(1.021970544150623, rel=1e-9)


def test_areas_that_do_not_differ_are_said_to_be_synthetic() -> None:
    """A = 0: every figure is the common one, and the notes say so."""
    areas = [Area(str(i), 50 + 0.1 * (-1) ** i, 4.0, 30) for i in range(10)]
    fitted = survey.fay_herriot(areas, smooth=False)
    assert fitted.between == 0
    assert "synthetic" in fitted.notes
    assert all(a.synthetic and a.estimate == pytest.approx(50) for a in fitted.areas)


@pytest.mark.parametrize(
    ("areas", "code"),
    [
        (
            [Area(str(i), 1.0 * i, 1.0, 9, (i, i**2, i**3)) for i in range(10)],
            "too_many_covariates",
        ),
        ([Area(str(i), 1.0 * i, 1.0, 9) for i in range(3)], "too_few_areas"),
        ([Area(str(i), 1.0 * i, 1.0, 9, (2.0,)) for i in range(10)], "covariates_collinear"),
        ([Area(str(i), 1.0 * i, 0.0, 9) for i in range(10)], "variances_unknown"),
    ],
)
def test_a_model_that_the_areas_cannot_carry_is_refused(areas: list[Area], code: str) -> None:
    """Ten kecamatan allow two covariates, not three."""
    with pytest.raises(Refusal) as refused:
        survey.fay_herriot(areas, smooth=code == "never")
    assert refused.value.code == code


def test_ten_kecamatan_allow_two_covariates() -> None:
    """Exactly m / 5."""
    dice = np.random.default_rng(3)
    areas = [Area(str(i), float(dice.normal(40, 5)), 9.0, 30, (i, i % 3)) for i in range(10)]
    assert len(survey.fay_herriot(areas).coefficients) == 3


def test_smoothed_variances_follow_the_answers() -> None:
    """Points on a line stay, a lucky tiny one is lifted, an unknown one is filled."""
    exact = [400 / n for n in (10, 20, 40, 80)]
    assert survey.smoothed_variances(exact, [10, 20, 40, 80]) == pytest.approx(exact)
    found = survey.smoothed_variances([40, 20, 0.1, 5, None], [10, 20, 40, 80, 20])
    assert found[2] > 1
    assert found[4] == pytest.approx(found[1])
    with pytest.raises(Refusal):
        survey.smoothed_variances([1.0, None], [5, 5])


def test_errors_of_the_model_are_honest() -> None:
    """Over 200 made-up kabupaten the mean squared error is what the model says (12 %)."""
    dice = np.random.default_rng(12)
    truth_error, said, direct_error, covered = [], [], [], []
    d = np.linspace(4, 30, 20)
    for _ in range(200):
        x = np.arange(20) / 10
        truth = 30 + 5 * x + dice.normal(0, 3, 20)
        seen = truth + dice.normal(0, np.sqrt(d))
        fitted = survey.fay_herriot(
            [Area(str(i), seen[i], d[i], 30, (x[i],)) for i in range(20)], smooth=False
        )
        for i, area in enumerate(fitted.areas):
            truth_error.append((area.estimate - truth[i]) ** 2)
            direct_error.append((seen[i] - truth[i]) ** 2)
            said.append(area.mse)
            covered.append(area.low <= truth[i] <= area.high)
    assert np.mean(said) == pytest.approx(np.mean(truth_error), rel=0.12)
    assert np.mean(truth_error) < 0.7 * np.mean(direct_error)
    assert 0.92 <= np.mean(covered) <= 0.98


@pytest.mark.parametrize("scale", ["arcsine", "logit"])
def test_shares_stay_shares(scale: survey.Scale) -> None:
    """No figure or end outside 0 to 1, a share of 0 is not believed, no bias in the middle."""
    dice = np.random.default_rng(7)
    error, said = [], []
    for _ in range(60):
        truth = 1 / (1 + np.exp(-dice.normal(-1, 0.6, 30)))
        n = dice.integers(12, 60, 30)
        hits = dice.binomial(n, truth)
        areas = [
            Area(str(i), h / m, h / m * (1 - h / m) / (m - 1), int(m))
            for i, (h, m) in enumerate(zip(hits.tolist(), n.tolist(), strict=True))
        ]
        areas.append(Area("none", 0.0, 0.0, 14))
        fitted = survey.fay_herriot(areas, scale=scale)
        assert all(0 <= a.low <= a.estimate <= a.high <= 1 for a in fitted.areas)
        assert fitted.area("none").estimate > 0.005
        for i in range(30):
            error.append(fitted.areas[i].estimate - truth[i])
            said.append(fitted.areas[i].mse)
    assert abs(np.mean(error)) < 0.012
    assert np.mean(said) == pytest.approx(np.mean(np.square(error)), rel=0.25)


def test_a_figure_that_is_no_share_is_refused() -> None:
    """A mean of 40 has no logit."""
    with pytest.raises(Refusal) as refused:
        survey.fay_herriot([Area(str(i), 40.0, 1.0, 9) for i in range(9)], scale="logit")
    assert refused.value.code == "share_out_of_range"


def test_benchmarked_areas_give_the_direct_figure() -> None:
    """Weighted by their populations the areas sum to the kabupaten's own figure."""
    fitted = survey.fay_herriot(milk(), smooth=False)
    sizes = {a.name: 100.0 + 7 * i for i, a in enumerate(fitted.areas)}
    tuned = survey.benchmarked(fitted, sizes, 1.02)
    mean = math.fsum(sizes[a.name] * a.estimate for a in tuned.areas) / sum(sizes.values())
    assert mean == pytest.approx(1.02, rel=1e-12)
    assert tuned.area("1").mse == pytest.approx(fitted.area("1").mse * tuned.factor**2)
    assert "benchmarked" in tuned.notes
    whole = survey.benchmarked(fitted, {}, 40.0, total=True)
    assert math.fsum(a.estimate for a in whole.areas) == pytest.approx(40.0)


def test_the_order_of_areas_changes_nothing() -> None:
    """Turned round, the same figures."""
    one, two = survey.fay_herriot(milk()), survey.fay_herriot(milk()[::-1])
    for area in one.areas:
        assert two.area(area.name).estimate == pytest.approx(area.estimate, rel=1e-10)
