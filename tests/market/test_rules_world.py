"""Addresses of both languages, the map of the site, feeds: pure rules."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from hypothesis import given
from hypothesis import strategies as st

from lampit.market.rules import mapping
from lampit.market.rules.news import Channel, New, written
from lampit.market.rules.world import standing
from tests.market.schema import parsed

AT = datetime(2026, 11, 30, 7, 30, tzinfo=UTC)
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"


def test_a_page_in_two_languages_names_both() -> None:
    """Indonesian is the bare path and the default; each language is canonical to itself."""
    here = standing("https://x/produk/tas/", language="id", has_english=True)
    there = standing("https://x/produk/tas/", language="en", has_english=True)
    assert here.canonical == "https://x/produk/tas/"
    assert there.canonical == "https://x/produk/tas/?bahasa=en"
    assert here.alternates == there.alternates
    assert dict(here.alternates) == {
        "id": here.canonical, "en": there.canonical, "x-default": here.canonical,
    }  # fmt: skip
    assert (there.locale, there.other_locale) == ("en_US", "id_ID")


def test_an_indonesian_text_has_one_address_whatever_the_interface() -> None:
    """No translation: the canonical is the Indonesian address, and no language is offered."""
    found = standing("https://x/produk/tas/", language="en", has_english=False)
    assert (found.canonical, found.alternates) == ("https://x/produk/tas/", ())
    assert (found.locale, found.other_locale) == ("id_ID", "")


def test_further_pages_of_a_list_are_pages_of_their_own() -> None:
    """In both languages."""
    found = standing("https://x/kategori/lampit/", language="en", has_english=True, number=3)
    assert found.canonical == "https://x/kategori/lampit/?hal=3&bahasa=en"
    assert dict(found.alternates)["id"] == "https://x/kategori/lampit/?hal=3"


def test_the_fullest_file_of_the_map_stays_within_the_limits() -> None:
    """Longest addresses, both languages, five photos each: below 50,000 and 10 MB."""
    photo = f"/media/aa/{'a' * 64}-1080.jpg"
    place = mapping.Place(
        f"/produk/{'x' * 80}/", AT, has_english=True, pictures=[photo] * mapping.MOST_PICTURES
    )
    text = mapping.address_list(f"https://{'h' * 60}", [place] * mapping.GOODS_A_FILE)
    assert len(text.encode()) < mapping.MOST_BYTES
    assert text.count("<url>") == 2 * mapping.GOODS_A_FILE < mapping.MOST_ADDRESSES
    shops = [mapping.Place(f"/lapak/{'x' * 80}/", AT, has_english=True)] * mapping.MAKERS_A_FILE
    assert len(mapping.address_list(f"https://{'h' * 60}", shops).encode()) < mapping.MOST_BYTES


def test_each_language_on_the_map_names_the_other() -> None:
    """Search engines ask for the link back; without a translation there is none."""
    places = [mapping.Place("/a/", AT, has_english=True, pictures=["/m/1.jpg"]),
              mapping.Place("/b/")]  # fmt: skip
    root = parsed(mapping.address_list("https://x", places))
    urls = root.findall(f"{SITEMAP}url")
    told = [url.findtext(f"{SITEMAP}loc") for url in urls]
    assert told == ["https://x/a/", "https://x/a/?bahasa=en", "https://x/b/"]
    others = [[link.get("href") for link in url.findall(f"{XHTML}link")] for url in urls]
    assert others[0] == others[1] == [told[0], told[1], told[0]]
    assert others[2] == []
    assert urls[0].findtext(f"{SITEMAP}lastmod") == "2026-11-30T07:30:00+00:00"
    assert urls[2].find(f"{SITEMAP}lastmod") is None, "nobody knows: nothing is said"


@given(st.text(max_size=80), st.text(max_size=300))
def test_feeds_can_be_read_whatever_names_hold(name: str, text: str) -> None:
    """Well-formed, with the parts RSS 2.0 asks for; names come back as typed."""
    new = New(
        "lampit:barang:7", name, "https://x/produk/tas/", AT, 85_000, "buah", name, "Lampit",
        text, "https://x/media/a.jpg", 1080, 1080,
    )  # fmt: skip
    channel = Channel(name, text, "https://x/", "https://x/umpan/baru.xml", "id")
    root = parsed(written(channel, [new]))
    found, guid = root.find("channel/item"), root.find("channel/item/guid")
    assert found is not None
    assert guid is not None
    assert (guid.text, guid.get("isPermaLink")) == ("lampit:barang:7", "false")
    assert parsedate_to_datetime(found.findtext("pubDate") or "") == AT
    assert root.get("version") == "2.0"
    assert all(root.find(f"channel/{part}") is not None for part in ("title", "link", "language"))
    assert (found.findtext("description") or "").startswith("Rp85.000 per buah")


def test_an_empty_feed_is_a_feed() -> None:
    """A new market has none yet."""
    text = written(Channel("Baru", "Baru", "https://x/", "https://x/f.xml", "id"), [])
    assert parsed(text).find("channel/item") is None
