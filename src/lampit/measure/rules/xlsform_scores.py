"""The scoring of an instrument as calculations of an XLSForm, for the screen of the phone.

Names: `s_` the sum of a multiple question, `n_` points and `m_` maximum of a dimension, `dim_`
its 0 to 100, `indeks`, `dii`. Equal to `rules.scoring` but for the rule that an index needs
80 % of the points: the phone shows what it has, the server decides.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from lampit.measure.rules.logic import DONT_KNOW, REFUSED
from lampit.measure.rules.xpath import number, xpath

Question = Mapping[str, Any]


def calculations(definition: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield (name, formula) in an order in which each reads earlier ones only."""
    present = []
    for dimension in definition["dimensions"]:
        code = dimension["code"]
        scored = [q for q in definition["questions"] if _counts(q, code)]
        if scored:
            present.append(dimension)
            yield from _dimension(code, scored)
    if present:
        yield "indeks", _index(present)
        yield "dii", _points(definition["dii_like"]["indicators"])


def _counts(question: Question, dimension: str) -> bool:
    return question.get("dimension") == dimension and bool(question.get("max_score"))


def _dimension(code: str, questions: Sequence[Question]) -> Iterator[tuple[str, str]]:
    """Yield the sums of a dimension's multiple questions, its points, maximum and share."""
    for question in questions:
        if question["type"] == "select_multiple":
            yield f"s_{question['id']}", _sum(question)
    yield f"n_{code}", " + ".join(_earned(question) for question in questions)
    yield f"m_{code}", " + ".join(_most(question) for question in questions)
    yield f"dim_{code}", f"if(${{m_{code}}} > 0, 100 * ${{n_{code}}} div ${{m_{code}}}, '')"


def _sum(question: Question) -> str:
    """Add up what each answer earns; one that earns nothing is left out."""
    asked = f"${{{question['id']}}}"
    if question["type"] == "integer":
        tests = [
            (f"{asked} >= {band['min']} and {asked} <= {band['max']}", band["score"])
            for band in question.get("score_bands", ())
        ]
    elif question["type"] == "select_multiple":
        tests = [(f"selected({asked}, '{o['code']}')", o["score"]) for o in question["options"]]
    else:
        tests = [(f"{asked} = '{o['code']}'", o["score"]) for o in question["options"]]
    parts = [f"if({test}, {number(score)}, 0)" for test, score in tests if score]
    return "+".join(parts) or "0"


def _earned(question: Question) -> str:
    """Write the points of one item."""
    if question["type"] == "select_multiple":
        cap = number(question["max_score"] if question.get("cap") is None else question["cap"])
        points = f"(if(${{s_{question['id']}}} > {cap}, {cap}, ${{s_{question['id']}}}))"
    else:
        points = f"({_sum(question)})"
    if question.get("relevant") and question.get("skip_score"):
        skipped = number(question["skip_score"])
        return f"({points} + if({xpath(question['relevant'])}, 0, {skipped}))"
    return points


def _most(question: Question) -> str:
    """Write the maximum of one item: nothing where it counts neither way."""
    asked, most = f"${{{question['id']}}}", number(question["max_score"])
    away = [f"{asked} = ''"] if not question.get("required", True) else []
    if question.get("refusable") and question["type"] == "integer":
        away.append(f"{asked} < 0")
    elif question.get("refusable") and question["type"] == "select_one":
        away += [f"{asked} = '{REFUSED}'", f"{asked} = '{DONT_KNOW}'"]
    term = f"if({' or '.join(away)}, 0, {most})" if away else most
    rule = question.get("relevant")
    if not rule:
        return term
    if question.get("skip_score") is None:
        return f"if({xpath(rule)}, {term}, 0)"
    # Skipped counts as answered; the empty answer of an optional item must not hide that.
    is_optional = not question.get("required", True)
    return f"if({xpath(rule)}, {term}, {most})" if is_optional else term


def _index(dimensions: Sequence[Mapping[str, Any]]) -> str:
    """Write the weighted mean over the dimensions present."""
    weights = [(d["code"], number(d["weight"])) for d in dimensions]
    above = " + ".join(f"if(${{m_{c}}} > 0, {w} * ${{dim_{c}}}, 0)" for c, w in weights)
    below = " + ".join(f"if(${{m_{c}}} > 0, {w}, 0)" for c, w in weights)
    return f"({above}) div ({below})"


def _points(indicators: Sequence[Mapping[str, Any]]) -> str:
    """Count the indicators that are true."""
    return " + ".join(f"if({xpath(one['rule'])}, 1, 0)" for one in indicators) or "0"
