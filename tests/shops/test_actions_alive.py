"""The word of a maker on her own page is a sign of life of her business."""

import pytest
from django.test import Client
from django.utils import timezone

from lampit.registry.models import Business, EndReport
from lampit.shops import queries
from tests.factories import NOON, maker, member

pytestmark = pytest.mark.django_db


def test_the_owner_says_so_on_her_own_page(client: Client) -> None:
    """Asked when nothing was heard; one tap; a month of rest; closing waits for a second word."""
    siti = member("maker", "63.08")
    shop = maker("63.08", siti)
    client.force_login(siti)
    assert "Usaha masih jalan?" in client.get("/saya/").content.decode()
    client.post("/saya/masih-buka/", {"answer": "masih"})
    stored = Business.objects.get(pk=shop.business_id)
    assert (stored.confirmed_on, stored.confirmed_by) == (timezone.localdate(), "pemilik")
    assert "Usaha masih jalan?" not in client.get("/saya/").content.decode()
    client.post("/saya/masih-buka/", {"answer": "tutup_sementara"})
    assert "Usaha sudah jalan lagi?" in client.get("/saya/").content.decode()
    client.post("/saya/masih-buka/", {"answer": "tutup"})
    assert Business.objects.get(pk=shop.business_id).status == "tutup_sementara"
    assert EndReport.objects.get().kind == "pemilik"
    page = client.post("/saya/masih-buka/", {"answer": "entah"}, follow=True).content.decode()
    assert "Pilih salah satu" in page


def test_who_helps_is_not_the_owner(client: Client) -> None:
    """A mentor's word is a visit, and it is audited as help."""
    mentor, shop = member("mentor", "63.08"), maker("63.08", member("maker", "63.08"))
    Business.objects.filter(pk=shop.business_id).update(mentor=mentor)
    client.force_login(mentor)
    client.post("/saya/pilih/", {"maker": shop.slug})
    client.post("/saya/masih-buka/", {"answer": "masih"})
    assert Business.objects.get(pk=shop.business_id).confirmed_by == "kunjungan"
    found = queries.shop_of(type(shop).objects.all())
    assert found is not None
    assert not queries.still_open(found, today=timezone.localdate(NOON)).is_due
