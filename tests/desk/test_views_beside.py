"""What two records look like and where they are, beside the page of their pair."""

import pytest
from django.test import Client

from lampit.coaching.models import Visit
from lampit.places.models import Region
from lampit.registry.models import Business
from tests.factories import NOW, maker, product, region
from tests.registry.lookalikes import office, pair_of, record

pytestmark = pytest.mark.django_db
MEJA, NAMANG = "63.08.01.2002", "63.08.01.2003"


def test_photos_and_villages_stand_side_by_side(client: Client) -> None:
    """Goods and visits of both, the way between their villages, and a map with both letters."""
    staff = office()
    left, right = record(staff), record(staff, name="Anyaman Bunga")
    for code, business, north in ((MEJA, left, -2.40), (NAMANG, right, -2.45)):
        village = region(code)
        Region.objects.filter(pk=village.pk).update(latitude=north, longitude=115.25)
        Business.objects.filter(pk=business.pk).update(village=village)
    shop = maker("63.08", business=left)
    product(shop, cover="ab" * 32)
    visit = Visit.objects.create(
        business=right, mentor=staff, on=NOW.date(), topic="foto", result="selesai", minutes=30,
        photo="x.jpg", recorded_at=NOW,
    )  # fmt: skip
    pair = pair_of(left, right)
    client.force_login(staff)
    page = client.get(f"/balai/duplikat/{pair.pk}/").content.decode()
    assert f'hx-get="/balai/sandingan/{pair.pk}/"' in page
    assert 'hx-trigger="load"' in page.split(f"/balai/sandingan/{pair.pk}/")[1]
    whole = client.get(f"/balai/sandingan/{pair.pk}/").content.decode()
    part = client.get(f"/balai/sandingan/{pair.pk}/", headers={"HX-Request": "true"})
    assert "<html" in whole
    told = part.content.decode()
    assert "<html" not in told
    assert "abab" in told
    assert f"/balai/pembinaan/foto/{visit.pk}/" in told
    assert "Jarak kedua desa 5,6 km" in told
    assert 'data-pin="A"' in told
    assert 'data-pin="B"' in told


def test_without_photo_and_village_the_page_says_so(client: Client) -> None:
    """Nothing is loaded by itself, and what is not known is said."""
    staff = office()
    pair = pair_of(record(staff), record(staff, name="Anyaman Bunga"))
    Business.objects.update(village=None)
    client.force_login(staff)
    page = client.get(f"/balai/duplikat/{pair.pk}/").content.decode()
    assert f'href="/balai/sandingan/{pair.pk}/"' in page
    assert f'hx-get="/balai/sandingan/{pair.pk}/" hx-trigger="load"' not in page
    told = client.get(f"/balai/sandingan/{pair.pk}/").content.decode()
    assert told.count("desa belum diketahui") == 2
    assert told.count("belum ada foto") == 2
    assert "Jarak" not in told


def test_another_office_finds_nothing(client: Client) -> None:
    """404, as for any row of another kabupaten."""
    staff = office()
    pair = pair_of(record(staff), record(staff, name="Anyaman Bunga"))
    client.force_login(office("63.09"))
    assert client.get(f"/balai/sandingan/{pair.pk}/").status_code == 404
