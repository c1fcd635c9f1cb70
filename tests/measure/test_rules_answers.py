"""Pages, skips and checks of answers, and the life of a round."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lampit.basics.refusal import Refusal
from lampit.measure.rules import answers as flow
from lampit.measure.rules import scoring, states
from lampit.measure.rules.logic import Answer
from lampit.measure.rules.trees import asked_about
from tests.measure.questionnaires import answers, instrument
from tests.measure.test_rules_scoring import value_for


def typed(answer: Answer) -> list[str]:
    """Return an answer as a browser sends it."""
    return [str(a) for a in answer] if isinstance(answer, list) else [str(answer)]


def test_pages_hold_every_question_once_in_order() -> None:
    """No question is forgotten or doubled; a skip is decided on an earlier page."""
    on_pages = [code for page in instrument().pages for code in page.questions]
    assert on_pages == [q.id for q in instrument().questions]
    for page in instrument().pages:
        assert len(page.questions) <= 4
        for code in page.questions:
            relevant = instrument().question(code).relevant
            if relevant:
                assert not set(asked_about(relevant)) & set(page.questions)


@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_walking_the_pages_never_leaves_a_skipped_answer(data: st.DataObject) -> None:
    """Answer, go back, change: only asked questions keep answers, and the end is complete."""
    held: dict[str, Answer] = {}
    page: str | None = instrument().pages[0].code
    moves = 0
    while page is not None and moves < 60:
        moves += 1
        here = flow.page_of(instrument(), page)
        sent = {
            q.id: typed(data.draw(value_for(q), label=q.id))
            for q in flow.asked_on(instrument(), here, held)
        }
        held, faults = flow.read_page(instrument(), here, held, sent)
        assert faults == []
        assert all(scoring.is_asked(instrument().question(code), held) for code in held)
        assert flow.missing_on(instrument(), here, held) == []
        back = moves < 20 and data.draw(st.integers(0, 3), label="back") == 0
        page = (
            flow.previous_page(instrument(), page) or page
            if back
            else flow.next_page(instrument(), page)
        )
    while (left := flow.first_open_page(instrument(), held)) is not None:
        here = flow.page_of(instrument(), left)
        sent = {
            q.id: typed(data.draw(value_for(q))) for q in flow.asked_on(instrument(), here, held)
        }
        held, _ = flow.read_page(instrument(), here, held, sent)
    assert flow.check_whole(instrument(), held) == []
    assert flow.progress(instrument(), held)[0] == flow.progress(instrument(), held)[1]


def test_no_account_skips_the_posting_question() -> None:
    """“Tidak ada satu pun” drops an earlier answer about posting, and scores it 0."""
    held, _ = flow.read_page(
        instrument(), flow.page_of(instrument(), "pemasaran"), answers(), {"akun": ["tidak_ada"]}
    )
    assert "unggah" not in held
    asked = flow.asked_on(instrument(), flow.page_of(instrument(), "kabar"), held)
    assert [q.id for q in asked] == ["biaya_promosi"]
    assert scoring.item_score(instrument().question("unggah"), held) == 0


@pytest.mark.parametrize(
    ("question", "sent", "code"),
    [
        ("usia_pemilik", ["14"], "out_of_range"),
        ("usia_pemilik", ["tua"], "not_a_number"),
        ("usia_pemilik", ["²"], "not_a_number"),
        ("omzet", ["b9"], "option_unknown"),
        ("akun", ["wa", "tidak_ada"], "none_with_others"),
        ("akun", ["telegram"], "option_unknown"),
        ("hambatan", ["kuota", "sinyal", "waktu"], "too_many"),
        ("perangkat", ["88"], "option_unknown"),
    ],
)
def test_impossible_answers_are_refused(question: str, sent: list[str], code: str) -> None:
    """Each kind of wrong answer has its own code."""
    with pytest.raises(Refusal) as refused:
        flow.read_answer(instrument().question(question), sent)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("question", "sent", "expected"),
    [
        ("usia_pemilik", ["40"], 40),
        ("usia_pemilik", ["", "-88"], -88),
        ("usia_pemilik", ["40", "-99"], -99),
        ("biaya_promosi", ["1.250.000"], 1250000),
        ("omzet", ["88"], "88"),
        ("akun", ["wa", "wa"], ["wa"]),
        ("akun", [], None),
        ("omzet", [" "], None),
    ],
)
def test_answers_are_read(question: str, sent: list[str], expected: Answer | None) -> None:
    """Numbers, refusals, several choices and empty answers."""
    assert flow.read_answer(instrument().question(question), sent) == expected


def test_a_wrong_answer_does_not_lose_the_others() -> None:
    """Of a page with one fault the good answers are kept."""
    page = flow.page_of(instrument(), "usaha")
    sent = {"usia_pemilik": ["200"], "pekerja_kini": ["3"], "pekerja_lalu": ["2"]}
    held, faults = flow.read_page(instrument(), page, {}, sent)
    assert held == {"pekerja_kini": 3, "pekerja_lalu": 2}
    assert [f.code for f in faults] == ["out_of_range"]


def test_a_page_names_each_thing_to_put_right_once() -> None:
    """Beside what is wrong stands what is open; a wrong answer is not also an open question."""
    sent = {"usia_pemilik": ["200"], "pekerja_kini": ["3"]}
    held, faults = flow.taken_page(instrument(), "usaha", {}, sent)
    assert held == {"pekerja_kini": 3}
    told = [(fault.question, fault.code) for fault in faults]
    assert told == [("usia_pemilik", "out_of_range"), ("pekerja_lalu", "unanswered")]
    with pytest.raises(Refusal) as refused:
        flow.taken_page(instrument(), "tidak-ada", {}, sent)
    assert refused.value.code == "page_unknown"


@given(steps=st.lists(st.sampled_from(states.STATES), max_size=12))
def test_a_published_round_never_changes(steps: list[str]) -> None:
    """Whatever is tried, states only follow the table, and nothing leaves `terbit`."""
    state = states.PLANNED
    for wanted in steps:
        before = state
        try:
            states.check_next(state, wanted)
            state = wanted
        except Refusal:
            pass
        assert state == before or state in states.NEXT_STATES[before]
        assert before != states.PUBLISHED or state == states.PUBLISHED


@pytest.mark.parametrize(
    ("code", "reason", "refused"),
    [
        ("menolak", "sibuk", ""),
        ("menolak", "", "reason_missing"),
        ("lain", "x", "reason_missing"),
        ("lain", "sedang haji", ""),
        ("selesai", "", "disposition_by_answers"),
        ("hilang", "", "disposition_unknown"),
        ("tutup_tetap", "", ""),
    ],
)
def test_dispositions_need_what_they_need(code: str, reason: str, refused: str) -> None:
    """A refusal has a reason; completion comes from answers only."""
    if not refused:
        states.check_disposition(code, reason)
        return
    with pytest.raises(Refusal) as found:
        states.check_disposition(code, reason)
    assert found.value.code == refused


def test_unseen_business_without_a_neighbour_is_unknown() -> None:
    """Not met and nobody confirms it exists: eligibility is unknown, not a refusal."""
    assert states.outcome_of("tidak_ditemui", confirmed=True) == "nonrespondent"
    assert states.outcome_of("tidak_ditemui", confirmed=False) == "unknown"
    assert states.outcome_of("") == "unknown"


def test_a_round_needs_its_recommendation() -> None:
    """No number and no reason: no draw."""
    with pytest.raises(Refusal) as refused:
        states.check_recommendation("  ")
    assert refused.value.code == "recommendation_missing"
