"""How much an address takes: a request that brings more is refused before a byte of it is read.

Files of a form go to disk piece by piece, and without a bound whoever finds an address fills it.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from lampit.web import errors, programs

View = TypeVar("View", bound=Callable[..., Any])
MEGABYTE = 1024 * 1024
# Wider than what a form accepts, so that a file a little too big is told on its form, words kept.
ONE_PHOTO, PHOTOS, SHEET = 32 * MEGABYTE, 160 * MEGABYTE, 210 * MEGABYTE
FEW_BYTES = frozenset({"GET", "HEAD", "OPTIONS"})


def takes(most: int) -> Callable[[View], View]:
    """Mark a view that takes files: so many bytes of a request at most."""

    def fit(view: View) -> View:
        view.takes_bytes = most  # type: ignore[attr-defined]  # read by the layer below
        return view

    return fit


class Bounded:
    """Answer 413 to a request beyond what its address takes, 411 to one that hides its size.

    Addresses of field phones (`programs.STREAMED`) read their bodies piece by piece and bound
    them there.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on: what an address takes is known once its view is."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, *_arguments: Any
    ) -> HttpResponse | None:
        """Refuse, or let pass; stands before whatever reads a form."""
        if request.method in FEW_BYTES or request.path.startswith(programs.STREAMED):
            return None
        told = request.META.get("CONTENT_LENGTH") or ""
        if not told and request.headers.get("Transfer-Encoding"):
            return errors.unsized(request)
        length = int(told) if told.isdecimal() else 0
        usual = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        if length <= usual:
            return None
        most = max(usual, getattr(view, "takes_bytes", usual))
        rule = getattr(view, "access_rule", None)
        if length > ONE_PHOTO and rule is not None and not rule(request):
            most = min(most, ONE_PHOTO)  # who may not come in anyway fills no disk
        return errors.too_large(request, most) if length > most else None
