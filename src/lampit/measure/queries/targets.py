"""Scores of single businesses, and whom to help next."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Window

from lampit.measure.models import Score
from lampit.measure.rules.targeting import TARGET_BELOW_INDEX
from lampit.registry.models import Business
from lampit.registry.queries import Asked, chosen
from lampit.registry.queries.listing import page_of_businesses
from lampit.registry.queries.merging import golden_id
from lampit.registry.queries.paging import Turn
from lampit.web.paging import KeysetPage

TARGET, NEAR, BLOCKED, OTHERS = "sasaran", "hampir", "halangan", "lainnya"
GROUPS = (TARGET, NEAR, BLOCKED, OTHERS)
# An instrument is read once per process (`instruments.reading_of`), not once per row.
_LARGE = ("submission__instrument__definition", "submission__instrument__next_steps")
_GROUPED = {TARGET: Q(is_target=True), NEAR: Q(is_near=True), BLOCKED: ~Q(blocked_by="")}
GONE = (Business.Status.CLOSED, Business.Status.MOVED, Business.Status.NONE)


@dataclass(frozen=True)
class ScoreLine:
    """The newest score of a business, for lists of other rooms; None = belum diketahui."""

    business: int
    index: float | None
    maturity: str
    sells_online: bool | None
    is_target: bool | None
    next_step: str
    next_gain: float | None
    scored_at: datetime


@dataclass(frozen=True)
class Wish:
    """Whom a list of businesses to help is about; empty is everybody.

    Codes of a kecamatan, a village and a sector; the account of a mentor; a code of what alone
    stands in the way (`rules.readiness`).
    """

    group: str = TARGET
    subdistrict: str = ""
    village: str = ""
    sector: str = ""
    mentor: int | None = None
    thing: str = ""


ANYONE = Wish()


def scores_of(business_ids: list[int]) -> dict[int, ScoreLine]:
    """Return the newest score of each business that has one, of merged records too; one query."""
    fields = (
        "index",
        "maturity",
        "sells_online",
        "is_target",
        "next_step",
        "next_gain",
        "scored_at",
    )
    asked = Q(business_id__in=business_ids) | Q(business__golden_id__in=business_ids)
    rows = Score.objects.filter(asked, is_latest=True).order_by("scored_at", "id")
    told = rows.annotate(top=golden_id()).values_list("top", *fields)
    return {row[0]: ScoreLine(*row) for row in told}


def once(scores: QuerySet[Score]) -> QuerySet[Score]:
    """Leave out the score of a merged record when another of the same business is newer."""
    newer = Q(scored_at__gt=OuterRef("scored_at")) | Q(
        scored_at=OuterRef("scored_at"), id__gt=OuterRef("id")
    )
    others = Score.objects.filter(newer, is_latest=True, business__withdrawn_at=None)
    of_members = Exists(others.filter(business__golden=OuterRef("business_id")))
    of_golden = Exists(others.filter(business=OuterRef("business__golden_id")))
    of_siblings = Exists(others.filter(business__golden=OuterRef("business__golden_id")))
    merged = Q(business__golden__isnull=False)
    return scores.filter(~Q(of_members), ~(merged & (Q(of_golden) | Q(of_siblings))))


def history_of(scores: QuerySet[Score], public_id: str) -> list[Score]:
    """Return all scores of a business, newest first, at most twelve; one query."""
    rows = scores.filter(
        Q(business__public_id=public_id) | Q(business__golden__public_id=public_id)
    ).select_related(
        "submission",
        "submission__instrument",
        "submission__typed",
        "business",
        "business__owner",
        "business__district",
        "business__village",
    )
    return list(rows.order_by("-scored_at", "-id")[:12])


def find_business(businesses: QuerySet[Business], public_id: str) -> Business | None:
    """Return one of `businesses` with owner and place; one query."""
    rows = businesses.select_related("owner", "district", "village")
    asked = Q(public_id=public_id) | Q(merged__public_id=public_id)
    return rows.filter(asked).first()


def found_businesses(
    businesses: QuerySet[Business],
    text: str,
    today: date,
    turn: Turn,
    *,
    regions: Sequence[str] | None,
) -> KeysetPage[Business]:
    """Return a page of the businesses that a text finds, by the register's own search.

    At most ten queries, however large the register is; `regions` as in `registry.queries.chosen`.
    """
    found = chosen(businesses, Asked(text=text), today, regions=regions)
    return page_of_businesses(businesses, found, turn)


def _not_online(scores: QuerySet[Score]) -> QuerySet[Score]:
    """Keep the newest scores of businesses still there that do not sell online, or did not say."""
    # A merged record may say it closed when its golden one sells: the golden one knows.
    gone = Q(business__golden=None, business__status__in=GONE) | Q(
        business__golden__status__in=GONE
    )
    there = once(scores.filter(is_latest=True)).filter(~gone)
    return there.exclude(sells_online=True)


def _grouped(rows: QuerySet[Score], group: str) -> QuerySet[Score]:
    """Keep one group of those who do not sell online; the groups are `GROUPS`."""
    if group == OTHERS:
        low = Q(index__isnull=True) | Q(index__lt=TARGET_BELOW_INDEX)
        rest = rows.exclude(is_target=True).exclude(is_near=True)
        return rest.filter(low, blocked_by="")
    return rows.filter(_GROUPED[group])


def _of_business(**told: object) -> Q:
    """Return the condition on the golden record of a score's business."""
    own = Q(business__golden=None, **{f"business__{name}": v for name, v in told.items()})
    return own | Q(**{f"business__golden__{name}": v for name, v in told.items()})


def wished(scores: QuerySet[Score], wish: Wish) -> QuerySet[Score]:
    """Return the scores in the places, the sector and the care of a wish, of every group."""
    rows = scores
    if wish.subdistrict:
        rows = rows.filter(subdistrict=wish.subdistrict)
    if wish.village:
        rows = rows.filter(_of_business(village_id=wish.village))
    if wish.sector:
        rows = rows.filter(_of_business(sector=wish.sector))
    if wish.mentor is not None:
        rows = rows.filter(_of_business(mentor_id=wish.mentor))
    if wish.thing:
        rows = rows.filter(blocked_by=wish.thing)
    return rows


def who_next(scores: QuerySet[Score], wish: Wish = ANYONE) -> QuerySet[Score]:
    """Return whom to help next, the largest gain first; equal gains by who was asked earlier.

    Nobody is shut out: who is not online, below 60 and in no other group is in `lainnya`, the
    older, the unsure and those whose age nobody told among them.
    """
    rows = _grouped(_not_online(wished(scores, wish)), wish.group)
    rows = rows.select_related(
        "business",
        "business__district",
        "business__village",
        "business__owner",
        "submission__typed",
        "submission__instrument",
    ).defer(*_LARGE)
    return rows.order_by(F("next_gain").desc(nulls_last=True), "id")


def first_to_help(scores: QuerySet[Score], most: int) -> tuple[list[Score], int]:
    """Return the first of the target group, and how many there are in all; two queries.

    First the numbers alone: sorted with all their columns, thousands of scores take ten times
    as long.
    """
    wanted = who_next(scores)
    found = list(wanted.annotate(in_all=Window(Count("id"))).values_list("pk", "in_all")[:most])
    if not found:
        return [], 0
    rows = {row.pk: row for row in wanted.filter(pk__in=[pk for pk, _ in found])}
    return [rows[pk] for pk, _ in found if pk in rows], found[0][1]


def who_next_counts(scores: QuerySet[Score], wish: Wish = ANYONE) -> dict[str, int]:
    """Return how many are in each group, whatever the group of the wish; one query.

    A business may be in several groups, so the counts do not add up to a total.
    """
    low = Q(index__isnull=True) | Q(index__lt=TARGET_BELOW_INDEX)
    in_none = Q(blocked_by="") & (Q(is_target=False) | Q(is_target=None))
    in_none &= Q(is_near=False) | Q(is_near=None)
    counted = {name: Count("id", filter=own) for name, own in _GROUPED.items()}
    rows = _not_online(wished(scores, wish))
    found: dict[str, int] = rows.aggregate(**counted, **{OTHERS: Count("id", filter=low & in_none)})
    return found


def blocking(scores: QuerySet[Score], wish: Wish = ANYONE) -> list[tuple[str, int]]:
    """Return what alone stands in the way and of how many, the most frequent first; one query."""
    rows = _not_online(wished(scores, replace(wish, thing=""))).exclude(blocked_by="")
    told = rows.order_by().values_list("blocked_by").annotate(n=Count("id"))
    return [(code, n) for code, n in told.order_by("-n", "blocked_by")]
