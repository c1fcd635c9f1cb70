"""How much the register holds: both corrections, an interval by villages, or why not."""

import random
from dataclasses import replace

import numpy as np
import pytest

from lampit.measure.rules import coverage as rules
from lampit.measure.rules.coverage import VillageCount, counts_of, coverage

PLACES = 5


def village(
    number: int, *, met: int = 10, wrong: int = 2, new: int = 5, unknown: int = 0,
    chance: float = 0.2, is_certain: bool = False, state: str = "lengkap", elsewhere: int = 0,
) -> VillageCount:  # fmt: skip
    """Return what one village gave."""
    place = f"63.08.{number % PLACES + 1:02d}"
    return VillageCount(
        f"{place}.{2000 + number}", place, chance, is_certain, state, "", met + wrong + unknown,
        met, {"tutup": wrong} if wrong else {}, unknown, new, elsewhere,
        rules.lists_of({"kriya": met}, {"kriya": unknown}, {"kriya": new}, 1.0),
    )  # fmt: skip


def test_both_corrections_by_hand() -> None:
    """12 of 15 entries are right, 10 of 15 businesses are held: 1,000 × (15/12) in all."""
    told = coverage([village(n) for n in range(20)], 1_000)
    assert told.held is not None
    assert told.mistaken is not None
    assert told.total is not None
    assert told.held.value == pytest.approx(10 / 15)
    assert told.mistaken.value == pytest.approx(2 / 12)
    assert told.total.value == pytest.approx(1_000 * 15 / 12)
    assert told.total.value == pytest.approx(1_000 * (1 - 2 / 12) / (10 / 15))
    assert told.uncorrected == pytest.approx(1_000 / (10 / 15))
    assert (told.met, told.new, told.wrong, told.listed) == (200, 100, {"tutup": 40}, 20)
    assert told.inside is not None
    assert told.inside.value == pytest.approx(300, rel=0.01)


def test_villages_are_the_units_of_the_error() -> None:
    """The same counts in fewer, larger villages leave more doubt; certain ones leave none."""
    dice = random.Random(2)
    many = [village(n, new=dice.choice((1, 9))) for n in range(40)]
    few = [village(n, met=40, wrong=8, new=dice.choice((4, 36))) for n in range(10)]
    wide, narrow = coverage(few, 1_000), coverage(many, 1_000)
    assert wide.total is not None
    assert narrow.total is not None
    assert wide.total.high - wide.total.low > 1.5 * (narrow.total.high - narrow.total.low)
    sure = coverage([replace(one, is_certain=True, probability=1.0) for one in many], 480)
    assert sure.total is not None
    assert sure.total.low == sure.total.high == pytest.approx(480 * 600 / 480, rel=0.2)


def test_villages_all_alike_leave_the_doubt_of_both_shares() -> None:
    """Nothing wrong and nothing new, or as much of both in one village: no interval of nothing."""
    clean = coverage([village(n, wrong=0, new=0) for n in range(22)], 1_924)
    one = [village(n, wrong=int(n == 3), new=int(n == 3)) for n in range(22)]
    for told in (clean, coverage(one, 1_924)):
        assert told.total is not None
        assert told.held is not None
        assert told.mistaken is not None
        assert told.total.value == pytest.approx(1_924)
        assert told.total.low == pytest.approx(1_924 * (1 - told.mistaken.high) / told.held.high)
        assert told.total.high == pytest.approx(1_924 * (1 - told.mistaken.low) / told.held.low)
        assert told.total.se == pytest.approx((told.total.high - told.total.low) / 3.92, rel=1e-3)
        assert told.total.low < 1_924 * 0.99
        assert told.total.high > 1_924 * 1.01


def test_never_below_what_was_seen() -> None:
    """A register that says little cannot make fewer businesses than were met."""
    told = coverage([village(n, new=0, wrong=9) for n in range(20)], 30)
    assert told.total is not None
    assert told.total.value >= 200
    assert told.total.low >= 200
    assert told.held is not None
    assert told.held.value == 1.0
    assert told.held.low < 1.0


@pytest.mark.parametrize(
    ("villages", "why"),
    [
        ([], rules.NO_VILLAGES),
        ([village(n, state="berjalan") for n in range(9)], rules.NO_VILLAGES),
        ([village(n) for n in range(4)], rules.TOO_FEW_VILLAGES),
        ([village(n, met=1) for n in range(5)], rules.TOO_FEW_MET),
        ([village(n) for n in range(5)], rules.WITHOUT_SPREAD),
    ],
)
def test_too_little_says_so(villages: list[VillageCount], why: str) -> None:
    """No figure without villages, met entries and two villages of one kecamatan."""
    told = coverage(villages, 1_000)
    assert (told.why, told.total, told.held) == (why, None, None)


def test_counts_are_kept_as_they_were() -> None:
    """To JSON and back."""
    found = [village(1, unknown=2, elsewhere=1)]
    assert counts_of([one.as_json() for one in found]) == found
    assert (found[0].listed, found[0].untouched) == (15, 0)


def test_who_stands_elsewhere_is_held_but_not_at_his_place() -> None:
    """The register holds him; the number of all counts him once."""
    apart = coverage([village(n) for n in range(20)], 1_000)
    found = coverage([village(n, elsewhere=2) for n in range(20)], 1_000)
    assert found.held is not None
    assert found.total is not None
    assert apart.total is not None
    assert found.held.value == pytest.approx(12 / 15)
    assert found.total.value == apart.total.value


def test_unknown_entries_are_spread_over_the_settled() -> None:
    """An entry that nobody knows is right as often as one that was settled."""
    told = coverage([village(n, unknown=3) for n in range(20)], 1_000)
    assert told.total is not None
    assert told.total.value == pytest.approx(1_250)
    assert rules.lists_of({"jasa": 4}, {"jasa": 2}, {"kriya": 3}, 0.5) == {
        "jasa": [5, 4, 4], "kriya": [0, 3, 0],
    }  # fmt: skip


def draw(dice: random.Random) -> rules.Coverage:
    """List a drawn sample of a made-up kabupaten of 120 villages and 6,000 businesses or so."""
    world = random.Random(5)
    found = []
    sizes: list[tuple[int, int, int, int]] = []
    for _ in range(120):
        held, right = world.randint(8, 80), world.uniform(0.75, 0.98)
        met = round(held * right)
        sizes.append((held, met, held - met, round(met * world.uniform(0.1, 0.7))))
    register = sum(size[0] for size in sizes)
    for place in range(PLACES):
        inside = [n for n in range(120) if n % PLACES == place]
        total, count = sum(sizes[n][0] for n in inside), 8
        step = total / count
        points = [dice.random() * step + k * step for k in range(count)]
        upto = 0.0
        for n in inside:
            held, met, wrong, new = sizes[n]
            upto += held
            while points and points[0] < upto:
                points.pop(0)
                chance = min(1.0, held / step)
                found.append(village(n, met=met, wrong=wrong, new=new, chance=chance))
    return coverage(found, register)


def test_four_hundred_listings_cover_the_number_of_all() -> None:
    """The total is right on the mean; 95 of 100 intervals hold it, of the share held too."""
    world = random.Random(5)
    truth = held_all = 0
    for _ in range(120):
        held, right = world.randint(8, 80), world.uniform(0.75, 0.98)
        met = round(held * right)
        new = round(met * world.uniform(0.1, 0.7))
        truth, held_all = truth + met + new, held_all + met
    dice = random.Random(1)
    told = [draw(dice) for _ in range(400)]
    totals = [one.total for one in told if one.total]
    shares = [one.held for one in told if one.held]
    assert len(totals) == len(shares) == 400
    assert np.mean([one.value for one in totals]) == pytest.approx(truth, rel=0.01)
    inside = sum(one.low <= truth <= one.high for one in totals)
    assert 0.92 * 400 <= inside <= 0.99 * 400
    assert np.mean([one.value for one in shares]) == pytest.approx(held_all / truth, abs=0.01)
    within = sum(one.low <= held_all / truth <= one.high for one in shares)
    assert 0.92 * 400 <= within <= 0.99 * 400
    spread = float(np.std([one.value for one in totals]))
    assert np.mean([one.se for one in totals]) == pytest.approx(spread, rel=0.25)
