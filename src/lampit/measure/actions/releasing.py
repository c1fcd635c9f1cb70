"""What of a published round the public may take: the head decides, with a reason, noted."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from lampit.basics.refusal import Refusal
from lampit.basics.texts import gettext_noop
from lampit.measure import access
from lampit.measure.models import OpenRelease, Round
from lampit.people.actions import audit
from lampit.people.models import User

SHORTEST_REASON = 10
MESSAGES = {
    "round_not_published": gettext_noop(
        "Hanya putaran yang sudah terbit yang datanya dapat dibuka, oleh kepala dinasnya."
    ),
    "reason_missing": gettext_noop("Tulis alasannya, sedikitnya sepuluh huruf."),
    "approval_missing": gettext_noop(
        "Isi siapa walidatanya, nomor suratnya, dan tanggalnya; tanggal tidak di masa depan."
    ),
}


def release_rows(actor: User, round_id: int, reason: str, *, now: datetime) -> OpenRelease:
    """Let the anonymous rows of a published round out.

    Raises:
        Refusal: `round_not_published`, `reason_missing`.
    """
    told = " ".join(reason.split())
    if len(told) < SHORTEST_REASON:
        raise _no("reason_missing")
    changes = {"rows_released_at": now, "rows_released_by": actor, "rows_reason": told[:200]}
    return _changed(actor, round_id, changes, "survey_rows_released", told, now)


def close_rows(actor: User, round_id: int, reason: str, *, now: datetime) -> OpenRelease:
    """Take the anonymous rows of a round back; who has them has them.

    Raises:
        Refusal: `round_not_published`, `reason_missing`.
    """
    told = " ".join(reason.split())
    if len(told) < SHORTEST_REASON:
        raise _no("reason_missing")
    changes = {"rows_released_at": None, "rows_released_by": None, "rows_reason": ""}
    return _changed(actor, round_id, changes, "survey_rows_closed", told, now)


def approve(
    actor: User, round_id: int, *, by: str, letter: str, on: date | None, now: datetime
) -> OpenRelease:
    """Note that the keeper of data approved the tables of a round.

    Raises:
        Refusal: `round_not_published`, `approval_missing`.
    """
    who, number = " ".join(by.split())[:120], " ".join(letter.split())[:80]
    if not who or not number or on is None or on > now.astimezone().date():
        raise _no("approval_missing")
    changes = {"approval": OpenRelease.Approval.APPROVED, "approved_by": who,
               "approval_letter": number, "approved_on": on}  # fmt: skip
    return _changed(actor, round_id, changes, "survey_data_approved", f"{who}, {number}", now)


def back_to_draft(actor: User, round_id: int, *, now: datetime) -> OpenRelease:
    """Take the approval of the keeper of data back.

    Raises:
        Refusal: `round_not_published`.
    """
    changes = {"approval": OpenRelease.Approval.DRAFT, "approved_by": "", "approval_letter": "",
               "approved_on": None}  # fmt: skip
    return _changed(actor, round_id, changes, "survey_data_draft", "", now)


def _no(code: str) -> Refusal:
    return Refusal(code, MESSAGES[code])


def _changed(
    actor: User, round_id: int, changes: Mapping[str, object], deed: str, reason: str, now: datetime
) -> OpenRelease:
    with transaction.atomic():
        found: Round | None = access.releasable_rounds(actor).filter(pk=round_id).first()
        if found is None:
            raise _no("round_not_published")
        told = {**changes} | {"changed_by": actor, "changed_at": now}
        made, _new = OpenRelease.objects.update_or_create(round=found, defaults=told)
        audit(
            actor, deed, subject_kind="measure.round", subject_id=found.pk, reason=reason,
            region=found.region_id, at=now,
        )  # fmt: skip
    return made
