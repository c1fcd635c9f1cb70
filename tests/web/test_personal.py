"""Published pages hold nothing of a person; her part comes beside them."""

from typing import Any

import pytest
from django.test import Client

from lampit.people.models import User
from lampit.shops.models import Product
from tests.factories import maker, member, product


@pytest.fixture
def good(db: None) -> Product:
    """Return a good to be looked at."""
    return product(maker("63.08"))


def signed_in() -> tuple[Client, User]:
    """Return a browser in which somebody is signed in."""
    user = member("maker", "63.08")
    user.first_name = "Siti Rahmah"
    user.save()
    client = Client()
    client.force_login(user)
    return client, user


def pages(good: Product) -> list[str]:
    """Return an address of each kind of published page."""
    return ["/", "/kategori/anyaman-purun/", f"/produk/{good.slug}/", f"/lapak/{good.maker.slug}/"]


def test_everybody_gets_the_same_bytes(good: Product) -> None:
    """A stranger, a signed-in person and a buyer with a full basket see one page."""
    client, _user = signed_in()
    client.post("/keranjang/tambah/", {"varian": good.variants.get().pk, "jumlah": "2"})
    for address in pages(good):
        stranger, person = Client().get(address), client.get(address)
        assert stranger.content == person.content, address
        assert b"csrfmiddlewaretoken" not in stranger.content
        assert "Siti Rahmah" not in person.content.decode()
        assert stranger["Cache-Control"] == person["Cache-Control"] == "no-cache"
        assert not stranger.cookies


def test_where_one_comes_from_changes_no_page(good: Product) -> None:
    """Tracking keys stand in no link of the page."""
    address = f"/lapak/{good.maker.slug}/"
    assert (
        Client().get(address).content == Client().get(f"{address}?utm_source=wa&fbclid=x").content
    )


def test_the_personal_part_tells_name_basket_and_messages(good: Product) -> None:
    """It is asked for beside the page, says what waited to be said, and is kept nowhere."""
    client, _user = signed_in()
    client.post("/keranjang/tambah/", {"varian": good.variants.get().pk, "jumlah": "2"})
    client.get("/")
    found = client.get("/pribadi/", headers={"HX-Current-URL": "http://testserver/produk/x/"})
    text = found.content.decode()
    assert "Siti Rahmah" in text
    assert '<b class="dot">1' in text
    assert "Masuk keranjang." in text
    assert 'value="/produk/x/"' in text or "?next" not in text
    assert "no-store" in found["Cache-Control"]
    assert "Masuk keranjang." not in client.get("/pribadi/").content.decode()


def test_a_stranger_finds_the_way_back_to_the_page(db: None) -> None:
    """Signing in from the part leads back to the page it stands on."""
    found = Client().get("/pribadi/", headers={"HX-Current-URL": "http://testserver/produk/x/"})
    assert "/masuk/?next=%2Fproduk%2Fx%2F" in found.content.decode()


def hint(answer: Any) -> str | None:
    """Return what an answer writes into the hint, None when it writes nothing."""
    return answer.cookies["ada"].value if "ada" in answer.cookies else None


def test_a_cookie_without_content_says_that_there_is_something(good: Product) -> None:
    """It comes with the first session or message and goes with the last, and is written once."""
    client = Client()
    assert hint(client.get("/")) is None
    put = client.post("/keranjang/tambah/", {"varian": good.variants.get().pk, "jumlah": "1"})
    assert hint(put) == "1"
    assert not put.cookies["ada"]["httponly"]
    assert hint(client.get("/keranjang/")) is None
    client.cookies.pop("sessionid", None)
    client.cookies.pop("messages", None)
    assert hint(client.get("/")) == ""
