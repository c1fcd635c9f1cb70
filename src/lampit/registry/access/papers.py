"""Who may see and change the papers of businesses."""

from django.db.models import Q, QuerySet
from django.http import HttpRequest

from lampit.people.access import Person, has_role, scope_filter
from lampit.people.models import Role
from lampit.registry.access.businesses import READERS, care_filter, visible_businesses
from lampit.registry.models import Business, Permit, PermitFile

PAPER_NOTERS = (Role.STAFF, Role.MENTOR)
# Certificates may show a NIK and a home: board, enumerators and admin see that one is there only.
PAPER_READERS = (Role.HEAD, Role.STAFF, Role.MENTOR, Role.MAKER)


def may_open_papers(request: HttpRequest) -> bool:
    """Let the office and mentors see which papers end, each in own reach."""
    return has_role(request.user, Role.HEAD, Role.BOARD, Role.ADMIN, *PAPER_NOTERS)


def may_note_papers(request: HttpRequest) -> bool:
    """Let staff and mentors note the papers of businesses."""
    return has_role(request.user, *PAPER_NOTERS)


def may_keep_own_papers(request: HttpRequest) -> bool:
    """Let makers note their own papers."""
    return has_role(request.user, Role.MAKER)


def may_add_paper_files(request: HttpRequest) -> bool:
    """Let those in who may note papers, their own or others'."""
    return may_note_papers(request) or may_keep_own_papers(request)


def may_read_paper_files(request: HttpRequest) -> bool:
    """Let those in who may open certificates; each opening is noted."""
    return has_role(request.user, *PAPER_READERS)


def papered_businesses(person: Person) -> QuerySet[Business]:
    """Return the businesses whose papers this person may note: a maker's own among them."""
    if not has_role(person, *PAPER_NOTERS, Role.MAKER):
        return Business.objects.none()
    return visible_businesses(person)


def visible_permits(person: Person) -> QuerySet[Permit]:
    """Return the papers that exist for this person, those of merged records among them."""
    present = Permit.objects.filter(business__withdrawn_at=None)
    if has_role(person, *READERS):
        return present.filter(
            scope_filter(person, "business__region") & care_filter(person, "business__")
        )
    mine = visible_businesses(person).values("pk")
    return present.filter(Q(business__in=mine) | Q(business__golden__in=mine))


def changeable_permits(person: Person) -> QuerySet[Permit]:
    """Return the papers that this person may change."""
    if not has_role(person, *PAPER_NOTERS, Role.MAKER):
        return Permit.objects.none()
    return visible_permits(person)


def visible_permit_files(person: Person) -> QuerySet[PermitFile]:
    """Return the certificates that this person may open."""
    if not has_role(person, *PAPER_READERS):
        return PermitFile.objects.none()
    return PermitFile.objects.filter(permit__in=visible_permits(person))


def sees_papers(person: Person) -> bool:
    """Say whether the word of this person is that of somebody who saw a paper."""
    return has_role(person, *PAPER_NOTERS)


def checks_papers(person: Person) -> bool:
    """Say whether this person asks issuers about papers for the office."""
    return has_role(person, Role.STAFF)


def paper_source_of(person: Person) -> str:
    """Return what the journal calls the word of this person about a paper."""
    if has_role(person, Role.MAKER):
        return "pemilik"
    return "kunjungan" if has_role(person, Role.MENTOR) else "petugas"
