"""Owners as persons through the browser: the page, making one of two, parting, from a pair too."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from lampit.registry import actions
from lampit.registry.models import Business, Owner, OwnerMerge, Pair
from tests.factories import member
from tests.registry.lookalikes import mark, office, pair_of, record
from tests.registry.told import NIK, NOW, OTHER_NIK

pytestmark = pytest.mark.django_db


def shops(**second: object) -> tuple[Business, Business]:
    """Return two businesses of owners who may be one person."""
    staff = office()
    left = record(staff, nik=NIK, name="Anyaman Satu", phones=("+6289000000001",))
    told = {"owner_name": "Hj. Siti Rahmah", "name": "Warung Dua", "phones": ("+6289000000001",)}
    return left, record(staff, **(told | second))


def owner_of(shop: Business) -> Owner:
    """Return the owner of a business as it is now."""
    return Owner.objects.get(businesses=shop)


def test_the_page_of_an_owner_leads_to_one_person_and_back(client: Client) -> None:
    """Who may be the same is offered; compared, chosen, joined and parted again."""
    left, right = shops()
    client.force_login(office())
    place = f"/balai/pemilik/{owner_of(left).public_id}/"
    page = client.get(place).content.decode()
    assert "HP sama" in page
    assert "Warung Dua" in page
    assert NIK not in page
    join = f"{place}satukan/{owner_of(right).public_id}/"
    page = client.get(join).content.decode()
    assert "Orang yang sama, usahanya dua?" in page
    assert 'name="pakai-owner_name"' in page
    sent = client.post(
        join, {"reason": "", "pakai-owner_name": owner_of(right).pk}, follow=True
    ).content.decode()
    assert "menjadi satu orang" in sent
    assert owner_of(left).name == "Hj. Siti Rahmah"
    assert owner_of(right).nik_index == owner_of(left).nik_index
    event = OwnerMerge.objects.get()
    assert "Siti Rahmah + Hj. Siti Rahmah" in sent
    client.post(f"{place}pisahkan/{event.pk}/")
    assert owner_of(left).name == "Siti Rahmah"


def test_a_pair_is_answered_with_one_person_and_two_businesses(client: Client) -> None:
    """The third answer joins the owners, keeps both businesses, and is taken back as a whole."""
    left, right = shops()
    staff = office()
    client.force_login(staff)
    pair = pair_of(left, right, 0.9)
    place = f"/balai/duplikat/{pair.pk}/"
    assert "Orangnya sama, usahanya dua" in client.get(place).content.decode()
    client.post(f"{place}orang/", {"mark": mark(pair), "reason": ""})
    pair.refresh_from_db()
    assert pair.state == Pair.State.DIFFERENT
    assert owner_of(left).person_id == owner_of(right).person_id != None  # noqa: E711 - both set
    assert Business.objects.filter(golden=None, withdrawn_at=None).count() == 2
    # A new search does not ask again, though the owners say more than before.
    pair_of(left, right, 0.95)
    pair.refresh_from_db()
    assert pair.state == Pair.State.DIFFERENT
    client.post("/balai/duplikat/urungkan/")
    pair.refresh_from_db()
    assert pair.state == Pair.State.NEW
    assert owner_of(left).person_id is None


def test_a_stale_page_or_hard_evidence_is_refused_with_what_was_chosen(client: Client) -> None:
    """Nothing happens on old values, or against two whole NIK without a reason."""
    left, right = shops(nik=OTHER_NIK)
    client.force_login(office())
    pair = pair_of(left, right, 0.9)
    place = f"/balai/duplikat/{pair.pk}/orang/"
    told = {"mark": mark(pair), "reason": "", "pakai-nik": str(owner_of(right).pk)}
    page = client.post(place, told)
    assert page.status_code == 422
    assert "NIK keduanya lengkap tetapi berbeda" in page.content.decode()
    assert client.post(place, told | {"mark": "lama", "reason": "salah ketik"}).status_code == 422
    assert not OwnerMerge.objects.exists()
    client.post(place, told | {"reason": "NIK lama salah ketik"})
    assert owner_of(left).nik_index == owner_of(right).nik_index


def test_merged_businesses_make_one_person_only_when_ticked(client: Client) -> None:
    """Husband and wife with one business stay two; the tick is proposed where names agree."""
    left, right = shops()
    client.force_login(office())
    pair = pair_of(left, right, 0.9)
    place = f"/balai/duplikat/{pair.pk}/gabung/"
    page = client.get(place).content.decode()
    assert "checked" in page[page.index('name="same_owner"') :][:120]
    client.post(place, {"mark": mark(pair), "reason": ""})
    assert owner_of(left).person_id is None
    client.post("/balai/duplikat/urungkan/")
    client.post(place, {"mark": mark(pair), "reason": "", "same_owner": "on"})
    assert owner_of(left).person_id is not None


def test_the_page_asks_no_more_for_many_records(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    """Six records of one person cost no more questions than one."""
    staff = office()
    made = [record(staff, name=f"Usaha {n}", phones=(f"+62890000020{n}",)) for n in range(6)]
    ids = [shop.owner_id or 0 for shop in made]
    actions.merge_owners(staff, ids, now=NOW)
    client.force_login(staff)
    place = f"/balai/pemilik/{owner_of(made[0]).public_id}/"
    client.get(place)
    with django_assert_max_num_queries(18):
        page = client.get(place).content.decode()
    assert all(shop.name in page for shop in made)


def test_a_neighbour_finds_no_owner(client: Client) -> None:
    """An owner of another kabupaten does not exist; other roles read, but do not decide."""
    left, right = shops()
    place = f"/balai/pemilik/{owner_of(left).public_id}/"
    client.force_login(office("63.09"))
    assert client.get(place).status_code == 404
    client.force_login(member("board", "63.08"))
    assert "Bandingkan" not in client.get(place).content.decode()
    assert client.get(f"{place}satukan/{owner_of(right).public_id}/").status_code == 403
