"""Signs of field work that a supervisor should look at, and none where nothing is wrong."""

import json
import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache

import pytest

from lampit.measure.rules import fieldquality
from lampit.measure.rules.fieldquality import Check, Interview, Point, signs, work_of
from lampit.measure.rules.logic import Answer, asked_about
from tests.measure.questionnaires import DATA, answers, instrument

MORNING = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
HOME = Point(-2.42, 115.25, 8.0)
STEP = 0.001  # degrees; about 111 metres


@cache
def checks() -> tuple[Check, ...]:
    """Return the published checks of version 1."""
    return fieldquality.read_checks(json.loads((DATA / "checks_v1.json").read_text()))


def varied(seed: int) -> dict[str, Answer]:
    """Return a questionnaire that differs from others in most answers."""
    chance = random.Random(seed)
    found: dict[str, Answer] = {}
    for question in instrument().questions:
        if question.kind == "integer":
            found[question.id] = chance.randint(question.low, min(question.high, 60))
        elif question.kind == "select_one":
            found[question.id] = chance.choice(question.options).code
        else:
            found[question.id] = [chance.choice(question.options[:-1]).code]
    return found | {"perangkat": ["hp_pintar"], "arah_omzet": "sama", "tatap_muka": "banyak"}


def interview(key: int, **changes: object) -> Interview:
    """Return an ordinary interview: twenty minutes, half an hour apart, each at its own place."""
    begun = MORNING + timedelta(days=(key - 1) // 10, minutes=40 * ((key - 1) % 10))
    one = Interview(
        key, 1, varied(key), begun, begun + timedelta(minutes=20), None,
        Point(HOME.latitude + key * STEP, HOME.longitude, 8.0), HOME, (f"photo-{key}",),
    )  # fmt: skip
    return replace(one, **changes)  # type: ignore[arg-type]  # fields by name


def found(*rows: Interview) -> set[tuple[int, str]]:
    """Return which interview bears which sign."""
    return {(sign.key, sign.code) for sign in signs(instrument(), checks(), rows)}


def test_ordinary_work_bears_no_sign() -> None:
    """Eight interviews a day, apart in time, place and answers, raise nothing."""
    rows = [interview(n) for n in range(1, 9)]
    ours = {code for _, code in found(*rows)} - {"mustahil", "lurus"}
    assert ours == set()


@pytest.mark.parametrize(
    ("changes", "sign"),
    [
        ({"active": timedelta(minutes=4, seconds=59)}, "cepat"),
        ({"active": timedelta(hours=5)}, "lama"),
        ({"started_at": MORNING.replace(hour=22), "ended_at": MORNING.replace(hour=23)}, "malam"),
        ({"point": Point(-2.42, 115.27, 10.0)}, "jauh"),
        ({"answers": answers(perangkat=["tidak_ada"], daring_kini=3)}, "mustahil"),
        ({"answers": {"usia_pemilik": 40, "pekerja_kini": -88}}, "banyak_kosong"),
    ],
)
def test_each_sign_of_one_interview(changes: dict[str, object], sign: str) -> None:
    """One thing that is out of the ordinary raises its sign."""
    assert (1, sign) in found(interview(1, **changes))


def test_five_minutes_and_a_kilometre_are_enough() -> None:
    """Bounds belong to the ordinary side; what a phone cannot know raises nothing."""
    kilometre = Point(HOME.latitude + 1000 / 111_195, HOME.longitude, 8.0)
    row = interview(1, active=timedelta(minutes=5), point=kilometre)
    assert not found(row) & {(1, "cepat"), (1, "jauh")}
    unknown = interview(2, started_at=None, ended_at=None, point=None, village=None)
    assert not found(unknown) & {(2, "cepat"), (2, "jauh"), (2, "malam")}


def test_a_point_is_as_far_as_its_accuracy_allows() -> None:
    """1.5 km with an accuracy of 600 m may still be inside the kilometre."""
    away = Point(HOME.latitude + 1500 / 111_195, HOME.longitude, 600.0)
    assert (1, "jauh") not in found(interview(1, point=away))
    assert (1, "jauh") in found(interview(1, point=replace(away, accuracy=8.0)))


def test_thirteen_on_a_day_are_too_many() -> None:
    """Twelve a day are honest work; the thirteenth marks the day of that person alone."""
    day = [
        interview(n, started_at=MORNING + timedelta(minutes=30 * n),
                  ended_at=MORNING + timedelta(minutes=30 * n + 20))
        for n in range(13)
    ]  # fmt: skip
    assert not {code for _, code in found(*day[:12])} & {"padat"}
    marked = {key for key, code in found(*day) if code == "padat"}
    assert marked == set(range(13))
    split = [replace(one, enumerator=2) if one.key == 12 else one for one in day]
    assert not {code for _, code in found(*split)} & {"padat"}


def test_nobody_is_in_two_places_at_once() -> None:
    """An interview that begins before the one before has ended is told with the other."""
    first = interview(1)
    second = interview(
        2, started_at=MORNING + timedelta(minutes=10), ended_at=MORNING + timedelta(minutes=35)
    )
    told = [s for s in signs(instrument(), checks(), [second, first]) if s.code == "bersamaan"]
    assert [(s.key, s.other) for s in told] == [(2, 1)]
    other_person = replace(second, enumerator=2)
    assert (2, "bersamaan") not in found(first, other_person)


def test_four_interviews_from_one_chair() -> None:
    """Four interviews within fifteen metres are told; three are a household."""
    rows = [interview(n, point=HOME) for n in range(1, 5)]
    assert {key for key, code in found(*rows) if code == "satu_titik"} == {1, 2, 3, 4}
    assert not {code for _, code in found(*rows[:3])} & {"satu_titik"}
    vague = [interview(n, point=replace(HOME, accuracy=400.0)) for n in range(1, 5)]
    assert not {code for _, code in found(*vague)} & {"satu_titik"}


def test_the_same_photo_twice() -> None:
    """A photo that another interview carried first is told, whoever took it."""
    first, second = interview(1), interview(2, enumerator=2, photos=("photo-1", "photo-1"))
    told = [s for s in signs(instrument(), checks(), [first, second]) if s.code == "foto_ganda"]
    assert [(s.key, s.other) for s in told] == [(2, 1)]


def test_answers_that_repeat_an_earlier_interview() -> None:
    """Copied answers are told for the copy; two answers changed make it another interview."""
    one = interview(1, answers=answers())
    copied = interview(2, answers=answers(usia_pemilik=41))
    assert (2, "serupa") in found(one, copied)
    assert (1, "serupa") not in found(one, copied)
    changed = answers(usia_pemilik=55, omzet="b4", bisa=["foto"], hambatan=["waktu"])
    assert (2, "serupa") not in found(one, interview(2, answers=changed))


def test_a_straight_line_through_the_choices() -> None:
    """Always the first option is told; ordinary answers are not."""
    first = {q.id: q.options[0].code for q in instrument().questions if q.kind == "select_one"}
    assert (1, "lurus") in found(interview(1, answers=answers(**first)))
    assert (1, "lurus") not in found(interview(1, answers=answers()))


def test_checks_speak_of_questions_that_exist() -> None:
    """Every question that a published check reads stands in the instrument."""
    known = {q.id for q in instrument().questions}
    assert {code for check in checks() for code in asked_about(check.rule)} <= known


def test_missing_rate_per_enumerator() -> None:
    """Each person's interviews, signs, missing share and median minutes."""
    empty = interview(2, enumerator=2, answers={"usia_pemilik": 30})
    rows = [interview(1), empty, interview(3, enumerator=None)]
    work = work_of(instrument(), rows, signs(instrument(), checks(), rows))
    assert [(w.enumerator, w.interviews) for w in work] == [(1, 1), (2, 1), (None, 1)]
    assert work[1].missing > 0.9
    assert work[1].signed == 1
    assert work[0].missing == 0
    assert work[0].median_minutes == 20
