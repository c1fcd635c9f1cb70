"""Stock: all lines or none, once, never below zero, every change in the ledger."""

from datetime import timedelta
from itertools import count

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from lampit.basics.refusal import Refusal
from lampit.shops import queries
from lampit.shops.actions import (
    count_stock,
    release_stock,
    reserve_stock,
    return_stock,
    take_reserved,
    take_stock,
)
from lampit.shops.models import Product, Reservation, Stock, StockMove, Variant
from lampit.shops.rules.stock import StockShort
from tests.factories import NOON, maker, product

HSU = "63.08"
_ref = count(1)


def variant(of: Product) -> Variant:
    """Return the only variant of a good."""
    return of.variants.get()


def figures(of: Product) -> tuple[int, int]:
    """Return what lies on the shelf of a good and what of it is reserved."""
    stock = Stock.objects.get(variant__product=of)
    return stock.on_hand, stock.reserved


@pytest.mark.django_db
def test_reserve_then_take_sells_once() -> None:
    """Reserve, take, take again: sold once, ledger and stock agree."""
    good = product(HSU, stock=5)
    lines = [(variant(good).pk, 2)]
    reserve_stock(lines, "pesanan", "A1", NOON)
    assert figures(good) == (5, 2)
    take_reserved(lines, "pesanan", "A1", NOON)
    take_reserved(lines, "pesanan", "A1", NOON)
    assert figures(good) == (3, 0)
    assert queries.stock_differences() == []


@pytest.mark.django_db
def test_short_lines_are_all_named_and_nothing_is_held() -> None:
    """All or nothing: one short line undoes the others; each short line says what is left."""
    shop = maker(HSU)
    many, few, none = (product(shop, stock=n, name=f"Tas {n}") for n in (9, 1, 0))
    lines = [(variant(none).pk, 1), (variant(many).pk, 2), (variant(few).pk, 3)]
    with pytest.raises(StockShort) as short:
        reserve_stock(lines, "pesanan", "A2", NOON)
    assert [(line.name, line.wanted, line.left) for line in short.value.lines] == [
        ("Tas 1", 3, 1),
        ("Tas 0", 1, 0),
    ]
    assert figures(many) == (9, 0)
    assert not Reservation.objects.exists()


@pytest.mark.django_db
def test_one_variant_in_two_lines_is_summed() -> None:
    """Twice three of five is short; the sum is checked, not each line."""
    pk = variant(product(HSU, stock=5)).pk
    with pytest.raises(StockShort):
        reserve_stock([(pk, 3), (pk, 3)], "pesanan", "A3", NOON)


@pytest.mark.django_db
def test_release_races_with_itself_and_with_payment() -> None:
    """Released twice counts once; paid after release sells from free stock while it lasts."""
    good = product(HSU, stock=2)
    lines = [(variant(good).pk, 2)]
    reserve_stock(lines, "pesanan", "A4", NOON)
    assert release_stock(lines, "pesanan", "A4", NOON) == 1
    assert release_stock(lines, "pesanan", "A4", NOON) == 0
    assert figures(good) == (2, 0)
    take_reserved(lines, "pesanan", "A4", NOON)
    assert figures(good) == (0, 0)
    assert release_stock(lines, "pesanan", "A4", NOON) == 0
    assert queries.stock_differences() == []


@pytest.mark.django_db
def test_late_money_without_stock_is_refused_whole() -> None:
    """Paid after release when the goods are gone: refused, nothing changes."""
    good = product(HSU, stock=1)
    lines = [(variant(good).pk, 1)]
    reserve_stock(lines, "pesanan", "A5", NOON)
    release_stock(lines, "pesanan", "A5", NOON)
    take_stock(lines, "jualan", "S1", NOON)
    with pytest.raises(StockShort):
        take_reserved(lines, "pesanan", "A5", NOON)
    assert figures(good) == (0, 0)


@pytest.mark.django_db
def test_a_part_can_be_released_and_the_rest_sold() -> None:
    """Cancel one of three, twice by name; the last one is sold."""
    good = product(HSU, stock=3)
    pk = variant(good).pk
    reserve_stock([(pk, 3)], "pesanan", "A6", NOON)
    release_stock([(pk, 1)], "pesanan", "A6", NOON, part="b1")
    release_stock([(pk, 1)], "pesanan", "A6", NOON, part="b2")
    take_reserved([(pk, 1)], "pesanan", "A6", NOON)
    assert figures(good) == (2, 0)
    assert queries.stock_differences() == []


@pytest.mark.django_db
def test_returned_goods_come_back_once() -> None:
    """A return is booked once per reference."""
    good = product(HSU, stock=1)
    lines = [(variant(good).pk, 1)]
    take_stock(lines, "jualan", "S2", NOON)
    take_stock(lines, "jualan", "S2", NOON)
    return_stock(lines, "jualan", "S2", NOON)
    return_stock(lines, "jualan", "S2", NOON)
    assert figures(good) == (1, 0)


@pytest.mark.django_db
def test_goods_made_to_order_hold_no_stock() -> None:
    """What is made after the order is never short and leaves no ledger row."""
    good = product(HSU, stock=None)
    lines = [(variant(good).pk, 7)]
    reserve_stock(lines, "pesanan", "A7", NOON)
    take_reserved(lines, "pesanan", "A7", NOON)
    assert not StockMove.objects.exists()
    with pytest.raises(Refusal, match="dibuat setelah dipesan"):
        count_stock(None, variant(good), 3, NOON)


@pytest.mark.django_db
def test_a_count_may_not_take_what_is_ordered() -> None:
    """Opname below the reservations is refused; else the difference is in the ledger."""
    good = product(HSU, stock=5)
    reserve_stock([(variant(good).pk, 3)], "pesanan", "A8", NOON)
    with pytest.raises(Refusal) as refused:
        count_stock(None, variant(good), 2, NOON)
    assert refused.value.code == "stok_dipesan"
    count_stock(None, variant(good), 4, NOON)
    assert figures(good) == (4, 3)
    assert queries.stock_differences() == []


@pytest.mark.django_db
def test_the_database_itself_refuses_negative_stock() -> None:
    """Negative control: even an update without condition can not sell what is not there."""
    good = product(HSU, stock=1)
    for values in ({"on_hand": -1}, {"reserved": 2}, {"reserved": -1}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Stock.objects.filter(variant__product=good).update(**values)


@pytest.mark.django_db
def test_a_forged_stock_is_found_by_the_check() -> None:
    """Negative control: stock changed behind the ledger's back is reported."""
    good = product(HSU, stock=5)
    Stock.objects.filter(variant__product=good).update(on_hand=7)
    found = queries.stock_differences()
    assert [(one.what, one.stored, one.expected) for one in found] == [("stock-ledger", 7, 5)]


class Shelf(RuleBasedStateMachine):
    """Orders, payments, expiries, returns and counts in any order keep the books true."""

    def __init__(self) -> None:
        """Start with two goods and empty hands."""
        super().__init__()
        Reservation.objects.all().delete()
        StockMove.objects.all().delete()
        Product.objects.all().delete()
        self.pks = [variant(product(HSU, stock=n)).pk for n in (4, 2)]
        self.open: dict[str, list[tuple[int, int]]] = {}
        self.sold: dict[str, list[tuple[int, int]]] = {}

    @rule(first=st.integers(0, 3), second=st.integers(0, 3))
    def order(self, first: int, second: int) -> None:
        """Reserve some of both."""
        lines = [(pk, n) for pk, n in zip(self.pks, (first, second), strict=True) if n]
        ref = f"m{next(_ref)}"
        try:
            reserve_stock(lines, "mesin", ref, NOON)
        except StockShort:
            return
        if lines:
            self.open[ref] = lines

    @rule(data=st.data(), twice=st.booleans())
    def pay(self, data: st.DataObject, twice: bool) -> None:
        """Take what is reserved, perhaps twice."""
        if self.open:
            ref = data.draw(st.sampled_from(sorted(self.open)))
            for _ in range(1 + twice):
                take_reserved(self.open[ref], "mesin", ref, NOON)
            self.sold[ref] = self.open.pop(ref)

    @rule(data=st.data())
    def expire(self, data: st.DataObject) -> None:
        """Release what is reserved; what was sold stays sold."""
        if self.open or self.sold:
            ref = data.draw(st.sampled_from(sorted({**self.open, **self.sold})))
            lines = self.open.pop(ref, None) or self.sold[ref]
            release_stock(lines, "mesin", ref, NOON)

    @rule(data=st.data())
    def send_back(self, data: st.DataObject) -> None:
        """Return what was sold."""
        if self.sold:
            ref = data.draw(st.sampled_from(sorted(self.sold)))
            return_stock(self.sold[ref], "mesin", ref, NOON)

    @rule(which=st.integers(0, 1), counted=st.integers(0, 6))
    def opname(self, which: int, counted: int) -> None:
        """Count a shelf; the ledger's key is its instant, so it moves on."""
        at = NOON + timedelta(seconds=next(_ref))
        try:
            count_stock(None, Variant.objects.get(pk=self.pks[which]), counted, at)
        except Refusal:
            assert Stock.objects.get(pk=self.pks[which]).reserved > counted

    @invariant()
    def books_are_true(self) -> None:
        """Ledger, stock and reservations agree, and reservations are those still open."""
        assert queries.stock_differences() == []
        held = dict.fromkeys(self.pks, 0)
        for lines in self.open.values():
            for pk, n in lines:
                held[pk] += n
        rows = Stock.objects.filter(pk__in=self.pks).values_list("pk", "reserved")
        assert dict(rows) == held


def test_any_order_of_events_keeps_the_books_true(db: None) -> None:
    """Run the machine; its books are checked whole after every step."""
    quick = settings(
        max_examples=8,
        stateful_step_count=15,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Shelf, settings=quick)
