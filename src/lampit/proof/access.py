"""Who may see benefits and the board of boards. The only place in this room that reads roles."""

from django.http import HttpRequest

from lampit.people.access import Person, has_role, reaches, region_of
from lampit.people.models import Role

OFFICE = (Role.HEAD, Role.STAFF, Role.BOARD, Role.ADMIN)
ABOVE = (Role.PROVINCE, Role.NATION)
PROVINCE_LENGTH = 2


def may_open_impact(request: HttpRequest) -> bool:
    """Let the office in, and those above it: only figures of many are shown."""
    return has_role(request.user, *OFFICE, *ABOVE)


def may_open_nation(request: HttpRequest) -> bool:
    """Let boards, provinces and the nation compare published figures."""
    return has_role(request.user, *OFFICE, *ABOVE)


def may_see_details(person: Person, code: str) -> bool:
    """Say whether `person` may look inside a board: own region, own province, or the nation."""
    return has_role(person, *OFFICE, *ABOVE) and reaches(person, code)


def home_province(person: Person) -> str:
    """Return the province in which `person` works, "" for the whole nation."""
    return region_of(person)[:PROVINCE_LENGTH]


def impact_region(person: Person, asked: str) -> str:
    """Return the region whose benefits are shown: the asked one within reach, else one's own."""
    return asked if asked and reaches(person, asked) else region_of(person)
