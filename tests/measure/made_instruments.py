"""Made-up instruments of every shape the editor can make, for properties."""

from typing import Any

from hypothesis import strategies as st

from lampit.measure.rules.languages import Asked, Language

WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Zl", "Zp", "Zs", "Cf")),
    min_size=1, max_size=20,
).filter(lambda text: not ("${" in text or text[0].isdigit() or text.strip() != text))  # fmt: skip
CODES = st.from_regex(r"[a-z][a-z_]{0,6}", fullmatch=True)
SCORES = st.integers(0, 12) | st.sampled_from([0.5, 2.5])


def _texts(draw: st.DrawFn, key: str = "text") -> dict[str, str]:
    found = {f"{key}_id": draw(WORDS)}
    if draw(st.booleans()):
        found[f"{key}_en"] = draw(WORDS)
    return found


def _rule(draw: st.DrawFn, before: list[dict[str, Any]], deep: int = 0) -> dict[str, Any]:
    """Return a rule over earlier questions."""
    if deep < 2 and draw(st.integers(0, 2)) == 0:
        word = draw(st.sampled_from(["and", "or", "not"]))
        if word == "not":
            return {"not": _rule(draw, before, deep + 1)}
        return {word: [_rule(draw, before, deep + 1) for _ in range(draw(st.integers(1, 3)))]}
    question = draw(st.sampled_from(before))
    code = question["id"]
    if question["type"] == "integer":
        word = draw(st.sampled_from(["ge", "eq", "ne", "in"]))
        value = draw(st.integers(0, 9))
        return {word: [code, [value] if word == "in" else value]}
    options = [option["code"] for option in question["options"]]
    if question["type"] == "select_one":
        word = draw(st.sampled_from(["eq", "ne", "in"]))
        if word == "in":
            return {"in": [code, draw(st.lists(st.sampled_from(options), min_size=1, max_size=3))]}
        return {word: [code, draw(st.sampled_from(options))]}
    if draw(st.booleans()):
        return {"selected": [code, draw(st.sampled_from(options))]}
    return {"count_ge": [code, draw(st.integers(1, len(options)))]}


def _options(draw: st.DrawFn, multiple: bool) -> list[dict[str, Any]]:
    codes = draw(st.lists(CODES, min_size=2, max_size=4, unique=True))
    options = [{"code": code, **_texts(draw), "score": draw(SCORES)} for code in codes]
    if multiple and draw(st.booleans()):
        options.append({"code": "tidak_ada", **_texts(draw), "score": 0, "exclusive": True})
    if draw(st.booleans()):
        options[0]["mid"] = draw(st.integers(-3, 10**9))
    return options


def _scored(draw: st.DrawFn, question: dict[str, Any]) -> dict[str, Any]:
    """Return the scores of a question, and keys that have no cell of their own."""
    found: dict[str, Any] = {}
    if draw(st.booleans()):
        found |= {"dimension": "d_satu", "max_score": draw(SCORES)}
        if question["type"] == "integer":
            band = {"min": question["min"], "max": question["max"], "score": 2.5}
            found["score_bands"] = [band]
        if question["type"] == "select_multiple":
            found["cap"] = draw(SCORES)
    if draw(st.booleans()):
        found |= {"sensitive": True, "use": ["contoh"]}
    return found


def _shape(draw: st.DrawFn, kind: str) -> dict[str, Any]:
    """Return the range or the options of a question."""
    if kind == "integer":
        low = draw(st.integers(0, 20))
        return {"min": low, "max": low + draw(st.integers(0, 50)), "refusable": draw(st.booleans())}
    found: dict[str, Any] = {"options": _options(draw, kind == "select_multiple")}
    if kind == "select_one":
        return found | {"refusable": draw(st.booleans())}
    return found | {"max_choices": draw(st.integers(1, len(found["options"])))}


def _question(draw: st.DrawFn, code: str, number: int, before: list[dict[str, Any]]) -> Any:
    kind = draw(st.sampled_from(["integer", "select_one", "select_multiple"]))
    found: dict[str, Any] = {"id": code, "no": number, "type": kind, **_texts(draw)}
    found |= {"required": draw(st.booleans()), "refusable": False, "dimension": None}
    if draw(st.booleans()):
        found |= _texts(draw, "hint")
    found |= _shape(draw, kind)
    found |= _scored(draw, found)
    has_rule: bool = draw(st.booleans())
    if before and has_rule:
        found["relevant"] = _rule(draw, before)
        if draw(st.booleans()):
            found["skip_score"] = draw(SCORES)
    return found


@st.composite
def definitions(draw: st.DrawFn) -> dict[str, Any]:
    """Return the content of a draft: one dimension, up to six questions, signs, levels."""
    codes = draw(st.lists(CODES.map("q_".__add__), min_size=1, max_size=6, unique=True))
    questions: list[dict[str, Any]] = []
    for number, code in enumerate(codes, start=1):
        questions.append(_question(draw, code, number, questions))
    yes = {"code": "ya", **_texts(draw), "score": 0}
    gate: dict[str, Any] = {"id": "setuju", "type": "select_one", **_texts(draw)}
    gate["options"] = [yes, {"code": "tidak", **_texts(draw), "score": 0}]
    signs = [{"code": "c1", **_texts(draw), "rule": _rule(draw, questions)}]
    return {
        "id": "uji-6308", "version": "3", "revision": "2026-11-30", "language_default": "id",
        "title_id": draw(WORDS), "special_codes": {}, "scoring": {}, "gate": [gate],
        "questions": questions,
        "dimensions": [{"code": "d_satu", **_texts(draw), "weight": draw(SCORES)}],
        "maturity_levels": [{"code": "m1", **_texts(draw), "min": 0, "max_exclusive": 100.000001}],
        "dii_like": {
            "indicators": signs, "basic": draw(WORDS),
            "levels": [{"code": "semua", **_texts(draw), "min": 0, "max": 1}],
        },
    }  # fmt: skip


@st.composite
def languages(draw: st.DrawFn, definition: dict[str, Any]) -> Language:
    """Return a language with texts for some questions of a definition."""
    told = {}
    for question in definition["questions"]:
        text = draw(st.just("") | WORDS)
        if text:
            options = {o["code"]: draw(WORDS) for o in question.get("options", ())[:1]}
            told[question["id"]] = Asked(text, "", options)
    return Language("bjn", "Banjar", draw(st.booleans()), draw(st.just("") | WORDS), told)
