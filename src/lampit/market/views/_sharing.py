"""What pages for buyers do for sharing: pictures of previews, who goes on to the chat."""

from django.http import HttpRequest
from django.utils import timezone

from lampit.shops import actions
from lampit.shops.models import Maker, Product
from lampit.shops.rules import promotion


def count_ask(request: HttpRequest) -> None:
    """Count who goes on to the chat from a page that a short link opened (commerce.md 10.5)."""
    code = promotion.code_in(request.headers.get("Referer", ""), request.get_host())
    if code and request.method == "GET" and promotion.is_counted(request.headers):
        actions.note_click(code, promotion.ASK, timezone.localdate())


def good_preview(request: HttpRequest, good: Product, place: str) -> str:
    """Return the absolute address of a good's preview, with the hash of what is on it."""
    name = actions.preview_name(actions.facts_of_good(good, place), "b", good.slug)
    return request.build_absolute_uri(f"/media/{name}")


def shop_preview(request: HttpRequest, maker: Maker, place: str, cover: str) -> str:
    """Return the absolute address of a shop's preview; `cover` is its newest good's photo."""
    name = actions.preview_name(actions.facts_of_shop(maker, place, cover), "l", maker.slug)
    return request.build_absolute_uri(f"/media/{name}")
