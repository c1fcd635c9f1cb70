"""What several pages read from a request: the basket's token, the whole address of a page."""

import hashlib
import secrets

from django.http import HttpRequest
from django.urls import reverse

from lampit.people.models import User
from lampit.shops.queries import is_known_link
from lampit.shops.rules import promotion

SESSION_KEY = "keranjang"
TOKEN_BYTES = 24


def basket_token(request: HttpRequest) -> str:
    """Return the basket's token of this session, empty when nothing was ever put in."""
    return str(request.session.get(SESSION_KEY, ""))


def new_basket_token(request: HttpRequest) -> str:
    """Return the basket's token, made and kept in the session when there is none."""
    if not basket_token(request):
        request.session[SESSION_KEY] = secrets.token_urlsafe(TOKEN_BYTES)
    return basket_token(request)


def buyer_of(request: HttpRequest) -> User | None:
    """Return the account behind a request, None for a stranger: buying needs none."""
    return request.user if isinstance(request.user, User) else None


def fingerprint(request: HttpRequest) -> str:
    """Return a digest of what was sent, without what differs in a repeated sending."""
    sent = sorted(
        (key, value)
        for key in request.POST
        for value in request.POST.getlist(key)
        if key not in {"csrfmiddlewaretoken", "kunci"}
    )
    return hashlib.sha256(f"{request.method} {request.path} {sent}".encode()).hexdigest()


def link_code(request: HttpRequest) -> str:
    """Return the code of the short link whose page a form was sent from, "" without one.

    The page itself knows nothing of it (it may lie ready as a file): its address does.
    """
    code = promotion.code_in(request.headers.get("Referer", ""), request.get_host())
    return code if is_known_link(code) else ""


def order_address(request: HttpRequest, public_id: str) -> str:
    """Return the whole address of an order's page, as it is sent by WhatsApp."""
    return request.build_absolute_uri(reverse("orders:order", args=[public_id]))
