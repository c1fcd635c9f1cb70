"""Reads of shops: what they answer and how many queries they cost."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from lampit.shops import access, queries
from lampit.shops.actions import index_product
from lampit.shops.models import Product
from lampit.shops.rules.terms import query_terms
from tests.factories import NOON, maker, member, product, region

pytestmark = pytest.mark.django_db
HSU = "63.08"
TODAY = NOON.date()
Counted = Callable[[int], Any]


def goods(count: int, **values: Any) -> list[Product]:
    """Return some goods of one shop in Haur Gading."""
    region("63.08.08", "Haur Gading")
    shop = maker(HSU, place=region("63.08.08.2010", "Haur Gading Hulu"))
    return [product(shop, **values) for _ in range(count)]


def test_a_shelf_costs_two_queries(django_assert_num_queries: Counted) -> None:
    """However long the shelf, goods and what is left of them cost two queries."""
    goods(9)
    with django_assert_num_queries(2):
        rows = queries.shelf(Product.objects.order_by("pk"), 0, 24, today=TODAY)
    assert len(rows) == 9
    assert (rows[0].place, rows[0].readiness.left) == ("Haur Gading", 5)


def test_a_whole_good_costs_four_queries(django_assert_num_queries: Counted) -> None:
    """Good with shop and place, variants, proofs, photos: four."""
    slug = goods(1)[0].slug
    with django_assert_num_queries(4):
        found = queries.whole(access.reachable_products(), slug, today=TODAY)
    assert found is not None
    assert (found.place, found.village) == ("Haur Gading", "Haur Gading Hulu")


def test_filters_and_orders() -> None:
    """Price, kecamatan, readiness and category filter; cheap and new first on demand."""
    cheap, dear = goods(1, price=10_000)[0], goods(1, price=90_000, stock=0)[0]
    made = product(HSU, stock=None, price=50_000, category="lampit")
    everything = Product.objects.all()
    wishes = {
        queries.Wish(lowest=20_000): {dear, made},
        queries.Wish(highest=50_000): {cheap, made},
        queries.Wish(ready=True): {cheap},
        queries.Wish(category="lampit"): {made},
        queries.Wish(place="63.08.08"): {cheap, dear},
        queries.Wish(place="62.04.01"): set(),
    }
    for wish, wanted in wishes.items():
        assert set(queries.filtered(everything, wish)) == wanted
    assert list(queries.ordered(everything, "murah", today=TODAY)) == [cheap, made, dear]
    assert list(queries.ordered(everything, "mahal", today=TODAY)) == [dear, made, cheap]


def test_the_shelf_turns_each_day_and_stands_still_within_it() -> None:
    """The same day gives the same order on every page; over a month many come first."""
    for number in range(12):
        product(HSU, turn=(number * 37) % 10_007)
    everything = Product.objects.all()
    days = [TODAY + timedelta(days=n) for n in range(30)]
    first = [queries.ordered(everything, "", today=day)[0].pk for day in days]
    again = [queries.ordered(everything, "", today=day)[0].pk for day in days]
    assert first == again
    assert len(set(first)) >= 6


def test_search_ranks_names_over_texts() -> None:
    """All words must be held; the name as typed comes first, then name over text."""
    shop = maker(HSU, name="Bunga Rawa")
    named = product(shop, name="Bakul rotan kecil")
    other = product(shop, name="Keranjang rotan")
    told = product(shop, name="Tas purun", description="cocok untuk bakul rotan")
    for one in (named, other, told):
        index_product(one)
    everything = Product.objects.all()
    found = queries.found_by(everything, query_terms("bakul rotan"), "bakul rotan")
    assert list(found) == [named, other, told]
    assert list(queries.found_by(everything, query_terms("bakul besi"), "bakul besi")) == []
    assert queries.near(everything, query_terms("bakul besi")).count() == 3
    assert set(queries.found_by(everything, query_terms("rawa"), "rawa")) == {named, other, told}


def test_savings_of_a_shelf_tell_their_number(django_assert_num_queries: Counted) -> None:
    """The mean is over goods with standing proofs only, and says how many they are."""
    until = TODAY + timedelta(days=9)
    goods(1, price=80_000, reference_price=100_000, reference_until=until)
    goods(1, price=90_000, reference_price=100_000, reference_until=until)
    goods(1, price=1_000, reference_price=100_000, reference_until=TODAY - timedelta(days=1))
    goods(1)
    with django_assert_num_queries(1):
        told = queries.savings(Product.objects.all(), today=TODAY)
    assert (told.goods, told.proven, told.mean_share) == (4, 2, 0.15)


def test_tasks_of_a_maker(django_assert_num_queries: Counted) -> None:
    """Stale, sold out, photoless goods and drafts are counted in one query."""
    shop = maker(HSU, member("maker", HSU))
    product(shop, cover="a" * 64)
    product(shop, checked_at=NOON - timedelta(days=40), cover="a" * 64)
    product(shop, checked_at=NOON - timedelta(days=95))
    product(shop, stock=0, cover="a" * 64)
    product(shop, state="draf")
    with django_assert_num_queries(1):
        found = queries.tasks(shop, today=TODAY)
    assert found == queries.Tasks(
        live=4, stale=2, hidden_by_age=1, without_photo=1, sold_out=1, drafts=1
    )
    assert found.count == 4


def test_the_goods_of_a_maker_cost_one_query(django_assert_num_queries: Counted) -> None:
    """The list of a shop with stock and reservations is one query."""
    shop = goods(3)[0].maker
    with django_assert_num_queries(1):
        rows = list(queries.goods_of(shop))
    assert [row.on_hand for row in rows] == [5, 5, 5]  # type: ignore[attr-defined]


def test_places_are_the_kecamatan_of_open_shops() -> None:
    """A shop known by its village counts for its kecamatan."""
    goods(1)
    maker(HSU, place=region("63.08.05", "Amuntai Tengah"))
    found = queries.places(access.public_makers())
    assert found == [("63.08.05", "Amuntai Tengah"), ("63.08.08", "Haur Gading")]
