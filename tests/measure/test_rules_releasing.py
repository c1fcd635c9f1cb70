"""What is withheld cannot be had by subtraction, whichever figures are laid side by side."""

import random
from collections.abc import Mapping

import numpy as np
import pytest

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


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("said", [False, True])
def test_no_withheld_figure_follows_from_the_others(seed: int, *, said: bool) -> None:
    """Files and pages: an attacker with all weights and all equations gets nothing."""
    sample = kabupaten(seed)
    released = estimating.release(estimating.everything(sample, NAMES), LINKS)
    shown = numbers(released, said=said)
    hidden = [r for r in released if (r.estimate.indicator, r.estimate.domain) not in shown]
    assert any(r.estimate.n for r in hidden)
    assert attacked(sample, shown) == {}


def test_without_covers_the_attack_succeeds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Negative control: the quality rule alone gives hidden figures away, and exactly so."""
    sample = kabupaten(1)
    found = estimating.everything(sample, NAMES)
    monkeypatch.setattr(releasing, "_closed", lambda _told, _groups, _links, hidden: set(hidden))
    shown = numbers(estimating.release(found, LINKS), said=False)
    stolen = attacked(sample, shown)
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
