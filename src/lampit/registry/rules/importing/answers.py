"""Doubtful values of a list: each distinct one is asked once, and its answer is remembered. Pure.

A value is what the office wrote in one field, with what stands beside it (the kecamatan of a
village, the code of a trade) and the sub-heading it stands under. The answer is a code of the
register, empty ("leave it open") or `tolak` ("this row does not belong here").
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from lampit.basics.refusal import Refusal

VILLAGE, PRODUCTS, SEX, STATUS = "village", "products", "sex", "status"
KINDS = (VILLAGE, PRODUCTS, SEX, STATUS)
OPEN, REFUSE = "", "tolak"
REFUSED = "nilai_ditolak"  # the problem code of a row with a refused value
LONGEST = 120
SEXES = ("L", "P")
# What a list may say of a business: code of the register → word of a record.
STATUSES = {
    "aktif": "active", "musiman": "seasonal", "tutup_sementara": "paused", "tutup": "closed",
    "pindah": "moved",
}  # fmt: skip
BESIDE = " | "
_SHAPES = {
    VILLAGE: re.compile(r"\d\d\.\d\d\.\d\d\.\d{4}"),
    PRODUCTS: re.compile(r"\d{5}"),
    SEX: re.compile("|".join(SEXES)),
    STATUS: re.compile("|".join(STATUSES)),
}
_DIGITS = re.compile(r"\d")
MOST_DIGITS = 8  # a value with more may be a telephone number or a NIK: never kept as a question


class Value(NamedTuple):
    """A distinct value as the list has it."""

    kind: str
    text: str
    beside: str = ""
    group: str = ""


class Doubt(NamedTuple):
    """A value of one row that a person should decide.

    Attributes:
        value: what is written.
        code: the problem code, empty when an answer decided it.
        reading: the code that is used as long as nobody answers, empty when none.
        is_answered: an answer of the office decided it.
    """

    value: Value
    code: str
    reading: str
    is_answered: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """What the office said of a value."""

    value: Value
    answer: str


class Answers:
    """The answers of an office, found by value; writing in capitals or with blanks is no other."""

    def __init__(self, told: Iterable[Answer] = ()) -> None:
        """Take the answers; a later one of the same value counts."""
        self._told = {evened(one.value): one.answer for one in told}
        self.kinds = frozenset(value.kind for value in self._told)

    def find(self, value: Value) -> str | None:
        """Return the answer to a value, None when nobody gave one.

        The answer for exactly this place counts before one for the text with what stands beside
        it, and that before one for the text alone.
        """
        if value.kind not in self.kinds:
            return None
        kind, text, beside, group = evened(value)
        for wanted in (
            Value(kind, text, beside, group), Value(kind, text, beside), Value(kind, text),
        ):  # fmt: skip
            told = self._told.get(wanted)
            if told is not None:
                return told
        return None


NO_ANSWERS = Answers()


def evened(value: Value) -> Value:
    """Return the value as it is compared: small letters, single blanks."""
    return Value(value.kind, _even(value.text), _even(value.beside), value.group)


def is_askable(value: Value) -> bool:
    """Say whether a value may be kept and shown as a question: short, and no number of a person."""
    text = value.text + value.beside
    return bool(value.text) and len(text) <= LONGEST and len(_DIGITS.findall(text)) <= MOST_DIGITS


def is_fit(kind: str, answer: str) -> bool:
    """Say whether an answer has the form that its kind needs."""
    if answer in (OPEN, REFUSE):
        return True
    return kind in _SHAPES and _SHAPES[kind].fullmatch(answer) is not None


def of_mapping(told: object) -> list[Answer]:
    """Return the answers of `values` in a mapping file.

    `{"village": {"Palokahan | Danau Panggang": "63.08.01.2005", "Sukamaju": null}}`: what stands
    beside follows ` | `; null leaves the value open, `"tolak"` rejects its rows.

    Raises:
        Refusal: `mapping_shape` or `mapping_value`.
    """
    if told in (None, {}):
        return []
    if not isinstance(told, dict) or not all(isinstance(part, dict) for part in told.values()):
        raise Refusal("mapping_shape", "Isi values harus berupa isian, lalu pasangan nilai.")
    unknown = sorted(str(kind) for kind in told if kind not in KINDS)
    if unknown:
        names, known = ", ".join(unknown), ", ".join(KINDS)
        raise Refusal(
            "mapping_unknown_field", f"Isian values tidak dikenal: {names}. Yang ada: {known}."
        )
    return [_answer(kind, text, said) for kind, part in told.items() for text, said in part.items()]


def as_lines(answers: Iterable[Answer]) -> list[list[str]]:
    """Return answers as a run keeps them, in JSON."""
    return [[*one.value, one.answer] for one in answers]


def of_lines(lines: Iterable[Iterable[str]]) -> list[Answer]:
    """Return what `as_lines` was given."""
    found = []
    for kind, text, beside, group, answer in lines:
        found.append(Answer(Value(kind, text, beside, group), answer))
    return found


def _answer(kind: str, text: str, said: object) -> Answer:
    answer = OPEN if said is None else said
    if not isinstance(answer, str) or not is_fit(kind, answer):
        raise Refusal("mapping_value", f"Jawaban values untuk {kind} {text} tidak dikenal.")
    written, _, beside = text.partition(BESIDE)
    return Answer(Value(kind, written, beside), answer)


def unknown_villages(answers: Iterable[Answer], known: Mapping[str, str]) -> list[str]:
    """Return the village codes among the answers that the region does not have."""
    asked = {one.answer for one in answers if one.value.kind == VILLAGE}
    return sorted(asked - {OPEN, REFUSE} - set(known))


def _even(text: str) -> str:
    return " ".join(text.lower().split())
