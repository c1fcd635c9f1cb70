"""An instrument as a workbook that people edit and bring back: XLSForm and Lampit's columns.

What XLSForm knows stands where XLSForm has it; scores, dimensions, signs and levels stand in
columns and sheets of Lampit's own, which other programs pass over. `rules.xlsform_reading`
reads it back to the very same definition.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from lampit.measure.rules.languages import Language
from lampit.measure.rules.xlsform import ENGLISH, INDONESIAN, Definition, Row, Sheet, form_sheets
from lampit.measure.rules.xpath import number, xpath
from lampit.measure.rules.xpath_reading import read_xpath

DIMENSION, MOST, CAP, SKIP, BANDS, SENSITIVE, REST = (
    f"lampit::{name}"
    for name in ("dimensi", "nilai_tertinggi", "batas", "nilai_dilewati", "rentang", "peka", "lain")
)
SCORE, RULE, WEIGHT, KIND, LOW, HIGH = (
    f"lampit::{name}" for name in ("nilai", "syarat", "bobot", "jenis", "dari", "sampai")
)
DIMENSIONS, SIGNS, LEVELS, OTHERS = "lampit_dimensi", "lampit_ciri", "lampit_tingkat", "lampit_lain"
OF_INDEX, OF_SIGNS = "indeks", "ciri"
# Parts of a definition with a place of their own; everything else goes to the last sheet.
PLACED = frozenset({"title_id", "gate", "questions", "dimensions", "maturity_levels", "dii_like"})
QUESTION_KEYS = frozenset(
    {"id", "no", "type", "text_id", "text_en", "hint_id", "hint_en", "dimension", "options"}
    | {"min", "max", "score_bands", "max_score", "cap", "skip_score", "sensitive", "relevant"}
    | {"required", "refusable", "max_choices"}
)
OPTION_KEYS = frozenset({"code", "text_id", "text_en", "score", "exclusive"})


def exchange_sheets(
    definition: Definition, languages: Sequence[Language] = ()
) -> tuple[Sheet, ...]:
    """Return the sheets of the workbook; the calculations of the phone are left out."""
    survey, choices, settings = form_sheets(definition, languages)
    questions = {q["id"]: q for q in [*definition["gate"], *definition["questions"]]}
    kept = [row for row in survey.rows if row["type"] not in {"calculate", "note"}]
    rows = [
        _asked(row, questions[row["name"]]) if _is_ours(row, questions) else row for row in kept
    ]
    return (
        Sheet(
            "survey",
            (*survey.headings, DIMENSION, MOST, CAP, SKIP, BANDS, SENSITIVE, REST),
            tuple(rows),
        ),
        Sheet("choices", (*choices.headings, SCORE, REST), tuple(_choices(choices, definition))),
        settings,
        _dimensions(definition),
        _signs(definition),
        _levels(definition),
        _others(definition, languages),
    )


def _is_ours(row: Row, questions: Mapping[str, Any]) -> bool:
    return row.get("name", "") in questions


def rest_of(found: Mapping[str, Any], known: frozenset[str]) -> dict[str, Any]:
    """Return what a part holds beyond the keys that have a cell."""
    return {key: value for key, value in found.items() if key not in known}


def _packed(rest: Mapping[str, Any]) -> str:
    return json.dumps(rest, ensure_ascii=False, sort_keys=True) if rest else ""


def _asked(row: Row, question: Mapping[str, Any]) -> Row:
    """Add the scores of a question; an English text that is not there is not made up."""
    row = dict(row)
    if "text_en" not in question:
        del row[f"label::{ENGLISH}"]
    rest = rest_of(question, QUESTION_KEYS)
    # What a cell alone would not bring back.
    rest |= {k: question[k] for k in ("relevant", "hint_en") if _loses(k, question)}
    if question.get("dimension") is not None:
        row[DIMENSION] = question["dimension"]
    numbers = ((MOST, "max_score"), (CAP, "cap"), (SKIP, "skip_score"))
    row |= {head: number(question[k]) for head, k in numbers if question.get(k) is not None}
    if "score_bands" in question:
        row[BANDS] = "; ".join(
            f"{band['min']}-{band['max']}={number(band['score'])}"
            for band in question["score_bands"]
        )
    if question.get("sensitive"):
        row[SENSITIVE] = "yes"
    return {**row, REST: _packed(rest)}


def _loses(key: str, question: Mapping[str, Any]) -> bool:
    """Say whether the cell of a part reads back to something else."""
    if key not in question:
        return False
    if key == "hint_en":
        return not question.get("hint_id")
    return bool(read_xpath(xpath(question["relevant"])) != question["relevant"])


def _choices(sheet: Sheet, definition: Definition) -> Iterator[Row]:
    """Add the scores of the options."""
    options = {
        (question["id"], option["code"]): option
        for question in definition["questions"]
        for option in question.get("options", ())
    }
    for row in sheet.rows:
        option = options.get((row["list_name"], row["name"]))
        if option is None:
            yield row
            continue
        told = {**row, SCORE: number(option.get("score", 0))}
        if "text_en" not in option:
            del told[f"label::{ENGLISH}"]
        yield {**told, REST: _packed(rest_of(option, OPTION_KEYS))}


def _named(found: Mapping[str, Any]) -> Row:
    """Return code and names of a part."""
    row = {"name": str(found["code"]), f"label::{INDONESIAN}": str(found["text_id"])}
    return row | ({f"label::{ENGLISH}": str(found["text_en"])} if "text_en" in found else {})


_NAMED = ("name", f"label::{INDONESIAN}", f"label::{ENGLISH}")


def _dimensions(definition: Definition) -> Sheet:
    rows = ({**_named(one), WEIGHT: number(one["weight"])} for one in definition["dimensions"])
    return Sheet(DIMENSIONS, (*_NAMED, WEIGHT), tuple(rows))


def _signs(definition: Definition) -> Sheet:
    rows = []
    for sign in definition["dii_like"]["indicators"]:
        told = xpath(sign["rule"])
        exact = read_xpath(told) == sign["rule"]
        rows.append(
            {**_named(sign), RULE: told, REST: "" if exact else _packed({"rule": sign["rule"]})}
        )
    return Sheet(SIGNS, (*_NAMED, RULE, REST), tuple(rows))


def _levels(definition: Definition) -> Sheet:
    index = (
        {KIND: OF_INDEX, **_named(o), LOW: number(o["min"]), HIGH: number(o["max_exclusive"])}
        for o in definition["maturity_levels"]
    )
    signs = (
        {KIND: OF_SIGNS, **_named(one), LOW: number(one["min"]), HIGH: number(one["max"])}
        for one in definition["dii_like"]["levels"]
    )
    return Sheet(LEVELS, (KIND, *_NAMED, LOW, HIGH), (*index, *signs))


def _others(definition: Definition, languages: Sequence[Language]) -> Sheet:
    """Everything without a cell of its own, as JSON by key."""
    told = rest_of(definition, PLACED)
    told["dii_like"] = rest_of(definition["dii_like"], frozenset({"indicators", "levels"}))
    told["gate"] = definition["gate"]
    told["languages"] = [
        {"code": one.code, "draft": one.is_draft, "title": one.title} for one in languages
    ]
    rows = tuple(
        {"key": key, "value": json.dumps(value, ensure_ascii=False)} for key, value in told.items()
    )
    return Sheet(OTHERS, ("key", "value"), rows)
