"""Who lists which drawn village: the office all of its kabupaten, others those given to them."""

from django.db.models import QuerySet
from django.http import HttpRequest

from lampit.measure.access.asking import ASKERS
from lampit.measure.access.rounds import PLANNERS
from lampit.measure.models import VillageListing
from lampit.people.access import Person, has_role, scope_filter
from lampit.people.models import Role


def may_see_listing(request: HttpRequest) -> bool:
    """Let those in who walk villages, and the head who sees how far they are."""
    return has_role(request.user, *ASKERS, Role.HEAD)


def visible_villages(person: Person) -> QuerySet[VillageListing]:
    """Return the drawn villages that `person` sees: the office all, others their own."""
    rows = VillageListing.objects.filter(scope_filter(person, "drawn__round__region"))
    if has_role(person, *PLANNERS):
        return rows
    return rows.filter(lister_id=person.pk) if has_role(person, *ASKERS) else rows.none()


def listable_villages(person: Person) -> QuerySet[VillageListing]:
    """Return the drawn villages whose list `person` may write: the head looks on."""
    return visible_villages(person) if has_role(person, *ASKERS) else VillageListing.objects.none()


def plannable_villages(person: Person) -> QuerySet[VillageListing]:
    """Return the drawn villages that `person` may give to somebody, or say of that none can go."""
    if not has_role(person, *PLANNERS):
        return VillageListing.objects.none()
    return visible_villages(person)
