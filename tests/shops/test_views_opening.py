"""The pages of a first shop: found from where its owner, a mentor and staff look for it."""

from typing import Any

import pytest
from django.test import Client

from lampit.shops.models import Maker
from tests.factories import business, maker, member, owner

pytestmark = pytest.mark.django_db
HSU = "63.08"
NEW = "/saya/lapak/baru/"
TYPED = {"name": "Anyaman Rawa", "whatsapp": "0812-0000-4567", "story": "Dari purun."}


def test_an_owner_walks_from_her_empty_start_page_to_her_shop(client: Client) -> None:
    """One business leads on at once; a wrong number keeps what was typed; then her shop stands."""
    siti = member("maker", HSU)
    hers = business(HSU, name="Tikar Siti", owner=owner(HSU, account=siti))
    client.force_login(siti)
    assert NEW in client.get("/saya/").content.decode()
    page = client.get(NEW, follow=True)
    assert page.request["PATH_INFO"] == f"{NEW}{hers.public_id}/"
    assert 'value="Tikar Siti"' in page.content.decode()
    refused = client.post(f"{NEW}{hers.public_id}/", {**TYPED, "whatsapp": "12"})
    assert refused.status_code == 422
    assert 'value="Anyaman Rawa"' in refused.content.decode()
    assert not Maker.objects.exists()
    home = client.post(f"{NEW}{hers.public_id}/", TYPED, follow=True).content.decode()
    assert "Lapak dibuka" in home
    assert "Buka halaman Izin" in home
    assert Maker.objects.get().business == hers
    again = client.post(f"{NEW}{hers.public_id}/", TYPED)
    assert again["Location"] == "/saya/"


def test_staff_find_businesses_without_a_shop(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    """By name of business or owner, twenty a page, also from the page of the business."""
    staff = member("staff", HSU)
    for number in range(25):
        business(HSU, name=f"Bakul {number:02d}", owner=owner(HSU, name=f"Orang {number:02d}"))
    done, foreign = maker(HSU).business, business("63.09", name="Bakul jauh")
    client.force_login(staff)
    with django_assert_max_num_queries(14):
        page = client.get(NEW).content.decode()
    assert page.count("rowlink") == 20
    assert "Bakul jauh" not in page
    assert "Bakul 24" in client.get(NEW, {"hal": "2"}).content.decode()
    found = client.get(NEW, {"q": "orang 07"}).content.decode()
    assert found.count("rowlink") == 1
    assert "Coba sebagian namanya" in client.get(NEW, {"q": "zzz"}).content.decode()
    assert client.get(f"{NEW}{foreign.public_id}/").status_code == 404
    assert client.get(f"{NEW}{done.public_id}/")["Location"] == "/saya/"
    assert (
        f"{NEW}{done.public_id}/" in client.get(f"/balai/usaha/{done.public_id}/").content.decode()
    )


def test_a_maker_without_a_business_is_told_whom_to_ask(client: Client) -> None:
    """And others have no door there."""
    client.force_login(member("maker", HSU))
    assert "hubungi dinas atau pendamping" in client.get(NEW).content.decode()
    client.force_login(member("buyer", None))
    assert client.get(NEW).status_code == 403


def test_the_link_of_a_business_leads_somewhere_whatever_its_state(client: Client) -> None:
    """A closed one says why it gets no shop; one with a merged record leads to that one's shop."""
    staff = member("staff", HSU)
    closed = business(HSU, name="Bakul lama", status="tutup")
    whole = business(HSU, name="Tikar Siti")
    merged = maker(HSU, business=business(HSU, golden=whole))
    client.force_login(staff)
    page = client.get(f"/balai/usaha/{closed.public_id}/").content.decode()
    assert f"{NEW}{closed.public_id}/" in page
    told = client.get(f"{NEW}{closed.public_id}/", follow=True)
    assert told.status_code == 200
    assert "tidak berjalan lagi" in told.content.decode()
    assert client.get(f"{NEW}{whole.public_id}/")["Location"] == "/saya/"
    assert client.session["lapak"] == merged.slug
    assert client.get(f"{NEW}{business('63.09').public_id}/").status_code == 404
