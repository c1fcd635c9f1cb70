"""Notes who looks after a business now, for whoever hands it over and has asked the door."""

from collections.abc import Collection, Mapping

from lampit.registry.models import Business

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
