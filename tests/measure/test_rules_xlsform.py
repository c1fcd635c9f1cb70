"""The shipped XLSForm comes again out of the JSON, and any instrument becomes a form."""

import json
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from lampit.measure.rules import xlsform_scores
from lampit.measure.rules.languages import Asked, Language, missing_texts
from lampit.measure.rules.logic import holds
from lampit.measure.rules.xlsform import form_sheets, form_version
from lampit.measure.rules.xpath import literal, xpath
from tests.measure.questionnaires import DATA, instrument

SHIPPED = Path(__file__).parent / "data" / "instrument_v1.xlsx"
BANJAR = Language("bjn", "Banjar", True, "", {"akun": Asked("akun bjn", "", {"wa": "WA bjn"})})


def definition() -> dict[str, Any]:
    """Return version 1 as its file says it."""
    found: dict[str, Any] = json.loads((DATA / "instrument_v1.json").read_text())
    return found


def shipped() -> dict[str, list[list[str]]]:
    """Return the sheets of the shipped workbook."""
    book = CalamineWorkbook.from_path(SHIPPED)
    return {
        name: [[str(cell) for cell in row] for row in book.get_sheet_by_name(name).to_python()]
        for name in book.sheet_names
    }


def test_the_form_equals_the_shipped_one_cell_by_cell() -> None:
    """Survey, choices and settings are those of `instrument_v1.xlsx` (notes, 14.6)."""
    assert {s.name: list(s.cells()) for s in form_sheets(definition())} == shipped()


def test_a_changed_score_changes_the_form(monkeypatch: pytest.MonkeyPatch) -> None:
    """Negative control: the comparison sees the formulas of the scores."""
    monkeypatch.setattr(xlsform_scores, "_sum", lambda _: "1")
    assert {s.name: list(s.cells()) for s in form_sheets(definition())} != shipped()


def test_a_further_language_stands_below_the_indonesian() -> None:
    """Banjar never replaces the wording that is measured; what it lacks is Indonesian."""
    survey, choices, _ = form_sheets(definition(), (BANJAR,))
    rows = {row.get("name", ""): row for row in survey.rows}
    asked = rows["akun"]["label::Indonesia (id)"]
    assert rows["akun"]["label::Banjar (bjn)"] == f"{asked}\nakun bjn"
    assert rows["izin"]["label::Banjar (bjn)"] == rows["izin"]["label::Indonesia (id)"]
    found = {(r["list_name"], r["name"]): r["label::Banjar (bjn)"] for r in choices.rows}
    assert found["akun", "wa"] == "WhatsApp biasa\nWA bjn"
    assert found["akun", "wa_bisnis"] == "WhatsApp Business (ada katalog)"
    missing = missing_texts(definition(), BANJAR)
    assert "akun" not in missing
    assert {"setuju", "setuju/ya", "akun/wa_bisnis", "izin"} <= set(missing)


def test_the_version_only_rises() -> None:
    """A second revision of a day is a higher version."""
    assert form_version({"revision": "2026-11-24"}) == "2026112401"
    assert form_version({"revision": "2026-11-24.12"}) == "2026112412"


def test_a_skipped_or_optional_item_counts_as_the_server_counts_it() -> None:
    """Without `skip_score` a skipped item leaves the maximum; with one it earns it."""
    found = definition()
    item = next(q for q in found["questions"] if q["id"] == "unggah")
    rule = "not(selected(${akun}, 'tidak_ada'))"
    item["skip_score"] = 3
    assert f"if({rule}, 0, 3)" in dict(xlsform_scores.calculations(found))["n_pemasaran"]
    del item["skip_score"]
    assert f"if({rule}, if(" in dict(xlsform_scores.calculations(found))["m_pemasaran"]
    item["required"] = False
    assert "${unggah} = ''" in dict(xlsform_scores.calculations(found))["m_pemasaran"]


def test_every_word_of_the_language_has_its_xpath() -> None:
    """No word is left out, an unknown one is refused, quotes are kept apart."""
    every = {
        "and": [
            {"not": {"eq": ["a", "x"]}}, {"ne": ["a", "y"]}, {"in": ["a", ["x", "y"]]},
            {"or": [{"ge": ["b", 2]}, {"selected": ["c", "z"]}, {"count_ge": ["c", 2]}]},
        ]
    }  # fmt: skip
    assert xpath(every) == (
        "(not(${a} = 'x') and ${a} != 'y' and (${a} = 'x' or ${a} = 'y') and "
        "((${b} != '' and ${b} >= 2) or selected(${c}, 'z') or "
        "(count-selected(${c}) - if(selected(${c}, 'tidak_ada'), 1, 0) >= 2)))"
    )
    with pytest.raises(ValueError, match="lt"):
        xpath({"lt": ["a", 1]})
    assert literal("it's") == '"it\'s"'
    assert holds(instrument().indicators[1].rule, {"internet": "lancar"})
