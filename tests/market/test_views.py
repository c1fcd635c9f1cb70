"""The market for buyers and machines: honest prices, no private number, few queries."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from lampit.shops.actions import index_product
from lampit.shops.models import PriceReference, Product
from tests.factories import NOON, maker, product, region

pytestmark = pytest.mark.django_db
HSU = "63.08"


def good(**values: Any) -> Product:
    """Return a findable good on sale today in Haur Gading."""
    region("63.08.08", "Haur Gading")
    place = region("63.08.08.2010", "Haur Gading Hulu")
    shop = maker(HSU, place=place, whatsapp="+6281200000142", name="Bunga Rawa")
    now = timezone.now()
    given: dict[str, Any] = {"checked_at": now, "published_at": now, "name": "Tas purun"}
    made = product(shop, **given | values)
    index_product(made)
    return made


def prove(made: Product) -> None:
    """Record three proofs of today at 104,000."""
    today = timezone.localdate()
    for name in "ABC":
        PriceReference.objects.create(
            product=made, price=104_000, source_kind="TOKO", source_name=f"Toko {name}",
            link="https://toko.example", seen_on=today, created_at=NOON,
        )  # fmt: skip
    Product.objects.filter(pk=made.pk).update(
        reference_price=104_000, reference_until=today + timedelta(days=9)
    )


def data_blocks(page: str) -> list[Any]:
    """Return the JSON-LD of a page."""
    parts = page.split('<script type="application/ld+json">')[1:]
    return [json.loads(part.split("</script>")[0]) for part in parts]


def test_a_good_with_proofs_shows_its_saving(client: Client) -> None:
    """Price, saving, its proofs, freshness, maker and place stand on the page."""
    made = good()
    prove(made)
    page = client.get(f"/produk/{made.slug}/").content.decode()
    for words in (
        'data-page="market.product"', 'data-value="85000"', "Hemat 18", "Toko A", "Bunga Rawa",
        "Haur Gading Hulu, Haur Gading", "dicek", 'name="varian"', "/wa/",
    ):  # fmt: skip
        assert words in page, words
    assert "Hemat 18" in client.get("/").content.decode().replace("\u202f", " ")


def test_without_proofs_no_saving_is_written(client: Client) -> None:
    """No proof, no element: neither on the page nor on a shelf."""
    made = good()
    for address in (
        f"/produk/{made.slug}/",
        "/kategori/anyaman-purun/",
        f"/lapak/{made.maker.slug}/",
    ):
        page = client.get(address).content.decode()
        assert 'class="save"' not in page
        assert "<s>" not in page


def test_lapsed_proofs_show_nothing(client: Client) -> None:
    """Negative control: stored reference of yesterday is not believed."""
    made = good(reference_price=104_000, reference_until=timezone.localdate() - timedelta(days=1))
    assert 'class="save"' not in client.get("/").content.decode()
    assert 'class="save"' not in client.get(f"/produk/{made.slug}/").content.decode()


def test_the_number_is_in_no_page_but_the_button_works(client: Client) -> None:
    """The maker's number is only in the redirect, until she consents to print it."""
    made = good()
    pages = ("/", f"/produk/{made.slug}/", f"/lapak/{made.maker.slug}/", "/cari/?q=tas")
    for address in pages:
        page = client.get(address).content.decode()
        assert "81200000142" not in page.replace("-", "")
    answer = client.get(f"/produk/{made.slug}/wa/")
    assert answer["Location"].startswith("https://wa.me/6281200000142?text=Assalamu")
    assert client.get(f"/lapak/{made.maker.slug}/wa/").status_code == 302
    made.maker.shows_phone = True
    made.maker.save()
    assert "0812-0000-0142" in client.get(f"/lapak/{made.maker.slug}/").content.decode()


def test_machines_read_what_people_see(client: Client) -> None:
    """JSON-LD and Open Graph carry the same price and availability as the page."""
    made = good(cover="a" * 64)
    page = client.get(f"/produk/{made.slug}/").content.decode()
    found, crumbs = data_blocks(page)[0]
    assert found["offers"]["price"] == "85000"
    assert found["offers"]["availability"] == "https://schema.org/InStock"
    assert found["offers"]["url"] == f"http://testserver/produk/{made.slug}/"
    assert [step["position"] for step in crumbs["itemListElement"]] == [1, 2, 3]
    head = page[: page.index("</head>")]
    assert len(head) < 30_000
    assert re.search(
        rf'property="og:image" content="http://testserver/media/pratinjau/(..)/\1[0-9a-f]{{30}}'
        rf'\.b\.{made.slug}\.jpg"',
        head,
    )
    assert 'property="og:description" content="Rp85.000 · ' in head


@pytest.mark.parametrize("name", ["</script><script>alert(1)</script>", "تيكر 🧺", 'a" onload="x'])
def test_hostile_names_stay_text(name: str, client: Client) -> None:
    """Markup in a name never becomes markup, in HTML, JSON-LD, search or previews."""
    made = good(name=name)
    for address in ("/", f"/produk/{made.slug}/", "/cari/", f"/lapak/{made.maker.slug}/"):
        page = client.get(address).content.decode()
        assert "<script>alert" not in page
        assert '" onload="x"' not in page
    block = data_blocks(client.get(f"/produk/{made.slug}/").content.decode())[0][0]
    assert block["name"] == name


def test_stale_goods_open_with_a_banner_but_leave_the_shelves(client: Client) -> None:
    """After 90 days a good is on no list; its own page says so."""
    made = good(checked_at=timezone.now() - timedelta(days=92))
    assert made.name not in client.get("/").content.decode()
    page = client.get(f"/produk/{made.slug}/").content.decode()
    assert "Sudah lama tidak dicek" in page


def test_units_speak_the_language_of_the_page_and_weights_keep_their_grams(
    client: Client,
) -> None:
    """A unit of our list is translated, any other stays as typed; 9,500 g read as 9.5 kg."""
    known = good(unit="lembar", weight_g=9500)
    own = good(unit="tampah", weight_g=1050)
    client.cookies["bahasa"] = "en"
    shown = client.get(f"/produk/{known.slug}/").content.decode()
    assert "/ sheet<" in shown
    assert "9.5 kg" in shown
    shown = client.get(f"/produk/{own.slug}/").content.decode()
    assert "/ tampah<" in shown
    assert "Ready to ship" in client.get("/").content.decode(), "the cards too"
    assert "1.05 kg" in shown


def test_sold_out_goods_can_not_be_put_in_a_basket(client: Client) -> None:
    """No stock, no button; the maker can still be asked."""
    made = good(stock=0)
    page = client.get(f"/produk/{made.slug}/").content.decode()
    assert 'name="varian"' not in page
    assert "sudah habis" in page


def test_search_finds_guesses_and_never_ends_empty(client: Client) -> None:
    """Words fold, slips are guessed, and an empty search offers what is nearest."""
    good(name="Keranjang parsel rotan")
    assert "Keranjang parsel" in client.get("/cari/?q=bakul").content.decode()
    page = client.get("/cari/?q=kerajang").content.decode()
    assert "Mungkin maksud Anda" in page
    assert "Keranjang parsel" in page
    page = client.get("/cari/?q=traktor").content.decode()
    assert "Keranjang parsel" in page
    assert "Yang paling dekat" not in page, "goods of the day are not passed off as a hit"
    assert client.get("/cari/", {"q": "kéranjang تيكر"}).status_code == 200
    assert client.get("/cari/", {"q": "%" * 500 + "'\"<b>", "hal": "-9"}).status_code == 200
    assert client.get("/cari/", {"q": "tas\x00"}).status_code == 404, "no address holds a NUL sign"


def test_filters_keep_what_was_chosen(client: Client) -> None:
    """Amounts as people type them; nonsense filters nothing."""
    made = good()
    address = "/kategori/anyaman-purun/"
    assert (
        made.name in client.get(address, {"dari": "80rb", "sampai": "Rp 90.000"}).content.decode()
    )
    page = client.get(address, {"dari": "90000", "kecamatan": "63.08.08"}).content.decode()
    assert "Tidak ada barang dengan saringan ini" in page
    assert 'value="63.08.08" selected' in page
    assert made.name in client.get(address, {"dari": "abc", "urut": "x"}).content.decode()
    assert client.get("/kategori/senjata/").status_code == 404


@pytest.mark.parametrize(
    ("path", "most"),
    [("/", 11), ("/kategori/anyaman-purun/", 6), ("/cari/?q=purun", 8), ("/cari/", 5)],
)
def test_shelves_cost_few_queries(
    path: str, most: int, client: Client, django_assert_max_num_queries: Any
) -> None:
    """The queries do not grow with the shelf, and nothing is remembered between two."""
    for _ in range(6):
        good()
    with django_assert_max_num_queries(most):
        page = client.get(path).content.decode()
    assert page.count('class="goods"') == 6
    assert page.count("<h1") == 1


def test_one_good_and_one_shop_cost_few_queries(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    """A good costs 11 queries, a shop ten; each reads one row or a few of one key."""
    made = good()
    with django_assert_max_num_queries(11):
        client.get(f"/produk/{made.slug}/")
    with django_assert_max_num_queries(10):
        client.get(f"/lapak/{made.maker.slug}/")


def test_robots_keep_out_of_private_rooms(client: Client) -> None:
    """What is public is told by the map of the site (`test_views_world`)."""
    robots = client.get("/robots.txt").content.decode()
    assert "Disallow: /balai/" in robots
    assert "Sitemap: http://testserver/sitemap.xml" in robots


def test_an_empty_market_says_what_to_do(client: Client) -> None:
    """Before the first good there is one sentence and one way on."""
    page = client.get("/").content.decode()
    assert "Belum ada barang yang dijual" in page
    assert "/saya/" in page


def test_signs_alone_find_nothing_and_offer_something(client: Client) -> None:
    """`%%%` is no name: the page says so instead of showing everything as a hit."""
    page = client.get("/cari/", {"q": "%%%"})
    assert page.status_code == 200
    assert page.context["page_obj"].total == 0
    assert "nearest" in page.context
