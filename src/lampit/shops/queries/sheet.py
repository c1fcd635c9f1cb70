"""One good whole, as its page shows it: variants, proofs and photos of a good already scoped."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils import timezone

from lampit.shops.models import Photo, PriceReference, Product, Variant
from lampit.shops.queries.shelf import kecamatan, together
from lampit.shops.rules import freshness, kinds, prices
from lampit.shops.rules.stock import Availability
from lampit.web.prepared import Prepared

_CHOICES = Prepared(
    lambda product_id: (
        Variant.objects.filter(product_id=product_id, is_offered=True)
        .annotate(there=Coalesce(F("stock__on_hand") - F("stock__reserved"), 0))
        .order_by("position", "pk")
        .values_list("pk", "code", "name", "own_price", "there", "lead_days", "kind", "slots_each")[
            :50
        ]
    )
)
_PROOFS = Prepared(
    lambda product_id: PriceReference.objects.filter(
        product_id=product_id, withdrawn_at=None
    ).order_by("-seen_on", "-pk")[:50]
)
_PHOTOS = Prepared(
    lambda product_id: Photo.objects.filter(product_id=product_id, made__gt=0).order_by(
        "position", "pk"
    )[:10]
)


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


def whole(product: Product | None, *, today: date) -> Whole | None:
    """Return all that the page of a good shows; three queries.

    `product` is one that `access.reachable_good` found, None where it found none.
    """
    if product is None or product.checked_at is None:
        return None
    choices = [
        Choice(
            pk=pk,
            code=code,
            name=name,
            price=own_price or product.price,
            left=there,
            lead_days=lead_days,
            kind=kind,
            slots_each=slots_each,
        )
        for pk, code, name, own_price, there, lead_days, kind, slots_each in _CHOICES.rows(
            product.pk
        )
    ]
    proofs = _PROOFS.rows(product.pk)
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
        photos=_PHOTOS.rows(product.pk),
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
