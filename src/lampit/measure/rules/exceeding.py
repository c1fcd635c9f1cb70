"""Why a plan or a draw asks more businesses than the wanted answers need. Pure."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lampit.measure.rules.planning import TWO, Choices, Plan

FEW_VILLAGES = 3  # a kecamatan of so many is taken whole
NOTICED = 0.02  # share above what is needed from which it is said


@dataclass(frozen=True)
class Exceeding:
    """How many are asked, how many the answers need, and the reasons by code with their number.

    Codes: `certain` (businesses asked for certain), `smallest` (the least per kecamatan),
    `two_villages` (kecamatan where no more than two or three villages are taken), `whole_villages`
    (businesses per village: villages are rounded up).
    """

    drawn: int
    needed: int
    reasons: tuple[tuple[str, int], ...]

    @property
    def more(self) -> int:
        """Return how many are asked beyond need."""
        return self.drawn - self.needed


def exceeding(
    drawn: int, wanted: int, choices: Choices, places: Sequence[tuple[int, int]], certain: int = 0
) -> Exceeding | None:
    """Return by how much a sample goes beyond what is needed, None where it does not.

    `places` are (businesses drawn, villages drawn) of each kecamatan.
    """
    needed = math.ceil(wanted / choices.response_rate - 1e-9)
    if drawn <= needed * (1 + NOTICED):
        return None
    reasons: list[tuple[str, int]] = []
    if certain > needed:
        reasons.append(("certain", certain))
    if choices.smallest * len(places) > needed:
        reasons.append(("smallest", choices.smallest))
    if choices.design == TWO:
        few = sum(0 < villages <= FEW_VILLAGES for _drawn, villages in places)
        if few:
            reasons.append(("two_villages", few))
        reasons.append(("whole_villages", choices.per_village))
    return Exceeding(drawn, needed, tuple(reasons))


def of_plan(plan: Plan, choices: Choices) -> Exceeding | None:
    """Return by how much a plan goes beyond what is needed."""
    places = [(place.drawn, place.villages) for place in plan.places]
    return exceeding(plan.whole.drawn, plan.wanted, choices, places, plan.certain)


def of_draw(
    drawn: int, wanted: int, choices: Choices, expected: Mapping[str, Any]
) -> Exceeding | None:
    """Return by how much a draw went beyond what is needed; `expected` as kept with the round."""
    places = [(p["drawn"], p.get("villages", 0)) for p in expected.get("places", ())]
    return exceeding(drawn, wanted, choices, places) if places else None
