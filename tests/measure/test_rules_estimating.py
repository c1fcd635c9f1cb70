"""Figures of a round: weighted, judged, withheld when they must be."""

from dataclasses import replace

import pytest

from lampit.measure.rules import estimating, wording
from lampit.measure.rules.estimating import AnalysisRow, Found, Sample, release
from tests.measure.questionnaires import instrument

INDEX = estimating.indicator_names(instrument())[0]
ONLINE = next(n for n in estimating.indicator_names(instrument()) if n.code == "d07")


def rows(
    group: str, sector: str, count: int, *, disposition: str = "selesai", first: int = 0
) -> list[AnalysisRow]:
    """Return drawn businesses of one stratum of 200, indexes spread around 40."""
    return [
        AnalysisRow(
            group,
            sector,
            200 / count,
            200,
            disposition,
            True,
            {"index": 30.0 + (first + i) % 21, "d07": float(i % 3 == 0)},
        )
        for i in range(count)
    ]


def sample_of(drawn: list[AnalysisRow]) -> Sample | None:
    """Return the weighted sample of drawn businesses."""
    weighing = estimating.weigh(drawn)
    return estimating.make_sample(weighing.rows, weighing.layout)


def said(sample: Sample, name: str = "Indeks") -> wording.Shown:
    """Return the index of the whole as a sentence may say it."""
    found = [Found("", one) for one in estimating.estimate(sample, [INDEX])]
    return wording.shown(release(found)[0], name)


def test_a_census_without_refusals_has_no_error() -> None:
    """Everybody drawn and answered: exact."""
    sample = sample_of(rows("63.08.01", "kriya", 200))
    assert sample is not None
    found = estimating.estimate(sample, [INDEX])[0]
    assert found.se == 0
    assert found.n == 200


def test_nobody_answered_is_nothing() -> None:
    """No answers, no figure; not zero."""
    assert sample_of(rows("63.08.01", "kriya", 5, disposition="menolak")) is None


def test_refusals_are_carried_by_their_neighbours() -> None:
    """A stratum where half refused keeps its share of the population."""
    low = [replace(r, values={"index": 20.0 + i % 3}) for i, r in enumerate(rows("a", "x", 40))]
    high = [replace(r, values={"index": 60.0 + i % 3}) for i, r in enumerate(rows("b", "x", 40))]
    low[:20] = [replace(r, disposition="menolak") for r in low[:20]]
    sample = sample_of([*low, *high])
    assert sample is not None
    found = estimating.estimate(sample, [INDEX])[0]
    assert found.n == 60
    assert found.estimate == pytest.approx(41, abs=0.2)
    assert sample.response[""] == pytest.approx(60 / 80)
    assert sample.response["kecamatan=a"] == pytest.approx(0.5)


def test_a_kecamatan_where_nobody_answered_has_its_row() -> None:
    """Asked and silent is not the same as never asked: the row is there, withheld."""
    silent = rows("b", "x", 10, disposition="menolak")
    sample = sample_of([*rows("a", "x", 40), *silent])
    assert sample is not None
    last = estimating.estimate(sample, [INDEX], "kecamatan")[-1]
    assert (last.domain, last.n, last.estimate) == ("kecamatan=b", 0, None)
    assert last.quality == "suppressed"


def test_domains_by_district_in_code_order() -> None:
    """One row per kecamatan, sorted by code, each with its own n."""
    sample = sample_of([*rows("63.08.05", "x", 40), *rows("63.08.01", "x", 35)])
    assert sample is not None
    found = estimating.estimate(sample, [INDEX, ONLINE], "kecamatan")
    assert [(e.indicator, e.domain, e.n) for e in found] == [
        ("index", "kecamatan=63.08.01", 35),
        ("index", "kecamatan=63.08.05", 40),
        ("d07", "kecamatan=63.08.01", 35),
        ("d07", "kecamatan=63.08.05", 40),
    ]


def test_fewer_than_thirty_is_withheld() -> None:
    """29 answers: no number leaves; 40: it does."""
    few = sample_of(rows("a", "x", 29))
    enough = sample_of(rows("a", "x", 40))
    assert few is not None
    assert enough is not None
    hidden = said(few)
    assert (hidden.value, hidden.low, hidden.why, hidden.n) == (None, None, "answers", 29)
    assert hidden.reason == "kurang dari 30 jawaban"
    open_figure = said(enough)
    assert not open_figure.is_suppressed
    assert not open_figure.reason


def test_too_wide_is_withheld() -> None:
    """An interval of more than 30 points answers nothing."""
    wild = [
        replace(r, values={"index": float(100 * (i % 2))}) for i, r in enumerate(rows("a", "x", 31))
    ]
    sample = sample_of(wild)
    assert sample is not None
    found = said(sample)
    assert found.value is None
    assert "terlalu lebar" in found.reason


def test_ineligible_businesses_leave_the_figure() -> None:
    """Closed businesses are in nobody's mean and in nobody's response rate."""
    closed = rows("a", "x", 10, disposition="tutup_tetap")
    sample = sample_of([*rows("a", "x", 40), *closed])
    assert sample is not None
    assert estimating.estimate(sample, [INDEX])[0].n == 40
    assert sample.response[""] == 1.0
