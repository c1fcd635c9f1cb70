"""Reads for buyers: shelves of goods, one good whole, one shop; built for speed.

Rows come as plain values, not as model instances: a shelf of 24 costs three queries and no more
than its rows.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import get_language

from lampit.places.models import Region
from lampit.shops.models import PriceReference, Product, Variant
from lampit.shops.queries.abroad import english_names
from lampit.shops.rules import freshness, prices
from lampit.shops.rules.stock import READY_TO_SHIP, Availability, availability
from lampit.web.prepared import Prepared

SHELF_SIZE = 24
LENGTH_OF_KECAMATAN = 8  # of codes like 63.08.08.2010
READY_VARIANTS = Variant.objects.filter(
    product=OuterRef("pk"),
    is_offered=True,
    kind=READY_TO_SHIP,
    stock__on_hand__gt=F("stock__reserved"),
)
_COLUMNS = (
    "pk", "slug", "name", "category", "unit", "price", "reference_price", "reference_until",
    "checked_at", "cover", "cover_alt", "maker__name", "maker__slug", "maker__place__name",
    "maker__place__parent__name", "maker__place__level", "ready_until",
)  # fmt: skip
_GOODS = Prepared(lambda *ids: Product.objects.filter(pk__in=ids).order_by().values_list(*_COLUMNS))
_VARIANTS = Prepared(
    lambda *product_ids: (
        Variant.objects.filter(product_id__in=product_ids, is_offered=True)
        .order_by()
        .values_list("product_id", "kind", "lead_days", "stock__on_hand", "stock__reserved")
    )
)


@dataclass(frozen=True, slots=True)
class Good:
    """A good on a shelf.

    Attributes:
        reference_price, saving: shown only while the proofs hold; saving in whole percent.
        place: the kecamatan of its maker.
        readiness: how it can be had.
    """

    pk: int
    slug: str
    name: str
    category: str
    unit: str
    price: int
    reference_price: int | None
    saving: int | None
    cover: str
    cover_alt: str
    maker: str
    maker_slug: str
    place: str
    checked_on: date
    readiness: Availability
    english: str = ""  # its name on an English page, "" where nobody translated it


def shelf(products: QuerySet[Product], start: int, end: int, *, today: date) -> list[Good]:
    """Return the goods from `start` to `end` of an ordered, scoped queryset; two queries.

    On an English page three: their English names.
    """
    return _shelf(list(products.values_list(*_COLUMNS)[start:end]), today)


def _shelf(rows: "Sequence[Sequence[Any]]", today: date) -> list[Good]:
    """Return the goods of some rows; one query, on an English page two."""
    numbers = [row[0] for row in rows]
    variants = _readiness(numbers)
    names = english_names(numbers) if get_language() == "en" else {}
    return [_good(row, variants.get(row[0], []), today, names.get(row[0], "")) for row in rows]


def shelf_of(ids: Sequence[int], *, today: date) -> list[Good]:
    """Return some goods in the order of their numbers given; two queries."""
    found = _shelf(_GOODS.few(*ids), today)
    at = {pk: place for place, pk in enumerate(ids)}
    return sorted(found, key=lambda good: at[good.pk])


def _good(
    row: Sequence[Any], variants: list[tuple[str, int, int | None]], today: date, english: str = ""
) -> Good:
    checked_on = timezone.localtime(row[8]).date() if row[8] else today
    reference = row[6] if row[7] is not None and row[7] >= today else None
    saving = prices.saving_percent(reference, row[5])
    return Good(
        pk=row[0], slug=row[1], name=row[2], category=row[3], unit=row[4], price=row[5],
        reference_price=reference if saving else None, saving=saving, cover=row[9],
        cover_alt=row[10] or row[2], maker=row[11], maker_slug=row[12],
        place=kecamatan(row[13], row[14], row[15]), checked_on=checked_on,
        readiness=together(variants, checked_on, today, ready_until=row[16]), english=english,
    )  # fmt: skip


def kecamatan(name: str, parent: str | None, level: int) -> str:
    """Return the kecamatan in which a region of this level lies, or the region itself."""
    return parent if level == 4 and parent else name


def _readiness(product_ids: Sequence[int]) -> dict[int, list[tuple[str, int, int | None]]]:
    found: dict[int, list[tuple[str, int, int | None]]] = {}
    for product_id, kind, lead_days, on_hand, reserved in _VARIANTS.few(*product_ids):
        left = (on_hand or 0) - (reserved or 0)
        found.setdefault(product_id, []).append((kind, left, lead_days))
    return found


def together(
    variants: list[tuple[str, int, int | None]],
    checked_on: date,
    today: date,
    *,
    ready_until: date | None = None,
) -> Availability:
    """Return how a good can be had over all its variants: stock first, then soonest made.

    The variant with most pieces decides, not their sum: words about a good then change only
    when those about one of its variants do.
    """
    ready = freshness.is_surely_ready(checked_on, today=today, ready_until=ready_until)
    left = max((left for kind, left, _ in variants if kind == READY_TO_SHIP), default=0)
    leads = [days for kind, _, days in variants if kind != READY_TO_SHIP and days]
    if left <= 0 and leads:
        return availability("BUAT", 0, min(leads), is_surely_ready=ready)
    return availability(READY_TO_SHIP, left, None, is_surely_ready=ready)


@dataclass(frozen=True, slots=True)
class Savings:
    """What the proofs say over a set of goods: mean saving of those that have proofs."""

    goods: int
    proven: int
    mean_share: float | None


def names_of_kecamatan(places: Iterable[str]) -> list[tuple[str, str]]:
    """Return the kecamatan (code, name) of some places, by name; one query."""
    codes = {code[:LENGTH_OF_KECAMATAN] for code in places}
    rows = Region.objects.filter(pk__in=codes, level=3).order_by("name")
    return list(rows.values_list("code", "name")[:200])


def proofs_of(product_ids: Iterable[int]) -> dict[int, list[prices.Proof]]:
    """Return the standing price proofs by good, those with a picture alone; one query."""
    pictured = PriceReference.objects.filter(withdrawn_at=None).exclude(photo="")
    rows = pictured.filter(product__in=list(product_ids)).values_list(
        "product_id", "price", "source_name", "seen_on", "is_own_stockist"
    )
    found: dict[int, list[prices.Proof]] = {}
    for product_id, price, source, seen_on, own in rows:
        found.setdefault(product_id, []).append(
            prices.Proof(price, source, seen_on, is_own_stockist=own)
        )
    return found


def asked_good(products: QuerySet[Product], slug: str) -> Product | None:
    """Return a good with its shop, for the way to its maker; one query."""
    return products.filter(slug=slug).select_related("maker").first()
