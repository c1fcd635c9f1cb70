"""Prepared statements: the rows of the queryset itself, without building it again."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import Count, F, Q, QuerySet
from django.test.utils import CaptureQueriesContext

from lampit.market.rules.touching import TRACKED
from lampit.shops.models import Photo, Product, Variant
from lampit.web import prepared
from lampit.web.prepared import Prepared
from lampit.web.rendering import noted
from tests.factories import NOON, maker, product

HSU = "63.08"
TODAY = date(2026, 11, 24)
pytestmark = pytest.mark.django_db


def goods(slug: str) -> QuerySet[Product]:
    """Return a good with its shop and place, and how many variants it has."""
    rows = Product.objects.filter(slug=slug).select_related("maker__place__parent", "maker__region")
    return rows.annotate(kinds=Count("variants")).order_by()


def values(found: Any) -> dict[str, Any]:
    """Return what a model instance holds."""
    return {k: v for k, v in vars(found).items() if k != "_state"}


def test_rows_are_those_of_the_queryset(django_assert_num_queries: Any) -> None:
    """All columns, converted alike, related rows loaded, annotations set; one query each."""
    known = product(maker(HSU), name="Tikar")
    asked = Prepared(goods)
    for _time in range(2):
        with django_assert_num_queries(1):
            found = asked.first(known.slug)
            assert found is not None
            assert found.maker.place.parent is not None
            assert found.maker.region.name
        usual = goods(known.slug).get()
        assert values(found) == values(usual)
        assert values(found.maker) == values(usual.maker)
        assert not found._state.adding
    assert asked.first("no-such-good") is None


def test_values_of_every_kind_and_order(django_assert_num_queries: Any) -> None:
    """Days, instants, numbers and words go where the queryset puts them, twice where it says so."""
    shop = maker(HSU)
    old = product(shop, checked_at=NOON - timedelta(days=40))
    new = product(shop, checked_at=NOON)

    def since(number: int, at: Any, day: date) -> "QuerySet[Product, tuple[Any, ...]]":
        rows = Product.objects.filter(Q(maker_id=number) | Q(pk=number), checked_at__gte=at)
        told = rows.filter(Q(reference_until=None) | Q(reference_until__gte=day))
        return told.order_by("-pk").values_list("pk", "checked_at", "maker__name")[:5]

    asked = Prepared(since)
    for at in (NOON - timedelta(days=50), NOON - timedelta(days=1), NOON + timedelta(days=1)):
        assert asked.rows(shop.pk, at, TODAY) == list(since(shop.pk, at, TODAY))
    assert [row[0] for row in asked.rows(shop.pk, NOON - timedelta(days=50), TODAY)] == [
        new.pk,
        old.pk,
    ]


def test_one_statement_is_compiled_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The queryset is built for the first asking only; other shapes have their own statement."""
    known, built = product(maker(HSU)), []

    def photos(number: int) -> QuerySet[Photo]:
        built.append(number)
        return Photo.objects.filter(product_id=number)[:3]

    monkeypatch.setattr(prepared, "checking", False)
    asked = Prepared(photos)
    for _time in range(3):
        asked.rows(known.pk)
    assert len(built) == 1
    asked.rows(known.pk, shape="other")
    assert len(built) == 2


def test_what_is_not_a_plain_value_is_refused() -> None:
    """A sum with a value, a value that is left out, and a kind without stand-in fall at once."""
    with pytest.raises(TypeError, match="not a parameter"):
        Prepared(lambda n: Variant.objects.filter(pk=n + 1)).rows(1)
    with pytest.raises(TypeError, match="not a parameter"):
        Prepared(lambda n, _m: Variant.objects.filter(pk=n)).rows(1, 2)
    with pytest.raises(TypeError, match="no stand-in"):
        Prepared(lambda n: Variant.objects.filter(pk=n)).rows(1.5)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="only models"):
        Prepared(lambda n: Product.objects.filter(pk=n).prefetch_related("variants")).rows(1)


def test_a_hidden_dependence_is_seen_in_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    """A queryset that asks for something else than its values is told when tests run it."""
    told = ["tayang"]
    asked = Prepared(lambda slug: Product.objects.filter(slug=slug, state=told[0]))
    assert asked.rows("x") == []
    told[0] = "draf"
    with pytest.raises(RuntimeError, match="not the statement"):
        asked.rows("x")
    monkeypatch.setattr(prepared, "checking", False)
    assert asked.rows("x") == []


def test_pages_are_noted_as_with_querysets() -> None:
    """The statement is the one Django writes, so what a page is made of is seen as before."""
    known = product(maker(HSU))
    rows = Variant.objects.filter(product_id=known.pk).annotate(of=F("product__slug"))
    with CaptureQueriesContext(
        connection,
    ) as usual:
        list(rows)
    with CaptureQueriesContext(connection) as ours:
        Prepared(
            lambda n: Variant.objects.filter(product_id=n).annotate(of=F("product__slug"))
        ).rows(known.pk)
    assert [q["sql"] for q in ours] == [q["sql"] for q in usual]


def test_pages_made_together_read_a_row_once_and_each_tells_of_it(
    django_assert_num_queries: Any,
) -> None:
    """The second page asks nothing, says the same, and is made of the same rows."""
    known = product(maker(HSU))
    asked = Prepared(lambda n: Variant.objects.filter(product_id=n)[:9])
    with prepared.together():
        with noted(TRACKED) as first:
            one = asked.rows(known.pk)
        with noted(TRACKED) as second, django_assert_num_queries(0):
            other = asked.rows(known.pk)
    assert first.found == second.found == {("shops_variant", "product_id", str(known.pk))}
    assert one == other
    assert one[0] is not other[0], "what one page does with its rows is not seen by another"
    with django_assert_num_queries(1):
        asked.rows(known.pk)


def test_lists_of_any_length(django_assert_num_queries: Any) -> None:
    """A few numbers, the same number of others, none, and more than statements are kept for."""
    shop = maker(HSU)
    numbers = [product(shop).pk for _one in range(prepared.FEW + 1)]
    asked = Prepared(
        lambda *ids: Product.objects.filter(pk__in=ids).order_by("pk").values_list("pk", "name")
    )
    for some in (numbers[:3], numbers[3:6], numbers):
        with django_assert_num_queries(1):
            assert [pk for pk, _name in asked.few(*some)] == some
    assert len(asked.plans) == 1
    with django_assert_num_queries(0):
        assert asked.few() == []


def test_pages_made_together_ask_for_rows_once(django_assert_num_queries: Any) -> None:
    """One query inside, its reads told to each page; anew outside and in the next batch."""
    shop = maker(HSU)
    good = product(shop)
    asked = Product.objects.filter(maker_id=shop.pk).values_list("pk")
    with prepared.together(), django_assert_num_queries(1):
        for _page in range(2):
            with noted(TRACKED) as reads:
                assert prepared.asked_once(asked.all()) == [(good.pk,)]
            assert ("shops_product", "maker_id", str(shop.pk)) in reads.found
        assert prepared.asked_once(asked.filter(pk__in=[])) == []
    other = product(shop)
    for _time in range(2):
        assert set(prepared.asked_once(asked.all())) == {(good.pk,), (other.pk,)}
