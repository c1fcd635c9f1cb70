"""Catalogues and price lists: of a shop, of a shelf, of the whole market."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lampit.basics.refusal import Refusal
from lampit.market.actions import cataloguing
from lampit.market.queries import catalogues as queries
from lampit.market.queries.standing import goods_of_day
from lampit.market.rules import catalogues as rules
from lampit.market.rules.catalogues import Catalogue
from lampit.shops import access
from lampit.shops.queries import finding
from lampit.shops.rules import kinds
from lampit.web.door import door, everyone
from lampit.web.published import published

NAMES = {"katalog": rules.PHOTOS, "daftar-harga": rules.PRICES}
SECONDS = 300
AGAIN_IN = "15"


@require_safe
@door(everyone)
def of_maker(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """Hand out the catalogue or price list of a shop as PDF; five queries, typeset once."""
    maker = access.open_shop(slug)
    if maker is None or name not in NAMES:
        raise Http404
    today, kind = timezone.localdate(), NAMES[name]
    goods = access.public_products_of(maker, today)
    found = queries.of_maker(maker, goods, kind, frame(request, kind))
    return as_pdf(request, found, f"{name}-{slug}")


@require_safe
@door(everyone)
def of_shelf(request: HttpRequest, name: str, slug: str = "") -> HttpResponse:
    """Hand out the catalogue or price list of a shelf, or of all, as PDF; three queries."""
    if name not in NAMES or (slug and slug not in kinds.BY_SLUG):
        raise Http404
    today, kind = timezone.localdate(), NAMES[name]
    goods = access.public_products(today)
    found = queries.of_shelf(slug, goods, kind, frame(request, kind))
    return as_pdf(request, found, f"{name}-{slug or 'pasar'}")


@require_safe
@door(everyone)
@published("catalogues")
def catalogues(request: HttpRequest) -> HttpResponse:
    """List the catalogues there are, shelf by shelf; two queries."""
    today = timezone.localdate()
    counts = finding.standing(goods_of_day(today), today).census().categories
    shelves = [(c.slug, _(c.label), counts[c.slug]) for c in kinds.CATEGORIES if c.slug in counts]
    shown = {"shelves": shelves, "most": rules.MOST_AT_ONCE[rules.PHOTOS]}
    return render(request, "market/catalogues.html", shown)


def as_pdf(request: HttpRequest, found: Catalogue, stem: str) -> HttpResponse:
    """Answer with a PDF that anybody may keep for a while; unchanged it is not sent again."""
    etag = f'"{cataloguing.mark_of(found)}"'
    try:
        made = cataloguing.pdf(found, now=timezone.now())
    except Refusal as refusal:
        if refusal.code == "catalogue_empty":
            raise Http404 from refusal
        busy = render(request, "market/catalogue_busy.html", {"told": refusal.message}, status=503)
        busy["Retry-After"] = AGAIN_IN
        return busy
    answer = HttpResponse(made, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{stem}-{found.on}.pdf"'
    answer["ETag"] = etag
    patch_cache_control(answer, public=True, max_age=SECONDS)
    same = get_conditional_response(request, etag=etag, response=answer)
    return same if isinstance(same, HttpResponse) else answer


def frame(request: HttpRequest, kind: str) -> queries.Frame:
    """Return what all catalogues asked for by a page have in common."""
    return queries.Frame(
        today=timezone.localdate(),
        root=request.build_absolute_uri("/")[:-1],
        most=rules.MOST_AT_ONCE[kind],
        language="en" if (translation.get_language() or "").startswith("en") else "id",
    )
