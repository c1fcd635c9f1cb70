"""What two kabupaten both list, as each of both offices may see it. Bounded."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import product
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext

from lampit.registry.models import AcrossPair, Business, Owner
from lampit.registry.queries.duplicates import compare
from lampit.registry.queries.merging import golden_records
from lampit.registry.rules import across, words
from lampit.registry.rules.across import Answer
from lampit.web.paging import Page, page_of

CHUNK = 400
# What has ended is not counted any more; nobody is asked about it.
ENDED = ("tutup", "pindah", "bukan_usaha")
LEFT, RIGHT = "left", "right"


@dataclass(frozen=True, slots=True)
class Beside:
    """The other office's record as far as it agreed to show it; nothing of its owner."""

    name: str
    trade: str
    village: str
    since: date


@dataclass(frozen=True, slots=True)
class Across:
    """A pair as one of both offices sees it.

    `own` is the public id of its own record; the other's is never told. `beside` and `compared`
    are there only while both agreed to compare.
    """

    number: int
    own: str
    name: str
    trade: str
    office: str
    own_region: str
    other_region: str
    state: str
    state_label: str
    tag: str
    is_asker: bool
    asked_by: str
    beside: Beside | None
    compared: list[tuple[str, str]]
    answer: Answer
    other_answer: Answer
    is_waiting: bool
    keeps_here: bool
    row: AcrossPair

    @property
    def answer_label(self) -> str:
        """Return what the own office said, in words."""
        return gettext(across.ANSWERS[self.answer.what]) if self.answer.what else ""

    @property
    def other_label(self) -> str:
        """Return what the other office said, in words."""
        return gettext(across.ANSWERS[self.other_answer.what]) if self.other_answer.what else ""


def found_across() -> Iterator[list[tuple[int, int, str, str]]]:
    """Yield pairs of businesses in two kabupaten whose owners have one NIK, in blocks.

    Only keyed hashes are compared; no sealed value is opened, nothing of one register is shown
    to the other. What has ended is not asked about. One query for the hashes, one for a block.
    """
    owners = Owner.objects.filter(withdrawn_at=None, nik_status="ok").exclude(nik_index="")
    shared = owners.order_by("nik_index").values("nik_index")
    several = shared.annotate(n=Count("region", distinct=True)).filter(n__gt=1)
    indexes = list(several.values_list("nik_index", flat=True))
    for start in range(0, len(indexes), CHUNK):
        yield _pairs(indexes[start : start + CHUNK])


def _pairs(indexes: list[str]) -> list[tuple[int, int, str, str]]:
    rows = golden_records().filter(
        owner__nik_index__in=indexes, owner__nik_status="ok", owner__withdrawn_at=None
    )
    rows = rows.exclude(status__in=ENDED).order_by("pk")
    by_person: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for pk, region, index in rows.values_list("pk", "region_id", "owner__nik_index"):
        by_person[index][region].append(pk)
    found = []
    for places in by_person.values():
        ordered = sorted(places)
        here = [
            (min(one, other), max(one, other), a if one < other else b, b if one < other else a)
            for n, a in enumerate(ordered)
            for b in ordered[n + 1 :]
            for one, other in product(places[a], places[b])
        ]
        found += here[: across.PAIRS_AT_MOST]
    return found


def waiting_across(region: str, now: datetime) -> int:
    """Return how many pairs wait for a word of an office; one query."""
    return across_waiting(region, now).count()


def across_waiting(region: str, now: datetime) -> QuerySet[AcrossPair]:
    """Return the pairs that wait for a word of an office; no query yet."""
    open_ = AcrossPair.objects.filter(expires_at__gt=now)
    asked = Q(state=across.ASKED) & ~Q(asked_region=region)
    here = (Q(left_region=region) & (asked | Q(state=across.OPEN, left_answer=""))) | (
        Q(right_region=region) & (asked | Q(state=across.OPEN, right_answer=""))
    )
    return open_.filter(here)


def page_of_across(
    rows: QuerySet[AcrossPair], region: str, asked: str | None, now: datetime
) -> Page[Across]:
    """Return one page of pairs, those that can be answered first; one query."""
    shown = rows.exclude(state=across.GONE)
    found = page_of(_loaded(shown), asked)
    return Page(
        [_across(row, region, now) for row in found.object_list], found.number, found.size,
        found.more,
    )  # fmt: skip


def across_with(
    rows: QuerySet[AcrossPair], number: int, region: str, now: datetime
) -> Across | None:
    """Return one of `rows`, None outside them; one query."""
    found = _loaded(rows).filter(pk=number).first()
    return _across(found, region, now) if found else None


def side_of(row: AcrossPair, region: str) -> str:
    """Return which side of a pair is of an office."""
    return LEFT if row.left_region_id == region else RIGHT


def said_by(row: AcrossPair, side: str) -> Answer:
    """Return what the office of a side says."""
    return Answer(getattr(row, f"{side}_answer"), getattr(row, f"{side}_keeper"))


def is_still_so(row: AcrossPair) -> bool:
    """Say whether both loaded records are where they were found, of one person; no query."""
    left, right = row.left, row.right
    there = all(
        one.golden_id is None and one.withdrawn_at is None and one.region_id == region
        for one, region in ((left, row.left_region_id), (right, row.right_region_id))
    )
    if not there or left.owner is None or right.owner is None:
        return False
    return left.owner.nik_index == right.owner.nik_index != ""


def to_show(row: AcrossPair) -> dict[str, Any]:
    """Return what either office sees of the other's record from now on, and how both compare."""
    rows = compare(row.left, row.right, whole=False)
    labels = {words.field_label(name): name for name in across.COMPARED}
    told = [(labels[one.label], one.verdict) for one in rows if one.label in labels]
    return {LEFT: _told(row.left), RIGHT: _told(row.right), "compared": told}


def _told(business: Business) -> dict[str, str]:
    village = business.village
    parts = [place.name for place in (village, village.parent if village else None) if place]
    return {
        "name": business.name,
        "trade": business.activity,
        "village": ", ".join(parts),
        "since": timezone.localdate(business.created_at).isoformat(),
    }


def _loaded(rows: QuerySet[AcrossPair]) -> QuerySet[AcrossPair]:
    return rows.select_related(
        "left__owner", "right__owner", "left_region", "right_region", "asked_by",
    ).order_by(F("asked_at").desc(nulls_last=True), "-id")  # fmt: skip


def _across(row: AcrossPair, region: str, now: datetime) -> Across:
    side = side_of(row, region)
    other = RIGHT if side == LEFT else LEFT
    own: Business = getattr(row, side)
    state = across.state_at(row.state, row.expires_at, now)
    is_shown = state == across.OPEN and bool(row.shown)
    office = getattr(row, f"{other}_region")
    said = said_by(row, side)
    told = across.agreed(said, said_by(row, other)) if state == across.SETTLED else None
    is_here = own.region_id == region and own.withdrawn_at is None
    return Across(
        number=row.pk,
        own=own.public_id if is_here else "",
        name=(own.name if is_here else "") or gettext("Usaha tanpa nama"),
        trade=own.activity if is_here else "",
        office=office.name,
        own_region=region,
        other_region=office.pk,
        state=state,
        state_label=gettext(across.STATES[state]),
        tag=across.TAGS[state],
        is_asker=row.asked_region_id == region,
        asked_by=(row.asked_by.get_full_name() or row.asked_by.username) if row.asked_by else "",
        beside=_beside(row.shown[other]) if is_shown else None,
        compared=_verdicts(row.shown["compared"]) if is_shown else [],
        answer=said,
        other_answer=said_by(row, other) if state in (across.OPEN, across.SETTLED) else Answer(),
        is_waiting=(state == across.ASKED and row.asked_region_id != region)
        or (state == across.OPEN and not said.what),
        keeps_here=told is not None and told.keeper in ("", region),
        row=row,
    )


def _beside(told: dict[str, str]) -> Beside:
    since = date.fromisoformat(told["since"])
    return Beside(told["name"], told["trade"], told["village"], since)


def _verdicts(told: list[list[str]]) -> list[tuple[str, str]]:
    return [
        (gettext(words.field_label(name)), gettext(across.VERDICTS[code])) for name, code in told
    ]
