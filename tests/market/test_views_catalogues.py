"""Catalogues and price lists: of a shop, a shelf, all; typeset once; one at a time."""

import io
import os
import time
from pathlib import Path
from typing import Any

import pypdf
import pytest
from django.test import Client
from django.utils import timezone
from PIL import Image

from lampit.basics.refusal import Refusal
from lampit.market.actions import cataloguing
from lampit.market.actions.copying import Wishes, publish
from lampit.market.rules import catalogues as rules
from lampit.outside.pictures import names
from lampit.shops.models import Maker, Product, ProductAbroad
from tests.factories import NOW, maker, product, region
from tests.market.treading import dead_links

pytestmark = pytest.mark.django_db
DIGEST = f"{9:064x}"


@pytest.fixture
def shop(tmp_path: Path, settings: Any) -> Maker:
    """Give a shop in a village with three goods, the first with a photo."""
    settings.MEDIA_ROOT, settings.LAMPIT_HOME = tmp_path / "media", tmp_path
    region("63.08.01", "Amuntai Tengah")
    place = region("63.08.01.2001", "Tambalangan")
    found = maker("63.08", place=place, name="Anyaman Ani", person="Ani")
    fresh: dict[str, Any] = {"checked_at": timezone.now(), "published_at": timezone.now()}
    product(found, name="Tikar purun <b>", category="anyaman-purun", price=85_000, slug="tikar",
            material="Purun danau", length_cm=200, width_cm=120, cover=DIGEST, **fresh)  # fmt: skip
    product(found, name="Bakul #read(1)", category="anyaman-rotan", price=1_250_000, **fresh)
    product(found, name="Tudung saji", category="anyaman-rotan", price=40_000, **fresh)
    for what in names(DIGEST):
        path = settings.MEDIA_ROOT / what
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.effect_noise((640, 640), 60).convert("RGB").save(path, "JPEG")
    return found


def read(content: bytes) -> pypdf.PdfReader:
    """Open a PDF."""
    assert content.startswith(b"%PDF-")
    return pypdf.PdfReader(io.BytesIO(content))


def uris(page: Any) -> set[str]:
    """Return where the links of a page of a PDF lead."""
    return {one.get_object()["/A"]["/URI"] for one in page["/Annots"]}


def words(content: bytes) -> str:
    """Return what a PDF says, in one line."""
    return " ".join(" ".join(page.extract_text() for page in read(content).pages).split())


def test_a_shop_has_its_catalogue(shop: Maker, client: Client) -> None:
    """Photo, name, price, size, material, code, maker with village, and a QR to each page."""
    answer = client.get(f"/lapak/{shop.slug}/katalog.pdf")
    assert answer["Content-Type"] == "application/pdf"
    said = words(answer.content)
    for told in ("Anyaman Ani", "Ani · Tambalangan, Amuntai Tengah", "Tikar purun <b>", "tikar",
                 "Rp85.000", "Rp1.250.000", "200 × 120 cm", "Purun danau", "Bakul #read(1)",
                 "Tambalangan", "3 barang", "Siap kirim"):  # fmt: skip
        assert told in said, told
    page = read(answer.content).pages[0]
    assert [one for one in page.images if one.image and one.image.size == (640, 640)]
    links = uris(page)
    assert "http://testserver/produk/tikar/" in links
    assert f"http://testserver/lapak/{shop.slug}/" in links
    assert len(answer.content) < 3_000_000


@pytest.mark.parametrize(
    ("address", "there", "absent"),
    [
        ("/kategori/anyaman-rotan/katalog.pdf", "Tudung saji", "Tikar"),
        ("/kategori/anyaman-purun/daftar-harga.pdf", "Tikar", "Tudung"),
        ("/katalog/daftar-harga.pdf", "Tikar", "Rp0"),
        ("/katalog/katalog.pdf", "Tudung saji", "Rp0"),
    ],
)
def test_shelves_and_all(
    shop: Maker, client: Client, address: str, there: str, absent: str
) -> None:
    """A shelf tells its own goods; all tells all, under the headings of the shelves."""
    said = words(client.get(address).content)
    assert there in said
    assert absent not in said
    if address.startswith("/katalog/"):
        assert "Anyaman purun" in said
        assert "Anyaman rotan" in said


def test_what_is_hidden_is_in_no_catalogue(shop: Maker, client: Client) -> None:
    """Hidden goods, closed shops, unknown shelves and shelves without goods have none."""
    Product.objects.filter(slug="tikar").update(state="disembunyikan")
    assert client.get("/kategori/anyaman-purun/katalog.pdf").status_code == 404
    assert "Tikar" not in words(client.get("/katalog/daftar-harga.pdf").content)
    assert client.get("/kategori/tidak-ada/katalog.pdf").status_code == 404
    Maker.objects.update(is_published=False)
    assert client.get(f"/lapak/{shop.slug}/katalog.pdf").status_code == 404
    assert client.get("/katalog/").status_code == 200


def test_a_catalogue_is_typeset_once(
    shop: Maker, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Asked again it is read from where it is kept; a new price makes another one."""
    made: list[Any] = []
    real = cataloguing.typeset_catalogue

    def counted(catalogue: Any, *, now: Any) -> bytes:
        made.append(catalogue)
        return real(catalogue, now=now)

    monkeypatch.setattr(cataloguing, "typeset_catalogue", counted)
    address = f"/lapak/{shop.slug}/daftar-harga.pdf"
    first = client.get(address)
    again = client.get(address)
    assert len(made) == 1
    assert again.content == first.content
    same = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert same.status_code == 304
    Product.objects.filter(slug="tikar").update(price=90_000)
    assert "Rp90.000" in words(client.get(address).content)
    assert len(made) == 2


def test_many_who_ask_wait_for_one(
    shop: Maker, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Strangers cannot fill the machine with typesetting: who waits too long is told so."""
    monkeypatch.setattr(cataloguing, "PATIENCE", 0.2)
    with cataloguing._alone():
        answer = client.get(f"/lapak/{shop.slug}/katalog.pdf")
    assert answer.status_code == 503
    assert answer["Retry-After"]
    assert "Coba lagi" in answer.content.decode()
    with cataloguing._alone(), pytest.raises(Refusal), cataloguing._alone():
        pass


def test_a_long_shelf_says_what_is_left_out(
    shop: Maker, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that somebody waits for stays small, and says so."""
    monkeypatch.setitem(rules.MOST_AT_ONCE, "foto", 1)
    said = words(client.get("/kategori/anyaman-rotan/katalog.pdf").content)
    assert "1 barang lain tidak muat" in said


def test_kept_catalogues_go_after_a_week(shop: Maker, client: Client) -> None:
    """What nobody asked for in a week is removed by the clock."""
    client.get(f"/lapak/{shop.slug}/daftar-harga.pdf")
    kept = next(cataloguing.folder().glob("*.pdf"))
    assert cataloguing.drop_old_catalogues(NOW) == 0
    old = time.time() - 8 * 86_400
    os.utime(kept, (old, old))
    assert cataloguing.drop_old_catalogues(NOW) == 1


def test_english_catalogues(shop: Maker, client: Client) -> None:
    """The language of the page is that of its catalogue."""
    client.cookies["bahasa"] = "en"
    assert "Size" in words(client.get(f"/lapak/{shop.slug}/daftar-harga.pdf").content)


def test_a_copy_has_its_catalogues(shop: Maker, tmp_path: Path) -> None:
    """All, each shelf with goods, each shop: PDF in the copy, made again only when changed."""
    root = tmp_path / "pasar"
    wishes = Wishes(office="+6281200000100", processes=1)

    def run() -> Any:
        return publish(root, wishes, now=timezone.now(), say=lambda *_told: True)

    run()
    found = {str(p.relative_to(root)) for p in root.rglob("*.pdf")}
    assert f"lapak/{shop.slug}/katalog.pdf" in found
    assert "kategori/anyaman-rotan/daftar-harga.pdf" in found
    assert "katalog/daftar-harga.pdf" in found
    assert "kategori/gerabah/katalog.pdf" not in found
    assert dead_links(root) == {}
    listed = (root / "katalog/index.html").read_text()
    assert all(file.removeprefix("katalog/") in listed for file in found)
    page = read((root / f"lapak/{shop.slug}/katalog.pdf").read_bytes()).pages[0]
    links = uris(page)
    assert all(link.startswith("https://wa.me/6281200000100?text=") for link in links)
    assert run().written == 0
    Product.objects.filter(slug="tikar").update(price=91_000)
    run()
    said = words((root / f"lapak/{shop.slug}/daftar-harga.pdf").read_bytes())
    assert "Rp91.000" in said


def test_a_catalogue_speaks_english_where_a_good_does(shop: Maker, client: Client) -> None:
    """By the address: English name and material; other names stay, and that is told."""
    good = Product.objects.get(slug="tikar")
    ProductAbroad.objects.create(product=good, name="Sedge mat", material="Lake sedge")
    address = f"/lapak/{shop.slug}/daftar-harga.pdf"
    english = words(client.get(f"{address}?bahasa=en").content)
    for told in ("Sedge mat", "Lake sedge", "Bakul", "are named in Indonesian"):
        assert told in english, told
    assert "Tikar purun" not in english
    assert "Tikar purun" in words(client.get(address).content)
    assert f'"{address}?bahasa=en"' in client.get(f"/lapak/{shop.slug}/?bahasa=en").content.decode()
