"""Placing an order: all or nothing, once, exact, and never more than there is."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from lampit.basics.refusal import Refusal
from lampit.national import qris
from lampit.orders import actions, queries
from lampit.orders.models import Line, Order, Part
from lampit.orders.rules import placing
from lampit.shops.models import Stock
from lampit.shops.rules.stock import StockShort
from tests.orders.things import LATER, NOW, goods, once, order, part, shop, wish

pytestmark = pytest.mark.django_db


def left(variant_id: int) -> tuple[int, int]:
    """Return on hand and reserved of a variant."""
    stock = Stock.objects.get(pk=variant_id)
    return stock.on_hand, stock.reserved


def test_an_order_holds_stock_and_copies_the_goods() -> None:
    """Line, sums and number are the order's own; later edits of the good do not reach it."""
    bag = goods(stock=5)
    made = order({bag: 2})
    bag.product.price, bag.product.name = 1, "Lain"
    bag.product.save()
    line = Line.objects.get(part__order=made)
    assert (line.price, line.quantity, line.goods) == (85_000, 2, 170_000)
    assert line.name.startswith("Tas purun")
    assert left(bag.pk) == (5, 2)
    assert made.total == 170_000
    assert made.number == f"LMP-2611-{made.pk:06d}"
    assert len(made.public_id) >= 22


def test_each_maker_gets_a_part_with_a_code_for_the_exact_sum() -> None:
    """Two makers, two parts, two dynamic codes carrying amount and part number."""
    one, two = goods(price=85_000), goods(price=36_000)
    made = order({one: 2, two: 1})
    parts = list(made.parts.order_by("number"))
    codes = [qris.parse(p.qris) for p in parts]
    assert [code.amount_rupiah for code in codes] == [p.total for p in parts] == [170_000, 36_000]
    assert [code.additional["05"] for code in codes] == [str(p) for p in parts]
    assert made.total == 206_000


def test_short_stock_refuses_the_whole_order_and_names_every_line() -> None:
    """Nothing is held, nothing written, and the answer lists all short goods."""
    plenty, few, none = goods(stock=9), goods(stock=1), goods(stock=0)
    with pytest.raises(StockShort) as refused:
        order({plenty: 1, few: 2, none: 1})
    assert [line.left for line in refused.value.lines] == [1, 0]
    assert not Order.objects.exists()
    assert left(plenty.pk) == (9, 0)


def test_same_key_twice_is_one_order() -> None:
    """A double click orders once; another body under the same key is refused."""
    bag = goods(stock=5)
    asked = wish({bag: 1})
    key = once("k1")
    first = actions.place_order(asked, key, public_id="a" * 24, now=NOW)
    again = actions.place_order(asked, key, public_id="b" * 24, now=NOW)
    assert first.pk == again.pk
    assert left(bag.pk) == (5, 1)
    other = actions.Once("uji", "k1", "lain")
    with pytest.raises(Refusal) as refused:
        actions.place_order(asked, other, public_id="c" * 24, now=NOW)
    assert refused.value.code == "kunci_dipakai"


def test_a_refused_request_may_come_again_with_its_key() -> None:
    """Only orders are remembered: after "stok habis" the same key is a fresh try."""
    bag = goods(stock=0)
    with pytest.raises(StockShort):
        actions.place_order(wish({bag: 1}), once("k2"), public_id="a" * 24, now=NOW)
    Stock.objects.filter(pk=bag.pk).update(on_hand=1)
    assert actions.place_order(wish({bag: 1}), once("k2"), public_id="a" * 24, now=NOW).pk


def test_lapsed_holds_do_not_block_a_buyer() -> None:
    """The last piece, held by an order whose time is over, is sold to the next buyer at once."""
    bag = goods(stock=1)
    lapsed = part(bag)
    made = order({bag: 1}, now=LATER)
    lapsed.refresh_from_db()
    assert lapsed.state == "KEDALUWARSA"
    assert made.parts.get().state == "MENUNGGU_BAYAR"
    assert left(bag.pk) == (1, 1)


def test_live_holds_do_block_a_buyer() -> None:
    """The same an hour earlier is refused: the first buyer's time is not over."""
    bag = goods(stock=1)
    part(bag)
    with pytest.raises(StockShort):
        order({bag: 1}, now=NOW + timedelta(hours=23))


@pytest.mark.parametrize("broken", ["hidden", "withdrawn", "closed"])
def test_goods_that_are_not_on_sale_are_refused(broken: str) -> None:
    """A hidden good, a withdrawn variant or a closed shop takes no order."""
    bag = goods()
    if broken == "hidden":
        bag.product.state = "disembunyikan"
        bag.product.save()
    elif broken == "withdrawn":
        bag.is_offered = False
        bag.save()
    else:
        bag.product.maker.is_published = False
        bag.product.maker.save()
    with pytest.raises(Refusal) as refused:
        order({bag: 1})
    assert refused.value.code == "tidak_dijual"


@pytest.mark.parametrize(
    ("buyer", "code"),
    [(placing.Buyer("D", "081200007731"), "name"), (placing.Buyer("Dewi", "0812"), "phone")],
)
def test_buyers_need_a_name_and_a_phone(buyer: placing.Buyer, code: str) -> None:
    """The refusal names the field to correct."""
    bag = goods()
    asked = wish({bag: 1})
    told = actions.Wish(asked.wanted, buyer, asked.parcels)
    with pytest.raises(Refusal) as refused:
        actions.place_order(told, once(), public_id="a" * 24, now=NOW)
    assert refused.value.code == code


def test_a_total_the_buyer_has_not_seen_is_not_ordered() -> None:
    """A price that changed since the page was shown comes back to be looked at."""
    bag = goods(price=85_000)
    asked = wish({bag: 1})
    told = actions.Wish(asked.wanted, asked.buyer, asked.parcels, shown_total=80_000)
    with pytest.raises(Refusal) as refused:
        actions.place_order(told, once(), public_id="a" * 24, now=NOW)
    assert refused.value.code == "harga_berubah"


def test_a_maker_without_qris_sells_against_cash() -> None:
    """COD waits for the maker's yes, holds stock, and offers no code."""
    bag = goods(shop(qris=""), stock=2)
    with pytest.raises(Refusal):
        order({bag: 1}, way="QRIS")
    made = order({bag: 1}, way="COD").parts.get()
    assert (made.state, made.qris) == ("MENUNGGU_KONFIRMASI", "")
    assert left(bag.pk) == (2, 1)


def test_one_line_costs_twelve_statements(django_assert_max_num_queries: object) -> None:
    """One order of one line: at most 12 statements of work in one transaction."""
    bag = goods()
    asked = wish({bag: 1})
    with CaptureQueriesContext(connection) as seen:
        actions.place_order(asked, once(), public_id="a" * 24, now=NOW)
    work = [q["sql"] for q in seen if not q["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN"))]
    assert len(work) <= 12, "\n".join(work)


def test_sums_are_checked_by_the_database() -> None:
    """A total that is not the sum of its parts cannot be stored."""
    made = part(goods())
    with pytest.raises(IntegrityError):
        Part.objects.filter(pk=made.pk).update(total=1)


def test_everything_verifies_after_orders() -> None:
    """Stock ledger, reservations, totals and sales hold after mixed orders."""
    one, two = goods(stock=5), goods(stock=5)
    order({one: 2, two: 1})
    part(one)
    actions.expire_due(LATER)
    assert [check for check in queries.checks() if not check.ok] == []
