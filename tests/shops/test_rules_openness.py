"""A price laid open: its parts are the whole price, and other channels are told with their day."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lampit.basics.refusal import Refusal
from lampit.shops import queries
from lampit.shops.rules import returns
from lampit.shops.rules.openness import check_split, laid_open
from tests.factories import NOON

FEES = queries.fees_on(NOON.date())


def test_the_worked_example() -> None:
    """150.000: the shares of commerce.md 8.2 in other channels, nothing kept by this market."""
    told = laid_open(150_000, (45_000, 24_000, 5_000, 4_000), collector=90_000, fees_now=FEES)
    assert told is not None
    assert [(s.code, s.amount) for s in told.slices] == [
        ("bahan", 45_000), ("upah", 24_000), ("kemasan", 5_000), ("lain", 4_000),
        ("sisa", 72_000),
    ]  # fmt: skip
    assert (told.stays, told.percent) == (96_000, 64)
    assert (told.collector, told.collector_percent, told.qris_fee) == (90_000, 60, 0)
    assert [(e.kept, e.percent, e.is_estimate) for e in told.elsewhere] == [
        (126_250, 84, True), (129_250, 86, True),
    ]  # fmt: skip


def test_a_dear_good_costs_its_maker_a_bank_fee() -> None:
    """Above 500.000 a micro business pays 0,3 percent to its bank; never the buyer."""
    told = laid_open(500_001, (0, 0, 0, 0), collector=None, fees_now=FEES)
    assert told is not None
    assert told.qris_fee == 1_500


def test_parts_beyond_the_price_are_refused_and_never_shown() -> None:
    """Also when the price fell after they were told."""
    with pytest.raises(Refusal) as refused:
        check_split(100_000, (60_000, 30_000, 10_000, 1))
    assert refused.value.code == "rincian_lebih"
    with pytest.raises(Refusal) as refused:
        check_split(100_000, (-1, 0, 0, 0))
    assert refused.value.code == "rincian_salah"
    assert laid_open(50_000, (60_000, 0, 0, 0), collector=None, fees_now=FEES) is None


@given(st.integers(1, 10**9), st.lists(st.integers(0, 10**8), min_size=4, max_size=4))
def test_slices_are_the_whole_price(price: int, parts: list[int]) -> None:
    """Amounts and widths add up, whatever the parts; nothing overlaps."""
    told = laid_open(price, parts, collector=None, fees_now=FEES)
    if told is None:
        assert sum(parts) > price
        return
    assert sum(s.amount for s in told.slices) == price
    ends = 0
    for one in told.slices:
        assert one.start == ends
        ends = one.start + one.width
    assert ends == 1_000


def test_each_kind_of_good_has_its_rule_of_return() -> None:
    """Two working days at least (PP 80/2019); food and what is made for one buyer differ."""
    rules = {
        returns.return_rule(is_food=food, is_made_to_order=made)
        for food in (True, False)
        for made in (True, False)
    }
    assert rules == {returns.FOOD, returns.MADE, returns.CRAFT}
    assert all(one.days >= 2 for one in rules)
