"""What must be right in an instrument before it is published; each fault says what to do.

A draft may hold anything; the checks tell where it does not fit yet. Places are `judul`,
`soal/<id>`, `dimensi/<code>`, `tanda/<code>`, `tingkat`, `pengantar`.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from lampit.basics.refusal import Refusal
from lampit.measure.rules.answers import Fault
from lampit.measure.rules.columns import (
    COLUMNS,
    LONGEST_CODE,
    LONGEST_LEVEL,
    LONGEST_SIGN_LEVEL,
)
from lampit.measure.rules.editing_questions import CODE, question_faults
from lampit.measure.rules.editing_roles import role_faults, roles_twice
from lampit.measure.rules.editing_rules import rule_faults, unreachable
from lampit.measure.rules.roles import role_of
from lampit.measure.rules.trees import asked_about
from lampit.measure.rules.xlsform import GATE_LIST, GROUP, PARADATA, PHOTO, PLACE, SAMPLE_QUESTION
from lampit.measure.rules.xlsform_scores import calculations

Definition = Mapping[str, Any]
MOST_QUESTIONS, MOST_SIGNS = 120, 24
RESERVED = frozenset(
    {*PARADATA, PHOTO, PLACE, GROUP, SAMPLE_QUESTION, GATE_LIST}
    | {"indeks", "dii", "hasil", "meta", "data", "instanceID", "instanceName", "setuju"}
)


def faults_of(definition: Definition) -> list[Fault]:
    """Return everything that keeps a definition from being published, in the order of its parts."""
    return [
        *_title(definition),
        *_names(definition),
        *_questions(definition),
        *_dimensions(definition),
        *_signs(definition),
        *_levels(definition),
    ]


def check_publishable(definition: Definition) -> None:
    """Refuse a definition with faults.

    Raises:
        Refusal: `instrument_faulty`.
    """
    found = len(faults_of(definition))
    if found:
        message = f"Masih ada {found} hal yang perlu dibetulkan sebelum terbit."
        raise Refusal("instrument_faulty", message)


def unread_columns(definition: Definition) -> list[str]:
    """Return the roles that the house's own figures read and this instrument lacks."""
    held = {role_of(question) for question in definition["questions"]}
    return [column.role for column in COLUMNS if column.role not in held]


def pruned_steps(definition: Definition, next_steps: Mapping[str, Any]) -> dict[str, Any]:
    """Return the next steps that still name a question and option of the definition."""
    options = {
        question["id"]: {option["code"] for option in question.get("options", ())}
        for question in definition["questions"]
    }
    kept = [
        step
        for step in next_steps.get("steps", ())
        if step["option"] in options.get(step["question"], ())
        and set(asked_about(step.get("requires") or {})) <= set(options)
    ]
    return {**next_steps, "steps": kept}


def _title(definition: Definition) -> Iterator[Fault]:
    """A title, and a gate that can be answered with yes and no."""
    if not str(definition.get("title_id", "")).strip():
        yield Fault("judul", "title_missing", "Beri instrumen ini judul.")
    gate = definition["gate"][0]
    if not str(gate.get("text_id", "")).strip():
        yield Fault("pengantar", "text_missing", "Tulis kalimat yang menanyakan kesediaan.")
    if not {"ya", "tidak"} <= {option["code"] for option in gate["options"]}:
        yield Fault("pengantar", "gate_answers", "Kesediaan perlu jawaban “ya” dan “tidak”.")


def _names(definition: Definition) -> Iterator[Fault]:
    """Every name once, and none that the form needs for itself."""
    used = {name for name, _ in calculations(definition)} | RESERVED
    seen: set[str] = set()
    for question in definition["questions"]:
        code = question["id"]
        if code in seen:
            yield Fault(f"soal/{code}", "code_twice", f"Kode “{code}” dipakai dua pertanyaan.")
        elif code in used:
            yield Fault(
                f"soal/{code}", "code_reserved", f"Kode “{code}” dipakai formulir. Pilih yang lain."
            )
        seen.add(code)


def _questions(definition: Definition) -> Iterator[Fault]:
    """Each question by itself, then its skip rule over the questions before it."""
    questions = definition["questions"]
    if not questions:
        yield Fault("judul", "no_questions", "Instrumen belum punya pertanyaan.")
    if len(questions) > MOST_QUESTIONS:
        yield Fault("judul", "too_many_questions", f"Paling banyak {MOST_QUESTIONS} pertanyaan.")
    yield from roles_twice(questions)
    dimensions = {dimension["code"] for dimension in definition["dimensions"]}
    before: dict[str, Mapping[str, Any]] = {}
    every = {question["id"]: question for question in questions}
    for question in questions:
        place = f"soal/{question['id']}"
        yield from question_faults(place, question, dimensions)
        yield from _column(place, question)
        rule = question.get("relevant")
        if rule:
            wrong = list(rule_faults(place, rule, before, every))
            yield from wrong
            if not wrong:
                yield from unreachable(place, rule, before)
        before[question["id"]] = question


def _column(place: str, question: Mapping[str, Any]) -> Iterator[Fault]:
    """What the house's own figures read must fit where they read it."""
    role = role_of(question)
    yield from role_faults(place, question)
    column = next((one for one in COLUMNS if one.role == role), None)
    if column is None:
        return
    codes = [str(option["code"]) for option in question.get("options", ())]
    if column.type == "text" and any(len(code) > LONGEST_CODE for code in codes):
        message = f"Kode pilihan pertanyaan ini paling panjang {LONGEST_CODE} huruf."
        yield Fault(place, "option_code_long", message)
    largest = column.largest
    if column.type == "integer" and int(question.get("max") or 0) > largest:
        message = f"Angka terbesar pertanyaan ini paling tinggi {largest}."
        yield Fault(place, "range_wide", message)


def _dimensions(definition: Definition) -> Iterator[Fault]:
    """Codes once, names, weights that add up to something, and something scored in each."""
    seen: set[str] = set()
    scored = {q.get("dimension") for q in definition["questions"] if q.get("max_score")}
    for dimension in definition["dimensions"]:
        code = dimension["code"]
        place = f"dimensi/{code}"
        if not CODE.fullmatch(code) or code in seen:
            yield Fault(place, "dimension_code", f"Kode dimensi “{code}” tidak dapat dipakai.")
        seen.add(code)
        if not str(dimension.get("text_id", "")).strip():
            yield Fault(place, "text_missing", "Beri dimensi ini nama.")
        if dimension["weight"] < 0:
            yield Fault(place, "weight_negative", "Bobot dimensi tidak boleh kurang dari 0.")
        if code not in scored:
            yield Fault(
                place,
                "dimension_empty",
                "Dimensi ini belum punya pertanyaan bernilai. Isi, atau hapus dimensinya.",
            )
    if sum(dimension["weight"] for dimension in definition["dimensions"]) <= 0:
        yield Fault("dimensi", "no_weight", "Indeks perlu satu dimensi dengan bobot di atas 0.")


def _signs(definition: Definition) -> Iterator[Fault]:
    """The yes/no signs: codes once, words, rules over questions that exist."""
    every = {question["id"]: question for question in definition["questions"]}
    signs = definition["dii_like"]["indicators"]
    seen: set[str] = set()
    for sign in signs:
        place = f"tanda/{sign['code']}"
        if not CODE.fullmatch(sign["code"]) or sign["code"] in seen:
            yield Fault(place, "sign_code", f"Kode ciri “{sign['code']}” tidak dapat dipakai.")
        seen.add(sign["code"])
        if not str(sign.get("text_id", "")).strip():
            yield Fault(place, "text_missing", "Tulis apa arti ciri ini.")
        wrong = list(rule_faults(place, sign["rule"], every, every))
        yield from wrong
        if not wrong:
            yield from unreachable(place, sign["rule"], every)
    if len(signs) > MOST_SIGNS:
        yield Fault("tanda", "too_many_signs", f"Paling banyak {MOST_SIGNS} ciri.")


def _levels(definition: Definition) -> Iterator[Fault]:
    """Levels leave no gap: of the index from 0 to 100, of the signs from 0 to all of them."""
    edges = [(level["min"], level["max_exclusive"]) for level in definition["maturity_levels"]]
    if not _closed(edges, 0) or edges[-1][1] <= 100:
        yield Fault(
            "tingkat",
            "levels_gap",
            "Tingkat indeks harus bersambung dari 0 sampai lewat 100, tanpa celah.",
        )
    levels = definition["dii_like"]["levels"]
    for kind, most_signs in ((definition["maturity_levels"], LONGEST_LEVEL),
                             (levels, LONGEST_SIGN_LEVEL)):  # fmt: skip
        if any(len(str(level["code"])) > most_signs for level in kind):
            message = f"Kode tingkat paling panjang {most_signs} huruf."
            yield Fault("tingkat", "level_code_long", message)
    most = len(definition["dii_like"]["indicators"])
    steps = [(level["min"], level["max"] + 1) for level in levels]
    if not _closed(steps, 0) or steps[-1][1] != most + 1:
        yield Fault(
            "tingkat",
            "sign_levels_gap",
            f"Tingkat ciri harus bersambung dari 0 sampai {most}, tanpa celah.",
        )


def _closed(edges: Sequence[tuple[float, float]], first: float) -> bool:
    """Say whether half-open ranges rise from `first`, each beginning where one ended."""
    if not edges or edges[0][0] != first:
        return False
    joined = all(a[1] == b[0] for a, b in pairwise(edges))
    return joined and all(low < high for low, high in edges)
