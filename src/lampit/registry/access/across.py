"""Who decides, together with the office of another kabupaten, on a person whom both list."""

from django.db.models import QuerySet
from django.http import HttpRequest

from lampit.people.access import Person, scope_filter
from lampit.registry.access.moving import sees_moves
from lampit.registry.models import AcrossPair


def may_open_across(request: HttpRequest) -> bool:
    """Let head and staff of a kabupaten see and answer what two registers have in common."""
    return sees_moves(request.user)


def visible_across(person: Person) -> QuerySet[AcrossPair]:
    """Return the pairs of which one business is in the person's kabupaten."""
    if not sees_moves(person):
        return AcrossPair.objects.none()
    return AcrossPair.objects.filter(
        scope_filter(person, "left_region") | scope_filter(person, "right_region")
    )
