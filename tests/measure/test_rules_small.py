"""Kecamatan too small for a figure of their own get the model's, named so."""

import random
from collections.abc import Sequence

import numpy as np
import pytest

from lampit.measure.rules import estimating
from lampit.measure.rules.estimating import AnalysisRow, IndicatorName, Released, Sample
from lampit.measure.rules.estimating.releasing import emptied
from lampit.measure.rules.estimating.small import (
    MODEL,
    SYNTHETIC,
    Around,
    Direct,
    ModelFigure,
    all_modelled,
    is_uncertain,
    lenders,
    modelled,
)
from tests.measure.test_rules_releasing import LINKS, NAMES, attacked, few, numbers
from tests.measure.test_rules_releasing import kabupaten as attackable

ONLINE = IndicatorName("d07", "Berjualan daring", "Sells online", is_share=True)
SIZES = [300, 280, 40, 35, 30, 25, 260, 6]


def kabupaten(sizes: Sequence[int], last: float | None = None) -> Sample:
    """Return a sample with so many answers in each kecamatan, shares around a fifth.

    `last` replaces the answers of the last kecamatan.
    """
    dice = random.Random(5)
    rows = []
    for place, count in enumerate(sizes, start=1):
        share = 0.1 + 0.02 * place
        told = [float(dice.random() < share) for _ in range(count)]
        if last is not None and place == len(sizes):
            told = [last] * count
        rows += [
            AnalysisRow(
                f"63.08.{place:02d}", "kriya", 10.0, count * 10, "selesai", True,
                {"d07": value}, member=place * 1000 + number,
            )
            for number, value in enumerate(told)
        ]  # fmt: skip
    weighing = estimating.weigh(rows)
    sample = estimating.make_sample(weighing.rows, weighing.layout)
    assert sample is not None
    return sample


def released(sample: Sample) -> list[Released]:
    """Return what may leave of all groups."""
    return estimating.release(estimating.everything(sample, [ONLINE]))


def around(sample: Sample, **covariates: dict[str, float]) -> Around:
    """Return the businesses of each kecamatan by weight."""
    sizes: dict[str, float] = {}
    for row in sample.rows:
        sizes[row.cells["kecamatan"]] = sizes.get(row.cells["kecamatan"], 0.0) + row.final
    return Around(sizes, covariates)


def told(sample: Sample, near: Around | None = None) -> list[ModelFigure]:
    """Return the model figures of a sample as its pages have them."""
    return all_modelled(
        estimating.estimate(sample, [ONLINE], "kecamatan"), released(sample), [ONLINE], [],
        near or around(sample),
    )  # fmt: skip


def test_only_those_that_need_it_have_a_model_figure() -> None:
    """Large ones keep their own; small ones are the model's, tighter than what they had."""
    sample = kabupaten(SIZES)
    found = {f.estimate.domain: f for f in told(sample)}
    direct = {f.estimate.domain: f for f in released(sample) if f.by == "kecamatan"}
    assert set(found) == {name for name, one in direct.items() if is_uncertain(one)}
    assert "kecamatan=63.08.01" not in found
    small = found["kecamatan=63.08.03"]
    assert small.estimate.method in {MODEL, SYNTHETIC}
    assert small.estimate.estimate is not None
    low, high = small.estimate.ci_low or 0, small.estimate.ci_high or 0
    assert 0 <= low <= small.estimate.estimate <= high <= 1
    own = next(
        e.se for e in estimating.estimate(sample, [ONLINE], "kecamatan")
        if e.domain == "kecamatan=63.08.03"
    )  # fmt: skip
    assert (small.estimate.se or 1) < (own or 0)


def test_a_confidential_kecamatan_lends_nothing() -> None:
    """With six answers its figure is the model's alone, at best uncertain."""
    sample = kabupaten(SIZES)
    one = next(f for f in told(sample) if f.estimate.domain == "kecamatan=63.08.08")
    assert one.estimate.method == SYNTHETIC
    assert one.estimate.quality != "ok"
    assert one.estimate.n == 6
    assert ("d07", "kecamatan=63.08.08") not in lenders(released(sample), [])


def test_six_answers_move_the_model_only_through_the_published_whole() -> None:
    """All six say yes, or all no: with the whole held, no model figure moves."""
    yes, no = kabupaten(SIZES, last=1.0), kabupaten(SIZES, last=0.0)
    whole = next(f for f in released(yes) if not f.by)

    def figures(sample: Sample) -> list[ModelFigure]:
        held = [f if f.by else whole for f in released(sample)]
        direct = estimating.estimate(sample, [ONLINE], "kecamatan")
        return all_modelled(direct, held, [ONLINE], [], around(sample))

    assert figures(yes) == figures(no)
    assert figures(yes)


@pytest.mark.parametrize("seed", range(6))
def test_no_figure_of_few_follows_from_the_model(seed: int) -> None:
    """An attacker turns the model round and has every direct figure that was put into it.

    With those, all weights and all equations he still gets no cell of fewer than ten.
    """
    sample = attackable(seed)
    figures = estimating.release(estimating.everything(sample, NAMES), LINKS)
    shown = numbers(figures, said=False)
    own = {
        (e.indicator, e.domain): e.estimate
        for e in estimating.estimate(sample, NAMES, "kecamatan")
        if e.estimate is not None
    }
    lent = lenders(figures, LINKS)
    assert {key for key in lent if few(sample, key)} == set()
    known = shown | {key: own[key] for key in lent}
    assert [key for key in attacked(sample, known) if few(sample, key)] == []


def test_a_vague_kecamatan_that_guards_a_secret_lends_nothing() -> None:
    """It is only uncertain, but with it known the six answers beside it would follow."""
    dice = random.Random(3)
    rows = []
    for place, count, share in ((1, 200, 0.5), (2, 14, 0.5), (3, 6, 0.5), (4, 150, 0.4),
                                (5, 150, 0.6), (6, 160, 0.5)):  # fmt: skip
        rows += [
            AnalysisRow(
                f"63.08.0{place}", "kriya", 10.0, count * 10, "selesai", True,
                {"d07": float(dice.random() < share)}, member=place * 1000 + number,
            )
            for number in range(count)
        ]  # fmt: skip
    weighing = estimating.weigh(rows)
    sample = estimating.make_sample(weighing.rows, weighing.layout)
    assert sample is not None
    figures = released(sample)
    vague = next(f for f in figures if f.estimate.domain == "kecamatan=63.08.02")
    assert vague.is_withheld
    assert vague.estimate.n == 14
    assert ("d07", "kecamatan=63.08.02") not in lenders(figures, [])
    alone = [f for f in figures if "63.08.03" not in f.estimate.domain]
    assert ("d07", "kecamatan=63.08.02") in lenders(alone, [])


def test_model_figures_add_up_to_the_kabupaten() -> None:
    """By hand: where all kecamatan need the model, sizes times figures give the whole."""
    dice = random.Random(8)
    rows = [
        AnalysisRow(
            f"63.08.{place:02d}", "kriya", 10.0 + place, 200, "selesai", True,
            {"d07": dice.expovariate(0.5)}, member=place * 1000 + number,
        )
        for place in range(1, 9) for number in range(12)
    ]  # fmt: skip
    weighing = estimating.weigh(rows)
    sample = estimating.make_sample(weighing.rows, weighing.layout)
    assert sample is not None
    workers = IndicatorName("d07", "Pekerja", "Workers", is_share=False)
    direct = estimating.estimate(sample, [workers], "kecamatan")
    figures = estimating.release(estimating.everything(sample, [workers]))
    near = around(sample)
    found = {f.estimate.domain: f.estimate for f in
             all_modelled(direct, figures, [workers], [], near)}  # fmt: skip
    assert len(found) >= 4
    whole = next(f for f in figures if not f.by).estimate.estimate
    needed = [e for e in direct if e.domain in found]
    sizes = np.array([near.sizes[e.domain[10:]] for e in needed])
    told = np.array([found[e.domain].estimate for e in needed], dtype=float)
    assert np.isfinite(told).all()
    if len(needed) == len(direct):
        assert sizes @ told / sizes.sum() == pytest.approx(whole)
    own = np.array([e.estimate for e in needed], dtype=float)
    assert np.ptp(told) < np.ptp(own), "they lean on each other"


def test_one_covariate_for_five_kecamatan_at_most() -> None:
    """Two offered, eight kecamatan: one is used; one that says nothing is left out."""
    sample = kabupaten([300, 280, 140, 135, 130, 125, 260, 30])
    places = [f"63.08.{n:02d}" for n in range(1, 9)]
    more = {
        "hp": {p: 0.3 + 0.05 * n for n, p in enumerate(places)},
        "jauh": {p: float(n * n) for n, p in enumerate(places)},
    }
    assert {f.covariates for f in told(sample, around(sample, **more))} == {("hp",)}
    same = {"hp": dict.fromkeys(places, 0.5)}
    assert {f.covariates for f in told(sample, around(sample, **same))} == {()}


def test_too_few_kecamatan_have_no_model() -> None:
    """Three kecamatan cannot be told apart from nothing: no figure, and the reason."""
    sample = kabupaten([300, 12, 11])
    assert told(sample) == []
    whole = next(f for f in released(sample) if not f.by)
    direct = [Direct(f, None) for f in released(sample) if f.by == "kecamatan"]
    assert modelled(direct, whole, ONLINE, around(sample)).reason == "too_few_areas"


def test_nobody_needs_it() -> None:
    """All kecamatan large: no model figure; nor for a change, nor for a withheld whole."""
    assert told(kabupaten([900] * 6)) == []
    small = kabupaten(SIZES)
    change = IndicatorName("d07", "", "", is_share=False, is_change=True)
    own = estimating.estimate(small, [ONLINE], "kecamatan")
    assert all_modelled(own, released(small), [change], [], around(small)) == []
    gone = [
        f if f.by else Released("", emptied(f.estimate, ("answers",)), "answers")
        for f in released(small)
    ]
    assert all_modelled(own, gone, [ONLINE], [], around(small)) == []
