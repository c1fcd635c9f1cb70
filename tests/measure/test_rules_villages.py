"""Where villages are drawn first they are the units of the variance; certain ones add none."""

import random

import pytest

from lampit.measure.rules import estimating
from lampit.measure.rules.estimating import AnalysisRow, IndicatorName, Sample, weighing

INDEX = IndicatorName("index", "Indeks", "Index", is_share=False)


def rows(*, villages: bool, sure: int = 0) -> list[AnalysisRow]:
    """Return 4 kecamatan of 6 villages of 8 answers that are alike inside a village."""
    dice = random.Random(11)
    found = []
    for place in range(1, 5):
        for village in range(1, 7):
            level = dice.gauss(40, 12)
            code = f"63.08.0{place}.200{village}"
            found += [
                AnalysisRow(
                    f"63.08.0{place}", "kriya", 15.0, 120, "selesai", True,
                    {"index": min(99.0, max(0.0, dice.gauss(level, 4)))},
                    member=place * 1000 + village * 10 + number,
                    stratum=f"{code}|kriya" if villages else "",
                    cluster=code if villages else "",
                    cluster_stratum=f"63.08.0{place}" if villages else "",
                )
                for number in range(8)
            ]  # fmt: skip
    found += [
        AnalysisRow("63.08.01", "kriya", 1.0, 1, "selesai", True, {"index": 90.0},
                    member=9000 + at, stratum="pasti", certain=True)
        for at in range(sure)
    ]  # fmt: skip
    return found


def sample_of(drawn: list[AnalysisRow]) -> Sample:
    """Return the weighted sample."""
    found = estimating.weigh(drawn)
    sample = estimating.make_sample(found.rows, found.layout)
    assert sample is not None
    return sample


def test_villages_are_the_units() -> None:
    """The same answers, drawn by village: a wider interval, and degrees of freedom of villages."""
    apart = estimating.estimate(sample_of(rows(villages=False)), [INDEX])[0]
    by_village = estimating.estimate(sample_of(rows(villages=True)), [INDEX])[0]
    assert by_village.estimate == pytest.approx(apart.estimate)
    assert by_village.df == 24 - 4
    assert (by_village.se or 0) > 1.8 * (apart.se or 1)
    assert (by_village.deff or 0) > 3


def test_those_taken_for_certain_add_no_error() -> None:
    """Ten that were certain to be asked move the mean by their weight of one, not its error."""
    without = estimating.estimate(sample_of(rows(villages=True)), [INDEX])[0]
    sample = sample_of(rows(villages=True, sure=10))
    found = estimating.estimate(sample, [INDEX])[0]
    assert (found.estimate or 0) > (without.estimate or 0)
    assert found.se == pytest.approx(without.se, rel=0.05)
    certain = [row for row in sample.rows if row.stratum == "pasti"]
    assert {row.final for row in certain} == {1.0}


def test_no_stratum_of_the_variance_has_fewer_than_three_units() -> None:
    """A stratum of one or two answers joins its neighbour, whose population grows."""
    drawn = [
        AnalysisRow("63.08.01", sector, 10.0, 100, "selesai", True, {"index": 40.0 + at},
                    member=len(sector) * 100 + at)
        for sector, count in (("dagang", 30), ("jasa", 2), ("kriya", 1))
        for at in range(count)
    ]  # fmt: skip
    strata: dict[str, list[float]] = {}
    for row in estimating.weigh(drawn).rows:
        strata.setdefault(row.stratum, []).append(row.population)
    assert all(len(found) >= weighing.FEWEST_UNITS for found in strata.values())
    assert sum(found[0] for found in strata.values()) == 300
