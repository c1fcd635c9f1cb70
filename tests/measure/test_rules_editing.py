"""What keeps a draft from being published, one fault at a time."""

import copy
from collections.abc import Callable
from typing import Any

import pytest

from lampit.basics.refusal import Refusal
from lampit.measure.rules import versions
from lampit.measure.rules.editing import check_publishable, faults_of, pruned_steps, unread_columns
from tests.measure.questionnaires import DATA
from tests.measure.test_rules_xlsform import definition

Change = Callable[[dict[str, Any]], Any]


def question(found: dict[str, Any], code: str) -> dict[str, Any]:
    """Return a question of a definition for change."""
    return next(q for q in found["questions"] if q["id"] == code)


def put(code: str, /, **values: Any) -> Change:
    """Return a change of one question."""
    return lambda found: question(found, code).update(values)


def option(code: str, place: int, /, **values: Any) -> Change:
    """Return a change of one option."""
    return lambda found: question(found, code)["options"][place].update(values)


def test_the_shipped_instrument_has_no_fault() -> None:
    """The contract itself passes every check."""
    assert faults_of(definition()) == []
    check_publishable(definition())
    assert unread_columns(definition()) == []


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("title_missing", lambda d: d.update(title_id=" ")),
        ("gate_answers", lambda d: d["gate"][0]["options"].pop()),
        ("no_questions", lambda d: d["questions"].clear()),
        ("code_twice", lambda d: d["questions"].append(copy.deepcopy(d["questions"][0]))),
        ("code_reserved", put("usia_pemilik", id="indeks")),
        ("code_reserved", put("usia_pemilik", id="n_transaksi")),
        ("code_form", put("usia_pemilik", id="Umur pemilik")),
        ("text_missing", put("usia_pemilik", text_id="")),
        ("text_reference", put("usia_pemilik", text_id="Umur ${x}?")),
        ("kind_unknown", put("usia_pemilik", type="text")),
        ("range", put("usia_pemilik", min=99, max=15)),
        ("range_wide", put("pekerja_kini", max=32_768)),
        ("option_code_long", option("tatap_muka", 0, code="hampir_semuanya")),
        ("level_code_long", lambda d: d["maturity_levels"][0].update(code="awal_sekali")),
        ("level_code_long", lambda d: d["dii_like"]["levels"][0].update(code="terendah_sekali_ya")),
        ("bands_overlap", lambda d: question(d, "daring_kini")["score_bands"][1].update(min=0)),
        ("band_outside", lambda d: question(d, "daring_kini")["score_bands"][4].update(max=11)),
        ("options_few", lambda d: question(d, "internet").update(options=[])),
        ("option_code", option("internet", 0, code="88")),
        ("option_code", option("internet", 0, code="tidak ada")),
        ("option_twice", option("internet", 0, code="lancar")),
        ("option_text", option("internet", 0, text_id="")),
        ("refusable_multiple", put("akun", refusable=True)),
        ("none_not_alone", option("akun", -1, exclusive=False)),
        ("max_choices", put("hambatan", max_choices=0)),
        ("score_homeless", put("internet", dimension=None)),
        ("dimension_unknown", put("internet", dimension="lain")),
        ("score_negative", option("internet", 0, score=-1)),
        ("score_above", option("internet", 0, score=11)),
        ("score_unreachable", option("internet", 3, score=9)),
        ("cap", put("akun", cap=11)),
        ("skip_without_rule", put("internet", skip_score=0)),
        ("skip_range", put("unggah", skip_score=9)),
        ("rule_unknown", put("unggah", relevant={"selected": ["akunn", "wa"]})),
        ("rule_forward", put("unggah", relevant={"eq": ["catatan", "buku"]})),
        ("rule_forward", put("unggah", relevant={"eq": ["unggah", "jarang"]})),
        ("rule_word", put("unggah", relevant={"eq": ["akun", "wa"]})),
        ("rule_word", put("unggah", relevant={"lt": ["usia_pemilik", 3]})),
        ("rule_value", put("unggah", relevant={"selected": ["akun", "orkut"]})),
        ("rule_value", put("unggah", relevant={"ge": ["usia_pemilik", 100]})),
        ("rule_count", put("unggah", relevant={"count_ge": ["akun", 10]})),
        ("rule_empty", put("unggah", relevant={"and": []})),
        ("rule_shape", put("unggah", relevant={"eq": ["a", 1], "ne": ["a", 1]})),
        ("rule_never", put("unggah", relevant={"and": [
            {"selected": ["akun", "wa"]}, {"selected": ["akun", "tidak_ada"]}]})),
        ("rule_always", put("unggah", relevant={"or": [
            {"selected": ["akun", "wa"]}, {"not": {"selected": ["akun", "wa"]}}]})),
        ("dimension_code", lambda d: d["dimensions"][1].update(code="perangkat")),
        ("weight_negative", lambda d: d["dimensions"][1].update(weight=-1)),
        ("dimension_empty", lambda d: d["dimensions"].append(
            {"code": "baru", "text_id": "Baru", "weight": 1})),
        ("no_weight", lambda d: [one.update(weight=0) for one in d["dimensions"]]),
        ("sign_code", lambda d: d["dii_like"]["indicators"][1].update(code="d01")),
        ("rule_unknown", lambda d: d["dii_like"]["indicators"][1].update(rule={"eq": ["x", "y"]})),
        ("levels_gap", lambda d: d["maturity_levels"][1].update(min=21)),
        ("levels_gap", lambda d: d["maturity_levels"][-1].update(max_exclusive=100)),
        ("sign_levels_gap", lambda d: d["dii_like"]["indicators"].pop()),
    ],
)  # fmt: skip
def test_each_fault_is_told(code: str, change: Change) -> None:
    """A draft with one thing wrong names it, and cannot be published."""
    found = definition()
    change(found)
    assert code in {fault.code for fault in faults_of(found)}
    with pytest.raises(Refusal) as refused:
        check_publishable(found)
    assert refused.value.code == "instrument_faulty"


def test_two_options_far_apart_are_not_called_impossible() -> None:
    """A rule over the first and the last of many options can be true."""
    found = definition()
    put("unggah", relevant={"and": [
        {"selected": ["akun", "wa"]}, {"selected": ["akun", "situs"]}]})(found)  # fmt: skip
    assert faults_of(found) == []


def test_steps_that_lost_their_option_fall_away() -> None:
    """A removed question takes its next steps along, and what the house reads is said."""
    import json

    steps = json.loads((DATA / "next_steps_v1.json").read_text())
    found = definition()
    found["questions"] = [q for q in found["questions"] if q["id"] not in {"akun", "daring_kini"}]
    kept = pruned_steps(found, steps)["steps"]
    assert 0 < len(kept) < len(steps["steps"])
    assert all(step["question"] != "akun" for step in kept)
    assert "daring_kini" in unread_columns(found)


def test_names_of_versions() -> None:
    """Offices never collide; the next version is one above the highest."""
    assert versions.own_code("lampit-digital", "63.08") == "lampit-digital-6308"
    assert versions.own_code("lampit-digital-6308", "63.08") == "lampit-digital-6308"
    assert len(versions.own_code("x" * 60, "63.08")) <= 40
    assert versions.next_version(["1", "9", "10", "uji"]) == "11"
    assert versions.next_version([]) == "1"
