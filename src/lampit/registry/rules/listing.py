"""Which listed businesses the register knows: bands of probability, each record once. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

SURE, DOUBTFUL = 0.99, 0.60
KNOWN_STATE, DOUBTFUL_STATE, NEW_STATE = "cocok", "ragu", "baru"
MOST_ROWS = 5_000
# A record counts as known to live when it showed life in so many months before the walk.
ALIVE_MONTHS = 18


@dataclass(frozen=True, slots=True)
class Likeness:
    """A listed row and a record of the register that may be one business."""

    row: int
    record: int
    probability: float
    has_conflict: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a listed row is taken for."""

    state: str
    record: int | None = None
    probability: float | None = None


def verdicts(found: Iterable[Likeness]) -> dict[int, Verdict]:
    """Return the verdict per row that resembles a record; the likeliest pairs go first.

    A record is taken once and a row once. From 0.99 without hard evidence against it a row is
    known; from 0.60 a person decides; rows that are not in the answer are new.
    """
    taken: set[int] = set()
    told: dict[int, Verdict] = {}
    for one in sorted(found, key=lambda like: (-like.probability, like.row, like.record)):
        if one.probability < DOUBTFUL or one.row in told or one.record in taken:
            continue
        sure = one.probability >= SURE and not one.has_conflict
        state = KNOWN_STATE if sure else DOUBTFUL_STATE
        told[one.row] = Verdict(state, one.record, one.probability)
        taken.add(one.record)
    return told
