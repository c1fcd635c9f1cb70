"""What the page frame shows of a visitor's basket."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from lampit.orders import queries
from lampit.orders.views._asking import basket_token


def frame(request: HttpRequest) -> dict[str, Any]:
    """Return the frame's context; one query on a page that shows it to who has a basket."""
    if not hasattr(request, "session"):
        return {}
    return {"basket_count": SimpleLazyObject(lambda: queries.basket_count(basket_token(request)))}
