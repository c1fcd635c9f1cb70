"""Odd input and stale pages over HTTP: a clear sentence, nothing lost, no key handed to others."""

import io
import re
import uuid
from urllib.parse import unquote

import pytest
from django.test import Client
from django.utils import timezone
from PIL import Image

from lampit.basics.refusal import Refusal
from lampit.orders import actions
from lampit.orders.models import Move, Part, Proof, Sale
from tests.orders.test_views_buying import address, filled, put
from tests.orders.things import NOW, account_of, goods, order, shop

pytestmark = pytest.mark.django_db
RECORD = "/saya/penjualan/catat/?barang=lain"


def told(**changes: str) -> dict[str, str]:
    """Return the form of a sale of something that is not on the shelf, as the page sends it."""
    today = timezone.localdate().isoformat()
    typed = {"kunci": str(uuid.uuid4()), "barang": "lain", "jumlah": "2", "uang": "25rb"}
    return {**typed, "tanggal": today, "tempat": "RUMAH", "catatan": "kue", **changes}


def test_a_sale_of_something_else_is_noted(client: Client) -> None:
    """`Lainnya` has no good: the sum alone makes the entry."""
    client.force_login(account_of(shop()))
    assert client.post(RECORD, told()).status_code == 302
    assert Sale.objects.get().goods == 25_000


@pytest.mark.parametrize(
    "changes",
    [
        {"uang": "9" * 5000},
        {"uang": "9" * 400 + " jt"},
        {"uang": "-5.000"},
        {"uang": "85.00"},
        {"uang": "9" * 15},
        {"tanggal": "0206-05-03"},
    ],
)
def test_slips_are_refused_where_they_stand(client: Client, changes: dict[str, str]) -> None:
    """Sums and days that cannot be: 422, what else was typed is kept."""
    client.force_login(account_of(shop()))
    answer = client.post(RECORD, told(**changes))
    assert answer.status_code == 422
    assert 'value="kue"' in answer.content.decode()
    assert not Sale.objects.exists()


def test_a_page_gone_back_to_notes_the_other_sale_too(client: Client) -> None:
    """The same form with other figures is another sale: told so, and saved by a second tap."""
    client.force_login(account_of(shop()))
    first = told()
    client.post(RECORD, first)
    answer = client.post(RECORD, {**first, "uang": "40rb"})
    assert answer.status_code == 422
    key = re.search(r'name="kunci" value="([^"]+)"', answer.content.decode())
    assert key is not None
    assert client.post(RECORD, {**first, "uang": "40rb", "kunci": key[1]}).status_code == 302
    assert sorted(Sale.objects.values_list("goods", flat=True)) == [25_000, 40_000]


def test_numbers_beyond_every_row_are_no_goods(client: Client) -> None:
    """A variant number no database can compare is a good that is not sold."""
    answer = client.post("/keranjang/tambah/", {"varian": "9" * 30, "jumlah": 1}, follow=True)
    assert "sedang tidak dijual" in answer.content.decode()


@pytest.mark.parametrize(
    "typed", [{"hp": "+" + "1" * 28}, {"nama": "\u202e \u200e"}, {"nama": "😀😀"}]
)
def test_a_buyer_nobody_could_reach_is_asked_again(client: Client, typed: dict[str, str]) -> None:
    """A number without end or a name without a letter: 422, no order."""
    bag = goods()
    put(client, bag)
    page = client.get("/pesan/").content.decode()
    assert client.post("/pesan/", filled(page, bag, **typed)).status_code == 422
    assert not Part.objects.exists()


def test_no_maker_gets_the_key_to_anothers_part(client: Client) -> None:
    """Neither chat text holds the buyer's address of an order of two makers."""
    made = order({goods(): 1, goods(): 1}, now=timezone.now())
    part = made.parts.select_related("maker").get(number=1)
    to_maker = unquote(client.get(f"{address(made)}1/wa/").headers["Location"])
    assert f"/saya/pesanan/{part}/" in to_maker
    client.force_login(account_of(part.maker))
    page = client.get(f"/saya/pesanan/{part}/").content.decode()
    assert made.public_id not in to_maker + page
    alone = order({goods(part.maker): 1}, now=timezone.now())
    assert alone.public_id in client.get(f"/saya/pesanan/{alone.parts.get()}/").content.decode()


def picture() -> io.BytesIO:
    """Return a picture as a form sends it."""
    out = io.BytesIO()
    Image.new("RGB", (300, 400)).save(out, "JPEG")
    out.seek(0)
    out.name = "bukti.jpg"
    return out


def test_a_stale_page_says_why_nothing_was_done(client: Client) -> None:
    """Paid meanwhile: the buyer's late picture is not kept, and she reads the reason."""
    made = order({goods(): 1}, now=timezone.now())
    part = made.parts.get()
    actions.confirm_payment(None, part.pk, part.total, now=timezone.now())
    sent = client.post(f"{address(made)}1/bayar/", {"bukti": picture()}, follow=True)
    assert "Pesanan ini lunas" in sent.content.decode()
    assert not Proof.objects.exists()


def test_the_code_stays_at_hand_after_a_hasty_tap(client: Client) -> None:
    """Who said "paid" too early, or was told it is not there, still finds the QR."""
    made = order({goods(): 1}, now=timezone.now())
    part = made.parts.select_related("maker").get()
    client.post(f"{address(made)}1/bayar/")
    for _ in range(3):
        actions.deny_payment(account_of(part.maker), part.pk, now=timezone.now())
    assert Move.objects.filter(reason__startswith="Uang belum masuk").count() == 1
    assert "Simpan gambar QR" in client.get(address(made)).content.decode()
    assert client.get(f"{address(made)}1/qris.png").status_code == 200


def test_money_of_a_cancelled_order_is_not_forgotten(client: Client) -> None:
    """Cancelled after it was paid: buyer and maker read which sum has to go back."""
    made = order({goods(): 2}, now=timezone.now())
    part = made.parts.select_related("maker").get()
    maker = account_of(part.maker)
    actions.confirm_payment(maker, part.pk, part.total, now=timezone.now())
    actions.move_by_maker(maker, part.pk, "DIBATALKAN", now=timezone.now(), reason="Rusak")
    assert "Uang Anda Rp170.000 harus dikembalikan" in client.get(address(made)).content.decode()
    client.force_login(maker)
    page = client.get(f"/saya/pesanan/{part}/").content.decode()
    assert "Kembalikan Rp170.000 ke pembeli" in page


def test_what_was_agreed_at_checkout_is_not_raised_afterwards() -> None:
    """Only a parcel whose price was left open is priced later, and never beyond QRIS."""
    collected = order({goods(): 1}).parts.select_related("maker").get()
    with pytest.raises(Refusal, match="sudah disepakati"):
        actions.settle_shipping(account_of(collected.maker), collected.pk, 50_000, now=NOW)
    dear = (
        order({goods(price=9_990_000): 1}, method="EKSPEDISI").parts.select_related("maker").get()
    )
    with pytest.raises(Refusal, match="batas QRIS"):
        actions.settle_shipping(account_of(dear.maker), dear.pk, 50_000, now=NOW)
    with pytest.raises(Refusal, match="ongkos kirimnya"):
        actions.confirm_payment(account_of(dear.maker), dear.pk, dear.total, now=NOW)


def test_a_proof_is_known_by_its_content_not_by_its_name(client: Client) -> None:
    """Cheap phones send photos without ending; a text that calls itself a photo is none."""
    made = order({goods(): 1}, now=timezone.now())
    fake = io.BytesIO(b"bukan foto")
    fake.name = "bukti.jpg"
    assert client.post(f"{address(made)}1/bayar/", {"bukti": fake}).status_code == 422
    photo = picture()
    photo.name = "content-3841"
    assert client.post(f"{address(made)}1/bayar/", {"bukti": photo}).status_code == 302
    assert Proof.objects.count() == 1
