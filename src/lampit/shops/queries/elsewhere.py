"""Where makers also sell: of one shop for its page, of a region in numbers."""

from dataclasses import dataclass

from django.db.models import Count, QuerySet

from lampit.shops.models import Maker, ShopElsewhere
from lampit.shops.rules import elsewhere
from lampit.web.prepared import Prepared

ORDER = list(elsewhere.NAMES)
_OF_MAKER = Prepared(
    lambda maker_id: ShopElsewhere.objects.filter(maker_id=maker_id)[: elsewhere.MOST]
)


def elsewhere_of(maker_id: int) -> list[ShopElsewhere]:
    """Return the shops of a maker on other sites, in the order of our list; one query."""
    return sorted(_OF_MAKER.rows(maker_id), key=lambda one: (ORDER.index(one.site), one.pk))


def kept_elsewhere(makers: QuerySet[Maker], number: int) -> ShopElsewhere | None:
    """Return an address of a shop that a person keeps, with its shop; one query."""
    return ShopElsewhere.objects.filter(maker__in=makers, pk=number).select_related("maker").first()


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """How many shops sell elsewhere too: all shops, those with at least one, by site."""

    shops: int
    with_any: int
    by_site: dict[str, int]
    on_marketplace: int


def elsewhere_in(makers: QuerySet[Maker]) -> Elsewhere:
    """Return how many of some shops are on other sites, and on which; four queries."""
    open_ = makers.filter(is_published=True).order_by()
    noted = ShopElsewhere.objects.filter(maker__in=open_.values("pk")).order_by()
    by_site = noted.values_list("site").annotate(n=Count("maker", distinct=True))
    at_market = noted.filter(site__in=elsewhere.MARKETPLACES)
    return Elsewhere(
        shops=open_.count(),
        with_any=noted.values("maker").distinct().count(),
        by_site=dict(by_site),
        on_marketplace=at_market.values("maker").distinct().count(),
    )
