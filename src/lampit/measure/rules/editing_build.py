"""Rules put together from plain choices: rows of question, comparison and values, in groups.

Rows of one group are joined one way, the groups the other way; that says every rule of two
levels. Deeper ones (brought by a form) cannot be shown as rows and are kept as they are.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lampit.measure.rules.trees import Rule

IS, IS_NOT, AT_LEAST, BELOW, CHOSEN, NOT_CHOSEN, COUNT = (
    "adalah", "bukan", "sedikitnya", "kurang", "memilih", "tak_memilih", "jumlah",
)  # fmt: skip
WORDS = {
    "integer": (AT_LEAST, BELOW, IS, IS_NOT),
    "select_one": (IS, IS_NOT),
    "select_multiple": (CHOSEN, NOT_CHOSEN, COUNT),
}
ALL, ANY = "and", "or"
_OTHER = {ALL: ANY, ANY: ALL}


@dataclass(frozen=True)
class Row:
    """One line of a rule: which group, which question, how compared, with which values."""

    group: int
    question: str
    word: str
    values: tuple[str, ...]


def rows_of(rule: Rule | None) -> tuple[str, list[Row]] | None:
    """Return how the groups are joined, and the rows; None when the rule is too deep for rows."""
    if not rule:
        return ALL, []
    ((word, told),) = rule.items()
    outer = word if word in _OTHER else ALL
    rows: list[Row] = []
    for group, part in enumerate(told if word in _OTHER else [rule], start=1):
        found = _group(group, part, _OTHER[outer])
        if not found:
            return None
        rows += found
    return outer, rows


def _group(group: int, rule: Rule, inner: str) -> list[Row]:
    """Return the rows of a group; none when it does not fit."""
    row = _row(group, rule)
    if row is not None:
        return [row]
    ((word, told),) = rule.items()
    if word != inner:
        return []
    found = [_row(group, part) for part in told]
    return [one for one in found if one is not None] if all(found) else []


def _row(group: int, rule: Rule) -> Row | None:
    """Return a comparison as a row."""
    ((word, told),) = rule.items()
    if word == "not":
        return _negated(group, told)
    words = {
        "eq": IS,
        "in": IS,
        "ne": IS_NOT,
        "ge": AT_LEAST,
        "selected": CHOSEN,
        "count_ge": COUNT,
    }
    if word not in words:
        return None
    values = told[1] if word == "in" else [told[1]]
    return Row(group, told[0], words[word], tuple(str(value) for value in values))


def _negated(group: int, rule: Rule) -> Row | None:
    ((word, told),) = rule.items()
    words = {"ge": BELOW, "selected": NOT_CHOSEN, "in": IS_NOT}
    if word not in words:
        return None
    values = told[1] if word == "in" else [told[1]]
    return Row(group, told[0], words[word], tuple(str(value) for value in values))


def rule_of(
    outer: str, rows: Sequence[Row], questions: Iterable[Mapping[str, Any]]
) -> dict[str, Any] | None:
    """Return the rule that rows say; None when there are none."""
    kinds = {question["id"]: str(question["type"]) for question in questions}
    join = outer if outer in _OTHER else ALL
    groups: dict[int, list[dict[str, Any]]] = {}
    for row in rows:
        kind = kinds.get(row.question, "select_one")
        groups.setdefault(row.group, []).append(_leaf(row, kind))
    parts = [_joined(_OTHER[join], groups[group]) for group in sorted(groups)]
    return _joined(join, parts) if parts else None


def _joined(word: str, parts: list[dict[str, Any]]) -> dict[str, Any]:
    return parts[0] if len(parts) == 1 else {word: parts}


def _leaf(row: Row, kind: str) -> dict[str, Any]:
    """Return the comparison of a row; what does not fit is told by the checks of the draft."""
    values: list[Any] = list(row.values)
    if kind == "integer" or row.word == COUNT:
        values = [int(value) if value.isdecimal() else value for value in values]
    first = values[0] if values else ""
    if row.word in {CHOSEN, NOT_CHOSEN}:
        parts = [{"selected": [row.question, value]} for value in values or [""]]
        found = _joined(ANY, parts)
        return found if row.word == CHOSEN else {"not": found}
    if row.word == IS_NOT:
        one = {"ne": [row.question, first]}
        return one if len(values) < 2 else {"not": {"in": [row.question, values]}}
    if row.word == BELOW:
        return {"not": {"ge": [row.question, first]}}
    if row.word == IS and len(values) > 1:
        return {"in": [row.question, values]}
    words = {IS: "eq", AT_LEAST: "ge", COUNT: "count_ge"}
    return {words[row.word]: [row.question, first]}
