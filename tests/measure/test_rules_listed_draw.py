"""Villages first, then businesses from what was listed there: chances, weights, a simulation."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import pytest

from lampit.measure.rules import estimating, listed_draw
from lampit.measure.rules.coverage import VillageCount, coverage, lists_of
from lampit.measure.rules.estimating import AnalysisRow, IndicatorName
from lampit.measure.rules.estimating.listed import listed_register
from lampit.measure.rules.frames import CERTAIN, LISTED, MET_CERTAIN, Cell, Cells
from lampit.measure.rules.planning import TWO, Choices, Population, plan
from lampit.science.survey import DrawnVillage, Estimate

REGION = "63.08"
SECTORS = ("dagang", "jasa", "kriya", "kuliner")
INDEX = IndicatorName("index", "Indeks", "Index", is_share=False)
ONLINE = IndicatorName("daring", "Daring", "Online", is_share=True)
KRIYA = IndicatorName("kriya", "Kriya", "Crafts", is_share=True)


@dataclass(frozen=True)
class Business:
    """A business of the made-up kabupaten; `is_held`: the register has it, `is_real`: it runs."""

    village: str
    sector: str
    is_held: bool
    is_real: bool
    index: float
    online: bool


def kabupaten() -> list[Business]:
    """Return 100 villages in 5 kecamatan; crafts are missing from the register far more often."""
    dice = random.Random(8)
    found = []
    for number in range(100):
        place = f"{REGION}.{number % 5 + 1:02d}"
        level, held = dice.gauss(40, 9), dice.uniform(0.5, 0.9)
        for _ in range(dice.randint(12, 90)):
            sector = dice.choice(SECTORS)
            score = min(99.0, max(0.0, dice.gauss(level - 12 * (sector == "kriya"), 12)))
            chance = held * (0.5 if sector == "kriya" else 1.0)
            found.append(
                Business(f"{place}.{2000 + number}", sector, dice.random() < chance, True, score,
                         dice.random() < score / 100)
            )  # fmt: skip
        closed = [dice.choice(SECTORS) for _ in range(dice.randint(0, 9))]
        found += [Business(f"{place}.{2000 + number}", s, True, False, 0.0, False) for s in closed]
    return found


def cells_of(businesses: Sequence[Business], villages: Sequence[str]) -> tuple[Cells, list[int]]:
    """Return a frame of some of the businesses, and which each number is."""
    inside: dict[Cell, list[int]] = {Cell(code[:8], code, "lain", "", ""): [] for code in villages}
    for at, one in enumerate(businesses):
        cell = Cell(one.village[:8], one.village, one.sector, "1", "")
        inside.setdefault(cell, []).append(at)
    ordered = sorted(inside)
    cells = Cells(ordered, [len(inside[c]) for c in ordered], "00" * 32)
    return cells, [at for cell in ordered for at in inside[cell]]


@dataclass(frozen=True)
class Told:
    """What one round says."""

    index: Estimate
    online: Estimate
    kriya: Estimate
    count: float
    low: float
    high: float


def held_round(world: Sequence[Business], seed: int, *, as_register: bool = False) -> Told:
    """Draw villages, list them, draw businesses, ask them, weigh and estimate; four of five answer.

    `as_register`: fitted to the composition of the register instead (the rejected way).
    """
    codes = sorted({one.village for one in world})
    register = [one for one in world if one.is_held]
    frame, _ = cells_of(register, codes)
    choices = Choices(design=TWO, lists_first=True, per_village=8, smallest=2, response_rate=1.0)
    people = Population(frame, REGION)
    first = listed_draw.draw(people, plan(people, 240, choices).allocation, choices, seed)
    drawn = {village.id: village for village in first.villages}
    listed = [one for one in world if one.is_real and one.village in drawn]
    counts = [_walked(drawn[code], [w for w in world if w.village == code]) for code in drawn]
    cover = coverage(counts, len(register))
    cells, ids = cells_of(listed, list(drawn))
    numbers, _ = listed_draw.draw_second(cells, first.villages, choices, seed + 1)
    dice = random.Random(seed)
    rows = []
    for one in numbers:
        asked = listed[ids[one.number - 1]]
        answered = dice.random() < 0.8
        rows.append(
            AnalysisRow(
                one.cell.subdistrict, one.cell.sector, 1 / one.probability, one.stratum_size,
                "selesai" if answered else "menolak", True,
                {"index": asked.index, "daring": float(asked.online),
                 "kriya": float(asked.sector == "kriya")} if answered else {},
                member=one.number, size="1", stratum=one.stratum, cluster=one.psu,
                cluster_stratum=one.psu_stratum,
            )
        )  # fmt: skip
    chances = {code: float(village.probability) for code, village in drawn.items()}
    known = listed_register(cells, chances, cover)
    if as_register:
        places: dict[tuple[str, str], float] = {}
        for held in register:
            key = (held.village[:8], held.sector)
            places[key] = places.get(key, 0.0) + 1
        known = estimating.totals.Register(places, known.sizes, {}, 1.0)
    found = estimating.weigh(rows, known)
    sample = estimating.make_sample(found.rows, found.layout)
    assert sample is not None
    index, online, kriya = estimating.estimate(sample, [INDEX, ONLINE, KRIYA])
    assert cover.total is not None
    count = sum(row.final for row in found.rows)
    return Told(index, online, kriya, count, cover.total.low, cover.total.high)


def _walked(village: DrawnVillage, there: Sequence[Business]) -> VillageCount:
    def by(rows: Sequence[Business]) -> dict[str, int]:
        return {sector: sum(r.sector == sector for r in rows) for sector in SECTORS}

    met = [one for one in there if one.is_held and one.is_real]
    wrong = sum(one.is_held and not one.is_real for one in there)
    new = [one for one in there if not one.is_held]
    return VillageCount(
        village.id, village.stratum, float(village.probability), village.certain, "lengkap", "",
        len(met) + wrong, len(met), {"tutup": wrong}, 0, len(new), 0,
        lists_of(by(met), {}, by(new), 1.0),
    )  # fmt: skip


def test_rounds_of_a_made_up_kabupaten_are_unbiased_and_covered() -> None:
    """Number of all, index, shares online and in crafts, of 120 rounds with their intervals."""
    world = kabupaten()
    real = [one for one in world if one.is_real]
    told = [held_round(world, seed) for seed in range(120)]
    count = len(real)
    assert np.mean([one.count for one in told]) == pytest.approx(count, rel=0.015)
    assert sum(one.low <= count <= one.high for one in told) >= 0.90 * 120
    truths = {
        "index": float(np.mean([one.index for one in real])),
        "online": float(np.mean([one.online for one in real])),
        "kriya": float(np.mean([one.sector == "kriya" for one in real])),
    }
    for name, truth in truths.items():
        found = [getattr(one, name) for one in told]
        values = np.array([one.estimate for one in found])
        assert abs(float(values.mean()) - truth) < 4 * float(values.std()) / 120**0.5 + 0.003
        covered = sum(one.ci_low <= truth <= one.ci_high for one in found)
        assert covered >= 0.90 * 120, (name, covered)
        spread = float(np.mean([one.se for one in found])) / float(values.std())
        # A share of sectors gains from the listing what its error is not given credit for.
        assert 0.8 < spread < (2.5 if name == "kriya" else 1.6), (name, spread)


def test_the_composition_of_a_register_would_be_wrong() -> None:
    """Fitted to the register, crafts come out too few by far: that is why it is not done."""
    world = kabupaten()
    truth = float(np.mean([one.sector == "kriya" for one in world if one.is_real]))
    wrong = [held_round(world, seed, as_register=True).kriya.estimate or 0 for seed in range(5)]
    assert float(np.mean(wrong)) < truth - 0.05


def frame() -> Cells:
    """Return a frame of a second draw: two villages, one large met there, one certain afar."""
    one, two, far = (f"{REGION}.01.200{n}" for n in (1, 2, 3))
    cells = [
        Cell(f"{REGION}.01", one, "dagang", "1", ""),
        Cell(f"{REGION}.01", one, "kriya", "5+", MET_CERTAIN),
        Cell(f"{REGION}.01", two, "lain", "", ""),
        Cell(f"{REGION}.01", far, "kriya", "5+", CERTAIN),
    ]
    return Cells(cells, [20, 1, 0, 2], "ab" * 32)


def test_chances_of_a_second_draw() -> None:
    """Village × place on its list; large ones met there with the chance of the village."""
    villages = [
        DrawnVillage(f"{REGION}.01.2001", f"{REGION}.01", 20, Fraction(1, 4), False, 1),
        DrawnVillage(f"{REGION}.01.2002", f"{REGION}.01", 5, Fraction(1, 8), False, 2),
    ]
    choices = Choices(design=TWO, lists_first=True, per_village=5, reserve_share=0.4)
    found, receipt = listed_draw.draw_second(frame(), villages, choices, 3)
    assert listed_draw.draw_second(frame(), villages, choices, 3) == (found, receipt)
    assert listed_draw.draw_second(frame(), villages, choices, 4)[1] != receipt
    plain = [one for one in found if one.stratum == villages[0].id]
    assert [one.is_reserve for one in plain] == [False] * 5 + [True] * 2
    assert {one.probability for one in plain} == {1 / 4 * 5 / 20}
    large = [one for one in found if one.stratum.endswith("|pasti")]
    assert [(one.number, one.probability, one.psu) for one in large] == [(21, 0.25, villages[0].id)]
    sure = [one for one in found if one.selection == "pasti"]
    assert [(one.number, one.probability, one.psu) for one in sure] == [
        (22, 1.0, ""),
        (23, 1.0, ""),
    ]


def test_a_first_step_knows_villages_alone() -> None:
    """Places of unknown village are left out; a village of certain ones only keeps a chance."""
    cells = sorted(
        [Cell(f"{REGION}.01", f"{REGION}.01.{2000 + n}", "kriya", "1", "") for n in range(4)]
        + [Cell(f"{REGION}.01", "", "kriya", "1", ""), Cell("", "", "kriya", "1", ""),
           Cell(f"{REGION}.01", f"{REGION}.01.2009", "kriya", "5+", CERTAIN)]
    )  # fmt: skip
    people = Population(Cells(cells, [30] * len(cells), "cd" * 32), REGION)
    choices = Choices(design=TWO, lists_first=True, smallest=2)
    allocation = {f"{REGION}.01": 5, REGION: 1}
    drawn = listed_draw.draw(people, allocation, choices, 1)
    assert drawn.method == LISTED
    assert drawn.numbers == []
    assert {one.id for one in drawn.villages} == {
        f"{REGION}.01.{code}" for code in (2000, 2001, 2002, 2003, 2009)
    }
    assert REGION not in plan(people, 60, choices).allocation
