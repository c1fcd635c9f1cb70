"""Appearance: light, dark or as the system says, and "layar terang" for the sun.

The choice lives in one cookie that page scripts may write too, so the page keeps it without
a flash and without JavaScript.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from lampit.web.door import door, everyone
from lampit.web.origin import own_forms

COOKIE = "lampit_look"
YEAR = 365 * 24 * 3600
LOOKS = {"light": "light", "dark": "dark", "sun": "light"}


@dataclass(frozen=True)
class Look:
    """A chosen appearance; an empty theme follows the system."""

    theme: str
    sun: bool


DEFAULT = Look("", sun=False)


def read(cookies: Mapping[str, str]) -> Look:
    """Read the chosen appearance from the cookies; anything unknown counts as not chosen."""
    word = cookies.get(COOKIE, "")
    return Look(LOOKS.get(word, ""), sun=word == "sun")


def back(request: HttpRequest) -> str:
    """Return the local address to go back to, the market when the asked one is foreign."""
    asked = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(asked, {request.get_host()}, request.is_secure()):
        return asked
    return "/"


@own_forms
@require_POST
@door(everyone)
def choose(request: HttpRequest) -> HttpResponse:
    """Keep the chosen appearance for a year and go back to the page it was chosen on."""
    answer = HttpResponseRedirect(back(request))
    word = request.POST.get("look", "")
    if word in LOOKS:
        answer.set_cookie(COOKIE, word, max_age=YEAR, samesite="Lax", secure=request.is_secure())
    else:
        answer.delete_cookie(COOKIE, samesite="Lax")
    return answer
