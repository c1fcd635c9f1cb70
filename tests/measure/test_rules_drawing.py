"""A draw from cells: repeatable, by the right chance, a panel with chances that add up."""

from collections import Counter
from dataclasses import replace

import pytest

from lampit.basics.refusal import Refusal
from lampit.measure.rules import drawing, panel
from lampit.measure.rules.frames import ASKED, CERTAIN, CHANCE, RESTING, Cell, Cells, read_cells
from lampit.measure.rules.planning import (
    ONE,
    TWO,
    Choices,
    Population,
    answers_for,
    both_designs,
    choices_of,
    plan,
)

REGION = "63.08"


def frame(*, layers: tuple[str, ...] = ("",), each: int = 12, villages: int = 6) -> Cells:
    """Return a frame of two kecamatan: villages × three sectors × two sizes × layers."""
    cells = sorted(
        Cell(f"{REGION}.{k:02d}", f"{REGION}.{k:02d}.{2000 + v}", sector, size, layer)
        for k in (1, 2)
        for v in range(1, villages + 1)
        for sector in ("dagang", "kriya", "kuliner")
        for size in ("1", "2-4")
        for layer in layers
    )
    return Cells(cells, [each + (n * 7) % 5 for n in range(len(cells))], "ab" * 32)


def people(**how: object) -> Population:
    """Return the frame as a population."""
    return Population(frame(**how), REGION)  # type: ignore[arg-type]


def test_a_written_frame_is_read_as_it_was() -> None:
    """Text and back; the fingerprint is that of the text; a broken one is refused."""
    found = frame()
    again = read_cells(found.text())
    assert (again.text(), again.fingerprint()) == (found.text(), found.fingerprint())
    changed = replace(found, counts=[found.counts[0] + 1, *found.counts[1:]])
    assert changed.fingerprint() != found.fingerprint()
    with pytest.raises(Refusal):
        read_cells("kosong")


@pytest.mark.parametrize("design", [ONE, TWO])
def test_the_same_seed_gives_the_same_list(design: str) -> None:
    """Bit for bit; another seed gives another."""
    choices = Choices(design=design, by_size=True, smallest=20, reserve_share=0.2)
    whole = people()
    parts = plan(whole, 120, choices).allocation
    first, again = (drawing.draw(whole, parts, choices, 7) for _ in range(2))
    assert first == again
    assert drawing.draw(whole, parts, choices, 8).receipt != first.receipt


def test_weights_of_both_designs_reach_the_population() -> None:
    """One stage exactly; two stages on the mean of many draws."""
    whole = people()
    one = Choices(by_size=True, smallest=20)
    drawn = drawing.draw(whole, plan(whole, 120, one).allocation, one, 1)
    assert sum(1 / n.probability for n in drawn.numbers) == pytest.approx(whole.cells.total)
    two = Choices(design=TWO, smallest=20)
    parts = plan(whole, 120, two).allocation
    sums = [
        sum(1 / n.probability for n in drawing.draw(whole, parts, two, seed).numbers)
        for seed in range(60)
    ]
    assert sum(sums) / 60 == pytest.approx(whole.cells.total, rel=0.03)
    villages = drawing.draw(whole, parts, two, 1).villages
    assert {n.psu for n in drawing.draw(whole, parts, two, 1).numbers} <= {v.id for v in villages}


def test_the_large_are_all_asked() -> None:
    """Certain units have weight 1, in both designs, and none of them is left to chance."""
    whole = people(layers=("", CERTAIN), each=3)
    certain = sum(whole.certain.values())
    for design in (ONE, TWO):
        choices = Choices(design=design, smallest=10)
        drawn = drawing.draw(whole, plan(whole, 200, choices).allocation, choices, 3)
        sure = [n for n in drawn.numbers if n.selection == drawing.SURE]
        assert len(sure) == certain
        assert all(n.probability == 1 and n.cell.layer == CERTAIN for n in sure)
        assert all(n.cell.layer != CERTAIN for n in drawn.numbers if n not in sure)


def test_a_reserve_changes_nothing_of_the_sample() -> None:
    """It stands behind the sample of its own stratum, never in it."""
    whole, plain = people(), Choices(by_size=True, smallest=20)
    parts = plan(whole, 120, plain).allocation
    sample = {n.number for n in drawing.draw(whole, parts, plain, 5).numbers}
    kept = drawing.draw(whole, parts, replace(plain, reserve_share=0.3), 5)
    assert {n.number for n in kept.numbers if not n.is_reserve} == sample
    waiting = [n for n in kept.numbers if n.is_reserve]
    assert waiting
    assert not sample & {n.number for n in waiting}


def test_a_panel_keeps_half_and_its_chances_add_up() -> None:
    """Half is kept, the resting stay away, and weights reach the population on the mean."""
    whole = people(layers=("", ASKED, RESTING), each=4)
    choices = Choices(smallest=20)
    parts = plan(whole, 120, choices).allocation
    chances = [0.3] * whole.cells.total
    drawn = drawing.draw(whole, parts, choices, 2, drawing.Before(chances))
    kinds = Counter(n.selection for n in drawn.numbers)
    assert kinds[drawing.KEPT] == pytest.approx(sum(parts.values()) / 2, abs=4)
    assert all((n.cell.layer == ASKED) == (n.selection == drawing.KEPT) for n in drawn.numbers)
    assert {n.cell.layer for n in drawn.numbers} == {"", ASKED}
    assert sum(1 / n.probability for n in drawn.numbers) == pytest.approx(whole.cells.total)


def test_panel_chances_of_a_stratum_sum_to_its_sample() -> None:
    """Also where some businesses began after the round before, and chances differ."""
    before = [0.2] * 30 + [0.4] * 10 + [0.0] * 8
    asked, kept, new = 10, 5, 5
    pool = len(before) - asked
    told = [panel.panel_probability(p, sum(before), asked, kept, pool, new) for p in before]
    assert sum(told) == pytest.approx(kept + new)
    assert told[-1] == pytest.approx(new / pool)
    assert panel.panel_parts(10, 0.5, 2, 100) == (2, 8)
    assert panel.panel_parts(10, 0.5, 9, 3) == (7, 3)


def test_the_plan_finds_the_size_for_a_margin() -> None:
    """The fewest answers that keep the wanted margins, in each design its own; never more."""
    whole = people(each=60)
    choices = Choices(by_size=True, smallest=10, margin_whole=6.0)
    offers = both_designs(whole, 400, choices)
    assert [offer.plan is None for offer in offers] == [False, True], "too few villages for it"
    looser = both_designs(whole, 400, replace(choices, margin_whole=13.0))
    one, two = (offer.plan for offer in looser)
    assert one
    assert two
    for found in (one, two):
        assert found.whole.share_half_width is not None
        assert found.whole.share_half_width <= 13.0
    assert one.wanted < two.wanted, "villages cost answers"
    one = offers[0].plan
    assert one
    fewer = plan(whole, one.wanted - 1, choices).whole.share_half_width
    assert fewer is not None
    assert fewer > 6.0
    with pytest.raises(Refusal) as refused:
        answers_for(replace(choices, margin_whole=0.01), lambda n: plan(whole, n, choices), 400)
    assert refused.value.code == "margin_unreachable"


def test_choices_are_kept_as_they_were() -> None:
    """Through JSON and back; an empty plan is the first design of this house."""
    choices = Choices(design=TWO, per_village=8, certain_from=20)
    assert choices_of(choices.as_json()) == choices
    assert choices_of({}) == Choices()


def test_without_villages_one_stage_is_still_offered() -> None:
    """Nobody noted a village: two stages that list first say so, one stage is planned."""
    cells = Cells([Cell("63.08.01", "", "kriya", "", CHANCE)], [300], "")
    people = Population(cells, "63.08")
    choices = Choices(design=TWO, lists_first=True, smallest=10)
    one, two = both_designs(people, 60, choices)
    assert one.plan is not None
    assert two.plan is None
    assert two.refusal is not None
    assert two.refusal.code == "villages_unknown"
