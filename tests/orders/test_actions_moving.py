"""What happens to a part: paid, undone, late, sent, cancelled; stock and ledger follow."""

import io
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db.models import Sum
from PIL import Image

from lampit.basics.refusal import Refusal
from lampit.national import qris
from lampit.orders import actions, queries
from lampit.orders.models import Move, Part, Payment, Proof, Sale
from lampit.people.models import AuditEntry
from lampit.proof.queries import sources
from lampit.shops.actions import count_stock
from lampit.shops.models import Product, Stock, Variant
from tests.factories import member
from tests.orders.things import LATER, NOW, account_of, goods, part, shop

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def left(variant: Variant) -> tuple[int, int]:
    """Return on hand and reserved of a variant."""
    stock = Stock.objects.get(pk=variant.pk)
    return stock.on_hand, stock.reserved


def sold() -> int:
    """Return the money of goods in the ledger, net of reversals."""
    return int(Sale.objects.aggregate(sum=Sum("goods", default=0))["sum"])


def again(made: Part) -> Part:
    """Return the part as it is now."""
    return Part.objects.select_related("order", "maker").get(pk=made.pk)


def refused(code: str) -> AbstractContextManager[object]:
    """Expect a refusal with `code`."""
    return pytest.raises(Refusal, check=lambda refusal: refusal.code == code)


def verified() -> bool:
    """Say whether every check of `lampit verify` holds."""
    return all(check.ok for check in queries.checks())


def test_confirmed_money_sells_the_goods_once() -> None:
    """The maker's "Sudah" takes the stock, writes the sale and is harmless twice."""
    bag = goods(stock=5)
    made = part(bag, 2)
    maker = account_of(made.maker)
    actions.say_paid(made.pk, now=NOW)
    assert again(made).state == "MENUNGGU_KONFIRMASI"
    for _ in range(2):
        actions.confirm_payment(maker, made.pk, 170_000, now=NOW)
    payment = Payment.objects.get(part=made)
    assert (again(made).state, payment.state, payment.paid) == ("DIBAYAR", "DIBAYAR", 170_000)
    assert left(bag) == (3, 0)
    sale = Sale.objects.get()
    assert (sale.channel, sale.quantity, sale.goods) == ("LAPAK", 2, 170_000)
    assert verified()


def test_a_buyers_word_holds_stock_longer_and_pays_nothing() -> None:
    """The words "saya sudah bayar" move no money: the maker looks, within three days."""
    bag = goods(stock=5)
    made = actions.say_paid(part(bag).pk, now=NOW)
    assert made.reserved_until == NOW + timedelta(hours=72)
    assert (sold(), left(bag)) == (0, (5, 1))


def test_another_sum_needs_a_word() -> None:
    """A wrong amount is refused; accepted, the order goes on and the payment says SELISIH."""
    made = part(goods())
    maker = account_of(made.maker)
    with refused("jumlah_beda"):
        actions.confirm_payment(maker, made.pk, 80_000, now=NOW)
    assert again(made).state == "MENUNGGU_BAYAR"
    actions.confirm_payment(maker, made.pk, 80_000, now=NOW, accept_difference=True)
    assert (again(made).state, Payment.objects.get().state) == ("DIBAYAR", "SELISIH")


def test_undo_within_ten_minutes_restores_everything() -> None:
    """A wrong tap is taken back; stock is held again, the sale reversed, and it may come true."""
    bag = goods(stock=5)
    made = part(bag, 2)
    maker = account_of(made.maker)
    actions.say_paid(made.pk, now=NOW)
    actions.confirm_payment(maker, made.pk, 170_000, now=NOW)
    actions.undo_confirmation(maker, made.pk, now=NOW + 9 * MINUTE)
    assert (again(made).state, Payment.objects.get().state) == ("MENUNGGU_KONFIRMASI", "MENUNGGU")
    assert (left(bag), sold(), Sale.objects.count()) == ((5, 2), 0, 2)
    assert verified()
    actions.confirm_payment(maker, made.pk, 170_000, now=NOW + 10 * MINUTE)
    assert (left(bag), sold(), Payment.objects.get().paid) == ((3, 0), 170_000, 170_000)
    assert verified()


def test_undo_ends_after_ten_minutes_and_with_the_next_step() -> None:
    """Later, or once the goods are handled, the confirmation stands."""
    made = part(goods())
    maker = account_of(made.maker)
    actions.confirm_payment(maker, made.pk, 85_000, now=NOW)
    with refused("undo_too_late"):
        actions.undo_confirmation(maker, made.pk, now=NOW + 11 * MINUTE)
    actions.move_by_maker(maker, made.pk, "DIPROSES", now=NOW)
    with refused("undo_too_late"):
        actions.undo_confirmation(maker, made.pk, now=NOW + MINUTE)


def test_unpaid_parts_lapse_and_free_their_stock() -> None:
    """After a day the stock is free; a part whose time is not over stays."""
    bag = goods(stock=2)
    made = part(bag)
    assert actions.expire_due(NOW + timedelta(hours=23)) == 0
    assert actions.expire_due(LATER) == 1
    assert actions.expire_due(LATER) == 0
    assert (again(made).state, left(bag)) == ("KEDALUWARSA", (2, 0))


def test_late_money_gets_the_goods_when_they_are_there() -> None:
    """Paid after expiry with stock: held and sold in one step."""
    bag = goods(stock=1)
    made = part(bag)
    actions.expire_due(LATER)
    actions.confirm_payment(account_of(made.maker), made.pk, 85_000, now=LATER)
    assert (again(made).state, left(bag), sold()) == ("DIBAYAR", (0, 0), 85_000)
    assert verified()


def test_late_money_without_goods_is_never_dropped() -> None:
    """Paid after expiry without stock: DIBAYAR_STOK_HABIS, no sale, then DIBAYAR with new stock."""
    bag = goods(stock=1)
    made = part(bag)
    maker = account_of(made.maker)
    actions.expire_due(LATER)
    part(bag, way="COD")
    actions.confirm_payment(maker, made.pk, 85_000, now=LATER)
    assert (again(made).state, Payment.objects.get(part=made).state) == (
        "DIBAYAR_STOK_HABIS",
        "DIBAYAR",
    )
    assert (left(bag), sold()) == ((1, 1), 0)
    with refused("stok_habis"):
        actions.confirm_payment(maker, made.pk, 85_000, now=LATER)
    count_stock(None, bag, 3, LATER)
    actions.confirm_payment(maker, made.pk, 85_000, now=LATER)
    assert (again(made).state, left(bag), sold()) == ("DIBAYAR", (2, 1), 85_000)
    assert Payment.objects.get(part=made).paid == 85_000
    assert verified()


def test_a_backorder_leaves_the_shelf_when_it_goes() -> None:
    """The buyer waits (DIPROSES); sending needs the goods."""
    bag = goods(stock=1)
    made = part(bag)
    maker = account_of(made.maker)
    actions.expire_due(LATER)
    part(bag, way="COD")
    actions.confirm_payment(maker, made.pk, 85_000, now=LATER)
    actions.move_by_maker(maker, made.pk, "DIPROSES", now=LATER)
    with refused("stok_habis"):
        actions.move_by_maker(maker, made.pk, "SIAP_DIAMBIL", now=LATER)
    count_stock(None, bag, 2, LATER)
    actions.move_by_maker(maker, made.pk, "SIAP_DIAMBIL", now=LATER)
    assert left(bag) == (1, 1)
    assert verified()


def test_cash_is_sold_when_it_is_handed_over() -> None:
    """COD: the maker agrees, hands over, and only then is it a sale."""
    bag = goods(stock=5)
    made = part(bag, way="COD")
    maker = account_of(made.maker)
    for to in ("DIPROSES", "SIAP_DIAMBIL"):
        actions.move_by_maker(maker, made.pk, to, now=NOW)
        assert (sold(), left(bag)) == (0, (4, 0))
    actions.move_by_maker(maker, made.pk, "SELESAI", now=NOW)
    assert (sold(), Payment.objects.get().state) == (85_000, "DIBAYAR")
    assert verified()


def test_cancelling_gives_back_what_was_held_or_sold() -> None:
    """Before payment the hold ends; after it the goods return and the sale is reversed."""
    bag = goods(stock=5)
    unpaid, paid = part(bag), part(bag, 2)
    maker = account_of(bag.product.maker)
    actions.cancel_by_buyer(unpaid.pk, now=NOW)
    assert left(bag) == (5, 2)
    actions.confirm_payment(maker, paid.pk, 170_000, now=NOW)
    with refused("ilegal"):
        actions.cancel_by_buyer(paid.pk, now=NOW)
    with refused("alasan"):
        actions.move_by_maker(maker, paid.pk, "DIBATALKAN", now=NOW)
    for _ in range(2):
        actions.move_by_maker(maker, paid.pk, "DIBATALKAN", now=NOW, reason="Pewarna habis")
    assert (left(bag), sold()) == ((5, 0), 0)
    assert verified()
    actions.pay_back(maker, paid.pk, 170_000, now=NOW)
    with refused("tidak_valid"):
        actions.pay_back(maker, paid.pk, 1, now=NOW)
    assert Payment.objects.get(part=paid).state == "DIKEMBALIKAN"


def test_cancelling_a_paid_part_without_goods_makes_no_stock() -> None:
    """Goods that never left the shelf do not come back to it."""
    bag = goods(stock=1)
    made = part(bag)
    maker = account_of(made.maker)
    actions.expire_due(LATER)
    part(bag, way="COD")
    actions.confirm_payment(maker, made.pk, 85_000, now=LATER)
    actions.move_by_maker(maker, made.pk, "DIBATALKAN", now=LATER, reason="Habis")
    assert left(bag) == (1, 1)


def test_a_courier_is_paid_after_the_maker_named_its_price() -> None:
    """Ongkir menyusul: nothing to pay, then the exact sum with a new code and a new day."""
    made = part(goods(), method="EKSPEDISI")
    maker = account_of(made.maker)
    assert made.qris == ""
    with refused("ongkir_menyusul"):
        actions.say_paid(made.pk, now=NOW)
    settled = actions.settle_shipping(maker, made.pk, 34_000, now=NOW + MINUTE)
    assert (settled.total, settled.order.total) == (119_000, 119_000)
    assert qris.parse(settled.qris).amount_rupiah == 119_000
    assert settled.reserved_until == NOW + MINUTE + timedelta(hours=24)
    actions.confirm_payment(maker, made.pk, 119_000, now=NOW + MINUTE)
    assert Payment.objects.get().state == "DIBAYAR"
    assert Sale.objects.get().goods == 85_000
    assert verified()


def test_sent_goods_count_as_received_after_a_week() -> None:
    """Seven days after sending the part is finished, not before."""
    made = part(goods(), method="EKSPEDISI")
    maker = account_of(made.maker)
    actions.settle_shipping(maker, made.pk, 0, now=NOW)
    actions.confirm_payment(maker, made.pk, 85_000, now=NOW)
    actions.move_by_maker(maker, made.pk, "DIKIRIM", now=NOW, tracking="JNE 123")
    assert again(made).tracking == "JNE 123"
    assert actions.finish_due(NOW + timedelta(days=6)) == 0
    assert actions.finish_due(NOW + timedelta(days=7)) == 1
    assert again(made).state == "SELESAI"


def test_buyers_are_forgotten_after_ninety_days() -> None:
    """Phone and address go, name of the region and money stay."""
    made = part(goods(), way="COD")
    actions.cancel_by_buyer(made.pk, now=NOW)
    assert actions.forget_due(NOW + timedelta(days=89)) == 0
    assert actions.forget_due(NOW + timedelta(days=91)) == 1
    forgotten = again(made)
    assert (forgotten.order.buyer_phone, forgotten.address) == ("", "")
    assert forgotten.order.total == 85_000


def test_no_money_is_told_to_the_buyer() -> None:
    """The answer "Belum" changes no state and stands in the story."""
    made = part(goods())
    maker = account_of(made.maker)
    with refused("ilegal"):
        actions.deny_payment(maker, made.pk, now=NOW)
    actions.say_paid(made.pk, now=NOW)
    actions.deny_payment(maker, made.pk, now=NOW)
    assert again(made).state == "MENUNGGU_KONFIRMASI"
    assert "belum masuk" in Move.objects.filter(part=made).latest("pk").reason


def test_illegal_moves_are_refused_and_write_nothing() -> None:
    """A cancelled part stays cancelled whatever is pressed."""
    made = part(goods())
    maker = account_of(made.maker)
    actions.cancel_by_buyer(made.pk, now=NOW)
    count = Move.objects.count()
    for to in ("DIPROSES", "DIKIRIM", "SELESAI", "DIBAYAR"):
        with refused("ilegal"):
            actions.move_by_maker(maker, made.pk, to, now=NOW)
    with refused("ilegal"):
        actions.confirm_payment(maker, made.pk, 85_000, now=NOW)
    assert Move.objects.count() == count


def told(made: Part) -> tuple[int, int, int]:
    """Return what the ledger says of a part: goods, net, sales; and let every check agree."""
    sums = Sale.objects.filter(order_line__part=made).aggregate(
        goods=Sum("goods", default=0), net=Sum("net", default=0)
    )
    [entry] = queries.sales_of("63.08", NOW.date() - timedelta(days=9), LATER.date())
    assert verified()
    return sums["goods"], sums["net"], entry.sale_count


def test_the_ledger_tells_what_was_really_paid() -> None:
    """Less, more, taken back and confirmed anew, some paid back: new entries, one sale."""
    bag = goods(stock=5, price=100_000)
    made = part(bag)
    maker = account_of(made.maker)
    actions.confirm_payment(maker, made.pk, 80_000, now=NOW, accept_difference=True)
    assert told(made) == (80_000, 80_000, 1)
    Product.objects.update(reference_price=100_000, reference_until=LATER.date())
    assert [line.paid for line in sources.sold_lines("63.08", LATER.date())] == [80_000]
    actions.undo_confirmation(maker, made.pk, now=NOW + MINUTE)
    assert told(made) == (0, 0, 0)
    actions.confirm_payment(maker, made.pk, 105_000, now=NOW + MINUTE, accept_difference=True)
    assert told(made) == (105_000, 105_000, 1)
    assert again(made).refund_due == 5_000
    actions.pay_back(maker, made.pk, 5_000, now=LATER)
    assert (told(made), again(made).refund_due) == ((100_000, 100_000, 1), 0)
    assert [(line.paid, line.reference) for line in sources.sold_lines("63.08", LATER.date())] == [
        (100_000, 100_000)
    ]


def test_a_wrong_ledger_is_found() -> None:
    """Negative control: entries that say another sum than was paid fail `lampit verify`."""
    made = part(goods(price=100_000))
    actions.confirm_payment(account_of(made.maker), made.pk, 100_000, now=NOW)
    assert verified()
    Payment.objects.filter(part=made).update(paid=90_000)
    assert [check.name for check in queries.checks() if not check.ok] == ["sales-ledger"]


def test_late_money_of_a_cancelled_part_goes_back() -> None:
    """The part stays cancelled; what came and what went back is noted once, with who and when."""
    made = part(goods())
    maker = account_of(made.maker)
    helper = member("staff", "63.08")
    with refused("ilegal"):
        actions.note_late_money(maker, made.pk, 85_000, now=NOW)
    actions.cancel_by_buyer(made.pk, now=NOW)
    for _ in range(2):
        actions.note_late_money(helper, made.pk, 85_000, now=LATER, key="a")
    state = (again(made).state, Payment.objects.get().state, again(made).refund_due)
    assert (state, sold()) == (("DIBATALKAN", "DIBAYAR", 85_000), 0)
    with refused("tidak_valid"):
        actions.pay_back(maker, made.pk, 85_001, now=LATER, key="b")
    for _ in range(2):
        actions.pay_back(maker, made.pk, 50_000, now=LATER, key="c")
    assert again(made).refund_due == 35_000
    story = Move.objects.filter(part=made).order_by("pk").values_list("actor", "by", "reason", "at")
    assert list(story)[2:] == [
        ("staff", helper.pk, "Petugas mencatat Rp85.000 masuk sesudah batal.", LATER),
        ("maker", maker.pk, "Perajin mencatat Rp50.000 sudah dikembalikan.", LATER),
    ]
    assert AuditEntry.objects.filter(deed="pesanan.uang_masuk").count() == 1
    assert verified()


def test_proof_pictures_go_after_ninety_days(settings: Any, tmp_path: Path) -> None:
    """The file is gone and the row says so; a picture that a later order shows as well stays."""
    settings.LAMPIT_HOME = tmp_path
    maker_shop = shop()
    alone, shared, later = (part(goods(maker_shop)) for _ in range(3))
    for made, colour in ((alone, "red"), (shared, "blue"), (later, "blue")):
        out = io.BytesIO()
        Image.new("RGB", (300, 300), colour).save(out, "PNG")
        actions.say_paid(made.pk, now=NOW, photo=out.getvalue())
    for made in (alone, shared):
        actions.cancel_by_buyer(made.pk, now=NOW)
    actions.forget_due(NOW + timedelta(days=89))
    assert not Proof.objects.exclude(deleted_at=None).exists()
    gone_at = NOW + timedelta(days=91)
    for _ in range(2):
        actions.forget_due(gone_at)
    assert [one.deleted_at for one in Proof.objects.order_by("pk")] == [gone_at, gone_at, None]
    names = {str(path.relative_to(actions.proof_folder())) for path in tmp_path.rglob("*.*")}
    assert names == {Proof.objects.get(part=later).name}
    actions.cancel_by_buyer(later.pk, now=gone_at)
    actions.forget_due(gone_at + timedelta(days=91))
    assert not list(tmp_path.rglob("*.*"))


def test_what_was_promised_decides_over_stock() -> None:
    """Made to order stays so though the good lies ready now, and the other way round."""
    bag = goods(stock=2)
    ready = part(bag)
    maker = account_of(ready.maker)
    Variant.objects.filter(pk=bag.pk).update(kind="BUAT", lead_days=7)
    made = part(bag)
    actions.confirm_payment(maker, ready.pk, 85_000, now=NOW)
    assert left(bag) == (1, 0)
    actions.undo_confirmation(maker, ready.pk, now=NOW + MINUTE)
    assert left(bag) == (2, 1)
    actions.confirm_payment(maker, ready.pk, 85_000, now=NOW + MINUTE)
    Variant.objects.filter(pk=bag.pk).update(kind="SIAP", lead_days=None)
    count_stock(None, bag, 0, LATER)
    actions.confirm_payment(maker, made.pk, 85_000, now=NOW)
    assert (again(made).state, left(bag)) == ("DIBAYAR", (0, 0))
    actions.move_by_maker(maker, made.pk, "DIBATALKAN", now=LATER, reason="Salah")
    assert left(bag) == (0, 0)
    assert verified()
