"""In how many places the shops of a region sell, and how often their links were opened."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, QuerySet, Sum

from lampit.desk.rules import cells
from lampit.shops.models import LinkDay, Maker
from lampit.shops.queries import elsewhere_in
from lampit.shops.rules import elsewhere, promotion


@dataclass(frozen=True, slots=True)
class Row:
    """A place with a count; None where it is withheld."""

    name: str
    count: int | None


@dataclass(frozen=True, slots=True)
class Channels:
    """Where shops sell: all, with at least one other place, on a marketplace, by site; openings.

    Attributes:
        opened: openings of short links by channel, told where at least three shops are behind.
    """

    shops: int
    with_any: int | None
    on_marketplace: int | None
    sites: list[Row]
    opened: list[Row]


def channels(makers: QuerySet[Maker], first: date, last: date) -> Channels:
    """Return the counts of open shops; openings between two days; five queries."""
    found = elsewhere_in(makers)
    clicked = (
        LinkDay.objects.filter(link__maker__in=makers.values("pk"), day__range=(first, last))
        .order_by()
        .values_list("link__channel")
        .annotate(shops=Count("link__maker", distinct=True), visits=Sum("visits"))
    )
    opened = {channel: (shops, visits) for channel, shops, visits in clicked}
    return Channels(
        shops=found.shops,
        with_any=cells.shown(found.with_any, found.shops),
        on_marketplace=cells.shown(found.on_marketplace, found.shops),
        sites=[
            Row(name, cells.shown(found.by_site.get(code, 0), found.shops))
            for code, name in elsewhere.NAMES.items()
        ],
        opened=[
            Row(name, opened[code][1] if opened[code][0] >= cells.LEAST else None)
            for code, name in promotion.CHANNELS.items()
            if code in opened
        ],
    )
