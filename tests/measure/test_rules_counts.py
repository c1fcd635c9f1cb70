"""Means of counts have a long tail: their interval is on the log scale, told and recomputed so."""

import math
import random

import numpy as np
import pytest

from lampit.measure.rules import estimating
from lampit.measure.rules.estimating import AnalysisRow, IndicatorName, Layout, layout_of
from lampit.measure.rules.estimating.recomputing import files_of
from lampit.science import survey
from lampit.science.survey.intervals import t_quantile
from tests.measure.questionnaires import instrument

WORKERS = IndicatorName("pekerja_kini", "Pekerja", "Workers", is_share=False, is_count=True)


def rows(seed: int = 1) -> list[AnalysisRow]:
    """Return sixty businesses in three strata, a few of them large."""
    dice = random.Random(seed)
    return [
        AnalysisRow(
            "63.08.01", "abc"[n % 3], 5.0, 100, "selesai", True,
            {"pekerja_kini": float(1 + int(dice.lognormvariate(0, 1.2)))}, member=n + 1,
        )
        for n in range(60)
    ]  # fmt: skip


def test_the_interval_by_hand() -> None:
    """exp(log m ± t·se/m) with the error of a stratified sample, reckoned with NumPy alone."""
    weighing = estimating.weigh(rows())
    sample = estimating.make_sample(weighing.rows, weighing.layout)
    assert sample is not None
    found = estimating.estimate(sample, [WORKERS])[0]
    y = np.array([row.values["pekerja_kini"] for row in rows()], dtype=float)
    parts = [y[n::3] for n in range(3)]
    mean = y.mean()
    variance = sum((1 - 20 / 100) * p.var(ddof=1) / 20 / 9 for p in parts)
    half = t_quantile(0.95, 57) * math.sqrt(variance) / mean
    assert found.estimate == pytest.approx(mean)
    assert found.ci_low == pytest.approx(mean * math.exp(-half))
    assert found.ci_high == pytest.approx(mean * math.exp(half))
    assert found.method.endswith(":log")


def test_only_counts_are_on_the_log_scale() -> None:
    """Workers now and a year ago; not the index, not a change, which may be below zero."""
    names = estimating.indicator_names(instrument())
    assert {n.code for n in names if n.is_count} == {"pekerja_kini", "pekerja_lalu"}


def test_what_was_frozen_before_keeps_its_interval() -> None:
    """A layout that says nothing is Student's; a new one says so in what is kept."""
    weighing = estimating.weigh(rows())
    assert weighing.layout.as_json()["counts"] == "log"
    assert layout_of(weighing.layout.as_json()) == weighing.layout
    old = estimating.make_sample(weighing.rows, layout_of({"margins": []}))
    assert old is not None
    found = estimating.estimate(old, [WORKERS])[0]
    assert found.method.endswith(":t")
    assert found.ci_low is not None
    assert found.ci_high is not None
    assert found.estimate == pytest.approx((found.ci_low + found.ci_high) / 2)
    assert "counts" not in Layout().as_json()


def test_the_files_say_it_too() -> None:
    """DESIGN and script of a count ask for the log scale."""
    weighing = estimating.weigh(rows())
    sample = estimating.make_sample(weighing.rows, weighing.layout)
    assert sample is not None
    released = estimating.release(estimating.everything(sample, [WORKERS]))
    made = files_of(
        sample, weighing.layout, WORKERS, released[:1], by="", names=[WORKERS], salt="x"
    )
    assert '"ci": "log"' in made.design
    assert "exp(c(-1, 1)" in made.script


def test_log_covers_a_long_tail_better() -> None:
    """400 samples of 30 from a log-normal population: nearer 95 than Student's."""
    dice = np.random.default_rng(11)
    people = np.floor(dice.lognormal(0, 1.4, 3000)) + 1
    held = {"t": 0, "log": 0}
    for _ in range(400):
        y = dice.choice(people, 30, replace=False)
        mean, se = float(y.mean()), float(y.std(ddof=1) / math.sqrt(30))
        for name, one in (
            ("t", survey.intervals.student(mean, se, 29, 0.95)),
            ("log", survey.intervals.skewed(mean, se, 29, 0.95)),
        ):
            held[name] += (one.low or 0) <= people.mean() <= (one.high or 0)
    assert abs(held["log"] / 400 - 0.95) < abs(held["t"] / 400 - 0.95)


def test_a_mean_that_is_lost_in_its_error_has_an_interval() -> None:
    """A column of both signs, asked for on the log scale by a program: Student's, no fall."""
    lost = survey.intervals.number(1e-6, 1.0, 5, 0.95, is_skewed=True)
    assert lost == survey.intervals.student(1e-6, 1.0, 5, 0.95)
    wide = survey.intervals.number(1.0, 3.0, 2, 0.95, is_skewed=True)
    assert wide.method == "log"
    assert wide.low is not None
    assert wide.high is not None
    assert 0 < wide.low < 1 < wide.high
