"""The index (0 to 100), its dimensions, the maturity level and the twelve points.

Measurement notes, section 2. Nothing is imputed: a refused item leaves numerator and
denominator; with less than 80 % of the points answered there is no index.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from lampit.measure.rules.instrument import Instrument, Question
from lampit.measure.rules.logic import Answer, Answers, holds, is_special
from lampit.measure.rules.trees import asked_about

ENOUGH_SHARE = 0.8
MOST_UNKNOWN_POINTS = 3


@dataclass(frozen=True)
class Scores:
    """All scores of one questionnaire; None = cannot be said, never 0."""

    dimensions: dict[str, float | None]
    index: float | None
    maturity: str | None
    points: int
    unknown_points: int
    point_level: str | None
    indicators: dict[str, bool]
    unknown_indicators: frozenset[str]
    answered_share: float


def is_asked(question: Question, answers: Answers) -> bool:
    """Say whether a question is put at all, given the answers so far."""
    return question.relevant is None or holds(question.relevant, answers)


def _choice_score(question: Question, answer: Answer) -> float:
    """Score a chosen option, a capped set of options, or a number in its band."""
    if isinstance(answer, list):
        found = sum(option.score for code in answer if (option := question.option(code)))
        return min(found, question.cap if question.cap is not None else question.max_score)
    if isinstance(answer, int):
        return next((b.score for b in question.bands if b.low <= answer <= b.high), 0.0)
    option = question.option(answer)
    return option.score if option else 0.0


def item_score(question: Question, answers: Answers) -> float | None:
    """Return the points of one item, or None when it counts neither way."""
    if not is_asked(question, answers):
        return question.skip_score
    answer = answers.get(question.id)
    if answer is None or is_special(answer):
        return None
    return _choice_score(question, answer)


def _dimension(questions: Sequence[Question], answers: Answers) -> tuple[float, float]:
    """Return the points of a dimension and the maximum of the items that were answered."""
    earned = most = 0.0
    for question in questions:
        score = item_score(question, answers)
        if score is not None:
            earned += score
            most += question.max_score
    return earned, most


def _points(instrument: Instrument, answers: Answers) -> tuple[dict[str, bool], frozenset[str]]:
    """Return the twelve yes/no points and those that rest on a missing answer."""
    asked = {q.id: is_asked(q, answers) for q in instrument.questions}
    missing = {
        code
        for code, put in asked.items()
        if put and (answers.get(code) is None or is_special(answers.get(code)))
    }
    unknown = frozenset(i.code for i in instrument.indicators if missing & set(asked_about(i.rule)))
    found = {
        i.code: i.code not in unknown and holds(i.rule, answers) for i in instrument.indicators
    }
    return found, unknown


def index_of(
    instrument: Instrument, answers: Answers
) -> tuple[dict[str, float | None], float | None, float]:
    """Return the dimensions, the index, and the share of all points that was answered.

    The sum is exact until the end: an index of 60 must not become 59.999… and fall a level.
    """
    dimensions: dict[str, float | None] = {}
    answered = 0.0
    parts: list[tuple[float, float, float]] = []
    for dimension in instrument.dimensions:
        earned, most = _dimension(instrument.scored[dimension.code], answers)
        dimensions[dimension.code] = 100 * earned / most if most else None
        answered += most
        if most:
            parts.append((dimension.weight, earned, most))
    share = answered / instrument.whole
    enough = share >= ENOUGH_SHARE - 1e-12 and any(weight > 0 for weight, _, _ in parts)
    return dimensions, (_weighted_mean(parts) if enough else None), share


def _weighted_mean(parts: list[tuple[float, float, float]]) -> float:
    """Return 100 * sum(weight * earned / most) / sum(weight), rounded once.

    In whole numbers, as fractions would but in a third of the time: the next steps of a
    questionnaire ask for twenty indices.
    """
    top, bottom, weights, weights_under = 0, 1, 0, 1
    for weight, earned, most in parts:
        (w, w_under), (e, e_under) = weight.as_integer_ratio(), earned.as_integer_ratio()
        m, m_under = most.as_integer_ratio()
        over, under = w * e * m_under, w_under * e_under * m
        top, bottom = top * under + over * bottom, bottom * under
        weights, weights_under = weights * w_under + w * weights_under, weights_under * w_under
    return 100 * top * weights_under / (bottom * weights)


def maturity_of(instrument: Instrument, index: float | None) -> str | None:
    """Return the code of the maturity level that holds an index."""
    if index is None:
        return None
    return next(level.code for level in instrument.maturity if level.low <= index < level.high)


def score(instrument: Instrument, answers: Answers) -> Scores:
    """Score one questionnaire; equals `instrument_v1_vectors.json` to the last digit."""
    dimensions, index, share = index_of(instrument, answers)
    indicators, unknown = _points(instrument, answers)
    points = sum(indicators.values())
    level = None
    if len(unknown) <= MOST_UNKNOWN_POINTS:
        level = next(x.code for x in instrument.point_levels if x.low <= points <= x.high)
    return Scores(
        dimensions,
        index,
        maturity_of(instrument, index),
        points,
        len(unknown),
        level,
        indicators,
        unknown,
        share,
    )
