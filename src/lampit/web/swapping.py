"""Pages that lead on to each other by their middle alone: the browser keeps the frame around it.

A link or form with `{% include "web/_swap.html" %}` in its tag is asked by htmx; a page made for it
begins with `{% extends request.htmx.boosted|yesno:"web/middle.html,web/desk.html" %}`. Without
script both work as links and forms do.
"""

from django.http import HttpRequest, HttpResponse


def is_middle(request: HttpRequest) -> bool:
    """Say whether only the middle of a page is asked for."""
    return request.headers.get("HX-Boosted") == "true"


def at(answer: HttpResponse, address: str) -> HttpResponse:
    """Let the address bar say where a swapped answer can be asked for again, by GET."""
    answer["HX-Push-Url"] = address
    return answer


def staying(answer: HttpResponse) -> HttpResponse:
    """Let the address bar stay as it is: a refused form stands where it stood."""
    answer["HX-Push-Url"] = "false"
    return answer
