"""An XLSForm, with or without Lampit's columns, read into a definition.

What `rules.xlsform_exchange` wrote comes back exactly. Forms of others bring their questions,
options, ranges and skips; scores and dimensions are then given in the editor. What an
instrument cannot hold is refused with row and column.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lampit.basics.refusal import Refusal
from lampit.measure.rules.editing import MOST_QUESTIONS
from lampit.measure.rules.languages import Language
from lampit.measure.rules.trees import JOINING, Rule
from lampit.measure.rules.xlsform import GATE_LIST, GROUP, PARADATA, SAMPLE_QUESTION
from lampit.measure.rules.xlsform_checks import LARGEST, SLUG, is_rule, is_text
from lampit.measure.rules.xlsform_parts import (
    check_texts,
    dimensions_of,
    levels_of,
    options_of,
    others_of,
    scored,
    signs_of,
    too_deep,
)
from lampit.measure.rules.xlsform_table import Line, Problem, Rows, Table, read_table
from lampit.measure.rules.xlsform_texts import languages_in, texts_of
from lampit.measure.rules.xpath import xpath
from lampit.measure.rules.xpath_reading import read_xpath

_PASSED_OVER = frozenset(
    {*PARADATA, "today", "phonenumber", "audit", "calculate", "note", "hidden", "image", "photo"}
    | {"audio", "video", "file", "geopoint", "background-audio"}
)
_GROUPS = {"begin_group", "begin group", "end_group", "end group"}
_SELECT = re.compile(r"(select_one|select_multiple|select one|select multiple)\s+(\S+)")
_ALONE = re.compile(r"not\(selected\(\., '([^']*)'\) and count-selected\(\.\) > 1\)")
_AT_MOST = re.compile(r"count-selected\(\.\) <= (\d{1,3})")
_LOW, _HIGH = re.compile(r"\. >= (-?\d{1,10})"), re.compile(r"\. <= (-?\d{1,10})")
_SPECIAL = re.compile(r"\. = -(?:88|99)")
MOST_LANGUAGES, LONGEST_TITLE = 20, 200
_JOINTS = re.compile(r"\b(?:and|or)\b|[()\s]")


@dataclass(frozen=True)
class Imported:
    """What a form brought: a definition, its languages, faults, and what was passed over."""

    definition: dict[str, Any]
    languages: tuple[Language, ...]
    problems: tuple[Problem, ...]
    passed_over: tuple[str, ...]


def read_form(sheets: Mapping[str, Rows], base: Mapping[str, Any]) -> Imported:
    """Read the sheets of a workbook; `base` gives the gate and levels that a form lacks.

    Raises:
        Refusal: `form_sheets`: there is no sheet of questions.
    """
    if not sheets.get("survey"):
        message = "Berkas ini bukan XLSForm: lembar “survey” tidak ada."
        raise Refusal("form_sheets", message)
    return _Form({name: read_table(name, rows) for name, rows in sheets.items()}, base).read()


class _Form:
    """One form while it is read; keeps the faults as they are met."""

    def __init__(self, tables: Mapping[str, Table], base: Mapping[str, Any]) -> None:
        self.tables, self.base = tables, base
        self.survey = tables["survey"]
        self.choices = tables.get("choices", Table("choices"))
        self.problems: list[Problem] = []
        self.passed_over: list[str] = []
        self.groups: list[Rule | None] = []
        self.asked: list[tuple[Line, str]] = []  # rows that are questions, and their lists

    def read(self) -> Imported:
        """Read everything."""
        others = others_of(self.tables, self.problems)
        questions: list[dict[str, Any]] = []
        gate = dict((others.get("gate") or self.base["gate"])[0])
        for line in self.survey.lines:
            if line.get("name") == gate["id"]:
                gate = self._gate(line, gate)
                continue
            found = self._row(line)
            if found is not None and len(questions) == MOST_QUESTIONS:
                message = f"Paling banyak {MOST_QUESTIONS} pertanyaan."
                self._fault(line, "name", "too_many_questions", message)
                break
            if found is not None:
                questions.append({**found, "no": len(questions) + 1})
        _settle_words(questions)
        told = others.pop("languages", [])
        if len(self.survey.languages()) > MOST_LANGUAGES:
            message = f"Paling banyak {MOST_LANGUAGES} bahasa dalam satu berkas."
            self.problems.append(Problem("survey", 1, "label", "", "languages_many", message))
        languages = languages_in(self.survey, self.choices, self.asked, told)
        definition = self._whole(others, gate, questions)
        return Imported(definition, languages, tuple(self.problems), tuple(self.passed_over))

    def _whole(
        self, others: dict[str, Any], gate: dict[str, Any], questions: list[dict[str, Any]]
    ) -> dict[str, Any]:
        """Put the parts together; a form of others starts without dimensions and signs."""
        settings = self.tables.get("settings", Table("settings"))
        first = settings.lines[0] if settings.lines else Line(0, {})
        title = first.get("form_title") or first.get("form_id") or "Instrumen baru"
        if not is_text(title, LONGEST_TITLE):
            message = f"Judul paling panjang {LONGEST_TITLE} huruf."
            self.problems.append(
                Problem("settings", first.number, "form_title", title[:80], "title_long", message)
            )
        stem = re.sub("[^a-z0-9]+", "-", (first.get("form_id") or title).lower()).strip("-")
        kept = {key: self.base[key] for key in ("special_codes", "scoring", "language_default")}
        signs = signs_of(self.tables, self.problems)
        index_levels, sign_levels = levels_of(self.tables, self.problems)
        dii = {
            **others.pop("dii_like", {}),
            "indicators": signs,
            "levels": sign_levels
            or [{"code": "semua", "text_id": "Semua", "min": 0, "max": len(signs)}],
        }
        return {
            **({"id": stem or "instrumen", "version": "1", "revision": "", **kept} | others),
            "title_id": title,
            "gate": [gate],
            "questions": questions,
            "dimensions": dimensions_of(self.tables, self.problems),
            "maturity_levels": index_levels or self.base["maturity_levels"],
            "dii_like": dii,
        }

    def _gate(self, line: Line, gate: dict[str, Any]) -> dict[str, Any]:
        """Read the question of consent; its answers stay yes and no."""
        self.asked.append((line, GATE_LIST))
        texts = {key: text for key, text in texts_of(self.survey, line).items() if key != "hint_id"}
        options = {one["code"]: one for one in options_of(self.choices, GATE_LIST, set(), [])}
        told = [
            {**one, **_texts_in(options[one["code"]], one)} if one["code"] in options else one
            for one in gate["options"]
        ]
        return {**gate, **{k: v for k, v in texts.items() if k in gate}, "options": told}

    def _row(self, line: Line) -> dict[str, Any] | None:
        """Read one row; None for what is no question."""
        kind, name = line.get("type"), line.get("name")
        if kind in _GROUPS:
            self._group(line, kind)
            return None
        if kind in _PASSED_OVER or name == SAMPLE_QUESTION:
            self._pass_over(kind, name)
            return None
        select = _SELECT.fullmatch(kind)
        if select is None and kind not in {"integer", "int"}:
            message = "Jenis pertanyaan ini belum didukung: pakai integer atau select."
            self._fault(line, "type", "type_unsupported", message)
            return None
        if not name:
            self._fault(line, "name", "name_missing", "Baris ini tidak punya nama pertanyaan.")
            return None
        if SLUG.fullmatch(name) is None:
            message = "Nama pertanyaan: huruf, angka dan garis bawah, paling panjang 40."
            self._fault(line, "name", "code_form", message)
            return None
        return self._question(line, select)

    def _pass_over(self, kind: str, name: str) -> None:
        """Remember what was not taken, unless the form makes it again by itself."""
        if kind not in {*PARADATA, "note", "calculate"} and name not in {
            SAMPLE_QUESTION, "lokasi", "foto",
        }:  # fmt: skip
            self.passed_over.append(name or kind)

    def _group(self, line: Line, kind: str) -> None:
        """Keep the rule of a group for its questions; the form's own group has none."""
        if kind.startswith("end"):
            if self.groups:
                self.groups.pop()
            return
        own = line.get("name") == GROUP
        self.groups.append(None if own else self._rule(line))

    def _rule(self, line: Line) -> Rule | None:
        """Read a skip rule."""
        told = line.get("relevant")
        if not told:
            return None
        try:
            rule = read_xpath(told)
        except Refusal as refusal:
            self._fault(line, "relevant", refusal.code, refusal.message)
            return None
        if is_rule(rule):
            return rule
        self.problems.append(too_deep("survey", line, "relevant"))
        return None

    def _question(self, line: Line, select: re.Match[str] | None) -> dict[str, Any]:
        """Read a question with its constraint, options, scores and skip."""
        kind = select[1].replace(" ", "_") if select else "integer"
        found: dict[str, Any] = {
            "id": line.get("name"),
            "type": kind,
            **texts_of(self.survey, line),
            "dimension": line.get("lampit::dimensi") or None,
            "required": line.get("required").lower() in {"yes", "true", "true()", "ya"},
            "refusable": False,
        }
        check_texts("survey", line, found, self.problems)
        self.asked.append((line, select[2] if select else ""))
        if select is None:
            found |= self._range(line)
        else:
            found |= self._choices(line, kind, select[2])
        found |= scored(line, self.problems)
        return self._skipped(line, found)

    def _skipped(self, line: Line, found: dict[str, Any]) -> dict[str, Any]:
        """Join the rule of a question with those of its groups; the exact one is in the rest."""
        rest: dict[str, Any] = found.pop("_rest", {})
        kept = rest.pop("relevant", None)
        own = self._rule(line)
        if kept is not None and line.get("relevant") == _written(kept):
            own = kept
        rules = [rule for rule in (*self.groups, own) if rule is not None]
        if rules:
            found["relevant"] = rules[0] if len(rules) == 1 else {"and": rules}
        if "hint_en" in found:
            rest.pop("hint_en", None)
        return found | rest

    def _range(self, line: Line) -> dict[str, Any]:
        """Read what a number must be."""
        told = line.get("constraint")
        low, high = _LOW.search(told), _HIGH.search(told)
        refusable = bool(_SPECIAL.search(told))
        self._unread(line, told, (_LOW, _HIGH, _SPECIAL))
        if low is None or high is None:
            self.passed_over.append(f"{line.get('name')}: 0–{LARGEST}")
        return {
            "min": int(low[1]) if low else 0,
            "max": int(high[1]) if high else LARGEST,
            "refusable": refusable,
        }

    def _choices(self, line: Line, kind: str, listed: str) -> dict[str, Any]:
        """Read the options of a question, which of them stand alone, and how many at most."""
        told = line.get("constraint")
        alone = set(_ALONE.findall(told)) if kind == "select_multiple" else set()
        most = _AT_MOST.search(told)
        self._unread(line, told, (_ALONE, _AT_MOST))
        options = options_of(self.choices, listed, alone, self.problems)
        if not options:
            message = f"Daftar pilihan “{listed}” tidak ada di lembar “choices”."
            self._fault(line, "type", "list_missing", message)
        special = [o for o in options if kind == "select_one" and o["code"] in {"88", "99"}]
        found = {"options": [o for o in options if o not in special], "refusable": bool(special)}
        return found | ({"max_choices": int(most[1])} if most else {})

    def _unread(self, line: Line, told: str, known: tuple[re.Pattern[str], ...]) -> None:
        """Refuse a constraint that says more than ranges and numbers of choices."""
        left = told
        for pattern in known:
            left = pattern.sub("", left)
        if _JOINTS.sub("", left):
            message = "Batasan ini tidak dapat dibaca. Pakai batas angka atau jumlah pilihan."
            self._fault(line, "constraint", "constraint_unreadable", message)

    def _fault(self, line: Line, column: str, code: str, message: str) -> None:
        value = line.get(column)
        self.problems.append(Problem("survey", line.number, column, value, code, message))


def _texts_in(told: Mapping[str, Any], kept: Mapping[str, Any]) -> dict[str, str]:
    """Return the texts of a brought answer for which the gate has a place."""
    return {key: told[key] for key in ("text_id", "text_en") if key in kept and key in told}


def _written(rule: Rule) -> str:
    """Write a rule, whatever was kept beside the form."""
    try:
        return xpath(rule)
    except (ValueError, TypeError, AttributeError, IndexError, json.JSONDecodeError):
        return ""


def _settle_words(questions: list[dict[str, Any]]) -> None:
    """Say `selected` of a question with one choice as `eq`: forms use either."""
    kinds = {question["id"]: question["type"] for question in questions}
    for question in questions:
        if "relevant" in question:
            question["relevant"] = _settled(question["relevant"], kinds)


def _settled(rule: Any, kinds: Mapping[str, str]) -> Any:
    ((word, told),) = rule.items()
    if word in JOINING:
        return {word: [_settled(part, kinds) for part in told]}
    if word == "not":
        return {word: _settled(told, kinds)}
    if word == "selected" and kinds.get(told[0]) == "select_one":
        return {"eq": told}
    return rule
