"""The breach file, and who is affected as the audit trail tells it."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from lampit.people.models import AuditEntry, User
from lampit.privacy.models import Breach
from lampit.privacy.queries.owners import address_of
from lampit.privacy.rules import clock
from lampit.registry.models import Business, LeftList, LeftPart, Owner
from lampit.registry.rules.bits import union_count
from lampit.registry.rules.exporting import SERVED
from lampit.web.paging import Page, page_of

LISTS_AT_MOST, ASKED_AT_ONCE = 50, 500
# What the trail says of lists with which nothing left the house.
STAYED = ("search_doubles", "search_across", "export_asked", "export_allowed", "export_denied")


def breaches(rows: QuerySet[Breach], asked_page: str | None) -> Page[Breach]:
    """Return one page of the file, newest first; one query."""
    return page_of(rows.select_related("suspect"), asked_page)


def breach_at(rows: QuerySet[Breach], number: int) -> Breach | None:
    """Return one breach, None outside `rows`; one query."""
    return rows.select_related("suspect", "region", "entered_by").filter(pk=number).first()


def breach_clock(breach: Breach, now: datetime) -> clock.Clock:
    """Return how the term to tell agency and persons stands; the later of the two ends it."""
    told = [breach.agency_told_at, breach.persons_told_at]
    stopped = max(at for at in told if at) if all(told) else None
    return clock.clock(breach.due_at, now, stopped)


def account_named(username: str, region: str) -> User | None:
    """Return an account of an office by its user name; one query."""
    rows = User.objects.filter(username=username, memberships__region_id=region)
    return rows.first()


def affected_person(breach: Breach, kind: str, public_id: str) -> tuple[str, str]:
    """Return name and address of somebody affected, for a letter; both empty outside of them."""
    rows = _entries(breach).filter(subject_kind=kind, subject_id=public_id)
    if kind not in ("owner", "business") or not rows.exists():
        return "", ""
    shops = Business.objects.filter(region_id=breach.region_id, withdrawn_at=None)
    shops = shops.select_related("owner", "village__parent").order_by("pk")
    wanted = {"owner": "owner__public_id", "business": "public_id"}[kind]
    found = shops.filter(**{wanted: public_id}).first()
    if found is None:
        return "", ""
    return found.owner.name if found.owner else found.name, address_of(found)


@dataclass(frozen=True, slots=True)
class Affected:
    """A person or business whose data was read in the time of a breach."""

    kind: str
    public_id: str
    name: str
    last_at: datetime


def affected(breach: Breach, asked_page: str | None) -> Page[Affected]:
    """Return one page of who is affected, by the last reading; three queries."""
    rows = _entries(breach).filter(subject_kind__in=("owner", "business"))
    grouped = rows.order_by().values("subject_kind", "subject_id").annotate(at=Max("at"))
    found = page_of(grouped.order_by("-at", "subject_kind", "subject_id"), asked_page)
    ids: dict[str, list[str]] = {"owner": [], "business": []}
    for row in found.object_list:
        ids[row["subject_kind"]].append(row["subject_id"])
    owners = Owner.objects.filter(public_id__in=ids["owner"])
    names = {("owner", o.public_id): o.name for o in owners}
    shops = Business.objects.filter(public_id__in=ids["business"]).select_related("owner")
    for shop in shops:
        owner = shop.owner.name if shop.owner else ""
        names["business", shop.public_id] = " · ".join(n for n in (shop.name, owner) if n)
    told = [
        Affected(
            row["subject_kind"], row["subject_id"],
            names.get((row["subject_kind"], row["subject_id"]), ""), row["at"],
        )
        for row in found.object_list
    ]  # fmt: skip
    return Page(told, found.number, found.size, found.more)


@dataclass(frozen=True, slots=True)
class Taken:
    """A list that left the house, and who stood in it; None of what is not known any more."""

    entry: AuditEntry
    left: LeftList | None


def lists_taken(breach: Breach) -> list[Taken]:
    """Return the lists that left the house in the time of a breach, at most 50; two queries."""
    entries = list(_lists(breach).select_related("actor").order_by("-number")[:LISTS_AT_MOST])
    numbers = [_number(entry.subject_id) for entry in entries]
    left = {one.number: one for one in LeftList.objects.filter(number__in=numbers)}
    return [Taken(entry, left.get(_number(entry.subject_id))) for entry in entries]


def list_taken(breach: Breach, number: str) -> LeftList | None:
    """Return a list that left in the time of a breach, None when it did not; two queries."""
    if number not in _left_in(breach):
        return None
    return LeftList.objects.filter(number=number).first()


def affected_count(breach: Breach) -> int:
    """Return how many records are affected, each once: read one by one, or in a list.

    Four queries, one more per 500 lists.

    An owner whose own record was read counts beside her business.
    """
    rows = _entries(breach).filter(subject_kind__in=("owner", "business"))
    told = set(rows.order_by().values_list("subject_kind", "subject_id").distinct())
    shops = [one for kind, one in told if kind == "business"]
    read = list(Business.objects.filter(public_id__in=shops).values_list("pk", flat=True))
    numbers = sorted(_left_in(breach))
    parts = (
        (block, bytes(bits))
        for start in range(0, len(numbers), ASKED_AT_ONCE)
        for block, bits in LeftPart.objects.filter(
            left__number__in=numbers[start : start + ASKED_AT_ONCE]
        ).values_list("block", "bits")
    )
    return union_count(parts, read) + len(told) - len(read)


def _number(subject: str) -> str:
    """Return the number that a list carries: the first word of what the trail calls it."""
    return subject.partition(" ")[0]


def _left_in(breach: Breach) -> set[str]:
    """Return the numbers of all lists that left in the time of a breach; one query."""
    return {_number(subject) for subject in _lists(breach).values_list("subject_id", flat=True)}


def _lists(breach: Breach) -> QuerySet[AuditEntry]:
    """Return what the trail says of lists that left in the time of a breach.

    What a program reads in a day is one list, noted at its first question: one that began before
    the breach that day was read on.
    """
    day = timezone.localtime(breach.began_at).replace(hour=0, minute=0, second=0, microsecond=0)
    rows = _entries(breach, day).filter(subject_kind="list").exclude(deed__in=STAYED)
    return rows.filter(Q(at__gte=breach.began_at) | Q(deed=SERVED)).order_by()


def _entries(breach: Breach, since: datetime | None = None) -> QuerySet[AuditEntry]:
    rows = AuditEntry.objects.filter(
        Q(region=breach.region_id) | Q(region__startswith=f"{breach.region_id}."),
        at__gte=since or breach.began_at,
        at__lte=breach.ended_at,
    )
    return rows.filter(actor=breach.suspect) if breach.suspect_id else rows
