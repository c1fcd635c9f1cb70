"""The market for the world: English pages, addresses, the map of the site, feeds, data blocks."""

import re
from datetime import timedelta
from typing import Any
from xml.etree.ElementTree import Element

import pytest
from django.test import Client
from django.utils import timezone

from lampit.market.rules import mapping
from lampit.shops.actions import index_product
from lampit.shops.models import Maker, MakerAbroad, Product, ProductAbroad
from lampit.shops.queries.abroad import indonesian_of
from tests.factories import maker, product, region
from tests.market.schema import parsed, problems
from tests.market.test_views import data_blocks

pytestmark = pytest.mark.django_db
HSU = "63.08"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
MARKET = "http://testserver"


def good(**values: Any) -> Product:
    """Return a findable good on sale today."""
    region("63.08.08", "Haur Gading")
    place = region("63.08.08.2010", "Haur Gading Hulu")
    shop = values.pop("maker", None) or maker(HSU, place=place, story="Kami menganyam.")
    now = timezone.now()
    given: dict[str, Any] = {
        "checked_at": now, "published_at": now, "name": "Tikar purun", "material": "Purun",
        "description": "Lembut dan awet.", "weight_g": 1_400, "length_cm": 120, "width_cm": 20,
        "height_cm": 20, "cover": "a" * 64, "cover_alt": "Tikar purun",
    }  # fmt: skip
    made = product(shop, **given | values)
    index_product(made)
    return made


def english(of: Product, **values: Any) -> ProductAbroad:
    """Translate a good."""
    given = {"name": "Reed mat", "material": "Marsh reed", "description": "Soft and durable."}
    return ProductAbroad.objects.create(
        product=of, source=indonesian_of(of), written_at=timezone.now(), **given | values
    )


def head(page: str) -> dict[str, Any]:
    """Return what the head of a page tells: canonical, languages, locale, feed."""
    return {
        "canonical": re.findall(r'rel="canonical" href="([^"]+)"', page),
        "others": dict(re.findall(r'hreflang="([^"]+)" href="(http[^"]+)"', page)),
        "locale": re.findall(r'og:locale" content="([^"]+)"', page),
        "feed": re.findall(r'rss\+xml" title="[^"]*" href="([^"]+)"', page),
        "lang": re.findall(r'<html lang="([^"]+)"', page)[0],
    }


def shown(client: Client, address: str) -> str:
    """Return a page as text."""
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_a_translated_good_has_an_english_page(client: Client) -> None:
    """Reached by its address without a cookie; words, previews and data block are English."""
    made = good()
    english(made, net_weight_g=1_200, hs_code="460129")
    address = f"/produk/{made.slug}/"
    page = shown(client, f"{address}?bahasa=en")
    told = head(page)
    assert told["lang"] == "en"
    assert "bahasa" not in client.cookies
    assert told["canonical"] == [f"{MARKET}{address}?bahasa=en"]
    assert told["others"] == {
        "id": MARKET + address, "en": f"{MARKET}{address}?bahasa=en", "x-default": MARKET + address,
    }  # fmt: skip
    assert told["locale"] == ["en_US"]
    for words in ("<h1>Reed mat</h1>", "Soft and durable.", "Marsh reed"):
        assert words in page, words
    assert "Lembut dan awet." not in page
    data = data_blocks(page)[0][0]
    assert (data["name"], data["material"]) == ("Reed mat", "Marsh reed")
    assert data["weight"]["value"] == 1_200
    here = shown(client, address)
    assert head(here)["others"] == told["others"]
    assert head(here)["canonical"] == [MARKET + address]
    assert "<h1>Tikar purun</h1>" in here


def test_without_a_translation_the_english_page_says_so(client: Client) -> None:
    """Indonesian words are marked as such, and no English page is offered."""
    made = good()
    page = shown(client, f"/produk/{made.slug}/?bahasa=en")
    told = head(page)
    assert told["canonical"] == [f"{MARKET}/produk/{made.slug}/"]
    assert told["others"] == {}
    assert '<h1 lang="id">Tikar purun</h1>' in page
    assert "not translated yet" in page
    assert "<h1>Tikar purun</h1>" in shown(client, f"/produk/{made.slug}/")


def test_a_translation_of_an_older_text_is_shown_with_a_note(client: Client) -> None:
    """The buyer reads it and is told, with the way to the original."""
    made = good()
    english(made)
    address = f"/produk/{made.slug}/?bahasa=en"
    assert "has changed since" not in shown(client, address)
    Product.objects.filter(pk=made.pk).update(description="Tebal.")
    page = shown(client, address)
    assert "has changed since" in page
    assert "Soft and durable." in page
    assert 'href="?bahasa=id"' in page


def test_a_tariff_number_alone_is_no_english_page(client: Client) -> None:
    """Facts for export without a translation."""
    made = good()
    ProductAbroad.objects.create(product=made, hs_code="460129")
    page = shown(client, f"/produk/{made.slug}/?bahasa=en")
    assert head(page)["others"] == {}
    assert data_blocks(page)[0][0]["additionalProperty"][0]["value"] == "460129"


def test_facts_for_export_stand_on_the_page_and_in_its_data(client: Client) -> None:
    """Origin, tariff (an estimate says so), net and packed weight, volume by carrier."""
    made = good(category="lampit")
    page = shown(client, f"/produk/{made.slug}/")
    assert 'data-value="4601.22"' in page
    assert "perkiraan: Tikar, alas, dan kerai dari rotan" in page
    assert "8 kg, dihitung 8 kg" in page, "120 × 20 × 20 cm at 6000"
    assert "Mats, matting" in shown(client, f"/produk/{made.slug}/?bahasa=en")
    english(made, net_weight_g=1_200, hs_code="46012290")
    page = shown(client, f"/produk/{made.slug}/")
    assert "perkiraan" not in page
    data = data_blocks(page)[0][0]
    assert 'data-value="4601.22.90"' in page
    assert data["additionalProperty"][0]["value"] == "46012290"
    days = data["offers"]["hasMerchantReturnPolicy"]["merchantReturnDays"]
    assert f"{days} hari kerja" in page
    assert f'data-value="{data["weight"]["value"]}"' in page
    assert f'data-value="{data["offers"]["shippingDetails"]["weight"]["value"]}"' in page


def test_shops_and_cards_speak_english_where_they_can(client: Client) -> None:
    """The story in English; names of untranslated goods on the shelf are marked Indonesian."""
    made = good()
    english(made)
    other = good(maker=made.maker, name="Bakul purun")
    address = f"/lapak/{made.maker.slug}/"
    page = shown(client, f"{address}?bahasa=en")
    assert 'class="lead" lang="id"' in page
    assert head(page)["others"] == {}
    MakerAbroad.objects.create(
        maker=made.maker, story="We weave.", source="Kami menganyam.", written_at=timezone.now()
    )
    page = shown(client, f"{address}?bahasa=en")
    assert "We weave." in page
    assert set(head(page)["others"]) == {"id", "en", "x-default"}
    assert f'<h3><a href="/produk/{made.slug}/?bahasa=en">Reed mat</a></h3>' in page
    assert f'<h3 lang="id"><a href="/produk/{other.slug}/?bahasa=en">Bakul purun</a></h3>' in page
    assert "Reed mat" not in shown(client, address)


@pytest.mark.parametrize("address", ["/", "/kategori/anyaman-purun/"])
def test_lists_stand_at_one_address_in_each_language(client: Client, address: str) -> None:
    """Filters, tracking and orders are no pages of their own; further pages are."""
    for _ in range(26):
        good(cover="")
    for query in ("", "?utm_source=wa&fbclid=1", "?x=abc", "?urut=murah", "?dari=10000&hal=2"):
        assert head(shown(client, address + query))["canonical"] == [MARKET + address], query
    told = head(shown(client, f"{address}?hal=2"))
    assert told["canonical"] == [f"{MARKET}{address}?hal=2"]
    assert told["others"]["en"] == f"{MARKET}{address}?hal=2&amp;bahasa=en"


def test_data_blocks_are_what_schema_org_lists_and_what_cards_show(client: Client) -> None:
    """Every market page passes the checker; lists name the goods of the page in their order."""
    first = good()
    english(first, net_weight_g=900)
    good(name='Tas "besar" <b>', stock=None, material="", cover="")
    good(stock=0)
    goods = [f"/produk/{one.slug}/" for one in Product.objects.all()]
    shops = [f"/lapak/{one.slug}/" for one in Maker.objects.all()]
    for address in ("/", "/kategori/anyaman-purun/", *goods, *shops):
        for language in ("", "?bahasa=en"):
            page = shown(client, address + language)
            blocks = data_blocks(page)
            assert blocks, address
            assert problems(blocks) == [], address
            for listed in [b for block in blocks for b in flat(block) if b["@type"] == "ItemList"]:
                cards = re.findall(r'<h3[^>]*><a href="(/produk/[^"?]+)', page)
                urls = [item["url"].split("?")[0] for item in listed["itemListElement"]]
                assert urls == [MARKET + card for card in cards]


def flat(block: Any) -> list[Any]:
    """Return the things a data block tells of."""
    return block if isinstance(block, list) else [block]


def test_the_checker_sees_slips() -> None:
    """Negative control: what is missing, unknown, empty, relative, or no price."""
    right = {"@type": "Brand", "name": "Bunga"}
    assert problems(right) == []
    for wrong in (
        {"@type": "Brand"}, {"@type": "Brand", "name": ""}, {"@type": "Shop", "name": "x"},
        {"@type": "Brand", "name": "x", "colour": "red"},
        {"@type": "ItemList", "name": "x", "itemListElement": [
            {"@type": "ListItem", "position": 2, "name": "a", "url": "/a/"},
            {"@type": "ListItem", "position": 2, "name": "b", "url": "https://x/b/"}]},
    ):  # fmt: skip
        assert problems(wrong), wrong


def urls(client: Client, address: str) -> list[Element]:
    """Return the entries of a file of the map."""
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("application/xml")
    root = parsed(answer.content)
    return list(root.findall(f"{SITEMAP}url") or root.findall(f"{SITEMAP}sitemap"))


def places(entries: list[Element]) -> list[str | None]:
    """Return the addresses of entries."""
    return [entry.findtext(f"{SITEMAP}loc") for entry in entries]


def test_the_map_names_all_that_is_public(client: Client, monkeypatch: Any) -> None:
    """The index leads to every file, the files to every page; what is hidden is on none."""
    monkeypatch.setattr("lampit.market.queries.sitemap.GOODS_A_FILE", 2)
    made = [good() for _ in range(3)]
    english(made[0])
    hidden = good(state="disembunyikan")
    stale = good(checked_at=timezone.now() - timedelta(days=95))
    files = places(urls(client, "/sitemap.xml"))
    assert all(str(file).startswith(f"{MARKET}/sitemap/") for file in files)
    listed = [p for file in files for p in places(urls(client, str(file).removeprefix(MARKET)))]
    assert len(listed) == len(set(listed))
    for one in made:
        assert f"{MARKET}/produk/{one.slug}/" in listed
        assert f"{MARKET}/lapak/{one.maker.slug}/" in listed
    assert f"{MARKET}/produk/{made[0].slug}/?bahasa=en" in listed
    assert not any(
        str(one.slug) in str(p) for one in (hidden, stale) for p in listed if "produk" in str(p)
    )
    assert f"{MARKET}/" in listed
    assert f"{MARKET}/kategori/lampit/" in listed
    for wrong in ("barang-99", "barang-0", "rahasia-1", "halaman-2"):
        assert client.get(f"/sitemap/{wrong}.xml").status_code == 404, wrong


def test_the_map_tells_the_last_change(client: Client) -> None:
    """Words, checking, the shop's words: the latest of them."""
    made = good()
    file = f"/sitemap/barang-{(made.pk - 1) // mapping.GOODS_A_FILE + 1}.xml"

    def changed() -> str | None:
        found = {e.findtext(f"{SITEMAP}loc"): e for e in urls(client, file)}
        return found[f"{MARKET}/produk/{made.slug}/"].findtext(f"{SITEMAP}lastmod")

    assert made.checked_at is not None
    assert changed() == made.checked_at.isoformat(timespec="seconds")
    later = made.checked_at + timedelta(hours=5)
    Product.objects.filter(pk=made.pk).update(changed_at=later)
    assert changed() == later.isoformat(timespec="seconds")
    Maker.objects.filter(pk=made.maker_id).update(changed_at=later + timedelta(hours=1))
    assert changed() == (later + timedelta(hours=1)).isoformat(timespec="seconds")


def test_files_of_the_map_cost_few_queries(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    """Two for a file of goods, four for the index, however many rows."""
    made = [good() for _ in range(4)]
    with django_assert_max_num_queries(4):
        client.get("/sitemap.xml")
    file = f"/sitemap/barang-{(made[0].pk - 1) // mapping.GOODS_A_FILE + 1}.xml"
    with django_assert_max_num_queries(2):
        client.get(file)


def items(client: Client, address: str) -> list[Element]:
    """Return the items of a feed."""
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("application/rss+xml")
    return list(parsed(answer.content).findall("channel/item"))


def test_feeds_tell_what_is_new(client: Client) -> None:
    """Whole market, category, shop; newest first, hidden goods left out, guid as stable as ids."""
    now = timezone.now()
    old = good(published_at=now - timedelta(days=3), name="Lama <b>&")
    new = good(maker=old.maker)
    other = good(category="lampit")
    good(state="disembunyikan")
    english(new)
    whole = items(client, "/umpan/baru.xml")
    assert [item.findtext("guid") for item in whole] == [
        f"lampit:barang:{pk}" for pk in (other.pk, new.pk, old.pk)
    ]
    assert whole[2].findtext("title") == "Lama <b>&"
    assert len(items(client, "/umpan/kategori/lampit.xml")) == 1
    assert len(items(client, f"/umpan/lapak/{old.maker.slug}.xml")) == 2
    there = items(client, "/umpan/baru.xml?bahasa=en")
    assert [item.findtext("title") for item in there][1:] == ["Reed mat", "Lama <b>&"]
    assert (there[1].findtext("link") or "").endswith("?bahasa=en")
    for wrong in ("kategori/senjata", "lapak/tidak-ada"):
        assert client.get(f"/umpan/{wrong}.xml").status_code == 404


def test_pages_lead_to_their_feed(client: Client) -> None:
    """Readers of news find the feed in the head."""
    made = good()
    for address, feed in (
        ("/", "/umpan/baru.xml"),
        ("/kategori/anyaman-purun/", "/umpan/kategori/anyaman-purun.xml"),
        (f"/lapak/{made.maker.slug}/", f"/umpan/lapak/{made.maker.slug}.xml"),
    ):
        assert head(shown(client, address))["feed"] == [MARKET + feed]


def test_robots_are_led_and_those_who_draw_previews_let_in(client: Client) -> None:
    """One rule for all: previews of chats read goods and pictures."""
    text = client.get("/robots.txt").content.decode()
    assert f"Sitemap: {MARKET}/sitemap.xml" in text
    assert text.count("User-agent") == 1
    assert "Disallow: /produk" not in text
    assert "Disallow: /media" not in text
