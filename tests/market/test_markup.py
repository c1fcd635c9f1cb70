"""Market pages are whole HTML in both languages, however full or empty the market is."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from lampit.shops.models import Maker, Photo, Product
from tests.factories import NOON
from tests.market.markup import flaws
from tests.market.test_views import prove
from tests.market.test_views_world import english, good, shown

pytestmark = pytest.mark.django_db
RIGHT = (
    '<html lang="id"><head><title>a</title></head><body><main id="isi"><h1>a</h1>'
    '<p>b<br>c</p><ul><li><a href="#isi">d</a></li></ul><label for="e">e</label><input id="e">'
    '<svg><use href="#x"/></svg></main></body></html>'
)


def addresses(client: Client) -> list[str]:
    """Return the addresses of every kind of market page, as far as they have rows."""
    goods = [f"/produk/{one.slug}/" for one in Product.objects.filter(state="tayang")]
    shops = [f"/lapak/{one.slug}/" for one in Maker.objects.all()]
    return ["/", "/kategori/anyaman-purun/", "/kategori/anyaman-purun/?urut=murah&siap=1",
            "/cari/", "/cari/?q=tikar", "/cari/?q=zzzz", "/data/", *goods, *shops]  # fmt: skip


def test_every_kind_of_page_is_whole(client: Client) -> None:
    """Full goods, bare ones, sold out, stale, proven, translated; search with and without hits."""
    full = good(stock=3)
    english(full)
    prove(full)
    for number in range(3):
        Photo.objects.create(
            product=full, digest=f"{number}" * 64, position=number, width=1080, height=900,
            alt=full.name, created_at=NOON,
        )  # fmt: skip
    good(name='<b>Tas</b> & "x"', stock=None, cover="", description="", material="", weight_g=None)
    good(stock=0, length_cm=None)
    good(checked_at=timezone.now() - timedelta(days=92))
    for address in addresses(client):
        for language in ("id", "en"):
            joint = "&" if "?" in address else "?"
            page = shown(client, f"{address}{joint}bahasa={language}")
            assert flaws(page) == [], (address, language)


def test_an_empty_market_is_whole(client: Client) -> None:
    """Before the first good."""
    for address in addresses(client):
        assert flaws(shown(client, address)) == [], address


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("<p>b<br>c</p>", "<p>b<div>c</div></p>"), ("<p>b<br>c</p>", "<p>b"),
        ("</main>", "</p></main>"), ("<h1>a</h1>", ""), ("<h1>a</h1>", "<h1>a</h1><h3>b</h3>"),
        ('id="e"', 'id="f"'), ('id="e"', 'id="isi"'), ("<ul>", "<ul><b>x</b>"),
        ('href="#isi"', 'href="#weg"'), ("<li><a", '<li><a href="/"><a'),
        ("<title>a</title>", "<title></title>"), ("<svg>", '<img src="/a.png"><svg>'),
        ('<input id="e">', '<input id="e" id="e">'), ("<h1>a</h1>", "<h1>a</h1><div/>"),
    ],
)  # fmt: skip
def test_the_checker_sees_what_browsers_mend(right: str, wrong: str) -> None:
    """Negative control: each kind of flaw."""
    assert flaws(RIGHT) == []
    assert flaws(RIGHT.replace(right, wrong, 1)), wrong


def test_pages_of_the_map_and_feeds_are_no_pages(client: Client) -> None:
    """What machines read says so by its type, and is kept from being sniffed as HTML."""
    good()
    for address in ("/sitemap.xml", "/umpan/baru.xml", "/robots.txt"):
        answer = client.get(address)
        assert not answer["Content-Type"].startswith("text/html")
        assert answer["X-Content-Type-Options"] == "nosniff"
