"""The next best step of a business: the option that would raise the index most.

Measurement notes, section 2: among the options not yet reached whose prerequisites hold, the
one with the highest gain; equal gains go in the order of the list. What a maker cannot change
(signal, a computer, how many buyers come online) is not a step and not on the list.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lampit.measure.rules.instrument import Instrument, Question, Text
from lampit.measure.rules.logic import NONE_OF_THESE, Answer, Answers, holds, is_special
from lampit.measure.rules.scoring import index_of, is_asked
from lampit.measure.rules.trees import Rule


@dataclass(frozen=True)
class Step:
    """Something a business can do next; `code` is `question.option`."""

    question: str
    option: str
    text: Text
    requires: Rule | None
    sector: str | None

    @property
    def code(self) -> str:
        """Return the stable name of the step."""
        return f"{self.question}.{self.option}"


@dataclass(frozen=True)
class Gain:
    """A step with the points it would add to the index of one business."""

    step: Step
    points: float


def read_steps(found: Mapping[str, Any]) -> tuple[Step, ...]:
    """Read the published list of steps, in the order that breaks ties."""
    return tuple(
        Step(
            s["question"],
            s["option"],
            Text(s["text_id"], s["text_en"]),
            s.get("requires"),
            s.get("only"),
        )
        for s in found["steps"]
    )


def _with(question: Question, option: str, answer: Answer | None) -> Answer:
    """Return the answer after the step has been taken."""
    if question.kind != "select_multiple":
        return option
    before = answer if isinstance(answer, list) else []
    return [code for code in before if code != NONE_OF_THESE] + [option]


def _is_open(step: Step, question: Question, answers: Answers, sector: str | None) -> bool:
    """Say whether a step is possible, allowed and not yet taken."""
    answer = answers.get(question.id)
    if answer is None or is_special(answer) or not is_asked(question, answers):
        return False
    if step.sector is not None and step.sector != sector:
        return False
    if option_taken(question, answer, step.option):
        return False
    return step.requires is None or holds(step.requires, answers)


def option_taken(question: Question, answer: Answer, option: str) -> bool:
    """Say whether an answer already holds the option, or a better one on the same ladder."""
    if isinstance(answer, list):
        return option in answer
    own, wanted = question.option(str(answer)), question.option(option)
    return own is not None and wanted is not None and own.score >= wanted.score


def _after(instrument: Instrument, answers: Answers, step: Step) -> dict[str, Answer]:
    """Return the answers after a step; questions that open up start at their lowest option."""
    question = instrument.question(step.question)
    new = dict(answers) | {question.id: _with(question, step.option, answers.get(question.id))}
    for other in instrument.questions:
        opened = is_asked(other, new) and not is_asked(other, answers)
        if opened and other.is_scored and other.options:
            new[other.id] = min(other.options, key=lambda o: o.score).code
    return new


def gains(
    instrument: Instrument, steps: Sequence[Step], answers: Answers, *, sector: str | None = None
) -> list[Gain]:
    """Return the possible steps with their gains, best first; empty without an index."""
    now = index_of(instrument, answers)[1]
    if now is None:
        return []
    found = []
    for place, step in enumerate(steps):
        if not _is_open(step, instrument.question(step.question), answers, sector):
            continue
        then = index_of(instrument, _after(instrument, answers, step))[1]
        points = (then if then is not None else now) - now
        if points > 1e-9:
            found.append((-round(points, 9), place, Gain(step, points)))
    return [gain for _, _, gain in sorted(found, key=lambda entry: entry[:2])]


def next_best(
    instrument: Instrument, steps: Sequence[Step], answers: Answers, *, sector: str | None = None
) -> Gain | None:
    """Return the one step to propose, or None when nothing is left or nothing is known."""
    found = gains(instrument, steps, answers, sector=sector)
    return found[0] if found else None
