"""The database itself tells what changed: every write, in the same transaction, on both engines."""

import json

import pytest
from django.db import connection, transaction

from lampit.market.actions.touching import forget, mark, watch_tables
from lampit.market.models import Touch
from lampit.market.queries import touches
from lampit.market.queries.touches import MOST, marked, waiting
from lampit.market.rules import touching
from lampit.places.models import Region
from lampit.registry.actions import seed_consents
from lampit.registry.models import Owner
from lampit.registry.rules.consents import PHOTO
from lampit.shops.models import Maker, Product, Stock
from lampit.shops.rules.stock import FEW
from tests.factories import NOON, business, maker, owner, product


@pytest.fixture(autouse=True)
def watched(db: None) -> None:
    """Have the tables watched."""
    watch_tables()


def told() -> list[tuple[str, dict[str, object]]]:
    """Return what was told since the last time, by table and values."""
    found = [(t.relation, json.loads(t.keys or "{}")) for t in Touch.objects.all()]
    Touch.objects.all().delete()
    return found


def test_every_watched_table_tells_its_tracked_columns() -> None:
    """A new row of each table is told with just the columns by which pages narrow."""
    product(maker("63.08"))
    by_table = {relation: set(keys) for relation, keys in told()}
    assert by_table
    for relation, keys in by_table.items():
        assert keys == set(touching.TRACKED[relation]), relation


def test_a_change_is_told_with_old_and_new_values() -> None:
    """A good that moves to another shop changes the pages of both."""
    good, other = product(maker("63.08")), maker("63.08")
    told()
    Product.objects.filter(pk=good.pk).update(maker=other)
    makers = {keys["maker_id"] for relation, keys in told() if relation == "shops_product"}
    assert makers == {good.maker_id, other.pk}


def test_bulk_and_plain_sql_are_told_too() -> None:
    """Nothing has to remember to tell."""
    shop = maker("63.08")
    goods = [product(shop) for _ in range(3)]
    told()
    Product.objects.filter(maker=shop).update(price=90_000)
    assert {keys["id"] for _relation, keys in told()} == {good.pk for good in goods}
    with connection.cursor() as cursor:
        cursor.execute("UPDATE shops_maker SET name = 'x' WHERE id = %s", [shop.pk])
    assert [(r, k["id"]) for r, k in told()] == [("shops_maker", shop.pk)]
    Region.objects.filter(code="63").update(name="Kalsel")
    assert told() == [("places_region", {"code": "63"})]


def test_records_of_one_person_answer_for_each_other() -> None:
    """A no that was noted at the record without a shop hides her on the shop's pages too."""
    hers, beside, other = owner("63.08"), owner("63.08"), owner("63.08")
    maker("63.08", business=business("63.08", owner=hers))
    Owner.objects.filter(pk__in=[hers.pk, beside.pk]).update(person=hers)
    told()
    seed_consents([beside.pk, other.pk], PHOTO, channel="layar", now=NOON)
    assert told() == [("registry_consent", {"owner_id": beside.pk})]
    Owner.objects.filter(pk__in=[beside.pk, other.pk]).update(person=None)
    assert ("registry_owner", {"id": beside.pk, "person_id": hers.pk}) in told()


def test_what_is_rolled_back_was_never_told() -> None:
    """The news stands and falls with the change."""
    good = product(maker("63.08"))
    told()
    with transaction.atomic():
        Product.objects.filter(pk=good.pk).update(price=1)
        transaction.set_rollback(True)
    assert told() == []


def test_an_order_that_changes_no_word_tells_nothing() -> None:
    """Of much stock one piece less is told to nobody; the last ones are."""
    good = product(maker("63.08"), stock=10)
    shelf = Stock.objects.filter(variant__product=good)
    told()
    for left, news in ((9, 0), (FEW, 0), (FEW - 1, 1), (1, 0), (0, 1), (7, 1)):
        shelf.update(on_hand=left)
        assert len(told()) == news, left
    shelf.update(reserved=7)
    assert [relation for relation, _keys in told()] == ["shops_stock"]


def test_words_of_stock_are_those_of_the_shops() -> None:
    """The triggers and the pages mean the same by a few."""
    assert touching.FEW == FEW


def test_watching_again_changes_nothing_and_mends_what_is_gone() -> None:
    """A table made anew loses its triggers; the next look puts them back."""
    assert watch_tables() == 0
    name = next(t for t in touching.triggers(connection.vendor) if t.table == "shops_maker").name
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f'DROP TRIGGER "{name}" ON shops_maker')
            cursor.execute(f'DROP FUNCTION "{name}"()')
        else:
            cursor.execute(f"DROP TRIGGER {name}")
    assert watch_tables() == 1
    shop = maker("63.08")
    told()
    Maker.objects.filter(pk=shop.pk).update(name="y")
    assert told()


def test_what_waits_makes_reads_untrue() -> None:
    """A changed row spoils what was narrowed to it and what read its whole table."""
    good = product(maker("63.08"))
    told()
    Product.objects.filter(pk=good.pk).update(price=2)
    ids, untrue = waiting()
    assert {("shops_product", "", ""), ("shops_product", "slug", good.slug)} <= untrue
    assert waiting(heard=ids) == ([], set())
    forget(ids)
    assert waiting() == ([], set())


def test_very_much_at_once_is_the_whole_table() -> None:
    """More news than anybody would read one by one."""
    Touch.objects.bulk_create(Touch(relation="shops_maker", keys="{}") for _ in range(MOST + 1))
    ids, untrue = waiting()
    assert len(ids) == MOST + 1
    assert untrue == {("shops_maker", "*", "")}


def test_however_much_is_told_no_table_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """What comes after very much of one table is heard with it, also when that waits to go."""
    monkeypatch.setattr(touches, "MOST", 3)
    monkeypatch.setattr(touches, "MOST_WHOLE", 5, raising=False)
    Touch.objects.bulk_create(Touch(relation="shops_maker", keys="{}") for _ in range(6))
    much = [touch.pk for touch in Touch.objects.all()]
    Touch.objects.create(relation="shops_product", keys="{}")
    assert waiting()[1] == {("shops_maker", "*", ""), ("shops_product", "*", "")}
    assert waiting(heard=much)[1] == {("shops_product", "*", "")}


def test_what_was_forgotten_last_is_no_news() -> None:
    """The mark stands among the news, is one row, and withdraws nothing."""
    word = mark()
    assert marked() == word
    assert mark() != word
    assert Touch.objects.count() == 1
    assert waiting() == ([], set())
