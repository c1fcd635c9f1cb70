"""Which parts of two versions may be put in one line, and why the rest may not."""

from collections.abc import Callable
from typing import Any

import pytest

from lampit.measure.rules.comparing import OVERLAP_NEEDED, comparable
from lampit.measure.rules.editing_changes import question_of
from tests.measure.test_rules_xlsform import definition


def changed(change: Callable[[dict[str, Any]], Any]) -> dict[str, Any]:
    """Return version 1 with a change."""
    found = definition()
    change(found)
    return found


def test_a_version_agrees_with_itself() -> None:
    """All 24 questions, six dimensions, twelve signs, the index; numbers and English aside."""
    found = comparable(definition(), changed(lambda d: d["questions"][0].update(text_en="Age?")))
    assert (len(found.items), len(found.dimensions), len(found.indicators)) == (24, 6, 12)
    assert found.has_index
    assert found.reasons == {}
    assert found.overlap_needed == OVERLAP_NEEDED == 200


@pytest.mark.parametrize(
    ("code", "values", "reason"),
    [
        ("internet", {"text_id": "Internet?"}, "kalimatnya lain"),
        ("internet", {"type": "select_multiple"}, "jenis pertanyaannya lain"),
        ("internet", {"options": []}, "pilihannya lain"),
        ("daring_kini", {"max": 11}, "batas angkanya lain"),
        ("daring_kini", {"score_bands": []}, "nilai rentangnya lain"),
        ("internet", {"dimension": "transaksi"}, "dimensinya lain"),
        ("unggah", {"relevant": None}, "syarat ditanyakannya lain"),
        ("unggah", {"skip_score": None}, "nilai bila dilewatinya lain"),
        ("hambatan", {"max_choices": 3}, "jumlah pilihan terbanyaknya lain"),
        ("internet", {"refusable": False}, "aturan menolak menjawabnya lain"),
    ],
)
def test_one_difference_takes_the_item_out(code: str, values: dict[str, Any], reason: str) -> None:
    """The item falls, and with it its dimension and the index when it is scored."""
    two = changed(lambda d: question_of(d, code).update(values))
    found = comparable(definition(), two)
    assert found.reasons[code] == reason
    assert code not in found.items
    scored = question_of(definition(), code).get("max_score")
    assert found.has_index is (not scored)


def test_a_changed_score_of_an_option_is_a_difference() -> None:
    """The same words with other scores may not be compared."""
    two = changed(lambda d: question_of(d, "internet")["options"][1].update(score=4))
    found = comparable(definition(), two)
    assert found.reasons["internet"] == "nilai pilihannya lain"
    assert found.reasons["dimensi/perangkat"] == "pertanyaan di dalamnya tidak sama"
    assert {"ciri/d01", "ciri/d02"} <= set(found.reasons)
    assert "d03" in found.indicators


def test_a_skip_that_reads_another_item_falls_with_it() -> None:
    """Who is asked differs when the deciding question does."""
    two = changed(lambda d: question_of(d, "akun").update(text_id="Di mana?"))
    assert "unggah" in comparable(definition(), two).reasons


def test_weights_levels_and_new_parts() -> None:
    """Other weights: no index; other edges: no levels; what is new is said."""
    weights = comparable(definition(), changed(lambda d: d["dimensions"][0].update(weight=20)))
    assert not weights.has_index
    assert len(weights.items) == 24
    edges = comparable(definition(), changed(lambda d: d["maturity_levels"][0].update(
        max_exclusive=25)))  # fmt: skip
    assert "tingkat" in edges.reasons
    gone = comparable(definition(), changed(lambda d: d["questions"].pop()))
    assert gone.reasons["izin"] == "hanya ada di versi yang satu"
    rule = changed(
        lambda d: d["dii_like"]["indicators"][0].update(rule={"eq": ["catatan", "buku"]})
    )
    found = comparable(definition(), rule)
    assert found.reasons["ciri/d01"] == "aturannya lain"
    assert "tingkat_ciri" in found.reasons
