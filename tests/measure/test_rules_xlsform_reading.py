"""XLSForms brought back: ours exactly, others as far as an instrument can hold them."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lampit.basics.refusal import Refusal
from lampit.measure.rules import xlsform_exchange
from lampit.measure.rules.languages import Language, read_language
from lampit.measure.rules.logic import Answer, holds
from lampit.measure.rules.xlsform_exchange import exchange_sheets
from lampit.measure.rules.xlsform_reading import Imported, read_form
from lampit.measure.rules.xpath import xpath
from lampit.measure.rules.xpath_reading import read_xpath
from lampit.outside.xforms import xform
from lampit.outside.xlsforms import sheets_of, workbook
from tests.measure.made_instruments import definitions, languages
from tests.measure.test_rules_pages import banjar
from tests.measure.test_rules_xlsform import SHIPPED, definition


def back(found: dict[str, Any], *further: Language) -> Imported:
    """Write a definition and read it again."""
    rows = {s.name: list(enumerate(s.cells(), 1)) for s in exchange_sheets(found, further)}
    return read_form(rows, definition())


def form(*survey: list[str], choices: list[list[str]] | None = None) -> Imported:
    """Read a form of others."""
    told = [["type", "name", "label", "relevant", "constraint"], *survey]
    lists = [["list_name", "name", "label"], *(choices or [])]
    rows = {"survey": list(enumerate(told, 1)), "choices": list(enumerate(lists, 1))}
    return read_form(rows, definition())


def test_the_shipped_instrument_comes_back_exactly(tmp_path: Path) -> None:
    """Through a real workbook: definition, Banjar, nothing lost, nothing to complain of."""
    language = read_language(banjar())
    path = tmp_path / "instrumen.xlsx"
    sheets = exchange_sheets(definition(), (language,))
    path.write_bytes(workbook({sheet.name: sheet.cells() for sheet in sheets}))
    found = read_form(sheets_of(path), {"special_codes": {}, "scoring": {}, "language_default": ""})
    assert (found.problems, found.passed_over) == ((), ())
    assert found.definition == definition()
    assert found.languages == (language,)


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_any_instrument_comes_back_exactly(data: st.DataObject) -> None:
    """The round trip is exact for every shape the editor can make."""
    made = data.draw(definitions())
    language = data.draw(languages(made))
    found = back(made, language)
    assert found.problems == ()
    assert found.definition == made
    assert found.languages == (language,)


@settings(max_examples=15, deadline=None)
@given(made=definitions())
def test_any_instrument_becomes_an_xform(made: dict[str, Any]) -> None:
    """Pyxform converts whatever shape a draft has."""
    from lampit.measure.rules.xlsform import filled, form_sheets

    assert xform({one.name: filled(one).rows for one in form_sheets(made)}).xml


def test_a_lost_score_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Negative control: a workbook without Lampit's columns does not bring the scores back."""
    monkeypatch.setattr(xlsform_exchange, "number", lambda _: "0")
    assert back(definition()).definition != definition()


def test_the_form_of_the_field_is_read_too() -> None:
    """The shipped XLSForm has no scores: questions, options, ranges and skips come."""
    found = read_form(sheets_of(SHIPPED), definition())
    assert found.problems == ()
    asked = {q["id"]: q for q in found.definition["questions"]}
    for told in definition()["questions"]:
        got = asked[told["id"]]
        for key in ("type", "text_id", "text_en", "min", "max", "relevant", "refusable"):
            assert got.get(key) == told.get(key), (told["id"], key)
    assert asked["hambatan"]["max_choices"] == 2
    assert asked["akun"]["options"][-1]["exclusive"] is True


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_rules_mean_the_same_after_xpath(data: st.DataObject) -> None:
    """Whatever is answered or left open, what was read holds when what was written does."""
    made = data.draw(definitions())
    rule = made["dii_like"]["indicators"][0]["rule"]
    answers: dict[str, Answer] = {}
    for question in made["questions"]:
        codes = [option["code"] for option in question.get("options", ())]
        given = {
            "integer": st.integers(0, 12) | st.just(-88),
            "select_one": st.sampled_from([*codes, "99"]),
            "select_multiple": st.lists(st.sampled_from(codes or ["x"]), unique=True),
        }[question["type"]]
        answer = data.draw(st.none() | given)
        if answer is not None:
            answers[question["id"]] = answer
    assert holds(read_xpath(xpath(rule)), answers) == holds(rule, answers)


@pytest.mark.parametrize(
    ("told", "rule"),
    [
        ("${a} = 'x'", {"eq": ["a", "x"]}),
        ('${a}="x" or ${a}="y"', {"in": ["a", ["x", "y"]]}),
        ("${b} > 3", {"ge": ["b", 4]}),
        ("${b} < 3", {"and": [{"ge": ["b", 0]}, {"not": {"ge": ["b", 3]}}]}),
        ("${b} <= 3", {"and": [{"ge": ["b", 0]}, {"not": {"ge": ["b", 4]}}]}),
        ("not(selected(${c}, 'z')) and ${a} != 'x'",
         {"and": [{"not": {"selected": ["c", "z"]}}, {"ne": ["a", "x"]}]}),
        ("count-selected(${c}) >= 2", {"count_ge": ["c", 2]}),
        ("count-selected(${c}) > 2", {"count_ge": ["c", 3]}),
    ],
)  # fmt: skip
def test_what_people_write_by_hand(told: str, rule: dict[str, Any]) -> None:
    """Other ways of writing the same."""
    assert read_xpath(told) == rule


@pytest.mark.parametrize(
    "told",
    ["", "${a}", "${a} = ${b}", "${a} + 1 = 2", "today() > 3", "${a} != ''", "(${a} = 'x'",
     "${a} = 'x' and", "count-selected(${c}) = 2", "'x' = ${a}", "${a} >= 'x'", "(" * 3000],
)  # fmt: skip
def test_what_the_language_cannot_say_is_refused(told: str) -> None:
    """Never a rule that means something else."""
    with pytest.raises(Refusal) as refused:
        read_xpath(told)
    assert refused.value.code == "xpath_unreadable"


def test_a_form_of_others_comes_with_its_groups() -> None:
    """The rule of a group is that of its questions; a long-hand `selected` of one choice is eq."""
    found = form(
        ["select_one jk", "jk", "Apa usahanya?", "", ""],
        ["begin_group", "g", "Bagian", "selected(${jk}, 'a')", ""],
        ["integer", "umur", "Umur?", "", ". >= 5 and . <= 9"],
        ["end_group", "", "", "", ""],
        ["note", "n", "Terima kasih", "", ""],
        choices=[["jk", "a", "A"], ["jk", "b", "B"], ["jk", "88", "Tidak mau"]],
    )
    assert found.problems == ()
    one, two = found.definition["questions"]
    assert (one["refusable"], [o["code"] for o in one["options"]]) == (True, ["a", "b"])
    assert two["relevant"] == {"eq": ["jk", "a"]}
    assert (two["min"], two["max"]) == (5, 9)
    assert found.definition["gate"] == definition()["gate"]


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        (["text", "nama", "Nama?", "", ""], "type", "type_unsupported"),
        (["integer", "", "Umur?", "", ""], "name", "name_missing"),
        (["select_one tak_ada", "x", "X?", "", ""], "type", "list_missing"),
        (["integer", "umur", "Umur?", "today() > 1", ""], "relevant", "xpath_unreadable"),
        (["integer", "umur", "Umur?", "", ". mod 2 = 0"], "constraint", "constraint_unreadable"),
    ],
)
def test_a_fault_names_row_and_column(row: list[str], column: str, code: str) -> None:
    """Sheet, row and column as a spreadsheet shows them."""
    (problem,) = form(row).problems
    assert (problem.sheet, problem.row, problem.column, problem.code) == ("survey", 2, column, code)


def test_a_faulty_cell_of_ours_is_named() -> None:
    """Numbers that are none, ranges and JSON that people broke."""
    sheets = exchange_sheets(definition())
    rows = {s.name: [(n, list(cells)) for n, cells in enumerate(s.cells(), 1)] for s in sheets}
    heads = rows["survey"][0][1]
    at = next(n for n, (_, cells) in enumerate(rows["survey"]) if "daring_kini" in cells)
    for heading, wrong in (
        (xlsform_exchange.MOST, "delapan"), (xlsform_exchange.BANDS, "0..3"),
        (xlsform_exchange.REST, "{"),
    ):  # fmt: skip
        rows["survey"][at][1][heads.index(heading)] = wrong
    rows["lampit_lain"].append((99, ["licence", "{"]))
    codes = [problem.code for problem in read_form(rows, definition()).problems]
    assert sorted(codes) == [
        "bands_unreadable", "not_a_number", "rest_unreadable", "rest_unreadable"
    ]  # fmt: skip


def test_a_file_without_questions_is_refused() -> None:
    """Any other spreadsheet."""
    with pytest.raises(Refusal) as refused:
        read_form({"Sheet1": [(1, ["a"])]}, json.loads("{}"))
    assert refused.value.code == "form_sheets"
