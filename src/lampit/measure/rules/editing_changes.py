"""Changes of a draft's content: each gives a new definition, the given one stays as it was."""

import copy
from collections.abc import Mapping, Sequence
from typing import Any

from lampit.basics.refusal import Refusal
from lampit.measure.rules.trees import asked_about

Definition = Mapping[str, Any]
Changed = dict[str, Any]


def question_of(definition: Definition, code: str) -> dict[str, Any]:
    """Return a question of a definition.

    Raises:
        Refusal: `question_unknown`.
    """
    for question in definition["questions"]:
        if question["id"] == code:
            found: dict[str, Any] = question
            return found
    raise Refusal("question_unknown", "Pertanyaan itu tidak ada lagi.")


def sign_of(definition: Definition, code: str) -> dict[str, Any]:
    """Return a yes/no sign of a definition.

    Raises:
        Refusal: `sign_unknown`.
    """
    for sign in definition["dii_like"]["indicators"]:
        if sign["code"] == code:
            found: dict[str, Any] = sign
            return found
    raise Refusal("sign_unknown", "Ciri itu tidak ada lagi.")


def with_question(definition: Definition, question: Mapping[str, Any], *, new: bool) -> Changed:
    """Return the definition with a question replaced, or put at the end.

    Raises:
        Refusal: `code_taken`, `question_unknown`.
    """
    found = copy.deepcopy(dict(definition))
    questions: list[dict[str, Any]] = found["questions"]
    taken = {one["id"] for one in questions}
    if new and question["id"] in taken:
        raise Refusal("code_taken", "Kode itu sudah dipakai pertanyaan lain.")
    if new:
        questions.append(dict(question))
    else:
        place = questions.index(question_of(found, question["id"]))
        questions[place] = dict(question)
    return _renumbered(found)


def without_question(definition: Definition, code: str) -> Changed:
    """Return the definition without a question that no rule reads.

    Raises:
        Refusal: `question_read`, `question_unknown`.
    """
    found = copy.deepcopy(dict(definition))
    gone = question_of(found, code)
    readers = [q["id"] for q in found["questions"] if code in _read_by(q.get("relevant"))]
    readers += [s["code"] for s in found["dii_like"]["indicators"] if code in _read_by(s["rule"])]
    if readers:
        raise Refusal(
            "question_read", f"Dipakai syarat “{readers[0]}”. Ubah syarat itu dahulu, lalu hapus."
        )
    found["questions"].remove(gone)
    return _renumbered(found)


def _read_by(rule: Any) -> set[str]:
    return set(asked_about(rule or {}))


def moved(definition: Definition, code: str, by: int) -> Changed:
    """Return the definition with a question earlier (-1) or later (1); ends stay ends."""
    found = copy.deepcopy(dict(definition))
    questions = found["questions"]
    place = questions.index(question_of(found, code))
    target = min(max(place + by, 0), len(questions) - 1)
    questions.insert(target, questions.pop(place))
    return _renumbered(found)


def _renumbered(definition: Changed) -> Changed:
    """Number the questions anew; pages of its own no longer fit and are laid out by rule."""
    for number, question in enumerate(definition["questions"], start=1):
        question["no"] = number
    definition.pop("pages", None)
    return definition


def with_sign(definition: Definition, sign: Mapping[str, Any], *, new: bool) -> Changed:
    """Return the definition with a sign replaced, or put at the end.

    Raises:
        Refusal: `code_taken`, `sign_unknown`.
    """
    found = copy.deepcopy(dict(definition))
    signs: list[dict[str, Any]] = found["dii_like"]["indicators"]
    if new and sign["code"] in {one["code"] for one in signs}:
        raise Refusal("code_taken", "Kode itu sudah dipakai ciri lain.")
    if new:
        signs.append(dict(sign))
    else:
        signs[signs.index(sign_of(found, sign["code"]))] = dict(sign)
    return found


def without_sign(definition: Definition, code: str) -> Changed:
    """Return the definition without a sign.

    Raises:
        Refusal: `sign_unknown`.
    """
    found = copy.deepcopy(dict(definition))
    found["dii_like"]["indicators"].remove(sign_of(found, code))
    return found


def with_parts(
    definition: Definition,
    *,
    title: tuple[str, str],
    gate: tuple[str, str],
    dimensions: Sequence[Mapping[str, Any]],
    levels: Sequence[Mapping[str, Any]],
    sign_levels: Sequence[Mapping[str, Any]],
) -> Changed:
    """Return the definition with its title, opening question, dimensions and levels replaced.

    Texts are (Indonesian, English); an empty English text falls back to the Indonesian.
    """
    found = copy.deepcopy(dict(definition))
    told = texts("title", title)
    found.pop("title_en", None)
    found |= told
    opening = found["gate"][0]
    opening.pop("text_en", None)
    opening |= texts("text", gate)
    found["dimensions"] = [dict(one) for one in dimensions]
    found["maturity_levels"] = [dict(one) for one in levels]
    found["dii_like"]["levels"] = [dict(one) for one in sign_levels]
    return found


def texts(key: str, told: tuple[str, str]) -> dict[str, str]:
    """Return a text as a definition writes it: English only when there is one."""
    own, english = told
    return {f"{key}_id": own} | ({f"{key}_en": english} if english else {})
