"""The language of a page: the cookie decides; refusals follow it."""

from typing import Any

import pytest
from django.http import HttpResponse, HttpResponseRedirect
from django.test import Client, RequestFactory
from django.utils import translation

from lampit.web import language


@pytest.mark.parametrize(
    ("cookie", "chosen"), [("en", "en"), ("id", "id"), ("fr", "id"), ("", "id")]
)
def test_only_the_cookie_chooses(cookie: str, chosen: str) -> None:
    """A phone set to English still gets Indonesian; unknown languages as well."""
    request = RequestFactory().get("/", headers={"accept-language": "en"})
    request.COOKIES["bahasa"] = cookie
    assert language.chosen(request) == chosen


def test_refusals_with_values_are_told_in_english() -> None:
    """A sentence that carries a number is recognised by its pattern and keeps the number."""
    sentence = "Tidak ada kabupaten/kota dengan kode 99.99."
    assert language.in_words(sentence) == sentence
    with translation.override("en"):
        assert "99.99" in language.in_words(sentence)
        assert language.in_words(sentence) != sentence
        assert language.in_words("Kalimat yang tidak dikenal.") == "Kalimat yang tidak dikenal."


@pytest.mark.parametrize(
    ("address", "cookie", "chosen"),
    [
        ("/produk/x/?bahasa=en", "", "en"), ("/?bahasa=id", "en", "id"),
        ("/?bahasa=fr", "en", "en"), ("/?bahasa=", "", "id"), ("/?q=bahasa", "", "id"),
        ("/balai/?bahasa=en", "", "id"), ("/saya/?bahasa=en", "id", "id"),
    ],
)  # fmt: skip
def test_the_address_goes_before_the_cookie(address: str, cookie: str, chosen: str) -> None:
    """On pages for everybody, for languages we speak; behind the doors the key is the page's."""
    request = RequestFactory().get(address)
    request.COOKIES["bahasa"] = cookie
    assert language.chosen(request) == chosen


def answered(address: str, answer: HttpResponse, cookie: str = "", **marks: Any) -> HttpResponse:
    """Return an answer after the layer of the language."""
    request = RequestFactory().get(address)
    request.COOKIES["bahasa"] = cookie
    for name, value in marks.items():
        setattr(request, name, value)
    return language.ChosenLanguage(lambda _request: answer)(request)


PAGE = (
    '<a href="/">a</a><a href="/produk/x/#foto">b</a><a class="c" href="?hal=2&amp;q=a">c</a>'
    '<a href="/media/aa/b.jpg">d</a><a href="https://x.example/">e</a><a href="//x/">f</a>'
    '<a href="#isi">g</a><a href="/balai/">h</a><a href="/lapak/y/?bahasa=id">i</a>'
    '<form action="/cari/"><form action="/keranjang/" method="post">'
    '<form action="/bahasa/" method="post"><nav hx-get="/pribadi/">'
)
LED = (
    '<a href="/?bahasa=en">a</a><a href="/produk/x/?bahasa=en#foto">b</a>'
    '<a class="c" href="?hal=2&amp;q=a&amp;bahasa=en">c</a>'
    '<a href="/media/aa/b.jpg">d</a><a href="https://x.example/">e</a><a href="//x/">f</a>'
    '<a href="#isi">g</a><a href="/balai/">h</a><a href="/lapak/y/?bahasa=id">i</a>'
    '<form action="/cari/?bahasa=en"><input type="hidden" name="bahasa" value="en">'
    '<form action="/keranjang/?bahasa=en" method="post">'
    '<form action="/bahasa/" method="post"><nav hx-get="/pribadi/?bahasa=en">'
)


def test_who_comes_by_an_english_address_stays_in_english() -> None:
    """Links and forms lead on in the language, without a cookie; redirects as well."""
    answer = answered("/?bahasa=en", HttpResponse(PAGE))
    assert answer.content.decode() == LED
    assert not answer.cookies
    assert answer["Content-Language"] == "en"
    moved = answered("/produk/x?bahasa=en", HttpResponseRedirect("/produk/x/"))
    assert moved["Location"] == "/produk/x/?bahasa=en"
    away = answered("/x/?bahasa=en", HttpResponseRedirect("https://wa.me/62812?text=a"))
    assert away["Location"] == "https://wa.me/62812?text=a"


def test_a_kept_page_is_one_whether_cookie_or_address_asked() -> None:
    """The English page of everybody has the same bytes; other pages follow the cookie alone."""
    assert answered("/", HttpResponse(PAGE), "en", is_published=True).content.decode() == LED
    assert answered("/", HttpResponse(PAGE), "en").content.decode() == PAGE
    assert answered("/", HttpResponse(PAGE), is_published=True).content.decode() == PAGE
    assert answered("/?bahasa=en", HttpResponse(b"{}", content_type="application/json")).content


def test_the_switch_is_stronger_than_the_address_it_stood_on() -> None:
    """Coming back from the switch the address asks for no language any more."""
    assert language.without_language("/produk/x/?hal=2&bahasa=en#foto") == "/produk/x/?hal=2#foto"
    assert language.without_language("/?bahasa=en") == "/"
    assert language.without_language("/cari/?q=bahasa") == "/cari/?q=bahasa"


@pytest.mark.django_db
def test_the_switch_leads_back_without_the_key(client: Client) -> None:
    """The form of the footer, sent from an English address."""
    answer = client.post("/bahasa/", {"language": "id", "next": "/?bahasa=en"})
    assert (answer["Location"], client.cookies["bahasa"].value) == ("/", "id")
