"""What became of a drawn business that did not answer, told by whoever stood at the door."""

from datetime import datetime

from django.db.models import F

from lampit.measure.actions.finishing import write_disposition
from lampit.measure.models import SampleMember, Submission
from lampit.measure.rules import states
from lampit.measure.rules.receiving import Told
from lampit.people.actions import audit
from lampit.people.models import User
from lampit.places.queries import local_day
from lampit.registry.actions import Ended, confirm_business, report_end
from lampit.registry.models import Business

REFUSED, OTHER = "menolak", "lain"


def dispose(
    actor: User | None,
    member: SampleMember,
    code: str,
    reason: str,
    *,
    confirmed: bool,
    now: datetime,
) -> SampleMember:
    """Write a disposition and put it into the chain; call it holding the member."""
    write_disposition(member, actor, code, reason, confirmed=confirmed, now=now)
    _tell_register(member.business, actor, code, reason, now)
    audit(
        actor,
        "survey_disposition",
        subject_kind="measure.member",
        subject_id=member.pk,
        fields=[code],
        reason=reason,
        region=member.round.region_id,
        at=now,
    )
    return member


def note_visit(actor: User | None, member: SampleMember, told: Told, *, now: datetime) -> None:
    """Write the disposition that a delivery tells; who answered already is visited, no more.

    Raises:
        Refusal: `disposition_…`, `reason_missing`.
    """
    code = told.disposition or REFUSED
    reason = told.reason
    if code == REFUSED and reason not in states.REFUSAL_REASONS:
        reason = OTHER
    states.check_disposition(code, reason)
    if Submission.objects.filter(member=member, state=Submission.State.FINAL).exists():
        SampleMember.objects.filter(pk=member.pk).update(visit_count=F("visit_count") + 1)
        return
    dispose(actor, member, code, reason, confirmed=told.is_confirmed, now=now)


def _tell_register(
    business: Business, actor: User | None, code: str, reason: str, now: datetime
) -> None:
    """Let the register know what an enumerator found before the door: that is a visit."""
    ended = states.ENDED.get(code)
    if ended is not None:
        told = Ended(ended, "visit", local_day(business.region_id, now), reason)
        report_end(business, told, actor=actor, now=now)
    elif code == "tutup_sementara":
        confirm_business(business, "visit", now, actor, "tutup_sementara")
