"""Numbers the reports that leave the house, and notes who took them."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from lampit.measure.models import ReportPrint, Round
from lampit.people.actions import audit
from lampit.people.models import User
from lampit.places.queries import held


def number_report(
    actor: User, found: Round, kind: str, language: str, digest: str, *, now: datetime
) -> ReportPrint:
    """Return the print of a report with this content, numbered when it is new.

    `digest` is the mark of what stands in the report without its number. The same content has
    the same number, whoever takes it.
    """
    with transaction.atomic():
        held(found.region_id)  # one number after the other within a kabupaten
        made = ReportPrint.objects.filter(
            round=found, kind=kind, language=language, digest=digest
        ).first()
        if made is not None:
            return made
        year = timezone.localtime(now).year  # of the office: at half past one it is not London's
        taken = ReportPrint.objects.filter(region_id=found.region_id, year=year)
        last = taken.aggregate(last=Max("serial"))["last"] or 0
        return ReportPrint.objects.create(
            round=found, region_id=found.region_id, kind=kind, language=language,
            year=year, serial=last + 1, digest=digest, made_by=actor, made_at=now,
        )  # fmt: skip


def take_report(
    actor: User, found: Round, kind: str, language: str, digest: str, *, now: datetime
) -> ReportPrint:
    """Return the print of a report that somebody takes along, as numbered; noted in the trail."""
    with transaction.atomic():
        made = number_report(actor, found, kind, language, digest, now=now)
        audit(
            actor, "survey_report_taken", subject_kind="measure.round", subject_id=found.pk,
            reason=f"{made.number} {kind} {language}", region=found.region_id, at=now,
        )  # fmt: skip
    return made
