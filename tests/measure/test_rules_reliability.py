"""What a round says about its instrument: shares, weights, interviewers; too few is said."""

from typing import Any

import pytest

from lampit.measure.rules import reliability as rules
from lampit.measure.rules.logic import Answer
from lampit.measure.rules.reliability import Told, reliability_of, seconds_of
from lampit.measure.rules.scoring import item_score, score
from lampit.science import reliability as science
from tests.measure.questionnaires import answers, instrument


def told(count: int, **further: Any) -> list[Told]:
    """Return questionnaires of three kecamatan and two interviewers, some better than others."""
    found = []
    for number in range(count):
        changes: dict[str, Answer] = {
            "internet": ["tidak_ada", "lemah", "cukup", "lancar"][number % 4],
            "catatan": ["tidak", "buku", "foto", "aplikasi"][number % 4],
            "perangkat": ["hp_pintar", "komputer"][: 1 + number % 2],
        }
        if number % 10 == 9:
            changes["catatan"] = "88"
        found.append(
            Told(answers(**changes), f"63.08.0{number % 3 + 1}", number % 2, {"akun": 3.0 + number})
        )
    return found


def test_too_few_are_counted_and_nothing_more() -> None:
    """Twenty-nine questionnaires: n is told, no coefficient is."""
    found = reliability_of(instrument(), told(29))
    assert (found.n, found.is_enough) == (29, False)
    assert all(one.alpha is None and one.omega is None for one in found.scales)
    assert found.interviewer_effect is None
    assert all(one.missing is None and one.floor is None for one in found.items)


def test_nobody_answered() -> None:
    """A round without answers is no error."""
    found = reliability_of(instrument(), [])
    assert found.n == 0
    assert len(found.items) == 24


def test_items_are_told_with_their_n() -> None:
    """Forty: a tenth refuses `catatan`; floor and ceiling of `internet` are a quarter."""
    found = reliability_of(instrument(), told(40))
    items = {one.question.id: one for one in found.items}
    assert items["catatan"].missing == pytest.approx(0.1)
    assert (items["catatan"].asked, items["catatan"].answered, items["catatan"].n) == (40, 36, 36)
    assert (items["internet"].floor, items["internet"].ceiling) == (0.25, 0.25)
    assert items["usia_pemilik"].floor is None
    assert items["akun"].timed == 40
    assert items["akun"].seconds == pytest.approx(22.5)
    assert items["akun"].slow_seconds == pytest.approx(38.1)
    assert items["internet"].seconds is None
    scales = {one.code: one for one in found.scales}
    assert scales["perangkat"].n == 40
    assert scales["perangkat"].alpha is not None
    assert scales["operasional"].n == 36


def test_the_index_of_the_page_is_the_index() -> None:
    """The same weights give the scores of the room itself; other weights give others."""
    one = told(1)[0]
    items = {q.id: item_score(q, one.answers) for q in instrument().questions if q.is_scored}
    own = {d.code: d.weight for d in instrument().dimensions}
    index = rules._index(instrument(), items, own)
    assert index == pytest.approx(score(instrument(), one.answers).index)
    assert rules._index(instrument(), items, {**own, "perangkat": 0}) != pytest.approx(index)


def test_weights_are_tried_otherwise() -> None:
    """Equal, geometric and one dimension dropped, over the kecamatan with ten or more."""
    found = reliability_of(instrument(), told(60))
    assert [one.code for one in found.weightings] == [
        "sama", "geometrik", *(d.code for d in instrument().dimensions)
    ]  # fmt: skip
    assert all(one.places == 3 for one in found.weightings)
    assert all(one.largest_change is not None and one.where for one in found.weightings)
    few = reliability_of(instrument(), told(27))
    assert all(one.rank_correlation is None for one in few.weightings)


def test_an_interviewer_who_makes_answers_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """One interviewer's answers are all the same and better: rho is large; else it is small."""
    honest = [Told(answers(), "63.08.01", number % 2, {}) for number in range(40)]
    made = [
        Told(answers(internet="lancar", catatan="aplikasi"), one.place, one.asker, {})
        if one.asker
        else Told(answers(internet=["lemah", "cukup"][n % 4 // 2]), one.place, one.asker, {})
        for n, one in enumerate(honest)
    ]
    assert reliability_of(instrument(), honest).interviewer_effect is None
    rho = reliability_of(instrument(), made).interviewer_effect
    assert rho is not None
    assert rho > 0.8
    monkeypatch.setattr(science, "interviewer_effect", lambda _: 0.0)
    assert reliability_of(instrument(), made).interviewer_effect == 0.0


def test_times_that_are_none_are_left_out() -> None:
    """Paradata come from phones: strings, negatives and hours are no times."""
    timings = {"akun": 4.5, "izin": "5", "aman": -1, "bisa": 99_999, "catatan": True}
    assert seconds_of({"timings": timings}) == {"akun": 4.5}
    assert seconds_of({"timings": []}) == {}
    assert seconds_of(None) == {}
