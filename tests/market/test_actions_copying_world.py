"""English pages and feeds in a copy of the market: who reads and fetches them without a server."""

import re
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from django.utils import timezone
from pypdf import PdfReader

from lampit.market.actions.copying import Wishes, publish
from lampit.market.rules import checking
from lampit.market.rules.copying import tongues
from lampit.outside.pictures import file_name
from lampit.shops.models import Maker, MakerAbroad, Photo, Product, ProductAbroad
from tests.factories import maker, product
from tests.market.treading import dead_links, unreached

pytestmark = pytest.mark.django_db
BASE = "https://pasar.example/hsu"
KINDS = [f"{w}.{k}" for w in (160, 320, 640, 1080) for k in ("avif", "webp", "jpg")]


def copied(root: Path, base: str = "") -> Path:
    """Copy the market in this process and return its folder."""
    wishes = Wishes(office="+6281200000100", processes=1, base=base)
    publish(root, wishes, now=timezone.now(), say=lambda *_told: True)
    return root


@pytest.fixture
def goods(tmp_path: Path, settings: Any) -> tuple[Product, Product]:
    """Give a good with English words, of a shop with a story in English, and one without any."""
    settings.MEDIA_ROOT, settings.PUBLIC_URL = tmp_path / "media", "https://pasar.invalid"
    settings.ALLOWED_HOSTS = ["*"]
    ani = maker("63.08", name="Anyaman Ani", whatsapp="+6281311112222", shows_phone=True)
    budi = maker("63.08", name="Mebel Budi")
    now = timezone.now()
    told, plain = (
        product(of, name=name, category="lampit", description="Kuat dan rapi", checked_at=now,
                published_at=now, unit="lembar")
        for of, name in ((ani, "Lampit rotan"), (budi, "Bakul rotan"))
    )  # fmt: skip
    ProductAbroad.objects.create(product=told, name="Rattan mat", description="Strong", source="x")
    MakerAbroad.objects.create(maker=ani, story="We weave.", source="", written_at=now)
    for number, good in enumerate((told, plain), 1):
        digest = f"{number:064x}"
        Product.objects.filter(pk=good.pk).update(cover=digest)
        Photo.objects.create(product=good, digest=digest, width=900, height=900, made=1,
                             created_at=now)  # fmt: skip
        for what in (*KINDS, "og.jpg"):
            path = settings.MEDIA_ROOT / file_name(digest, what)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(what.encode())
    return told, plain


def href_of(page: str, words: str) -> str:
    """Return where the link with these words leads."""
    found = re.search(rf'<a href="([^"]+)"[^>]*>{words}</a>', page)
    return found[1] if found else ""


def test_english_pages_stand_beside_and_lead_to_each_other(
    goods: tuple[Product, Product], tmp_path: Path
) -> None:
    """What has English words has an English page; the rest leads to its Indonesian one."""
    told, plain = goods
    root = copied(tmp_path / "pasar")
    english = root / "en/produk" / told.slug / "index.html"
    page = english.read_text("utf-8")
    assert '<html lang="en"' in page
    assert "Rattan mat" in page
    assert not (root / "en/produk" / plain.slug).exists()
    here = root / "produk" / told.slug / "index.html"
    way = href_of(here.read_text("utf-8"), "English")
    assert (here.parent / way).resolve() == english.resolve()
    assert (english.parent / href_of(page, "Indonesia")).resolve() == here.resolve()
    assert not href_of((root / "produk" / plain.slug / "index.html").read_text("utf-8"), "English")
    shelf = (root / "en/kategori/lampit/index.html").read_text("utf-8")
    assert f"../../../en/produk/{told.slug}/index.html" in shelf
    assert f"../../../produk/{plain.slug}/index.html" in shelf
    assert "bahasa=" not in re.sub(r"<input[^>]*>", "", shelf)
    assert (root / f"en/lapak/{told.maker.slug}/index.html").is_file()
    assert not (root / f"en/lapak/{plain.maker.slug}").exists()
    assert dead_links(root) == {}
    assert unreached(root) == set()
    asked = unquote(page.partition("https://wa.me/6281311112222?text=")[2].partition('"')[0])
    assert "Assalamu'alaikum" in asked
    assert "lembar" not in asked  # the unit as an English page says it
    assert "hreflang" not in re.sub(r"<a [^>]*>", "", page)


def test_the_search_of_a_copy_speaks_english(
    goods: tuple[Product, Product], tmp_path: Path
) -> None:
    """The English search finds English names and leads to English pages."""
    root = copied(tmp_path / "pasar")
    page = (root / "en/cari/index.html").read_text("utf-8")
    assert 'data-cari="../../cari/data/"' in page
    assert 'data-root="../../"' in page
    assert '"Rattan mat"' in (root / "cari/data/barang-0.js").read_text("utf-8")
    assert '"rattan"' in (root / "cari/data/kata-r.js").read_text("utf-8")
    assert (root / "en/BACA-SAYA.html").is_file()
    assert (root / "en/katalog/index.html").is_file()


def test_only_a_copy_with_an_address_has_feeds(
    goods: tuple[Product, Product], tmp_path: Path
) -> None:
    """Feeds hold absolute addresses, so without one there are none; and the copy says so."""
    root = copied(tmp_path / "tanpa")
    assert not (root / "umpan").exists()
    assert "rss+xml" not in (root / "index.html").read_text("utf-8")
    assert "tidak ada di salinan ini" in (root / "BACA-SAYA.html").read_text("utf-8")
    plain = copied(tmp_path / "http", base="http://pasar.example")
    assert {p.name for p in (plain / "umpan").rglob("*.csv")} == set()
    assert (plain / "umpan/baru.xml").is_file()


def test_feeds_of_a_copy_lead_into_it_and_pass_the_checker(
    goods: tuple[Product, Product], tmp_path: Path
) -> None:
    """Every address in them is one of the copy, with its file there; hreflang stands too."""
    told, _plain = goods
    root = copied(tmp_path / "pasar", BASE)
    files = [p for p in (root / "umpan").rglob("*") if p.suffix in (".csv", ".xml")]
    files += list((root / "en/umpan").rglob("*.xml"))
    names = {str(p.relative_to(root)) for p in files}
    assert {"umpan/baru.xml", "umpan/meta.csv", "umpan/google.xml", "en/umpan/baru.xml"} <= names
    for file in files:
        text = file.read_text("utf-8")
        assert "pasar.invalid" not in text, file
        for address in re.findall(rf'{BASE}/[^<>"\s,]+', text):
            assert (root / address.removeprefix(f"{BASE}/")).is_file(), address
    meta, google = (root / f"umpan/{name}" for name in ("meta.csv", "google.xml"))
    today = timezone.localdate()
    assert list(checking.check_meta(BytesIO(meta.read_bytes()))) == []
    assert list(checking.check_google([google.read_bytes()], today=today)) == []
    assert meta.read_text("utf-8").count("\n") == 3
    head = (root / "produk" / told.slug / "index.html").read_text("utf-8")
    link = f'hreflang="en" href="{BASE}/en/produk/{told.slug}/index.html"'
    assert link in head.partition("</head>")[0]
    assert f"{BASE}/umpan/baru.xml" in (root / "index.html").read_text("utf-8")
    assert f"{BASE}/en/umpan/baru.xml" in (root / "en/index.html").read_text("utf-8")
    assert "umpan" not in (root / "sitemap.xml").read_text("utf-8")
    assert dead_links(root) == {}


def test_a_good_that_left_the_copy_is_in_no_feed(
    goods: tuple[Product, Product], tmp_path: Path
) -> None:
    """A second run without a shop takes its goods out of every feed."""
    _told, plain = goods
    root = copied(tmp_path / "pasar", BASE)
    Maker.objects.filter(pk=plain.maker_id).update(is_published=False)
    copied(root, BASE)
    for file in (root / "umpan").rglob("*.*"):
        if file.suffix in (".csv", ".xml"):
            assert plain.slug not in file.read_text("utf-8"), file


@pytest.mark.parametrize(
    ("address", "english"),
    [("/", "/?bahasa=en"), ("/kategori/lampit/?hal=2", "/kategori/lampit/?hal=2&bahasa=en")],
)
def test_addresses_of_both_languages(address: str, english: str) -> None:
    """There and back is the same address; every other key stays."""
    assert tongues.spoken(address, "en") == english
    assert tongues.spoken(english, "en") == english
    assert tongues.indonesian(english) == address
    assert tongues.language_of(english) == "en"
    assert tongues.language_of(f"{address}{'&' if '?' in address else '?'}bahasa=de") == "id"


def said(path: Path) -> str:
    """Return the words of a PDF."""
    return " ".join(page.extract_text() for page in PdfReader(path).pages)


def test_papers_stand_in_english_where_a_good_does(
    goods: tuple[Product, Product], tmp_path: Path
) -> None:
    """English names where there are some, the rest told as Indonesian; a shop without has none."""
    told, plain = goods
    root = copied(tmp_path / "pasar", BASE)
    english = said(root / "en/katalog/daftar-harga.pdf")
    assert "Rattan mat" in english
    assert "Bakul rotan" in english
    assert "are named in Indonesian" in english
    assert "Lampit rotan" in said(root / "katalog/daftar-harga.pdf")
    assert (root / f"en/lapak/{told.maker.slug}/katalog.pdf").exists()
    assert "are named in Indonesian" not in said(root / f"en/lapak/{told.maker.slug}/katalog.pdf")
    assert not (root / f"en/lapak/{plain.maker.slug}/katalog.pdf").exists()
    pages: Any = PdfReader(root / "en/katalog/daftar-harga.pdf").pages
    uris = {note.get_object()["/A"]["/URI"] for page in pages for note in page["/Annots"]}
    assert f"{BASE}/en/produk/{told.slug}/index.html" in uris
    assert f"{BASE}/produk/{plain.slug}/index.html" in uris
    listed = (root / "en/katalog/index.html").read_text("utf-8")
    assert 'href="../../en/katalog/daftar-harga.pdf"' in listed
    assert f'href="../../lapak/{plain.maker.slug}/katalog.pdf"' in listed
    assert "All products: Price list" in listed
    assert not dead_links(root)
