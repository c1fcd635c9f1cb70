"""Sharing by the maker: texts that open the chat, posters, links, workbooks, shops elsewhere."""

import io
import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import openpyxl
import pytest
from django.test import Client
from PIL import Image
from pypdf import PdfReader

from lampit.people.models import User
from lampit.shops import actions, queries
from lampit.shops.actions import posters as acting
from lampit.shops.models import Product, ShopElsewhere, TrackedLink, Variant
from lampit.shops.rules import promotion
from tests.factories import NOW, maker, member, product

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper() -> User:
    """Give the maker of the shop."""
    return member("maker", "63.08")


@pytest.fixture
def good(keeper: User) -> Product:
    """Give a good of the shop with a photo."""
    made = product(
        maker("63.08", keeper, name="Anyaman Acil Siti"), name='Tas "purun" & <b>rotan</b> 😀',
        description="Dianyam tangan.",
    )  # fmt: skip
    photo = actions.keep_photo(_photo())
    Product.objects.filter(pk=made.pk).update(cover=photo.digest)
    made.photos.create(digest=photo.digest, width=640, height=480, made=1, created_at=NOW)
    made.refresh_from_db()
    return made


def _photo() -> bytes:
    out = io.BytesIO()
    Image.effect_noise((640, 480), 60).convert("RGB").save(out, "JPEG", quality=90)
    return out.getvalue()


def _in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def _text(page: str, name: str) -> str:
    found = re.search(rf'<textarea[^>]*id="{name}"[^>]*>\s?(.*?)</textarea>', page, re.DOTALL)
    assert found, name
    return found[1]


def test_a_good_is_shared_in_every_way(keeper: User, good: Product) -> None:
    """Chat text, captions, catalogue block, posters and a link for each channel on one page."""
    page = _in(keeper).get(f"/saya/barang/{good.slug}/bagikan/").content.decode()
    codes = queries.links_for(good.maker, good, None)
    assert set(codes) == set(promotion.CHANNELS)
    assert f"/x/{codes['WA']}" in _text(page, "id_text")
    assert f"/x/{codes['IG']}" in _text(page, "ket-IG")
    assert "#anyamanpurun" in _text(page, "ket-IG")
    assert f"/x/{codes['FB']}" in _text(page, "ket-FB")
    for code in codes.values():
        assert re.search(rf'data-copy="[^"]*/x/{code}"', page), "each link is copied by a press"
    assert f"Kode barang: B{good.pk}" in _text(page, "katalog")
    assert "<b>rotan" not in page
    assert f'href="/saya/barang/{good.slug}/"' in page, "the way back to the good"
    for kind in actions.POSTERS:
        assert f"/saya/barang/{good.slug}/bagikan/poster-{kind}" in page


def test_the_chat_opens_with_the_text_as_edited(keeper: User, good: Product) -> None:
    """Without JavaScript: a form of ours leads to wa.me, encoded as chats want it."""
    client = _in(keeper)
    said = "Halo kak & bu #1\nTas + tikar 50 %"
    for address in (f"/saya/barang/{good.slug}/bagikan/kirim/", "/saya/bagikan/kirim/"):
        answer = client.post(address, {"text": said.replace("\n", "\r\n")})
        assert answer.status_code == 302
        assert answer["Location"].startswith(
            "https://wa.me/?text=Halo%20kak%20%26%20bu%20%231%0ATas"
        )
        assert parse_qs(urlsplit(answer["Location"]).query)["text"] == [said]
        long = client.post(address, {"text": "😀" * 300})
        assert long.status_code == 422
        assert "😀" * 300 in long.content.decode()
        assert 'role="alert"' in long.content.decode()
        assert client.post(address, {"text": ""}).status_code == 422


def test_posters_are_drawn_once(
    keeper: User, good: Product, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Right kinds and names; the second asking draws nothing; another price is another poster."""
    monkeypatch.setattr(acting, "poster_folder", lambda: tmp_path)
    client = _in(keeper)
    first = {}
    for kind, content_type in actions.POSTERS.items():
        for start in (f"/saya/barang/{good.slug}/bagikan/poster-", "/saya/bagikan/poster-"):
            answer = client.get(start + kind)
            assert (answer.status_code, answer["Content-Type"]) == (200, content_type)
            first[start + kind] = answer.content
    drawn = sorted(path.name for path in tmp_path.rglob("*.*"))
    assert len(drawn) == 8
    for address, content in first.items():
        assert client.get(address).content == content
    assert sorted(path.name for path in tmp_path.rglob("*.*")) == drawn
    Product.objects.filter(pk=good.pk).update(price=99_000)
    square = f"/saya/barang/{good.slug}/bagikan/poster-persegi.png"
    assert client.get(square).content != first[square]
    assert client.get(f"/saya/barang/{good.slug}/bagikan/poster-lain.png").status_code == 404


def test_papers_for_the_stall_hold_four_cards(keeper: User, good: Product) -> None:
    """One page each; texts are text, the price on all four A6 cards; no mark-up is run."""
    client = _in(keeper)
    for kind, times in (("a4.pdf", 1), ("a6.pdf", 4)):
        paper = PdfReader(
            io.BytesIO(client.get(f"/saya/barang/{good.slug}/bagikan/poster-{kind}").content)
        )
        assert len(paper.pages) == 1
        text = paper.pages[0].extract_text()
        assert text.count("Rp85.000") == times
        assert "<b>rotan</b>" in text.replace("\n", " ")
        code = queries.links_for(good.maker, good, None)["POSTER"]
        assert f"/x/{code}" in text.replace("\n", "")


def test_a_campaign_has_links_of_its_own(keeper: User, good: Product) -> None:
    """`?promosi=` gives the campaign's links; a foreign campaign gives the everyday ones."""
    campaign = actions.begin_campaign(keeper, good.maker, "Pameran", NOW.date(), None, NOW)
    other = maker("63.08", member("maker", "63.08"))
    assert other.account is not None
    foreign = actions.begin_campaign(other.account, other, "Lain", NOW.date(), None, NOW)
    client = _in(keeper)
    page = client.get(f"/saya/barang/{good.slug}/bagikan/?promosi={campaign.pk}").content.decode()
    codes = queries.links_for(good.maker, good, campaign)
    assert f"/x/{codes['WA']}" in _text(page, "id_text")
    assert f"poster-persegi.png?promosi={campaign.pk}" in page
    client.get(f"/saya/barang/{good.slug}/bagikan/?promosi={foreign.pk}")
    client.get(f"/saya/barang/{good.slug}/bagikan/?promosi=99999999999999999999")
    assert set(TrackedLink.objects.values_list("campaign", flat=True)) == {None, campaign.pk}


def test_queries_of_the_page_do_not_grow(
    keeper: User, good: Product, django_assert_max_num_queries: Any
) -> None:
    """Once the links are made, a page costs the same whatever the shop holds."""
    client = _in(keeper)
    client.get(f"/saya/barang/{good.slug}/bagikan/")
    client.get("/saya/bagikan/")
    for _ in range(4):
        product(good.maker)
    with django_assert_max_num_queries(16):
        client.get(f"/saya/barang/{good.slug}/bagikan/")
    with django_assert_max_num_queries(18):
        client.get("/saya/bagikan/")


def test_a_closed_shop_has_nothing_to_share(keeper: User, good: Product) -> None:
    """No link is made for a shop that nobody can open."""
    good.maker.is_published = False
    good.maker.save()
    page = _in(keeper).get(f"/saya/barang/{good.slug}/bagikan/")
    assert page.status_code == 200
    assert "poster-" not in page.content.decode()
    assert not TrackedLink.objects.exists()


def test_a_foreign_good_does_not_exist(good: Product) -> None:
    """Another maker and another kabupaten get 404 for page, poster and sending."""
    for other in (member("maker", "63.08"), member("staff", "63.09")):
        client = _in(other)
        assert client.get(f"/saya/barang/{good.slug}/bagikan/").status_code == 404
        assert client.get(f"/saya/barang/{good.slug}/bagikan/poster-a4.pdf").status_code == 404
        sent = client.post(f"/saya/barang/{good.slug}/bagikan/kirim/", {"text": "x"})
        assert sent.status_code == 404


def test_a_workbook_to_copy_from_has_no_formulas(keeper: User, good: Product) -> None:
    """A row for each variant with its own price and stock; it says that it is an estimate."""
    Variant.objects.create(
        product=good, code="=TAS-2", name="Besar", position=1, own_price=99_000, kind="BUAT",
        lead_days=9,
    )  # fmt: skip
    Product.objects.filter(pk=good.pk).update(name="=1+1", description="+62 812; @siti")
    product(good.maker, state="disembunyikan")
    product(maker("63.08"))
    client = _in(keeper)
    for site in ("tokopedia", "shopee"):
        answer = client.get(f"/saya/bagikan/unggah-{site}.xlsx")
        assert answer["Content-Disposition"].startswith("attachment; filename=")
        book = openpyxl.load_workbook(io.BytesIO(answer.content))
        how, sheet = (book[name] for name in ("Cara pakai", "Barang"))
        told = " ".join(str(cell.value) for row in how.rows for cell in row)
        assert "Perkiraan" in told
        assert "30 November 2026" in told
        rows = [[cell.value for cell in row] for row in sheet.rows]
        goods = [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
        assert [(one["Harga (Rp)"], one["Stok"]) for one in goods] == [(85_000, 5), (99_000, 0)]
        assert {one["Nama produk"] for one in goods} == {"=1+1"}
        assert goods[1]["Pre-order (hari)"] == 9
        assert all(cell.data_type != "f" for row in sheet.rows for cell in row)
        assert str(goods[0]["Foto 1"]).endswith("-1080.jpg")
    assert client.get("/saya/bagikan/unggah-lain.xlsx").status_code == 404


def test_shops_elsewhere_are_noted_and_taken_away(keeper: User, good: Product) -> None:
    """In one form, once each, with a sentence for slips; only by who keeps the shop."""
    client = _in(keeper)
    address = "/saya/lapak/tempat-lain/"
    assert client.post(address, {"address": "shopee.co.id/Siti?x=1"}).status_code == 302
    client.post(address, {"address": "https://shopee.co.id/siti"})
    client.post(address, {"address": "siti", "site": "IG"})
    wrong = client.post(address, {"address": "https://shp.ee/abc"})
    assert wrong.status_code == 422
    assert "tautan pendek" in wrong.content.decode()
    assert "https://shp.ee/abc" in wrong.content.decode()
    noted = queries.elsewhere_of(good.maker_id)
    assert [(one.site, one.address) for one in noted] == [
        ("SHOPEE", "https://shopee.co.id/siti"), ("IG", "https://www.instagram.com/siti/")
    ]  # fmt: skip
    stranger = _in(member("maker", "63.08"))
    assert stranger.post(f"{address}{noted[0].pk}/hapus/").status_code == 404
    assert client.post(f"{address}{noted[0].pk}/hapus/").status_code == 302
    assert ShopElsewhere.objects.count() == 1
