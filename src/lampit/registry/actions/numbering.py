"""Writes under which number a program of a partner knows a business."""

from collections.abc import Collection

from lampit.places import queries as places
from lampit.registry.models import Business, PartnerNumber


def number_as(business: Business, program: str, number: str) -> None:
    """Let a number mean a business for a program from now on; call it where the place is held.

    A record that was withdrawn or handed over since it had the number has it no more.
    """
    PartnerNumber.objects.update_or_create(
        region_id=business.region_id, program=program, number=number,
        defaults={"business": business},
    )  # fmt: skip


def claim(known: PartnerNumber, program: str) -> None:
    """Let a number of an account belong to one of its programs, unless that has another there."""
    own = PartnerNumber.objects.filter(business=known.business_id, program=program)
    if not own.exists():
        known.program = program
        known.save(update_fields=["program"])


def drop_numbers(ids: Collection[int]) -> int:
    """Forget under which numbers partners know businesses and return how many there were."""
    return PartnerNumber.objects.filter(business__in=ids).delete()[0]


def follow_place(business: Business) -> None:
    """Take its numbers and those of records merged into it along into the kabupaten of a business.

    Which is given there already stays. Only a program that works in both kabupaten can have moved
    it so. The place is held: a program may give one of these numbers there at the same moment.
    """
    places.held(business.region_id)
    here = PartnerNumber.objects.filter(region=business.region_id)
    family = [business.pk, *business.merged.values_list("pk", flat=True)]
    rows = PartnerNumber.objects.filter(business__in=family).exclude(region=business.region_id)
    for row in rows.order_by("pk"):
        if here.filter(program=row.program, number=row.number).exists():
            row.delete()
        else:
            row.region_id = business.region_id
            row.save(update_fields=["region"])
