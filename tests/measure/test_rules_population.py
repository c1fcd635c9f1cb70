"""How many businesses there are: the total, its error, and margins that answers miss by far."""

import random
import statistics

import pytest

from lampit.measure.rules import estimating
from lampit.measure.rules.estimating import AnalysisRow, Weighing, totals

PLACES = ("63.08.01", "63.08.02", "63.08.03")
EACH, ASKED = 600, 60


def row(at: int, place: str, disposition: str, **more: object) -> AnalysisRow:
    """Return a drawn business of a kecamatan with one stratum."""
    told = {"index": 30.0 + at % 17} if disposition == "selesai" else {}
    given: dict[str, object] = {"weight": EACH / ASKED, "population": EACH, "sector": "kriya"}
    given |= {"member": at + 1, "size": "1", "sex": "P", **more}
    return AnalysisRow(
        place=place, disposition=disposition, confirmed=True, values=told, **given  # type: ignore[arg-type]
    )  # fmt: skip


def register() -> totals.Register:
    """Return the counts of a register of three kecamatan."""
    places = {(place, "kriya"): float(EACH) for place in PLACES}
    whole = float(EACH * len(PLACES))
    return totals.Register(places, {"1": whole}, {"P": whole})


def drawn(seed: int, closed: float) -> Weighing:
    """Draw a round from a kabupaten of which a share of the entries is closed, and weigh it."""
    dice = random.Random(seed)
    rows: list[AnalysisRow] = []
    for place in PLACES:
        entries = [number < EACH * closed for number in range(EACH)]
        for is_closed in dice.sample(entries, ASKED):
            silent = dice.random() < 0.15
            what = "tutup_tetap" if is_closed else "menolak" if silent else "selesai"
            rows.append(row(len(rows), place, what))
    return estimating.weigh(rows, register())


def test_the_number_of_businesses_is_as_sure_as_its_draws() -> None:
    """150 rounds: the error that is told is how far the totals lie apart; the mean is true."""
    done = [drawn(seed, 0.2) for seed in range(150)]
    told = [sum(one.final for one in w.rows) for w in done]
    errors = [estimating.eligibility_error(w.rows, w.layout) for w in done]
    apart = statistics.stdev(told)
    assert statistics.fmean(told) == pytest.approx(0.8 * EACH * 3, abs=4 * apart / 150**0.5)
    assert statistics.fmean(errors) == pytest.approx(apart, rel=0.2)


def test_without_closed_entries_the_register_says_it() -> None:
    """Everything that was settled is a business: the field work adds no doubt."""
    w = drawn(1, 0.0)
    assert sum(one.final for one in w.rows) == pytest.approx(EACH * 3)
    assert estimating.eligibility_error(w.rows, w.layout) == pytest.approx(0, abs=1e-9)


def test_a_margin_that_the_answers_miss_by_far_is_merged() -> None:
    """Villages drawn first missed the traders: fitted with their neighbour, and told so."""
    rows = [row(at, PLACES[at % 3], "selesai", weight=10.0, cluster=f"v{at % 9}",
                cluster_stratum=PLACES[at % 3], sector="jasa" if at % 10 else "dagang")
            for at in range(180)]  # fmt: skip
    places = {(place, "dagang"): 400.0 for place in PLACES}
    places |= {(place, "jasa"): 200.0 for place in PLACES}
    known = totals.Register(places, {"1": 1800.0}, {"P": 1800.0})
    w = estimating.weigh(rows, known)
    assert sum(one.final for one in w.rows) == pytest.approx(1800)
    merged = w.steps[4].told["merged"]
    assert {x for one in merged for x in one["merged"]} >= {f"{p}|dagang" for p in PLACES}
    by_place = {p: sum(r.final for r in w.rows if r.cells["kecamatan"] == p) for p in PLACES}
    assert by_place == pytest.approx(dict.fromkeys(PLACES, 600.0))


@pytest.mark.parametrize(("silent", "is_sure"), [(0, True), (10, False)])
def test_certain_ones_that_did_not_answer_leave_doubt(silent: int, *, is_sure: bool) -> None:
    """All big ones were asked: their mean is exact only when all of them answered."""
    rows = [
        row(at, PLACES[0], "menolak" if at < silent else "selesai", weight=1.0, population=30,
            certain=True, stratum="63.08.01|pasti")
        for at in range(30)
    ]  # fmt: skip
    w = estimating.weigh(rows)
    sample = estimating.make_sample(w.rows, w.layout)
    assert sample is not None
    name = estimating.IndicatorName("index", "Indeks", "Index", is_share=False)
    found = estimating.estimate(sample, [name])[0]
    assert found.se is not None
    assert (found.se == 0) is is_sure
