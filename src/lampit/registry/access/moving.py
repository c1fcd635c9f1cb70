"""Who hands businesses to another kabupaten and who receives them."""

from django.db.models import QuerySet
from django.http import HttpRequest

from lampit.people.access import Person, has_role, region_of, scope_filter
from lampit.people.models import Role
from lampit.places.rules import DISTRICT_LENGTH
from lampit.registry.access.businesses import visible_businesses
from lampit.registry.models import Business, Transfer


def may_open_moves(request: HttpRequest) -> bool:
    """Let head and staff of a kabupaten see what comes and goes."""
    return sees_moves(request.user)


def may_ask_move(request: HttpRequest) -> bool:
    """Let staff of a kabupaten hand a business over."""
    return has_role(request.user, Role.STAFF) and sees_moves(request.user)


def sees_moves(person: Person) -> bool:
    """Say whether a person reads and answers requests of a kabupaten."""
    is_office = has_role(person, Role.HEAD, Role.STAFF)
    return is_office and len(region_of(person)) == DISTRICT_LENGTH


def handable_businesses(person: Person) -> QuerySet[Business]:
    """Return the businesses that this person may hand to another kabupaten."""
    if not has_role(person, Role.STAFF) or not sees_moves(person):
        return Business.objects.none()
    return visible_businesses(person)


def visible_moves(person: Person) -> QuerySet[Transfer]:
    """Return the requests that the person's kabupaten sent or received."""
    if not sees_moves(person):
        return Transfer.objects.none()
    return Transfer.objects.filter(
        scope_filter(person, "from_region") | scope_filter(person, "to_region")
    )


def sent_moves(person: Person) -> QuerySet[Transfer]:
    """Return the requests that the person's kabupaten sent."""
    return visible_moves(person).filter(scope_filter(person, "from_region"))


def received_moves(person: Person) -> QuerySet[Transfer]:
    """Return the requests that the person's kabupaten received."""
    return visible_moves(person).filter(scope_filter(person, "to_region"))
