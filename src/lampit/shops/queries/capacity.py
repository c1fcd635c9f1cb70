"""Reads of a maker's weeks: what is used, what is free, when a piece would be ready."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import F, Q, Sum

from lampit.shops.models import Capacity, CapacityHold, Maker, Variant
from lampit.shops.queries.sheet import Choice
from lampit.shops.rules import capacity
from lampit.shops.rules.capacity import Opening
from lampit.shops.rules.stock import MADE_TO_ORDER

# Weeks that are told to the maker although nothing stands of them yet.
LONGEST = timedelta(weeks=capacity.MOST_WEEKS)


@dataclass(frozen=True, slots=True)
class WeekRow:
    """A week as its maker sees it.

    Attributes:
        slots: None where she told no limit.
        until: its last day.
    """

    monday: date
    until: date
    name: str
    slots: int | None
    used: int
    note: str

    @property
    def is_closed(self) -> bool:
        """Say whether nothing more is taken for this week."""
        return self.slots is not None and self.used >= self.slots


def weeks_of(maker: Maker, today: date, count: int = capacity.SHOWN_WEEKS) -> list[WeekRow]:
    """Return the coming weeks of a maker, this one first; two queries."""
    first = capacity.week_of(today)
    last = first + timedelta(weeks=count)
    rows = {
        row.week: row
        for row in Capacity.objects.filter(maker=maker, week__gte=first, week__lt=last)
    }
    held = held_in(maker.pk, first, last)
    weeks = []
    for number in range(count):
        monday = first + timedelta(weeks=number)
        row = rows.get(monday)
        weeks.append(
            WeekRow(
                monday=monday,
                until=monday + timedelta(days=6),
                name=capacity.iso_name(monday),
                slots=row.slots if row else maker.weekly_slots,
                used=row.used if row else held.get(monday, 0),
                note=row.note if row else "",
            )
        )
    return weeks


def held_in(maker_id: int, first: date, last: date) -> dict[date, int]:
    """Return the slots promised by week, from `first` until before `last`; one query."""
    rows = CapacityHold.objects.filter(
        maker=maker_id, week__gte=first, week__lt=last, is_active=True
    )
    return dict(rows.order_by().values_list("week").annotate(slots=Sum("slots")))


def made_variants(variant_ids: list[int]) -> list[Variant]:
    """Return those of the variants that are made to order, with their makers; one query."""
    rows = Variant.objects.filter(pk__in=variant_ids, kind=MADE_TO_ORDER).select_related(
        "product__maker"
    )
    return list(rows.order_by("product__maker_id", "pk"))


@dataclass(frozen=True, slots=True)
class CapacityDifference:
    """A week whose used slots do not equal what is promised of it."""

    maker: str
    week: date
    stored: int
    expected: int


def capacity_differences(limit: int = 100) -> list[CapacityDifference]:
    """Return where weeks and promises disagree, for `lampit verify`; two queries."""
    held = {
        (row["maker"], row["week"]): row["total"]
        for row in CapacityHold.objects.filter(is_active=True)
        .order_by()
        .values("maker", "week")
        .annotate(total=Sum("slots"))
    }
    found = []
    rows = Capacity.objects.filter(Q(used__gt=0) | Q(maker__in={m for m, _w in held}))
    for row in rows.select_related("maker").iterator():
        expected = held.get((row.maker_id, row.week), 0)
        if expected != row.used:
            found.append(CapacityDifference(row.maker.slug, row.week, row.used, expected))
            if len(found) >= limit:
                break
    return found


def free_weeks(makers: Collection[int], today: date) -> dict[int, dict[date, int]]:
    """Return the slots left by maker and Monday, of weeks of which something stands; one query."""
    rows = Capacity.objects.filter(maker_id__in=makers, week__gte=capacity.week_of(today))
    found: dict[int, dict[date, int]] = {}
    for maker, week, free in rows.order_by().values_list(
        "maker_id", "week", F("slots") - F("used")
    ):
        found.setdefault(maker, {})[week] = free
    return found


def openings(
    maker: Maker, choices: Iterable[Choice], free: Mapping[date, int], today: date
) -> dict[int, Opening | None]:
    """Return, by variant, where a piece of each choice made to order would be made; no query.

    Only a word to the buyer: what counts is decided when the order is placed.
    """
    return {
        one.pk: capacity.opening(free, maker.weekly_slots, one.slots_each, one.lead_days, today)
        for one in choices
        if one.kind == MADE_TO_ORDER and one.lead_days
    }


def openings_of(maker: Maker, choices: Iterable[Choice], today: date) -> dict[int, Opening | None]:
    """Return `openings` of one good; one query, none when all its choices lie ready."""
    made = [one for one in choices if one.kind == MADE_TO_ORDER and one.lead_days]
    if not made:
        return {}
    rows = Capacity.objects.filter(maker_id=maker.pk, week__gte=capacity.week_of(today))
    free = dict(rows.order_by().values_list("week", F("slots") - F("used")))
    return openings(maker, made, free, today)


def promised_on(found: Mapping[int, Opening | None]) -> date | None:
    """Return when the soonest of a good's choices would be ready; None when none is made."""
    return min((one.ready_on for one in found.values() if one is not None), default=None)
