"""Who sees and writes instruments."""

from django.db.models import Q, QuerySet
from django.http import HttpRequest

from lampit.measure.access.rounds import PLANNERS
from lampit.measure.models import Instrument
from lampit.people.access import Person, has_role, region_of, scope_filter


def may_edit_instruments(request: HttpRequest) -> bool:
    """Let the head and the staff of a board make, change and publish its instruments."""
    return edits_instruments(request.user)


def edits_instruments(person: Person) -> bool:
    """Say whether `person` makes instruments: head or staff of a kabupaten."""
    return has_role(person, *PLANNERS) and bool(region_of(person))


def visible_instruments(person: Person) -> QuerySet[Instrument]:
    """Return the instruments that `person` may look at: the shipped ones and the board's own."""
    if not edits_instruments(person):
        return Instrument.objects.none()
    return Instrument.objects.filter(Q(region=None) | scope_filter(person, "region"))


def owned_instruments(person: Person) -> QuerySet[Instrument]:
    """Return the instruments of the person's own board, which it may change or retire."""
    if not edits_instruments(person):
        return Instrument.objects.none()
    return Instrument.objects.filter(scope_filter(person, "region"), region__isnull=False)
