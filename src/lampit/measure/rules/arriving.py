"""Answers that arrive whole, checked against the instrument they were given to. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from lampit.basics.refusal import Refusal
from lampit.measure.rules.answers import Fault, read_answer, settled
from lampit.measure.rules.instrument import Instrument, Question
from lampit.measure.rules.logic import Answer

_NUMBER = re.compile(r"-?\d{1,12}")


@dataclass(frozen=True)
class Checked:
    """Answers that can be, in the order of the instrument, and what could not be taken.

    `skipped` names questions that were answered though they are not asked: left out.
    """

    answers: dict[str, Answer]
    faults: list[Fault] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)


def checked(instrument: Instrument, given: Mapping[str, Answer]) -> Checked:
    """Return the answers of a whole questionnaire as they may be kept."""
    found: dict[str, Answer] = {}
    faults: list[Fault] = []
    for question in instrument.questions:
        answer = given.get(question.id)
        if answer is None:
            continue
        try:
            taken = read_answer(question, _typed(question, answer))
        except Refusal as refusal:
            faults.append(Fault(question.id, refusal.code, refusal.message))
            continue
        if taken is not None:
            found[question.id] = taken
    known = {question.id for question in instrument.questions}
    for code in given.keys() - known:
        message = "Pertanyaan ini tidak ada dalam kuesioner putaran."
        faults.append(Fault(code, "question_unknown", message))
    kept = settled(instrument, found)
    return Checked(kept, faults, [code for code in found if code not in kept])


def _typed(question: Question, answer: Answer) -> list[str]:
    """Return an answer as a page would send it.

    Raises:
        Refusal: `not_a_number`: a point in a number is not one of thousands here; `one_answer`.
    """
    if isinstance(answer, list):
        if question.kind != "select_multiple":
            raise Refusal("one_answer", "Pertanyaan ini dijawab dengan satu jawaban.")
        return answer
    text = str(answer).strip()
    if question.kind == "integer" and not _NUMBER.fullmatch(text):
        raise Refusal("not_a_number", "Isi dengan angka saja, misalnya 3.")
    return [text]
