"""Weeks of makers under real processes: never more than she told, whoever orders or cancels."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.utils import timezone

from lampit.shops.actions import capacity
from lampit.shops.models import Capacity, Maker, Variant
from lampit.shops.rules.capacity import first_week
from tests.factories import product
from tests.orders.test_race_stock import race
from tests.orders.things import account_of, shop

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]


def made(weekly: int | None) -> tuple[Maker, Variant]:
    """Return a maker of `weekly` pieces a week and a good that she makes to order."""
    keeper = shop()
    keeper.weekly_slots = weekly
    keeper.save()
    return keeper, product(keeper, stock=None, days=3).variants.get()


def test_24_buyers_fill_the_weeks_one_after_the_other(tmp_path: Path) -> None:
    """Two a week: twelve weeks, each full, and everybody has a day."""
    _keeper, mat = made(2)
    told = race(tmp_path, str(mat.pk), buyers=24)
    assert told["outcomes"] == {"sold": 24}
    assert told["weeks"] == {"ordered": 24, "promised": 24, "over": 0}
    assert told["wrong"] == []


def test_orders_cancellations_and_the_makers_word_at_once(tmp_path: Path) -> None:
    """Two makers in baskets of both orders, each third cancelled, one maker tells her weeks."""
    (_one, mat), (_other, bag) = made(2), made(3)
    told = race(tmp_path, f"{mat.pk},{bag.pk}", buyers=30, kind="weeks")
    assert told["outcomes"] == {"sold": 16, "cancelled": 8, "told": 6}
    assert told["weeks"]["ordered"] == told["weeks"]["promised"] == 32
    assert told["wrong"] == []


def test_weeks_read_before_writing_are_promised_twice(tmp_path: Path) -> None:
    """Negative control: taken by what was read, one week is promised to more than it holds."""
    keeper, mat = made(None)
    now = datetime.now(UTC)
    week = first_week(timezone.localdate(now), 3)
    capacity.set_week(account_of(keeper), keeper, week, 2, now)
    told = race(tmp_path, str(mat.pk), buyers=8, kind="heedless")
    assert told["weeks"]["over"] > 0
    assert "capacity" in told["wrong"]
    assert Capacity.objects.count() == 1
