"""Parts of a brought form beside the questions: options, scores, dimensions, signs, levels."""

import json
import re
from collections.abc import Mapping, Set
from typing import Any

from lampit.basics.refusal import Refusal
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

_BAND = re.compile(r"(-?\d+)\s*-\s*(-?\d+)\s*=\s*(-?\d+(?:\.\d+)?)")
Tables = Mapping[str, Table]


def _number(sheet: str, line: Line, column: str, problems: list[Problem]) -> float:
    """Read a number of one of Lampit's columns; a faulty one is told and counts 0."""
    told = line.get(column)
    try:
        value = float(told or 0)
    except ValueError:
        message = "Isi dengan angka, misalnya 3 atau 2.5."
        problems.append(Problem(sheet, line.number, column, told, "not_a_number", message))
        return 0
    return int(value) if value.is_integer() else value


def _rest(sheet: str, line: Line, problems: list[Problem]) -> dict[str, Any]:
    """Read what has no column of its own."""
    told = line.get(REST)
    if not told:
        return {}
    try:
        found = json.loads(told)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        message = "Kolom ini berisi JSON dari Lampit. Kosongkan kalau berubah."
        problems.append(Problem(sheet, line.number, REST, told[:80], "rest_unreadable", message))
        return {}
    return found


def options_of(
    choices: Table, listed: str, alone: Set[str], problems: list[Problem]
) -> list[dict[str, Any]]:
    """Return the options of a list, in its order."""
    found = []
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
        found.append(option | _rest("choices", line, problems))
    return found


def scored(line: Line, problems: list[Problem]) -> dict[str, Any]:
    """Return the scores of a question, and under `_rest` what has no column of its own."""
    found: dict[str, Any] = {"_rest": _rest("survey", line, problems)}
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


def _named(table: Table, line: Line) -> dict[str, Any]:
    return {"code": line.get("name"), **texts_of(table, line, numbered=False)}


def dimensions_of(tables: Tables, problems: list[Problem]) -> list[dict[str, Any]]:
    """Return the dimensions with their weights; none in a form of others."""
    table = tables.get(DIMENSIONS, Table(DIMENSIONS))
    return [
        {**_named(table, line), "weight": _number(DIMENSIONS, line, WEIGHT, problems)}
        for line in table.lines
    ]


def signs_of(tables: Tables, problems: list[Problem]) -> list[dict[str, Any]]:
    """Return the yes/no signs with their rules."""
    table = tables.get(SIGNS, Table(SIGNS))
    found = []
    for line in table.lines:
        rule: Any = None
        try:
            rule = read_xpath(line.get(RULE))
        except Refusal as refusal:
            problems.append(
                Problem(
                    SIGNS, line.number, RULE, line.get(RULE)[:80], refusal.code, refusal.message
                )
            )
        kept = _rest(SIGNS, line, problems).get("rule")
        if kept is not None and rule is not None and xpath(kept) == line.get(RULE):
            rule = kept
        found.append({**_named(table, line), "rule": rule or {"and": []}})
    return found


def levels_of(
    tables: Tables, problems: list[Problem]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the levels of the index and of the signs."""
    table = tables.get(LEVELS, Table(LEVELS))
    index, signs = [], []
    for line in table.lines:
        low = _number(LEVELS, line, LOW, problems)
        high = _number(LEVELS, line, HIGH, problems)
        if line.get(KIND) == OF_INDEX:
            index.append({**_named(table, line), "min": low, "max_exclusive": high})
        else:
            signs.append({**_named(table, line), "min": low, "max": high})
    return index, signs


def others_of(tables: Tables, problems: list[Problem]) -> dict[str, Any]:
    """Return the parts that stand as JSON on the last sheet."""
    found: dict[str, Any] = {}
    for line in tables.get(OTHERS, Table(OTHERS)).lines:
        try:
            found[line.get("key")] = json.loads(line.get("value"))
        except ValueError:
            message = "Lembar ini berisi JSON dari Lampit dan tidak untuk diubah."
            told = line.get("value")[:80]
            problems.append(Problem(OTHERS, line.number, "value", told, "rest_unreadable", message))
    return found
