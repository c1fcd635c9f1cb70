"""Notes who looks after a business now, and whom enumerators are to ask.

For whoever hands a business over, or sends somebody out, and has asked the door.
"""

from collections.abc import Collection, Mapping

from lampit.registry.models import Business, FieldTask

CHUNK = 500


def give_into_care(mentor_id: int, business_ids: Collection[int]) -> None:
    """Write the mentor of businesses; call inside the transaction that hands them over."""
    ids = sorted(business_ids)
    for start in range(0, len(ids), CHUNK):
        Business.objects.filter(pk__in=ids[start : start + CHUNK]).update(mentor_id=mentor_id)


def give_many_into_care(mentor_of: Mapping[int, int]) -> None:
    """Write the mentor of each business, from business id to mentor id."""
    by_mentor: dict[int, list[int]] = {}
    for business, mentor in mentor_of.items():
        by_mentor.setdefault(mentor, []).append(business)
    for mentor, businesses in sorted(by_mentor.items()):
        give_into_care(mentor, businesses)


def send_to_field(errand: str, region: str, business_ids: Collection[int]) -> None:
    """Let enumerators of a kabupaten see businesses until `call_back`; again changes nothing."""
    tasks = [
        FieldTask(errand=errand, region_id=region, business_id=pk) for pk in sorted(business_ids)
    ]
    FieldTask.objects.bulk_create(tasks, batch_size=CHUNK, ignore_conflicts=True)


def send_each(errand: str, region: str, given: Mapping[int, int]) -> None:
    """Let each business of an errand be seen by one enumerator alone, and no other by anybody.

    `given` is business id → account id; what was sent out for the errand before ends.
    """
    call_back(errand)
    tasks = [
        FieldTask(errand=errand, region_id=region, business_id=pk, person_id=account)
        for pk, account in sorted(given.items())
    ]
    FieldTask.objects.bulk_create(tasks, batch_size=CHUNK)


def call_back(errand: str) -> None:
    """End an errand: enumerators see its businesses no more, unless another errand names them."""
    FieldTask.objects.filter(errand=errand).delete()
