"""What the page frame shows of a visitor's basket and of a maker's orders."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from lampit.orders import access, queries
from lampit.orders.views._asking import basket_token


def frame(request: HttpRequest) -> dict[str, Any]:
    """Return the frame's context: nothing is asked on a page that does not show it.

    The basket costs one query for who has one, the open orders one for a maker.
    """
    if not hasattr(request, "session"):
        return {}
    return {
        "basket_count": SimpleLazyObject(lambda: queries.basket_count(basket_token(request))),
        "open_orders": SimpleLazyObject(
            lambda: queries.open_count(access.visible_parts(request.user))
        ),
    }
