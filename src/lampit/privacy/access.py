"""Whose data a person may ask about. The only place in this room that reads roles."""

from django.db.models import Q, QuerySet
from django.http import HttpRequest

from lampit.people.access import Person, has_role, reaches, region_of, scope_filter
from lampit.people.models import Role, User
from lampit.privacy.models import Breach, Copy, Request
from lampit.registry import access as registry
from lampit.registry.models import Owner

OFFICE = (Role.HEAD, Role.STAFF)
NOTING = (Role.STAFF, Role.MENTOR)


def is_somebody(request: HttpRequest) -> bool:
    """Let every account ask about its own data, whatever its role."""
    return isinstance(request.user, User)


def may_note_consents(request: HttpRequest) -> bool:
    """Let staff and mentors write down what an owner said."""
    return has_role(request.user, *NOTING)


def may_open_proofs(request: HttpRequest) -> bool:
    """Let the office and mentors open the proof of an answer; which ones follows the owner."""
    return has_role(request.user, Role.HEAD, *NOTING)


def own_owners(person: Person) -> QuerySet[Owner]:
    """Return what the register holds about this person herself: by account, or by her shop."""
    if not isinstance(person, User):
        return Owner.objects.none()
    hers = Q(account=person) | Q(businesses__maker__account=person)
    return Owner.objects.filter(hers, withdrawn_at=None).distinct()


def noted_owners(person: Person) -> QuerySet[Owner]:
    """Return the owners whose answers this person may write down; for a mentor those in care."""
    return registry.visible_owners(person) if has_role(person, *NOTING) else Owner.objects.none()


def may_handle(request: HttpRequest) -> bool:
    """Let the office of a kabupaten handle requests about personal data."""
    return may_answer(request.user)


def may_answer(person: Person) -> bool:
    """Say whether this person answers requests: head and staff of a kabupaten."""
    return has_role(person, *OFFICE) and bool(region_of(person))


def may_refuse(person: Person) -> bool:
    """Say whether this person signs refusals, and confirms what cannot be taken back."""
    return has_role(person, Role.HEAD) and bool(region_of(person))


def reaches_office(person: Person, region: str) -> bool:
    """Say whether the office of a kabupaten is this person's."""
    return reaches(person, region)


def visible_requests(person: Person) -> QuerySet[Request]:
    """Return the requests of the person's office; others do not exist for it."""
    if not may_answer(person):
        return Request.objects.none()
    return Request.objects.filter(scope_filter(person, "region"))


def own_requests(person: Person) -> QuerySet[Request]:
    """Return what this person asked about herself."""
    if not isinstance(person, User):
        return Request.objects.none()
    return Request.objects.filter(Q(account=person) | Q(owner__in=own_owners(person)))


def visible_copies(person: Person) -> QuerySet[Copy]:
    """Return the copies made for requests of one's office, or for one's own."""
    wanted = visible_requests(person).values("pk"), own_requests(person).values("pk")
    return Copy.objects.filter(Q(request__in=wanted[0]) | Q(request__in=wanted[1]))


def office_owners(person: Person) -> QuerySet[Owner]:
    """Return the owners about whom somebody may ask at this desk."""
    return registry.visible_owners(person) if may_answer(person) else Owner.objects.none()


def visible_breaches(person: Person) -> QuerySet[Breach]:
    """Return the breach file of the person's office; others do not exist for it."""
    if not may_answer(person):
        return Breach.objects.none()
    return Breach.objects.filter(scope_filter(person, "region"))
