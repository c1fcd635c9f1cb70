"""Businesses of which nothing was heard for long: who, since when, and what was asked already."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext

from lampit.national import phone as phones
from lampit.outside import vault
from lampit.people.models import User
from lampit.registry.models import Business, ConfirmLink, ConfirmSheet, EndReport
from lampit.registry.queries.consents import last_answer, may_use
from lampit.registry.queries.frames import FRAMED
from lampit.registry.rules import alive, consents, freshness, words
from lampit.web.paging import SIZE, Page, asked_number

SILENT_BANDS = tuple(band for band in freshness.BANDS if band != "segar")
WITHOUT = "tanpa"
REPORTED, DEAD = "kabar", "mati"
MENTORS_AT_MOST, NARROW_AT_MOST = 200, 5_000
COUNTED_AT_MOST = 10_000


@dataclass(frozen=True, slots=True)
class Tally:
    """How many rows match, counted up to a limit."""

    found: int
    is_capped: bool


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
        return rows.filter(pk__in=_links_of_dead().values("business"))
    return rows.filter(_band(asked.band, on))


def page(
    rows: QuerySet[Business], asked_page: str | None, on: date, *, is_narrow: bool = False
) -> Page[SilentRow]:
    """Return one page, never confirmed first, then the longest silent; at most six queries.

    Two ranges of one index are read one after the other: `nulls first` over both would make
    PostgreSQL sort the whole region. `is_narrow` says that the rows are those of a village or of
    some news: few, and then an index of the region by day would be walked for nothing.
    """
    number = asked_number(asked_page)
    start = (number - 1) * SIZE
    wanted = SIZE + 1
    if is_narrow:
        ids = _sorted_here(rows)[start : start + wanted]
        return Page(_rows(ids[:SIZE], on), number, SIZE, len(ids) > SIZE)
    never = rows.filter(confirmed_on=None)
    ids = list(never.order_by("id").values_list("pk", flat=True)[start : start + wanted])
    if len(ids) < wanted:
        after = start - never.count() if start and not ids else 0
        dated = rows.filter(confirmed_on__isnull=False).order_by("confirmed_on", "id")
        ids += dated.values_list("pk", flat=True)[after : after + wanted - len(ids)]
    return Page(_rows(ids[:SIZE], on), number, SIZE, len(ids) > SIZE)


def tally(rows: QuerySet[Business]) -> Tally:
    """Count the rows of the list as far as it is worth; one query."""
    found = rows.order_by().values("pk")[: COUNTED_AT_MOST + 1].count()
    return Tally(min(found, COUNTED_AT_MOST), found > COUNTED_AT_MOST)


def _sorted_here(rows: QuerySet[Business]) -> list[int]:
    """Return the ids of at most 5,000 rows in the order of the list; one query."""
    found = list(rows.order_by().values_list("pk", "confirmed_on")[:NARROW_AT_MOST])
    return [pk for pk, day in sorted(found, key=lambda one: (one[1] or date.min, one[0]))]


def for_sheet(rows: QuerySet[Business], on: date, now: datetime) -> list[Business]:
    """Return at most twenty silent businesses that stand on no open sheet; two queries."""
    standing = ConfirmLink.objects.filter(channel=alive.SHEET, expires_at__gt=now, answered_at=None)
    free = silent(rows, SilentAsked(), on).exclude(pk__in=standing.values("business"))
    found = list(free.filter(confirmed_on=None).order_by("id")[: alive.MOST_ON_SHEET])
    dated = free.filter(confirmed_on__isnull=False).order_by("confirmed_on", "id")
    return [*found, *dated[: alive.MOST_ON_SHEET - len(found)]]


def sheet_rows(sheet: ConfirmSheet) -> list[ConfirmLink]:
    """Return the rows of a sheet in their order, with what the paper shows; one query."""
    rows = sheet.rows.select_related("business__owner", "business__village").order_by("pk")
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
    number = _mobile(business)
    mark = vault.blind_index("phone", number) if number else ""
    return LifeNews(list(reports[:5]), bool(mark and dead_marks([mark])), last)


def public_name(business: Business) -> str:
    """Return what a message calls a business: its name or trade, never its owner's name."""
    return business.name or business.activity or gettext("usaha Anda")


def whatsapp_number(business: Business) -> str:
    """Return the number that may be written to, empty when there is none.

    The only place that answers this: without the owner's yes to messages nobody writes.
    """
    number = _mobile(business)
    return number if number and may_use(business.owner_id, consents.MESSAGES) else ""


def dead_marks(marks: Iterable[str]) -> set[str]:
    """Return those marks of numbers that reach nobody; one query."""
    told = (
        ConfirmLink.objects.filter(phone_mark__in=set(marks) - {""})
        .order_by()
        .values_list("phone_mark")
        .annotate(
            undelivered=Count("undelivered_at"),
            wrong=Count("pk", filter=Q(answer=alive.NOT_ME)),
        )
    )
    return {mark for mark, undelivered, wrong in told if alive.is_dead(undelivered, wrong)}


def _links_of_dead() -> QuerySet[ConfirmLink]:
    counted = (
        ConfirmLink.objects.exclude(phone_mark="")
        .order_by()
        .values("phone_mark")
        .annotate(
            undelivered=Count("undelivered_at"),
            wrong=Count("pk", filter=Q(answer=alive.NOT_ME)),
        )
    )
    dead = counted.filter(Q(undelivered__gte=alive.UNDELIVERED_IS_DEAD) | Q(wrong__gt=0))
    return ConfirmLink.objects.filter(phone_mark__in=dead.values("phone_mark"))


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


def _mobile(business: Business) -> str:
    numbers = [business.phone, business.phone_2]
    if business.owner is not None:
        numbers += [business.owner.phone, business.owner.phone_2]
    return next((number for number in numbers if phones.is_mobile(number)), "")


def _rows(ids: list[int], on: date) -> list[SilentRow]:
    whole = Business.objects.select_related("owner", "village", "district", "mentor")
    whole = whole.annotate(messages=last_answer(consents.MESSAGES, "owner"))
    loaded = whole.in_bulk(ids)
    found = [loaded[pk] for pk in ids if pk in loaded]
    links: dict[int, ConfirmLink] = {}
    asked = ConfirmLink.objects.filter(business__in=ids, channel=alive.WHATSAPP).order_by("id")
    for link in asked:
        links[link.business_id] = link
    reports: dict[int, list[str]] = defaultdict(list)
    for report in EndReport.objects.filter(business__in=ids, void_at=None).order_by("id"):
        reports[report.business_id].append(gettext(alive.REPORTS.get(report.what, report.what)))
    marks = {one.pk: _mark(one) for one in found}
    dead = dead_marks(marks.values())
    return [
        _row(one, links.get(one.pk), reports[one.pk], marks[one.pk] in dead, on) for one in found
    ]


def _mark(business: Business) -> str:
    number = _mobile(business)
    return vault.blind_index("phone", number) if number else ""


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
        has_whatsapp=bool(_mobile(business)) and allowed and not is_dead,
        is_silent_by_choice=bool(_mobile(business)) and not allowed,
        is_dead=is_dead,
        asked_at=link.made_at if link else None,
        is_waiting=waiting,
        reports=list(dict.fromkeys(reports)),
    )
