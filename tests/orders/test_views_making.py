"""The maker's orders and ledger: her own alone, every answer a button, three taps for a sale."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from lampit.orders import actions
from lampit.orders.models import Line, Part, Sale
from tests.factories import member
from tests.orders.things import account_of, goods, order, shop

pytestmark = pytest.mark.django_db


def maker_and_part(client: Client) -> Part:
    """Return a part that waits for confirmation, its maker signed in."""
    made = order({goods(): 2}, now=timezone.now()).parts.get()
    actions.say_paid(made.pk, now=timezone.now())
    client.force_login(account_of(made.maker))
    return Part.objects.select_related("order").get(pk=made.pk)


def test_makers_find_what_is_to_do(client: Client) -> None:
    """The list shows the part; its page asks the one question with the sum."""
    part = maker_and_part(client)
    page = client.get("/saya/pesanan/").content.decode()
    assert str(part) in page
    assert 'data-state="MENUNGGU_KONFIRMASI"' in page
    text = client.get(f"/saya/pesanan/{part}/").content.decode()
    assert "Uang Rp170.000 sudah masuk" in text
    assert "https://wa.me/6281200007731?text=" in text


def test_the_shops_first_page_gets_what_is_to_do(client: Client) -> None:
    """Orders to do and the month, as list items; a month without entries is unknown."""
    part = maker_and_part(client)
    Line.objects.filter(part=part).update(photo_hash="a" * 64)
    items = client.get("/saya/pesanan/ringkas/").content.decode()
    assert str(part) in items
    assert f'<img class="thumb" src="/media/aa/{"a" * 64}-320.webp"' in re.sub(r"\s+", " ", items)
    assert "belum diketahui" in items
    assert "<html" not in items


@pytest.mark.parametrize("url", ["/saya/", "/saya/barang/", "/saya/penjualan/", "/saya/pesanan/"])
def test_every_page_of_the_shop_counts_what_is_to_do(client: Client, url: str) -> None:
    """The dot on the tab stands on all pages of the maker."""
    maker_and_part(client)
    assert '<b class="dot">1<span' in client.get(url).content.decode()


@pytest.mark.parametrize(
    ("answer", "status", "state"),
    [
        ({"jawab": "sudah"}, 302, "DIBAYAR"),
        ({"jawab": "belum"}, 302, "MENUNGGU_KONFIRMASI"),
        ({"jawab": "beda", "jumlah": "160.000"}, 422, "MENUNGGU_KONFIRMASI"),
        ({"jawab": "beda", "jumlah": "160rb", "terima": "on"}, 302, "DIBAYAR"),
        ({"jawab": "beda", "jumlah": "seratus"}, 422, "MENUNGGU_KONFIRMASI"),
    ],
)
def test_the_three_answers(client: Client, answer: dict[str, str], status: int, state: str) -> None:
    """Sudah, Belum, Jumlahnya beda: refused ones keep what was typed."""
    part = maker_and_part(client)
    reply = client.post(f"/saya/pesanan/{part}/uang/", answer)
    assert reply.status_code == status
    assert Part.objects.get().state == state
    if status == 422:
        assert answer["jumlah"] in reply.content.decode()


def test_confirm_undo_send_finish(client: Client) -> None:
    """The whole way by buttons; undo is offered and works."""
    part = maker_and_part(client)
    url = f"/saya/pesanan/{part}/"
    client.post(f"{url}uang/", {"jawab": "sudah"})
    assert client.get(url).content.decode().count("Urungkan") == 1
    client.post(f"{url}urungkan/")
    assert Part.objects.get().state == "MENUNGGU_KONFIRMASI"
    client.post(f"{url}uang/", {"jawab": "sudah"})
    for to in ("DIPROSES", "SIAP_DIAMBIL", "SELESAI"):
        assert f'value="{to}"' in client.get(url).content.decode()
        client.post(f"{url}pindah/", {"ke": to})
    assert Part.objects.get().state == "SELESAI"


def test_cancelling_needs_a_reason(client: Client) -> None:
    """Without a reason 422 at the field; with one the buyer reads it."""
    part = maker_and_part(client)
    url = f"/saya/pesanan/{part}/"
    assert client.post(f"{url}pindah/", {"ke": "DIBATALKAN"}).status_code == 422
    client.post(f"{url}pindah/", {"ke": "DIBATALKAN", "alasan": "Purun di bawah air"})
    page = client.get(f"/pesan/{part.order.public_id}/").content.decode()
    assert "Purun di bawah air" in page


def test_a_shipping_price_is_named_once_it_is_known(client: Client) -> None:
    """The maker types 34rb; the buyer's sum follows."""
    made = order({goods(): 1}, method="EKSPEDISI", now=timezone.now()).parts.get()
    client.force_login(account_of(made.maker))
    url = f"/saya/pesanan/{made}/"
    assert "Berapa ongkos kirimnya" in client.get(url).content.decode()
    assert client.post(f"{url}ongkir/", {"ongkir": "murah"}).status_code == 422
    client.post(f"{url}ongkir/", {"ongkir": "34rb"})
    assert Part.objects.get().total == 119_000


@pytest.mark.parametrize("path", ["", "uang/", "urungkan/", "pindah/", "ongkir/", "bukti/1/"])
def test_other_makers_orders_do_not_exist(client: Client, path: str) -> None:
    """A foreign order is 404 on every address, as reading and as writing."""
    part = maker_and_part(client)
    client.force_login(account_of(shop("63.09")))
    url = f"/saya/pesanan/{part}/{path}"
    send = client.get if path in {"", "bukti/1/"} else client.post
    assert send(url).status_code == 404
    assert Part.objects.get().state == "MENUNGGU_KONFIRMASI"


@pytest.mark.parametrize("role", ["buyer", "staff", "head", "mentor", "board"])
def test_only_makers_come_in(client: Client, role: str) -> None:
    """Office, mentor and buyer see no orders and no ledger of a shop."""
    client.force_login(member(role, "63.08"))
    for url in ("/saya/pesanan/", "/saya/penjualan/", "/saya/penjualan/catat/"):
        assert client.get(url).status_code == 403


def test_a_number_of_another_month_is_not_the_order(client: Client) -> None:
    """Numbers are exact: a mistyped month opens nothing."""
    part = maker_and_part(client)
    wrong = f"LMP-2001-{part.order_id:06d}-1"
    assert client.get(f"/saya/pesanan/{wrong}/").status_code == 404
    assert client.get("/saya/pesanan/LMP-x-y-z/").status_code == 404


def test_a_counter_sale_in_three_taps(client: Client) -> None:
    """Good, number, place: noted with today's date and the good's price, and may be undone."""
    bag = goods()
    client.force_login(account_of(bag.product.maker))
    first = client.get("/saya/penjualan/catat/").content.decode()
    tap = re.search(r'href="(\?barang=\d+)"', first)
    assert tap is not None
    url = f"/saya/penjualan/catat/{tap[1]}"
    page = client.get(url).content.decode()
    key = re.search(r'name="kunci" value="([^"]+)"', page)
    assert key is not None
    typed = {"kunci": key[1], "barang": bag.product_id, "jumlah": "2", "tempat": "PASAR"}
    typed["tanggal"] = timezone.localdate().isoformat()
    for _ in range(2):
        assert client.post(url, typed).status_code == 302
    sale = Sale.objects.get()
    assert (sale.goods, sale.channel, sale.contact) == (170_000, "PASAR", "direct")
    listed = client.get("/saya/penjualan/").content.decode()
    assert 'data-value="170000"' in listed
    assert f"/saya/penjualan/{sale.pk}/urungkan/" in listed
    client.post(f"/saya/penjualan/{sale.pk}/urungkan/")
    assert "sudah dibalik" in client.get("/saya/penjualan/").content.decode()


def test_a_refused_sale_keeps_what_was_typed(client: Client) -> None:
    """Without a good and without a sum there is nothing to note: 422, note kept."""
    maker = shop()
    client.force_login(account_of(maker))
    typed = {
        "kunci": "6d3b6f1e-6d1a-4c52-9d3e-63086308bbbb",
        "barang": "",
        "jumlah": "1",
        "tempat": "WA",
        "tanggal": timezone.localdate().isoformat(),
        "catatan": "borongan hotel",
    }
    answer = client.post("/saya/penjualan/catat/?barang=lain", typed)
    assert answer.status_code == 422
    assert "borongan hotel" in answer.content.decode()
    assert not Sale.objects.exists()


def test_corrections_are_new_entries(client: Client) -> None:
    """The page says so, and the old entry stays."""
    bag = goods()
    maker = bag.product.maker
    client.force_login(account_of(maker))
    typed = {
        "kunci": "6d3b6f1e-6d1a-4c52-9d3e-63086308cccc",
        "barang": bag.product_id,
        "jumlah": "1",
        "tempat": "WA",
        "tanggal": timezone.localdate().isoformat(),
    }
    client.post("/saya/penjualan/catat/", typed)
    sale = Sale.objects.get()
    url = f"/saya/penjualan/{sale.pk}/perbaiki/"
    assert "tidak dihapus" in client.get(url).content.decode()
    right = {**typed, "kunci": "6d3b6f1e-6d1a-4c52-9d3e-63086308dddd", "uang": "80.000"}
    assert client.post(url, right).status_code == 302
    assert sorted(Sale.objects.values_list("goods", flat=True)) == [-85_000, 80_000, 85_000]
    client.force_login(account_of(shop("63.09")))
    assert client.get(url).status_code == 404


def test_lists_cost_few_queries(client: Client, django_assert_max_num_queries: Any) -> None:
    """However many orders and sales: a bounded number of queries."""
    maker = shop()
    bag = goods(maker, stock=50)
    parts = [order({bag: 1}, now=timezone.now()).parts.get() for _ in range(6)]
    for part in parts:
        actions.confirm_payment(account_of(maker), part.pk, part.total, now=timezone.now())
    client.force_login(account_of(maker))
    for url, most in (
        ("/saya/pesanan/", 9),
        ("/saya/penjualan/", 9),
        (f"/saya/pesanan/{parts[0]}/", 12),
    ):
        with django_assert_max_num_queries(most):
            assert client.get(url).status_code == 200


def test_money_of_a_cancelled_order_is_noted_and_read_by_its_buyer(client: Client) -> None:
    """Maker and helping staff note what came late and went back; other districts find nothing."""
    part = maker_and_part(client)
    actions.cancel_by_buyer(part.pk, now=timezone.now())
    url = f"/saya/pesanan/{part}/kembali/"
    assert url in client.get(f"/saya/pesanan/{part}/").content.decode()
    typed = {"apa": "masuk", "jumlah": "170.000", "kunci": str(uuid4())}
    for _ in range(2):
        assert client.post(url, typed).status_code == 302
    assert (
        "Kembalikan Rp170.000 ke pembeli" in client.get(f"/saya/pesanan/{part}/").content.decode()
    )
    client.force_login(member("staff", "63.08"))
    assert url in client.get("/saya/pesanan/kembali/").content.decode()
    page = client.get(url).content.decode()
    assert 'data-value="170000"' in page
    assert part.order.buyer_name not in page
    too_much = client.post(url, {"apa": "kembali", "jumlah": "170001", "kunci": str(uuid4())})
    assert (too_much.status_code, "melebihi" in too_much.content.decode()) == (422, True)
    back = {"apa": "kembali", "jumlah": "170rb", "kunci": str(uuid4())}
    assert client.post(url, back).status_code == 302
    strangers = (member("staff", "63.09"), member("mentor", "63.08"), account_of(shop()))
    for who in strangers:  # a mentor in whose care the maker is not, too
        client.force_login(who)
        assert client.get(url).status_code == 404
        assert str(part) not in client.get("/saya/pesanan/kembali/").content.decode()
    read = client.get(f"/pesan/{part.order.public_id}/").content.decode()
    assert "Rp170.000 sudah dikembalikan kepada Anda" in read
    assert "Petugas mencatat Rp170.000 sudah dikembalikan" in read
