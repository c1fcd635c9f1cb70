"""The editor's page of a question or sign: rows of options, ranges and rules as drawn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lampit.measure.rules.editing_build import WORDS
from lampit.measure.views._typed import MOST_ROWS, SPARE_ROWS

Word = str | Promise
KINDS: tuple[tuple[str, Word], ...] = (
    ("integer", _("Angka")),
    ("select_one", _("Satu pilihan")),
    ("select_multiple", _("Beberapa pilihan")),
)
WORD_TEXTS: dict[str, Word] = {
    "adalah": _("adalah (salah satu dari)"),
    "bukan": _("bukan"),
    "sedikitnya": _("sedikitnya"),
    "kurang": _("kurang dari"),
    "memilih": _("memilih"),
    "tak_memilih": _("tidak memilih"),
    "jumlah": _("memilih sedikitnya … pilihan"),
}


@dataclass(frozen=True)
class Line:
    """A row as drawn: the beginning of its field names, its values, what is wrong."""

    name: str
    number: int
    values: Mapping[str, str]
    error: str


@dataclass(frozen=True)
class RuleLine:
    """A row of a rule: which question, ways to compare it, and the answers to tick."""

    name: str
    number: int
    group: str
    question: str
    words: Sequence[tuple[str, Word, bool]]
    choices: Sequence[tuple[str, str, bool]]
    typed: str


def _count(post: QueryDict, prefix: str) -> int:
    typed = post.get(f"{prefix}-n", "0")
    held = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 4 else 0
    return min(held, MOST_ROWS)


def lines(
    post: QueryDict, prefix: str, keys: Sequence[str], errors: Mapping[str, str], spare: int
) -> list[Line]:
    """Return the rows of a list as typed, and some empty ones."""
    found = []
    for row in range(_count(post, prefix) + spare):
        name = f"{prefix}-{row}"
        values = {key.strip("-_"): post.get(f"{name}{key}", "") for key in keys}
        wrong = next((errors[f"{name}{key}"] for key in keys if f"{name}{key}" in errors), "")
        found.append(Line(name, row + 1, values, wrong))
    return found


def option_lines(post: QueryDict, errors: Mapping[str, str]) -> list[Line]:
    """Return the options as typed, and two empty rows."""
    keys = ("-kode", "_id", "_en", "-nilai", "-sendiri", "-arti")
    return lines(post, "opsi", keys, errors, SPARE_ROWS)


def band_lines(post: QueryDict, errors: Mapping[str, str]) -> list[Line]:
    """Return the ranges as typed, and two empty rows."""
    return lines(post, "rentang", ("-dari", "-sampai", "-nilai"), errors, SPARE_ROWS)


def rule_lines(post: QueryDict, questions: Sequence[Mapping[str, Any]]) -> list[RuleLine]:
    """Return the rows of a rule as typed, and an empty one."""
    known = {question["id"]: question for question in questions}
    return [_rule_line(post, row, known) for row in range(_count(post, "syarat") + 1)]


def _rule_line(post: QueryDict, row: int, known: Mapping[str, Mapping[str, Any]]) -> RuleLine:
    name = f"syarat-{row}"
    asked = post.get(f"{name}-soal", "")
    question = known.get(asked)
    word, given = post.get(f"{name}-cara", ""), post.getlist(f"{name}-nilai")
    words = WORDS.get(str(question["type"]), ()) if question else ()
    options = question.get("options", ()) if question and word != "jumlah" else ()
    return RuleLine(
        name,
        row + 1,
        post.get(f"{name}-kelompok", "") or str(row + 1),
        asked,
        [(one, WORD_TEXTS[one], one == word) for one in words],
        [(o["code"], o.get("text_id", ""), o["code"] in given) for o in options],
        next(iter(given), ""),
    )
