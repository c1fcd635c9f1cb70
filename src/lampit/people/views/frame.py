"""What the page frame shows of the person: acting role, region, the roles held."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from lampit.people.access import acting, memberships
from lampit.web.published import is_published


def frame(request: HttpRequest) -> dict[str, Any]:
    """Return the frame's context; strangers cost no query, accounts at most two."""
    shown: dict[str, Any] = {"demo": settings.IS_DEMO, "acting_role": "", "acting_region_name": ""}
    user = None if is_published(request) else getattr(request, "user", None)
    membership = acting(user) if user is not None else None
    if membership is None or user is None:
        return shown
    held = memberships(user)
    current = next((m for m in held if m.pk == membership.pk), membership)
    region = current.region
    return shown | {
        "acting": current,
        "acting_role": current.role,
        "acting_region_name": region.name if region else "",
        "memberships": held,
    }
