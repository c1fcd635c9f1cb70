"""What robots read: sitemap and robots.txt."""

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from lampit.shops import access, queries
from lampit.shops.rules import kinds
from lampit.web.door import door, everyone
from lampit.web.published import published

MOST_ADDRESSES = 45_000
ROBOTS = """User-agent: *
Disallow: /balai/
Disallow: /saya/
Disallow: /keranjang/
Disallow: /pesan/
Disallow: /akun/
Disallow: /cari/
Disallow: /*/wa/
Allow: /

Sitemap: {sitemap}
"""


@require_safe
@door(everyone)
@published("sitemap")
def sitemap(request: HttpRequest) -> HttpResponse:
    """List the addresses of the market for search engines; two queries."""
    goods = access.public_products(timezone.localdate())
    listed = queries.addresses(goods, access.public_makers(), limit=MOST_ADDRESSES)
    shown = {
        "root": request.build_absolute_uri("/")[:-1],
        "categories": [category.slug for category in kinds.CATEGORIES],
        "goods": listed.goods,
        "makers": listed.makers,
    }
    text = render_to_string("market/sitemap.html", shown).strip()
    return HttpResponse(text, content_type="application/xml; charset=utf-8")


@require_safe
@door(everyone)
def robots(request: HttpRequest) -> HttpResponse:
    """Tell robots what is public: everything a buyer sees, nothing else."""
    address = request.build_absolute_uri(reverse("market:sitemap"))
    return HttpResponse(ROBOTS.format(sitemap=address), content_type="text/plain; charset=utf-8")
