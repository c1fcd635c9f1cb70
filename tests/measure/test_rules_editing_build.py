"""Rules from plain choices, and the changes of a draft."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lampit.basics.refusal import Refusal
from lampit.measure.rules.editing import faults_of
from lampit.measure.rules.editing_build import WORDS, Row, rows_of, rule_of
from lampit.measure.rules.editing_changes import (
    moved,
    question_of,
    with_parts,
    with_question,
    with_sign,
    without_question,
    without_sign,
)
from tests.measure.made_instruments import definitions
from tests.measure.test_rules_xlsform import definition

QUESTIONS = definition()["questions"]


def test_every_rule_of_the_shipped_instrument_is_rows() -> None:
    """Skips and signs of the contract are shown as rows and come back the same."""
    rules = [q["relevant"] for q in QUESTIONS if "relevant" in q]
    rules += [sign["rule"] for sign in definition()["dii_like"]["indicators"]]
    for rule in rules:
        shown = rows_of(rule)
        assert shown is not None
        assert rule_of(*shown, QUESTIONS) == rule


@settings(max_examples=200, deadline=None)
@given(
    outer=st.sampled_from(["and", "or"]),
    rows=st.lists(
        st.builds(
            lambda group, code, word, values: Row(group, code, word, tuple(values)),
            st.integers(1, 3),
            st.just("akun"),
            st.sampled_from(WORDS["select_multiple"][:2]),
            st.lists(st.sampled_from(["wa", "facebook"]), min_size=1, max_size=1),
        ),
        max_size=5,
    ),
)
def test_rows_come_back_as_rows(outer: str, rows: list[Row]) -> None:
    """What was chosen on the page is shown again, groups numbered anew."""
    rule = rule_of(outer, rows, QUESTIONS)
    shown = rows_of(rule)
    assert shown is not None
    assert rule_of(*shown, QUESTIONS) == rule


@pytest.mark.parametrize(
    ("rows", "rule"),
    [
        ([Row(1, "pengurus", "adalah", ("luar", "keluarga"))],
         {"in": ["pengurus", ["luar", "keluarga"]]}),
        ([Row(1, "pengurus", "bukan", ("luar",))], {"ne": ["pengurus", "luar"]}),
        ([Row(1, "pengurus", "bukan", ("luar", "keluarga"))],
         {"not": {"in": ["pengurus", ["luar", "keluarga"]]}}),
        ([Row(1, "daring_kini", "sedikitnya", ("3",))], {"ge": ["daring_kini", 3]}),
        ([Row(1, "daring_kini", "kurang", ("3",))], {"not": {"ge": ["daring_kini", 3]}}),
        ([Row(1, "akun", "memilih", ("wa", "facebook"))],
         {"or": [{"selected": ["akun", "wa"]}, {"selected": ["akun", "facebook"]}]}),
        ([Row(1, "akun", "jumlah", ("2",))], {"count_ge": ["akun", 2]}),
        ([Row(1, "akun", "memilih", ("wa",)), Row(1, "internet", "adalah", ("lancar",)),
          Row(2, "daring_kini", "sedikitnya", ("1",))],
         {"and": [{"or": [{"selected": ["akun", "wa"]}, {"eq": ["internet", "lancar"]}]},
                  {"ge": ["daring_kini", 1]}]}),
        ([], None),
    ],
)  # fmt: skip
def test_what_rows_say(rows: list[Row], rule: Any) -> None:
    """Rows of a group are joined the other way than the groups."""
    assert rule_of("and", rows, QUESTIONS) == rule


def test_a_rule_too_deep_for_rows_is_not_shown_wrongly() -> None:
    """Three levels: none rather than half."""
    deep = {
        "and": [{"or": [{"and": [{"eq": ["a", "x"]}, {"eq": ["b", "y"]}]}, {"eq": ["c", "z"]}]}]
    }
    assert rows_of(deep) is None


def test_questions_are_moved_added_and_taken_away() -> None:
    """Numbers follow; a question that a rule reads stays; the given definition is untouched."""
    given_ = definition()
    later = moved(given_, "usia_pemilik", 1)
    assert [q["id"] for q in later["questions"][:2]] == ["pekerja_kini", "usia_pemilik"]
    assert [q["no"] for q in later["questions"]] == list(range(1, 25))
    assert moved(given_, "usia_pemilik", -1)["questions"] == given_["questions"]
    assert given_ == definition()
    with pytest.raises(Refusal) as refused:
        without_question(given_, "akun")
    assert refused.value.code == "question_read"
    assert len(without_question(given_, "usia_pemilik")["questions"]) == 23
    new = {**question_of(given_, "usia_pemilik"), "id": "usia_ibu"}
    assert with_question(given_, new, new=True)["questions"][-1]["no"] == 25
    with pytest.raises(Refusal):
        with_question(given_, new | {"id": "akun"}, new=True)
    with pytest.raises(Refusal):
        with_question(given_, new, new=False)


def test_moving_a_question_behind_its_reader_is_told() -> None:
    """The order of skips is checked after every move."""
    found = definition()
    for _ in range(3):
        found = moved(found, "akun", 1)
    assert "rule_forward" in {fault.code for fault in faults_of(found)}


def test_signs_and_parts_are_changed() -> None:
    """Signs by code; parts all at once."""
    found = with_sign(definition(), {"code": "d13", "text_id": "Baru", "rule": {}}, new=True)
    assert len(found["dii_like"]["indicators"]) == 13
    assert without_sign(found, "d13") == definition()
    with pytest.raises(Refusal):
        without_sign(definition(), "d99")
    parts = with_parts(
        definition(), title=("Judul", ""), gate=("Boleh?", "May we?"), dimensions=[],
        levels=[], sign_levels=[],
    )  # fmt: skip
    assert parts["title_id"] == "Judul"
    assert "title_en" not in parts
    assert parts["gate"][0]["text_en"] == "May we?"


@settings(max_examples=60, deadline=None)
@given(made=definitions())
def test_checks_never_stumble(made: dict[str, Any]) -> None:
    """Whatever a draft holds, its faults are told and nothing breaks."""
    for fault in faults_of(made):
        assert fault.code
        assert fault.message
