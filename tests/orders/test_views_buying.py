"""Basket, checkout and the buyer's order: without account, without JavaScript, nothing lost."""

import io
import re
from typing import Any
from urllib.parse import unquote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image

from lampit.basics.refusal import Refusal
from lampit.orders import actions
from lampit.orders.models import Order, Part, Proof
from lampit.shops.models import Variant
from tests.factories import member
from tests.orders.things import account_of, goods, order, shop

pytestmark = pytest.mark.django_db


def put(client: Client, variant: Variant, quantity: int = 1) -> None:
    """Put goods into the basket of a browser."""
    client.post("/keranjang/tambah/", {"varian": variant.pk, "jumlah": quantity})


def form_of(page: str) -> dict[str, str]:
    """Return the hidden fields of a form as the browser would send them."""
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page)
    return {name: value for name, value in found if name != "csrfmiddlewaretoken"}


def filled(page: str, *variants: Variant, **changes: str) -> dict[str, str]:
    """Return the checkout as a buyer fills it."""
    makers = {variant.product.maker_id for variant in variants}
    ways = {f"kirim-{pk}": "AMBIL" for pk in makers} | {f"bayar-{pk}": "QRIS" for pk in makers}
    typed = {"nama": "Dewi Lestari", "hp": "0812-0000-7731", "alamat": "", "kecamatan": ""}
    return {**form_of(page), **typed, "kota": "", "catatan": "", **ways, **changes}


def test_a_buyer_orders_without_an_account(client: Client) -> None:
    """Basket, checkout, order page with a QR of the exact sum; the page is for her alone."""
    bag = goods(stock=5)
    put(client, bag, 2)
    page = client.get("/pesan/").content.decode()
    assert 'data-value="170000"' in page
    answer = client.post("/pesan/", filled(page, bag))
    assert answer.status_code == 302
    shown = client.get(answer.headers["Location"])
    text = shown.content.decode()
    assert 'data-state="MENUNGGU_BAYAR"' in text
    assert "ANYAMAN PURUN CONTOH" in text
    assert "<svg" in text
    assert "0812••••31" in text
    assert "081200007731" not in text
    assert "6281200000142" not in text
    assert shown.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert "kosong" in client.get("/keranjang/").content.decode()


def test_every_market_page_counts_the_basket(client: Client) -> None:
    """Two goods stand as 2 beside the basket, at the cost of one query; a stranger sees none."""
    assert 'class="dot"' not in client.get("/tidak-ada/").content.decode()
    for bag in (goods(), goods()):
        put(client, bag, 3)
    with CaptureQueriesContext(connection) as asked:
        page = client.get("/tidak-ada/").content.decode()
    assert re.search(r'class="dot">2<', page)
    assert sum("basketline" in query["sql"] for query in asked) == 1


def test_double_submit_is_one_order(client: Client) -> None:
    """The same form sent twice leads to the same order."""
    bag = goods(stock=5)
    put(client, bag)
    typed = filled(client.get("/pesan/").content.decode(), bag)
    answers = [client.post("/pesan/", typed).headers["Location"] for _ in range(2)]
    assert answers[0] == answers[1]
    assert Order.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"hp": "0812"}, "tidak lengkap"),
        ({"nama": " "}, "Tulis nama Anda"),
    ],
)
def test_a_refused_checkout_keeps_what_was_typed(
    client: Client, change: dict[str, str], said: str
) -> None:
    """422, the reason beside the field, and every word still there."""
    bag = goods(stock=5)
    put(client, bag)
    page = client.get("/pesan/").content.decode()
    answer = client.post("/pesan/", filled(page, bag, catatan="tangkai hijau", **change))
    text = answer.content.decode()
    assert answer.status_code == 422
    assert said in text
    assert "tangkai hijau" in text
    assert 'aria-invalid="true"' in text
    assert not Order.objects.exists()


def test_short_stock_keeps_the_form_and_says_what_is_left(client: Client) -> None:
    """Somebody was faster: the page says how many are left, and the same form may be sent again."""
    bag = goods(stock=1)
    put(client, bag, 2)
    page = client.get("/pesan/").content.decode()
    answer = client.post("/pesan/", filled(page, bag, catatan="untuk ibu"))
    assert answer.status_code == 422
    assert "tinggal 1" in answer.content.decode()
    assert "untuk ibu" in answer.content.decode()


def test_a_busy_database_keeps_the_form_and_says_when(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """503 with Retry-After; everything typed is still there."""

    def busy(*_args: object, **_said: object) -> None:
        raise Refusal("coba_lagi", "Sedang ramai.")

    bag = goods(stock=5)
    put(client, bag)
    page = client.get("/pesan/").content.decode()
    monkeypatch.setattr(actions, "place_order", busy)
    answer = client.post("/pesan/", filled(page, bag, catatan="untuk ibu"))
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "2")
    assert "untuk ibu" in answer.content.decode()


def test_another_delivery_shows_its_sum_before_it_is_ordered(client: Client) -> None:
    """A total the buyer has not seen comes back once; then it is ordered."""
    bag = goods(stock=5)
    put(client, bag)
    page = client.get("/pesan/").content.decode()
    key = f"kirim-{bag.product.maker_id}"
    changes = {key: "EKSPEDISI", "alamat": "Jl. Melati No. 8, Wonokromo", "kota": "Surabaya"}
    answer = client.post("/pesan/", filled(page, bag, **changes))
    assert answer.status_code == 302
    part = Part.objects.get()
    assert (part.shipping_settled, part.qris) == (False, "")
    assert "Menunggu ongkos kirim" in client.get(answer.headers["Location"]).content.decode()


def test_recalculating_orders_nothing(client: Client) -> None:
    """The button "Hitung ulang" shows sums and refuses nothing."""
    bag = goods(stock=5)
    put(client, bag)
    page = client.get("/pesan/").content.decode()
    answer = client.post("/pesan/", filled(page, bag, nama="", hitung="1"))
    assert answer.status_code == 200
    assert not Order.objects.exists()


def test_basket_lines_change_and_go(client: Client) -> None:
    """Units change, 0 takes the goods out, nonsense is refused in words."""
    bag = goods(stock=5)
    put(client, bag)
    put(client, bag)
    page = client.get("/keranjang/").content.decode()
    line = re.search(r"/keranjang/(\d+)/", page)
    assert line is not None
    assert 'value="2"' in page
    client.post(f"/keranjang/{line[1]}/", {"jumlah": "3"})
    assert 'data-value="255000"' in client.get("/keranjang/").content.decode()
    client.post(f"/keranjang/{line[1]}/", {"jumlah": "0"})
    assert "masih kosong" in client.get("/keranjang/").content.decode()


def test_another_browsers_basket_is_out_of_reach(client: Client) -> None:
    """Line numbers can be guessed, baskets cannot."""
    bag = goods(stock=5)
    put(client, bag)
    page = client.get("/keranjang/").content.decode()
    line = re.search(r"/keranjang/(\d+)/", page)
    assert line is not None
    Client().post(f"/keranjang/{line[1]}/", {"jumlah": "0"})
    assert "Tas purun" in client.get("/keranjang/").content.decode()


def test_goods_not_on_sale_do_not_enter_the_basket(client: Client) -> None:
    """An unknown or hidden variant is answered with a sentence."""
    client.post("/keranjang/tambah/", {"varian": 999_999, "jumlah": 1})
    assert "masih kosong" in client.get("/keranjang/").content.decode()


def address(made: Order) -> str:
    """Return the address of an order."""
    return f"/pesan/{made.public_id}/"


def photo() -> Any:
    """Return a picture as a phone would send it."""
    file = io.BytesIO()
    Image.new("RGB", (400, 600), "white").save(file, "JPEG")
    file.seek(0)
    file.name = "bukti.jpg"
    return file


def test_saying_paid_with_a_picture_waits_for_the_maker(
    client: Client, settings: Any, tmp_path: Any
) -> None:
    """The picture is kept for the maker alone; the state waits for her."""
    settings.LAMPIT_HOME = tmp_path
    made = order({goods(): 1}, now=timezone.now())
    answer = client.post(f"{address(made)}1/bayar/", {"bukti": photo()})
    assert answer.status_code == 302
    assert Part.objects.get().state == "MENUNGGU_KONFIRMASI"
    proof = Proof.objects.get()
    maker = made.parts.get().maker
    url = f"/saya/pesanan/{made.number}-1/bukti/{proof.pk}/"
    client.force_login(account_of(maker))
    assert client.get(url).headers["Content-Type"] == "image/jpeg"
    client.force_login(account_of(shop()))
    assert client.get(url).status_code == 404


def test_a_file_that_is_no_picture_is_refused_in_words(client: Client) -> None:
    """422 with the reason, first on the page and at that part alone; nothing has moved."""
    made = order({goods(): 1, goods(): 1})
    file = io.BytesIO(b"%PDF-1.4 bukan foto")
    file.name = "bukti.jpg"
    answer = client.post(f"{address(made)}2/bayar/", {"bukti": file})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'href="#bukti2"' in page
    assert re.findall(r'aria-invalid="true"[^>]*id="(\w+)"', page) == ["bukti2"]
    assert page.count("Berkas ini bukan foto") == 2
    assert set(Part.objects.values_list("state", flat=True)) == {"MENUNGGU_BAYAR"}


def test_buyers_cancel_until_they_paid(client: Client) -> None:
    """Before payment it is one press; after it the maker has to be asked."""
    one, two = order({goods(): 1}), order({goods(): 1})
    client.post(f"{address(one)}1/batal/")
    assert one.parts.get().state == "DIBATALKAN"
    part = two.parts.get()
    actions.confirm_payment(account_of(part.maker), part.pk, part.total, now=timezone.now())
    client.post(f"{address(two)}1/batal/")
    assert two.parts.get().state == "DIBAYAR"


def test_polling_is_quiet_until_something_changes(client: Client) -> None:
    """204 while nothing moved, the new parts when it did, 286 when it is over."""
    made = order({goods(): 1})
    page = client.get(address(made)).content.decode()
    poll = re.search(r'hx-get="([^"]+/keadaan/[^"]*)"', page)
    assert poll is not None
    assert client.get(poll[1]).status_code == 204
    actions.say_paid(made.parts.get().pk, now=timezone.now())
    assert client.get(poll[1]).status_code == 200
    actions.cancel_by_buyer(made.parts.get().pk, now=timezone.now())
    assert client.get(poll[1]).status_code == 286


def test_whatsapp_opens_with_number_and_link(client: Client) -> None:
    """The maker's number is behind our own address, not in the page."""
    made = order({goods(): 1})
    answer = client.get(f"{address(made)}1/wa/")
    assert answer.headers["Location"].startswith("https://wa.me/6281200000142?text=")
    assert made.number in answer.headers["Location"]


def test_a_guest_sends_the_address_to_her_own_whatsapp(client: Client) -> None:
    """The link opens WhatsApp without a number; who has an account finds her orders there."""
    guests, owned = order({goods(): 1}), order({goods(): 1}, user=member("buyer", "63.08"))
    page = client.get(f"/pesan/{guests.public_id}/").content.decode()
    link = re.search(r'href="(https://wa\.me/\?text=[^"]+)"', page)
    assert link is not None
    assert f"http://testserver/pesan/{guests.public_id}/" in unquote(link[1])
    assert "https://wa.me/?text" not in client.get(f"/pesan/{owned.public_id}/").content.decode()


def test_qris_is_a_picture_for_the_gallery(client: Client) -> None:
    """A PNG while there is something to pay, 404 afterwards."""
    made = order({goods(): 1})
    url = f"{address(made)}1/qris.png"
    assert client.get(url).content.startswith(b"\x89PNG")
    actions.cancel_by_buyer(made.parts.get().pk, now=timezone.now())
    assert client.get(url).status_code == 404


@pytest.mark.parametrize("path", ["", "keadaan/", "1/wa/", "1/qris.png", "9/wa/"])
def test_guessed_addresses_are_404(client: Client, path: str) -> None:
    """A number, a row id or an unknown part opens nothing."""
    made = order({goods(): 1})
    for guess in (made.number, str(made.pk), "x" * 24):
        assert client.get(f"/pesan/{guess}/{path}").status_code == 404
    assert client.get(f"{address(made)}9/wa/").status_code == 404


def test_signed_in_buyers_find_their_orders(client: Client) -> None:
    """Her own orders, not other people's; strangers are sent to sign in."""
    assert client.get("/pesan/saya/").status_code == 302
    buyer, other = member("buyer", "63.08"), member("buyer", "63.08")
    mine, foreign = order({goods(): 1}, user=buyer), order({goods(): 1}, user=other)
    client.force_login(buyer)
    page = client.get("/pesan/saya/").content.decode()
    assert mine.number in page
    assert foreign.number not in page


def test_pages_cost_few_queries(client: Client, django_assert_max_num_queries: Any) -> None:
    """The order page reads in 6 queries however many lines it has; polling in as many."""
    maker = shop()
    made = order({goods(maker): 1 for _ in range(8)})
    with django_assert_max_num_queries(6):
        client.get(address(made))
    with django_assert_max_num_queries(6):
        client.get(f"{address(made)}keadaan/")
