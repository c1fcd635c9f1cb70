"""Any instrument is laid out on short pages, and languages are files."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lampit.basics.refusal import Refusal
from lampit.measure.rules import answers as flow
from lampit.measure.rules.instrument import read_instrument
from lampit.measure.rules.languages import missing_texts, read_language, written_language
from lampit.measure.rules.trees import asked_about
from tests.measure.questionnaires import DATA, instrument
from tests.measure.test_rules_xlsform import definition


def test_the_shipped_pages_hold_every_question_once_in_order() -> None:
    """The file of the pages fits the file of the questions."""
    laid = [code for page in instrument().pages for code in page.questions]
    assert laid == [question.id for question in instrument().questions]
    assert flow.page_codes(instrument())[0] == "usaha"


@settings(max_examples=50, deadline=None)
@given(order=st.permutations(range(24)))
def test_pages_by_rule_hold_every_question_and_no_skip_of_their_own(order: list[int]) -> None:
    """In whatever order the questions stand, a page never decides its own questions."""
    found = definition()
    found["questions"] = [found["questions"][place] for place in order]
    made = read_instrument(found)
    assert [c for page in made.pages for c in page.questions] == [q.id for q in made.questions]
    for page in made.pages:
        assert 1 <= len(page.questions) <= 3
        for place, code in enumerate(page.questions):
            rule = made.question(code).relevant or {}
            assert not set(asked_about(rule)) & set(page.questions[:place])
    assert flow.next_page(made, made.pages[0].code) == made.pages[1].code
    with pytest.raises(Refusal):
        flow.page_of(made, "usaha")


def banjar() -> dict[str, Any]:
    """Return the file of the third language."""
    found: dict[str, Any] = json.loads((DATA / "languages" / "bjn.json").read_text())
    return found


def test_banjar_is_a_file_beside_the_indonesian() -> None:
    """It names only what the instrument has, says that it is a draft, and lists what it lacks."""
    language = read_language(banjar())
    options = {q["id"]: {o["code"] for o in q.get("options", ())}
               for q in [*definition()["gate"], *definition()["questions"]]}  # fmt: skip
    for code, told in language.questions.items():
        assert set(told.options) <= options[code]
    assert language.is_draft
    missing = missing_texts(definition(), language)
    assert "pulih" in missing
    assert "akun" not in missing
    assert read_language(written_language(language)) == language


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"code": "en"}, "language_own"),
        ({"code": "Banjar!"}, "language_unreadable"),
        ({"questions": []}, "language_unreadable"),
        ({"questions": {"akun": "teks"}}, "language_unreadable"),
        ({"questions": {"akun": {"options": ["wa"]}}}, "language_unreadable"),
        ({"name": ""}, "language_unreadable"),
    ],
)
def test_a_file_that_is_no_language_is_refused(change: dict[str, Any], code: str) -> None:
    """One sentence, no half-read language."""
    with pytest.raises(Refusal) as refused:
        read_language(banjar() | change)
    assert refused.value.code == code
