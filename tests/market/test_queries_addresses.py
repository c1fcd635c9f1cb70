"""Which pages stand on the map and are made beforehand: events and the meaning of the mark."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from lampit.market.queries.addresses import every_address
from lampit.shops.models import Fair, FairGood, Product
from tests.factories import NOON, maker, product

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def fair(slug: str, ends_in: int, good: Product | None) -> None:
    """Write an event down that began yesterday or earlier."""
    last = timezone.localdate() + ends_in * DAY
    made = Fair.objects.create(
        slug=slug, name=slug, from_on=last - 3 * DAY, until_on=last, created_at=NOON,
        changed_at=NOON, region_id="63.08",
    )  # fmt: skip
    if good is not None:
        FairGood.objects.create(fair=made, product=good, chosen_at=NOON)


def test_events_and_the_mark_stand_on_the_map_and_are_made(client: Client) -> None:
    """Events with goods until they are over; the page of the mark in both languages."""
    good = product(maker("63.08"))
    fair("pameran", 1, good)
    fair("lampau", -1, good)
    fair("kosong", 1, None)
    told = client.get("/sitemap/halaman-1.xml").content.decode()
    made = list(every_address(timezone.localdate()))
    assert "/kurasi/</loc>" in told
    assert "/kurasi/?bahasa=en" in told
    assert "/kurasi/" in made
    for slug, is_told in (("pameran", True), ("lampau", False), ("kosong", False)):
        assert (f"/acara/{slug}/</loc>" in told) is is_told
        assert (f"/acara/{slug}/" in made) is is_told


def test_what_people_came_for_comes_first() -> None:
    """The start page, then by count, then the rest by kind; each once."""
    shop = maker("63.08")
    today = timezone.localdate()
    fresh: dict[str, Any] = {"checked_at": timezone.now(), "published_at": timezone.now()}
    goods = [f"/produk/{product(shop, **fresh).slug}/" for _ in range(3)]
    usual = list(every_address(today))
    found = list(every_address(today, {goods[2]: 9, "/kategori/lampit/": 30}))
    assert found[:3] == ["/", "/kategori/lampit/", goods[2]]
    assert sorted(found) == sorted(usual)
    assert usual.index(goods[2]) > 3
