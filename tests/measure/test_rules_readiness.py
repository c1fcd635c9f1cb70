"""How near a business is to selling online: prerequisites, barriers, what alone blocks it."""

import json
from dataclasses import replace

import pytest

from lampit.measure.rules import readiness
from lampit.measure.rules.logic import Answer
from tests.measure.questionnaires import DATA, answers, instrument, steps

PLAN = readiness.read_plan(json.loads((DATA / "readiness.json").read_text()))
READY: dict[str, Answer] = {"cara_bayar": ["tunai", "qris"], "hambatan": ["tidak_ada"]}


def ready(index: float | None, changes: dict[str, Answer]) -> readiness.Readiness:
    """Judge the craftsman of the tests, all prerequisites there, with changes."""
    return readiness.ready(PLAN, instrument(), answers(**(READY | changes)), index)


@pytest.mark.parametrize(
    ("changes", "thing"),
    [
        ({}, ""),
        ({"cara_bayar": ["tunai"]}, "syarat.bayar"),
        ({"internet": "lemah"}, "syarat.sinyal"),
        ({"internet": "lemah", "hambatan": ["sinyal"]}, "syarat.sinyal"),
        ({"hambatan": ["takut"]}, "hambatan.takut"),
        ({"hambatan": ["takut", "kirim"]}, ""),
        ({"cara_bayar": ["tunai"], "hambatan": ["takut", "kirim"]}, "syarat.bayar"),
        ({"cara_bayar": ["tunai"], "internet": "lemah"}, ""),
        ({"hambatan": ["cukup"]}, ""),
        ({"cara_bayar": ["tunai"], "internet": "99"}, ""),
        ({"pengurus": "luar"}, "syarat.pengurus"),
        ({"akun": ["tidak_ada"]}, "syarat.tempat"),
        ({"perangkat": ["hp_biasa"]}, "syarat.alat"),
    ],
)
def test_exactly_one_thing_in_the_way(changes: dict[str, Answer], thing: str) -> None:
    """The one prerequisite that lacks; with all there, the one barrier that was named."""
    assert ready(30, changes).blocked_by == thing


def test_barriers_nobody_told_block_nothing_by_themselves() -> None:
    """Without the answer, all prerequisites there: nothing is known to block."""
    told = answers(**(READY))
    del told["hambatan"]
    assert readiness.ready(PLAN, instrument(), told, 30).blocked_by == ""


def test_near_is_few_points_or_most_prerequisites() -> None:
    """36 is 4 below 40; 30 with three of five is near; with two it is not."""
    few: dict[str, Answer] = {"cara_bayar": ["tunai"], "internet": "lemah", "akun": ["tidak_ada"]}
    assert ready(36, few).is_near
    assert ready(36, few).gap == pytest.approx(4)
    assert not ready(30, few).is_near
    assert ready(30, {"internet": "lemah", "akun": ["tidak_ada"]}).is_near
    assert not ready(36, {"hambatan": ["cukup"]}).is_near


def test_the_unknown_is_neither_there_nor_lacking() -> None:
    """Refused internet and payment: told as unsure, two unknowns leave three of five."""
    found = ready(30, {"internet": "88", "cara_bayar": ["tunai"]})
    assert found.unsure == ("sinyal",)
    assert found.lacking == ("bayar",)


def test_no_index_is_no_gap_and_the_top_has_none() -> None:
    """Nothing is invented without an index."""
    assert ready(None, {}).gap is None
    assert ready(85, {}).gap is None


def test_another_instrument_is_judged_by_what_it_asks() -> None:
    """A prerequisite whose question is missing is left out; under three nothing is blocked."""
    kept = tuple(q for q in instrument().questions if q.id not in {"cara_bayar", "internet"})
    other = replace(instrument(), questions=kept)
    found = readiness.ready(PLAN, other, answers(pengurus="luar", hambatan=["tidak_ada"]), 30)
    assert (found.asked, found.blocked_by) == (3, "syarat.pengurus")
    fewer = replace(other, questions=tuple(q for q in kept if q.id != "akun"))
    assert readiness.ready(PLAN, fewer, answers(pengurus="luar"), 30).blocked_by == ""


def test_every_code_has_its_words() -> None:
    """A lack from the plan, a barrier from the instrument, nothing for one that is gone."""
    for one in PLAN.prerequisites:
        assert readiness.lack_words(PLAN, instrument(), f"syarat.{one.code}") == one.lack
    text = readiness.lack_words(PLAN, instrument(), "hambatan.takut")
    assert text is not None
    assert text.id == "Takut ditipu"
    assert readiness.lack_words(PLAN, instrument(), "syarat.tiada") is None
    assert readiness.lack_words(PLAN, instrument(), "hambatan.tiada") is None


def test_every_rule_and_step_of_the_plan_is_of_the_instrument() -> None:
    """Questions, options and steps named in the file exist."""
    assert readiness.asked_of(PLAN, instrument()) == PLAN.prerequisites
    barriers = {o.code for o in instrument().question(PLAN.barrier_question).options}
    assert PLAN.content <= barriers
    found = {step.code for step in steps()}
    assert {one.step for one in PLAN.prerequisites if one.step} <= found
