"""Parts of a brought form beside the questions: options, scores, dimensions, signs, levels."""

import math
import re
from collections.abc import Mapping, Set
from typing import Any

from lampit.basics.refusal import Refusal
from lampit.measure.rules import xlsform_checks as checks
from lampit.measure.rules.xlsform_exchange import (
    BANDS,
    CAP,
    DIMENSIONS,
    HIGH,
    KIND,
    LEVELS,
    LOW,
    MOST,
    OF_INDEX,
    OTHERS,
    REST,
    RULE,
    SCORE,
    SENSITIVE,
    SIGNS,
    SKIP,
    WEIGHT,
)
from lampit.measure.rules.xlsform_table import Line, Problem, Table
from lampit.measure.rules.xlsform_texts import texts_of
from lampit.measure.rules.xpath import xpath
from lampit.measure.rules.xpath_reading import read_xpath

_BAND = re.compile(r"(-?\d{1,10})\s*-\s*(-?\d{1,10})\s*=\s*(-?\d{1,6}(?:\.\d{1,9})?)")
Tables = Mapping[str, Table]


def _number(sheet: str, line: Line, column: str, problems: list[Problem]) -> float:
    """Read a number of one of Lampit's columns; a faulty one is told and counts 0."""
    told = line.get(column)
    try:
        value = float(told or 0)
    except ValueError:
        value = math.nan
    if not abs(value) <= checks.LARGEST_SCORE:
        message = "Isi dengan angka, misalnya 3 atau 2.5."
        problems.append(Problem(sheet, line.number, column, told, "not_a_number", message))
        return 0
    return int(value) if value.is_integer() else value


def _rest(
    sheet: str, line: Line, known: Mapping[str, checks.Check], problems: list[Problem]
) -> dict[str, Any]:
    """Read what has no column of its own; what is not known there is told and not taken."""
    told = line.get(REST)
    found = checks.read_json(told) if told else {}
    if not isinstance(found, dict):
        message = "Kolom ini berisi JSON dari Lampit. Kosongkan kalau berubah."
        problems.append(Problem(sheet, line.number, REST, told[:80], "rest_unreadable", message))
        return {}
    wrong = dict(checks.strange(found, known))
    for key, code in wrong.items():
        message = "Bagian ini tidak dikenal atau isinya bukan seperti yang ditulis Lampit."
        problems.append(Problem(sheet, line.number, REST, key[:80], code, message))
    return {key: value for key, value in found.items() if key not in wrong}


def check_texts(sheet: str, line: Line, found: Mapping[str, Any], problems: list[Problem]) -> None:
    """Tell names and texts that are longer than what can be typed, or that no page can show."""
    if not checks.is_text(found.get("code", ""), checks.LONGEST_CODE):
        message = f"Kode paling panjang {checks.LONGEST_CODE} huruf."
        told = line.get("name")[:80]
        problems.append(Problem(sheet, line.number, "name", told, "code_long", message))
    for key in ("text_id", "text_en", "hint_id", "hint_en"):
        if not checks.is_text(found.get(key, "")):
            message = f"Teks paling panjang {checks.LONGEST_TEXT} huruf, tanpa tanda yang rusak."
            column = "hint" if key.startswith("hint") else "label"
            told = str(found[key])[:80]
            problems.append(Problem(sheet, line.number, column, told, "text_long", message))


def options_of(
    choices: Table, listed: str, alone: Set[str], problems: list[Problem]
) -> list[dict[str, Any]]:
    """Return the options of a list, in its order."""
    found: list[dict[str, Any]] = []
    for line in choices.lines:
        if (line.get("list_name") or line.get("list name")) != listed:
            continue
        option = {
            "code": line.get("name"),
            **texts_of(choices, line, numbered=False),
            "score": _number("choices", line, SCORE, problems),
        }
        if option["code"] in alone:
            option["exclusive"] = True
        check_texts("choices", line, option, problems)
        if len(found) == checks.MOST_PARTS:
            message = f"Paling banyak {checks.MOST_PARTS} pilihan dalam satu daftar."
            told = line.get("name")[:80]
            problems.append(Problem("choices", line.number, "name", told, "options_many", message))
            break
        found.append(_rest("choices", line, checks.OF_OPTION, problems) | option)
    return found


def scored(line: Line, problems: list[Problem]) -> dict[str, Any]:
    """Return the scores of a question, and under `_rest` what has no column of its own."""
    found: dict[str, Any] = {"_rest": _rest("survey", line, checks.OF_QUESTION, problems)}
    for heading, key in ((MOST, "max_score"), (CAP, "cap"), (SKIP, "skip_score")):
        if line.get(heading):
            found[key] = _number("survey", line, heading, problems)
    if line.get(SENSITIVE).lower() in {"yes", "ya"}:
        found["sensitive"] = True
    if line.get(BANDS):
        found["score_bands"] = _bands(line, problems)
    return found


def _bands(line: Line, problems: list[Problem]) -> list[dict[str, Any]]:
    """Read `0-0=0; 1-2=2`."""
    bands = []
    for part in line.get(BANDS).split(";"):
        match = _BAND.fullmatch(part.strip())
        if match is None:
            message = "Tulis rentang seperti 0-0=0; 1-2=2; 3-10=4."
            problems.append(
                Problem("survey", line.number, BANDS, part.strip(), "bands_unreadable", message)
            )
            continue
        score = float(match[3])
        told = int(score) if score.is_integer() else score
        bands.append({"min": int(match[1]), "max": int(match[2]), "score": told})
    return bands


def _named(table: Table, line: Line, problems: list[Problem]) -> dict[str, Any]:
    """Return code and names of a dimension, sign or level; the code must fit into an address."""
    found = {"code": line.get("name"), **texts_of(table, line, numbered=False)}
    check_texts(table.name, line, found, problems)
    if checks.SLUG.fullmatch(found["code"]) is None:
        message = "Kode berisi huruf, angka dan garis bawah saja."
        told = found["code"][:80]
        problems.append(Problem(table.name, line.number, "name", told, "code_form", message))
    return found


def _few(table: Table, problems: list[Problem]) -> list[Line]:
    """Return the rows of a sheet of parts, and tell when there are too many."""
    if len(table.lines) > checks.MOST_PARTS:
        line = table.lines[checks.MOST_PARTS]
        message = f"Paling banyak {checks.MOST_PARTS} baris di lembar ini."
        told = line.get("name")[:80]
        problems.append(Problem(table.name, line.number, "name", told, "rows_many", message))
    return table.lines[: checks.MOST_PARTS]


def dimensions_of(tables: Tables, problems: list[Problem]) -> list[dict[str, Any]]:
    """Return the dimensions with their weights; none in a form of others."""
    table = tables.get(DIMENSIONS, Table(DIMENSIONS))
    return [
        {**_named(table, line, problems), "weight": _number(DIMENSIONS, line, WEIGHT, problems)}
        for line in _few(table, problems)
    ]


def signs_of(tables: Tables, problems: list[Problem]) -> list[dict[str, Any]]:
    """Return the yes/no signs with their rules."""
    table = tables.get(SIGNS, Table(SIGNS))
    found = []
    for line in _few(table, problems):
        rule: Any = None
        try:
            rule = read_xpath(line.get(RULE))
        except Refusal as refusal:
            problems.append(
                Problem(
                    SIGNS, line.number, RULE, line.get(RULE)[:80], refusal.code, refusal.message
                )
            )
        if rule is not None and not checks.is_rule(rule):
            problems.append(too_deep(SIGNS, line, RULE))
            rule = None
        kept = _rest(SIGNS, line, checks.OF_SIGN, problems).get("rule")
        if kept is not None and rule is not None and xpath(kept) == line.get(RULE):
            rule = kept
        found.append({**_named(table, line, problems), "rule": rule or {"and": []}})
    return found


def too_deep(sheet: str, line: Line, column: str) -> Problem:
    """Return the fault of a rule that the little language does not hold."""
    message = "Syarat ini terlalu panjang atau terlalu bersusun."
    return Problem(sheet, line.number, column, line.get(column)[:80], "rule_large", message)


def levels_of(
    tables: Tables, problems: list[Problem]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the levels of the index and of the signs."""
    table = tables.get(LEVELS, Table(LEVELS))
    index, signs = [], []
    for line in _few(table, problems):
        low = _number(LEVELS, line, LOW, problems)
        high = _number(LEVELS, line, HIGH, problems)
        if line.get(KIND) == OF_INDEX:
            index.append({**_named(table, line, problems), "min": low, "max_exclusive": high})
        else:
            signs.append({**_named(table, line, problems), "min": low, "max": high})
    return index, signs


def others_of(tables: Tables, problems: list[Problem]) -> dict[str, Any]:
    """Return the parts that stand as JSON on the last sheet, each once, of its shape and size."""
    found: dict[str, Any] = {}
    for line in tables.get(OTHERS, Table(OTHERS)).lines:
        key, told = line.get("key"), line.get("value")
        value = checks.read_json(told)
        wrong = [code for _key, code in checks.strange({key: value}, checks.OTHERS)]
        code = "rest_unreadable" if value is None else next(iter(wrong), "")
        if key in found and not code:
            code = "key_twice"
        if not code:
            found[key] = value
            continue
        message = "Lembar ini berisi JSON dari Lampit dan tidak untuk diubah."
        seen = told[:80] if code == "rest_unreadable" else key[:80]
        problems.append(Problem(OTHERS, line.number, "value", seen, code, message))
    return found
