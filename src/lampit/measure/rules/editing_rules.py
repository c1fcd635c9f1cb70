"""What must be right in a rule: questions it may read, words that fit them, and some effect."""

from collections.abc import Iterator, Mapping
from itertools import combinations, islice, product
from typing import Any

from lampit.measure.rules.answers import Fault
from lampit.measure.rules.logic import Answer, holds
from lampit.measure.rules.trees import JOINING, Rule, asked_about

Question = Mapping[str, Any]
MOST_DEEP, MOST_TRIED = 6, 20_000
_FITS = {
    "integer": {"eq", "ne", "in", "ge"},
    "select_one": {"eq", "ne", "in"},
    "select_multiple": {"selected", "count_ge"},
}


def rule_faults(
    place: str,
    rule: Any,
    readable: Mapping[str, Question],
    every: Mapping[str, Question],
    deep: int = 0,
) -> Iterator[Fault]:
    """Yield what is wrong with a rule; `readable` are the questions it may read, by id.

    A skip rule may read earlier questions only, so no loop is possible; a sign may read all.
    """
    if not isinstance(rule, Mapping) or len(rule) != 1 or deep > MOST_DEEP:
        yield Fault(place, "rule_shape", "Syarat ini tidak dapat dibaca. Susun lagi dari awal.")
        return
    ((word, told),) = rule.items()
    if word in JOINING or word == "not":
        parts = [told] if word == "not" else told
        if not parts:
            yield Fault(place, "rule_empty", "Syarat ini kosong. Isi, atau hapus.")
        for part in parts:
            yield from rule_faults(place, part, readable, every, deep + 1)
        return
    yield from _leaf_faults(place, word, told, readable, every)


def _leaf_faults(
    place: str,
    word: str,
    told: Any,
    readable: Mapping[str, Question],
    every: Mapping[str, Question],
) -> Iterator[Fault]:
    """Yield what is wrong with one comparison."""
    code, value = told[0], told[1]
    if code not in every:
        yield Fault(place, "rule_unknown", f"Syarat membaca pertanyaan “{code}” yang tidak ada.")
        return
    if code not in readable:
        yield Fault(
            place,
            "rule_forward",
            f"Syarat membaca “{code}”, yang ditanyakan sesudahnya. Pindahkan itu ke atas.",
        )
        return
    question = every[code]
    if word not in _FITS.get(question["type"], ()):
        yield Fault(place, "rule_word", f"Cara membandingkan itu tidak cocok untuk “{code}”.")
        return
    yield from _value_faults(place, word, value, question)


def _value_faults(place: str, word: str, value: Any, question: Question) -> Iterator[Fault]:
    """Yield what is wrong with the value that an answer is compared to."""
    code = question["id"]
    if word == "count_ge":
        if not isinstance(value, int) or not 1 <= value <= len(question["options"]):
            yield Fault(place, "rule_count", f"Jumlah pilihan “{code}” dalam syarat tidak mungkin.")
        return
    values = value if word == "in" else [value]
    if not values:
        yield Fault(place, "rule_empty", "Syarat ini kosong. Isi, atau hapus.")
    if question["type"] == "integer":
        wrong = [v for v in values if not isinstance(v, int) or not _inside(v, question)]
    else:
        known = {option["code"] for option in question.get("options", ())}
        wrong = [v for v in values if v not in known]
    if wrong:
        yield Fault(
            place, "rule_value", f"Syarat menyebut jawaban “{wrong[0]}” yang “{code}” tidak punya."
        )


def _inside(value: int, question: Question) -> bool:
    return bool(question["min"] <= value <= question["max"])


def unreachable(place: str, rule: Rule, readable: Mapping[str, Question]) -> Iterator[Fault]:
    """Yield a fault when no answers make a rule true, or none make it false.

    Tried out over the answers that can matter; a rule over very many is let pass.
    """
    asked = sorted(set(asked_about(rule)))
    answers = [_candidates(readable[code], rule) for code in asked]
    tried = list(islice(product(*answers), MOST_TRIED + 1))
    if len(tried) > MOST_TRIED:
        return
    seen = {holds(rule, _given(asked, values)) for values in tried}
    if True not in seen:
        yield Fault(place, "rule_never", "Syarat ini tidak pernah terpenuhi oleh jawaban apa pun.")
    elif False not in seen:
        yield Fault(place, "rule_always", "Syarat ini selalu terpenuhi. Hapus saja syaratnya.")


def _given(asked: list[str], values: tuple[Answer | None, ...]) -> dict[str, Answer]:
    return {code: value for code, value in zip(asked, values, strict=True) if value is not None}


def _candidates(question: Question, rule: Rule) -> list[Answer | None]:
    """Return the answers of a question among which a rule can tell; None is “not asked”."""
    if question["type"] == "integer":
        edges = {question["min"], question["max"]}
        for value in _numbers(rule, question["id"]):
            edges |= {value, value - 1, value + 1}
        return [None, *sorted(v for v in edges if _inside(v, question))]
    codes = [option["code"] for option in question.get("options", ())]
    if question["type"] == "select_one":
        return [None, *codes]
    return [None, *_sets(question, rule, codes)]


def _sets(question: Question, rule: Rule, codes: list[str]) -> Iterator[list[str]]:
    """Yield sets of options: each alone, and those named in the rule with others beside."""
    yield from ([code] for code in codes)
    most = question.get("max_choices") or len(codes)
    free = [o["code"] for o in question["options"] if not o.get("exclusive")]
    named = [code for code in free if code in set(_named(rule, question["id"]))][:6]
    others = [code for code in free if code not in named]
    for size in range(len(named) + 1):
        for chosen in combinations(named, size):
            for more in range(len(others) + 1):
                if 2 <= size + more <= most:
                    yield [*chosen, *others[:more]]


def _numbers(rule: Rule, code: str) -> Iterator[int]:
    """Yield the numbers that a rule compares an answer to."""
    return (value for value in _named(rule, code) if isinstance(value, int))


def _named(rule: Rule, code: str) -> Iterator[Any]:
    """Yield the values that a rule names for a question."""
    for word, told in rule.items():
        if word in JOINING or word == "not":
            for part in [told] if word == "not" else told:
                yield from _named(part, code)
        elif told[0] == code and word != "count_ge":
            yield from told[1] if word == "in" else [told[1]]
