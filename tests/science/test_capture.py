"""Two lists and what neither saw: published figures, hand calculation, coverage in simulation."""

import math
import random
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lampit.science.capture import (
    NOT_LISTS,
    TOO_FEW,
    Lists,
    Size,
    chapman,
    lognormal,
    missed,
    stratified,
)


def known(size: Size) -> tuple[float, float, float]:
    """Return estimate and ends of a size that could be told."""
    assert size.value is not None
    assert size.low is not None
    assert size.high is not None
    return size.value, size.low, size.high


def test_chapman_by_hand() -> None:
    """200 and 150 with 30 in common: 201·151/31 − 1, and Seber's variance as a fraction."""
    size = chapman(Lists(200, 150, 30))
    assert size.value == pytest.approx(float(Fraction(201 * 151, 31) - 1))
    assert size.se is not None
    assert size.value is not None
    by_hand = Fraction(201 * 151 * 170 * 120, 31**2 * 32)
    assert size.se**2 == pytest.approx(float(by_hand))
    assert round(size.value, 1) == 978.1
    assert round(size.se, 1) == 141.9


def test_the_interval_by_hand() -> None:
    """100 unseen with variance 900: factor exp(1.96·sqrt(log 1.09))."""
    low, high = lognormal(100, 900)
    factor = math.exp(1.959964 * math.sqrt(math.log(1.09)))
    assert low == pytest.approx(100 / factor, rel=1e-6)
    assert high == pytest.approx(100 * factor, rel=1e-6)


@pytest.mark.parametrize(
    ("lists", "reason"),
    [
        (Lists(50, 40, 6), TOO_FEW),
        (Lists(0, 0, 0), TOO_FEW),
        (Lists(10, 40, 11), NOT_LISTS),
        (Lists(10, 40, -1), NOT_LISTS),
    ],
)
def test_too_little_says_nothing(lists: Lists, reason: str) -> None:
    """Fewer than seven in common, or counts that cannot be: no figure, a reason."""
    size = chapman(lists)
    assert (size.value, size.low, size.high, size.reason) == (None, None, None, reason)


def test_seven_in_common_are_enough() -> None:
    """The bound of Robson and Regier is inclusive."""
    assert chapman(Lists(50, 40, 7)).value is not None


@given(st.integers(0, 2_000), st.integers(0, 2_000), st.integers(0, 2_000), st.floats(0.5, 0.99))
def test_what_always_holds(a: int, b: int, both: int, confidence: float) -> None:
    """Never below what was seen, symmetric in the lists, wider with more confidence."""
    lists = Lists(a + both, b + both, both)
    size = chapman(lists, confidence)
    if both < 7:
        assert size.reason == TOO_FEW
        return
    value, low, high = known(size)
    assert lists.seen <= low <= high
    assert value >= lists.seen - 1e-6
    assert known(chapman(Lists(lists.second, lists.first, both), confidence)) == pytest.approx(
        (value, low, high)
    )
    _, wider_low, wider_high = known(chapman(lists, 0.999))
    assert wider_low <= low + 1e-9
    assert wider_high >= high - 1e-9


@given(st.integers(7, 300), st.integers(0, 300), st.integers(0, 300))
def test_more_in_common_means_fewer_in_all(both: int, a: int, b: int) -> None:
    """With lists of the same length each further match lowers the estimate."""
    n, m = a + both + 1, b + both + 1
    fewer, more = Lists(n, m, both), Lists(n, m, both + 1)
    assert known(chapman(more))[0] < known(chapman(fewer))[0]


def test_strata_add_up_and_small_ones_go_together() -> None:
    """Two large strata alone; small ones pooled; one pool too small pulls all into one."""
    large = {"a": Lists(100, 80, 40), "b": Lists(60, 60, 10)}
    parts = [chapman(one) for one in large.values()]
    size = stratified(large)
    assert size.strata == 2
    assert size.value == pytest.approx(sum(part.value or 0 for part in parts))
    assert size.se == pytest.approx(math.hypot(*(part.se or 0 for part in parts)))
    pooled = stratified(large | {"c": Lists(20, 20, 4), "d": Lists(20, 20, 5)})
    assert pooled.strata == 3
    one = stratified(large | {"c": Lists(20, 20, 4)})
    assert one.strata == 1
    assert one.value == chapman(Lists(180, 160, 54)).value
    assert stratified({"c": Lists(20, 20, 4)}).reason == TOO_FEW
    assert stratified({}).reason == TOO_FEW
    assert stratified(large | {"x": Lists(1, 1, 2)}).reason == NOT_LISTS


def lists_of(dice: random.Random, size: int, p: float, q: float) -> Lists:
    """Draw two independent lists of a population."""
    first = [dice.random() < p for _ in range(size)]
    second = [dice.random() < q for _ in range(size)]
    return Lists(sum(first), sum(second), sum(a and b for a, b in zip(first, second, strict=True)))


@pytest.mark.parametrize(("size", "p", "q"), [(300, 0.5, 0.4), (150, 0.7, 0.3), (600, 0.3, 0.2)])
def test_the_interval_covers(size: int, p: float, q: float) -> None:
    """In 600 simulated populations the 95 % interval holds the truth in 92 to 99 of 100."""
    dice = random.Random(f"{size}{p}{q}")
    hits, bias = 0, 0.0
    for _ in range(600):
        value, low, high = known(chapman(lists_of(dice, size, p, q)))
        hits += low <= size <= high
        bias += (value - size) / size / 600
    assert 0.92 <= hits / 600 <= 0.99
    assert abs(bias) < 0.02


def test_strata_of_unlike_chances_are_biased_together_and_not_apart() -> None:
    """What stratifying is for: pooled, unlike strata give too few; apart they do not."""
    dice = random.Random(8)
    apart = together = 0.0
    for _ in range(300):
        a, b = lists_of(dice, 200, 0.8, 0.8), lists_of(dice, 200, 0.25, 0.25)
        apart += known(stratified({"a": a, "b": b}))[0] / 300
        whole = Lists(a.first + b.first, a.second + b.second, a.both + b.both)
        together += known(chapman(whole))[0] / 300
    assert abs(apart - 400) < 12
    assert together < 370


def test_missed_is_chapman_when_every_record_lives() -> None:
    """Without records of unknown fate: Chapman's estimate less the register."""
    told = missed(alive=200, both=60, known=60, listed=100)
    size = chapman(Lists(200, 100, 60))
    assert told.value == pytest.approx((size.value or 0) - 200)
    assert told.share == 0.6


@pytest.mark.parametrize(("living", "p_register", "p_alive"), [(400, 0.7, 0.6), (500, 0.85, 0.4)])
def test_missed_covers_with_dead_records_about(
    living: int, p_register: float, p_alive: float
) -> None:
    """A register with dead and long silent records: the interval holds what is truly missing."""
    dice = random.Random(f"{living}{p_alive}")
    hits = 0
    for _ in range(600):
        held = [dice.random() < p_register for _ in range(living)]
        fresh = [h and dice.random() < p_alive for h in held]
        met = [dice.random() < 0.5 for _ in range(living)]
        truth = held.count(False)
        told = missed(
            alive=sum(fresh),
            both=sum(f and m for f, m in zip(fresh, met, strict=True)),
            known=sum(h and m for h, m in zip(held, met, strict=True)),
            listed=sum(met),
        )
        assert told.low is not None
        assert told.high is not None
        hits += told.low <= truth <= told.high
    assert 0.92 <= hits / 600 <= 0.995


def test_nobody_outside_is_not_certainty() -> None:
    """All met are known: nothing is missing as far as seen, and the upper end is above zero."""
    told = missed(alive=80, both=30, known=40, listed=40)
    assert (told.share, told.value, told.low) == (1.0, 0.0, 0.0)
    assert told.high is not None
    assert told.high > 1
    assert told.share_low is not None
    assert told.share_low < 0.95


@pytest.mark.parametrize(
    ("counts", "reason"),
    [((80, 6, 10, 20), TOO_FEW), ((80, 30, 20, 40), NOT_LISTS), ((20, 30, 30, 40), NOT_LISTS)],
)
def test_missed_refuses_what_cannot_be(counts: tuple[int, int, int, int], reason: str) -> None:
    """Too few in common, or more in common than there are."""
    told = missed(*counts)
    assert (told.value, told.share, told.reason) == (None, None, reason)
