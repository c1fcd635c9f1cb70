"""Businesses of which nothing was heard for long: who, since when, and what was asked already."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

import numpy as np
from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext

from lampit.people.models import User
from lampit.registry.models import Business, ConfirmLink, ConfirmSheet, EndReport
from lampit.registry.queries import paging
from lampit.registry.queries.catalogue import Facet, band_terms
from lampit.registry.queries.consents import last_answer, may_use
from lampit.registry.queries.frames import FRAMED
from lampit.registry.queries.listing import Also, chosen
from lampit.registry.queries.paging import FIRST, Turn
from lampit.registry.queries.reached import (
    dead_among,
    mark_of,
    mobile_of,
    reaches_nobody,
    sent_by_mark,
)
from lampit.registry.rules import alive, consents, freshness, words
from lampit.registry.rules.asking import Asked
from lampit.registry.rules.numbers import Numbers
from lampit.web.paging import KeysetPage

SILENT_BANDS = tuple(band for band in freshness.BANDS if band != "segar")
WITHOUT = "tanpa"
REPORTED, DEAD = "kabar", "mati"
MENTORS_AT_MOST = 200
# Told by those that ended, who are few: each term is read whole.
_ENDED = tuple(f"k{state}" for state in Business.Status.values if state not in FRAMED)
STILL_THERE = Also(Facet(_ENDED, is_without=True), Q(status__in=FRAMED))


@dataclass(frozen=True, slots=True)
class SilentAsked:
    """What the list is narrowed to; empty text is everything.

    `mentor` is an account id or `tanpa`; `news` is `kabar` (reports of an end) or `mati`
    (numbers that reach nobody).
    """

    subdistrict: str = ""
    village: str = ""
    band: str = ""
    mentor: str = ""
    news: str = ""


@dataclass(frozen=True, slots=True)
class SilentRow:
    """One silent business as the list shows it."""

    business: Business
    name: str
    band_label: str
    band_tag: str
    confirmed_kind: str
    has_whatsapp: bool
    is_silent_by_choice: bool
    is_dead: bool
    asked_at: datetime | None
    is_waiting: bool
    opened_by: int | None = None
    reports: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class LifeNews:
    """What the page of one business tells beside its last confirmation."""

    reports: list[EndReport]
    is_dead: bool
    last_link: ConfirmLink | None

    @property
    def labels(self) -> list[tuple[str, EndReport]]:
        """Return each standing report with its words."""
        return [(gettext(alive.REPORTS.get(one.what, one.what)), one) for one in self.reports]


def silent(businesses: QuerySet[Business], asked: SilentAsked, on: date) -> QuerySet[Business]:
    """Return those of `businesses` in the frame that showed no life for six months or ever."""
    rows = businesses.filter(status__in=FRAMED)
    for name, value in (("district_id", asked.subdistrict), ("village_id", asked.village)):
        if value:
            rows = rows.filter(**{name: value})
    if asked.mentor == WITHOUT:
        rows = rows.filter(mentor=None)
    elif asked.mentor:
        rows = rows.filter(mentor_id=int(asked.mentor) if asked.mentor.isdecimal() else 0)
    if asked.news == REPORTED:  # the news matters however fresh the record is
        open_reports = EndReport.objects.filter(void_at=None)
        return rows.filter(pk__in=open_reports.values("business"))
    if asked.news == DEAD:
        return rows.filter(pk__in=dead_among(rows))
    return rows.filter(_band(asked.band, on))


def chosen_silent(
    rows: QuerySet[Business], asked: SilentAsked, on: date, *, regions: Sequence[str] | None
) -> Numbers:
    """Return the numbers of the silent ones among `rows`: how many there are is exact.

    Out of the catalogue, in at most three queries; those of one mentor, and those with news, are
    few and read from themselves, in one.

    Args:
        rows: the businesses that exist for who asks.
        asked: what is asked for.
        on: the day on which freshness is told.
        regions: the kabupaten whose whole list `rows` is; empty for all, None when it is not one.
    """
    if regions is None or asked.news or asked.mentor not in ("", WITHOUT):
        found = silent(rows, asked, on).order_by("pk").values_list("pk", flat=True)
        return Numbers(np.fromiter(found.iterator(20_000), np.int64))
    place = Asked(subdistrict=asked.subdistrict, village=asked.village)
    also = (STILL_THERE, _silent_on(asked.band, on))
    ids = chosen(rows, place, on, regions=regions, also=also)
    if asked.mentor == WITHOUT:
        cared = rows.filter(mentor__isnull=False).order_by().values_list("pk", flat=True)
        ids = ids.without(np.sort(np.fromiter(cared.iterator(20_000), np.int64)))
    return ids


def page(
    rows: QuerySet[Business], found: Numbers, on: date, turn: Turn = FIRST, *, region: str = ""
) -> KeysetPage[SilentRow]:
    """Return one page, never confirmed first, then the longest silent; five queries as a rule.

    Args:
        rows: the businesses that exist for who asks; a page begins at one of them only.
        found: numbers out of `chosen_silent`.
        on: the day on which freshness is told.
        turn: behind or before which business.
        region: the kabupaten that all are in, when it is one.
    """
    part = paging.part(rows, found, "dipastikan", turn, region=region)
    listed = _rows(part.ids, on)
    first, last = (
        (listed[0].business.public_id, listed[-1].business.public_id) if listed else ("", "")
    )
    return KeysetPage(
        listed,
        before=first if part.has_before else "",
        after=last if part.has_after else "",
        total=found.size,
    )


def _silent_on(band: str, on: date) -> Also:
    """Return the filter of one silent band, or of all of them: whoever is not fresh."""
    if band in SILENT_BANDS:
        return Also(Facet(band_terms(band, on)), _band(band, on))
    return Also(Facet(band_terms("segar", on), is_without=True), _band(band, on))


def for_sheet(rows: QuerySet[Business], on: date, now: datetime) -> list[Business]:
    """Return at most twenty silent businesses that stand on no open sheet; two queries."""
    standing = ConfirmLink.objects.filter(channel=alive.SHEET, expires_at__gt=now, answered_at=None)
    free = silent(rows, SilentAsked(), on).exclude(pk__in=standing.values("business"))
    found = list(free.filter(confirmed_on=None).order_by("id")[: alive.MOST_ON_SHEET])
    dated = free.filter(confirmed_on__isnull=False).order_by("confirmed_on", "id")
    return [*found, *dated[: alive.MOST_ON_SHEET - len(found)]]


def sheet_rows(sheet: ConfirmSheet) -> list[ConfirmLink]:
    """Return the rows of a sheet in their order, with what the paper shows; one query.

    Without who went to another kabupaten since, or was erased.
    """
    rows = sheet.rows.filter(business__region=sheet.region_id, business__withdrawn_at=None)
    rows = rows.select_related("business__owner", "business__village").order_by("pk")
    return list(rows[: alive.MOST_ON_SHEET])


def sheets(visible: QuerySet[ConfirmSheet], since: date) -> list[tuple[ConfirmSheet, int, int]]:
    """Return sheets since a month with rows and answers, newest first, at most 30; one query."""
    rows = visible.filter(month__gte=since).select_related("village", "mentor")
    counted = rows.annotate(n=Count("rows"), done=Count("rows__answered_at"))
    return [(one, one.n, one.done) for one in counted[:30]]


def mentor_choices(mentors: QuerySet[User]) -> list[tuple[str, str]]:
    """Return mentors as choices, at most 200; one query."""
    rows = mentors.order_by("username")[:MENTORS_AT_MOST]
    return [(str(one.pk), one.get_full_name() or one.username) for one in rows]


def link_with(digest: str) -> ConfirmLink | None:
    """Return the link of a code's hash with its business, None when there is none; one query."""
    rows = ConfirmLink.objects.select_related("business", "sheet")
    return rows.filter(digest=digest).first()


def news_of(business: Business) -> LifeNews:
    """Return what is told of the end of one business and of its number; three queries."""
    same = Q(business=business) | Q(business__golden=business)
    reports = EndReport.objects.filter(same, void_at=None).select_related("actor", "to_region")
    last = ConfirmLink.objects.filter(same, channel=alive.WHATSAPP).first()
    mark = mark_of(business)
    return LifeNews(list(reports[:5]), bool(mark) and reaches_nobody(business, mark), last)


def public_name(business: Business) -> str:
    """Return what a message calls a business: its name or trade, never its owner's name."""
    return business.name or business.activity or gettext("usaha Anda")


def whatsapp_number(business: Business) -> str:
    """Return the number that may be written to, empty when there is none.

    The only place that answers this: without the owner's yes to messages nobody writes.
    """
    number = mobile_of(business)
    return number if number and may_use(business.owner_id, consents.MESSAGES) else ""


def _band(band: str, on: date) -> Q:
    """Return the condition of one silent band, or of all of them."""
    if band == freshness.NEVER:
        return Q(confirmed_on=None)
    if band not in SILENT_BANDS:
        fresh, _ = freshness.band_bounds("segar", on)
        return Q(confirmed_on=None) | Q(confirmed_on__lt=fresh)
    low, high = freshness.band_bounds(band, on)
    condition = Q(confirmed_on__lte=high)
    return condition & Q(confirmed_on__gte=low) if low else condition


def _rows(ids: list[int], on: date) -> list[SilentRow]:
    whole = Business.objects.select_related("owner", "village", "district", "mentor")
    whole = whole.annotate(messages=last_answer(consents.MESSAGES, "owner"))
    loaded = whole.in_bulk(ids)
    found = [loaded[pk] for pk in ids if pk in loaded]
    marks = {one.pk: mark_of(one) for one in found}
    links, dead = _asked_before(marks)
    reports: dict[int, list[str]] = defaultdict(list)
    for report in EndReport.objects.filter(business__in=ids, void_at=None).order_by("id"):
        reports[report.business_id].append(gettext(alive.REPORTS.get(report.what, report.what)))
    return [
        _row(one, links.get(one.pk), reports[one.pk], (one.pk, marks[one.pk]) in dead, on)
        for one in found
    ]


def _asked_before(
    marks: Mapping[int, str],
) -> tuple[dict[int, ConfirmLink], set[tuple[int, str]]]:
    """Return the last message to each business, and whom its number does not reach; one query.

    Args:
        marks: business → mark of its number, empty without one.
    """
    links: dict[int, ConfirmLink] = {}
    sent = Q(business__in=marks, channel=alive.WHATSAPP)
    sent |= Q(phone_mark__in=set(marks.values()) - {""})
    found = list(ConfirmLink.objects.filter(sent).select_related("business").order_by("id"))
    for link in found:
        if link.channel == alive.WHATSAPP:
            links[link.business_id] = link
    told = sent_by_mark(found)
    return links, {
        (pk, mark) for pk, mark in marks.items()
        if mark and alive.reaches_nobody(pk, told.get(mark, []))
    }  # fmt: skip


def _is_fresh(link: ConfirmLink) -> bool:
    """Say whether who opened WhatsApp may still say that nothing was sent."""
    return link.made_at > timezone.now() - alive.TAKEN_BACK_WITHIN


def _row(
    business: Business, link: ConfirmLink | None, reports: list[str], is_dead: bool, on: date
) -> SilentRow:
    band = freshness.band(business.confirmed_on, on)
    told = freshness.CONFIRMATIONS.get(business.confirmed_by, business.confirmed_by)
    waiting = link is not None and link.answered_at is None and link.undelivered_at is None
    answer: bool | None = getattr(business, "messages", None)
    allowed = business.owner_id is None or consents.may_use(consents.MESSAGES, answer)
    return SilentRow(
        business=business,
        name=business.name or (business.owner.name if business.owner else business.activity),
        band_label=gettext(freshness.LABELS[band]),
        band_tag=words.BAND_TAGS[band],
        confirmed_kind=gettext(told) if told else "",
        has_whatsapp=bool(mobile_of(business)) and allowed and not is_dead,
        is_silent_by_choice=bool(mobile_of(business)) and not allowed,
        is_dead=is_dead,
        asked_at=link.made_at if link else None,
        is_waiting=waiting,
        opened_by=link.made_by_id if link and waiting and _is_fresh(link) else None,
        reports=list(dict.fromkeys(reports)),
    )
