"""From which probability a pair is asked about or called sure, by the answers of people. Pure.

The model learns without labels; answers move only these two bounds, and only when there are many.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from lampit.registry.rules.duplicates import QUEUED_FROM, SURE_FROM
from lampit.science.survey.intervals import wilson

FEWEST = 200  # answers of a kabupaten before anything moves
FEWEST_BESIDE = 50  # answers on the side of a bound that is looked at
SURE_SHARE = 0.98  # of pairs called sure at least so many are one business, by the lower end
VAIN_SHARE = 0.02  # of pairs no longer asked about at most so many are, by the upper end
SURE_GRID = (0.95, 0.96, 0.97, 0.98, 0.99, 0.995, 0.999)
QUEUED_GRID = (0.80, 0.75, 0.70, 0.65)
PROMISED = 0.995  # what "sure" promises; below it somebody is told
NEVER = 1.01  # nothing is called sure
METHOD = "wilson-95"


@dataclass(frozen=True, slots=True)
class Answer:
    """A pair that somebody looked at alone: what the model promised, what the person said."""

    probability: float
    is_same: bool
    has_conflict: bool = False


@dataclass(frozen=True, slots=True)
class Side:
    """The answers on one side of a bound: how many, how many the same, and the interval."""

    bound: float
    n: int
    same: int
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Bounds:
    """Both bounds with the answers behind them; the usual ones where answers do not move them."""

    answers: int
    queued_from: float = QUEUED_FROM
    sure_from: float = SURE_FROM
    sides: dict[str, Side] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Return what is kept of how the bounds came about."""
        sides = {name: asdict(side) for name, side in self.sides.items()}
        return {"method": METHOD, "fewest": FEWEST, **sides}


def bounds(answers: Sequence[Answer]) -> Bounds:
    """Return the bounds that answers of one kabupaten justify.

    Sure is the lowest bound of a grid above which at least 98 % are one business, by the lower
    end of Wilson's interval; where answers show that the usual bound promises too much, none is.
    Asked about is what lies above the highest bound below which at most 2 % are, by the upper end.
    """
    if len(answers) < FEWEST:
        return Bounds(len(answers))
    sides: dict[str, Side] = {}
    sure = _sure_from(answers, sides)
    queued = QUEUED_FROM
    for bound in QUEUED_GRID:
        below = _side(bound, [a for a in answers if QUEUED_FROM <= a.probability < bound])
        if below.n >= FEWEST_BESIDE and below.high is not None and below.high <= VAIN_SHARE:
            queued, sides["queued"] = bound, below
            break
    return Bounds(len(answers), queued, sure, sides)


def broken_promise(answers: Sequence[Answer], sure_from: float) -> Side | None:
    """Return the answers to what is called sure where fewer than 99.5 % of them were one business.

    None where they keep the promise, or are too few to tell (registry.md, 4a).
    """
    called = [a for a in answers if a.probability >= sure_from and not a.has_conflict]
    side = _side(sure_from, called)
    if side.n < FEWEST_BESIDE or side.same >= PROMISED * side.n:
        return None
    return side


def _sure_from(answers: Sequence[Answer], sides: dict[str, Side]) -> float:
    clear = [a for a in answers if not a.has_conflict]
    for bound in SURE_GRID:
        above = _side(bound, [a for a in clear if a.probability >= bound])
        if above.n >= FEWEST_BESIDE and above.low is not None and above.low >= SURE_SHARE:
            sides["sure"] = above
            return bound
    usual = _side(SURE_FROM, [a for a in clear if a.probability >= SURE_FROM])
    if usual.n >= FEWEST_BESIDE and usual.high is not None and usual.high < SURE_SHARE:
        sides["sure"] = usual
        return NEVER
    return SURE_FROM


def _side(bound: float, answers: Sequence[Answer]) -> Side:
    same = sum(answer.is_same for answer in answers)
    ends = wilson(same, len(answers))
    return Side(bound, len(answers), same, ends.low, ends.high)
