"""Price proofs of goods and the reference price that follows from them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from lampit.basics.texts import gettext_noop
from lampit.people.models import User
from lampit.shops import queries
from lampit.shops.actions._guard import check_keeper, note_help
from lampit.shops.models import PriceReference, Product
from lampit.shops.rules import kinds, prices, texts


@dataclass(frozen=True, slots=True)
class Sighting:
    """A price somebody saw elsewhere for the same good, per unit of the good."""

    price: int
    source_kind: str
    source_name: str
    seen_on: date
    place: str = ""
    link: str = ""
    photo: str = ""
    is_own_stockist: bool = False
    grade: str = "SAMA"
    note: str = ""


def record_reference(
    actor: User, product: Product, seen: Sighting, at: datetime, *, today: date
) -> PriceReference:
    """Record a price proof and refresh the reference price of the good.

    Raises:
        Refusal: `bukan_lapak_anda`, and those of `rules.prices.check_proof`.
    """
    check_keeper(actor, product.maker)
    source = texts.check_name(seen.source_name, gettext_noop("Tulis nama toko atau lapaknya."))
    prices.check_proof(seen.price, seen.seen_on, today=today, has_picture=bool(seen.photo))
    with transaction.atomic():
        _one_at_a_time(product)
        reference = PriceReference.objects.create(
            product=product,
            price=seen.price,
            source_kind=seen.source_kind,
            source_name=source,
            place=texts.cleaned(seen.place)[:120],
            link=seen.link,
            photo=seen.photo,
            seen_on=seen.seen_on,
            grade=seen.grade,
            is_own_stockist=seen.is_own_stockist,
            note=texts.cleaned(seen.note)[:300],
            observer=actor,
            created_at=at,
        )
        refresh_reference(product, today=today)
        note_help(actor, product.maker, "bukti_harga.tambah", ("product", product.pk), at)
    return reference


def withdraw_reference(
    actor: User, reference: PriceReference, at: datetime, *, today: date
) -> None:
    """Take a wrong proof out of the reckoning; the row stays.

    Raises:
        Refusal: `bukan_lapak_anda`.
    """
    check_keeper(actor, reference.product.maker)
    with transaction.atomic():
        _one_at_a_time(reference.product)
        reference.withdrawn_at = at
        reference.save(update_fields=["withdrawn_at"])
        refresh_reference(reference.product, today=today)
        note_help(
            actor,
            reference.product.maker,
            "bukti_harga.tarik",
            ("product", reference.product_id),
            at,
        )


def _one_at_a_time(product: Product) -> None:
    """Let proofs of a good follow each other, so that each reckons with the one before."""
    Product.objects.select_for_update(no_key=True).get(pk=product.pk)


def refresh_reference(product: Product, *, today: date) -> None:
    """Reckon the reference price of a good anew from its standing proofs."""
    found = prices.reference(
        queries.proofs_of([product.pk]).get(product.pk, []),
        today=today,
        is_food=kinds.category(product.category).is_food,
    )
    product.reference_price = found.price
    product.reference_until = found.until if found.price is not None else None
    product.save(update_fields=["reference_price", "reference_until"])


def refresh_all_references(*, today: date) -> int:
    """Reckon the reference prices whose proofs lapsed anew, and those never reckoned."""
    lapsed = Product.objects.filter(
        Q(reference_until__lt=today) | Q(reference_price=None, price_references__isnull=False)
    ).distinct()
    return refresh_references(lapsed.order_by("pk")[:20_000], today=today)


def refresh_references(products: Iterable[Product], *, today: date) -> int:
    """Reckon the reference prices of many goods anew; return how many changed."""
    changed = 0
    listed = list(products)
    proofs = queries.proofs_of([p.pk for p in listed])
    with transaction.atomic():
        for product in listed:
            found = prices.reference(
                proofs.get(product.pk, []),
                today=today,
                is_food=kinds.category(product.category).is_food,
            )
            until = found.until if found.price is not None else None
            if (found.price, until) != (product.reference_price, product.reference_until):
                changed += Product.objects.filter(pk=product.pk).update(
                    reference_price=found.price, reference_until=until
                )
    return changed
