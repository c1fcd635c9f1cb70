"""Who stood in lists that left the house. Bounded."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from django.db.models import QuerySet

from lampit.registry.models import Business, Consent, LeftList, LeftPart, Owner
from lampit.registry.queries.exporting import passed_on
from lampit.registry.rules.bits import SIZE, holds, numbers_of
from lampit.registry.rules.consents import PARTNERS
from lampit.registry.rules.exporting import Wanted, needs_consent
from lampit.registry.rules.numbers import Ids, Numbers
from lampit.web.paging import Page

ASKED_AT_ONCE = 500
READ_AT_ONCE = 20_000
LOOKED_AT_MOST = 5_000
PAGE = 25


@dataclass(frozen=True, slots=True)
class Listed:
    """A record that stood in a list."""

    public_id: str
    name: str
    owner: str


def standing_in(rows: QuerySet[Business], ids: Iterable[int], wanted: Wanted) -> Iterator[int]:
    """Yield the ids that will stand in the file: for a partner those whose owner agreed."""
    if not needs_consent(wanted):
        yield from ids
        return
    chunk: list[int] = []
    for one in ids:
        chunk.append(one)
        if len(chunk) == ASKED_AT_ONCE:
            yield from _agreed(rows, chunk)
            chunk = []
    yield from _agreed(rows, chunk)


def agreed_count(rows: QuerySet[Business], found: Numbers) -> int:
    """Return how many of the found businesses may be passed on to a partner; three queries.

    Asked from the side of those who said yes, who are few beside a long list.

    Args:
        rows: the businesses that exist for who asks.
        found: out of `chosen`.
    """
    said = Consent.objects.filter(purpose=PARTNERS, is_given=True).order_by().values("owner")
    persons = Owner.objects.filter(pk__in=said, person__isnull=False).order_by().values("person")
    # Asked apart: for one OR of both PostgreSQL would read every owner.
    kept = [
        _ids(passed_on(rows.filter(owner__in=said))),
        _ids(passed_on(rows.filter(owner__person__in=persons))),
        _ids(rows.filter(owner=None)),
    ]
    return int(found.common(np.unique(np.concatenate(kept))).size)


def _ids(rows: QuerySet[Business]) -> Ids:
    return np.fromiter(
        rows.order_by().values_list("pk", flat=True).iterator(READ_AT_ONCE), np.int64
    )


def _agreed(rows: QuerySet[Business], chunk: list[int]) -> list[int]:
    allowed = passed_on(rows.filter(pk__in=chunk)).order_by().values_list("pk", flat=True)
    kept = set(allowed) if chunk else set()
    return [one for one in chunk if one in kept]


def lists_with(business_ids: Collection[int]) -> list[str]:
    """Return what the audit trail calls the lists that hold one of these records; one query."""
    asked: dict[int, list[int]] = defaultdict(list)
    for one in business_ids:
        asked[one // SIZE].append(one)
    parts = LeftPart.objects.filter(block__in=asked).order_by("-left_id")
    told = parts.values_list("block", "bits", "left__subject")[:LOOKED_AT_MOST]
    found = [
        subject
        for block, bits, subject in told
        if any(holds(bytes(bits), one) for one in asked[block])
    ]
    return list(dict.fromkeys(found))


def listed_in(left: LeftList, asked_page: str | None) -> Page[Listed]:
    """Return one page of who stood in a list, oldest record first; three queries.

    Who was erased since has no name any more and is counted all the same.
    """
    number = int(asked_page) if asked_page and asked_page.isdigit() else 1
    number = max(1, min(number, 1 + max(left.rows - 1, 0) // PAGE))
    first = (number - 1) * PAGE
    ids = _some(left, first, PAGE)
    known = Business.objects.select_related("owner").in_bulk(ids)
    shown = [known[pk] for pk in ids if pk in known]
    rows = [Listed(one.public_id, one.name, one.owner.name if one.owner else "") for one in shown]
    return Page(rows, number, PAGE, first + PAGE < left.rows, left.rows)


def _some(left: LeftList, first: int, many: int) -> list[int]:
    """Return some ids of a list in order, from a place on."""
    place, found = 0, []
    for block, bits in left.parts.order_by("block").values_list("block", "bits"):
        for pk in numbers_of(block, bytes(bits)):
            if place >= first:
                found.append(pk)
            place += 1
            if len(found) == many:
                return found
    return found
