"""An instrument as plain values: questions, options, dimensions, levels, indicators.

Read from the published JSON, which rules: no question is ever typed into code.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from lampit.measure.rules.pages import laid_out
from lampit.measure.rules.roles import meaning_of, role_of
from lampit.measure.rules.trees import Rule

__all__ = [
    "Band",
    "Dimension",
    "Indicator",
    "Instrument",
    "Level",
    "Option",
    "Page",
    "Question",
    "Rule",
    "Text",
    "read_instrument",
]


MINUTES_A_QUESTION = 0.625  # of the shipped version: 24 in 15 minutes


@dataclass(frozen=True)
class Text:
    """A text in both languages of the instrument."""

    id: str
    en: str


@dataclass(frozen=True)
class Option:
    """One choice of a question with its score, and what it means in the role of its question."""

    code: str
    text: Text
    score: float
    exclusive: bool
    means: str = ""


@dataclass(frozen=True)
class Band:
    """A range of whole numbers that earns a score."""

    low: int
    high: int
    score: float


@dataclass(frozen=True)
class Question:
    """One question: how it is asked, when, what its answers score, what they are for."""

    id: str
    number: int
    kind: str
    text: Text
    hint: str
    dimension: str | None
    options: tuple[Option, ...]
    bands: tuple[Band, ...]
    max_score: float
    cap: float | None
    low: int
    high: int
    relevant: Rule | None
    skip_score: float | None
    refusable: bool
    sensitive: bool
    at_most: int | None
    role: str = ""

    @property
    def is_scored(self) -> bool:
        """Say whether answers count towards a dimension."""
        return self.dimension is not None and self.max_score > 0

    def option(self, code: str) -> Option | None:
        """Return the option with this code, if the question has it."""
        return self._options.get(code)

    @cached_property
    def _options(self) -> dict[str, Option]:
        return {option.code: option for option in reversed(self.options)}


@dataclass(frozen=True)
class Dimension:
    """A part of the index with its weight."""

    code: str
    text: Text
    weight: float


@dataclass(frozen=True)
class Level:
    """A named range of the index or of the points."""

    code: str
    text: Text
    low: float
    high: float


@dataclass(frozen=True)
class Indicator:
    """One of the twelve yes/no points with its rule."""

    code: str
    text: Text
    rule: Rule


@dataclass(frozen=True)
class Page:
    """A short page of questions on one theme."""

    code: str
    text: Text
    questions: tuple[str, ...]


@dataclass(frozen=True)
class Instrument:
    """A published version of the questionnaire; frozen once it has been used."""

    id: str
    version: str
    title: Text
    gate: Question
    questions: tuple[Question, ...]
    dimensions: tuple[Dimension, ...]
    maturity: tuple[Level, ...]
    indicators: tuple[Indicator, ...]
    point_levels: tuple[Level, ...]
    pages: tuple[Page, ...]
    told_minutes: int = 0  # how long an interview takes, as its makers say; 0: they do not

    @property
    def minutes(self) -> int:
        """Return how many minutes an interview takes at most, about; else reckoned by questions."""
        return self.told_minutes or max(1, round(len(self.questions) * MINUTES_A_QUESTION))

    def question(self, code: str) -> Question:
        """Return a question by its id.

        Raises:
            KeyError: there is no such question.
        """
        for question in (self.gate, *self.questions):
            if question.id == code:
                return question
        raise KeyError(code)

    @cached_property
    def by_role(self) -> dict[str, Question]:
        """Return role → its question, the first that has it (`rules.roles`)."""
        return {q.role: q for q in reversed(self.questions) if q.role}

    @cached_property
    def scored(self) -> dict[str, tuple[Question, ...]]:
        """Return the scored questions of each dimension."""
        return {
            one.code: tuple(q for q in self.questions if q.dimension == one.code and q.is_scored)
            for one in self.dimensions
        }

    @cached_property
    def whole(self) -> float:
        """Return the points of all scored questions together."""
        return sum(q.max_score for q in self.questions if q.is_scored)


def _text(found: Mapping[str, Any], key: str = "text") -> Text:
    """Read a text in both languages; English falls back to Indonesian."""
    own = str(found.get(f"{key}_id", ""))
    return Text(own, str(found.get(f"{key}_en") or own))


def _question(found: Mapping[str, Any]) -> Question:
    """Read one question."""
    role = role_of(found)
    options = tuple(
        Option(
            o["code"], _text(o), float(o.get("score", 0)), bool(o.get("exclusive")),
            meaning_of(role, o),
        )
        for o in found.get("options", ())
    )  # fmt: skip
    bands = tuple(Band(b["min"], b["max"], float(b["score"])) for b in found.get("score_bands", ()))
    skip = found.get("skip_score")
    cap = found.get("cap")
    return Question(
        id=found["id"],
        number=int(found.get("no", 0)),
        kind=found["type"],
        text=_text(found),
        hint=str(found.get("hint_id", "")),
        dimension=found.get("dimension"),
        options=options,
        bands=bands,
        max_score=float(found.get("max_score") or 0),
        cap=None if cap is None else float(cap),
        low=int(found.get("min", 0)),
        high=int(found.get("max", 0)),
        relevant=found.get("relevant"),
        skip_score=None if skip is None else float(skip),
        refusable=bool(found.get("refusable")),
        sensitive=bool(found.get("sensitive")),
        at_most=found.get("max_choices"),
        role=role,
    )


def read_instrument(found: Mapping[str, Any]) -> Instrument:
    """Read the published JSON of an instrument; without `pages` they are laid out by rule.

    Raises:
        KeyError: a part is missing; the file is not an instrument.
    """
    levels = found["dii_like"]
    return Instrument(
        id=found["id"],
        version=str(found["version"]),
        title=_text(found, "title"),
        gate=_question(found["gate"][0]),
        told_minutes=int(found.get("minutes") or 0),
        questions=tuple(_question(q) for q in found["questions"]),
        dimensions=tuple(
            Dimension(d["code"], _text(d), float(d["weight"])) for d in found["dimensions"]
        ),
        maturity=tuple(
            Level(m["code"], _text(m), float(m["min"]), float(m["max_exclusive"]))
            for m in found["maturity_levels"]
        ),
        indicators=tuple(Indicator(i["code"], _text(i), i["rule"]) for i in levels["indicators"]),
        point_levels=tuple(
            Level(x["code"], _text(x), float(x["min"]), float(x["max"])) for x in levels["levels"]
        ),
        pages=tuple(
            Page(p["code"], _text(p), tuple(p["questions"]))
            for p in found.get("pages") or laid_out(found)
        ),
    )
