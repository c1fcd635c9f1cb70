"""`/saya/data/`: what is held about a person, and the answer to a correction that she asked for."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from lampit.basics.refusal import Refusal
from lampit.national.nik import mask
from lampit.outside import vault
from lampit.people.models import User
from lampit.privacy import actions
from lampit.privacy.actions import Correction
from lampit.privacy.models import Request
from lampit.registry.models import Business, Change, Consent, Owner
from lampit.registry.queries import may_use
from lampit.registry.rules.records import context
from tests.factories import business, member, owner

pytestmark = pytest.mark.django_db
NIK = "6308055203690007"
PAGE, DESK = "/saya/data/", "/balai/permintaan/"
WORDS = "Sudah kami cocokkan dengan KTP yang ditunjukkan."


def signed_in(person: User) -> Client:
    """Return a browser in which somebody is signed in."""
    client = Client()
    client.force_login(person)
    return client


def somebody() -> tuple[User, Owner, Business]:
    """Return a maker with her record and her business."""
    account = member("maker", "63.08")
    sealed = vault.encrypt(NIK, context("owner", "siti0001", "nik"))
    person = owner(
        "63.08", account=account, name="Siti Rahmah", phone="+6281234567890",
        public_id="siti0001", nik_sealed=sealed,
    )  # fmt: skip
    shop = business("63.08", owner=person, name="Anyaman Siti", rt="2")
    return account, person, shop


def plain(client: Client, where: str) -> str:
    """Return a page with its blanks drawn together."""
    return " ".join(client.get(where).content.decode().split())


def test_the_page_shows_what_is_held_with_the_nik_masked() -> None:
    """Names, telephone and the business in words; the whole NIK nowhere; each group can be told."""
    account, _person, _shop = somebody()
    page = plain(signed_in(account), PAGE)
    for shown in ("Siti Rahmah", "0812-3456-7890", "Usaha: Anyaman Siti", "Akun Anda"):
        assert shown in page
    assert NIK not in page
    assert mask(NIK) in page
    groups = re.findall(r'data-held="([\w-]+)"', page)
    told = [group for group in groups if group != "people-account"]
    assert "registry-owner" in told
    for group in told:
        assert f"perbaiki={group}#minta" in page
    assert "perbaiki=people-account" not in page


def test_nothing_of_others_stands_on_the_page() -> None:
    """A neighbour's record and an account without a record."""
    somebody()
    page = plain(signed_in(member("buyer", "63.08")), PAGE)
    assert "Siti Rahmah" not in page
    assert "Akun Anda" in page


def test_a_press_beside_a_group_says_what_it_is_about() -> None:
    """The request names the group; its name alone is no wish."""
    account, _person, shop = somebody()
    client = signed_in(account)
    code = f"registry-business-{shop.public_id}"
    page = plain(client, f"{PAGE}?perbaiki={code}")
    assert "Tentang: Usaha: Anyaman Siti." in page
    sent = {"kind": "perbaiki", "about": code, "wish": "RT 3"}
    assert client.post(PAGE, sent).status_code == 422
    assert client.post(PAGE, sent | {"wish": "RT saya sekarang 3"}).status_code == 302
    assert Request.objects.get().wish == "Usaha: Anyaman Siti: RT saya sekarang 3"
    made_up = {"kind": "perbaiki", "about": "x-y", "wish": "HP saya sudah ganti"}
    client.post(PAGE, made_up)
    assert Request.objects.filter(wish="HP saya sudah ganti").exists()


def test_the_page_costs_the_same_for_many_goods_and_visits(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    """What is many is counted, not read."""
    account, _person, _shop = somebody()
    client = signed_in(account)
    client.get(PAGE)
    with django_assert_max_num_queries(45):
        client.get(PAGE)


def asked(account: User, person: Owner) -> Request:
    """Return her request to have something corrected, one hour old."""
    earlier = timezone.now() - timedelta(hours=1)
    return actions.ask(account, "perbaiki", "RT saya sekarang 3", owner=person, now=earlier)


def changed(staff: User, shop: Business) -> Change:
    """Return the change of the RT, made by the office."""
    return Change.objects.create(
        entity="business", entity_id=shop.pk, field="rt", old="2", new="3", source="petugas",
        actor=staff, at=timezone.now() - timedelta(minutes=5),
    )  # fmt: skip


def test_a_correction_shows_what_was_changed() -> None:
    """The answer names the change with both values; page, letter and history lead to it."""
    account, person, shop = somebody()
    staff, found = member("staff", "63.08"), asked(account, person)
    change = changed(staff, shop)
    desk, one = signed_in(staff), f"{DESK}{found.pk}/"
    assert f'value="{change.pk}"' in plain(desk, one)
    sent = {"jawab-words": WORDS, "jawab-outcome": "diubah", "jawab-changes": [change.pk]}
    assert desk.post(f"{one}jawab/", sent).status_code == 302
    link = f"/balai/usaha/{shop.public_id}/riwayat/?perubahan={change.pk}"
    page = plain(desk, one)
    assert link in page
    assert f'id="perubahan-{change.pk}"' in plain(desk, link)
    assert link not in plain(desk, f"{one}surat/")
    for place in (page, plain(desk, f"{one}surat/"), plain(signed_in(account), PAGE)):
        assert "Yang kami ubah:" in place
        assert re.search(r"2 → 3", place)


def test_done_without_a_change_is_refused_and_nothing_changed_says_why() -> None:
    """What was never changed cannot be ticked; the other answer needs its words."""
    account, person, shop = somebody()
    staff, found = member("staff", "63.08"), asked(account, person)
    desk, one = signed_in(staff), f"{DESK}{found.pk}/"
    for sent in ({}, {"jawab-outcome": "diubah"}):
        answer = desk.post(f"{one}jawab/", {"jawab-words": WORDS, **sent})
        assert answer.status_code == 422
    told = Correction("diubah", frozenset({1, 2, 3}))
    with pytest.raises(Refusal) as refused:
        actions.answer(staff, found, WORDS, now=timezone.now(), correction=told)
    assert refused.value.code == "changes_missing"
    assert desk.post(
        f"{one}jawab/", {"jawab-words": WORDS, "jawab-outcome": "tetap"}
    ).status_code == 302  # fmt: skip
    assert "Tidak ada yang kami ubah, karena:" in plain(desk, f"{one}surat/")
    assert shop.rt == "2"


def test_changes_of_before_the_receipt_and_of_others_do_not_answer() -> None:
    """Only what was changed of her since she asked."""
    account, person, shop = somebody()
    staff = member("staff", "63.08")
    old = changed(staff, shop)
    Change.objects.filter(pk=old.pk).update(at=timezone.now() - timedelta(hours=2))
    other = changed(staff, business("63.08", owner=owner("63.08", name="Noor"), rt="1"))
    found = asked(account, person)
    told = Correction("diubah", frozenset({other.pk, old.pk}))
    with pytest.raises(Refusal) as refused:
        actions.answer(staff, found, WORDS, now=timezone.now(), correction=told)
    assert refused.value.code == "changes_missing"


def test_a_letter_is_indonesian_on_an_english_screen() -> None:
    """The official letter; the translation only when it is asked for."""
    account, person, _shop = somebody()
    staff, found = member("staff", "63.08"), asked(account, person)
    told = Correction("tetap")
    actions.answer(staff, found, WORDS, now=timezone.now(), correction=told)
    desk = signed_in(staff)
    desk.cookies["bahasa"] = "en"
    letter = plain(desk, f"{DESK}{found.pk}/surat/")
    assert 'lang="id"' in letter
    assert "Dengan hormat," in letter
    assert "Tidak ada yang kami ubah, karena:" in letter
    assert "Dengan hormat," not in plain(desk, f"{DESK}{found.pk}/surat/?bahasa=en")


def test_an_owner_answers_five_consents_each_apart() -> None:
    """A yes to being shown is none to a photo; a no to being registered becomes a request."""
    account, person, _shop = somebody()
    client, page = signed_in(account), f"{PAGE}izin/"
    order = re.findall(r'data-consent="(\w+)"', plain(client, page))
    assert order[:5] == ["pendataan", "pasar", "kontak_wa", "foto", "bagi_mitra"]
    assert 'data-consent="pendataan" data-state="tugas"' in plain(client, page)
    answered(client, page, "pasar", "ya")
    assert may_use(person.pk, "pasar")
    assert not may_use(person.pk, "foto")
    said = answered(client, page, "pendataan", "tidak")
    again = answered(client, page, "pendataan", "tidak")
    found = Request.objects.get()
    assert found.kind == "akhiri"
    assert found.number in said
    assert 'data-consent="pendataan" data-state="tidak"' in again
    assert Consent.objects.filter(purpose="pendataan").count() == 1
    assert may_use(person.pk, "pendataan")  # the public task goes on until the office has answered


def answered(client: Client, page: str, purpose: str, answer: str) -> str:
    """Answer a consent with the words on the page and return what is shown next."""
    shown = client.get(page).content.decode().split(f'value="{purpose}"')[1]
    version = shown.split('name="version" value="')[1][:32]
    sent = {"purpose": purpose, "answer": answer, "version": version}
    return " ".join(client.post(page, sent, follow=True).content.decode().split())
