"""Who has a desk, and how it is laid out. The only place in this room that reads roles."""

from django.db.models import QuerySet
from django.http import HttpRequest

from lampit.people.access import Person, has_role, region_of, scope_filter
from lampit.people.models import Role, User
from lampit.registry.queries import last_answer
from lampit.registry.rules.consents import PROMOTION
from lampit.shops.models import Maker

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


def may_see_channels(request: HttpRequest) -> bool:
    """Let the office in: how many shops sell where, in numbers only."""
    return has_role(request.user, *OFFICE)


def spending_makers(region: str) -> QuerySet[Maker]:
    """Return the shops of a kabupaten whose owners let it sum what promotion cost them."""
    mine = Maker.objects.filter(region=region)
    told = mine.annotate(agreed=last_answer(PROMOTION, "business__owner")).filter(agreed=True)
    return Maker.objects.filter(pk__in=told.order_by().values("pk"))


def counted_makers(person: Person) -> QuerySet[Maker]:
    """Return the open shops of the region, to be counted; their owners agreed to be shown."""
    if not isinstance(person, User):
        return Maker.objects.none()
    return Maker.objects.filter(scope_filter(person, "region"), is_published=True)
