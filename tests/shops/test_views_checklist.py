"""The check-list on the maker's pages: one tick for a plain mat, questions only where due."""

import pytest
from django.test import Client

from lampit.people.models import User
from lampit.shops.models import Product
from tests.factories import NOON, maker, member, product
from tests.shops.test_views import HSU, TYPED

pytestmark = pytest.mark.django_db
ADD = "/saya/barang/baru/"


@pytest.fixture
def siti(client: Client) -> User:
    """Sign in a maker with a shop."""
    person = member("maker", HSU)
    maker(HSU, person)
    client.force_login(person)
    return person


def test_the_add_page_shows_one_tick(client: Client, siti: User) -> None:
    """Before anything is typed no other question stands there, and none counts as missing."""
    page = client.get(ADD).content.decode()
    assert page.count('name="cek.') == 1
    assert "cek.janji" in page
    assert "Centang kalau benar" not in page


def test_without_the_tick_the_form_is_kept(client: Client, siti: User) -> None:
    """It says what to do and loses nothing."""
    answer = client.post(ADD, {**TYPED, "cek.janji": ""})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Centang dulu pernyataan" in page
    assert "Sajadah purun" in page
    assert not Product.objects.exists()


def test_risky_words_are_asked_then_the_good_waits(client: Client, siti: User) -> None:
    """Without JavaScript the first try shows the question; its answer lets the good wait."""
    typed = {**TYPED, "name": "Tasbih gaharu"}
    page = client.post(ADD, typed)
    assert page.status_code == 422
    assert "gaharu (gaharu)" in page.content.decode()
    assert "belum dicocokkan dengan penerbitnya" in page.content.decode()
    answer = client.post(ADD, {**typed, "cek.kayu": "ya"}, follow=True)
    assert "Dinas melihat barang ini dulu" in answer.content.decode()
    assert Product.objects.get().state == "menunggu"


def test_the_list_follows_what_is_typed(client: Client, siti: User) -> None:
    """The fragment asks by category and name."""
    page = client.post("/saya/barang/periksa/", {"category": "pangan", "name": "Abon <b>penyu"})
    text = page.content.decode()
    assert all(f"cek.{code}" in text for code in ("janji", "tahan", "satwa"))
    assert "<b>penyu" not in text


def test_a_draft_is_sold_through_its_statement(client: Client, siti: User) -> None:
    """“Jual” on a draft leads to the questions; the tick sells it; a foreign one does not exist."""
    shop = siti.makers.get()
    good = product(shop, state="draf", published_at=None, checked_at=None)
    answer = client.post(f"/saya/barang/{good.slug}/keadaan/", {"state": "tayang"})
    page = f"/saya/barang/{good.slug}/pernyataan/"
    assert answer["Location"] == page
    assert client.post(page, {}).status_code == 422
    client.post(page, {"cek.janji": "ya"})
    good.refresh_from_db()
    assert good.state == "tayang"
    assert client.get(page).status_code == 302
    assert client.get(f"/saya/barang/{product(HSU).slug}/pernyataan/").status_code == 404


def test_editing_into_a_risky_good_asks(client: Client, siti: User) -> None:
    """The edit page shows the new question and keeps what was typed."""
    good = product(siti.makers.get(), name="Tas purun", checked_at=NOON)
    url = f"/saya/barang/{good.slug}/"
    typed = {**TYPED, "name": "Tas purun Doraemon", "version": good.version}
    answer = client.post(url, typed)
    assert answer.status_code == 422
    assert "cek.merek" in answer.content.decode()
    assert client.post(url, {**typed, "cek.merek": "tidak"}).status_code == 302
    good.refresh_from_db()
    assert (good.name, good.state) == ("Tas purun Doraemon", "tayang")
