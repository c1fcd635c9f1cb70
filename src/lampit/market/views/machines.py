"""What robots read: the map of the site and robots.txt."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from lampit.market.queries.sitemap import PAGES, file_names, places_of
from lampit.market.rules.mapping import address_list, file_list
from lampit.web.door import door, everyone
from lampit.web.published import published

XML = "application/xml; charset=utf-8"
# Everything a buyer sees is open, to those who draw previews in chats as well.
ROBOTS = """User-agent: *
Disallow: /balai/
Disallow: /saya/
Disallow: /keranjang/
Disallow: /pesan/
Disallow: /akun/
Disallow: /masuk/
Disallow: /cari/?
Disallow: /*/wa/
Disallow: /x/
Allow: /

Sitemap: {sitemap}
"""


def _root(request: HttpRequest) -> str:
    return request.build_absolute_uri("/")[:-1]


@require_safe
@door(everyone)
@published("sitemap")
def sitemap(request: HttpRequest) -> HttpResponse:
    """List the files of the map; three queries."""
    names = file_names(timezone.localdate())
    paths = [reverse("market:sitemap_file", args=[*name]) for name in names]
    return HttpResponse(file_list(_root(request), paths), content_type=XML)


@require_safe
@door(everyone)
@published("sitemap")
def sitemap_file(request: HttpRequest, kind: str, number: int) -> HttpResponse:
    """List the addresses of one file of the map; at most two queries."""
    places = places_of(kind, number, timezone.localdate())
    if not places and (kind, number) != (PAGES, 1):
        raise Http404
    return HttpResponse(address_list(_root(request), places), content_type=XML)


@require_safe
@door(everyone)
def robots(request: HttpRequest) -> HttpResponse:
    """Tell robots what is public: everything a buyer sees, nothing else."""
    address = request.build_absolute_uri(reverse("market:sitemap"))
    return HttpResponse(ROBOTS.format(sitemap=address), content_type="text/plain; charset=utf-8")
