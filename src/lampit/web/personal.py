"""What of a published page is a person's: name, basket, messages; asked for after the page.

Only browsers that hold something of a person ask: a cookie without content says so, since no
script may read the session's own.
"""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lampit.web.door import door, everyone

HINT = "ada"
HELD_IN = (settings.SESSION_COOKIE_NAME, "messages")


@require_safe
@door(everyone)
@never_cache
def personal(request: HttpRequest) -> HttpResponse:
    """Answer with the part of the page's head that is a person's, and her messages."""
    page = urlsplit(request.headers.get("HX-Current-URL", "/"))
    here = page.path if page.path.startswith("/") else "/"
    return render(request, "web/_personal.html", {"here": here})


class PersonalHint:
    """Tell the browser by a cookie whether it holds anything of a person."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer; the cookie is written only where it would tell something else than now."""
        answer = self.get_response(request)
        held = {name for name in HELD_IN if request.COOKIES.get(name)}
        for name in HELD_IN:
            if name in answer.cookies:
                (held.add if answer.cookies[name].value else held.discard)(name)
        if bool(held) == (HINT in request.COOKIES):
            return answer
        if held:
            answer.set_cookie(
                HINT,
                "1",
                max_age=settings.SESSION_COOKIE_AGE,
                samesite="Lax",
                secure=request.is_secure(),
            )
        else:
            answer.delete_cookie(HINT, samesite="Lax")
        return answer
