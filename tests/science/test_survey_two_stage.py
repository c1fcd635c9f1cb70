"""Two stages: exact chances, certain villages, repeatable draws, truth covered."""

import random
from collections import Counter
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lampit.basics.refusal import Refusal
from lampit.science import survey
from lampit.science.survey import Units, Village
from lampit.science.survey.pps import certainties
from lampit.science.survey.two_stage import CERTAIN

SIZES = [3, 40, 7, 12, 1, 0, 25, 9, 14, 30]


def synthetic(businesses: int = 14_000, seed: int = 3) -> tuple[list[Village], Units]:
    """Return a made-up kabupaten: ten kecamatan, 219 villages of very unequal size."""
    dice = np.random.default_rng(seed)
    homes = [f"63.08.{1 + i % 10:02d}.{2001 + i // 10}" for i in range(219)]
    homes.sort()
    pull = dice.lognormal(0, 0.8, 219)
    where = [homes[i] for i in dice.choice(219, businesses, p=pull / pull.sum())]
    groups = [f"{s}|{z}" for s in ("dagang", "jasa", "kriya", "kuliner") for z in "123"]
    kinds = [groups[i] for i in dice.integers(0, 12, businesses)]
    certain = dice.random(businesses) < 0.004
    units = Units(list(range(1, businesses + 1)), where, kinds, certain)
    counts = units.counts()
    return [Village(home, home[:8], counts.get(home, 0)) for home in homes], units


def test_the_points_are_exact_and_the_chances_sum() -> None:
    """Certain places have chance 1; the others n·size / Σ size as a fraction."""
    taken = survey.systematic_pps(SIZES, 6, 11)
    assert len(taken) == 6
    assert [t.place for t in taken] == sorted(t.place for t in taken)
    certain = {t.place for t in taken if t.certain}
    assert certain == set(np.flatnonzero(certainties(SIZES, 6)).tolist())
    rest = sum(s for i, s in enumerate(SIZES) if i not in certain)
    for one in taken:
        expected = Fraction((6 - len(certain)) * SIZES[one.place], rest)
        assert one.probability == (1 if one.certain else expected)
    assert survey.inclusion_probabilities(SIZES, 6).sum() == pytest.approx(6)


@settings(max_examples=80, deadline=None)
@given(sizes=st.lists(st.integers(0, 10**6), min_size=1, max_size=60), data=st.data())
def test_any_sizes_give_that_many_different_places(sizes: list[int], data: st.DataObject) -> None:
    """No place twice, none without a size, chances at most 1 and summing to the count."""
    count = data.draw(st.integers(0, sum(s > 0 for s in sizes)))
    taken = survey.systematic_pps(sizes, count, data.draw(st.integers(0, 999)))
    assert len({t.place for t in taken}) == count
    assert all(sizes[t.place] > 0 and 0 < t.probability <= 1 for t in taken)
    chances = survey.inclusion_probabilities(sizes, count)
    assert chances.max(initial=0) <= 1
    assert chances.sum() == pytest.approx(count)
    for one in taken:
        assert float(one.probability) == pytest.approx(chances[one.place], rel=1e-12)


def test_places_are_drawn_as_often_as_promised() -> None:
    """Over 3,000 seeds each place is drawn with its probability (3.5 sigma)."""
    hits = Counter(t.place for seed in range(3000) for t in survey.systematic_pps(SIZES, 4, seed))
    for place, chance in enumerate(survey.inclusion_probabilities(SIZES, 4).tolist()):
        sigma = (chance * (1 - chance) / 3000) ** 0.5
        assert abs(hits[place] / 3000 - chance) <= 3.5 * sigma + 1e-12


@pytest.mark.parametrize(("sizes", "count"), [([1, 2], 3), ([1, 0], 2), ([-1, 5], 1)])
def test_impossible_draws_are_refused(sizes: list[int], count: int) -> None:
    """More than there are, or sizes below zero, are errors."""
    with pytest.raises(Refusal):
        survey.systematic_pps(sizes, count, 1)


def test_few_villages_are_taken_whole_and_none_stands_alone() -> None:
    """Up to three all; else two at least; never one beside the certain ones."""
    assert survey.village_count([9, 9, 9], 1) == 3
    assert survey.village_count([9] * 8, 1) == 2
    sizes = [1000, 5, 5, 5, 5, 5]
    assert survey.village_count(sizes, 2) == 3
    assert survey.village_count(sizes, 0) == 3
    drawn = survey.draw_villages(
        [Village(str(i), "k", s) for i, s in enumerate(sizes)], {"k": 2}, 1
    )
    assert [v.certain for v in drawn] == [True, False, False]
    assert drawn[0].variance_stratum != drawn[1].variance_stratum == drawn[2].variance_stratum


def test_empty_villages_keep_a_chance() -> None:
    """A village that the register does not know counts as five businesses."""
    villages = [Village(str(i), "k", 0 if i == 0 else 5) for i in range(10)]
    hits = sum(
        "0" in {v.id for v in survey.draw_villages(villages, {"k": 2}, s)} for s in range(500)
    )
    assert 60 <= hits <= 140


def test_the_same_seed_draws_the_same_two_stages() -> None:
    """The order of the units does not matter; seed and frame do; the draw is pinned."""
    villages, units = synthetic()
    counts = {f"63.08.{k:02d}": 7 for k in range(1, 11)}
    first = survey.two_stage_sample(villages, 10, 42, counts=counts, units=units, reserve=3)
    turned = random.Random(1).sample(range(len(units.ids)), len(units.ids))
    mixed = Units(
        [units.ids[i] for i in turned],
        [units.villages[i] for i in turned],
        [units.groups[i] for i in turned],
        units.marks()[turned],
    )
    again = survey.two_stage_sample(villages, 10, 42, counts=counts, units=mixed, reserve=3)
    other = survey.two_stage_sample(villages, 10, 43, counts=counts, units=units, reserve=3)
    assert (first.units, first.receipt, first.frame_hash) == (
        again.units,
        again.receipt,
        again.frame_hash,
    )
    assert other.receipt != first.receipt
    assert other.frame_hash == first.frame_hash


def test_a_sample_can_be_drawn_again_years_later() -> None:
    """Pinned: villages, units, frame hash and receipt of a plain frame."""
    homes = [f"v{k:02d}" for k in range(12) for _ in range(4 + 3 * k)]
    groups = [("jasa", "dagang", "kriya")[i % 3] for i in range(len(homes))]
    units = Units(range(1, len(homes) + 1), homes, groups)
    villages = [Village(home, "k", size) for home, size in units.counts().items()]
    drawn = survey.two_stage_sample(villages, 3, 2026, counts={"k": 4}, units=units)
    assert [v.id for v in drawn.villages] == ["v01", "v05", "v08", "v10"]
    assert [u.id for u in drawn.units] == [5, 11, 6, 68, 67, 69, 134, 133, 132, 185, 184, 186]
    assert (drawn.frame_hash[:12], drawn.receipt[:12]) == ("ffce9de8d1de", "ee3dfbb98f7a")


def test_one_village_is_drawn_again_by_itself() -> None:
    """When its listing comes in, a village is drawn without the others, and gives the same."""
    villages, units = synthetic()
    whole = survey.two_stage_sample(villages, 9, 5, counts={"63.08.04": 6}, units=units)
    village = whole.villages[2].id
    listed = sorted(
        (g, i)
        for i, v, g, c in zip(units.ids, units.villages, units.groups, units.marks(), strict=True)
        if v == village and not c
    )
    alone = [listed[p.position][1] for p in survey.draw_within(village, len(listed), 9, 5)]
    assert alone == [u.id for u in whole.units if u.village == village and u.stratum != CERTAIN]


def test_groups_get_their_share_and_reserve_waits() -> None:
    """Sorted lists give each group its share within one; the reserve follows the sample."""
    places = survey.draw_within("v", 120, 10, 8, reserve=5)
    assert len(places) == 15
    assert [p.reserve for p in places] == [False] * 10 + [True] * 5
    assert [p.order for p in places] == list(range(1, 16))
    assert len({p.position for p in places}) == 15
    plain = Counter(p.position // 12 for p in survey.draw_within("v", 120, 10, 8))
    assert set(plain.values()) == {1}
    assert len(survey.draw_within("v", 4, 10, 8, reserve=5)) == 4
    assert survey.draw_within("v", 0, 10, 8) == []


def test_certain_units_come_with_weight_one() -> None:
    """Large businesses and those that must be reported are in, drawn village or not."""
    villages, units = synthetic()
    drawn = survey.two_stage_sample(villages, 8, 1, counts={"63.08.01": 4}, units=units)
    sure = [u for u in drawn.units if u.stratum == CERTAIN]
    assert len(sure) == int(units.marks().sum())
    assert {u.weight for u in sure} == {1.0}
    assert all(u.probability == u.first * u.second for u in drawn.units)


@pytest.mark.parametrize(
    ("villages", "units", "code"),
    [
        ([Village("a", "k", 2)], Units([1, 1], ["a", "a"], ["g", "g"]), "frame_doubled"),
        ([Village("a", "k", 1)], Units([1, 2], ["a", "b"], ["g", "g"]), "village_unknown"),
        ([Village("a", "k", 1)] * 2, Units([1], ["a"], ["g"]), "frame_doubled"),
        ([Village("a", "x", 1)], Units([1], ["a"], ["g"]), "stratum_unknown"),
    ],
)
def test_a_broken_frame_is_refused(villages: list[Village], units: Units, code: str) -> None:
    """Twice in the frame, a strange village, a strange stratum."""
    with pytest.raises(Refusal) as refused:
        survey.two_stage_sample(villages, 5, 1, counts={"k": 1}, units=units)
    assert refused.value.code == code


def test_weights_are_right_on_average_and_chances_are_kept() -> None:
    """Over 200 draws the weights sum to the frame and units come as often as promised."""
    villages, units = synthetic(3000)
    counts = {f"63.08.{k:02d}": 5 for k in range(1, 11)}
    sums, hits = [], Counter[int]()
    chance: dict[int, float] = {}
    for seed in range(200):
        drawn = survey.two_stage_sample(villages, 8, seed, counts=counts, units=units)
        sums.append(sum(u.weight for u in drawn.units))
        for unit in drawn.units:
            hits[unit.id] += 1
            chance[unit.id] = float(unit.probability)
    counted = units.counts()
    known = sum(n for n in counted.values()) + int(units.marks().sum())
    assert np.mean(sums) == pytest.approx(known, abs=3.5 * np.std(sums) / 200**0.5)
    far = sum(
        abs(hits[i] / 200 - p) > 3 * (p * (1 - p) / 200) ** 0.5 for i, p in chance.items() if p < 1
    )
    assert far / len(chance) < 0.01


def test_neyman_asks_where_answers_differ() -> None:
    """n_h ∝ N_h·S_h; a stratum without a spread is taken as the mean of the others."""
    sizes = {"a": 1000, "b": 1000, "c": 1000}
    found = survey.allocate(sizes, 300, method="neyman", spreads={"a": 10.0, "b": 30.0})
    assert found == {"a": 50, "b": 150, "c": 100}
    assert survey.allocate(sizes, 300, method="proportional") == dict.fromkeys(sizes, 100)
    none = survey.allocate(sizes, 2500, method="neyman", spreads={"a": 1.0, "b": 0.0, "c": 0.0})
    assert none["a"] == 1000
    assert sum(none.values()) == 2500
    with pytest.raises(Refusal, match="Neyman"):
        survey.allocate(sizes, 300, method="neyman")
    nested = survey.allocate_nested(
        {("k1", "a"): 500, ("k1", "b"): 500, ("k2", "a"): 1000},
        400,
        method="neyman",
        smallest_group=10,
        spreads={("k1", "a"): 30.0, ("k1", "b"): 10.0, ("k2", "a"): 20.0},
    )
    assert nested == {("k1", "a"): 150, ("k1", "b"): 50, ("k2", "a"): 200}


def test_expected_precision_of_two_designs() -> None:
    """One stage equals the stratified formula; two stages widen it by the design effect."""
    sizes, asked = {"a": 9000, "b": 1000}, {"a": 400, "b": 400}
    one = survey.expected_precision(sizes, asked, spread=0.5, response_rate=0.85)
    plain = survey.expected_half_width(sizes, asked, spread=0.5, response_rate=0.85)
    assert one.half_width == pytest.approx(plain)
    assert one.weight_deff == pytest.approx(1 + np.var([22.5, 2.5]) / 12.5**2)
    two = survey.expected_precision(
        sizes, asked, spread=0.5, response_rate=0.85, per_village=10, likeness=0.1
    )
    assert two.cluster_deff == pytest.approx(1.75)
    assert two.half_width == pytest.approx((one.half_width or 0) * 1.75**0.5)
    assert two.deff == pytest.approx((one.deff or 0) * 1.75)
    assert survey.expected_precision(sizes, {}, spread=1.0).half_width is None
    assert survey.villages_needed({"a": 61, "b": 0}, 10) == {"a": 7}


def test_changes_that_can_be_found() -> None:
    """The notes, section 3: 6 points with 80 % power need about 1,089·deff per round."""
    assert survey.size_for_change(0.06, deff=1.0) == pytest.approx(1089, abs=3)
    half = survey.size_for_change(0.06, overlap=1, correlation=0.5)
    assert half == pytest.approx(1089 / 2, abs=2)
    assert survey.detectable_change(1090.2) == pytest.approx(0.06, rel=1e-3)
