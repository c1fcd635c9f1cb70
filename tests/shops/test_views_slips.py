"""Slips and stale pages of makers and helpers: stock, prices and proofs stay true."""

import io
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from lampit.basics.refusal import Refusal
from lampit.market import rules as market
from lampit.places.queries import province_name
from lampit.shops import actions, queries
from lampit.shops.models import Maker, Product, Reservation, Stock
from tests.factories import maker, member, product
from tests.shops.test_views import HSU, TYPED

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(client: Client) -> Maker:
    """Return the shop of a signed-in maker."""
    person = member("maker", HSU)
    client.force_login(person)
    return maker(HSU, person, name="Anyaman Bunga Rawa")


def form_of(good: Product, **changes: Any) -> dict[str, Any]:
    """Return the page of a good as its maker sends it."""
    stock = Stock.objects.get(variant__product=good).on_hand
    same = {"name": good.name, "category": good.category, "unit": good.unit, "kind": "SIAP"}
    sent = {"price": good.price, "version": good.version, "stock": stock, "seen_stock": stock}
    return {**same, **sent, **changes}


def test_a_page_left_open_does_not_bring_sold_stock_back(client: Client, shop: Maker) -> None:
    """Two are sold while the page lies open; saving the price leaves three, a count is a count."""
    good = product(shop, stock=5, price=85_000)
    url = f"/saya/barang/{good.slug}/"
    assert 'name="seen_stock" value="5"' in client.get(url).content.decode()
    typed = form_of(good, price="90.000")
    actions.take_stock([(good.variants.get().pk, 2)], "uji", "1", timezone.now())
    assert client.post(url, typed).status_code == 302
    assert (Stock.objects.get().on_hand, Product.objects.get().price) == (3, 90_000)
    counted = form_of(Product.objects.get(), stock=7)
    assert client.post(url, counted).status_code == 302
    assert Stock.objects.get().on_hand == 7


def test_a_form_gone_back_to_sells_the_other_good_too(client: Client, shop: Maker) -> None:
    """Another name under the same key is another good: told so, saved by a second tap."""
    url = "/saya/barang/baru/"
    for _ in range(2):
        assert client.post(url, TYPED).status_code == 302
    other = {**TYPED, "name": "Topi purun"}
    answer = client.post(url, other)
    assert answer.status_code == 422
    key = answer.context["form"].data["key"]
    assert client.post(url, {**other, "key": key}).status_code == 302
    assert shop.products.count() == 2


@pytest.mark.parametrize("price", ["-62.000", "85.00", "9" * 5000, "9" * 400 + " jt"])
def test_prices_nobody_means(client: Client, shop: Maker, price: str) -> None:
    """A minus, a lost zero, digits without end: refused at the price."""
    answer = client.post("/saya/barang/baru/", {**TYPED, "price": price})
    assert answer.status_code == 422
    assert answer.context["form"].errors["price"]


@pytest.mark.parametrize("number", ["abc", "08", "+" + "1" * 30])
def test_a_number_that_is_none_does_not_wipe_the_old_one(
    client: Client, shop: Maker, number: str
) -> None:
    """Refused at the field; the shop keeps what it had."""
    Maker.objects.update(whatsapp="+6281200000142")
    typed = {"name": "Bunga Rawa", "whatsapp": number}
    assert client.post("/saya/lapak/", typed).status_code == 422
    assert Maker.objects.get().whatsapp == "+6281200000142"


def test_held_stock_outlives_a_change_to_made_to_order(shop: Maker) -> None:
    """Promised pieces are sold or given back although the good is made to order by now."""
    now = timezone.now()
    goods = [product(shop, stock=5, name=name) for name in ("Tas", "Topi")]
    lines = [[(good.variants.get().pk, 2)] for good in goods]
    for line in lines:
        actions.reserve_stock(line, "uji", "1", now)
    for good in goods:
        draft = actions.Draft(good.name, good.price, good.category, good.unit, lead_days=7)
        actions.change_product(shop.account, good, draft, now, seen_version=good.version)  # type: ignore[arg-type]
    actions.release_stock(lines[0], "uji", "1", now)
    actions.take_reserved(lines[1], "uji", "1", now)
    assert not Reservation.objects.filter(state="active").exists()
    assert sorted(Stock.objects.values_list("on_hand", "reserved")) == [(3, 0), (5, 0)]
    assert queries.stock_differences() == []


def test_proofs_follow_unit_and_kind_of_the_good(shop: Maker) -> None:
    """Prices per piece prove nothing per dozen; food proofs lapse after 60 days."""
    good, now, today = product(shop, price=85_000), timezone.now(), timezone.localdate()
    for source in ("Toko A", "Toko B", "Toko C"):
        seen = actions.Sighting(100_000, "TOKO", source, today - timedelta(days=90), photo="a" * 64)
        actions.record_reference(shop.account, good, seen, now, today=today)  # type: ignore[arg-type]
    assert Product.objects.get().reference_price == 100_000

    def change(**other: str) -> None:
        kept = {"category": good.category, "unit": good.unit, **other}
        draft = actions.Draft(name=good.name, price=good.price, **kept)  # type: ignore[arg-type]
        actions.change_product(shop.account, good, draft, now, seen_version=good.version)  # type: ignore[arg-type]

    other_unit = "lusin" if good.unit != "lusin" else "buah"
    with pytest.raises(Refusal, match="Tarik dulu buktinya"):
        change(unit=other_unit)
    change(category="pangan")
    assert Product.objects.get().reference_price is None


def test_helpers_never_write_into_a_shop_they_did_not_choose(client: Client) -> None:
    """Among several shops staff choose first; without a choice nothing is added anywhere."""
    shops = [maker(HSU, member("maker", HSU), name=name) for name in ("Aaa", "Bbb")]
    client.force_login(member("staff", HSU))
    for chosen in ("", "tidak-ada", "\0"):
        client.post("/saya/pilih/", {"maker": chosen})
        answer = client.post("/saya/barang/baru/", TYPED)
        assert (answer.status_code, answer["Location"]) == (302, "/saya/")
    assert not Product.objects.exists()
    client.post("/saya/pilih/", {"maker": shops[1].slug})
    client.post("/saya/barang/baru/", TYPED)
    assert Product.objects.get().maker == shops[1]


def test_a_slip_does_not_confirm_all_goods(client: Client, shop: Maker) -> None:
    """Only an empty answer means all goods."""
    product(shop)
    answer = client.post("/saya/barang/masih-dijual/", {"product": "abc"}, follow=True)
    assert "0 barang" in answer.content.decode()


def test_where_a_photo_was_taken_is_not_kept(
    client: Client, shop: Maker, settings: Any, tmp_path: Any
) -> None:
    """No file of a sent photo holds EXIF, whatever the camera wrote."""
    settings.MEDIA_ROOT = tmp_path
    exif = Image.Exif()
    exif[0x8825] = {1: "S", 2: (2.0, 25.0, 10.0), 3: "E", 4: (115.0, 1.0, 2.0)}
    out = io.BytesIO()
    Image.new("RGB", (300, 400)).save(out, "JPEG", exif=exif)
    client.post(
        "/saya/barang/baru/", {**TYPED, "photo": SimpleUploadedFile("f.jpg", out.getvalue())}
    )
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert files
    for path in files:
        with Image.open(path) as image:
            assert not image.getexif()


def test_the_province_is_said_only_where_it_is_known() -> None:
    """A shop stands in the province of its own code, and in none when the code says nothing."""
    told = {
        code: market.maker_data(market.Shop("A", "B", "https://x", province=province_name(code)))
        for code in ("63.08", "34.04", "00.00")
    }
    assert told["63.08"]["address"]["addressRegion"] == "Kalimantan Selatan"
    assert "Yogyakarta" in told["34.04"]["address"]["addressRegion"]
    assert "addressRegion" not in told["00.00"]["address"]


def test_what_pasting_leaves_around_a_qris_is_not_kept(client: Client, shop: Maker) -> None:
    """Byte order mark, zero-width and hard blanks around the code: kept is the code alone."""
    code = actions.demo_qris("ANYAMAN UJI", 7)
    sent = {"payload": f"\ufeff\u200b {code}\u00a0\u2060", "confirmed": "on"}
    assert client.post("/saya/lapak/qris/", sent).status_code == 302
    assert Maker.objects.get().qris == code
