"""Kecamatan too small for a figure of their own get the model's, named so."""

import random

from lampit.measure.rules import estimating
from lampit.measure.rules.estimating import AnalysisRow, IndicatorName, Sample
from lampit.measure.rules.estimating.small import MODEL, SYNTHETIC, is_uncertain, modelled

ONLINE = IndicatorName("d07", "Berjualan daring", "Sells online", is_share=True)


def kabupaten(sizes: list[int]) -> Sample:
    """Return a sample with so many answers in each kecamatan, shares around a fifth."""
    dice = random.Random(5)
    rows = []
    for place, count in enumerate(sizes, start=1):
        share = 0.1 + 0.02 * place
        rows += [
            AnalysisRow(
                f"63.08.{place:02d}", "kriya", 10.0, count * 10, "selesai", True,
                {"d07": float(dice.random() < share)}, member=place * 1000 + number,
            )
            for number in range(count)
        ]  # fmt: skip
    weighing = estimating.weigh(rows)
    sample = estimating.make_sample(weighing.rows, weighing.layout)
    assert sample is not None
    return sample


def test_only_those_that_need_it_have_a_model_figure() -> None:
    """Large ones keep their own; small ones are the model's, tighter than what they had."""
    sample = kabupaten([300, 280, 40, 35, 30, 25, 260, 6])
    found = modelled(sample, ONLINE)
    direct = {e.domain: e for e in estimating.estimate(sample, [ONLINE], "kecamatan")}
    told = {e.domain: e for e in found.figures}
    assert set(told) == {name for name, e in direct.items() if is_uncertain(e)}
    assert "kecamatan=63.08.01" not in told
    small = told["kecamatan=63.08.05"]
    assert small.method in {MODEL, SYNTHETIC}
    assert small.estimate is not None
    assert 0 <= (small.ci_low or 0) <= small.estimate <= (small.ci_high or 0) <= 1
    own = direct["kecamatan=63.08.05"].se
    assert (small.se or 1) < (own or 0)


def test_a_withheld_kecamatan_lends_nothing() -> None:
    """With six answers its figure is the model's alone: other answers there change nothing."""
    sample = kabupaten([300, 280, 40, 35, 30, 25, 260, 6])
    told = {e.domain: e for e in modelled(sample, ONLINE).figures}["kecamatan=63.08.08"]
    assert told.method == SYNTHETIC
    assert told.quality != "ok"
    assert told.n == 6


def test_too_few_kecamatan_have_no_model() -> None:
    """Three kecamatan cannot be told apart from nothing: no figure, and the reason."""
    found = modelled(kabupaten([300, 12, 11]), ONLINE)
    assert found.figures == ()
    assert found.reason == "too_few_areas"


def test_nobody_needs_it() -> None:
    """All kecamatan large: no model figure at all."""
    index = IndicatorName("d07", "", "", is_share=True)

    assert modelled(kabupaten([900] * 6), index).figures == ()
