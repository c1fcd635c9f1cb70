"""Pages of finding: suggestions, the order explained, frequent questions, an empty result."""

import csv
import io
import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from lampit.market.queries.addresses import every_address
from lampit.shops.actions import index_products, reckon_rarities
from lampit.shops.models import MarketOffice, Photo, Product
from lampit.shops.queries.finding import facets
from lampit.shops.rules import fairness
from tests.factories import NOON, maker, product, region

pytestmark = pytest.mark.django_db
HSU = "63.08"


def goods(*names: str, shop: str = "Bunga Rawa", **values: Any) -> list[Product]:
    """Return indexed goods of one shop in Haur Gading, on sale today."""
    now = timezone.now()
    region("63.08.08", "Haur Gading")
    of = maker(HSU, place=region("63.08.08.2010", "Haur Gading Hulu"), name=shop)
    given: dict[str, Any] = {"checked_at": now, "published_at": now} | values
    made = [product(of, name=name, **given) for name in names]
    index_products(made)
    reckon_rarities(NOON, at_once=True)
    return made


def test_suggestions_end_the_word_and_lead_on(client: Client) -> None:
    """A begun word is ended by what goods hold; categories, shops and goods are links."""
    made = goods("Kain sasirangan biru", "Tas purun", "Tas rotan bulat")
    page = client.get("/cari/saran/?q=sasi").content.decode()
    assert 'href="/cari/?q=sasirangan"' in page
    assert 'href="/kategori/sasirangan/"' in page
    assert f'href="/produk/{made[0].slug}/"' in page
    page = client.get("/cari/saran/?q=tas+ro").content.decode()
    assert 'href="/cari/?q=tas%20rotan"' in page, "only what stands beside the words before"
    assert "tas%20rotannya" not in page
    assert (
        f'href="/lapak/{made[0].maker.slug}/"'
        in client.get("/cari/saran/?q=bunga").content.decode()
    )


@pytest.mark.parametrize("typed", ["", "a", "%", "zzzzzz", "<b>", "  ", "é" * 400])
def test_nothing_to_suggest_is_an_empty_answer(typed: str, client: Client) -> None:
    """Too little, nonsense and markup give no list and no error."""
    goods("Tas purun")
    answer = client.get("/cari/saran/", {"q": typed})
    assert answer.status_code == 200
    assert b"<li" not in answer.content


def test_words_of_hidden_goods_are_not_suggested(client: Client) -> None:
    """Negative control: what is off sale leaves the suggestions at once."""
    (made,) = goods("Tas ketapang")
    assert b"ketapang" in client.get("/cari/saran/?q=keta").content
    Product.objects.filter(pk=made.pk).update(state="disembunyikan")
    index_products([made])
    reckon_rarities(NOON, at_once=True)
    assert b"ketapang" not in client.get("/cari/saran/?q=keta").content


def test_suggestions_cost_few_queries(client: Client, django_assert_max_num_queries: Any) -> None:
    """However many words begin so."""
    goods(*[f"Tas {word}" for word in ("rotan", "rok", "roda", "rona", "rosela")])
    with django_assert_max_num_queries(9):
        client.get("/cari/saran/?q=tas+ro")


def test_an_empty_result_asks_the_office(client: Client) -> None:
    """Who finds nothing asks the office by WhatsApp, with her words in the text."""
    goods("Tas purun")
    MarketOffice.objects.create(
        region=region(HSU), name="Dinas HSU", whatsapp="+6281200000999", changed_at=NOON
    )
    page = client.get("/cari/?q=traktor").content.decode()
    assert "https://wa.me/6281200000999?text=" in page
    assert "traktor" in page.split("wa.me")[1][:400]
    assert "wa.me" not in client.get("/cari/?q=tas").content.decode()
    page = client.get("/cari/?q=tas+purun+traktor").content.decode()
    assert "tanpa kata “traktor”" in page
    assert 'class="goods"' in page


def test_mended_words_are_told(client: Client) -> None:
    """A slip is mended and the page says for what it looked."""
    goods("Tas rotan", "Tas purun")
    page = client.get("/cari/?q=tas+rotna").content.decode()
    assert "Mungkin maksud Anda “tas rotan”" in page
    assert page.count('class="goods"') == 1


def test_chips_take_one_filter_away(client: Client) -> None:
    """Each chosen filter is a chip whose address lacks only it."""
    goods("Tas purun", "Tas rotan", price=60_000)
    page = client.get("/cari/?q=tas&pita=1&bahan=purun&siap=1").content.decode()
    assert 'href="/cari/?q=tas&amp;bahan=purun&amp;siap=1"' in page
    assert 'href="/cari/?q=tas&amp;pita=1&amp;siap=1"' in page
    assert page.count('class="goods"') == 1
    assert "(1)" in page
    assert client.get("/cari/?q=tas&pita=77&bahan=x&urut=y&kategori=z&dekat=%00x").status_code in (
        200,
        404,
    )


@pytest.mark.parametrize("most", [1, 1_000])
def test_what_is_chosen_has_a_chip_however_few_goods_it_leaves(
    client: Client, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    """A kecamatan of which nothing is left, a village; also where the shelf is not counted."""
    monkeypatch.setattr(facets, "MOST_VALUES", 1)
    monkeypatch.setattr("lampit.shops.queries.finding.browsing.MOST", most)
    goods("Tas purun", "Tas rotan", "Tas ilung", category="lampit")
    empty = region("63.08.09", "Paminggir")
    for place, name in (("63.08.08.2010", "Haur Gading Hulu"), (empty.code, empty.name)):
        page = client.get(f"/kategori/lampit/?kecamatan={place}&siap=1").content.decode()
        chips = page.split('<ul class="chips"')[1].split("</ul>")[0]
        assert name in chips
        assert 'href="/kategori/lampit/?siap=1"' in chips
        assert f'value="{place}" selected' in " ".join(page.split())


@pytest.mark.parametrize("path", ["/cari/?q=tas&siap=1", "/kategori/lampit/?urut=murah"])
def test_the_filter_is_closed_until_somebody_opens_it(path: str, client: Client) -> None:
    """Goods are seen first, with chips of what is chosen; who is filtering finds it open still."""
    goods("Tas purun", category="lampit")
    page = client.get(path).content.decode()
    assert re.search(r'<details class="card more" id="saring"\s*>', page)
    assert ("Saringan yang dipakai" in page) == ("siap" in path)
    page = client.get(path, headers={"HX-Request": "true"}).content.decode()
    assert re.search(r'<details class="card more" id="saring"\s+open\s*>', page)
    page = client.get("/cari/?urut=dekat").content.decode()
    assert re.search(r'id="saring"\s+open\s*>', page), "a place is to be chosen first"


def test_a_photo_of_today_stands_beside_the_first_words(client: Client) -> None:
    """On wide screens alone: a telephone finds no address of it that it would fetch."""
    plain, shown = goods("Tas purun", "Tas rotan")
    digest = "e" * 64
    Product.objects.filter(pk=shown.pk).update(cover=digest, cover_alt=shown.name)
    page = client.get("/").content.decode()
    assert 'class="goods far"' not in page, "no files yet"
    Photo.objects.create(
        product=shown, digest=digest, width=1080, height=900, alt=shown.name, created_at=NOON,
        placeholder="AAAA",
    )  # fmt: skip
    page = client.get("/").content.decode()
    hero = page.split('<div class="goods far">')[1].split("</div>")[0]
    assert shown.name in hero
    assert plain.name not in hero
    assert hero.count('media="(min-width: 64rem)"') == hero.count("<source") >= 2
    assert not re.search(r'<img[^>]* src="/media', hero)
    assert 'loading="lazy"' in hero
    assert 'class="goods far"' not in client.get("/?hal=2").content.decode()


def test_further_pages_are_the_shelf_alone(client: Client) -> None:
    """No first words, stories or sums again: a price elsewhere changes none of them."""
    goods(*[f"Tas purun {n}" for n in range(30)])
    first, second = (client.get(url).content.decode() for url in ("/", "/?hal=2"))
    for once in ('id="cara-hitung"', 'class="hero"'):
        assert once in first
        assert once not in second
    assert second.count("<h1") == first.count("<h1") == 1
    assert 'class="goods"' in second
    beyond = client.get("/?hal=9").content.decode()
    assert "Halaman ini sudah kosong" in beyond
    assert "Belum ada barang yang dijual" not in beyond


def test_near_a_place_or_a_position(client: Client) -> None:
    """A chosen kecamatan or the rounded position of the phone; nonsense is asked again."""
    place = region("63.08.08", "Haur Gading")
    place.latitude, place.longitude = -2.35, 115.2
    place.save()
    goods("Tas purun")
    for near in ("dekat=63.08.08", "posisi=-2.41,115.25"):
        page = client.get(f"/cari/?urut=dekat&{near}").content.decode()
        assert "Dekat " in page
        assert "sampai 10 km" in page or "sampai 5 km" in page
    assert "Pilih kecamatan dulu" in client.get("/cari/?urut=dekat&posisi=48,11").content.decode()


def test_the_order_is_explained_with_todays_numbers(client: Client) -> None:
    """The page and its file tell the same order as the start page shows."""
    for number in range(5):
        goods(f"Tas purun {number}", shop=f"Lapak {number}")
    page = client.get("/cara-urut/").content.decode()
    assert 'data-value="5"' in page
    shown = [good.name for good in client.get("/").context["page_obj"]]
    assert [row["good"] for row in client.get("/cara-urut/").context["rows"]] == shown
    rows = list(csv.DictReader(io.StringIO(client.get("/cara-urut/hari-ini.csv").content.decode())))
    assert len(rows) == 5
    assert all(int(row["undian"]) == fairness.lot(int(row["nomor_lapak"])) for row in rows)
    assert 'href="/cara-urut/"' in client.get("/").content.decode()


def test_frequent_questions_have_pages_of_their_own(client: Client) -> None:
    """With four goods a page stands, with fewer it leads to the search; pages are linked."""
    goods(*[f"Tikar purun {n}" for n in range(3)])
    assert client.get("/jelajah/tikar-purun/")["Location"] == "/cari/?q=tikar+purun"
    goods("Tikar purun besar", shop="Lain")
    page = client.get("/jelajah/tikar-purun/").content.decode()
    assert page.count('class="goods"') == 4
    assert "noindex" not in page
    assert 'href="/jelajah/bahan-purun/"' in page
    assert 'href="/jelajah/dari-63-08-08/"' in page
    assert "Kerajinan dari Haur Gading" in client.get("/jelajah/dari-63-08-08/").content.decode()
    assert "Barang dari purun" in client.get("/jelajah/bahan-purun/").content.decode()
    listed = client.get("/jelajah/").content.decode()
    assert "/jelajah/tikar-purun/" in listed
    assert "/jelajah/songket/" not in listed
    for nothing in ("x", "bahan-x", "dari-99-99-99", "dari-63-08"):
        assert client.get(f"/jelajah/{nothing}/").status_code == 404
    made_beforehand = set(every_address(timezone.localdate()))
    mapped = client.get("/sitemap/halaman-1.xml").content.decode()
    for path in ("", "tikar-purun/", "bahan-purun/", "dari-63-08-08/"):
        assert f"/jelajah/{path}" in made_beforehand
        assert f"/jelajah/{path}</loc>" in mapped
        assert f"/jelajah/{path}?bahasa=en</loc>" in mapped
    assert "/jelajah/songket/" not in made_beforehand
    assert "/jelajah/songket/" not in mapped
    client.cookies["bahasa"] = "en"
    assert "Purun mats" in client.get("/jelajah/tikar-purun/").content.decode()


def test_long_results_say_more_than(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond the limit nothing is counted, and the page says so."""
    goods(*[f"Tas purun {n}" for n in range(6)])
    monkeypatch.setattr("lampit.shops.queries.finding.search.MOST", 3)
    page = client.get("/cari/?q=tas").content.decode()
    assert "Lebih dari 3 barang" in page
    assert "tidak dihitung per saringan" in page
