"""Which business a program of a partner means by a number, and which numbers a business has."""

from collections import defaultdict
from collections.abc import Collection, Sequence

from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce

from lampit.people.queries.programs import labels_of
from lampit.registry.models import Business, PartnerNumber

Programs = Sequence[str]  # the keys under which a program's numbers stand, its own first
_TOP = Coalesce("business__golden", "business")


def numbered(region: str, programs: Programs, number: str) -> PartnerNumber | None:
    """Return what a program calls so in a kabupaten, None when it calls nothing so; one query."""
    rows = PartnerNumber.objects.filter(region_id=region, program__in=programs, number=number)
    found = {row.program: row for row in rows}
    return next((found[key] for key in programs if key in found), None)


def with_number(
    businesses: QuerySet[Business], programs: Programs, number: str
) -> QuerySet[Business]:
    """Return those of `businesses` that a program calls so; one query.

    A record that was merged stands for the one into which it was, as in a PUT. Numbers are looked
    up first: no database then walks a list to find the one business that is meant.
    """
    rows = PartnerNumber.objects.filter(program__in=programs, number=number)
    meant = rows.filter(business__withdrawn_at=None).values_list(_TOP, flat=True)
    return businesses.filter(pk__in=list(meant))


def numbers_for(programs: Programs, ids: Collection[int]) -> dict[int, str]:
    """Return business → the number that a program has for it; one query.

    One that has none itself bears that of the first record that was merged into it.
    """
    rows = PartnerNumber.objects.filter(program__in=programs)
    own = rows.filter(business__in=ids).annotate(top=F("business"))
    lent = rows.filter(business__golden__in=ids, business__withdrawn_at=None)
    both = [
        some.values_list("top", "business_id", "program", "number")
        for some in (own, lent.annotate(top=F("business__golden")))
    ]
    told = defaultdict[int, list[tuple[bool, int, int, str]]](list)
    for top, pk, program, number in both[0].union(both[1], all=True):
        told[top].append((pk != top, programs.index(program), pk, number))
    return {pk: min(known)[-1] for pk, known in told.items()}


def all_numbers(ids: Collection[int]) -> dict[int, str]:
    """Return business → its numbers in all programs, in the order in which they came; one query."""
    rows = PartnerNumber.objects.filter(business__in=ids).order_by("pk")
    told = defaultdict(list)
    for pk, number in rows.values_list("business_id", "number"):
        told[pk].append(number)
    return {pk: ", ".join(numbers) for pk, numbers in told.items()}


def numbers_told(business: Business) -> list[tuple[str, str]]:
    """Return field → what the office's list and partners call a business, where they do."""
    told = [("external_id", business.external_id), ("partner_numbers", _named(business.pk))]
    return [one for one in told if one[1]]


def _named(business: int) -> str:
    """Return the numbers of a business, each with the name of its program; at most three queries.

    What an account numbered before its programs were told apart has no name.
    """
    rows = PartnerNumber.objects.filter(business=business).order_by("pk")
    told = list(rows.values_list("program", "number"))
    labels = labels_of({program for program, _number in told}) if told else {}
    return ", ".join(
        f"{number} ({labels[program]})" if labels.get(program) else number
        for program, number in told
    )
