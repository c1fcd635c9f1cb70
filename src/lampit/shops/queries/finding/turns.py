"""Whose turn it is on a shelf today: the counts that `rules.fairness` deals from."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Count, F, Q, QuerySet, Sum
from django.utils import timezone

from lampit.shops.models import Curation, Product, Term
from lampit.shops.queries.curation import standing
from lampit.shops.queries.shelf import Savings
from lampit.shops.rules import fairness, kinds
from lampit.shops.rules.fairness import FRESH, Deal, Place
from lampit.shops.rules.finding.words import FACET
from lampit.web.prepared import asked_once


def dealt(products: QuerySet[Product], today: date) -> Deal:
    """Return today's order of a shelf; two queries, three with curated goods."""
    rows = (
        products.order_by().values_list("maker_id")
        .annotate(goods=Count("pk"), fresh=Count("pk", filter=_fresh(today)))
    )  # fmt: skip
    return deal_of(asked_once(rows), today)


def deal_of(rows: Iterable[tuple[int, int, int]], today: date) -> Deal:
    """Return today's order from (maker, goods, new goods) counted already; one query or two.

    A maker may come in several rows.
    """
    counts: dict[int, int] = {}
    fresh = set()
    for maker, goods, new in rows:
        counts[maker] = counts.get(maker, 0) + goods
        if new:
            fresh.add(maker)
    return fairness.deal(counts, today, fresh=fresh, curated=_curated(today))


def _fresh(today: date) -> Q:
    """Say in the database whether a good is new: integers come back, no instants to read."""
    since = datetime.combine(fairness.fresh_since(today), time.min)
    return Q(published_at__gte=timezone.make_aware(since))


def _curated(today: date) -> set[int]:
    """Return the makers of goods that passed the curation and are valid today."""
    marks = Curation.objects.filter(standing(today))
    goods = list(marks.order_by().values_list("product_id", flat=True))
    if not goods:
        return set()
    return set(Product.objects.filter(pk__in=goods).order_by().values_list("maker_id", flat=True))


def day_of(at: datetime) -> date:
    """Return the day of an instant where the market is."""
    return timezone.localtime(at).date()


def newness(at: datetime | None) -> int:
    """Return a number that grows with the day of first sale."""
    return day_of(at).toordinal() if at else 0


def goods_at(products: QuerySet[Product], deal: Deal, places: list[Place]) -> list[int]:
    """Return the numbers of the goods at some places of a shelf; one query."""
    asked = {place.maker for place in places}
    rows = products.order_by().filter(maker__in=asked).values_list("maker_id", "pk", "published_at")
    fresh = _fresh_of(deal)
    # When a good was first sold decides among those of new makers alone.
    told = ((maker, pk, newness(at) if maker in fresh else 0) for maker, pk, at in asked_once(rows))
    return placed(told, deal, places)


def _fresh_of(deal: Deal) -> set[int]:
    """Return the makers whose newest goods come first."""
    return {place.maker for place in deal.first if place.why == FRESH}


def placed(
    rows: Iterable[tuple[int, int, int]], deal: Deal, places: Sequence[Place]
) -> list[int]:  # fmt: skip
    """Return the goods at some places from (maker, good, newness) of those makers."""
    fresh = _fresh_of(deal)
    hers: dict[int, list[tuple[int, int]]] = {}
    for maker, pk, new in rows:
        hers.setdefault(maker, []).append((pk, new))
    orders = {
        maker: fairness.order_of_goods(goods, deal.shift, newest_first=maker in fresh)
        for maker, goods in hers.items()
    }
    return [
        orders[place.maker][place.nth] for place in places
        if place.nth < len(orders.get(place.maker, ()))
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Census:
    """The whole market counted once: goods by maker and category, savings, today's order."""

    categories: dict[str, int]
    savings: Savings
    deal: Deal


def census(products: QuerySet[Product], today: date) -> Census:
    """Count a market by maker and category; two queries."""
    proven = Q(reference_until__gte=today, reference_price__gt=0)
    rows = asked_once(
        products.order_by().values_list("maker_id", "category").annotate(
            goods=Count("pk"), fresh=Count("pk", filter=_fresh(today)),
            proven=Count("pk", filter=proven),
            # Integer hundredths of a percent: both databases divide alike.
            total=Sum(
                (F("reference_price") - F("price")) * 10_000 / F("reference_price"), filter=proven
            ),
        )
    )  # fmt: skip
    categories: dict[str, int] = {}
    for row in rows:
        categories[row[1]] = categories.get(row[1], 0) + row[2]
    with_proof, total = sum(row[4] for row in rows), sum(int(row[5] or 0) for row in rows)
    return Census(
        categories=categories,
        savings=Savings(
            sum(categories.values()), with_proof,
            total / with_proof / 10_000 if with_proof else None,
        ),
        deal=deal_of(((maker, goods, fresh) for maker, _c, goods, fresh, *_r in rows), today),
    )  # fmt: skip


def kinds_on_sale() -> set[str]:
    """Return the categories that the index holds goods of; one query."""
    start = f"jenis{FACET}"
    # By name, so that a kept page hangs on these terms alone.
    rows = Term.objects.filter(text__in=[f"{start}{kind.slug}" for kind in kinds.CATEGORIES])
    rows = rows.filter(goods__gt=0)
    return {text.removeprefix(start) for text in rows.values_list("text", flat=True)}
