"""Steps and scores of a business in the reader's words."""

from dataclasses import dataclass

from lampit.measure.models import Score
from lampit.measure.queries.instruments import Reading
from lampit.measure.rules import steps
from lampit.measure.rules.instrument import Level
from lampit.measure.views._asking import spoken


@dataclass(frozen=True)
class ToldStep:
    """A next step in words with the points it adds."""

    code: str
    words: str
    gain: float


@dataclass(frozen=True)
class ToldPart:
    """A dimension of the index in words; None = not answered."""

    words: str
    value: float | None


def step_words(reading: Reading, code: str) -> str:
    """Return the words of a step by its code; the code itself for one that is gone."""
    step = next((s for s in reading.steps if s.code == code), None)
    return spoken(step.text) if step else code


def told_step(reading: Reading, score: Score) -> ToldStep | None:
    """Return the next best step that was kept with a score."""
    if not score.next_step or score.next_gain is None:
        return None
    return ToldStep(score.next_step, step_words(reading, score.next_step), score.next_gain)


def told_steps(reading: Reading, score: Score, sector: str | None, most: int = 3) -> list[ToldStep]:
    """Return the best steps of a business, worked out from its answers."""
    found = steps.gains(reading.instrument, reading.steps, score.submission.answers, sector=sector)
    return [ToldStep(g.step.code, spoken(g.step.text), g.points) for g in found[:most]]


def told_parts(reading: Reading, score: Score) -> list[ToldPart]:
    """Return the six dimensions in words."""
    return [
        ToldPart(spoken(d.text), score.dimensions.get(d.code))
        for d in reading.instrument.dimensions
    ]


def level_words(levels: tuple[Level, ...], code: str) -> str:
    """Return the words of a level; empty when there is none."""
    level = next((x for x in levels if x.code == code), None)
    return spoken(level.text) if level else ""
