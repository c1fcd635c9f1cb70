"""Forms on pages that are the same for everybody: they hold no token, the browser swears instead.

A page kept for all can not hold a secret of one session. What protects its forms is that the
browser itself tells where a form stood: `Sec-Fetch-Site` and `Origin` can not be set by a page,
and the session's cookie (`SameSite=Lax`) does not travel with a foreign form in the first place.
A browser that tells nothing is asked for the token as ever.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.middleware.csrf import CsrfViewMiddleware

View = TypeVar("View", bound=Callable[..., HttpResponse])


def own_forms(view: View) -> View:
    """Mark a view whose form stands on published pages, without a token."""
    view.takes_own_forms = True  # type: ignore[attr-defined]  # read by the layer below
    return view


def is_own(request: HttpRequest) -> bool:
    """Say whether the browser tells that what it sends stood on a page of this site."""
    here = f"{request.scheme}://{request.get_host()}"
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if site is not None and site != "same-origin":
        return False
    if origin is not None:
        return origin == here
    return site is not None or request.headers.get("Referer", "").startswith(f"{here}/")


class OwnForms(CsrfViewMiddleware):
    """Django's check of tokens, left out for marked views when the browser swears."""

    def process_view(
        self, request: HttpRequest, callback: Any, callback_args: Any, callback_kwargs: Any
    ) -> HttpResponseForbidden | None:
        """Let a form of our own pages pass; everything else goes the usual way."""
        if getattr(callback, "takes_own_forms", False) and is_own(request):
            request.csrf_processing_done = True  # type: ignore[attr-defined]  # as the parent says it
            return None
        return super().process_view(request, callback, callback_args, callback_kwargs)
