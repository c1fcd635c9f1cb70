"""The maker's pages: a product in one form, nothing typed is lost, one tap for all."""

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings
from django.utils import timezone
from PIL import Image

from lampit.people.models import User
from lampit.registry.actions import seed_consents
from lampit.registry.models import Business
from lampit.shops import queries
from lampit.shops.actions import demo_qris
from lampit.shops.models import Maker, PriceReference, Product
from tests.factories import NOON, maker, member, owner, product

pytestmark = pytest.mark.django_db
HSU = "63.08"
TYPED = {
    "name": "Sajadah purun", "price": "62.000", "category": "anyaman-purun", "unit": "lembar",
    "kind": "SIAP", "stock": "12", "key": "k1", "cek.janji": "ya",
}  # fmt: skip


@pytest.fixture
def siti(client: Client, tmp_path: Path) -> Iterator[User]:
    """Sign in a maker with a shop and an empty media folder."""
    person = member("maker", HSU)
    maker(HSU, person, name="Anyaman Bunga Rawa")
    client.force_login(person)
    with override_settings(MEDIA_ROOT=tmp_path):
        yield person


def photo(content: bytes | None = None) -> SimpleUploadedFile:
    """Return a small photo as a form sends it."""
    if content is None:
        out = io.BytesIO()
        Image.new("RGB", (300, 400), (120, 90, 40)).save(out, "JPEG")
        content = out.getvalue()
    return SimpleUploadedFile("foto.jpg", content, "image/jpeg")


def test_photo_name_price_stock_and_it_is_sold(client: Client, siti: User) -> None:
    """The journey of Siti Rahmah: one form, live at its address with picture and preview."""
    answer = client.post("/saya/barang/baru/", {**TYPED, "photo": photo()})
    assert answer.status_code == 302
    made = Product.objects.get()
    assert answer["Location"] == f"/saya/barang/{made.slug}/bagikan/"
    page = client.get(f"/produk/{made.slug}/").content.decode()
    assert 'data-value="62000"' in page
    found = re.search(r'og:image" content="http://testserver(/media/pratinjau/[^"]+)"', page)
    assert found
    picture = client.get(found[1])
    content = picture.content
    assert len(content) < 300_000
    assert "immutable" in picture["Cache-Control"]
    share = client.get(answer["Location"]).content.decode()
    assert "*Sajadah purun*\nRp62.000 per lembar" in share


def test_a_refused_form_keeps_words_and_photo(client: Client, siti: User) -> None:
    """A missing price gives the form back with all words and the photo; then it goes through."""
    answer = client.post("/saya/barang/baru/", {**TYPED, "price": "", "photo": photo()})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="Sajadah purun"' in page
    assert 'role="alert"' in page
    assert "Foto utama" in page
    client.post("/saya/barang/baru/", TYPED)
    made = Product.objects.get()
    assert len(made.cover) == 64
    assert made.photos.count() == 1


@pytest.mark.parametrize("content", [b"%PDF-1.7", b"", b"\xff\xd8\xff" + b"0" * 3000])
def test_a_refused_photo_keeps_the_form(content: bytes, client: Client, siti: User) -> None:
    """What is no photo is said at the photo; name and price stay."""
    answer = client.post("/saya/barang/baru/", {**TYPED, "photo": photo(content)})
    assert answer.status_code == 422
    assert 'value="62.000"' in answer.content.decode()
    assert not Product.objects.exists()


def test_a_good_that_lies_ready_is_counted(client: Client, siti: User) -> None:
    """The form opens at one piece; an emptied count is asked for, never taken for sold out."""
    page = client.get("/saya/barang/baru/").content.decode()
    assert re.search(r'name="stock"[^>]*value="1"|value="1"[^>]*name="stock"', page)
    answer = client.post("/saya/barang/baru/", {**TYPED, "stock": ""})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'href="#id_stock"' in page, "said first on the page, where a phone shows it"
    assert page.count("Tulis berapa yang ada") == 2
    assert not Product.objects.exists()


def test_made_to_order_asks_for_its_days(client: Client, siti: User) -> None:
    """Without days the form comes back; with them there is no stock."""
    typed = {**TYPED, "kind": "BUAT", "stock": ""}
    assert client.post("/saya/barang/baru/", typed).status_code == 422
    client.post("/saya/barang/baru/", {**typed, "lead_days": "9"})
    variant = queries.main_variant(Product.objects.get())
    assert variant is not None
    assert (variant.kind, variant.lead_days) == ("BUAT", 9)


def test_change_stock_state_and_freshness(client: Client, siti: User) -> None:
    """Edit keeps the cost, stock is counted, hiding and "masih dijual" are one tap."""
    good = product(Maker.objects.get(), cost=33_000, checked_at=NOON.replace(month=8))
    page = client.get(f"/saya/barang/{good.slug}/").content.decode()
    assert 'value="85.000"' in page
    typed = {**TYPED, "version": "1", "stock": "5", "price": "90rb"}
    assert client.post(f"/saya/barang/{good.slug}/", typed).status_code == 302
    good.refresh_from_db()
    assert (good.price, good.cost) == (90_000, 33_000)
    assert client.post(f"/saya/barang/{good.slug}/", typed).status_code == 422  # an old view
    client.post(f"/saya/barang/{good.slug}/stok/", {"stock": "7"})
    assert queries.stock_of([good.variants.get().pk]) == {good.variants.get().pk: 7}
    client.post("/saya/barang/masih-dijual/")
    good.refresh_from_db()
    assert good.checked_at is not None
    assert good.checked_at > NOON.replace(month=8)
    client.post(f"/saya/barang/{good.slug}/keadaan/", {"state": "disembunyikan"})
    assert client.get(f"/produk/{good.slug}/").status_code == 404


def test_proofs_of_the_shop_price(client: Client, siti: User) -> None:
    """Without photo it is refused, a link alone too; three make the saving, one is withdrawn."""
    good = product(Maker.objects.get())
    address = f"/saya/barang/{good.slug}/bukti/"
    seen_on = str(timezone.localdate())
    typed: dict[str, Any] = {"source_kind": "TOKO", "price": "104.000", "seen_on": seen_on}
    for link in ("", "https://toko.example/tas"):
        sent = {**typed, "source_name": "A", "link": link}
        assert client.post(address, sent).status_code == 422
    for name in "ABC":
        sent = {**typed, "source_name": name, "photo": photo()}
        assert client.post(address, sent).status_code == 302
    assert "hemat 18" in client.get(address).content.decode()
    number = PriceReference.objects.earliest("pk").pk
    other = product(good.maker, name="Bakul")
    wrong = f"/saya/barang/{other.slug}/bukti/{number}/tarik/"
    assert client.post(wrong).status_code == 404
    client.post(f"{address}{number}/tarik/")
    good.refresh_from_db()
    assert good.reference_price is None


def test_profile_and_qris(client: Client, siti: User) -> None:
    """The shop's words and its QRIS; a truncated paste is told so and kept."""
    typed = {"name": "Bunga Rawa", "whatsapp": "0812-0000-0142", "story": "Anyaman ibu."}
    assert client.post("/saya/lapak/", typed).status_code == 302
    assert 'value="0812-0000-0142"' in client.get("/saya/lapak/").content.decode()
    assert client.post("/saya/lapak/", {**typed, "whatsapp": "12"}).status_code == 422
    code = demo_qris("bunga rawa", 1)
    answer = client.post("/saya/lapak/qris/", {"payload": code[:60]})
    assert answer.status_code == 422
    assert code[:60] in answer.content.decode()
    wrong = client.post("/saya/lapak/qris/", {"payload": "Bayar di sini https://x.id"})
    drawn = wrong.content.decode()
    assert "Cara mendapatkan teks QRIS" in drawn
    assert "dimulai dengan 000201" in drawn
    assert "Bayar di sini https://x.id" in drawn
    assert client.post("/saya/lapak/qris/", {"payload": code}).status_code == 302
    assert Maker.objects.get().qris == code


def test_every_page_opens_with_few_queries(
    client: Client, siti: User, django_assert_max_num_queries: Any
) -> None:
    """Each page of the shop costs at most fourteen queries, session and account included."""
    goods = [product(Maker.objects.get()) for _ in range(5)]
    good = goods[0]
    pages = (
        "", "barang/", "barang/baru/", "lapak/", "lapak/qris/", "bagikan/",
        f"barang/{good.slug}/", f"barang/{good.slug}/bukti/", f"barang/{good.slug}/bagikan/",
    )  # fmt: skip
    for path in pages:
        with django_assert_max_num_queries(14):
            answer = client.get(f"/saya/{path}")
        assert answer.status_code == 200, path
        assert answer.content.count(b"<h1") == 1, path


def test_staff_help_a_chosen_shop(client: Client) -> None:
    """Staff choose a shop of their kabupaten, add for it, and lay it down again."""
    shop = maker(HSU, member("maker", HSU), name="Tikar Pulantani")
    client.force_login(member("staff", HSU))
    assert "Tikar Pulantani" in client.get("/saya/").content.decode()
    client.post("/saya/pilih/", {"maker": shop.slug})
    assert "Anda membantu lapak ini" in client.get("/saya/").content.decode()
    client.post("/saya/barang/baru/", TYPED)
    assert Product.objects.get().maker == shop
    client.post("/saya/pilih/", {"maker": ""})
    assert "Lapak siapa" in client.get("/saya/").content.decode()


def test_media_answers_only_picture_names(client: Client, siti: User) -> None:
    """No other path reaches the folder; an unknown picture is 404."""
    for path in ("../lampit.sqlite3", "ab/../../x", "ab/" + "a" * 64 + "-320.webp", "ab/x.jpg"):
        assert client.get(f"/media/{path}").status_code == 404


@pytest.mark.parametrize("price", ["62.000,50", "Rp 1.250,75"])
def test_sen_are_refused_and_never_rounded(client: Client, siti: User, price: str) -> None:
    """A price with sen is asked again instead of being cut; what was typed stays."""
    answer = client.post("/saya/barang/baru/", {**TYPED, "price": price, "photo": photo()})
    assert answer.status_code == 422
    assert price in answer.content.decode()
    assert not Product.objects.exists()


def test_an_empty_form_is_refused_in_words(client: Client, siti: User) -> None:
    """Nothing sent at all is a form to correct, not a fault of ours."""
    answer = client.post("/saya/barang/baru/", {})
    assert answer.status_code == 422
    assert "Tulis nama barangnya." in answer.content.decode()


def test_a_shop_closed_for_want_of_consent_says_so(client: Client, siti: User) -> None:
    """Why it is closed, and the way to the page where she can change it."""
    kept = Maker.objects.get()
    person = owner(HSU, account=siti)
    Business.objects.filter(pk=kept.business_id).update(owner=person)
    Maker.objects.update(is_published=False)
    page = client.get("/saya/").content.decode()
    assert "tidak mengizinkan “Usaha saya ditampilkan untuk umum”" in page
    assert 'href="/saya/data/izin/"' in page
    seed_consents([person.pk], "pasar", channel="layar", now=NOON)
    page = client.get("/saya/").content.decode()
    assert "tidak mengizinkan" not in page
    assert "belum terbuka untuk pembeli" in page


def test_a_closed_shop_says_so_wherever_it_would_be_shown_or_shared(
    client: Client, siti: User
) -> None:
    """No link that leads buyers nowhere; the open shop beside it is shared as before."""
    shop = Maker.objects.get(account=siti)
    good = product(shop, name="Sajadah purun")
    asked = ["lapak/", "barang/", "bagikan/", f"barang/{good.slug}/bagikan/"]
    said = "Lapak ini tertutup untuk pembeli"
    for path in asked:
        page = client.get(f"/saya/{path}").content.decode()
        assert said not in page
        if path != "barang/":
            assert "/lapak/" in page or "/x/" in page
    Business.objects.filter(pk=shop.business_id).update(owner=owner(HSU, account=siti))
    Maker.objects.update(is_published=False)
    for path in asked:
        page = client.get(f"/saya/{path}").content.decode()
        assert said in page
        assert "/saya/data/izin/" in page
        assert "wa.me" not in page
        assert "/x/" not in page
        assert f"/lapak/{shop.slug}/" not in page
