"""What everybody reads: reviews and their average, how a maker answers, what was taken down.

Reads narrow by the key of one good or one shop, so that a page depends on nothing else.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, QuerySet, Sum

from lampit.shops import access as shops
from lampit.shops.models import Maker, Product
from lampit.shops.models.goods import ProductState
from lampit.trust.models import Answering, Review
from lampit.trust.rules import answering as answers
from lampit.trust.rules import reports, reviews
from lampit.web.prepared import Prepared

PAGE = 5
_ANSWERING = Prepared(lambda maker_id: Answering.objects.filter(maker_id=maker_id))


def average_of(shown: QuerySet[Review]) -> reviews.Average:
    """Return what these reviews, of one good or one shop, say together; one query."""
    names = [name for name, _ in reviews.ASKED]
    found = shown.order_by().aggregate(n=Count("pk"), **{name: Sum(name) for name in names})
    return reviews.average(found["n"], [found[name] or 0 for name in names])


def sums_of(shown: QuerySet[Review], of: str) -> QuerySet[Review, tuple[int, ...]]:
    """Return, by a key (`product_id`), how many these reviews are and the sums of their answers.

    No row without a review; asks nothing yet.
    """
    sums = {f"sum_{name}": Sum(name) for name, _ in reviews.ASKED}
    counted = shown.order_by().values(of).annotate(n=Count("pk"), **sums)
    rows: QuerySet[Review, tuple[int, ...]] = counted.values_list("n", *sums)
    return rows


def average_from(row: tuple[int, ...] | None) -> reviews.Average:
    """Return what a row of `sums_of` says; None is no review."""
    n, *sums = row or (0, *(0 for _ in reviews.ASKED))
    return reviews.average(n, [one or 0 for one in sums])


def newest(shown: QuerySet[Review]) -> QuerySet[Review]:
    """Return reviews newest first; asks nothing yet."""
    return shown.order_by("-written_at", "-pk")


def review_photos(found: Sequence[Review]) -> list[str]:
    """Return the digests of the photos that stand with reviews."""
    return [one.photo for one in found if one.photo and one.photo_allowed]


def answering_of(maker_id: int) -> answers.Answering | None:
    """Return how a shop answers its orders, None before it was reckoned; one query."""
    row = _ANSWERING.first(maker_id)
    return answers.Answering(row.n, row.hours, row.finished) if row else None


def good_down(slug: str) -> Product | None:
    """Return the good of an address that was taken down, None for any other; one query."""
    rows = Product.objects.filter(slug=slug, state=ProductState.REMOVED)
    return rows.select_related("maker").first()


def shop_closed(slug: str) -> Maker | None:
    """Return the shop of an address that the office closed, None for any other; one query."""
    return Maker.objects.filter(slug=slug, is_barred=True).first()


@dataclass(frozen=True, slots=True)
class Thing:
    """What somebody reports: a good, a shop or a review, with what the form calls it."""

    kind: str
    maker: Maker
    product: Product | None = None
    review: Review | None = None

    @property
    def name(self) -> str:
        """Return what the form calls it."""
        return self.product.name if self.product else self.maker.name


def thing_at(kind: str, key: str, shown: QuerySet[Review]) -> Thing | None:
    """Return what is reported by kind and address word, None when nobody sees it; one query."""
    if kind == reports.GOOD:
        rows = shops.reachable_products().filter(slug=key).select_related("maker")
        good = rows.first()
        return Thing(kind, good.maker, good) if good else None
    if kind == reports.SHOP:
        shop = shops.public_makers().filter(slug=key).first()
        return Thing(kind, shop) if shop else None
    if kind != reports.REVIEW or not (key.isascii() and key.isdigit() and len(key) < 18):
        return None
    found = shown.filter(pk=int(key)).select_related("product", "maker").first()
    return Thing(kind, found.maker, found.product, found) if found else None
