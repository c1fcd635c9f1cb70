"""What a round says about its own instrument: consistency, items, weights, interviewers.

The dimensions are formative: their items add up to what a business has, they need not go
together. Alpha and omega are therefore told and never a reason to drop an item by themselves.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median, quantiles
from typing import Any

import numpy as np

from lampit.measure.rules.instrument import Instrument, Question
from lampit.measure.rules.logic import Answers, is_special
from lampit.measure.rules.scoring import ENOUGH_SHARE, is_asked, item_score
from lampit.science import reliability

FEWEST = 30  # answered questionnaires below which nothing is worked out
FEWEST_PLACE = 10  # in a kecamatan, to be ranked
FEWEST_EACH = 5  # interviews of an interviewer, to be compared
FEWEST_TIMES = 5  # timings of an item
EQUAL, GEOMETRIC = "sama", "geometrik"


@dataclass(frozen=True)
class Told:
    """One questionnaire: its answers, kecamatan, who asked, seconds per question."""

    answers: Answers
    place: str
    asker: int | None
    seconds: Mapping[str, float]


@dataclass(frozen=True)
class Scale:
    """A dimension: complete questionnaires, number of items, alpha and omega; None = too few."""

    code: str
    n: int
    items: int
    alpha: float | None
    omega: float | None


@dataclass(frozen=True)
class Item:
    """A question: asked, answered, missing share; for scored ones floor, ceiling, item–rest."""

    question: Question
    asked: int
    answered: int
    missing: float | None
    n: int
    floor: float | None
    ceiling: float | None
    rest: float | None
    rest_n: int
    timed: int
    seconds: float | None
    slow_seconds: float | None


@dataclass(frozen=True)
class Weighting:
    """The index under other weights: rank correlation and largest change among kecamatan."""

    code: str
    places: int
    rank_correlation: float | None
    largest_change: float | None
    where: str


@dataclass(frozen=True)
class Reliability:
    """Everything of the page; `n` are the final questionnaires of the round."""

    n: int
    scales: tuple[Scale, ...]
    items: tuple[Item, ...]
    weightings: tuple[Weighting, ...]
    interviewers: int
    interviews: int
    interviewer_effect: float | None

    @property
    def is_enough(self) -> bool:
        """Say whether there are enough questionnaires to say anything."""
        return self.n >= FEWEST


def reliability_of(instrument: Instrument, told: Sequence[Told]) -> Reliability:
    """Work out everything about a round; with fewer than 30 questionnaires, counts only."""
    enough = len(told) >= FEWEST
    scores = [{q.id: item_score(q, one.answers) for q in _scored(instrument)} for one in told]
    rests: dict[str, tuple[float | None, int]] = {}
    scales = []
    for dimension in instrument.dimensions:
        questions = instrument.scored[dimension.code]
        matrix = _complete(questions, scores)
        usable = enough and len(matrix) >= FEWEST
        scales.append(
            Scale(
                dimension.code,
                len(matrix),
                len(questions),
                reliability.alpha(matrix) if usable else None,
                reliability.omega(matrix) if usable else None,
            )
        )
        found = reliability.item_rest(matrix) if usable and len(questions) > 1 else []
        pairs = zip(questions, found, strict=False)
        rests |= {question.id: (value, len(matrix)) for question, value in pairs}
    items = [_item(q, told, scores, rests.get(q.id, (None, 0))) for q in instrument.questions]
    effect, interviewers, interviews = _interviewers(instrument, told, scores, enough)
    return Reliability(
        len(told), tuple(scales), tuple(items), _weightings(instrument, told, scores),
        interviewers, interviews, effect,
    )  # fmt: skip


def _scored(instrument: Instrument) -> list[Question]:
    return [question for question in instrument.questions if question.is_scored]


def _complete(
    questions: Sequence[Question], scores: Sequence[Mapping[str, float | None]]
) -> reliability.Matrix:
    """Return the items of a dimension over the questionnaires that answered all of them."""
    rows = [[one[q.id] for q in questions] for one in scores]
    whole = [row for row in rows if None not in row]
    return np.array(whole, dtype=np.float64).reshape(len(whole), len(questions))


def _item(
    question: Question,
    told: Sequence[Told],
    scores: Sequence[Mapping[str, float | None]],
    rest: tuple[float | None, int],
) -> Item:
    """Return how one question was answered; shares only of thirty or more."""
    asked = [one for one in told if is_asked(question, one.answers)]
    known = [
        one for one in asked
        if one.answers.get(question.id) is not None
        and not is_special(one.answers.get(question.id))
    ]  # fmt: skip
    points = [one[question.id] for one in scores if one.get(question.id) is not None]
    times = sorted(one.seconds[question.id] for one in told if question.id in one.seconds)
    timed = len(times) >= FEWEST_TIMES
    is_told = question.is_scored and len(points) >= FEWEST
    return Item(
        question=question,
        asked=len(asked),
        answered=len(known),
        missing=1 - len(known) / len(asked) if len(asked) >= FEWEST else None,
        n=len(points),
        floor=sum(p == 0 for p in points) / len(points) if is_told else None,
        ceiling=sum(p == question.max_score for p in points) / len(points) if is_told else None,
        rest=rest[0],
        rest_n=rest[1],
        timed=len(times),
        seconds=median(times) if timed else None,
        slow_seconds=quantiles(times, n=10, method="inclusive")[8] if timed else None,
    )


def _interviewers(
    instrument: Instrument,
    told: Sequence[Told],
    scores: Sequence[Mapping[str, float | None]],
    enough: bool,
) -> tuple[float | None, int, int]:
    """Return rho of the index by interviewer, interviewers and interviews that it rests on."""
    groups: dict[int, list[float]] = {}
    for one, items in zip(told, scores, strict=True):
        index = _index(instrument, items, {d.code: d.weight for d in instrument.dimensions})
        if one.asker is not None and index is not None:
            groups.setdefault(one.asker, []).append(index)
    kept = [group for group in groups.values() if len(group) >= FEWEST_EACH]
    count = sum(len(group) for group in kept)
    if not enough or count < FEWEST:
        return None, len(kept), count
    return reliability.interviewer_effect(kept), len(kept), count


def _shares(
    instrument: Instrument, items: Mapping[str, float | None]
) -> tuple[dict[str, float], float]:
    """Return each answered dimension from 0 to 1, and the share of all points answered."""
    found: dict[str, float] = {}
    answered = 0.0
    for dimension in instrument.dimensions:
        known = [q for q in instrument.scored[dimension.code] if items[q.id] is not None]
        most = sum(q.max_score for q in known)
        if most:
            found[dimension.code] = sum(items[q.id] or 0.0 for q in known) / most
            answered += most
    return found, answered / instrument.whole if instrument.whole else 0.0


def _index(
    instrument: Instrument, items: Mapping[str, float | None], weights: Mapping[str, float]
) -> float | None:
    """Return the index under given weights by the instrument's own rules."""
    shares, answered = _shares(instrument, items)
    whole = sum(weights.get(code, 0.0) for code in shares)
    if answered < ENOUGH_SHARE - 1e-12 or whole <= 0:
        return None
    return 100 * sum(weights.get(code, 0.0) * share for code, share in shares.items()) / whole


def _geometric(instrument: Instrument, items: Mapping[str, float | None]) -> float | None:
    """Return the weighted geometric mean of the dimensions, each lifted by one point of 100."""
    shares, answered = _shares(instrument, items)
    weights = {d.code: d.weight for d in instrument.dimensions if d.code in shares}
    whole = sum(weights.values())
    if answered < ENOUGH_SHARE - 1e-12 or whole <= 0:
        return None
    told = sum(weights[code] * np.log(100 * shares[code] + 1) for code in weights)
    return float(np.exp(told / whole) - 1)


def _weightings(
    instrument: Instrument, told: Sequence[Told], scores: Sequence[Mapping[str, float | None]]
) -> tuple[Weighting, ...]:
    """Return how the kecamatan would stand under equal weights, a geometric mean, drop-one.

    Means of the answered questionnaires, unweighted: this compares ways of adding up, it
    estimates nothing about all businesses.
    """
    own = {d.code: d.weight for d in instrument.dimensions}
    base = _place_means(told, [_index(instrument, one, own) for one in scores])
    ways: list[tuple[str, list[float | None]]] = [
        (EQUAL, [_index(instrument, one, dict.fromkeys(own, 1.0)) for one in scores]),
        (GEOMETRIC, [_geometric(instrument, one) for one in scores]),
    ]
    for dropped in own if len(own) > 1 else ():
        kept = {code: weight for code, weight in own.items() if code != dropped}
        ways.append((dropped, [_index(instrument, one, kept) for one in scores]))
    return tuple(_compared(code, base, _place_means(told, values)) for code, values in ways)


def _place_means(told: Sequence[Told], values: Sequence[float | None]) -> dict[str, float]:
    """Return the mean by kecamatan, of those with at least ten values."""
    groups: dict[str, list[float]] = {}
    for one, value in zip(told, values, strict=True):
        if value is not None and one.place:
            groups.setdefault(one.place, []).append(value)
    return {k: sum(v) / len(v) for k, v in sorted(groups.items()) if len(v) >= FEWEST_PLACE}


def _compared(code: str, base: Mapping[str, float], other: Mapping[str, float]) -> Weighting:
    """Compare two ways of adding up over the kecamatan that both can tell."""
    places = [place for place in base if place in other]
    if len(places) < 3:
        return Weighting(code, len(places), None, None, "")
    rank = reliability.rank_correlation([base[p] for p in places], [other[p] for p in places])
    where = max(places, key=lambda place: abs(other[place] - base[place]))
    return Weighting(code, len(places), rank, other[where] - base[where], where)


def seconds_of(paradata: Any) -> dict[str, float]:
    """Return the seconds per question that an app timed; what is no time is left out."""
    timings = paradata.get("timings") if isinstance(paradata, Mapping) else None
    if not isinstance(timings, Mapping):
        return {}
    return {
        str(code): float(value)
        for code, value in timings.items()
        if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 3600
    }
