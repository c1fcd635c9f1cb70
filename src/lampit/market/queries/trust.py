"""What a product page and a maker's page tell of whom one buys from.

Each read is narrowed by the key of the good, the shop, its business or its kabupaten.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from lampit.registry.queries.shown import PublicPaper, public_papers
from lampit.shops import queries as shops
from lampit.shops.models import Curation, Maker, MarketOffice
from lampit.shops.queries import Whole
from lampit.shops.rules import kinds
from lampit.shops.rules.openness import Openness
from lampit.shops.rules.returns import ReturnRule, return_rule
from lampit.trust import access as trust
from lampit.trust import queries as reviews
from lampit.trust.models import Review
from lampit.trust.rules.answering import Answering
from lampit.trust.rules.reviews import Average
from lampit.web.prepared import Prepared

_SUMS_OF_GOOD = Prepared(
    lambda number: reviews.sums_of(trust.reviews_of_good(number), "product_id")
)
_SUMS_OF_SHOP = Prepared(lambda number: reviews.sums_of(trust.reviews_of_shop(number), "maker_id"))
_NEWEST_OF_GOOD = Prepared(
    lambda number: reviews.newest(trust.reviews_of_good(number))[: reviews.PAGE]
)
_NEWEST_OF_SHOP = Prepared(
    lambda number: reviews.newest(trust.reviews_of_shop(number))[: reviews.PAGE]
)


@dataclass(frozen=True, slots=True)
class Trust:
    """What buyers rely on.

    Attributes:
        papers: valid today.
        reviews: the newest few; `more` says whether there are others.
        answering: how the shop answers, None before it was reckoned.
        office: who runs this market, None before the office said so.
    """

    papers: Sequence[PublicPaper]
    average: Average
    reviews: Sequence[Review]
    more: bool
    answering: Answering | None
    office: MarketOffice | None


@dataclass(frozen=True, slots=True)
class GoodTrust:
    """What belongs to one good: its mark, its price laid open, its rule of return, food papers.

    Attributes:
        marks: of the curation that hold today, one a level, the lowest first.
        lacks: kinds of papers due for food that are not on record: `halal`, `pirt`.
    """

    marks: Sequence[Curation]
    open: Openness | None
    returns: ReturnRule
    is_food: bool
    lacks: Sequence[str]


def trust_of(maker: Maker, *, today: date, product_id: int | None = None) -> Trust:
    """Return what is told of a shop, on the page of one good or on its own; at most six queries."""
    if product_id is None:
        number, sums, newest = maker.pk, _SUMS_OF_SHOP, _NEWEST_OF_SHOP
    else:
        number, sums, newest = product_id, _SUMS_OF_GOOD, _NEWEST_OF_GOOD
    average = reviews.average_from(sums.first(number))
    rows = newest.rows(number) if average.n else []
    return Trust(
        papers=public_papers(maker.business_id, today),
        average=average,
        reviews=rows,
        more=average.n > len(rows),
        answering=reviews.answering_of(maker.pk),
        office=shops.market_office(maker.region_id),
    )


def good_trust(found: Whole, papers: Sequence[PublicPaper], *, today: date) -> GoodTrust:
    """Return what is told of one good; two queries."""
    good = found.product
    split = shops.split_of(good.pk)
    is_food = kinds.category(good.category).is_food and good.category == "pangan"
    held = {paper.kind for paper in papers}
    needed = {"halal"} | ({"pirt"} if (good.keeps_days or 0) > 7 and "bpom" not in held else set())
    return GoodTrust(
        marks=shops.marks_of(good.pk, today=today),
        open=shops.laid_open(good, split, today=today) if split and split.is_shown else None,
        returns=return_rule(is_food=is_food, is_made_to_order=bool(found.readiness.lead_days)),
        is_food=is_food,
        lacks=sorted(needed - held) if is_food else (),
    )
