"""The plan of a draw: how many, where, in which design, and what it will be able to say."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from functools import cached_property
from typing import Any

from lampit.basics.refusal import Refusal
from lampit.measure.rules.costs import Cost, Rates, cost_of
from lampit.measure.rules.frames import (
    CERTAIN,
    Cell,
    Cells,
    home_of,
    is_village,
    stratum_name,
)
from lampit.science import survey
from lampit.science.survey.allocation import Method
from lampit.science.survey.pps import SMALLEST_SIZE

# Standard deviation of the index inside a stratum, in points (measurement notes, section 3:
# 18 to 22), and of a share where it is largest.
INDEX_SPREAD = 20.0
SHARE_SPREAD = 0.5
EXPECTED_RESPONSE = 0.85
SMALLEST_WANTED = 30
LARGEST_WANTED = 20_000
ONE, TWO = "satu", "dua"
DESIGNS = (ONE, TWO)
ALLOCATIONS: tuple[Method, ...] = ("power", "proportional", "neyman")
Stratum = tuple[str, str]
Spreads = Mapping[Stratum, float]


@dataclass(frozen=True)
class Choices:
    """What the office chose while planning; kept with the round as JSON.

    `margin_whole` and `margin_place` are the wanted half widths of a share in percentage points,
    0 where none is wanted. `certain_from`: businesses of so many workers are all asked, 0 = none.
    `lists_first`: in two stages, drawn villages are listed before businesses are drawn in them.
    """

    design: str = ONE
    lists_first: bool = False
    allocation: Method = "power"
    by_size: bool = False
    smallest: int = survey.allocation.SMALLEST_PER_GROUP
    response_rate: float = EXPECTED_RESPONSE
    per_village: int = 10
    likeness: float = survey.precision.LIKENESS
    certain_from: int = 0
    certain_cared: bool = False
    reserve_share: float = 0.0
    kept_share: float = 0.5
    margin_whole: float = 0.0
    margin_place: float = 0.0
    rates: Rates = field(default_factory=Rates)

    def as_json(self) -> dict[str, Any]:
        """Return the choices as they are kept."""
        return asdict(self)


def choices_of(kept: Mapping[str, Any]) -> Choices:
    """Read choices as they were kept; what is missing is as it was before it could be chosen."""
    known = {one.name for one in fields(Choices)} - {"rates"}
    told = kept.get("rates") or {}
    names = {one.name for one in fields(Rates)}
    rates = Rates(**{k: v for k, v in told.items() if k in names and k != "boats"})
    rates = replace(rates, boats=tuple(told.get("boats", ())))
    return Choices(**{k: v for k, v in kept.items() if k in known}, rates=rates)


@dataclass(frozen=True)
class PlannedPlace:
    """A kecamatan in the plan: businesses, villages, drawn, expected answers, expected ±.

    `villages` is 0 in one stage. Half widths are in points of the index and of a percentage.
    """

    code: str
    businesses: int
    villages: int
    drawn: int
    answers: int
    index_half_width: float | None
    share_half_width: float | None


@dataclass(frozen=True)
class Plan:
    """The allocation of a draw and the precision to expect, for the whole and per kecamatan.

    `allocation` counts businesses by stratum in one stage, villages by kecamatan in two;
    `certain` businesses come on top of it.
    """

    design: str
    wanted: int
    response_rate: float
    allocation: dict[str, int]
    certain: int
    deff: float | None
    whole: PlannedPlace
    places: list[PlannedPlace]
    cost: Cost

    def as_json(self) -> dict[str, Any]:
        """Return what is kept with the round once it was drawn."""
        return {"deff": self.deff, "whole": asdict(self.whole),
                "places": [asdict(place) for place in self.places]}  # fmt: skip


@dataclass(frozen=True)
class Population:
    """The frame as a plan reads it: what is drawn from, and the villages there are."""

    cells: Cells
    region: str

    @cached_property
    def chance(self) -> list[tuple[Cell, int]]:
        """Return the cells that are left to chance (also those that were asked before)."""
        pairs = zip(self.cells.cells, self.cells.counts, strict=True)
        return [(cell, n) for cell, n in pairs if cell.layer != CERTAIN]

    @cached_property
    def certain(self) -> dict[str, int]:
        """Return how many businesses of each kecamatan are asked for certain."""
        found: dict[str, int] = {}
        for cell, n in zip(self.cells.cells, self.cells.counts, strict=True):
            if cell.layer == CERTAIN:
                found[cell.subdistrict] = found.get(cell.subdistrict, 0) + n
        return found

    def strata(self, *, by_size: bool) -> dict[Stratum, int]:
        """Return how many businesses each kecamatan × sector (× size) leaves to chance."""
        found: dict[Stratum, int] = {}
        for cell, n in self.chance:
            if n:
                key = (cell.subdistrict, inner_of(cell, by_size=by_size))
                found[key] = found.get(key, 0) + n
        return found

    def homes(self) -> list[survey.Village]:
        """Return the villages of the first stage, by code, with what they leave to chance.

        Businesses whose village nobody knows stand in a place of their own, named by what is
        known; villages of which the register knows nothing are cells that hold nobody.
        """
        sizes: dict[str, int] = {}
        strata: dict[str, str] = {}
        for cell, n in self.chance:
            home = home_of(cell, self.region)
            sizes[home] = sizes.get(home, 0) + n
            strata.setdefault(home, cell.subdistrict or self.region)
        return [survey.Village(code, strata[code], sizes[code]) for code in sorted(sizes)]


def inner_of(cell: Cell, *, by_size: bool) -> str:
    """Return the stratum of a cell inside its kecamatan."""
    return stratum_name("", cell.sector, cell.size if by_size else None)[1:]


def _half_widths(
    sizes: Mapping[str, int], asked: Mapping[str, int], choices: Choices, *, clustered: bool
) -> tuple[survey.Precision, float | None, float | None]:
    """Return the precision of a share, and the half widths of index and share in points."""
    told: dict[str, Any] = {"response_rate": choices.response_rate}
    if clustered:
        told |= {"per_village": choices.per_village, "likeness": choices.likeness}
    index = survey.expected_precision(sizes, asked, spread=INDEX_SPREAD, **told)
    share = survey.expected_precision(sizes, asked, spread=SHARE_SPREAD, **told)
    wide = share.half_width
    return share, index.half_width, None if wide is None else wide * 100


def half_widths(
    sizes: Mapping[str, int], drawn: Mapping[str, int], choices: Choices, rate: float
) -> tuple[float, float] | None:
    """Return the half widths of index and share, in points, of a sample that answers at a rate."""
    own = replace(choices, response_rate=rate)
    _, index, share = _half_widths(sizes, drawn, own, clustered=choices.design == TWO)
    return None if index is None or share is None else (index, share)


@dataclass(frozen=True)
class _Asked:
    """What a design asks in each kecamatan: population and drawn by stratum, and villages."""

    sizes: dict[str, dict[str, int]]
    drawn: dict[str, dict[str, int]]
    villages: dict[str, int]


def _finished(
    choices: Choices, wanted: int, people: Population, asked: _Asked, allocation: dict[str, int]
) -> Plan:
    """Foretell the precision and the cost of what a design asks."""
    clustered = choices.design == TWO
    certain = people.certain

    def planned(code: str, inside: Sequence[str]) -> tuple[PlannedPlace, float | None]:
        sizes = {k: n for c in inside for k, n in asked.sizes.get(c, {}).items()}
        drawn = {k: n for c in inside for k, n in asked.drawn.get(c, {}).items()}
        share, index, wide = _half_widths(sizes, drawn, choices, clustered=clustered)
        sure = sum(certain.get(c, 0) for c in inside)
        known = sum(sizes.values())
        # Who is asked for certain adds no chance: the error shrinks by their share.
        left = known / (known + sure) if known + sure else 1.0
        total = sum(drawn.values()) + sure
        place = PlannedPlace(
            code, known + sure, sum(asked.villages.get(c, 0) for c in inside), total,
            round(total * choices.response_rate),
            None if index is None else index * left, None if wide is None else wide * left,
        )  # fmt: skip
        return place, share.deff

    codes = sorted({*asked.sizes, *certain})
    whole, deff = planned("", codes)
    places = [planned(code, [code])[0] for code in codes]
    visits = {place.code: place.drawn for place in places}
    return Plan(
        choices.design, wanted, choices.response_rate, allocation, sum(certain.values()), deff,
        whole, places, cost_of(visits, choices.rates, together=clustered),
    )  # fmt: skip


def plan(people: Population, wanted: int, choices: Choices, spreads: Spreads | None = None) -> Plan:
    """Share a wanted number of answers out over the strata and foretell precision and cost.

    More are drawn than wanted, so that the expected response reaches it; nobody is replaced.

    Raises:
        Refusal: `frame_empty`, `wanted_out_of_range`, `spread_missing`, `villages_unknown`.
    """
    if not people.cells.total:
        raise Refusal("frame_empty", "Daftar usaha wilayah ini masih kosong; isi daftarnya dahulu.")
    if not SMALLEST_WANTED <= wanted <= LARGEST_WANTED:
        message = f"Jumlah jawaban harus antara {SMALLEST_WANTED} dan {LARGEST_WANTED}."
        raise Refusal("wanted_out_of_range", message)
    certain = sum(people.certain.values())
    drawn = max(math.ceil(wanted / choices.response_rate - 1e-9) - certain, 1)
    left = people.cells.total - certain
    if not left:
        return _finished(choices, wanted, people, _Asked({}, {}, {}), {})
    design = _two_stages if choices.design == TWO else _one_stage
    return design(people, wanted, min(drawn, left), choices, spreads)


def _one_stage(
    people: Population, wanted: int, drawn: int, choices: Choices, spreads: Spreads | None
) -> Plan:
    sizes = people.strata(by_size=choices.by_size)
    known = None
    if choices.allocation == "neyman":
        known = {k: s for k in sizes if (s := _spread(spreads, k)) is not None}
    parts = survey.allocate_nested(
        sizes, drawn, method=choices.allocation, smallest_group=choices.smallest, spreads=known
    )
    asked = _Asked({}, {}, {})
    for (code, inner), n in sizes.items():
        asked.sizes.setdefault(code, {})[f"{code}|{inner}"] = n
        asked.drawn.setdefault(code, {})[f"{code}|{inner}"] = parts.get((code, inner), 0)
    allocation = {f"{code}|{inner}": n for (code, inner), n in parts.items()}
    return _finished(choices, wanted, people, asked, allocation)


def _spread(spreads: Spreads | None, key: Stratum) -> float | None:
    """Return the spread of a stratum: its own, else that of its sector in the kecamatan."""
    told = spreads or {}
    return told.get(key, told.get((key[0], key[1].partition("|")[0])))


def _two_stages(
    people: Population, wanted: int, drawn: int, choices: Choices, spreads: Spreads | None
) -> Plan:
    homes: dict[str, list[int]] = {}
    for village in people.homes():
        if choices.lists_first and not is_village(village.id):
            continue  # whoever has no village in the register is met in the one he is in
        homes.setdefault(village.stratum, []).append(village.size)
    if not homes:
        raise Refusal("villages_unknown", "Desa wilayah ini belum dikenal; undi dalam satu tahap.")
    sizes = {code: sum(found) for code, found in homes.items()}
    known = None
    if choices.allocation == "neyman":
        known = _by_place(spreads or {}, people)
    parts = survey.allocate(
        sizes, drawn, method=choices.allocation, smallest=choices.smallest, spreads=known
    )
    counts = survey.villages_needed(parts, choices.per_village)
    asked = _Asked({}, {}, {})
    for code, found in homes.items():
        measures = [max(size, SMALLEST_SIZE) for size in found]
        wished = counts.get(code, 0)
        taken = survey.village_count(measures, wished) if wished else 0
        chances = survey.inclusion_probabilities(measures, taken)
        mean = sum(p * min(choices.per_village, m) for p, m in zip(chances, found, strict=True))
        asked.sizes[code] = {code: sizes[code]}
        asked.drawn[code] = {code: min(round(mean), sizes[code])}
        asked.villages[code] = taken
    return _finished(choices, wanted, people, asked, counts)


def _by_place(spreads: Spreads, people: Population) -> dict[str, float]:
    """Return the spread inside each kecamatan: the mean of its strata, by their sizes."""
    heavy: dict[str, float] = {}
    counted: dict[str, int] = {}
    for key, n in people.strata(by_size=False).items():
        spread = _spread(spreads, key)
        if spread is not None:
            heavy[key[0]] = heavy.get(key[0], 0.0) + spread * n
            counted[key[0]] = counted.get(key[0], 0) + n
    return {code: heavy[code] / counted[code] for code in heavy}


def answers_for(choices: Choices, planned: Callable[[int], Plan], most: int) -> int:
    """Return the fewest answers whose plan keeps every wanted margin.

    Args:
        choices: with the wanted margins.
        planned: the plan of a number of answers.
        most: businesses there are.

    Raises:
        Refusal: `margin_unreachable`: not even asking everybody keeps it.
    """

    def keeps(plan: Plan) -> bool:
        whole = plan.whole.share_half_width
        if choices.margin_whole and (whole is None or whole > choices.margin_whole):
            return False
        return not choices.margin_place or all(
            place.share_half_width is not None and place.share_half_width <= choices.margin_place
            for place in plan.places
        )

    low, high = SMALLEST_WANTED, min(LARGEST_WANTED, max(most, SMALLEST_WANTED))
    if keeps(planned(low)):
        return low
    if not keeps(planned(high)):
        message = (
            "Ketelitian itu tidak dapat dicapai, juga bila semua ditanya. Longgarkan angkanya."
        )
        raise Refusal("margin_unreachable", message)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if keeps(planned(middle)) else (middle, high)
    return high


@dataclass(frozen=True)
class Offer:
    """A design with its plan, or why it cannot be had."""

    design: str
    plan: Plan | None
    refusal: Refusal | None = None


def both_designs(
    people: Population, wanted: int, choices: Choices, spreads: Spreads | None = None
) -> list[Offer]:
    """Return the plans of both designs for the same choices, one stage first.

    With wanted margins each design has the number of answers that it needs for them.

    Raises:
        Refusal: as `plan`; what only one design cannot have is told in its offer.
    """
    found = []
    for design in DESIGNS:
        own = replace(choices, design=design)
        try:
            needed = wanted_of(people, wanted, own, spreads)
            found.append(Offer(design, plan(people, needed, own, spreads)))
        except Refusal as refusal:
            if refusal.code not in {"margin_unreachable", "villages_unknown"}:
                raise
            found.append(Offer(design, None, refusal))
    return found


def wanted_of(
    people: Population, wanted: int, choices: Choices, spreads: Spreads | None = None
) -> int:
    """Return how many answers a plan aims at: as typed, or as the wanted margins need.

    Raises:
        Refusal: as `plan` and `answers_for`.
    """
    if not (choices.margin_whole or choices.margin_place):
        return wanted
    most = math.floor(people.cells.total * choices.response_rate)
    return answers_for(choices, lambda n: plan(people, n, choices, spreads), most)
