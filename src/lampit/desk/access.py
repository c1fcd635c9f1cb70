"""Who has a desk, and how it is laid out. The only place in this room that reads roles."""

from django.http import HttpRequest

from lampit.people.access import Person, has_role, region_of
from lampit.people.models import Role

OFFICE = (Role.HEAD, Role.STAFF, Role.BOARD, Role.ADMIN)
ABOVE = (Role.PROVINCE, Role.NATION)
FIELD = (Role.MENTOR, Role.ENUMERATOR)


def may_open_desk(request: HttpRequest) -> bool:
    """Let in everybody who works for an office; each is led to the page of the own work."""
    return has_role(request.user, *OFFICE, *ABOVE, *FIELD)


def own_page(person: Person) -> str:
    """Return the URL name of another page that is the desk of `person`, "" for this one."""
    if has_role(person, Role.MENTOR):
        return "coaching:visits"
    if has_role(person, Role.ENUMERATOR):
        return "measure:rounds"
    if has_role(person, *ABOVE) or not region_of(person):
        return "proof:nation"
    return ""


def starts_with_work(person: Person) -> bool:
    """Say whether the day begins with the work queue (staff) or with the answer (head, board)."""
    return has_role(person, Role.STAFF)


def sees_work(person: Person) -> bool:
    """Say whether the work queue of the office is theirs to do or to watch."""
    return has_role(person, Role.STAFF, Role.HEAD, Role.ADMIN)
