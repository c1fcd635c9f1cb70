"""Costs, fees, what is left per hour, and the place among similar goods: vectors of the specs."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lampit.basics.refusal import Refusal
from lampit.shops.queries import fees_on
from lampit.shops.queries.costing import fee_rows
from lampit.shops.rules import costs, fees, peers, prices
from lampit.shops.rules.costs import Batch, Material

TODAY = date(2026, 11, 24)
COACH = Batch(
    materials=(Material("Purun", 40_000), Material("Pewarna", 5_000)),
    packaging=4_000, minutes=180, hourly_wage=8_000, monthly_overhead=150_000, units_per_month=30,
)  # fmt: skip


def test_every_channel_of_the_table_is_named_for_english_pages() -> None:
    """A new row of the table needs its words among those that are translated."""
    assert {row.label for row in fee_rows()} == set(fees.LABELS)


def test_cost_of_the_coaches_example() -> None:
    """45,000 + 3 h x 8,000 + 5,000 + 4,000 = 78,000, and prices on it (commerce.md 8.1)."""
    cost = costs.unit_cost(COACH)
    assert cost.total == 78_000
    assert (cost.material, cost.labour, cost.overhead, cost.packaging) == (
        45_000, 24_000, 5_000, 4_000,
    )  # fmt: skip
    margin = Fraction(30, 100)
    assert prices.price_by_margin(78_000, margin, Fraction(0), 0) == 111_429
    assert prices.price_by_margin(78_000, margin, Fraction(15, 100), 1_250) == 144_091
    assert prices.price_by_margin(78_000, margin, Fraction(70, 100), 0) is None
    assert prices.round_price(78_001) == 78_500
    assert prices.round_price(144_091) == 145_000


def test_margin_and_markup_are_told_apart() -> None:
    """30 % of the price is not 30 % of the cost: 111,429 against 101,400."""
    cost = costs.unit_cost(COACH)
    assert (costs.left(111_429, cost).margin, costs.left(111_429, cost).markup) == (30, 42)
    assert costs.left(101_400, cost).markup == 30
    assert [one.price for one in costs.advice(78_000)] == [97_500, 112_000]


def test_rejects_make_the_good_ones_dearer() -> None:
    """Ten made and two rejected: the batch is carried by eight."""
    batch = Batch(
        materials=(Material("Rotan", 80_000),), minutes=480, hourly_wage=10_000, made=10, rejects=2
    )
    assert costs.unit_cost(batch).total == 20_000
    assert costs.unit_cost(batch).minutes == 60


def test_price_below_cost_shows_the_wage_it_pays() -> None:
    """The mockup's example: 55,000 for a bag of 4 hours leaves Rp7.750 an hour."""
    bag = Batch(
        materials=(Material("Purun", 18_000),), packaging=3_000, minutes=240, hourly_wage=9_000,
        monthly_overhead=30_000, units_per_month=10,
    )  # fmt: skip
    cost = costs.unit_cost(bag)
    assert cost.total == 60_000
    assert costs.left(55_000, cost).per_hour == 7_750
    assert costs.left(55_000, cost).per_piece == -5_000
    assert prices.position(55_000, cost.total, None).code == "di_bawah_modal"
    assert costs.left(55_000, costs.unit_cost(Batch(packaging=3_000))).per_hour is None


def test_money_in_hand_of_the_journey() -> None:
    """Sajadah: price 62,000, cost 33,000, in the hand 29,000; unknown stays unknown."""
    assert costs.money_in_hand(62_000, 33_000) == 29_000
    assert costs.money_in_hand(62_000, None) is None


def test_break_even_is_rounded_up() -> None:
    """150,000 a month over what a piece brings towards it; None when it brings nothing."""
    assert costs.pieces_to_break_even(100_000, COACH) == 6  # 150,000 / 27,000
    assert costs.pieces_to_break_even(73_000, COACH) is None
    assert costs.pieces_to_break_even(100_000, Batch(packaging=4_000)) is None


@pytest.mark.parametrize(
    ("batch", "code"),
    [
        (Batch(made=0), "jadi_salah"),
        (Batch(made=3, rejects=3), "gagal_salah"),
        (Batch(monthly_overhead=10_000), "sebulan_kosong"),
        (Batch(packaging=10**10), "modal_salah"),
    ],
)
def test_impossible_batches_are_refused(batch: Batch, code: str) -> None:
    """Nothing made, all spoiled, overhead over no pieces: each with a sentence of its own."""
    with pytest.raises(Refusal) as refusal:
        costs.unit_cost(batch)
    assert refusal.value.code == code


@given(
    st.integers(0, 10**6), st.integers(0, 10**5), st.integers(0, 6_000), st.integers(1, 90_000),
    st.integers(1, 50), st.integers(0, 49),
)  # fmt: skip
def test_the_parts_add_up_and_nothing_is_lost(
    material: int, packaging: int, minutes: int, wage: int, made: int, rejects: int
) -> None:
    """The total is within half a rupiah of the exact cost, and no part is negative by much."""
    if rejects >= made:
        return
    batch = Batch((Material("x", material),), packaging, minutes, wage, 0, 0, made, rejects)
    cost = costs.unit_cost(batch)
    exact = (material + packaging + Fraction(minutes * wage, 60)) / (made - rejects)
    assert abs(cost.total - exact) <= (Fraction(1, 2) if minutes else 1)
    assert cost.labour >= -1


def test_what_the_channels_keep_of_150000() -> None:
    """Shopee 126,250, Tokopedia 129,250, own shop 150,000 stay (commerce.md 8.2)."""
    offered = fees_on(TODAY)
    kept = {name: 150_000 - offered[name].of(150_000) for name in ("shopee", "tokopedia", "lapak")}
    assert kept == {"shopee": 126_250, "tokopedia": 129_250, "lapak": 150_000}
    assert all(fee.checked_on <= TODAY and fee.sources for fee in offered.values())
    assert offered["titip"].of(100_000, 30) == 30_000
    assert offered["titip"].asks_percent


def test_qris_of_micro_businesses_is_free_up_to_half_a_million() -> None:
    """500,000 free, 500,001 costs 1,500, half up; a cap holds; lapsed rows are not used."""
    offered = fees_on(TODAY)
    assert offered["lapak"].of(500_000) == 0
    assert offered["lapak"].of(500_001) == 1_500
    assert offered["tokopedia"].of(2_000_000) == 160_000 + 40_000 + 1_250
    assert "shopee" not in fees_on(date(2025, 11, 30))
    assert not fees.is_old(offered["lapak"], TODAY)
    assert fees.is_old(offered["lapak"], date(2027, 6, 1))


def test_the_hour_of_a_minimum_wage() -> None:
    """A month's minimum wage over 173 hours, half up."""
    assert costs.hourly(3_725_000) == 21_532
    assert costs.hourly(1_730_000) == 10_000


def peer(maker: int, price: int, material: str = "Purun", length: int | None = 200) -> peers.Peer:
    """Return a good of another maker."""
    return peers.Peer(maker, price, material, length, 150 if length else None)


def test_position_needs_five_goods_of_three_makers() -> None:
    """Four goods, or five of two makers, tell one maker's price to another: not shown."""
    five = [peer(n % 3, 50_000 + 10_000 * n) for n in range(5)]
    found = peers.compared(five, price=60_000, material="purun", size_cm=(200, 150))
    assert (found.n, found.makers) == (5, 3)
    assert (found.low, found.middle, found.high) == (60_000, 70_000, 80_000)
    assert found.place == "tengah"
    assert peers.compared(five, price=59_999).place == "bawah"
    assert peers.compared(five, price=80_001).place == "atas"
    assert not peers.compared(five[:4], price=60_000).is_enough
    assert not peers.compared([peer(n % 2, 50_000) for n in range(9)], price=1).is_enough


def test_only_like_goods_are_compared() -> None:
    """Other material, another size or an unknown size is no comparison; unknown own size is."""
    like = [peer(n % 3, 50_000) for n in range(5)]
    others = [peer(7, 9, "Rotan"), peer(8, 9, length=60), peer(9, 9, length=None)]
    assert (
        peers.compared([*like, *others], price=1, material="Purun danau", size_cm=(200, 150)).n == 5
    )
    assert peers.compared([*like, *others], price=1, material="Purun danau").n == 7
    assert peers.compared([*like, *others], price=1).n == 8
