"""The estimators give what R `survey` gives, row by row."""

import csv

import numpy as np
import pytest

from lampit.science.survey import carry_out, read_design
from tests.science.survey_reference import CALIBRATIONS, DATA, described, reference, table

# R fits the logit interval by a generalised linear model that stops at 4e-10.
LOOSE = {"logit": 1e-8}


@pytest.mark.parametrize("row", reference(), ids=lambda r: "-".join(map(str, list(r.values())[:8])))
def test_every_reference_row(row: dict[str, str]) -> None:
    """Estimate, error, interval, df, design effect and n agree to 1e-8 relative."""
    found = [
        e for e in carry_out(table(row["dataset"]), described(row)) if e.domain == row["domain"]
    ]
    assert len(found) == 1
    estimate = found[0]
    pairs = {
        "estimate": estimate.estimate,
        "se": estimate.se,
        "ci_low": estimate.ci_low,
        "ci_high": estimate.ci_high,
        "df": estimate.df,
        "deff": estimate.deff,
        "n": estimate.n,
    }
    tolerance = LOOSE.get(row["ci_method"], 1e-9)
    for name, value in pairs.items():
        if row[name]:
            assert value == pytest.approx(float(row[name]), rel=tolerance, abs=1e-12), name
    if not row["ci_low"]:
        assert estimate.ci_low is None
        assert estimate.quality == "suppressed"


def test_calibrated_weights() -> None:
    """The four calibrations give R's weights."""
    with (DATA / "apiclus1_calibrated_weights.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    columns = dict(
        zip(CALIBRATIONS, ["w_poststrat", "w_rake", "w_greg", "w_rakingcal"], strict=True)
    )
    for name, column in columns.items():
        row = {"design": f"clus1_fpc+{name}", "lonely_psu": "fail", "variable": "api00"}
        row |= {"statistic": "mean", "denominator": "", "domain": "", "q": ""}
        design = described(row)
        weights = read_design(table("apiclus1"), design).weights
        expected = np.array([float(r[column]) for r in rows])
        np.testing.assert_allclose(weights, expected, rtol=1e-10)
