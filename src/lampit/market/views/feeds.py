"""Feeds of all goods, of a shop or of a category, as catalogues of others fetch them."""

import hashlib
from collections.abc import Iterator
from datetime import date
from tempfile import SpooledTemporaryFile
from typing import IO

from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from lampit.market.queries.feed import listed_goods
from lampit.market.rules import feeds
from lampit.shops import access
from lampit.shops.models import Product
from lampit.shops.rules import kinds
from lampit.web.door import door, everyone

IN_MEMORY = 4 * 1024 * 1024
TITLE = "Lampit"
TEXT = "Kerajinan dan pangan khas, langsung dari perajinnya."


@require_safe
@door(everyone)
def meta(request: HttpRequest) -> HttpResponse:
    """Answer Meta's catalogue as CSV (commerce.md 10.1); `?lapak=`, `?kategori=` narrow it."""
    goods, root, today = _asked(request)
    lines = feeds.meta_csv(listed_goods(goods, root, today=today), today=today)
    return _answer(request, lines, "text/csv; charset=utf-8")


@require_safe
@door(everyone)
def google(request: HttpRequest) -> HttpResponse:
    """Answer Google's feed as RSS 2.0 (commerce.md 10.2); `?lapak=`, `?kategori=` narrow it."""
    goods, root, today = _asked(request)
    lines = feeds.google_xml(
        listed_goods(goods, root, today=today),
        title=TITLE, address=f"{root}/", text=TEXT, today=today,
    )  # fmt: skip
    return _answer(request, lines, "application/xml; charset=utf-8")


def _asked(request: HttpRequest) -> tuple[QuerySet[Product], str, date]:
    """Return the goods that lists show, narrowed as asked; the start of addresses; the day."""
    today = timezone.localdate()
    goods = access.public_products(today)
    shop, shelf = request.GET.get("lapak", ""), request.GET.get("kategori", "")
    if shop:
        maker = access.open_shop(shop)
        if maker is None:
            raise Http404
        goods = access.public_products_of(maker, today)
    if shelf:
        if shelf not in kinds.BY_SLUG:
            raise Http404
        goods = goods.filter(category=shelf)
    return goods, request.build_absolute_uri("/")[:-1], today


def _answer(request: HttpRequest, lines: Iterator[str], kind: str) -> HttpResponse:
    """Answer lines from a file without a name, with the mark of their content; 304 when known.

    Feeds are Indonesian whoever fetches them. The whole is written before the first byte leaves:
    only then its mark is true, and a reader that has it already gets nothing again.
    """
    held: IO[bytes] = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115
    digest = hashlib.sha256()
    with translation.override("id"):
        for line in lines:
            content = line.encode()
            digest.update(content)
            held.write(content)
    size = held.tell()
    held.seek(0)
    answer = FileResponse(held, content_type=kind)
    answer["Content-Length"] = str(size)
    answer["ETag"] = f'"{digest.hexdigest()[:32]}"'
    answer["Cache-Control"] = "public, max-age=0, must-revalidate"
    answer["Content-Language"] = "id"
    told = get_conditional_response(request, etag=answer["ETag"])
    if told is None:
        return answer  # type: ignore[return-value]  # a file in pieces
    held.close()
    return told
