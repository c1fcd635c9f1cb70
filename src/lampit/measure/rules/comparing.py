"""What of two versions may be put in one line, and why the rest may not.

Measurement notes, section 1: levels are comparable only between rounds of the same wording; a
new version needs an overlap of at least 200 businesses answered in both before series are
linked.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lampit.basics.texts import gettext_noop
from lampit.measure.rules.trees import asked_about

OVERLAP_NEEDED = 200
Definition = Mapping[str, Any]
_CHECKS: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("type", (), gettext_noop("jenis pertanyaannya lain")),
    ("text_id", (), gettext_noop("kalimatnya lain")),
    ("options", ("code", "text_id"), gettext_noop("pilihannya lain")),
    ("options", ("score",), gettext_noop("nilai pilihannya lain")),
    ("min", (), gettext_noop("batas angkanya lain")),
    ("max", (), gettext_noop("batas angkanya lain")),
    ("score_bands", ("min", "max", "score"), gettext_noop("nilai rentangnya lain")),
    ("dimension", (), gettext_noop("dimensinya lain")),
    ("max_score", (), gettext_noop("nilai tertingginya lain")),
    ("cap", (), gettext_noop("nilai tertingginya lain")),
    ("max_choices", (), gettext_noop("jumlah pilihan terbanyaknya lain")),
    ("refusable", (), gettext_noop("aturan menolak menjawabnya lain")),
    ("relevant", (), gettext_noop("syarat ditanyakannya lain")),
    ("skip_score", (), gettext_noop("nilai bila dilewatinya lain")),
)
_NEW = gettext_noop("hanya ada di versi yang satu")
_ITEMS = gettext_noop("pertanyaan di dalamnya tidak sama")
_RULE = gettext_noop("aturannya lain")
_PARTS = gettext_noop("dimensi atau bobotnya tidak sama")
_LEVELS = gettext_noop("batas tingkatnya lain")


@dataclass(frozen=True)
class Comparable:
    """What agrees between two versions.

    Attributes:
        items, dimensions, indicators: codes that agree and may be compared.
        reasons: code → why not, for what does not agree (`indeks`, `tingkat`, `tingkat_ciri` too).
        has_index: the index means the same in both.
        overlap_needed: businesses answered in both before series may be linked.
    """

    items: tuple[str, ...]
    dimensions: tuple[str, ...]
    indicators: tuple[str, ...]
    reasons: Mapping[str, str]
    has_index: bool
    overlap_needed: int = OVERLAP_NEEDED


def comparable(one: Definition, two: Definition) -> Comparable:
    """Say what of two versions agrees: wording, options, scores, range and skip, to the letter."""
    reasons: dict[str, str] = {}
    items = _items(one, two, reasons)
    dimensions = _dimensions(one, two, items, reasons)
    indicators = _indicators(one, two, items, reasons)
    whole = _weights(one) == _weights(two) and set(dimensions) == set(_weights(one))
    if not whole:
        reasons["indeks"] = _PARTS
    if _edges(one) != _edges(two):
        reasons["tingkat"] = _LEVELS
    if one["dii_like"]["levels"] != two["dii_like"]["levels"] or set(indicators) != _signs(one):
        reasons["tingkat_ciri"] = _LEVELS
    return Comparable(tuple(items), tuple(dimensions), tuple(indicators), reasons, whole)


def _items(one: Definition, two: Definition, reasons: dict[str, str]) -> list[str]:
    """Return the questions that agree; a skip agrees when the questions it reads do."""
    first = {question["id"]: question for question in one["questions"]}
    second = {question["id"]: question for question in two["questions"]}
    for code in {**first, **second}:
        if code not in first or code not in second:
            reasons[code] = _NEW
        elif (why := _difference(first[code], second[code])) is not None:
            reasons[code] = why
    for code, question in first.items():
        if code not in reasons and reasons.keys() & set(
            asked_about(question.get("relevant") or {})
        ):
            reasons[code] = gettext_noop("syaratnya membaca pertanyaan yang tidak sama")
    return [code for code in first if code not in reasons]


def _difference(one: Mapping[str, Any], two: Mapping[str, Any]) -> str | None:
    """Return why two questions of the same code do not agree, None when they do."""
    for key, parts, why in _CHECKS:
        if _part(one.get(key), parts) != _part(two.get(key), parts):
            return why
    return None


def _part(value: Any, parts: tuple[str, ...]) -> Any:
    if not parts:
        return value
    return [[row.get(part) for part in parts] for row in value or ()]


def _dimensions(
    one: Definition, two: Definition, items: list[str], reasons: dict[str, str]
) -> list[str]:
    """Return the dimensions made of the same agreeing items."""
    first, second = _members(one), _members(two)
    found = []
    for code in {**first, **second}:
        if first.get(code) == second.get(code) and first[code] <= set(items):
            found.append(code)
        else:
            key = f"dimensi/{code}"
            reasons[key] = _ITEMS if code in first and code in second else _NEW
    return found


def _members(definition: Definition) -> dict[str, set[str]]:
    """Return the scored questions of each dimension."""
    found: dict[str, set[str]] = {one["code"]: set() for one in definition["dimensions"]}
    for question in definition["questions"]:
        if question.get("dimension") in found and question.get("max_score"):
            found[question["dimension"]].add(question["id"])
    return found


def _indicators(
    one: Definition, two: Definition, items: list[str], reasons: dict[str, str]
) -> list[str]:
    """Return the signs with the same rule over agreeing items."""
    first = {sign["code"]: sign["rule"] for sign in one["dii_like"]["indicators"]}
    second = {sign["code"]: sign["rule"] for sign in two["dii_like"]["indicators"]}
    found = []
    for code in {**first, **second}:
        key = f"ciri/{code}"
        if code not in first or code not in second:
            reasons[key] = _NEW
        elif first[code] != second[code]:
            reasons[key] = _RULE
        elif not set(asked_about(first[code])) <= set(items):
            reasons[key] = _ITEMS
        else:
            found.append(code)
    return found


def _weights(definition: Definition) -> dict[str, float]:
    return {one["code"]: float(one["weight"]) for one in definition["dimensions"]}


def _edges(definition: Definition) -> list[tuple[str, float, float]]:
    return [(o["code"], o["min"], o["max_exclusive"]) for o in definition["maturity_levels"]]


def _signs(definition: Definition) -> set[str]:
    return {sign["code"] for sign in definition["dii_like"]["indicators"]}
