"""The daily order: everybody's turn, the same for all who reckon it, no place for sale."""

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lampit.shops.rules import fairness
from lampit.shops.rules.fairness import PAGE, TURN_PLACES, Place, deal

DAY = date(2026, 11, 30)
Counts = st.dictionaries(st.integers(1, 10**7), st.integers(1, 30), min_size=1, max_size=150)


@given(Counts, st.integers(0, 5_000))
@settings(max_examples=60)
def test_the_shelf_holds_every_good_once(counts: dict[int, int], later: int) -> None:
    """Every page is a piece of one order that holds each good exactly once."""
    makers = sorted(counts)
    dealt = deal(counts, DAY + timedelta(days=later), fresh=makers[::3], curated=makers[::5])
    whole = dealt.places(0, 10**6)
    assert Counter((p.maker, p.nth) for p in whole) == Counter(
        (maker, nth) for maker, goods in counts.items() for nth in range(goods)
    )
    pages = [dealt.places(start, start + PAGE) for start in range(0, len(whole), PAGE)]
    assert [place for page in pages for place in page] == whole


@given(Counts, st.integers(0, 5_000))
@settings(max_examples=60)
def test_a_maker_fills_no_more_of_a_page_than_must_be(counts: dict[int, int], later: int) -> None:
    """On the first page a maker has one good; more only when there are fewer makers than places."""
    page = deal(counts, DAY + timedelta(days=later)).places(0, PAGE)
    most = max(Counter(place.maker for place in page).values())
    if len(counts) >= PAGE:
        assert most == 1
    else:
        others_done = min(
            (goods for goods in counts.values()), default=0
        )  # who has few goods leaves room
        assert most <= max(-(-PAGE // len(counts)), PAGE - (len(counts) - 1) * others_done)


@given(st.sets(st.integers(1, 10**7), min_size=1, max_size=120))
@settings(max_examples=25, deadline=None)
def test_in_n_days_everybody_had_the_window_equally_often(makers: set[int]) -> None:
    """N makers, N days from a multiple of N on: each exactly 18 times in the 18 turning places."""
    count = len(makers)
    first = DAY.toordinal() // count * count
    seen: Counter[int] = Counter()
    for day in range(first, first + count):
        dealt = deal(dict.fromkeys(makers, 1), date.fromordinal(day))
        turn = dealt.ring[dealt.start :] + dealt.ring[: dealt.start]
        seen.update(turn[:TURN_PLACES])
    assert set(seen) == makers
    assert set(seen.values()) == {min(TURN_PLACES, count)}


@pytest.mark.parametrize("count", [30, 100, 1_000])
def test_nobody_waits_longer_than_a_round(count: int) -> None:
    """Within two rounds of ⌈N / 18⌉ days nobody is passed over, whatever day one begins."""
    makers = dict.fromkeys(range(1, count + 1), 3)
    days = 2 * fairness.days_of_cycle(count)
    seen = {
        place.maker
        for day in range(days)
        for place in deal(makers, DAY + timedelta(days=day)).places(0, PAGE)
    }
    assert len(seen) == count


def test_new_goods_have_places_with_an_end() -> None:
    """Who put a good on sale lately stands on the first page in kept places, soon or at once."""
    makers = dict.fromkeys(range(1, 501), 2)
    fresh = set(range(1, 13))
    days = [deal(makers, DAY + timedelta(days=n), fresh=fresh) for n in range(3)]
    seen = {p.maker for dealt in days for p in dealt.places(0, PAGE)}
    assert fresh <= seen, "twelve newcomers at four places a day: all within three days"
    kept = [at for at, p in enumerate(days[0].first) if p.why == fairness.FRESH]
    assert kept == list(fairness.FRESH_AT)
    assert fairness.fresh_since(DAY) == DAY - timedelta(days=14)


def test_curated_makers_who_waited_have_a_floor() -> None:
    """Ten curated makers among a thousand: each is on the first page within a week."""
    makers = dict.fromkeys(range(1, 1_001), 2)
    curated = set(range(100, 110))
    seen: Counter[int] = Counter()
    for day in range(8):
        places = deal(makers, DAY + timedelta(days=day), curated=curated).places(0, PAGE)
        seen.update(place.maker for place in places if place.maker in curated)
    assert curated <= set(seen)


def test_a_thousand_goods_buy_no_place() -> None:
    """Negative control of greed: who has a thousand goods is seen as often as who has one."""
    makers = dict.fromkeys(range(1, 200), 1) | {7: 1_000}
    seen: Counter[int] = Counter()
    for day in range(400):
        page = deal(makers, DAY + timedelta(days=day)).places(0, PAGE)
        seen.update({place.maker for place in page})
    others = [n for maker, n in seen.items() if maker != 7]
    assert min(others) - 2 <= seen[7] <= max(others) + 2


def test_another_good_of_a_maker_comes_each_round() -> None:
    """Over as many rounds as she has goods, each of them was first once."""
    goods = [(number, number) for number in range(40, 47)]
    firsts = {fairness.order_of_goods(goods, shift)[0] for shift in range(7)}
    assert firsts == {number for number, _new in goods}
    newest = fairness.order_of_goods(goods, 3, newest_first=True)
    assert newest[0] == 46
    assert sorted(newest) == sorted(number for number, _new in goods)


def test_the_same_day_is_the_same_order_and_another_day_another() -> None:
    """The order depends on the date and the rows alone."""
    makers = dict.fromkeys(range(1, 100), 2)
    days = [deal(makers, DAY + timedelta(days=n)).places(0, PAGE) for n in range(20)]
    assert days[0] == deal(dict(reversed(makers.items())), DAY).places(0, PAGE)
    assert all(one != other for one, other in pairwise(days))
    assert deal({}, DAY).places(0, PAGE) == []
    assert deal({5: 1}, DAY).places(0, PAGE) == [Place(5, 0)]
