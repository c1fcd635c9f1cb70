"""Who plans, sees and publishes rounds, and who reads what they say."""

from django.db.models import QuerySet
from django.http import HttpRequest

from lampit.measure.models import Round
from lampit.measure.rules import states
from lampit.people.access import Person, has_role, reaches, scope_filter
from lampit.people.models import Role

PLANNERS = (Role.HEAD, Role.STAFF)
RESULT_READERS = (Role.HEAD, Role.STAFF, Role.BOARD, Role.MENTOR, Role.ADMIN)


def may_open_survey(request: HttpRequest) -> bool:
    """Let everybody in who plans, asks, or reads results of a kabupaten."""
    return has_role(request.user, *RESULT_READERS, Role.ENUMERATOR)


def may_plan(request: HttpRequest) -> bool:
    """Let the head and the staff open rounds, draw, and move them on."""
    return has_role(request.user, *PLANNERS)


def may_see_results(request: HttpRequest) -> bool:
    """Let those in who read figures of many businesses; enumerators are not among them."""
    return has_role(request.user, *RESULT_READERS)


def visible_rounds(person: Person) -> QuerySet[Round]:
    """Return the rounds in the regions of `person`."""
    if not has_role(person, *RESULT_READERS, Role.ENUMERATOR):
        return Round.objects.none()
    return Round.objects.filter(scope_filter(person, "region"))


def may_release(request: HttpRequest) -> bool:
    """Let the head in, who alone decides what leaves for the public."""
    return has_role(request.user, Role.HEAD)


def releasable_rounds(person: Person) -> QuerySet[Round]:
    """Return the published rounds whose data `person` may open to the public."""
    if not has_role(person, Role.HEAD):
        return Round.objects.none()
    return Round.objects.filter(scope_filter(person, "region"), state=states.PUBLISHED)


def reportable_rounds(person: Person) -> QuerySet[Round]:
    """Return the rounds whose report and forms `person` may take along."""
    if not has_role(person, *RESULT_READERS):
        return Round.objects.none()
    return Round.objects.filter(scope_filter(person, "region"))


def open_rounds() -> QuerySet[Round]:
    """Return the rounds of which the public may take tables: the published ones."""
    return Round.objects.filter(state=states.PUBLISHED)


def plannable_rounds(person: Person) -> QuerySet[Round]:
    """Return the rounds that `person` may draw, open, close and publish."""
    if not has_role(person, *PLANNERS):
        return Round.objects.none()
    return Round.objects.filter(scope_filter(person, "region"))


def plans_region(person: Person, region: str) -> bool:
    """Say whether `person` may open rounds in this kabupaten."""
    return has_role(person, *PLANNERS) and reaches(person, region)
