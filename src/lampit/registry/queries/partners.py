"""Which business a program of a partner means by a number, and which numbers a business has."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from operator import itemgetter

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


def numbers_for(programs: Programs, ids: Collection[int]) -> dict[int, list[str]]:
    """Return business → the numbers that a program has for it, the first by which to call it.

    Its own before those of records that were merged into it. One query.
    """
    rows = PartnerNumber.objects.filter(program__in=programs)
    told = defaultdict[int, list[tuple[bool, int, int, str]]](list)
    for top, pk, _row, program, number in _of_families(rows, ids):
        told[top].append((pk != top, programs.index(program), pk, number))
    return {
        pk: list(dict.fromkeys(number for *_, number in sorted(known)))
        for pk, known in told.items()
    }


def _of_families(
    rows: QuerySet[PartnerNumber], ids: Collection[int]
) -> Iterator[tuple[int, int, int, str, str]]:
    """Yield (business, record, row, program, number) of businesses and of what is merged into them.

    One query.
    """
    own = rows.filter(business__in=ids).annotate(top=F("business"))
    lent = rows.filter(business__golden__in=ids, business__withdrawn_at=None)
    both = [
        some.order_by().values_list("top", "business_id", "pk", "program", "number")
        for some in (own, lent.annotate(top=F("business__golden")))
    ]
    yield from both[0].union(both[1], all=True)


def all_numbers(ids: Collection[int]) -> dict[int, str]:
    """Return business → its numbers in all programs, in the order in which they came; one query.

    Those of records that were merged into it are among them.
    """
    told = defaultdict[int, list[tuple[int, str]]](list)
    for top, _record, row, _program, number in _of_families(PartnerNumber.objects.all(), ids):
        told[top].append((row, number))
    return {pk: ", ".join(number for _row, number in sorted(known)) for pk, known in told.items()}


def numbers_told(business: Business) -> list[tuple[str, str]]:
    """Return field → what the office's list and partners call a business, where they do."""
    told = [("external_id", business.external_id), ("partner_numbers", _named(business.pk))]
    return [one for one in told if one[1]]


def _named(business: int) -> str:
    """Return the numbers of a business, each with the name of its program; at most three queries.

    Those of records that were merged into it are among them. What an account numbered before its
    programs were told apart has no name.
    """
    known = sorted(_of_families(PartnerNumber.objects.all(), [business]), key=itemgetter(2))
    told = [(program, number) for *_, program, number in known]
    labels = labels_of({program for program, _number in told}) if told else {}
    return ", ".join(
        f"{number} ({labels[program]})" if labels.get(program) else number
        for program, number in told
    )
