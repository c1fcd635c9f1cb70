"""The market as a folder: whole, without a dead link, changed only where something changed."""

import errno
import json
import os
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from django.utils import timezone

from lampit.basics.refusal import Refusal
from lampit.market.actions.copying import Copied, Wishes, folder, publish, publishing
from lampit.outside.pictures import file_name
from lampit.shops.models import Maker, Photo, Product
from tests.factories import maker, product, region
from tests.market.treading import dead_links, unreached

pytestmark = pytest.mark.django_db
OFFICE = "+6281200000100"
NAMES = ("a.webp", "b.webp")


def copied(root: Path, **wishes: Any) -> Copied:
    """Copy the market in this process, as the database test sees it."""
    told: dict[str, Any] = {"office": OFFICE, "processes": 1} | wishes
    return publish(root, Wishes(**told), now=timezone.now(), say=lambda *_told: True)


@pytest.fixture
def goods(tmp_path: Path, settings: Any) -> list[Product]:
    """Give 30 goods of two makers; the first lets her number be printed, goods 0 has a photo."""
    settings.MEDIA_ROOT = tmp_path / "media"
    ani = maker("63.08", name="Anyaman Ani", whatsapp="+6281311112222", shows_phone=True)
    budi = maker("63.08", name="Mebel Budi", whatsapp="+6281333334444")
    now = timezone.now()
    found = [
        product(ani if n % 2 else budi, name=f"Bakul rotan {n}", category="lampit",
                description="Kuat", checked_at=now, published_at=now)
        for n in range(30)
    ]  # fmt: skip
    digest = f"{7:064x}"
    Product.objects.filter(pk=found[0].pk).update(cover=digest)
    Photo.objects.create(product=found[0], digest=digest, width=640, height=640, created_at=now)
    kinds = [f"{w}.{k}" for w in (160, 320, 640, 1080) for k in ("avif", "webp", "jpg")]
    for what in (*kinds, "og.jpg"):
        path = settings.MEDIA_ROOT / file_name(digest, what)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(what.encode())
    return found


def text_of(root: Path, name: str) -> str:
    """Return a file of a copy."""
    return (root / name).read_text("utf-8")


def test_the_copy_is_whole_and_no_link_is_dead(goods: list[Product], tmp_path: Path) -> None:
    """Every good, shop and shelf with all its pages, reached from the start page."""
    root = tmp_path / "pasar"
    made = copied(root)
    assert made.goods == len(goods)
    for good in goods:
        assert (root / f"produk/{good.slug}/index.html").is_file()
    for slug in Maker.objects.values_list("slug", flat=True):
        assert (root / f"lapak/{slug}/index.html").is_file()
    assert (root / "kategori/lampit/hal-2/index.html").is_file()
    assert dead_links(root) == {}
    assert unreached(root) == set()
    assert made.missing == []
    assert made.reached == {"langsung": 1, "lewat_dinas": 1, "tanpa_nomor": 0}
    page = text_of(root, f"produk/{goods[0].slug}/index.html")
    assert "csrf" not in page
    assert 'method="post"' not in page
    data = page.partition('<script type="application/ld+json">')[2].partition("</script>")[0]
    assert json.loads(data)[0]["offers"]["price"] == str(goods[0].price)
    assert (root / f"media/{file_name(f'{7:064x}', '640.webp')}").read_bytes() == b"640.webp"
    assert (root / "index.html.br").stat().st_size < (root / "index.html").stat().st_size
    assert (root / "index.html.gz").is_file()


def test_a_dead_link_would_be_seen(goods: list[Product], tmp_path: Path) -> None:
    """The walk over all links finds a page that is taken away, and one that nothing leads to."""
    root = tmp_path / "pasar"
    copied(root)
    (root / f"produk/{goods[3].slug}/index.html").unlink()
    (root / "alone.html").write_text("<p>x</p>")
    assert len(dead_links(root)) >= 1
    assert unreached(root) == {"alone.html"}


def test_what_was_guessed_wrong_is_not_in_the_copy(
    goods: list[Product], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Further pages of lists are begun with by their counts; one too many goes again."""
    real = publishing._further

    def more(address: str, count: int, *, is_told: bool) -> list[str]:
        return real(address, count + 48, is_told=is_told)

    first = copied(tmp_path / "pasar")
    monkeypatch.setattr(publishing, "_further", more)
    again = copied(tmp_path / "lain")
    assert (again.pages, again.files) == (first.pages, first.files)
    assert (tmp_path / "lain/hal-2/index.html").is_file()
    assert not (tmp_path / "lain/hal-3").exists()
    assert unreached(tmp_path / "lain") == set()


def test_numbers_stand_only_where_their_owner_agreed(goods: list[Product], tmp_path: Path) -> None:
    """Who did not agree is written to through the office, and her number is in no file at all."""
    root = tmp_path / "pasar"
    copied(root)
    whole = b"".join(p.read_bytes() for p in root.rglob("*") if p.suffix in (".html", ".js"))
    assert b"6281311112222" in whole
    assert b"81333334444" not in whole
    hers, his = (text_of(root, f"produk/{goods[n].slug}/index.html") for n in (1, 0))
    assert "https://wa.me/6281311112222?text=" in hers
    assert f"https://wa.me/{OFFICE[1:]}?text=" in his
    assert "Mebel Budi" in unquote(his.partition(f"wa.me/{OFFICE[1:]}?text=")[2].partition('"')[0])
    Maker.objects.filter(name="Anyaman Ani").update(shows_phone=False)
    copied(root, office="")
    whole = b"".join(p.read_bytes() for p in root.rglob("*") if p.suffix in (".html", ".js"))
    assert b"wa.me/62" not in whole
    assert dead_links(root) == {}


def test_a_second_run_writes_only_what_changed(goods: list[Product], tmp_path: Path) -> None:
    """Nothing changed: nothing is written. One price: its page and where it is shown."""
    root = tmp_path / "pasar"
    first = copied(root)
    assert first.written == first.files
    again = copied(root)
    assert (again.written, again.removed, again.unchanged) == (0, 0, first.files)
    before = {p: p.stat().st_mtime_ns for p in root.rglob("*.html")}
    Product.objects.filter(pk=goods[5].pk).update(price=123_000)
    third = copied(root)
    changed = {p for p in root.rglob("*.html") if p.stat().st_mtime_ns != before.get(p)}
    assert root / f"produk/{goods[5].slug}/index.html" in changed
    assert root / f"produk/{goods[6].slug}/index.html" not in changed
    assert 0 < third.written < 24


def test_what_went_is_removed_and_what_is_foreign_stays(
    goods: list[Product], tmp_path: Path
) -> None:
    """A hidden good leaves with its packed twins; files of others are never touched."""
    root = tmp_path / "pasar"
    copied(root)
    (root / "CNAME").write_text("pasar.example")
    (root / f"produk/{goods[2].slug}/catatan.txt").write_text("milik orang")
    Product.objects.filter(pk=goods[2].pk).update(state="disembunyikan")
    made = copied(root)
    assert made.removed >= 1
    left = {p.name for p in (root / f"produk/{goods[2].slug}").iterdir()}
    assert left == {"catatan.txt"}
    assert text_of(root, "CNAME") == "pasar.example"
    assert dead_links(root) == {}
    Product.objects.filter(pk=goods[4].pk).update(state="disembunyikan")
    copied(root)
    assert not (root / f"produk/{goods[4].slug}").exists()


def test_a_folder_with_something_else_is_refused(goods: list[Product], tmp_path: Path) -> None:
    """Nobody's folder is filled by mistake, and two runs never write one folder at once."""
    root = tmp_path / "pasar"
    root.mkdir()
    (root / "skripsi.doc").write_text("penting")
    with pytest.raises(Refusal) as refused:
        copied(root)
    assert refused.value.code == "folder_foreign"
    assert {p.name for p in root.iterdir()} == {"skripsi.doc"}
    other = tmp_path / "lain"
    held = folder.open_folder(other)
    with pytest.raises(Refusal) as refused:
        copied(other)
    assert refused.value.code == "folder_busy"
    held.close()
    assert copied(other).goods == len(goods)


def test_a_foreign_file_in_the_way_is_left_and_told(goods: list[Product], tmp_path: Path) -> None:
    """A file that somebody put where a page would stand stays as it is."""
    root = tmp_path / "pasar"
    folder.open_folder(root).close()
    (root / "robots.txt").write_text("milik orang")
    photo = root / f"media/{file_name(f'{7:064x}', '640.webp')}"
    photo.parent.mkdir(parents=True)
    photo.write_text("foto orang")
    for _time in range(2):  # what a run saw is no more its own in the next one
        made = copied(root)
        assert made.foreign == [str(photo.relative_to(root)), "robots.txt"]
        assert text_of(root, "robots.txt") == "milik orang"
        assert photo.read_text() == "foto orang"


def test_a_killed_run_is_started_again(
    goods: list[Product], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a killed run left is known as ours: the next run makes the copy whole."""
    root = tmp_path / "pasar"
    written = folder.Folder.put
    count = 0

    def dying(self: folder.Folder, name: str, content: bytes) -> object:
        nonlocal count
        count += 1
        if count > 20:
            raise KeyboardInterrupt
        return written(self, name, content)

    monkeypatch.setattr(folder.Folder, "put", dying)
    with pytest.raises(KeyboardInterrupt):
        copied(root)
    assert 0 < len(list(root.rglob("*.html"))) < 24
    gone = next(p for p in root.rglob("*.html") if "produk" in str(p))
    monkeypatch.setattr(folder.Folder, "put", written)
    Product.objects.filter(slug=gone.parent.name).update(state="disembunyikan")
    made = copied(root)
    assert not gone.exists()
    assert made.foreign == []
    assert dead_links(root) == {}


def test_what_somebody_changed_is_written_again(goods: list[Product], tmp_path: Path) -> None:
    """A page of ours that was changed or lost is as it should be after the next run."""
    root = tmp_path / "pasar"
    copied(root)
    page = root / f"produk/{goods[1].slug}/index.html"
    whole = page.read_bytes()
    page.write_bytes(whole.replace(b"Bakul", b"Palsu"))
    (root / "index.html.br").unlink()
    made = copied(root)
    assert page.read_bytes() == whole
    assert (root / "index.html.br").is_file()
    assert made.written == 2


@pytest.mark.parametrize("is_one_disk", [True, False])
def test_a_photo_is_a_second_name_where_that_is_possible(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, is_one_disk: bool
) -> None:
    """On the same disk nothing is written twice; elsewhere it is copied; a lost one comes back."""

    def refused(_source: Path, _target: Path) -> None:
        raise OSError(errno.EXDEV, "another disk")

    source, root = tmp_path / "a.webp", tmp_path / "pasar"
    source.write_bytes(b"photo")
    if not is_one_disk:
        monkeypatch.setattr(os, "link", refused)
    for _time in range(3):
        held = folder.open_folder(root)
        found = {file: entry for file, entry, _what in held.bring("media", tmp_path, NAMES)}
        held.close()
        assert found == {"media/a.webp": folder.Entry("", 5), "media/b.webp": None}
        assert (root / "media/a.webp").read_bytes() == b"photo"
        assert (root / "media/a.webp").samefile(source) == is_one_disk
    assert [path.name for path in root.rglob("*.webp")] == ["a.webp"]
    assert not list((root / ".lampit").rglob("*.part"))


def test_what_another_process_of_the_run_wrote_is_ours(tmp_path: Path) -> None:
    """A page made again by another process is replaced; nobody took it for a stranger's."""
    mine = folder.open_folder(tmp_path / "pasar")
    other = folder.Folder(mine.root)
    assert other.put("a/index.html", b"one")[1] == folder.WRITTEN
    assert mine.put("a/index.html", b"two")[1] == folder.WRITTEN
    (mine.root / "b").write_text("milik orang")
    assert mine.put("b", b"x")[1] == folder.FOREIGN
    mine.close()


def test_a_region_has_its_own_copy(goods: list[Product], tmp_path: Path) -> None:
    """A copy of one kabupaten or province shows nothing of another one."""
    far = product(maker("64.71", name="Jauh Sekali"), name="Barang jauh", category="lampit")
    Product.objects.filter(pk=far.pk).update(checked_at=timezone.now())
    region("63", "Kalimantan Selatan")
    for code in ("63.08", "63"):
        root = tmp_path / code
        made = copied(root, region=code)
        assert made.goods == len(goods)
        whole = "".join(p.read_text("utf-8") for p in root.rglob("*.html"))
        assert "Barang jauh" not in whole
        assert "Jauh Sekali" not in whole
        assert dead_links(root) == {}
    assert copied(tmp_path / "semua").goods == len(goods) + 1
    with pytest.raises(Refusal) as refused:
        copied(tmp_path / "x", region="99.99")
    assert refused.value.code == "region_unknown"


def test_a_copy_with_an_address_tells_it_to_machines(goods: list[Product], tmp_path: Path) -> None:
    """Canonical addresses and a sitemap only where the copy knows where it stands."""
    root = tmp_path / "pasar"
    copied(root, base="https://pasar.example/hsu/")
    page = text_of(root, f"produk/{goods[1].slug}/index.html")
    address = f"https://pasar.example/hsu/produk/{goods[1].slug}/index.html"
    assert f'<link rel="canonical" href="{address}">' in page
    assert address in text_of(root, "sitemap.xml")
    assert "Sitemap: https://pasar.example/hsu/sitemap.xml" in text_of(root, "robots.txt")
    assert dead_links(root) == {}


def test_the_search_holds_every_good(goods: list[Product], tmp_path: Path) -> None:
    """The files of the search name every good once, with its page."""
    root = tmp_path / "pasar"
    copied(root)
    cards = []
    for n in range(len(list((root / "cari/data").glob("barang-*.js")))):
        text = text_of(root, f"cari/data/barang-{n}.js")
        cards += json.loads(text.partition(",")[2].rstrip(");\n"))
    assert sorted(card[1] for card in cards) == sorted(
        f"produk/{good.slug}/index.html" for good in goods
    )
    assert all((root / card[1]).is_file() for card in cards)


def test_stopping_stops(goods: list[Product], tmp_path: Path) -> None:
    """Who asks to stop is heard; the next run goes on."""
    root = tmp_path / "pasar"
    with pytest.raises(Refusal) as refused:
        publish(root, Wishes(processes=1), now=timezone.now(), say=lambda *_told: False)
    assert refused.value.code == "copy_stopped"
    assert copied(root).goods == len(goods)
