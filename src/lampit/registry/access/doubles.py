"""Who decides which records are one business or one person."""

from django.db.models import QuerySet
from django.http import HttpRequest

from lampit.people.access import Person, has_role, region_of, scope_filter
from lampit.people.models import Membership, Role, User
from lampit.registry.models import Business, MergeEvent, OwnerMerge, Pair


def may_review(request: HttpRequest) -> bool:
    """Let the office decide which records are one business."""
    return may_decide(request.user)


def may_decide(person: Person) -> bool:
    """Say whether this person may merge records and part them again."""
    return has_role(person, Role.HEAD, Role.STAFF) and bool(region_of(person))


def may_settle(person: Person) -> bool:
    """Say whether this person decides where two reviewers differ: the head of the office."""
    return may_decide(person) and has_role(person, Role.HEAD)


def has_other_reviewer(person: User) -> bool:
    """Say whether somebody else of this office may decide on doubles; one query."""
    others = Membership.objects.filter(
        region_id=region_of(person), role__in=(Role.HEAD, Role.STAFF), user__is_active=True
    )
    return others.exclude(user=person).exists()


def linked_businesses(person: Person) -> QuerySet[Business]:
    """Return golden records and members alike in the region of who may decide on doubles."""
    if not may_decide(person):
        return Business.objects.none()
    return Business.objects.filter(scope_filter(person, "region"), withdrawn_at=None)


def visible_pairs(person: Person) -> QuerySet[Pair]:
    """Return the pairs of possible doubles in the region of who may decide on them."""
    if not may_decide(person):
        return Pair.objects.none()
    return Pair.objects.filter(scope_filter(person, "region"))


def visible_merges(person: Person) -> QuerySet[MergeEvent]:
    """Return the merges in the region of who may take them back."""
    if not may_decide(person):
        return MergeEvent.objects.none()
    return MergeEvent.objects.filter(scope_filter(person, "region"))


def visible_owner_merges(person: Person) -> QuerySet[OwnerMerge]:
    """Return the merges of owners in the region of who may take them back."""
    if not may_decide(person):
        return OwnerMerge.objects.none()
    return OwnerMerge.objects.filter(scope_filter(person, "region"))
