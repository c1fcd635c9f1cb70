"""Short links: a code leads to its good or shop and is counted, the person is not."""

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from lampit.shops import actions, queries
from lampit.shops.rules import promotion
from lampit.web.door import door, everyone

LANGUAGE = "bahasa"


@require_safe
@door(everyone)
def follow(request: HttpRequest, code: str) -> HttpResponse:
    """Lead to where a code points now; one query, no write to the database, no cookie."""
    read = promotion.read_code(code)
    found = queries.target_of(read) if read else None
    if found is None:
        raise Http404
    if request.method == "GET" and promotion.is_counted(request.headers):
        actions.note_click(read, promotion.VISIT, timezone.localdate())
    if found.good:
        page = reverse("market:product", args=[found.good])
    elif found.shop:
        page = reverse("market:maker", args=[found.shop])
    else:
        page = reverse("market:home")
    told = {promotion.PARAMETER: read}
    if request.GET.get(LANGUAGE) in ("id", "en"):
        told[LANGUAGE] = request.GET[LANGUAGE]
    answer = redirect(f"{page}?{urlencode(told)}")
    answer["Cache-Control"] = "no-store"
    answer["X-Robots-Tag"] = "noindex"
    return answer
