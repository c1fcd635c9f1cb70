"""Choices of a good, written on one page; what was ordered of a choice is never taken away."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F

from lampit.basics.refusal import Refusal
from lampit.people.models import User
from lampit.shops.actions._guard import check_keeper, note_help
from lampit.shops.actions.finding import index_product
from lampit.shops.actions.stock import count_stock
from lampit.shops.models import Product, Stock, Variant
from lampit.shops.rules import texts, variants
from lampit.shops.rules.stock import MADE_TO_ORDER


def save_choices(
    actor: User,
    product: Product,
    choices: Sequence[variants.Choice],
    at: datetime,
    *,
    seen_version: int,
) -> Product:
    """Write the choices of a good; those left out of `choices` are retired, never deleted.

    Raises:
        Refusal: `bukan_lapak_anda`, `berubah`, those of `rules.variants` and of counting stock.
    """
    check_keeper(actor, product.maker)
    variants.check_choices(choices, product.maker.weekly_slots)
    with transaction.atomic():
        written = Product.objects.filter(pk=product.pk, version=seen_version).update(
            version=F("version") + 1, changed_at=at
        )
        if not written:
            raise Refusal(
                "berubah", "Ada yang lebih dulu mengubah barang ini. Periksa lagi, lalu simpan."
            )
        stored = {one.pk: one for one in Variant.objects.filter(product=product)}
        kept = {one.pk for one in choices if one.pk is not None and one.is_offered}
        gone = [pk for pk in stored if pk not in kept]
        Variant.objects.filter(pk__in=gone).update(is_offered=False)
        codes = [one.code for one in stored.values()]
        for position, choice in enumerate(one for one in choices if one.is_offered):
            variant = stored.get(choice.pk or 0) or _new(product, codes)
            _write(actor, variant, choice, position, at)
        product.refresh_from_db()
        index_product(product)
        note_help(actor, product.maker, "barang.pilihan", ("product", product.pk), at)
    return product


def _new(product: Product, codes: list[str]) -> Variant:
    code = variants.next_code(product.pk, codes)
    codes.append(code)
    return Variant(product=product, code=code)


def _write(
    actor: User, variant: Variant, choice: variants.Choice, position: int, at: datetime
) -> None:
    made = choice.kind == MADE_TO_ORDER
    for name in ("size", "colour", "motif"):
        setattr(variant, name, texts.cleaned(getattr(choice, name))[: variants.LONGEST_WORD])
    variant.name = choice.name[:80]
    variant.position = position
    variant.kind = choice.kind
    variant.lead_days = choice.lead_days if made else None
    variant.slots_each = choice.slots_each if made else 1
    variant.own_price = choice.own_price
    variant.is_offered = True
    variant.save()
    if not made:
        Stock.objects.get_or_create(variant=variant)
        if choice.stock is not None:
            count_stock(actor, variant, choice.stock, at)
