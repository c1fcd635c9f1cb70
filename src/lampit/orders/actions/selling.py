"""The sales ledger by hand: a sale in three taps, a correction as new entries."""

from dataclasses import replace
from datetime import date, datetime, time
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from lampit.basics.refusal import Refusal
from lampit.orders import access
from lampit.orders.actions import _stock
from lampit.orders.actions._ledger import day_of, reversal
from lampit.orders.models import Sale
from lampit.orders.rules import channels
from lampit.orders.rules.channels import SaleTold
from lampit.people.models import User
from lampit.registry.actions import confirm_business
from lampit.registry.models import Business
from lampit.shops.models import Product


def record_sale(
    person: User,
    business: Business,
    told: SaleTold,
    *,
    client_uuid: UUID,
    now: datetime,
    product: Product | None = None,
) -> Sale:
    """Note a sale of a business that `person` sells for; the same uuid again is the same entry.

    Raises:
        Refusal: `tidak_valid`, `sale_in_future`, `usaha_lain`, `kunci_dipakai` when the uuid
            already stands for a sale of other figures (a page gone back to and filled in anew).
    """
    channels.check_sale(told, today=day_of(now))
    if not access.may_sell_for(person, business.pk):
        raise Refusal("usaha_lain", "Penjualan hanya bisa dicatat untuk lapak sendiri.")
    if product is not None and product.maker.business_id != business.pk:
        raise Refusal("tidak_valid", "Barang ini bukan barang lapak Anda.")
    entry = _entry(person, business, told, client_uuid, now, product)
    with transaction.atomic():
        is_known = Sale.objects.filter(client_uuid=client_uuid).exists()
        Sale.objects.bulk_create([entry], ignore_conflicts=True)
        sale = Sale.objects.select_related("product").get(client_uuid=client_uuid)
        if _figures(sale) != _figures(entry):
            raise Refusal(
                "kunci_dipakai",
                "Halaman ini sudah dipakai mencatat jualan lain. Kalau yang ini juga laku, "
                "tekan sekali lagi.",
            )
        if not is_known:
            _stock.take_counter(sale, now=now, by=person)
            confirm_business(business, "sale", _moment(told.occurred_on, now), person)
    return sale


def _moment(on: date, now: datetime) -> datetime:
    """Return when a sale of a day was: now for today's, noon for one noted later."""
    local = timezone.localtime(now)
    return now if on >= local.date() else datetime.combine(on, time(12), local.tzinfo)


def _figures(sale: Sale) -> tuple[object, ...]:
    """Return what makes two sendings of a form the same sale."""
    return (
        sale.business_id, sale.product_id, sale.occurred_on, sale.channel, sale.contact,
        sale.quantity, sale.goods, sale.discount, sale.fees, sale.shipping,
    )  # fmt: skip


def take_back_sale(person: User, sale_id: int, *, now: datetime) -> Sale:
    """Take a hand-written entry back with a new, negative one; twice is once.

    Raises:
        Refusal: `tidak_ada`, `dari_pesanan`.
    """
    with transaction.atomic():
        sale = _own_entry(person, sale_id)
        earlier = Sale.objects.filter(reverses=sale).first()
        if earlier is not None:
            return earlier
        entry = reversal(sale, now=now, by=person, note=sale.note)
        entry.save(force_insert=True)
        _stock.put_counter_back(sale, now=now, by=person)
        return entry


def correct_sale(
    person: User, sale_id: int, told: SaleTold, *, client_uuid: UUID, now: datetime
) -> Sale:
    """Replace an entry by what it should have been: a reversal and a new entry, both kept.

    Raises:
        Refusal: `tidak_ada`, `dari_pesanan`, `sudah_diperbaiki`, `tidak_valid`, `sale_in_future`.
    """
    with transaction.atomic():
        wrong = _own_entry(person, sale_id)
        again = Sale.objects.filter(client_uuid=client_uuid).first()
        if again is not None:
            return again
        if Sale.objects.filter(reverses=wrong).exists():
            raise Refusal("sudah_diperbaiki", "Catatan ini sudah pernah diperbaiki.")
        take_back_sale(person, sale_id, now=now)
        return record_sale(
            person,
            wrong.business,
            replace(told, note=told.note or wrong.note),
            client_uuid=client_uuid,
            now=now,
            product=wrong.product,
        )


def _own_entry(person: User, sale_id: int) -> Sale:
    """Return a hand-written entry of the person's shop, locked where the engine can.

    Raises:
        Refusal: `tidak_ada`, `dari_pesanan`.
    """
    sale = (
        access.visible_sales(person)
        .select_for_update(of=("self",))
        .select_related("business", "product__maker")
        .filter(pk=sale_id)
        .first()
    )
    if sale is None:
        raise Refusal("tidak_ada", "Catatan penjualan ini tidak ada.")
    if sale.source == channels.ORDER or sale.reverses_id is not None:
        raise Refusal("dari_pesanan", "Catatan ini berubah lewat pesanannya, bukan di sini.")
    return sale


def _entry(
    person: User,
    business: Business,
    told: SaleTold,
    client_uuid: UUID,
    now: datetime,
    product: Product | None,
) -> Sale:
    """Return the unsaved entry of a sale as told."""
    return Sale(
        business=business,
        product=product,
        occurred_on=told.occurred_on,
        channel=told.channel,
        contact=channels.contact_of(told.channel, told.contact),
        quantity=told.quantity,
        goods=told.goods,
        discount=told.discount,
        fees=told.fees,
        shipping=told.shipping,
        net=told.net,
        source=channels.MANUAL,
        client_uuid=client_uuid,
        note=told.note.strip(),
        entered_by=person,
        entered_at=now,
    )
