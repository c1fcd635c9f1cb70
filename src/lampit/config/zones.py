"""The hours of field work are those of the office: WIB, WITA or WIT.

Instants are stored in UTC. Pages of the measure room show and take hours and days as clocks in
the region of whoever reads them tell; other rooms keep the zone of the house.
"""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from lampit.people.access import region_of
from lampit.places.queries import zone_of

ROOM = "measure"


class LocalHours:
    """Activate the zone of the region a person acts in, for one request of the room."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep what comes after."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer; whatever zone was activated ends with the request."""
        try:
            return self.get_response(request)
        finally:
            timezone.deactivate()

    def process_view(self, request: HttpRequest, *_told: Any) -> None:
        """Activate the zone once it is known which room answers."""
        found = request.resolver_match
        if found is None or found.app_name != ROOM:
            return
        if code := region_of(request.user):
            timezone.activate(zone_of(code))
