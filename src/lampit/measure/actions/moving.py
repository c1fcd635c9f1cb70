"""Surveys follow a business that moves to another kabupaten; figures stay where they were asked."""

from collections.abc import Collection
from datetime import datetime

from lampit.measure.models import SampleMember, Score, Submission
from lampit.measure.rules import states
from lampit.people.models import User
from lampit.places.rules import subdistrict_of

NOT_YET_CLOSED = (states.DRAWN, states.FIELD)


def move_scores(
    actor: User, business_ids: Collection[int], region: str, place: str, *, now: datetime
) -> int:
    """Let scores go over and end interviews of open rounds; return how many drafts went.

    Who was drawn in an open round counts as moved away there; answers already sent stay in their
    round, and its figures with them. A half-filled questionnaire of a round is deleted, one begun
    in coaching goes over. Call it in the transaction that moves the businesses.
    """
    drawn = SampleMember.objects.filter(
        business__in=business_ids, disposition="", round__state__in=NOT_YET_CLOSED
    )
    drawn.update(disposition=SampleMember.Disposition.MOVED, disposed_by=actor, disposed_at=now)
    Score.objects.filter(business__in=business_ids).update(
        region_id=region, subdistrict=subdistrict_of(place)
    )
    drafts = Submission.objects.filter(business__in=business_ids, state=Submission.State.DRAFT)
    drafts.filter(mode=Submission.Mode.COACHING).update(region_id=region)
    survey = drafts.exclude(mode=Submission.Mode.COACHING)
    return int(survey.delete()[1].get("measure.Submission", 0))
