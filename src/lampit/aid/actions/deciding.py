"""Overlaps decided by a person, with a reason; nothing is decided silently."""

from datetime import datetime

from django.db import transaction

from lampit.aid import access
from lampit.aid.actions._finding import one_at_a_time
from lampit.aid.models import Grant, Overlap
from lampit.aid.rules import grants, overlaps
from lampit.basics.refusal import Refusal
from lampit.people.actions import audit
from lampit.people.models import User
from lampit.registry.rules.records import check_reason

ANSWERS = {"boleh": overlaps.ALLOWED, "tidak": overlaps.REFUSED}


def decide(actor: User, overlap_id: int, answer: str, reason: str, *, now: datetime) -> Overlap:
    """Allow (`boleh`) or refuse (`tidak`) an overlap and return it.

    A refused grant that was only planned is refused with it; one that was already given stays
    given, marked for being asked back.

    Raises:
        Refusal: `overlap_unknown`, `answer_unknown`, `reason_missing`, `overlap_decided`.
    """
    if answer not in ANSWERS:
        raise Refusal("answer_unknown", "Pilih boleh atau tidak boleh.")
    why = check_reason(reason)[:200]
    with transaction.atomic():
        found = access.visible_overlaps(actor).filter(pk=overlap_id).first()
        if found is None:
            raise Refusal("overlap_unknown", "Tumpang tindih ini tidak ada di wilayah Anda.")
        one_at_a_time(found.region_id)
        row = Overlap.objects.select_for_update().get(pk=found.pk)
        if row.state != overlaps.OPEN:
            raise Refusal("overlap_decided", "Ini sudah diputuskan. Muat ulang halaman.")
        row.state, row.reason, row.decided_by, row.decided_at = ANSWERS[answer], why, actor, now
        row.save()
        if row.state == overlaps.REFUSED:
            Grant.objects.filter(pk=row.grant_id, status=grants.PLANNED).update(
                status=grants.REFUSED, reason=why, decided_by=actor, decided_at=now
            )
        audit(
            actor, f"aid_overlap_{row.state}", subject_kind="aid.grant",
            subject_id=row.grant.public_id, fields=[row.basis], reason=why,
            region=row.region_id, at=now,
        )  # fmt: skip
    return row
