"""Non-response followed up: who may still be asked, at which hours, and what it would bring. Pure.

Nobody is replaced (measurement notes, section 3): those who were drawn are tried again, at
another hour, by somebody else, by telephone.
"""

from lampit.measure.rules.following.bringing import (
    Drawn,
    Gain,
    Widths,
    gains,
    standing_of,
    widths,
)
from lampit.measure.rules.following.leaving import (
    AGAIN,
    CALLS,
    ENOUGH_TRIES,
    KINDS,
    LABELS,
    PART_LABELS,
    PARTS,
    SOFT,
    check_call,
    kind_of,
    part_of,
    tries,
    untried,
)

__all__ = [
    "AGAIN",
    "CALLS",
    "ENOUGH_TRIES",
    "KINDS",
    "LABELS",
    "PARTS",
    "PART_LABELS",
    "SOFT",
    "Drawn",
    "Gain",
    "Widths",
    "check_call",
    "gains",
    "kind_of",
    "part_of",
    "standing_of",
    "tries",
    "untried",
    "widths",
]
