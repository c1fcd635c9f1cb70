"""Whose telephones, findings and second askings a person sees."""

from django.db.models import F, Q, QuerySet
from django.http import HttpRequest

from lampit.measure.access.asking import ASKERS
from lampit.measure.access.rounds import PLANNERS
from lampit.measure.models import BackCheck, FieldDevice, FieldReport, FoundBusiness
from lampit.people.access import Person, has_role, scope_filter
from lampit.people.models import Role


def own_devices(person: Person) -> QuerySet[FieldDevice]:
    """Return the phones of `person`, as long as he or she holds interviews."""
    if not has_role(person, *ASKERS):
        return FieldDevice.objects.none()
    return FieldDevice.objects.filter(account_id=person.pk)


def manageable_devices(person: Person) -> QuerySet[FieldDevice]:
    """Return the phones that the head and the staff of a kabupaten may revoke."""
    if not has_role(person, *PLANNERS):
        return FieldDevice.objects.none()
    return FieldDevice.objects.filter(scope_filter(person, "region"))


def visible_reports(person: Person) -> QuerySet[FieldReport]:
    """Return what phones told of the region: visits, proposed corrections."""
    if not has_role(person, *PLANNERS):
        return FieldReport.objects.none()
    return FieldReport.objects.filter(scope_filter(person, "region"))


def visible_found(person: Person) -> QuerySet[FoundBusiness]:
    """Return the businesses met in the field: staff see all, others what they noted themselves."""
    rows = FoundBusiness.objects.filter(scope_filter(person, "round__region"))
    if has_role(person, *PLANNERS):
        return rows
    return rows.filter(found_by_id=person.pk) if has_role(person, *ASKERS) else rows.none()


def decidable_found(person: Person) -> QuerySet[FoundBusiness]:
    """Return the found businesses that `person` may match or put into the register."""
    rows = FoundBusiness.objects.select_related("round")
    if not has_role(person, Role.STAFF):
        return rows.none()
    return rows.filter(scope_filter(person, "round__region"))


def may_ask_again(request: HttpRequest) -> bool:
    """Let those in who hold interviews, and the head who looks at how they repeat."""
    return has_role(request.user, *ASKERS, Role.HEAD)


def plannable_backchecks(person: Person) -> QuerySet[BackCheck]:
    """Return the second askings that `person` may give to somebody."""
    if not has_role(person, *PLANNERS):
        return BackCheck.objects.none()
    return _backchecks(person)


def visible_backchecks(person: Person) -> QuerySet[BackCheck]:
    """Return the second askings that `person` sees: the office all, others their own."""
    if has_role(person, *PLANNERS):
        return _backchecks(person)
    if has_role(person, Role.MENTOR, Role.ENUMERATOR):
        return _backchecks(person).filter(assigned_to_id=person.pk)
    return BackCheck.objects.none()


def askable_backchecks(person: Person) -> QuerySet[BackCheck]:
    """Return the open second askings that `person` may hold: never of an own interview."""
    if not has_role(person, *ASKERS):
        return BackCheck.objects.none()
    still = Q(submission__business__region=F("round__region"))
    open_ones = visible_backchecks(person).filter(still, state__in=BackCheck.OPEN)
    return open_ones.exclude(submission__started_by_id=person.pk)


def _backchecks(person: Person) -> QuerySet[BackCheck]:
    """Return the second askings of the person's regions; none of withdrawn businesses."""
    reach = scope_filter(person, "round__region")
    return BackCheck.objects.filter(reach, submission__business__withdrawn_at=None)
