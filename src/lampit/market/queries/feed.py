"""Goods for feeds, chunk by chunk: four queries for each thousand, memory flat."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from django.db.models import QuerySet
from django.utils import timezone

from lampit.market.queries.offers import PICTURE, offer
from lampit.market.rules.feeds import GOOGLE_SIDE, META_SIDE, Listed
from lampit.outside.pictures import file_name
from lampit.shops.models import Photo, Product, Variant
from lampit.shops.queries import Choice
from lampit.shops.queries.capacity import free_weeks, openings
from lampit.shops.queries.shelf import kecamatan, together
from lampit.shops.rules import kinds
from lampit.shops.rules.capacity import Opening
from lampit.shops.rules.stock import MADE_TO_ORDER

CHUNK = 1_000
MOST_PICTURES = 21
Photos = list[tuple[str, int, int]]


def listed_goods(products: QuerySet[Product], root: str, *, today: date) -> Iterator[Listed]:
    """Yield goods by their number with all that feeds tell; `root` begins every address."""
    last = 0
    wanted = products.select_related("maker__place__parent").order_by("pk")
    while goods := list(wanted.filter(pk__gt=last)[:CHUNK]):
        last = goods[-1].pk
        numbers = [good.pk for good in goods]
        choices, photos = _choices(goods), _photos(numbers)
        weeks = _weeks(goods, choices, today)
        for good in goods:
            if good.pk in choices:
                free = weeks.get(good.maker_id, {})
                found = openings(good.maker, choices[good.pk], free, today)
                yield _listed(
                    good, choices[good.pk], photos.get(good.pk, []), found, root=root, today=today
                )


def _weeks(
    goods: Sequence[Product], choices: Mapping[int, Sequence[Choice]], today: date
) -> dict[int, dict[date, int]]:
    """Return the free weeks of those makers whose goods are made to order; at most one query."""
    makers = {
        good.maker_id
        for good in goods
        if any(one.kind == MADE_TO_ORDER for one in choices.get(good.pk, ()))
    }
    return free_weeks(makers, today) if makers else {}


def _listed(
    good: Product,
    choices: Sequence[Choice],
    photos: Photos,
    found: Mapping[int, Opening | None],
    *,
    root: str,
    today: date,
) -> Listed:
    checked_on = timezone.localtime(good.checked_at).date() if good.checked_at else today
    place = good.maker.place
    readiness = together([(c.kind, c.left, c.lead_days) for c in choices], checked_on, today)
    facts = offer(
        good, choices, readiness, [digest for digest, _, _ in photos], found,
        place=kecamatan(place.name, place.parent.name if place.parent else None, place.level),
        root=root, today=today,
    )  # fmt: skip
    sides = [min(width, height) for _, width, height in photos]
    addresses = [f"{root}/media/{file_name(digest, PICTURE)}" for digest, _, _ in photos]
    told = list(zip(addresses, sides, strict=True))
    return Listed(
        offer=facts,
        shelf=good.category,
        is_food=kinds.category(good.category).is_food,
        group=good.slug,
        large=tuple(one for one, side in told if side >= META_SIDE),
        usable=tuple(one for one, side in told if side >= GOOGLE_SIDE),
    )


def _choices(goods: Sequence[Product]) -> dict[int, list[Choice]]:
    prices = {good.pk: good.price for good in goods}
    rows = (
        Variant.objects.filter(product__in=list(prices), is_offered=True)
        .order_by("product_id", "position", "pk")
        .values_list(
            "product_id", "pk", "code", "name", "own_price", "stock__on_hand", "stock__reserved",
            "lead_days", "kind", "slots_each",
        )
    )  # fmt: skip
    found: dict[int, list[Choice]] = {}
    for product, pk, code, name, own, on_hand, reserved, lead_days, kind, slots in rows:
        left = (on_hand or 0) - (reserved or 0)
        choice = Choice(pk, code, name, own or prices[product], left, lead_days, kind, slots)
        found.setdefault(product, []).append(choice)
    return found


def _photos(numbers: Sequence[int]) -> dict[int, Photos]:
    rows = (
        Photo.objects.filter(product__in=numbers, made__gt=0)
        .order_by("product_id", "position", "pk")
        .values_list("product_id", "digest", "width", "height")
    )
    found: dict[int, Photos] = {}
    for product, digest, width, height in rows:
        kept = found.setdefault(product, [])
        if len(kept) < MOST_PICTURES:
            kept.append((digest, width, height))
    return found
