"""A draw from a frozen frame: which numbers, by which chance. The same seed gives the same list.

Nothing but frame, plan and seed decides: `lampit verify`, the page "Periksa undian" and the
program that anybody may run (`data/periksa_undian.py`) draw again and compare.
"""

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from lampit.measure.rules.frames import (
    ASKED,
    CERTAIN,
    CHANCE,
    ONE_STAGE,
    TWO_STAGE,
    Cell,
    Cells,
    home_of,
    stratum_name,
)
from lampit.measure.rules.panel import panel_parts, panel_probability
from lampit.measure.rules.planning import TWO, Choices, Population, inner_of
from lampit.science import survey
from lampit.science.survey import DrawnVillage

DRAWN, SURE, KEPT = "undian", "pasti", "panel"


@dataclass(frozen=True)
class DrawnNumber:
    """A drawn number of the frame with its chance; see `models.SampleMember` for the names."""

    number: int
    cell: Cell
    stratum: str
    stratum_size: int
    probability: float
    order: int
    selection: str = DRAWN
    psu: str = ""
    psu_stratum: str = ""
    village_probability: float = 1.0
    is_reserve: bool = False

    @property
    def drawn_from(self) -> str:
        """Return under which name it stands in the receipt."""
        return f"{self.stratum}|{ASKED}" if self.selection == KEPT else self.stratum


@dataclass(frozen=True)
class Drawing:
    """A whole draw: its numbers, the villages of a first stage, the receipt."""

    method: str
    numbers: list[DrawnNumber]
    receipt: str
    villages: list[DrawnVillage] = field(default_factory=list)


@dataclass(frozen=True)
class Before:
    """The round before, for a panel: chances by number (from 1), and villages that were drawn.

    `chances[n - 1]` is 0 for a business that was not in that frame. `villages` is empty where
    that round had one stage.
    """

    chances: Sequence[float]
    villages: Sequence[DrawnVillage] = ()


def receipt_of(seed: int, fingerprint: str, numbers: Sequence[DrawnNumber]) -> str:
    """Return the receipt of a draw: one hash over seed, frame and numbers in their order."""
    told = sorted((one.drawn_from, one.order, one.number) for one in numbers)
    return survey.receipt_of(seed, fingerprint, [(name, str(number)) for name, _, number in told])


def draw(
    people: Population,
    allocation: Mapping[str, int],
    choices: Choices,
    seed: int,
    before: Before | None = None,
) -> Drawing:
    """Draw a sample, and its reserve, from a frame.

    Args:
        people: the frame and the villages there are.
        allocation: of the plan: businesses by stratum, or villages by kecamatan.
        choices: of the plan.
        seed: of the dice.
        before: the round before, for a panel.

    Raises:
        Refusal: as the functions of `science.survey`.
    """
    if choices.design == TWO and not (before and before.villages):
        numbers, villages = _two_stages(people, allocation, choices, seed)
        method = TWO_STAGE
    else:
        villages = list(before.villages) if before and choices.design == TWO else []
        numbers = _strata(people, allocation, choices, seed, before, villages)
        method = ONE_STAGE
    return Drawing(method, numbers, receipt_of(seed, people.cells.fingerprint(), numbers), villages)


def reserved(asked: int, share: float) -> int:
    """Return how many wait in reserve behind so many that are asked."""
    return int(asked * share + 0.999999) if share > 0 else 0


@dataclass(frozen=True)
class _Strata:
    """The frame by stratum and layer, as numbers; which stratum a cell is in."""

    units: dict[str, list[int]]
    sizes: dict[str, int]
    asked_before: dict[str, int]
    chances: dict[str, float]


def _strata(
    people: Population,
    allocation: Mapping[str, int],
    choices: Choices,
    seed: int,
    before: Before | None,
    villages: list[DrawnVillage],
) -> list[DrawnNumber]:
    """Draw inside strata: kecamatan × sector (× size), or the villages of the round before."""
    homes = {village.id: village for village in villages}
    laid = _laid_out(people, choices, before, homes)
    if homes:
        allocation = dict.fromkeys(homes, choices.per_village)
    wanted: dict[str, int] = {}
    reserve: dict[str, int] = {}
    parts: dict[str, tuple[int, int]] = {}
    for stratum in laid.sizes:
        fresh, kept = laid.units.get(stratum, []), laid.units.get(f"{stratum}|{ASKED}", [])
        if stratum.endswith(f"|{CERTAIN}"):
            wanted[stratum] = len(fresh)
            continue
        share = choices.kept_share if before else 0.0
        parts[stratum] = panel_parts(allocation.get(stratum, 0), share, len(kept), len(fresh))
        wanted[f"{stratum}|{ASKED}"], wanted[stratum] = parts[stratum]
        more = reserved(sum(parts[stratum]), choices.reserve_share)
        reserve[stratum] = min(more, len(fresh) - parts[stratum][1])
    wanted = {name: n for name, n in wanted.items() if name in laid.units}
    drawn = survey.stratified_sample(laid.units, wanted, seed, reserve=reserve)
    cell_of = finder(people.cells)
    found = []
    for unit in drawn.units:
        stratum = unit.stratum.removesuffix(f"|{ASKED}")
        number, sure = int(unit.id), stratum.endswith(f"|{CERTAIN}")
        chance = 1.0 if sure else _chance(number, stratum, laid, parts[stratum], before)
        home = homes.get(stratum)
        first = float(home.probability) if home else 1.0
        found.append(
            DrawnNumber(
                number, cell_of(number), stratum, laid.sizes[stratum], chance * first,
                unit.order, SURE if sure else KEPT if unit.stratum != stratum else DRAWN,
                home.id if home else "", home.variance_stratum.split("|")[-1] if home else "",
                first, unit.reserve,
            )
        )  # fmt: skip
    return found


def _laid_out(
    people: Population,
    choices: Choices,
    before: Before | None,
    homes: Mapping[str, DrawnVillage],
) -> _Strata:
    """Put the numbers of the frame into their strata and layers."""
    laid = _Strata({}, {}, {}, {})
    for cell, numbers in people.cells.spans():
        stratum = stratum_of(cell, people.region, choices, homes)
        if not stratum:
            continue
        laid.sizes[stratum] = laid.sizes.get(stratum, 0) + len(numbers)
        if before is not None:
            told = sum(before.chances[n - 1] for n in numbers)
            laid.chances[stratum] = laid.chances.get(stratum, 0.0) + told
        if cell.layer not in {CHANCE, CERTAIN}:
            laid.asked_before[stratum] = laid.asked_before.get(stratum, 0) + len(numbers)
        if cell.layer in {CHANCE, CERTAIN}:
            laid.units.setdefault(stratum, []).extend(numbers)
        elif cell.layer == ASKED:
            laid.units.setdefault(f"{stratum}|{ASKED}", []).extend(numbers)
    return laid


def stratum_of(cell: Cell, region: str, choices: Choices, homes: Mapping[str, DrawnVillage]) -> str:
    """Return in which stratum a cell is drawn; empty for a village that was not drawn."""
    if homes and cell.layer != CERTAIN:
        home = home_of(cell, region)
        return home if home in homes else ""
    stratum = stratum_name(cell.subdistrict, inner_of(cell, by_size=choices.by_size))
    return f"{stratum}|{CERTAIN}" if cell.layer == CERTAIN else stratum


def _chance(
    number: int, stratum: str, laid: _Strata, parts: tuple[int, int], before: Before | None
) -> float:
    """Return the chance of a drawn number inside its stratum."""
    kept, new = parts
    if before is None:
        return new / laid.sizes[stratum]
    asked = laid.asked_before.get(stratum, 0)
    return panel_probability(
        before.chances[number - 1],
        laid.chances.get(stratum, 0.0),
        asked,
        kept,
        laid.sizes[stratum] - asked,
        new,
    )


def _two_stages(
    people: Population, allocation: Mapping[str, int], choices: Choices, seed: int
) -> tuple[list[DrawnNumber], list[DrawnVillage]]:
    """Draw villages by size, then businesses inside them, and all certain ones."""
    homes: list[str] = []
    groups: list[str] = []
    certain: list[bool] = []
    for cell, numbers in people.cells.spans():
        homes += [home_of(cell, people.region)] * len(numbers)
        groups += [f"{cell.sector}|{cell.size}"] * len(numbers)
        certain += [cell.layer == CERTAIN] * len(numbers)
    listed = people.homes()
    known = {village.id for village in listed}
    for home in sorted(set(homes) - known):  # only certain businesses are known there
        listed.append(survey.Village(home, people.region, 0))
    units = survey.Units(range(1, len(homes) + 1), homes, groups, certain)
    m = choices.per_village
    drawn = survey.two_stage_sample(
        sorted(listed, key=lambda one: one.id), m, seed, counts=allocation, units=units,
        reserve=reserved(m, choices.reserve_share),
    )  # fmt: skip
    cell_of = finder(people.cells)
    of = {village.id: village for village in drawn.villages}
    found = []
    for unit in drawn.units:
        sure = unit.stratum == survey.two_stage.CERTAIN
        cell = cell_of(unit.id)
        village = of.get(unit.village)
        found.append(
            DrawnNumber(
                unit.id, cell, CERTAIN if sure else unit.village, unit.listed,
                float(unit.probability), unit.order, SURE if sure else DRAWN,
                "" if sure else unit.village,
                "" if sure or village is None else village.variance_stratum.split("|")[-1],
                float(unit.first), unit.reserve,
            )
        )  # fmt: skip
    return found, drawn.villages


def finder(cells: Cells) -> Callable[[int], Cell]:
    """Return a function that finds the cell of a number."""
    ends = list(accumulate(cells.counts))
    return lambda number: cells.cells[bisect_left(ends, number)]
