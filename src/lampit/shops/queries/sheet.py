"""One good whole, as its page shows it.

Its variants, proofs and photos are read by plain SQL: they hang on the primary key of a good that
is already scoped, and compiling the same three statements anew took a quarter of the page.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils import timezone

from lampit.shops.models import Photo, PriceReference, Product, Variant
from lampit.shops.queries.shelf import kecamatan, together
from lampit.shops.rules import freshness, kinds, prices
from lampit.shops.rules.stock import Availability

CHOICES = """
    SELECT v.*, COALESCE(s.on_hand - s.reserved, 0) AS there
    FROM shops_variant v LEFT JOIN shops_stock s ON s.variant_id = v.id
    WHERE v.product_id = %s AND v.is_offered ORDER BY v.position, v.id LIMIT 50
"""
PROOFS = """
    SELECT * FROM shops_pricereference
    WHERE product_id = %s AND withdrawn_at IS NULL ORDER BY seen_on DESC, id DESC LIMIT 50
"""
PHOTOS = """
    SELECT * FROM shops_photo
    WHERE product_id = %s AND made > 0 ORDER BY position, id LIMIT 10
"""


@dataclass(frozen=True, slots=True)
class Choice:
    """A variant as the page offers it."""

    pk: int
    code: str
    name: str
    price: int
    left: int
    lead_days: int | None
    kind: str
    slots_each: int = 1


@dataclass(frozen=True, slots=True)
class Whole:
    """A good with all its page shows."""

    product: Product
    place: str
    village: str
    choices: list[Choice]
    photos: list[Photo]
    proofs: list[PriceReference]
    reference: prices.Reference
    saving: int | None
    readiness: Availability
    freshness: str
    checked_at: datetime


def whole(products: QuerySet[Product], slug: str, *, today: date) -> Whole | None:
    """Return the good of an address word with all its page shows; four queries."""
    rows = products.filter(slug=slug).select_related("maker__place__parent", "maker__region")
    product = rows.first()
    if product is None or product.checked_at is None:
        return None
    choices = [
        Choice(
            pk=v.pk,
            code=v.code,
            name=v.name,
            price=v.own_price or product.price,
            left=v.there,  # type: ignore[attr-defined]  # selected beside the columns
            lead_days=v.lead_days,
            kind=v.kind,
            slots_each=v.slots_each,
        )
        for v in Variant.objects.raw(CHOICES, [product.pk])
    ]
    proofs = list(PriceReference.objects.raw(PROOFS, [product.pk]))
    is_food = kinds.category(product.category).is_food
    reference = prices.reference(
        [prices.Proof(p.price, p.source_name, p.seen_on, p.is_own_stockist) for p in proofs],
        today=today,
        is_food=is_food,
    )
    region = product.maker.place
    checked_on = timezone.localtime(product.checked_at).date()
    variants = [(c.kind, c.left, c.lead_days) for c in choices]
    return Whole(
        product=product,
        place=kecamatan(region.name, region.parent.name if region.parent else None, region.level),
        village=region.name,
        choices=choices,
        photos=list(Photo.objects.raw(PHOTOS, [product.pk])),
        proofs=proofs,
        reference=reference,
        saving=prices.saving_percent(reference.price, product.price),
        readiness=together(variants, checked_on, today, ready_until=product.ready_until),
        freshness=freshness.freshness(
            checked_on,
            today=today,
            fresh_until=product.fresh_until,
            shown_until=product.shown_until,
        ),
        checked_at=product.checked_at,
    )
