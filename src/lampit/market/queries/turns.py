"""The daily order told to everybody: whose goods stand on the first page and why."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from lampit.market.queries.standing import goods_of_day
from lampit.shops.models import Maker, Product
from lampit.shops.queries import finding
from lampit.shops.rules import fairness


def turns_of_day(today: date) -> dict[str, Any]:
    """Return today's numbers and the first page with its reasons; four queries."""
    shelf = finding.standing(goods_of_day(today), today)
    deal = shelf.deal(finding.Wish())
    places = deal.places(0, fairness.PAGE)
    ids = shelf.at(finding.Wish(), deal, places)
    names = dict(Product.objects.filter(pk__in=ids).values_list("pk", "name"))
    makers = {
        pk: (name, slug)
        for pk, name, slug in Maker.objects.filter(
            pk__in={place.maker for place in places}
        ).values_list("pk", "name", "slug")
    }
    rows = [
        {"place": number, "good": names.get(pk, ""), "maker": makers[place.maker][0],
         "slug": makers[place.maker][1], "why": place.why, "lot": fairness.lot(place.maker)}
        for number, (place, pk) in enumerate(zip(places, ids, strict=False), 1)
    ]  # fmt: skip
    return {
        "rows": rows, "makers": len(deal.ring), "goods": deal.total, "day": deal.day,
        "start": deal.start, "cycle": fairness.days_of_cycle(len(deal.ring)),
    }  # fmt: skip


def ring_of_day(today: date) -> Iterator[tuple[object, ...]]:
    """Yield (place, shop, its number, its lot, goods, why) of every shop; three queries."""
    deal = finding.standing(goods_of_day(today), today).deal(finding.Wish())
    slugs = dict(Maker.objects.filter(pk__in=deal.ring).values_list("pk", "slug"))
    first = {place.maker: place.why for place in reversed(deal.first)}
    turn = deal.ring[deal.start :] + deal.ring[: deal.start]
    for number, maker in enumerate(turn, 1):
        why = first.get(maker, "")
        yield number, slugs.get(maker, ""), maker, fairness.lot(maker), deal.counts[maker], why
