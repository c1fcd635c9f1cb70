"""A form that somebody changed outside: figures or a refusal, never a fault."""

import json
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lampit.basics.refusal import Refusal
from lampit.measure.rules import xlsform_checks
from lampit.measure.rules.answers import Fault
from lampit.measure.rules.editing import faults_of
from lampit.measure.rules.instrument import Instrument, read_instrument
from lampit.measure.rules.languages import read_language
from lampit.measure.rules.scoring import index_of
from lampit.measure.rules.xlsform_exchange import OTHERS, REST, exchange_sheets
from lampit.measure.rules.xlsform_reading import Imported, read_form
from tests.measure.made_instruments import definitions
from tests.measure.questionnaires import answers
from tests.measure.test_rules_xlsform import definition

Cells = dict[str, list[list[Any]]]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip
RULES = st.recursive(
    st.builds(
        lambda word, code, value: {word: [code, value]},
        st.sampled_from(["eq", "ne", "in", "ge", "selected", "count_ge", "lain"]),
        st.sampled_from(["usia_pemilik", "akun", "x", ""]), JSON,
    ),
    lambda inner: st.builds(lambda parts: {"and": parts}, st.lists(inner, max_size=3))
    | st.builds(lambda part: {"not": part}, inner),
    max_leaves=6,
)  # fmt: skip
CELLS = (
    st.text(max_size=12)
    | st.floats()
    | st.sampled_from(
        ["", "-1", "1e999", "nan", "9" * 5000, "\x00", "=1+1", "${x}", "a b", "0-0=1"]
    )
    | st.sampled_from(["not(" * 300, "(" * 900, "selected(${akun}, 'wa')", "x" * 40_000])
)


def written(found: dict[str, Any]) -> Cells:
    """Return the sheets of an instrument as cells."""
    return {one.name: [list(row) for row in one.cells()] for one in exchange_sheets(found)}


def read(cells: Cells) -> Imported:
    """Read cells."""
    return read_form({name: list(enumerate(rows, 1)) for name, rows in cells.items()}, definition())


def other(cells: Cells, key: str, value: Any) -> Cells:
    """Write a part into the last sheet, as raw JSON."""
    told = value if isinstance(value, str) else json.dumps(value)
    rows = [row for row in cells[OTHERS] if row[0] != key]
    return {**cells, OTHERS: [*rows, [key, told]]}


def rest(cells: Cells, sheet: str, row: int, value: Any) -> Cells:
    """Write into Lampit's last column of a row."""
    rows = [list(one) for one in cells[sheet]]
    column = rows[0].index(REST)
    rows[row] += [""] * (column + 1 - len(rows[row]))
    rows[row][column] = value if isinstance(value, str) else json.dumps(value)
    return {**cells, sheet: rows}


def is_sound(found: Imported) -> Instrument | None:
    """Say that what was taken without a complaint can be kept, shown, checked and scored."""
    if found.problems:
        return None
    made = found.definition
    kept = json.dumps(made, allow_nan=False, ensure_ascii=False).encode()
    assert b"\\u0000" not in kept
    faults: list[Fault] = faults_of(made)
    assert exchange_sheets(made)
    if faults:
        return None
    instrument = read_instrument(made)
    index_of(instrument, answers())
    return instrument


@settings(max_examples=120, deadline=None)
@given(data=st.data())
def test_any_cell_may_say_anything(data: st.DataObject) -> None:
    """A few cells of a good form are changed: it is refused by cell, or it is a sound draft."""
    cells = written(data.draw(st.just(definition()) | definitions()))
    for _ in range(data.draw(st.integers(1, 3))):
        name = data.draw(st.sampled_from(sorted(cells)))
        rows = cells[name]
        row = rows[data.draw(st.integers(0, len(rows) - 1))]
        if row:
            row[data.draw(st.integers(0, len(row) - 1))] = data.draw(CELLS)
    is_sound(read(cells))


@settings(max_examples=200, deadline=None)
@given(key=st.sampled_from([*xlsform_checks.OTHERS, "questions", "title_id", "x"]), value=JSON)
def test_the_last_sheet_may_say_anything(key: str, value: Any) -> None:
    """Whatever stands there: told by row, or of its shape."""
    told = json.dumps(value)  # NaN and Infinity as Python writes them too
    is_sound(read(other(written(definition()), key, told)))


@settings(max_examples=200, deadline=None)
@given(
    where=st.sampled_from(["survey", "choices", "lampit_ciri"]), row=st.integers(1, 20),
    key=st.sampled_from(["relevant", "rule", "use", "mid", "value", "score", "id", "code"]),
    value=JSON | RULES,
)  # fmt: skip
def test_the_last_column_may_say_anything(where: str, row: int, key: str, value: Any) -> None:
    """Of questions, options and signs: told by row, or a sound draft."""
    cells = written(definition())
    row = min(row, len(cells[where]) - 1)
    is_sound(read(rest(cells, where, row, json.dumps({key: value}))))


@pytest.mark.parametrize(
    ("where", "told"),
    [
        ("choices", {"score": 99}), ("choices", {"code": "lain"}), ("survey", {"id": "x"}),
        ("survey", {"options": []}), ("survey", {"max_score": 10**6}), ("survey", {"type": "note"}),
    ],
)  # fmt: skip
def test_nothing_gets_another_score_or_name_there(where: str, told: dict[str, Any]) -> None:
    """The hidden column may not say what a cell says: it is told by its name."""
    cells = written(definition())
    row = next(n for n, one in enumerate(cells[where]) if n and "akun" in one)
    problems = read(rest(cells, where, row, told)).problems
    assert [(one.code, one.value) for one in problems] == [("key_unknown", next(iter(told)))]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("gate", 5), ("gate", []), ("gate", [{"id": "setuju"}]), ("dii_like", []), ("minutes", -1),
        ("dii_like", {"indicators": []}), ("scoring", "x"), ("questions", []), ("languages", {}),
        ("licence", "x" * 401), ("title_en", "\x00"), ("special_codes", {"a": [[[[[[]]]]]]}),
        ("id", "../x"), ("minutes", "NaN"), ("scoring", '{"a": 1, "a": 2}'),
        ("scoring", "[" * 9_000),
    ],
)  # fmt: skip
def test_each_part_has_a_shape(key: str, value: Any) -> None:
    """Wrong types, sizes, keys twice, endless nesting: one fault with its row."""
    told = value if isinstance(value, str) and value[:1] in "{[N" else json.dumps(value)
    problems = read(other(written(definition()), key, told)).problems
    assert [one.sheet for one in problems] == [OTHERS]
    assert problems[0].row > 1


def test_rules_keep_to_the_limits_of_the_little_language() -> None:
    """Too deep, too many parts, no value: not taken, in cells nor in the hidden part."""
    deep: Any = {"eq": ["akun", "wa"]}
    for _ in range(8):
        deep = {"not": deep}
    wide = {"or": [{"eq": ["akun", "wa"]}] * 300}
    odd: list[Any] = [{"ge": ["akun", "x"]}, {"eq": ["akun"]}, {"and": []}, {"x": ["a", 1]}]
    for rule in (deep, wide, *odd):
        assert not xlsform_checks.is_rule(rule)
        cells = written(definition())
        row = next(n for n, one in enumerate(cells["survey"]) if "akun" in one)
        cells = rest(cells, "survey", row, {"relevant": rule})
        assert [one.code for one in read(cells).problems] == ["value_shape"]
    told = "not(" * 9 + "${a} >= 1" + ")" * 9
    head = ["type", "name", "label", "relevant"]
    survey = [head, ["integer", "a", "A", ""], ["integer", "b", "B", told]]
    assert [one.code for one in read({"survey": survey}).problems] == ["rule_large"]


def test_a_small_file_does_not_become_a_large_instrument() -> None:
    """5,000 questions over one list of 5,000 options: a few faults, at once."""
    head = ["type", "name", "label", *(f"label::B{n} (x{chr(97 + n % 26)})" for n in range(400))]
    survey = [head, *(["select_one d", f"q{n}", "Tanya"] for n in range(4_998))]
    choices = [["list_name", "name", "label"], *(["d", f"o{n}", "Pilih"] for n in range(4_998))]
    began = time.process_time()
    found = read({"survey": survey, "choices": choices})
    assert time.process_time() - began < 10
    codes = {one.code for one in found.problems}
    assert {"too_many_questions", "options_many", "languages_many"} <= codes
    assert len(found.definition["questions"]) <= 120


@pytest.mark.parametrize("name", ["q.1", "q 1", "", "x" * 41, "../x", "é"])
def test_a_name_that_no_address_can_hold_is_told(name: str) -> None:
    """Pages of a question stand at its name."""
    survey = [["type", "name", "label"], ["integer", name, "Umur"]]
    assert [one.column for one in read({"survey": survey}).problems] == ["name"]


def test_a_language_says_nothing_that_no_database_holds() -> None:
    """Signs of an escape in its JSON are left out."""
    told = json.loads(r'{"code":"bjn","name":"B\u0000","questions":{"a":{"text":"x\ud800\u0000"}}}')
    found = read_language(told)
    assert (found.name, found.questions["a"].text) == ("B", "x")
    with pytest.raises(Refusal):
        read_language({"code": "x", "name": "B", "questions": {}})
