"""The ledger by hand: one entry per tap, corrections as new entries, nothing edited."""

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Sum

from lampit.basics.refusal import Refusal
from lampit.orders import access, actions, queries
from lampit.orders.models import Sale
from lampit.orders.rules.channels import SaleTold
from lampit.shops.models import Maker, Stock, Variant
from tests.factories import business
from tests.orders.things import NOW, account_of, goods, part, shop

pytestmark = pytest.mark.django_db
TOLD = SaleTold("RUMAH", 2, 130_000, date(2026, 11, 24))


def sell(maker: Maker, told: SaleTold = TOLD) -> Sale:
    """Return a newly noted sale of a shop."""
    return actions.record_sale(
        account_of(maker), maker.business, told, client_uuid=uuid4(), now=NOW
    )


def total() -> int:
    """Return the money of goods in the ledger."""
    return int(Sale.objects.aggregate(sum=Sum("goods", default=0))["sum"])


def test_the_same_note_sent_twice_is_one_entry() -> None:
    """Resending after a lost answer is harmless."""
    maker, key = shop(), uuid4()
    for _ in range(3):
        actions.record_sale(account_of(maker), maker.business, TOLD, client_uuid=key, now=NOW)
    sale = Sale.objects.get()
    assert (Sale.objects.count(), sale.contact, sale.source) == (1, "direct", "MANUAL")


def free(variant: Variant) -> int:
    """Return the pieces on the shelf."""
    return Stock.objects.get(pk=variant.pk).on_hand


def test_a_counter_sale_leaves_the_shelf_and_comes_back() -> None:
    """What was sold at home is not ordered online; taking the note back puts it back, once."""
    bag = goods(stock=5)
    maker, key = bag.product.maker, uuid4()
    for _ in range(2):
        sale = actions.record_sale(
            account_of(maker), maker.business, TOLD, client_uuid=key, now=NOW, product=bag.product
        )
        assert free(bag) == 3
        assert sale.product == bag.product
    for _ in range(2):
        actions.take_back_sale(account_of(maker), Sale.objects.earliest("pk").pk, now=NOW)
        assert free(bag) == 5
    assert all(check.ok for check in queries.checks())


def test_a_sale_is_true_whatever_was_counted() -> None:
    """Twelve sold of eleven counted: twelve in the ledger, an empty shelf, held pieces stay."""
    bag = goods(stock=11)
    part(bag)
    maker = bag.product.maker
    told = replace(TOLD, quantity=12, goods=780_000)
    actions.record_sale(
        account_of(maker), maker.business, told, client_uuid=uuid4(), now=NOW, product=bag.product
    )
    assert (free(bag), total()) == (1, 780_000)
    assert all(check.ok for check in queries.checks())


def test_somebody_elses_key_is_no_way_to_her_entry() -> None:
    """The uuid of another shop's entry is refused, not answered."""
    one, two = shop(), shop()
    sale = sell(one)
    with pytest.raises(Refusal) as refused:
        actions.record_sale(
            account_of(two), two.business, TOLD, client_uuid=sale.client_uuid, now=NOW
        )
    assert refused.value.code == "kunci_dipakai"


def test_sales_are_noted_for_ones_own_shop_and_goods() -> None:
    """Another business, or another maker's good, is refused."""
    maker, other = shop(), goods()
    for firm, product in ((business("63.08"), None), (maker.business, other.product)):
        with pytest.raises(Refusal):
            actions.record_sale(
                account_of(maker), firm, TOLD, client_uuid=uuid4(), now=NOW, product=product
            )
    assert not Sale.objects.exists()


def test_a_correction_keeps_the_wrong_entry_and_takes_it_back() -> None:
    """Three rows, one truth; a second correction of the same entry is refused."""
    maker = shop()
    wrong = sell(maker)
    right = replace(TOLD, quantity=3, goods=195_000)
    key = uuid4()
    for _ in range(2):
        actions.correct_sale(account_of(maker), wrong.pk, right, client_uuid=key, now=NOW)
    assert (Sale.objects.count(), total()) == (3, 195_000)
    wrong.refresh_from_db()
    assert wrong.goods == 130_000
    with pytest.raises(Refusal) as refused:
        actions.correct_sale(account_of(maker), wrong.pk, right, client_uuid=uuid4(), now=NOW)
    assert refused.value.code == "sudah_diperbaiki"


def test_a_refused_correction_changes_nothing() -> None:
    """The reversal is not written when the right entry cannot be."""
    maker = shop()
    wrong = sell(maker)
    future = replace(TOLD, occurred_on=date(2026, 12, 1))
    with pytest.raises(Refusal):
        actions.correct_sale(account_of(maker), wrong.pk, future, client_uuid=uuid4(), now=NOW)
    assert (Sale.objects.count(), total()) == (1, 130_000)


def test_taking_back_twice_is_once() -> None:
    """Urungkan writes one negative entry; a reversal itself cannot be taken back by hand."""
    maker = shop()
    sale = sell(maker)
    backs = {actions.take_back_sale(account_of(maker), sale.pk, now=NOW).pk for _ in range(2)}
    assert (len(backs), total()) == (1, 0)
    with pytest.raises(Refusal) as refused:
        actions.take_back_sale(account_of(maker), backs.pop(), now=NOW)
    assert refused.value.code == "dari_pesanan"


def test_neighbours_neither_see_nor_touch() -> None:
    """Another maker's ledger does not exist for her."""
    one, two = shop(), shop("63.09")
    sale = sell(one)
    assert not access.visible_sales(account_of(two)).exists()
    with pytest.raises(Refusal) as refused:
        actions.take_back_sale(account_of(two), sale.pk, now=NOW)
    assert refused.value.code == "tidak_ada"


def test_the_database_refuses_wrong_sums() -> None:
    """Net must follow from its parts; a plain entry is never negative."""
    sale = sell(shop())
    with pytest.raises(IntegrityError):
        Sale.objects.bulk_create(
            [Sale(**{**_fields(sale), "client_uuid": uuid4(), "net": 1})],
        )


def test_the_database_refuses_to_change_an_entry() -> None:
    """Not even a query set update reaches a written sale."""
    sale = sell(shop())
    with pytest.raises(IntegrityError), transaction.atomic():
        Sale.objects.filter(pk=sale.pk).update(goods=1, net=1)
    assert total() == 130_000


def test_negative_entries_need_something_to_reverse() -> None:
    """Money is not taken out of the ledger without saying which entry was wrong."""
    sale = sell(shop())
    fields = {**_fields(sale), "client_uuid": uuid4(), "goods": -1, "net": -1, "quantity": -1}
    with pytest.raises(IntegrityError):
        Sale.objects.bulk_create([Sale(**fields)])


def _fields(sale: Sale) -> dict[str, object]:
    """Return the figures of an entry for a copy."""
    names = ("business_id", "occurred_on", "channel", "contact", "quantity", "goods", "net")
    return {name: getattr(sale, name) for name in (*names, "source", "entered_at")}


def test_months_are_net_of_reversals_and_unknown_when_empty(
    django_assert_num_queries: object,
) -> None:
    """Sums by month and meeting, one query; a month without entries is not there."""
    maker = shop()
    sell(maker)
    sell(maker, replace(TOLD, channel="WA", goods=50_000, quantity=1))
    wrong = sell(maker, replace(TOLD, occurred_on=date(2026, 9, 30)))
    actions.take_back_sale(account_of(maker), wrong.pk, now=NOW)
    first, last = date(2026, 8, 1), date(2026, 11, 30)
    months = queries.channel_months("63.08", first, last)
    assert [(m.month.month, m.direct, m.online) for m in months] == [
        (9, 130_000, 0),
        (11, 0, 50_000),
    ]
    assert [m.direct_share for m in months] == [1.0, 0.0]
    rows = list(queries.sales_of("63", first, last))
    assert [(r.month.month, r.goods, r.sale_count) for r in rows] == [
        (9, 130_000, 1),
        (11, 50_000, 1),
    ]
    assert list(queries.sales_of("63.09", first, last)) == []


def test_the_first_page_of_a_maker_knows_her_day(django_assert_max_num_queries: object) -> None:
    """To do, today's money and the month; a month without entries is unknown."""
    maker = shop()
    sell(maker)
    today = queries.maker_today(maker, today=date(2026, 11, 24))
    assert (today.sold_today, today.this_month, today.last_month) == (130_000, 130_000, None)
    assert (today.to_do, today.to_do_count) == ([], 0)
