"""Every page for everybody: made of watched rows alone, the same all day, of nobody."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

from lampit.market.rules.touching import FOLLOWING, TRACKED
from lampit.shops.actions import index_product
from lampit.shops.models import Stock
from lampit.web.rendering import Rendered, render
from tests.factories import product
from tests.house import addresses, realm
from tests.house.realm import OWN, Realm
from tests.house.test_access_matrix import ADDRESSES, spaced

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("access")]
KINDS = {
    route: pattern
    for route, pattern in ADDRESSES.items()
    if getattr(pattern.callback, "published_kind", "")
}
NOON = datetime.fromisoformat("2026-11-30T12:00:00+08:00")


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Realm]:
    """Give the realm, made once; nothing of it stays."""
    with django_db_blocker.unblock(), transaction.atomic():
        made = realm.build()
        for number in range(4):  # a page of what is asked for often needs some goods
            name = f"Tikar purun {number}"
            index_product(product(made.things[OWN]["maker"], name=name, material="purun"))
        yield made
        transaction.set_rollback(True)


def page(route: str, built: Realm, language: str = "id") -> Rendered:
    """Render the page of a route for the things of the realm, with its reads."""
    pattern = KINDS[route]
    names = list(pattern.pattern.converters)
    told: dict[str, Any] = addresses.arguments(route, names, built.things[OWN])
    address = reverse(spaced(pattern), kwargs=told)
    return render(address, language=language, root="http://testserver", tracked=TRACKED)


def at(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    """Let the clock tell an instant."""
    monkeypatch.setattr(timezone, "now", lambda: now)


@pytest.mark.parametrize("route", KINDS)
@pytest.mark.parametrize("language", ["id", "en"])
def test_it_is_made_of_rows_whose_changes_are_told(route: str, language: str, built: Realm) -> None:
    """A table without triggers would leave an old page behind; so would an answer of one person."""
    found = page(route, built, language)
    assert found.status == 200
    unwatched = {table for table, _column, _value in found.reads} - set(TRACKED) - FOLLOWING
    assert not unwatched, "add them to TRACKED of market/rules/touching.py"
    assert found.header("Cache-Control") == "no-cache"
    assert not found.header("Set-Cookie")
    assert b"csrfmiddlewaretoken" not in found.body


@pytest.mark.parametrize("route", KINDS)
def test_it_is_the_same_all_day(route: str, built: Realm, monkeypatch: pytest.MonkeyPatch) -> None:
    """Kept until midnight, it may tell the day but not the hour."""
    seen = []
    for hours in (-11.9, 0, 11.9):
        at(monkeypatch, NOON + timedelta(hours=hours))
        seen.append(page(route, built).body)
    assert seen[0] == seen[1] == seen[2]


@pytest.mark.parametrize("route", KINDS)
def test_it_tells_stock_in_words(route: str, built: Realm) -> None:
    """One piece less of many changes no page, so that an order makes none anew."""
    with transaction.atomic():
        Stock.objects.update(on_hand=40, reserved=0)
        much = page(route, built).body
        Stock.objects.update(on_hand=31, reserved=3)
        assert page(route, built).body == much
        transaction.set_rollback(True)


def test_tracked_columns_are_columns() -> None:
    """SQLite would notice a wrong one only when a row changes."""
    with connection.cursor() as cursor:
        for table, columns in TRACKED.items():
            described = connection.introspection.get_table_description(cursor, table)
            assert set(columns) <= {column.name for column in described}, table
