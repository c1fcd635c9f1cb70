"""What pages for buyers tell of the links that brought them."""

from django.http import HttpRequest
from django.utils import timezone

from lampit.shops import actions
from lampit.shops.rules import promotion


def count_ask(request: HttpRequest) -> None:
    """Count who goes on to the chat from a page that a short link opened (commerce.md 10.5)."""
    code = promotion.code_in(request.headers.get("Referer", ""), request.get_host())
    if code and request.method == "GET" and promotion.is_counted(request.headers):
        actions.note_click(code, promotion.ASK, timezone.localdate())
