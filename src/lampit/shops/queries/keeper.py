"""Reads for makers: their shop, their goods with stock, what needs doing today."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Sum, When
from django.utils.translation import gettext

from lampit.national.qris import Qris
from lampit.people.queries.auditing import last_entry
from lampit.registry.rules.freshness import CONFIRMATIONS
from lampit.shops.models import Maker, Photo, PriceReference, Product, Stock, Variant
from lampit.shops.models.goods import ProductState
from lampit.shops.queries.freshness import hidden, stale
from lampit.shops.rules import freshness, paycode


def shop_of(makers: QuerySet[Maker], chosen: str = "", own: int | None = None) -> Maker | None:
    """Return the chosen shop among those a person keeps, else her own, else the first; one query.

    `own` is her account: a shop that she only helps never comes before hers.
    """
    hers = [Case(When(account=own, then=0), default=1)] if own is not None else []
    known = makers.select_related("place__parent", "region", "business")
    known = known.order_by(*hers, "name", "pk")
    if chosen:
        return known.filter(slug=chosen).first() or known.first()
    return known.first()


OFFERED = Q(variants__is_offered=True)


def is_only(makers: QuerySet[Maker]) -> bool:
    """Say whether there is no second shop to mistake the first one for; one query."""
    return len(makers.order_by().values_list("pk")[:2]) < 2


@dataclass(frozen=True, slots=True)
class Tasks:
    """What a maker's goods ask for today."""

    live: int
    stale: int
    hidden_by_age: int
    without_photo: int
    sold_out: int
    drafts: int

    @property
    def count(self) -> int:
        """Return how many kinds of work there are."""
        return sum(bool(n) for n in (self.stale, self.without_photo, self.sold_out, self.drafts))


def tasks(maker: Maker, *, today: date) -> Tasks:
    """Return what the goods of a shop ask for; one query."""
    empty = Variant.objects.filter(
        product=OuterRef("pk"), kind="SIAP", stock__on_hand__lte=F("stock__reserved")
    )
    live = Q(state=ProductState.LIVE)
    found = Product.objects.filter(maker=maker).aggregate(
        live=Count("pk", filter=live),
        stale=Count("pk", filter=live & stale(today)),
        hidden_by_age=Count("pk", filter=live & hidden(today)),
        without_photo=Count("pk", filter=live & Q(cover="")),
        sold_out=Count("pk", filter=live & Q(Exists(empty))),
        drafts=Count("pk", filter=Q(state=ProductState.DRAFT)),
    )
    return Tasks(**found)


@dataclass(frozen=True, slots=True)
class StillOpen:
    """When the business behind a shop last showed life, by what, and whether to ask now."""

    on: date | None
    kind: str
    is_due: bool
    is_paused: bool


def still_open(maker: Maker, *, today: date) -> StillOpen:
    """Return what is known of the business of a loaded shop; no query with its business loaded."""
    business = maker.business
    told = CONFIRMATIONS.get(business.confirmed_by, business.confirmed_by)
    days = (today - business.confirmed_on).days if business.confirmed_on else None
    return StillOpen(
        business.confirmed_on,
        gettext(told) if told else "",
        days is None or days > freshness.FRESH_DAYS,
        business.status in ("tutup_sementara", "tutup"),
    )


def goods_of(maker: Maker) -> QuerySet[Product]:
    """Return the goods of a shop with what is left of them, newest first; one query when read."""
    return (
        Product.objects.filter(maker=maker)
        .annotate(
            on_hand=Sum("variants__stock__on_hand", filter=OFFERED),
            reserved=Sum("variants__stock__reserved", filter=OFFERED),
            lead_days=Sum("variants__lead_days", filter=OFFERED),
            choice_count=Count("variants", filter=OFFERED),
        )
        .order_by("-created_at", "-pk")
    )


def newest_goods(maker: Maker, count: int, *, only_live: bool = False) -> list[Product]:
    """Return the newest goods of a shop with what is left of them; one query."""
    goods = goods_of(maker)
    return list((goods.filter(state=ProductState.LIVE) if only_live else goods)[:count])


def main_variant(product: Product) -> Variant | None:
    """Return the first variant of a good on offer with its stock; one query."""
    known = product.variants.select_related("stock")
    return known.order_by("-is_offered", "position", "pk").first()


def choices_of(product: Product) -> list[Variant]:
    """Return the choices of a good on offer, with `on_hand`; one query."""
    rows = product.variants.filter(is_offered=True).annotate(on_hand=F("stock__on_hand"))
    return list(rows.order_by("position", "pk")[:50])


def all_choices_of(product: Product) -> list[Variant]:
    """Return the choices of a good, retired ones too; one query."""
    return list(product.variants.order_by("position", "pk")[:200])


def retired_choices_of(product: Product) -> list[Variant]:
    """Return the choices that are not sold any more, newest first; one query."""
    return list(product.variants.filter(is_offered=False).order_by("-pk")[:50])


def references_of(product: Product) -> list[PriceReference]:
    """Return the standing proofs of a good, newest first, at most fifty; one query."""
    return list(product.price_references.filter(withdrawn_at=None)[:50])


def on_hand(variant: Variant) -> int | None:
    """Return the pieces on the shelf of a variant loaded by `main_variant`, None without stock."""
    try:
        return variant.stock.on_hand
    except Stock.DoesNotExist:
        return None


def kept_good(products: QuerySet[Product], slug: str) -> Product | None:
    """Return the good of an address word with its shop; one query."""
    found = products.filter(slug=slug)
    return found.select_related("maker__place__parent", "maker__region").first()


def kept_reference(
    references: QuerySet[PriceReference], slug: str, number: int
) -> PriceReference | None:
    """Return a proof of the good `slug` with its good and shop; one query."""
    found = references.filter(product__slug=slug, pk=number)
    return found.select_related("product__maker").first()


def photos_of(product: Product) -> list[Photo]:
    """Return the photos of a good in its maker's order; one query."""
    return list(product.photos.all()[:10])


def choosable(makers: QuerySet[Maker], text: str) -> list[Maker]:
    """Return shops whose name holds a text, by name, at most fifty; one query."""
    found = makers.filter(name__icontains=text.strip()) if text.strip() else makers
    return list(found.select_related("place").order_by("name", "pk")[:50])


def known_qris(maker: Maker) -> Qris | None:
    """Return the QRIS a shop has, as parsed; no query."""
    return paycode.kept(maker.qris)


@dataclass(frozen=True, slots=True)
class Swapped:
    """A QRIS that took the place of another one: when, by whom, and whose name it bears."""

    at: datetime
    by: str
    name: str


def swapped_qris(maker: Maker, now: datetime) -> Swapped | None:
    """Return a swap of the shop's QRIS in the last 14 days, None without; one query at most.

    Stickers and accounts are swapped by fraudsters (commerce.md 1.4): whoever keeps the shop, its
    owner and her mentor, is told, also when a program did it.
    """
    since = now - paycode.WARNED
    code = known_qris(maker)
    if code is None or maker.qris_changed_at is None or maker.qris_changed_at < since:
        return None
    entry = last_entry("maker", maker.pk, "qris.ganti", since=since)
    return Swapped(entry.at, entry.actor_name, code.merchant_name) if entry else None


def last_category(maker: Maker) -> str:
    """Return the category of the newest good of a shop, for the next one; one query."""
    newest = Product.objects.filter(maker=maker).order_by("-pk").values_list("category", flat=True)
    return newest.first() or ""


def covers_of(business: int, at_most: int) -> list[str]:
    """Return the digests of the covers of a business's newest goods; one query."""
    goods = Product.objects.filter(maker__business=business).exclude(cover="")
    return list(goods.order_by("-pk").values_list("cover", flat=True)[:at_most])
