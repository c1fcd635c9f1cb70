"""Recipients of a list found in the register: by NIK, or by name and village as a question."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from django.db.models import QuerySet

from lampit.aid.models import Grant
from lampit.national import names
from lampit.registry.models import Business, Owner
from lampit.registry.queries import golden_records

ASKED_AT_ONCE = 400
OFFERED_AT_MOST = 8


@dataclass(frozen=True, slots=True)
class Candidate:
    """A business that a recipient may be."""

    public_id: str
    name: str
    owner: str
    place: str


def owners_by_nik(region: str, indexes: Collection[str]) -> dict[str, Owner]:
    """Return NIK index → owner among those of a region; one query per 400 indexes."""
    found: dict[str, Owner] = {}
    for some in _parts(sorted(set(indexes) - {""})):
        rows = Owner.objects.filter(region_id=region, nik_index__in=some, withdrawn_at=None)
        for owner in rows.order_by("-id"):
            found[owner.nik_index] = owner
    return found


def businesses_of(owners: Collection[int]) -> dict[int, list[Business]]:
    """Return owner → golden records that belong to him or her; one query per 400 owners.

    A record merged into another counts for its golden one.
    """
    found: dict[int, dict[int, Business]] = defaultdict(dict)
    for some in _parts(sorted(owners)):
        rows = Business.objects.filter(owner__in=some, withdrawn_at=None).select_related("golden")
        for business in rows.order_by("id"):
            top = business.golden or business
            found[business.owner_id or 0][top.pk] = top
    return {owner: list(rows.values()) for owner, rows in found.items()}


def named_in(region: str, keys: Collection[tuple[str, str]]) -> set[tuple[str, str]]:
    """Return those (name key, village) pairs that somebody in the register has."""
    found: set[tuple[str, str]] = set()
    for some in _parts(sorted({key for key, _village in keys} - {""})):
        rows = golden_records().filter(region_id=region, owner__name_key__in=some)
        found |= {
            (key, village or "") for key, village in rows.values_list("owner__name_key", "village")
        }
    return found & set(keys)


def candidates(businesses: QuerySet[Business], grant: Grant) -> list[Candidate]:
    """Return the businesses of an owner with this name, those of the same village first.

    One query; at most eight.
    """
    key = names.strict_key(grant.name)
    if not key:
        return []
    rows = businesses.filter(owner__name_key=key).select_related("owner", "village", "district")
    found = list(rows.order_by("id")[: OFFERED_AT_MOST * 4])
    found.sort(key=lambda one: one.village_id != grant.village_id)
    return [_candidate(one) for one in found[:OFFERED_AT_MOST]]


def _candidate(business: Business) -> Candidate:
    owner = business.owner.name if business.owner else ""
    places = [place.name for place in (business.village, business.district) if place is not None]
    return Candidate(business.public_id, business.name or owner, owner, ", ".join(places))


def _parts(values: Sequence) -> Iterator[list]:  # type: ignore[type-arg]  # any one kind
    source = iter(values)
    while part := list(islice(source, ASKED_AT_ONCE)):
        yield part
