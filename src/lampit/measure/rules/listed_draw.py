"""Drawing in two steps: villages now, businesses from their lists when they were listed. Pure.

The first step freezes the register and draws villages by size; the second freezes what was found
in the drawn villages and draws in each of them. Each has a seed, a frame and a receipt of its
own, and anybody draws either again.
"""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from lampit.measure.rules import drawing
from lampit.measure.rules.drawing import (
    DRAWN,
    SURE,
    Before,
    Drawing,
    DrawnNumber,
    finder,
    receipt_of,
    reserved,
)
from lampit.measure.rules.frames import CERTAIN, LISTED, MET_CERTAIN, Cells, is_village
from lampit.measure.rules.listing import Walk, walk_of
from lampit.measure.rules.planning import TWO, Choices, Population
from lampit.places.rules import subdistrict_of
from lampit.science import survey
from lampit.science.survey import DrawnVillage


def draw(
    people: Population,
    allocation: Mapping[str, int],
    choices: Choices,
    seed: int,
    before: Before | None = None,
) -> Drawing:
    """Draw as a plan says: the whole sample, or only the villages that will be listed first.

    A panel goes to the villages of the round before, and lists nothing anew.

    Raises:
        Refusal: as `drawing.draw` and `draw_first`.
    """
    goes_back = before is not None and bool(before.villages)
    if choices.design == TWO and choices.lists_first and not goes_back:
        return draw_first(people, allocation, seed)
    return drawing.draw(people, allocation, choices, seed, before)


def draw_first(people: Population, allocation: Mapping[str, int], seed: int) -> Drawing:
    """Draw the villages that will be listed; businesses without a village wait to be met there.

    Raises:
        Refusal: as `science.survey.draw_villages`.
    """
    homes = _villages(people, with_certain=False)
    strata = {village.stratum for village in homes}
    counts = {name: n for name, n in allocation.items() if name in strata}
    villages = survey.draw_villages(homes, counts, seed)
    fingerprint = people.cells.fingerprint()
    return Drawing(LISTED, [], village_receipt(seed, fingerprint, villages), villages)


def _villages(people: Population, *, with_certain: bool) -> list[survey.Village]:
    """Return every village of a frame by code, with what it leaves to chance, or with all."""
    sizes: dict[str, int] = {}
    for cell, n in zip(people.cells.cells, people.cells.counts, strict=True):
        if is_village(cell.village):
            more = n if with_certain or cell.layer != CERTAIN else 0
            sizes[cell.village] = sizes.get(cell.village, 0) + more
    return [survey.Village(code, subdistrict_of(code), sizes[code]) for code in sorted(sizes)]


def expected_walk(people: Population, allocation: Mapping[str, int]) -> Walk:
    """Return what listing the villages of a plan takes, on the mean of its draws."""
    whole = {one.id: one.size for one in _villages(people, with_certain=True)}
    strata: dict[str, list[survey.Village]] = {}
    for one in _villages(people, with_certain=False):
        strata.setdefault(one.stratum, []).append(one)
    met, count = [], 0
    for stratum, inside in strata.items():
        sizes = [max(one.size, survey.pps.SMALLEST_SIZE) for one in inside]
        wanted = allocation.get(stratum, 0)
        taken = survey.village_count(sizes, wanted) if wanted else 0
        chances = survey.inclusion_probabilities(sizes, taken)
        met += [p * whole[one.id] for p, one in zip(chances.tolist(), inside, strict=True)]
        count += taken
    return walk_of(met, count)


def village_receipt(seed: int, fingerprint: str, villages: Iterable[DrawnVillage]) -> str:
    """Return the receipt of a first step: one hash over seed, frame and villages in order."""
    told = sorted((one.stratum, one.order, one.id) for one in villages)
    return survey.receipt_of(seed, fingerprint, [(stratum, code) for stratum, _, code in told])


def draw_second(
    cells: Cells, villages: Sequence[DrawnVillage], choices: Choices, seed: int
) -> tuple[list[DrawnNumber], str]:
    """Draw businesses from the lists of the drawn villages; return them with their receipt.

    In each village `choices.per_village` by equal steps through sector × size, and a reserve;
    those met there who are large enough all; and all who were certain from the start.
    """
    lists: dict[str, list[tuple[str, int]]] = {}
    large: dict[str, list[int]] = {}
    sure: list[int] = []
    for cell, numbers in cells.spans():
        if cell.layer == CERTAIN:
            sure += numbers
        elif cell.layer == MET_CERTAIN:
            large.setdefault(cell.village, []).extend(numbers)
        else:
            group = f"{cell.sector}|{cell.size}"
            lists.setdefault(cell.village, []).extend((group, n) for n in numbers)
    cell_of, m = finder(cells), choices.per_village
    found: list[DrawnNumber] = []
    for village in villages:
        listed = sorted(lists.get(village.id, []))
        chance = village.probability * Fraction(min(m, len(listed)), max(len(listed), 1))
        more = reserved(m, choices.reserve_share)
        places = survey.draw_within(village.id, len(listed), m, seed, reserve=more)
        for place in places:
            number = listed[place.position][1]
            found.append(
                DrawnNumber(
                    number, cell_of(number), village.id, len(listed), float(chance), place.order,
                    DRAWN, village.id, _variance_of(village), float(village.probability),
                    place.reserve,
                )
            )  # fmt: skip
        own = sorted(large.get(village.id, []))
        found += [
            DrawnNumber(
                number, cell_of(number), f"{village.id}|{CERTAIN}", len(own),
                float(village.probability), order, DRAWN, village.id, _variance_of(village),
                float(village.probability),
            )
            for order, number in enumerate(own, 1)
        ]  # fmt: skip
    found += [
        DrawnNumber(number, cell_of(number), CERTAIN, len(sure), 1.0, order, SURE)
        for order, number in enumerate(sorted(sure), 1)
    ]
    return found, receipt_of(seed, cells.fingerprint(), found)


def _variance_of(village: DrawnVillage) -> str:
    """Return the stratum in which a village stands when errors are estimated."""
    return village.variance_stratum.split("|")[-1]
