"""Who sees and decides about aid. The only place in this room that asks about roles."""

from django.db.models import Q, QuerySet
from django.http import HttpRequest

from lampit.aid.models import Grant, ListRun, Overlap, Programme
from lampit.people.access import Person, has_role, region_of, scope_filter
from lampit.people.models import Role, User
from lampit.registry.access import care_filter, sight_of, visible_businesses
from lampit.registry.models import Business
from lampit.registry.queries.persons import same_as
from lampit.registry.rules.seeing import WHOLE

OFFICE = (Role.HEAD, Role.STAFF, Role.BOARD, Role.ADMIN)
DECIDERS = (Role.HEAD, Role.STAFF)


def may_open_aid(request: HttpRequest) -> bool:
    """Let the office in, and mentors for the makers in their care."""
    return has_role(request.user, *OFFICE, Role.MENTOR)


def may_see_all_aid(request: HttpRequest) -> bool:
    """Let the office see sums."""
    return sees_all(request.user)


def may_read_recipients(request: HttpRequest) -> bool:
    """Let those in who see who received: head, staff, and mentors for the makers in their care."""
    return may_open_aid(request) and _reads_names(request.user)


def may_take_recipients(request: HttpRequest) -> bool:
    """Let head and staff take the list of who received out of the house."""
    return takes_recipients(request.user)


def takes_recipients(person: Person) -> bool:
    """Say whether a person may take the list of who received out of the house."""
    return has_role(person, *OFFICE) and _reads_names(person)


def _reads_names(person: Person) -> bool:
    return sight_of(person)["aid"] == WHOLE


def may_run_aid(request: HttpRequest) -> bool:
    """Let head and staff keep programmes and decide about recipients."""
    return may_decide(request.user)


def sees_all(person: Person) -> bool:
    """Say whether a person sees what the aid of the whole region came to."""
    return has_role(person, *OFFICE)


def may_decide(person: Person) -> bool:
    """Say whether a person keeps programmes and decides about recipients of a kabupaten."""
    return has_role(person, *DECIDERS) and bool(region_of(person))


def visible_programmes(person: Person) -> QuerySet[Programme]:
    """Return the programmes of the person's region; a mentor sees those that helped in care."""
    reach = Programme.objects.filter(scope_filter(person, "region"))
    if has_role(person, *OFFICE):
        return reach
    if not has_role(person, Role.MENTOR):
        return reach.none()
    return reach.filter(pk__in=visible_grants(person).values("programme_id"))


def visible_grants(person: Person) -> QuerySet[Grant]:
    """Return the grants in the person's region; for a mentor those to the makers in his care.

    Board and admin read sums and no names: see `counted_grants`.
    """
    reach = Grant.objects.filter(scope_filter(person, "region"))
    if has_role(person, *OFFICE):
        return reach if _reads_names(person) else reach.none()
    if not has_role(person, Role.MENTOR):
        return reach.none()
    return reach.filter(care_filter(person, "business__"), business__isnull=False)


def counted_grants(person: Person) -> QuerySet[Grant]:
    """Return the grants whose sums this person reads."""
    if sees_all(person):
        return Grant.objects.filter(scope_filter(person, "region"))
    return visible_grants(person)


def grants_of(person: Person, business: Business) -> QuerySet[Grant]:
    """Return the visible grants to a golden record, its members or its owner."""
    near = Q(business=business.pk) | Q(business__golden=business.pk)
    if business.owner_id is not None:
        near |= Q(owner__in=same_as(business.owner_id), business=None)
    if sees_all(person):
        return visible_grants(person).filter(near)
    return visible_grants(person).filter(near, business__isnull=False)


def is_somebody(request: HttpRequest) -> bool:
    """Let every account read what it received itself, whatever its role."""
    return isinstance(request.user, User)


def decidable_grants(person: Person) -> QuerySet[Grant]:
    """Return the grants about which this person decides."""
    return visible_grants(person) if may_decide(person) else Grant.objects.none()


def kept_programmes(person: Person) -> QuerySet[Programme]:
    """Return the programmes that this person keeps."""
    return visible_programmes(person) if may_decide(person) else Programme.objects.none()


def visible_overlaps(person: Person) -> QuerySet[Overlap]:
    """Return the overlaps about which this person decides."""
    if not may_decide(person):
        return Overlap.objects.none()
    return Overlap.objects.filter(scope_filter(person, "region"))


def visible_runs(person: Person) -> QuerySet[ListRun]:
    """Return the lists that were brought into the programmes this person keeps."""
    return ListRun.objects.filter(programme__in=kept_programmes(person))


def offered_businesses(person: Person) -> QuerySet[Business]:
    """Return the businesses that may receive by the hand of this person."""
    return visible_businesses(person) if may_decide(person) else Business.objects.none()
