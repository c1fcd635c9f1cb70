"""Where the makers of a region sell: numbers only, small cells withheld."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from lampit.desk.rules import cells
from lampit.shops import actions
from lampit.shops.models import LinkDay, Maker
from tests.factories import NOW, maker, member

pytestmark = pytest.mark.django_db


def _shops(count: int, code: str = "63.08") -> list[Maker]:
    return [maker(code, member("maker", code)) for _ in range(count)]


def _page(role: str = "head", code: str = "63.08") -> Any:
    client = Client()
    client.force_login(member(role, code))
    return client.get("/balai/kanal/")


def _note(of: Maker, address: str, site: str = "") -> None:
    assert of.account is not None
    actions.note_elsewhere(of.account, of, address, site, NOW)


@pytest.mark.parametrize(
    ("count", "of", "told"),
    [(0, 9, 0), (1, 9, None), (2, 9, None), (3, 9, 3), (6, 9, 6), (7, 9, None), (8, 9, None),
     (9, 9, 9), (0, 0, 0), (2, 2, None), (3, 3, 3)],
)  # fmt: skip
def test_counts_that_could_tell_a_shop_are_withheld(count: int, of: int, told: int | None) -> None:
    """One or two, or all but one or two, are not said."""
    assert cells.shown(count, of) == told


def test_shops_are_counted_by_site_and_region() -> None:
    """Once each however many addresses; closed ones and other kabupaten are not counted."""
    shops = _shops(9)
    for of in shops[:4]:
        _note(of, f"shopee.co.id/a{of.pk}")
        _note(of, f"shopee.co.id/b{of.pk}")
    for of in shops[:3]:
        _note(of, f"akun{of.pk}", "IG")
    _note(shops[0], "lazada.co.id/shop/siti")
    _note(_shops(1, "63.09")[0], "shopee.co.id/tetangga")
    closed = maker("63.08", member("maker", "63.08"), is_published=False)
    _note(closed, "shopee.co.id/tutup")
    found = _page().context["found"]
    assert (found.shops, found.with_any, found.on_marketplace) == (9, 4, 4)
    told = {row.name: row.count for row in found.sites}
    assert told == {
        "Shopee": 4, "Tokopedia": 0, "TikTok": 0, "Lazada": None, "Instagram": 3, "Facebook": 0,
        "Situs sendiri": 0,
    }  # fmt: skip
    page = _page().content.decode()
    assert "shopee.co.id" not in page
    assert "terlalu sedikit" in page


def test_openings_are_told_of_three_shops_and_more() -> None:
    """Sums over shops that agreed to be shown; from fewer than three nothing is said."""
    shops = _shops(5)
    day = timezone.localdate() - timedelta(days=2)
    for channel, makers in (("WA", shops[:3]), ("IG", shops[:2])):
        for of in makers:
            link = actions.tracked_link(of, None, channel, None, NOW)
            LinkDay.objects.create(link=link, day=day, visits=7)
            LinkDay.objects.create(link=link, day=day - timedelta(days=60), visits=100)
    found = _page().context["found"]
    assert [(row.name, row.count) for row in found.opened] == [
        ("Pesan WhatsApp", 21), ("Instagram", None)
    ]  # fmt: skip


def test_the_page_is_for_the_office(django_assert_max_num_queries: Any) -> None:
    """Head, staff, board and admin; makers, mentors and buyers are not let in."""
    _shops(4)
    for role in ("head", "staff", "board"):
        assert _page(role).status_code == 200
    for role in ("maker", "mentor", "enumerator", "buyer"):
        assert _page(role).status_code == 403
    client = Client()
    client.force_login(member("head", "63.08"))
    with django_assert_max_num_queries(14):
        client.get("/balai/kanal/")
