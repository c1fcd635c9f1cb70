"""Takes a person out of surveys: what was sent counts on without her; drafts go."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from lampit.measure.actions.answerfiles.dropping import forget_people
from lampit.measure.actions.holding import hold_businesses
from lampit.measure.actions.photos import drop_unnamed
from lampit.measure.actions.receiving import EMPTIED
from lampit.measure.models import (
    Attachment,
    BackCheck,
    Delivery,
    FieldReport,
    FollowUp,
    FoundBusiness,
    Invitation,
    SampleMember,
    Submission,
)
from lampit.measure.queries.personal import received
from lampit.measure.rules import receiving


def erase_drafts(business_ids: Sequence[int]) -> int:
    """Delete questionnaires that were begun and never sent; return how many.

    Sent ones hold choices and numbers only, no name and no free text: they stay statistics.
    What an enumerator wrote about a refusal goes, and by which words she found a business; so
    does what was sent around the answers: the bytes as they came, photos, where the telephone
    stood, links. What is sent again later is not taken.
    """
    hold_businesses(business_ids)
    FoundBusiness.objects.filter(business__in=business_ids).update(
        name="", owner_name="", phone="", note=""
    )
    reports = FieldReport.objects.filter(member__business__in=business_ids)
    waiting = reports.filter(state=FieldReport.State.WAITING)
    waiting.update(state=FieldReport.State.DECLINED)
    reports.update(body={}, note="")
    tried = FollowUp.objects.filter(member__business__in=business_ids)
    tried.update(note="")
    for done in tried.filter(kind=FollowUp.Kind.GIVEN):
        done.before = done.before | {"reason": ""}
        done.save(update_fields=["before"])
    SampleMember.objects.filter(business__in=business_ids).exclude(reason="").update(reason="")
    _erase_deliveries(business_ids)
    forget_people(business_ids)
    again = BackCheck.objects.filter(submission__business__in=business_ids)
    again.filter(state__in=BackCheck.OPEN).delete()
    drafts = Submission.objects.filter(business__in=business_ids, state=Submission.State.DRAFT)
    return drafts.delete()[1].get("measure.Submission", 0)


def _erase_deliveries(business_ids: Sequence[int]) -> None:
    """Empty what came from telephones and links, and take the links."""
    Invitation.objects.filter(member__business__in=business_ids).delete()
    empty(received(business_ids), now=timezone.now())


def empty(sent: QuerySet[Delivery], *, now: datetime) -> None:
    """Empty deliveries, their photos too; hash and state stay, so that repeats are known.

    What waited is declined. Call it in a transaction that holds their businesses.
    """
    files = Attachment.objects.filter(delivery__in=sent.values("pk"))
    hashes = set(files.values_list("sha256", flat=True))
    files.delete()
    sent.filter(state__in=(receiving.STORED, receiving.QUARANTINED)).update(
        state=receiving.DECLINED
    )
    sent.exclude(reason=receiving.NOT_DRAWN).update(detail="")
    sent.update(**EMPTIED, emptied_at=now)
    transaction.on_commit(lambda: drop_unnamed(hashes))
