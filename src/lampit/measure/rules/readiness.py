"""How near a business is to selling online: what it has, what it lacks, what alone blocks it.

The prerequisites are data (`data/readiness.json`): rules of the instrument's language. An
instrument that does not ask about one of them is judged by the others, so every instrument has
its list, be it a shorter one. What nobody answered is unknown and never counts as lacking.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lampit.measure.rules.instrument import Instrument, Rule, Text
from lampit.measure.rules.logic import NONE_OF_THESE, Answers, asked_about, holds, known

LEAST_ASKED = 3
BARRIER = "hambatan."
LACK = "syarat."


@dataclass(frozen=True)
class Prerequisite:
    """Something that selling online needs; `step` mends its lack, empty where none does."""

    code: str
    text: Text
    lack: Text
    rule: Rule
    step: str


@dataclass(frozen=True)
class Plan:
    """The published rules of readiness; `version` grows whenever they change."""

    version: int
    near_points: float
    barrier_question: str
    content: frozenset[str]
    prerequisites: tuple[Prerequisite, ...]


@dataclass(frozen=True)
class Readiness:
    """How near one business is.

    Attributes:
        asked: how many prerequisites its questionnaire asked about.
        lacking: codes of those it does not have.
        unsure: codes of those that nobody answered.
        gap: points of the index to the next level; None at the top or without an index.
        is_near: few points from the next level, or most prerequisites there.
        blocked_by: `syarat.<code>` or `hambatan.<option>` when exactly one thing stands in the
            way, else empty.
    """

    asked: int
    lacking: tuple[str, ...]
    unsure: tuple[str, ...]
    gap: float | None
    is_near: bool
    blocked_by: str


def read_plan(found: Mapping[str, Any]) -> Plan:
    """Read the published rules."""
    return Plan(
        int(found["version"]),
        float(found["near_points"]),
        found["barrier_question"],
        frozenset(found["content"]),
        tuple(
            Prerequisite(
                p["code"],
                Text(p["text_id"], p["text_en"]),
                Text(p["lack_id"], p["lack_en"]),
                p["rule"],
                p["step"],
            )
            for p in found["prerequisites"]
        ),
    )


def asked_of(plan: Plan, instrument: Instrument) -> tuple[Prerequisite, ...]:
    """Return the prerequisites that an instrument asks about, all questions of their rules."""
    ids = {question.id for question in instrument.questions}
    return tuple(p for p in plan.prerequisites if set(asked_about(p.rule)) <= ids)


def gap_to_next(instrument: Instrument, index: float | None) -> float | None:
    """Return the points from an index to the next level; None at the top or without an index."""
    if index is None:
        return None
    starts = [level.low for level in instrument.maturity if level.low > index]
    return min(starts) - index if starts else None


def _barriers(plan: Plan, answers: Answers) -> frozenset[str] | None:
    """Return the named barriers; None where nobody answered or the question is not asked."""
    answer = known(answers, plan.barrier_question)
    if not isinstance(answer, list):
        return None
    return frozenset(answer) - {NONE_OF_THESE}


def _blocked_by(
    lacking: tuple[Prerequisite, ...],
    barriers: frozenset[str] | None,
    *,
    is_sure: bool,
) -> str:
    """Return the one thing in the way: the prerequisite that lacks, else the barrier named.

    People are asked for their two biggest barriers, so most name two: with a prerequisite
    lacking, what else they name does not make it more than one.
    """
    if not is_sure:
        return ""
    if lacking:
        return f"{LACK}{lacking[0].code}" if len(lacking) == 1 else ""
    named = sorted(barriers or ())
    return f"{BARRIER}{named[0]}" if len(named) == 1 else ""


def ready(plan: Plan, instrument: Instrument, answers: Answers, index: float | None) -> Readiness:
    """Say how near a business is to selling online; who is content as it is, is not pushed."""
    asked = asked_of(plan, instrument)
    unsure = tuple(p for p in asked if any(known(answers, q) is None for q in asked_about(p.rule)))
    lacking = tuple(p for p in asked if p not in unsure and not holds(p.rule, answers))
    gap = gap_to_next(instrument, index)
    barriers = _barriers(plan, answers)
    is_content = bool(barriers and barriers & plan.content)
    is_enough = len(asked) >= LEAST_ASKED
    there = len(asked) - len(lacking) - len(unsure)
    is_close = gap is not None and gap <= plan.near_points
    is_sure = is_enough and not unsure and not is_content
    return Readiness(
        len(asked),
        tuple(p.code for p in lacking),
        tuple(p.code for p in unsure),
        gap,
        not is_content and (is_close or (is_enough and 2 * there > len(asked))),
        _blocked_by(lacking, barriers, is_sure=is_sure),
    )


def lack_words(plan: Plan, instrument: Instrument, code: str) -> Text | None:
    """Return what `blocked_by` means in words; None for a code that is gone."""
    if code.startswith(LACK):
        own = next((p for p in plan.prerequisites if f"{LACK}{p.code}" == code), None)
        return own.lack if own else None
    question = next((q for q in instrument.questions if q.id == plan.barrier_question), None)
    option = question.option(code.removeprefix(BARRIER)) if question else None
    return option.text if option else None
