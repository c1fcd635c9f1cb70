"""What is withheld cannot be had by subtraction, whichever figures are laid side by side."""

import random
from collections.abc import Mapping

import numpy as np
import pytest

from lampit.measure.queries.how import REASONS
from lampit.measure.rules import estimating, wording
from lampit.measure.rules.estimating import (
    GROUPINGS,
    AnalysisRow,
    Found,
    IndicatorName,
    Released,
    Sample,
    releasing,
)
from lampit.measure.rules.estimating.naming import Link
from lampit.science import survey
from tests.measure.questionnaires import instrument

LEVELS = ("m1", "m2", "m3")
NAMES = [
    IndicatorName("index", "Indeks", "Index", is_share=False),
    *(IndicatorName(code, code, code, is_share=True) for code in LEVELS),
]
LINKS = [Link("", LEVELS)]


def kabupaten(seed: int, count: int = 400) -> Sample:
    """Return a weighted sample over four kecamatan of very different size and three sectors."""
    dice = random.Random(seed)
    rows = []
    for number in range(count):
        place = dice.choices(["1", "2", "3", "4"], [50, 30, 15, 5])[0]
        sector = dice.choices(["dagang", "jasa", "kriya"], [60, 35, 5])[0]
        index = min(99.0, max(0.0, dice.gauss(35, 20)))
        level = min(int(index // 25), 2)
        values: dict[str, float | None] = {"index": index}
        values |= {code: float(at == level) for at, code in enumerate(LEVELS)}
        rows.append(
            AnalysisRow(
                f"63.08.0{place}", sector, 20.0, 2000, "selesai", True, values, member=number + 1,
                sex=dice.choice("LP"), told_size=dice.choices(["1", "2-4", "5+"], [70, 25, 5])[0],
                generation=dice.choices(["gen_z", "milenial", "gen_x", "boomer", ""],
                                        [5, 30, 40, 20, 3])[0],
            )
        )  # fmt: skip
    weighing = estimating.weigh(rows)
    sample = estimating.make_sample(weighing.rows, weighing.layout)
    assert sample is not None
    return sample


def attacked(
    sample: Sample, shown: Mapping[tuple[str, str], float]
) -> dict[tuple[str, str], float]:
    """Return every figure that somebody can work out who knows the weights of all groups.

    The attacker finds by himself which groups add up to which (from who is in them), knows that
    levels add up to one, and solves all equations at once.
    """
    groups = {
        name: frozenset(np.flatnonzero(rows).tolist())
        for by in GROUPINGS
        for name, rows in sample.inside(by)
        if rows.any()
    }
    weights = {name: sum(sample.design.weights[at] for at in rows) for name, rows in groups.items()}
    unknown = [(n.code, g) for n in NAMES for g in groups if (n.code, g) not in shown]
    seat = {key: at for at, key in enumerate(unknown)}
    lines: list[tuple[dict[tuple[str, str], float], float]] = []
    for whole, rows in groups.items():
        for by in GROUPINGS:
            parts = [name for name, _ in sample.inside(by) if groups.get(name, set()) <= rows]
            parts = [name for name in parts if name in groups and name != whole]
            if parts and frozenset().union(*(groups[p] for p in parts)) == rows:
                for name in NAMES:
                    told = {(name.code, part): weights[part] for part in parts}
                    lines.append(({**told, (name.code, whole): -weights[whole]}, 0.0))
        lines.append(({(code, whole): 1.0 for code in LEVELS}, 1.0))
    matrix, right = np.zeros((len(lines), len(unknown))), np.zeros(len(lines))
    for at, (terms, value) in enumerate(lines):
        right[at] = value
        for key, factor in terms.items():
            if key in seat:
                matrix[at, seat[key]] += factor
            else:
                right[at] -= factor * shown[key]
    solution = np.linalg.lstsq(matrix, right, rcond=None)[0]
    _, values, vectors = np.linalg.svd(matrix)
    rank = int((values > 1e-9 * values[0]).sum()) if len(values) else 0
    free = np.abs(vectors[rank:]).max(axis=0) if rank < len(unknown) else np.zeros(len(unknown))
    return {key: float(solution[at]) for key, at in seat.items() if free[at] < 1e-9}


def numbers(released: list[Released], *, said: bool) -> dict[tuple[str, str], float]:
    """Return the numbers that left: all that files have, or only those that pages say."""
    return {
        (r.estimate.indicator, r.estimate.domain): r.estimate.estimate
        for r in released
        if r.estimate.estimate is not None and not (said and r.why)
    }


def few(sample: Sample, key: tuple[str, str]) -> bool:
    """Say whether a figure rests on fewer than ten answers."""
    return any(
        0 < int(rows.sum()) < 10
        for by in GROUPINGS
        for name, rows in sample.inside(by)
        if name == key[1]
    )


@pytest.mark.parametrize("seed", range(6))
def test_no_figure_of_few_follows_from_the_others(seed: int) -> None:
    """Files and pages: an attacker with all weights and equations gets no cell under ten."""
    sample = kabupaten(seed)
    released = estimating.release(estimating.everything(sample, NAMES), LINKS)
    shown = numbers(released, said=False)
    hidden = [r for r in released if (r.estimate.indicator, r.estimate.domain) not in shown]
    assert any(releasing.is_confidential(r.estimate) for r in hidden)
    assert [key for key in attacked(sample, shown) if few(sample, key)] == []
    assert numbers(released, said=True).items() <= shown.items()


@pytest.mark.parametrize("seed", range(6))
def test_what_is_only_vague_takes_no_good_figure_along(seed: int) -> None:
    """A good figure is kept back only where a cell of fewer than ten needs a cover."""
    found = estimating.everything(kabupaten(seed), NAMES)
    released = estimating.release(found, LINKS)
    poor = {
        (f.estimate.indicator, f.estimate.domain)
        for f in found
        if f.estimate.quality == "suppressed"
    }
    confidential = {r.by for r in released if releasing.is_confidential(r.estimate)}
    for one in released:
        key = (one.estimate.indicator, one.estimate.domain)
        if one.why == "complement":
            assert one.is_withheld
            assert key not in poor
            assert confidential
    assert all(not r.why for r in released if r.by == "" and r.estimate.indicator == "index")


def test_a_page_tells_the_neighbour_of_a_small_group() -> None:
    """22 are too few for a sentence, not secret: files have them, the 178 beside are told."""
    rows = [
        AnalysisRow("63.08.01", "kriya", 4.0, 1768, "selesai", True, {"index": 30.0 + i % 11},
                    member=i + 1, told_size="1" if i < 242 else "2-4" if i < 420 else "5+")
        for i in range(442)
    ]  # fmt: skip
    sample = estimating.make_sample(*_weighed(rows))
    assert sample is not None
    released = {
        r.estimate.domain: r
        for r in estimating.release(estimating.everything(sample, NAMES[:1]))
        if r.by == "ukuran"
    }
    assert [released[f"ukuran={g}"].why for g in ("1", "2-4", "5+")] == ["", "", "answers"]
    assert not any(r.is_withheld for r in released.values())


def _weighed(rows: list[AnalysisRow]) -> tuple[list[estimating.Weighed], estimating.Layout]:
    weighing = estimating.weigh(rows)
    return weighing.rows, weighing.layout


def test_without_covers_the_attack_succeeds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Negative control: the quality rule alone gives cells of few away, and exactly so."""
    sample = kabupaten(1)
    found = estimating.everything(sample, NAMES)
    monkeypatch.setattr(releasing, "_closed", lambda _told, _groups, _links, hidden: set(hidden))
    shown = numbers(estimating.release(found, LINKS), said=False)
    stolen = {key: value for key, value in attacked(sample, shown).items() if few(sample, key)}
    assert stolen
    truth = {(f.estimate.indicator, f.estimate.domain): f.estimate.estimate for f in found}
    for key, value in stolen.items():
        assert value == pytest.approx(truth[key], abs=1e-6)


def test_what_is_withheld_is_empty_everywhere() -> None:
    """No value, no error, no interval, no effect: in the contract of files nor on a page."""
    released = estimating.release(estimating.everything(kabupaten(2), NAMES), LINKS)
    withheld = [r for r in released if r.is_withheld]
    assert withheld
    for one in withheld:
        told = one.estimate.as_contract()
        for name in ("estimate", "se", "ci_low", "ci_high", "deff", "rse"):
            assert told[name] is None
        assert told["quality"] == "suppressed"
        page = wording.shown(one, "x")
        assert (page.value, page.low, page.high, page.se) == (None, None, None, None)
        assert page.reason


def test_two_rules_each_where_it_belongs() -> None:
    """12 answers: files have it with a caution, a sentence says that there is not enough."""
    rows = [
        AnalysisRow("63.08.01", "kriya", 20.0, 240, "selesai", True, {"index": 40.0 + i % 3},
                    member=i + 1)
        for i in range(12)
    ]  # fmt: skip
    weighing = estimating.weigh(rows)
    sample = estimating.make_sample(weighing.rows, weighing.layout)
    assert sample is not None
    found = [Found("", e) for e in estimating.estimate(sample, NAMES[:1])]
    one = estimating.release(found)[0]
    assert (one.estimate.quality, one.why) == ("caution", "answers")
    assert one.estimate.estimate is not None
    assert wording.shown(one, "Indeks").value is None


def test_a_change_around_zero_is_not_withheld_for_it() -> None:
    """Its error relative to itself says nothing; the interval holds zero, and that is told."""
    change = next(n for n in estimating.indicator_names(instrument()) if n.is_change)
    rows = [
        AnalysisRow("63.08.01", "kriya", 20.0, 2000, "selesai", True,
                    {change.code: float(i % 3 - 1)}, member=i + 1)
        for i in range(99)
    ]  # fmt: skip
    weighing = estimating.weigh(rows)
    sample = estimating.make_sample(weighing.rows, weighing.layout)
    assert sample is not None
    found = estimating.estimate(sample, [change])[0]
    assert found.estimate == pytest.approx(0, abs=1e-12)
    assert found.quality == "ok"


def test_figures_of_an_instrument_hang_together() -> None:
    """Every figure named in an equation is one that is estimated."""
    codes = {name.code for name in estimating.indicator_names(instrument())}
    for link in estimating.links(instrument()):
        assert {*link.parts} <= codes
        assert not link.total or link.total in codes


def test_every_reason_of_quality_has_words() -> None:
    """Whatever lowers the quality of a figure is told in words, never as a code."""
    bad = survey.judge(survey.Evidence(False, 1.0, 0.9, None, None, 3, 0, 0.1, 1))
    wide = survey.judge(survey.Evidence(True, 0.5, 0.2, 0.1, 0.9, 50, 20))
    told = {*bad.reasons, *wide.reasons, "complement", "quality", "synthetic"}
    assert told == set(REASONS)
