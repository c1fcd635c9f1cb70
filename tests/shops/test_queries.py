"""Reads of shops: what they answer and how many queries they cost."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from lampit.shops import access, queries
from lampit.shops.models import Product
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
        found = queries.whole(access.reachable_good(slug), today=TODAY)
    assert found is not None
    assert (found.place, found.village) == ("Haur Gading", "Haur Gading Hulu")


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
    """A shop known by its village counts for its kecamatan, one known by its kabupaten nowhere."""
    region("63.08.08", "Haur Gading")
    region("63.08.05", "Amuntai Tengah")
    found = queries.names_of_kecamatan(["63.08.08.2010", "63.08.05", "63.08.08", "63.08"])
    assert found == [("63.08.05", "Amuntai Tengah"), ("63.08.08", "Haur Gading")]
