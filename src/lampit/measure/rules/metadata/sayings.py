"""What the instrument's little rules mean, in Indonesian sentences. Pure."""

from collections.abc import Sequence
from typing import Any

from lampit.measure.rules.instrument import Instrument, Question, Rule
from lampit.measure.rules.logic import DONT_KNOW, REFUSED


def title_of(code: str) -> str:
    """Return the code of a question as a name: `usia_pemilik` → `Usia pemilik`."""
    return code.replace("_", " ").strip().capitalize()


def _found(instrument: Instrument, code: str) -> Question | None:
    return next((q for q in (instrument.gate, *instrument.questions) if q.id == code), None)


def _choice(question: Question | None, code: Any) -> str:
    option = question.option(str(code)) if question is not None else None
    return f"“{option.text.id}”" if option is not None else f"“{code}”"


def _joined(parts: Sequence[str], word: str) -> str:
    return parts[0] if len(parts) == 1 else f" {word} ".join(f"({part})" for part in parts)


def rule_words(instrument: Instrument, rule: Rule) -> str:
    """Return a rule tree as a sentence: names of questions and words of their options."""
    ((word, told),) = rule.items()
    if word in ("and", "or"):
        joiner = "dan" if word == "and" else "atau"
        return _joined([rule_words(instrument, part) for part in told], joiner)
    if word == "not":
        return f"tidak ({rule_words(instrument, told)})"
    question = _found(instrument, told[0])
    name, given = title_of(told[0]), told[1]
    if word == "in":
        return f"{name} = " + " atau ".join(_choice(question, code) for code in given)
    if word == "ge":
        return f"{name} ≥ {given}"
    if word == "count_ge":
        return f"{name}: sedikitnya {given} pilihan"
    if word == "selected":
        return f"{name} memuat {_choice(question, given)}"
    return f"{name} {'=' if word == 'eq' else '≠'} {_choice(question, given)}"


def filling(question: Question) -> str:
    """Return the classification of what may be filled in: the code list, or the range."""
    if question.kind == "integer":
        return f"Bilangan bulat {question.low}–{question.high}"
    return "; ".join(f"{option.code} = {option.text.id}" for option in question.options)


def checks(instrument: Instrument, question: Question) -> str:
    """Return the validation rules of a question as sentences."""
    said = []
    if question.kind == "integer":
        said.append(f"bilangan bulat antara {question.low} dan {question.high}")
    elif question.kind == "select_multiple":
        most = question.at_most
        said.append("boleh lebih dari satu" if most is None else f"paling banyak {most} pilihan")
        alone = [o.text.id for o in question.options if o.exclusive]
        said += [f"“{text}” tidak bersama pilihan lain" for text in alone]
    else:
        said.append("tepat satu kode dari daftar")
    if question.relevant is not None:
        said.append(f"hanya ditanyakan bila {rule_words(instrument, question.relevant)}")
    if question.refusable:
        sign = "-" if question.kind == "integer" else ""
        said.append(f"{sign}{REFUSED} = tidak mau menjawab, {sign}{DONT_KNOW} = tidak tahu")
    return "; ".join(said)
