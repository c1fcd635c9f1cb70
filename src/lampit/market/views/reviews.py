"""All reviews of a good or of a shop, page by page."""

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from lampit.market.views._facing import absolute
from lampit.shops import access as shops
from lampit.shops import queries
from lampit.trust import access
from lampit.trust import queries as trust
from lampit.trust.models import Review
from lampit.web.door import door, everyone
from lampit.web.paging import page_of
from lampit.web.published import PAGES, published

SIZE = 20


@require_safe
@door(everyone)
@published("reviews", hal=PAGES)
def reviews_of_good(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the reviews of a good, newest first; three queries."""
    good = queries.asked_good(shops.reachable_products(), slug)
    if good is None:
        raise Http404
    return _page(request, access.reviews_of_good(good.pk), good.name, "product", slug)


@require_safe
@door(everyone)
@published("reviews", hal=PAGES)
def reviews_of_shop(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the reviews of all goods of a shop, newest first; three queries."""
    shop = shops.open_shop(slug)
    if shop is None:
        raise Http404
    return _page(request, access.reviews_of_shop(shop.pk), shop.name, "maker", slug)


def _page(
    request: HttpRequest, shown: QuerySet[Review], name: str, what: str, slug: str
) -> HttpResponse:
    average = trust.average_of(shown)
    told = {
        "name": name,
        "average": average,
        "page_obj": page_of(
            trust.newest(shown), request.GET.get("hal"), size=SIZE, total=average.n
        ),
        "back": reverse(f"market:{what}", args=[slug]),
        "address": absolute(request, f"market:{what}_reviews", slug),
    }
    return render(request, "market/reviews.html", told)
