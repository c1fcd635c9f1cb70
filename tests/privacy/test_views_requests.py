"""Pages of requests: the person's own, the buyer's, and the queue of the desk."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from lampit.aid.models import Grant
from lampit.people.actions import audit
from lampit.people.models import User
from lampit.privacy import actions
from lampit.privacy.models import Request
from tests.aid.things import programme
from tests.factories import NOW, business, maker, member, owner
from tests.orders.things import goods, order, shop

pytestmark = pytest.mark.django_db
DESK = "/balai/permintaan/"


def signed_in(person: User) -> Client:
    """Return a browser in which somebody is signed in."""
    client = Client()
    client.force_login(person)
    return client


def asked(hours: int = 0, region: str = "63.08") -> Request:
    """Return a request that came in some hours ago."""
    account = member("maker", region)
    now = timezone.now() - timedelta(hours=hours)
    return actions.ask(
        account, "perbaiki", "RT saya sekarang 3", owner=owner(region, account=account), now=now
    )


def test_a_maker_asks_and_reads_the_answer() -> None:
    """From the request to the letter; the hours left stand on both sides."""
    account = member("maker", "63.08")
    owner("63.08", account=account, name="Siti Rahmah")
    own = signed_in(account)
    sent = {"kind": "perbaiki", "wish": "RT saya sekarang 3"}
    assert own.post("/saya/data/", sent).status_code == 302
    found = Request.objects.get()
    assert "sisa 71 jam" in own.get("/saya/data/").content.decode()
    desk = signed_in(member("staff", "63.08"))
    page = desk.get(DESK).content.decode()
    assert found.number in page
    assert "Siti Rahmah" in page
    one = f"{DESK}{found.pk}/"
    assert "RT saya sekarang 3" in desk.get(one).content.decode()
    refused = desk.post(f"{one}jawab/", {"jawab-words": "ya"})
    assert refused.status_code == 422
    answer = desk.post(
        f"{one}jawab/",
        {"jawab-words": "RT sudah seperti itu sejak lama.", "jawab-outcome": "tetap"},
        follow=True,
    )
    assert "0001/PDP/" in answer.content.decode()
    assert "RT sudah seperti itu sejak lama." in own.get("/saya/data/").content.decode()


def test_the_head_is_told_when_six_hours_are_left() -> None:
    """The notice stands on the desk's first page; a neighbour's request is not counted."""
    asked(hours=67)
    asked(hours=67, region="63.09")
    page = signed_in(member("head", "63.08")).get("/balai/").content.decode()
    assert "1 permintaan data pribadi tinggal 6 jam" in " ".join(page.split())
    assert (
        "permintaan data pribadi"
        not in signed_in(member("board", "63.08")).get("/balai/").content.decode()
    )


def test_the_queue_goes_by_what_is_due_and_is_bounded(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    """Due first; pages of 25; the same queries for one row and for thirty."""
    client = signed_in(member("staff", "63.08"))
    late = asked(hours=80)
    for _ in range(30):
        asked()
    with django_assert_max_num_queries(10):
        page = client.get(DESK).content.decode()
    assert page.index(late.number) < page.index("PDP-", page.index(late.number) + 10)
    assert "lewat 8 jam" in page
    assert page.count("data-clock=") == 25
    assert client.get(f"{DESK}?hal=2").content.decode().count("data-clock=") == 6


def test_a_guest_buyer_asks_with_the_link_and_the_desk_by_order_number() -> None:
    """The page of the order leads there; a wrong number or another kabupaten finds nothing."""
    bought = order({goods(shop("63.08")): 1})
    page = f"/pesan/{bought.public_id}/data/"
    assert page in Client().get(f"/pesan/{bought.public_id}/").content.decode()
    assert Client().post(page, {"kind": "hapus"}).status_code == 302
    assert "sisa 71 jam" in Client().get(page).content.decode()
    assert Client().get("/pesan/tidakada/data/").status_code == 404
    sent = {
        "kind": "lihat", "order": bought.number, "channel": "telepon",
        "identity": "menyebut isi pesanan", "received_at": f"{timezone.localtime():%Y-%m-%dT%H:%M}",
    }  # fmt: skip
    neighbour = signed_in(member("staff", "63.09")).post(f"{DESK}baru/", sent)
    assert (neighbour.status_code, "tidak ada di wilayah Anda" in neighbour.content.decode()) == (
        422, True,
    )  # fmt: skip
    assert signed_in(member("staff", "63.08")).post(f"{DESK}baru/", sent).status_code == 302
    assert set(Request.objects.values_list("channel", flat=True)) == {"pesanan", "telepon"}


def test_an_owner_sees_who_looked() -> None:
    """Who, when, why; pages are bounded."""
    account = member("maker", "63.08")
    person = owner("63.08", account=account)
    found = actions.ask(account, "perbaiki", "RT saya sekarang 3", owner=person, now=timezone.now())
    assert found.owner == person
    page = signed_in(account).get("/saya/data/siapa/").content.decode()
    assert "Belum ada yang membuka data Anda" in page


def test_who_looked_tells_of_aid_and_of_the_shop_too() -> None:
    """What was compared of her aid and changed on her shop stands beside what was opened."""
    staff, account = member("staff", "63.08"), member("maker", "63.08")
    person = owner("63.08", account=account, name="Siti")
    made = business("63.08", owner=person)
    shop = maker("63.08", account, business=made)
    for deed, kind, subject in (
        ("aid_compared", "aid.grant", "G1"),
        ("lapak.ubah", "maker", shop.pk),
    ):
        audit(staff, deed, subject_kind=kind, subject_id=str(subject), region="63.08", at=NOW)
    fund = programme(staff)
    Grant.objects.create(
        public_id="G1", programme=fund, region_id="63.08", owner=person, name="Siti", created_at=NOW
    )
    client = Client()
    client.force_login(account)
    page = client.get("/saya/data/siapa/").content.decode()
    assert "Mencari bantuan ganda" in page
    assert "Mengubah lapak" in page


def test_the_pages_say_what_is_missing_and_lead_to_what_is_open() -> None:
    """A field error for an empty correction; a link for what is asked already; one press back."""
    account = member("maker", "63.08")
    person = owner("63.08", account=account)
    own, desk = signed_in(account), signed_in(member("staff", "63.08"))
    empty = own.post("/saya/data/", {"kind": "perbaiki", "wish": ""})
    assert empty.status_code == 422
    assert list(empty.context["form"].errors) == ["wish"]
    own.post("/saya/data/", {"kind": "hapus"})
    found = Request.objects.get()
    same = own.post("/saya/data/", {"kind": "hapus"})
    assert same["Location"].endswith(f"#permintaan-{found.pk}")
    assert f"sudah masuk sebagai {found.number}" in own.get("/saya/data/").content.decode()
    again = own.post("/saya/data/", {"kind": "hapus", "wish": "Tolong"}).content.decode()
    assert f'<a href="#permintaan-{found.pk}">{found.number}</a>' in again
    sent = {
        "kind": "hapus", "channel": "meja", "identity": "KTP dicocokkan",
        "received_at": f"{timezone.localtime():%Y-%m-%dT%H:%M}",
    }  # fmt: skip
    twice = desk.post(f"{DESK}baru/?pemilik={person.public_id}", sent)
    assert f'<a href="{DESK}{found.pk}/">{found.number}</a>' in twice.content.decode()
    asked_back = desk.post(f"{DESK}{found.pk}/tanya/", {"tanya-words": "Apakah usahanya tutup?"})
    assert asked_back.status_code == 302
    assert "Apakah usahanya tutup?" in own.get("/saya/data/").content.decode()
    own.post(f"/saya/data/{found.pk}/balas/", {"words": "Ya, sejak Mei"})
    assert "Ya, sejak Mei" in desk.get(f"{DESK}{found.pk}/").content.decode()
    stranger = signed_in(member("maker", "63.08"))
    assert stranger.post(f"/saya/data/{found.pk}/tarik/").status_code == 404
    own.post(f"/saya/data/{found.pk}/tarik/")
    assert "Dibatalkan peminta" in own.get("/saya/data/").content.decode()
    assert "Tidak perlu surat" in desk.get(f"{DESK}{found.pk}/").content.decode()


def test_a_buyer_takes_her_request_back_with_the_address_of_the_order() -> None:
    """The address is her key; another order's address does not reach it."""
    mine, other = order({goods(shop("63.08")): 1}), order({goods(shop("63.08")): 1})
    found = actions.ask_as_buyer(mine, "lihat", "", now=timezone.now())
    where = f"data/{found.pk}/tarik/"
    assert Client().post(f"/pesan/{other.public_id}/{where}").status_code == 404
    assert Client().post(f"/pesan/{mine.public_id}/{where}").status_code == 302
    found.refresh_from_db()
    assert found.state == "ditarik"
