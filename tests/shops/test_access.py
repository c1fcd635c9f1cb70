"""Who keeps which shop, and which goods exist for whom."""

from datetime import timedelta

import pytest
from django.test import Client

from lampit.registry.actions import give_into_care
from lampit.shops import access
from tests.factories import NOON, maker, member, product

pytestmark = pytest.mark.django_db
HSU, TABALONG = "63.08", "63.09"
TODAY = NOON.date()
ROLES = {
    "maker": 200, "staff": 200, "mentor": 200, "buyer": 403, "head": 403, "board": 403,
    "enumerator": 403,
}  # fmt: skip


@pytest.mark.parametrize(("role", "status"), ROLES.items())
def test_the_shop_door(role: str, status: int, client: Client) -> None:
    """Makers and those who help them come in; the rest get 403, strangers the sign-in page."""
    assert client.get("/saya/").status_code == 302
    client.force_login(member(role, HSU))
    assert client.get("/saya/").status_code == status
    assert client.get("/saya/lapak/").status_code == (404 if status == 200 else status)


@pytest.mark.parametrize(
    "path",
    ["", "stok/", "bukti/", "bagikan/", "keadaan/", "foto/1/hapus/"],
)
def test_foreign_goods_do_not_exist(path: str, client: Client) -> None:
    """Another maker's good and the neighbour's are 404 on every address, never 403."""
    good = product(maker(HSU, member("maker", HSU)))
    for person in (member("maker", HSU), member("staff", TABALONG), member("mentor", TABALONG)):
        client.force_login(person)
        maker(TABALONG, person)
        address = f"/saya/barang/{good.slug}/{path}"
        writes = path in ("stok/", "keadaan/", "foto/1/hapus/")
        answer = client.post(address) if writes else client.get(address)
        assert answer.status_code == 404


def test_rows_follow_region_and_role() -> None:
    """Staff see the shops of their kabupaten, mentors those they help, makers their own."""
    siti = member("maker", HSU)
    own, other, far = maker(HSU, siti), maker(HSU), maker(TABALONG)
    assert set(access.visible_makers(siti)) == {own}
    assert set(access.visible_makers(member("staff", HSU))) == {own, other}
    mentor = member("mentor", TABALONG)
    assert not access.visible_makers(mentor).exists()
    give_into_care(mentor.pk, [far.business_id, own.business_id])
    assert set(access.visible_makers(mentor)) == {far}
    assert not access.visible_makers(member("buyer", HSU)).exists()
    assert access.is_helping(member("staff", HSU), own)
    assert not access.is_helping(siti, own)


def test_what_buyers_see() -> None:
    """Drafts, hidden and stale goods and those of closed shops are not on shelves."""
    shown = product(HSU, checked_at=NOON - timedelta(days=90))
    stale = product(HSU, checked_at=NOON - timedelta(days=91))
    product(HSU, state="draf")
    product(HSU, state="disembunyikan")
    product(maker(HSU, is_published=False))
    assert set(access.public_products(TODAY)) == {shown}
    assert set(access.reachable_products()) == {shown, stale}
