"""Takes a person out of surveys: what was sent counts on without her; drafts go."""

from collections.abc import Sequence

from lampit.measure.models import FoundBusiness, SampleMember, Submission


def erase_drafts(business_ids: Sequence[int]) -> int:
    """Delete questionnaires that were begun and never sent; return how many.

    Sent ones hold choices and numbers only, no name and no free text: they stay statistics.
    What an enumerator wrote about a refusal goes, and by which words she found a business.
    """
    FoundBusiness.objects.filter(business__in=business_ids).update(
        name="", owner_name="", phone="", note=""
    )
    SampleMember.objects.filter(business__in=business_ids).exclude(reason="").update(reason="")
    drafts = Submission.objects.filter(business__in=business_ids, state=Submission.State.DRAFT)
    return drafts.delete()[1].get("measure.Submission", 0)
