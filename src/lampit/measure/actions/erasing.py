"""Takes a person out of surveys: what was sent counts on without her; drafts go."""

from collections.abc import Sequence

from django.conf import settings
from django.db import transaction

from lampit.measure.models import (
    Attachment,
    BackCheck,
    FieldReport,
    FoundBusiness,
    Invitation,
    SampleMember,
    Submission,
)
from lampit.measure.queries.personal import received
from lampit.outside import kept


def erase_drafts(business_ids: Sequence[int]) -> int:
    """Delete questionnaires that were begun and never sent; return how many.

    Sent ones hold choices and numbers only, no name and no free text: they stay statistics.
    What an enumerator wrote about a refusal goes, and by which words she found a business; so
    does what was sent around the answers: the bytes as they came, photos, where the telephone
    stood, links.
    """
    FoundBusiness.objects.filter(business__in=business_ids).update(
        name="", owner_name="", phone="", note=""
    )
    reports = FieldReport.objects.filter(member__business__in=business_ids)
    waiting = reports.filter(state=FieldReport.State.WAITING)
    waiting.update(state=FieldReport.State.DECLINED)
    reports.update(body={}, note="")
    SampleMember.objects.filter(business__in=business_ids).exclude(reason="").update(reason="")
    _erase_deliveries(business_ids)
    again = BackCheck.objects.filter(submission__business__in=business_ids)
    again.filter(state__in=BackCheck.OPEN).delete()
    drafts = Submission.objects.filter(business__in=business_ids, state=Submission.State.DRAFT)
    return drafts.delete()[1].get("measure.Submission", 0)


def _erase_deliveries(business_ids: Sequence[int]) -> None:
    """Empty what came from telephones and links; hash and state stay, so that repeats are known."""
    Invitation.objects.filter(member__business__in=business_ids).delete()
    sent = received(business_ids)
    files = Attachment.objects.filter(delivery__in=sent.values("pk"))
    hashes = set(files.values_list("sha256", flat=True))
    files.delete()
    sent.update(
        content=b"", paradata={}, files={}, device="", latitude=None, longitude=None, accuracy=None
    )
    transaction.on_commit(lambda: _drop(hashes))


def _drop(hashes: set[str]) -> None:
    """Remove photos that no other questionnaire holds, once it is certain that they go."""
    shared = set(Attachment.objects.filter(sha256__in=hashes).values_list("sha256", flat=True))
    for sha256 in hashes - shared:
        kept.drop(settings.ANSWERS_ROOT, sha256)
