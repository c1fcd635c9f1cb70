"""The app's evaluator in Chromium equals Python's: the vectors and made-up answers in batches."""

import json
import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page

import lampit
from lampit.basics.refusal import Refusal
from lampit.measure.rules import answers as flow
from lampit.measure.rules import scoring
from lampit.measure.rules.instrument import Question
from lampit.measure.rules.logic import Answer
from tests.measure.questionnaires import DATA, instrument, vectors

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
SCRIPT = Path(lampit.__file__).parent / "measure/static/measure/pendata/logic.js"
SCORE = "([i, all]) => all.map(a => Pendata.logic.score(i, a))"
FLOW = """([i, all]) => all.map(a => ({
  settled: Pendata.logic.settled(i, a), progress: Pendata.logic.progress(i, a)}))"""
READ = """([i, all]) => all.map(([id, typed]) =>
  Pendata.logic.read(i.questions.find(q => q.id === id), typed))"""


@pytest.fixture
def twin(chromium: Browser) -> Page:
    """Give a page that holds the evaluator and nothing else."""
    page = chromium.new_page()
    page.add_script_tag(content=SCRIPT.read_text("utf-8"))
    return page


def definition() -> dict[str, Any]:
    """Return the published JSON."""
    return dict(json.loads((DATA / "instrument_v1.json").read_text()))


def close(one: float | None, other: float | None, most: float = 1e-9) -> bool:
    """Say whether two scores agree; missing is only missing."""
    if one is None or other is None:
        return one is other
    return math.isclose(one, other, rel_tol=0, abs_tol=most)


def differences(found: dict[str, Any], answers: dict[str, Answer]) -> list[str]:
    """Return what JavaScript says otherwise than Python about one questionnaire."""
    told = scoring.score(instrument(), answers)
    pairs = {
        "maturity": (found["maturity"], told.maturity),
        "points": (found["points"], told.points),
        "unknown": (found["unknown"], told.unknown_points),
        "level": (found["level"], told.point_level),
        "indicators": (found["indicators"], told.indicators),
    }
    wrong = [f"{name}: {one} != {other}" for name, (one, other) in pairs.items() if one != other]
    wrong += [] if found["index"] == told.index else [f"index: {found['index']} {told.index}"]
    wrong += [
        f"{code}: {found['dimensions'][code]} {value}"
        for code, value in told.dimensions.items()
        if not close(found["dimensions"][code], value)
    ]
    return wrong


def test_vectors(twin: Page) -> None:
    """All published vectors, to 1e-6 and better."""
    found = twin.evaluate(SCORE, [definition(), [one["answers"] for one in vectors()]])
    assert len(found) == 12
    for told, one in zip(found, vectors(), strict=True):
        expected = one["expected"]
        assert close(told["index"], expected["index"], 1e-6), one["name"]
        for code, value in expected["dimensions"].items():
            assert close(told["dimensions"][code], value, 1e-6), one["name"]
        assert told["maturity"] == expected["maturity"]
        assert told["points"] == expected["dii_points"]
        assert told["unknown"] == expected["dii_unknown"]
        assert told["level"] == expected["dii_level"]
        assert told["indicators"] == expected["dii"]


def answer_of(question: Question) -> st.SearchStrategy[Answer]:
    """Return any answer that a question takes, special ones included."""
    special: list[Answer] = []
    if question.refusable:
        special = [-88, -99] if question.kind == "integer" else ["88", "99"]
    if question.kind == "integer":
        some: st.SearchStrategy[Answer] = st.integers(question.low, min(question.high, 9_999))
    elif question.kind == "select_one":
        some = st.sampled_from([o.code for o in question.options])
    else:
        codes = [o.code for o in question.options]
        some = st.lists(st.sampled_from(codes), min_size=1, unique=True)
    return some | st.sampled_from(special) if special else some


QUESTIONNAIRE = st.fixed_dictionaries(
    {}, optional={q.id: answer_of(q) for q in instrument().questions}
)
WORDS = st.lists(
    st.sampled_from(["88", "99", "-88", "-99", "", " ", "3", "0", "1.000", "12 ", "x", "b1",
                     "tidak_ada", "wa", "facebook", "hp_pintar", "komputer", "lancar", "5", "101",
                     "³"]),
    max_size=4,
)  # fmt: skip
BATCHES = settings(max_examples=12, suppress_health_check=list(HealthCheck))


@BATCHES
@given(batch=st.lists(QUESTIONNAIRE, min_size=20, max_size=60))
def test_made_up_answers_score_alike(twin: Page, batch: list[dict[str, Answer]]) -> None:
    """Hundreds of questionnaires, also half answered, refused, and with skipped questions."""
    found = twin.evaluate(SCORE, [definition(), batch])
    for told, answers in zip(found, batch, strict=True):
        assert not differences(told, answers), answers
    walked = twin.evaluate(FLOW, [definition(), batch])
    for told, answers in zip(walked, batch, strict=True):
        assert told["settled"] == flow.settled(instrument(), answers)
        done, asked = flow.progress(instrument(), answers)
        assert told["progress"] == {"done": done, "asked": asked}


@BATCHES
@given(
    batch=st.lists(
        st.tuples(st.sampled_from([q.id for q in instrument().questions]), WORDS),
        min_size=20,
        max_size=60,
    )
)
def test_what_is_typed_is_read_alike(twin: Page, batch: list[tuple[str, list[str]]]) -> None:
    """The same answer, or the same fault."""
    found = twin.evaluate(READ, [definition(), batch])
    for told, (code, typed) in zip(found, batch, strict=True):
        assert (told.get("answer"), told.get("fault")) == read(code, typed), (code, typed)


def read(code: str, typed: list[str]) -> tuple[Answer | None, str | None]:
    """Return what Python reads: the answer, or the code of the fault."""
    try:
        return flow.read_answer(instrument().question(code), typed), None
    except Refusal as refusal:
        return None, refusal.code


def test_a_changed_rule_is_noticed(twin: Page) -> None:
    """The comparison can fail: with another cap in the app the scores part."""
    changed = definition()
    next(q for q in changed["questions"] if q["id"] == "akun")["cap"] = 3
    answers = dict(vectors()[1]["answers"])
    (told,) = twin.evaluate(SCORE, [changed, [answers]])
    assert differences(told, answers)
