"""Forms of published pages hold no token: what the browser swears protects them."""

import pytest
from django.test import Client

from lampit.orders.models import BasketLine
from lampit.shops.models import Product
from tests.factories import maker, product

OWN = {"HTTP_ORIGIN": "http://testserver", "HTTP_SEC_FETCH_SITE": "same-origin"}


def put(good: Product, **headers: str) -> int:
    """Post the basket form of a good as a browser with these headers does; return the status."""
    client = Client(enforce_csrf_checks=True)
    sent = {"varian": str(good.variants.get().pk), "jumlah": "1"}
    return client.post("/keranjang/tambah/", sent, **headers).status_code  # type: ignore[arg-type]  # of the environment


@pytest.fixture
def good(db: None) -> Product:
    """Return a good to be bought."""
    return product(maker("63.08"))


@pytest.mark.parametrize(
    "headers",
    [
        OWN,
        {"HTTP_SEC_FETCH_SITE": "same-origin"},
        {"HTTP_ORIGIN": "http://testserver"},
        {"HTTP_REFERER": "http://testserver/produk/x/"},
    ],
)
def test_a_form_of_our_own_page_needs_no_token(good: Product, headers: dict[str, str]) -> None:
    """Each way in which a browser tells where the form stood is enough."""
    assert put(good, **headers) == 302
    assert BasketLine.objects.count() == 1


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"HTTP_ORIGIN": "https://jahat.example"},
        {"HTTP_ORIGIN": "null"},
        {"HTTP_ORIGIN": "http://testserver.jahat.example"},
        {"HTTP_ORIGIN": "https://testserver"},
        {"HTTP_ORIGIN": "http://testserver", "HTTP_SEC_FETCH_SITE": "cross-site"},
        {"HTTP_SEC_FETCH_SITE": "same-site"},
        {"HTTP_SEC_FETCH_SITE": "none"},
        {"HTTP_ORIGIN": "https://jahat.example", "HTTP_SEC_FETCH_SITE": "same-origin"},
        {"HTTP_REFERER": "https://jahat.example/http://testserver/"},
        {"HTTP_REFERER": "http://testserver.jahat.example/"},
        {"HTTP_ORIGIN": "https://jahat.example", "HTTP_REFERER": "http://testserver/"},
    ],
)
def test_a_foreign_form_puts_nothing_into_a_basket(good: Product, headers: dict[str, str]) -> None:
    """The attack: another site posts our form; so does one that hides where it is from."""
    assert put(good, **headers) == 403
    assert not BasketLine.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/bahasa/", "/gaya/tampilan/"])
def test_language_and_look_are_chosen_from_published_pages(address: str) -> None:
    """The forms in the foot of every page work without a token, for our own pages only."""
    client = Client(enforce_csrf_checks=True)
    sent = {"language": "en", "look": "dark", "next": "/"}
    assert client.post(address, sent, headers={"Origin": "http://testserver"}).status_code == 302
    assert client.post(address, sent, headers={"Origin": "http://jahat.example"}).status_code == 403


@pytest.mark.django_db
def test_every_other_form_still_needs_its_token() -> None:
    """Only marked views take the word of the browser."""
    answer = Client(enforce_csrf_checks=True).post(
        "/keluar/", headers={"Origin": "http://testserver"}
    )
    assert answer.status_code == 403
