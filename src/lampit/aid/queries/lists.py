"""Programmes with honest sums, recipients, one recipient, and what a person received."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.utils.translation import gettext

from lampit.aid.models import Grant, ListRun, Programme
from lampit.aid.queries.overlaps import OverlapRow, of_grant
from lampit.aid.rules import grants, lists, overlaps
from lampit.national import phone as phones
from lampit.outside import spreadsheets
from lampit.registry.models import Owner, OwnerPeriod
from lampit.registry.queries.persons import same_as
from lampit.web.paging import Page, page_of

Grants = QuerySet[Grant]
PREVIEWED = 6
CHUNK = 500
EXPORTED_AT_MOST = 20_000


@dataclass(frozen=True, slots=True)
class ProgrammeRow:
    """A programme in the list."""

    id: int
    name: str
    funder: str
    year: int
    kind_label: str
    once_label: str
    budget: int | None
    count: int
    given: int


@dataclass(frozen=True, slots=True)
class Line:
    """The sums of one state of a programme's grants."""

    status: str
    label: str
    tag: str
    sums: grants.Sums


@dataclass(frozen=True, slots=True)
class GrantRow:
    """A grant in a list."""

    public_id: str
    name: str
    place: str
    programme_id: int
    programme: str
    year: int
    funder: str
    kind_label: str
    amount: int | None
    goods: str
    status: str
    status_label: str
    tag: str
    match: str
    match_label: str
    given_on: date | None
    source: str
    business_id: str
    business: str


@dataclass(frozen=True, slots=True)
class GrantPage:
    """One grant with its overlaps and what may be done."""

    row: GrantRow
    phone: str
    rt: str
    address: str
    has_nik: bool
    has_known_nik: bool
    has_kk: bool
    reason: str
    objections_until: date | None
    deeds: list[str]
    overlaps: list[OverlapRow]


@dataclass(frozen=True, slots=True)
class Preview:
    """The first rows of a list under their heading; without a heading there is nothing to read."""

    headings: list[str]
    guessed: list[str]
    rows: list[list[str]]
    sheet: str
    heading_row: int


def programmes(rows: QuerySet[Programme], asked: str | None) -> Page[ProgrammeRow]:
    """Return one page of programmes, newest year first; one query."""
    live = Q(grants__status__in=(*grants.LIVE, grants.PLANNED))
    counted = rows.annotate(
        live_count=Count("grants", filter=live),
        given_count=Count("grants", filter=Q(grants__status=grants.GIVEN)),
    )
    found = page_of(counted.order_by("-year", "-id"), asked)
    listed = [
        ProgrammeRow(
            id=one.pk,
            name=one.name,
            funder=one.funder,
            year=one.year,
            kind_label=gettext(grants.KINDS[one.kind]),
            once_label=gettext(overlaps.ONCE_PER[one.once_per]),
            budget=one.budget,
            count=one.live_count,
            given=one.given_count,
        )
        for one in found.object_list
    ]
    return Page(listed, found.number, found.size, found.more, found.total)


def sums(rows: QuerySet[Grant]) -> list[Line]:
    """Return count, rupiah and untold amounts per state; one query."""
    told = (
        rows.order_by()
        .values_list("status")
        .annotate(n=Count("pk"), rupiah=Sum("amount"), unknown=Count("pk", filter=Q(amount=None)))
    )
    known = {status: grants.Sums(n, amount or 0, unknown) for status, n, amount, unknown in told}
    return [
        Line(status, gettext(label), grants.STATUS_TAGS[status], known[status])
        for status, label in grants.STATUS_LABELS.items()
        if status in known
    ]


def page(rows: QuerySet[Grant], asked: str | None) -> Page[GrantRow]:
    """Return one page of grants, newest first; one query."""
    found = page_of(_loaded(rows).order_by("-id"), asked)
    listed = [row_of(one) for one in found.object_list]
    return Page(listed, found.number, found.size, found.more, found.total)


def named(rows: QuerySet[Grant], public_ids: Collection[str]) -> list[GrantRow]:
    """Return some grants by their public ids, as given; one query."""
    known = {one.public_id: row_of(one) for one in _loaded(rows.filter(public_id__in=public_ids))}
    return [known[one] for one in public_ids if one in known]


def narrowed(rows: QuerySet[Grant], status: str, match: str) -> QuerySet[Grant]:
    """Return the grants in a state, or found in one way; other words narrow nothing."""
    if status in grants.STATUS_LABELS:
        rows = rows.filter(status=status)
    return rows.filter(match=match) if match in Grant.Match.values else rows


def exported(rows: QuerySet[Grant]) -> Iterator[GrantRow]:
    """Yield grants for a file, streamed, at most twenty thousand."""
    ordered = _loaded(rows).order_by("id")[:EXPORTED_AT_MOST]
    yield from map(row_of, ordered.iterator(chunk_size=CHUNK))


def received(rows: QuerySet[Grant]) -> list[GrantRow]:
    """Return at most a hundred grants of one business, newest first; one query."""
    ordered = _loaded(rows).order_by("-programme__year", "-id")
    return [row_of(one) for one in ordered[:100]]


def about_owner(owner: Owner) -> list[dict[str, object]]:
    """Return everything this room knows of a person, as plain values; one query.

    For the answer to a person who asks what is kept: grants in the person's own name, those to
    the person's businesses, and those of lists with the person's NIK.
    """
    return [
        {
            "programme": row.programme,
            "funder": row.funder,
            "year": row.year,
            "kind": row.kind_label,
            "name": row.name,
            "amount": row.amount,
            "goods": row.goods,
            "status": row.status,
            "given_on": row.given_on.isoformat() if row.given_on else "",
            "source": row.source,
        }
        for row in map(row_of, _loaded(of_owner(owner)).order_by("id"))
    ]


def of_owner(owner: Owner) -> QuerySet[Grant]:
    """Return the grants to a person, by record, business or NIK of a list."""
    return Grant.objects.filter(of_owners(Owner.objects.filter(pk__in=same_as(owner.pk))))


def of_owners(owners: QuerySet[Owner]) -> Q:
    """Return which grants are to these owners, by record, business or NIK of a list; one query."""
    ids = owners.values("pk")
    condition = Q(owner__in=ids) | at_business(Q(business__owner__in=ids))
    for index, region in owners.exclude(nik_index="").values_list("nik_index", "region_id"):
        condition |= Q(nik_index=index, region_id=region)
    return condition


def at_business(which: Q) -> Q:
    """Narrow grants to businesses to those of who owns them now.

    Aid to somebody who passed the business on stays hers, and an erased one is nobody's.
    """
    ended = OwnerPeriod.objects.filter(
        business=OuterRef("business"), owner=OuterRef("owner"), until_on__isnull=False
    )
    return which & ~Q(Exists(ended)) & Q(erased_at=None)


def own_aid(owners: QuerySet[Owner], asked_page: str | None) -> Page[GrantPage]:
    """Return one page of the aid to a person's own records, newest first; two queries."""
    rows = Grant.objects.filter(of_owners(owners))
    loaded = _loaded(rows).select_related("business__golden").order_by("-programme__year", "-pk")
    found = page_of(loaded, asked_page)
    told = [grant_page(one, decides=False) for one in found.object_list]
    return Page(told, found.number, found.size, found.more, found.total)


def grant(rows: QuerySet[Grant], public_id: str) -> Grant | None:
    """Return one of `rows` with all that its page shows, None outside them; one query."""
    return _loaded(rows).select_related("business__golden").filter(public_id=public_id).first()


def grant_page(one: Grant, *, decides: bool) -> GrantPage:
    """Return one loaded grant as its page shows it; at most one query."""
    return GrantPage(
        row=row_of(one),
        phone=phones.mask(one.phone) if one.phone else "",
        rt=one.rt,
        address=one.address,
        has_nik=bool(one.nik_index),
        has_known_nik=_is_known(one),
        has_kk=bool(one.kk_index),
        reason=one.reason,
        objections_until=one.programme.objections_until,
        deeds=grants.open_deeds(one.status) if decides else [],
        overlaps=of_grant(one) if decides else [],
    )


def _is_known(one: Grant) -> bool:
    """Say whether the register tells the NIK with which overlaps are found; no query."""
    person = one.owner or (one.business.owner if one.business else None)
    return person is not None and bool(person.nik_index)


def row_of(one: Grant) -> GrantRow:
    """Return a grant loaded with programme, business and village as lists show it; no query."""
    business, programme = one.business, one.programme
    top = (business.golden or business) if business else None
    if top is not None and top.region_id != one.region_id:
        top = None  # it moved to another kabupaten, where its page is
    return GrantRow(
        public_id=one.public_id,
        name=one.name,
        place=one.village.name if one.village else one.village_told,
        programme_id=programme.pk,
        programme=programme.name,
        year=programme.year,
        funder=programme.funder,
        kind_label=gettext(grants.KINDS[programme.kind]),
        amount=one.amount,
        goods=one.goods,
        status=one.status,
        status_label=gettext(grants.STATUS_LABELS[one.status]),
        tag=grants.STATUS_TAGS[one.status],
        match=one.match,
        match_label=_match_label(one),
        given_on=one.given_on,
        source=one.source,
        business_id=top.public_id if top else "",
        business=top.name if top else "",
    )


def _match_label(one: Grant) -> str:
    """Return how the recipient was found; of several businesses none is chosen by a NIK."""
    if one.match == Grant.Match.NIK and one.business_id is None:
        return gettext("pemiliknya cocok lewat NIK, usahanya belum dipilih")
    return str(one.get_match_display())


def _loaded(rows: QuerySet[Grant]) -> QuerySet[Grant]:
    return rows.select_related(
        "programme", "business__golden", "business__owner", "owner", "village"
    )


def runs_of(rows: QuerySet[ListRun], programme: int) -> list[ListRun]:
    """Return the newest lists that were brought into a programme, or are being; one query."""
    known = rows.filter(programme=programme, undone_at=None).exclude(done_at=None, begun_at=None)
    return list(known.select_related("created_by").order_by("-id")[:20])


def list_path(run: ListRun) -> Path:
    """Return where the file of a run lies."""
    return Path(settings.LAMPIT_HOME) / "uploads" / run.path


def run_with(number: int) -> ListRun | None:
    """Return a list by its number, None when there is none; one query."""
    return ListRun.objects.select_related("programme", "created_by").filter(pk=number).first()


def preview(path: Path) -> Preview | None:
    """Return the first recipients of a list, None when no heading is found in any sheet.

    Raises:
        Refusal: the file is refused (`file_…`).
    """
    sheets: dict[str, list[tuple[int, list[object]]]] = {}
    for sheet, number, cells in spreadsheets.rows(path, "daftar"):
        known = sheets.setdefault(sheet, [])
        if len(known) < lists.SEARCHED_ROWS + PREVIEWED * 3:
            known.append((number, list(cells)))
    for sheet, rows in sheets.items():
        place = lists.heading_at([cells for _number, cells in rows])
        if place >= 0:
            headings = [str(cell).strip() for cell in rows[place][1]]
            shown = [cells for _number, cells in rows[place + 1 :] if lists.is_recipient(cells)]
            width = len(headings)
            return Preview(
                headings,
                lists.guess(rows[place][1]),
                [[_short(cell) for cell in cells[:width]] for cells in shown[:PREVIEWED]],
                sheet,
                rows[place][0],
            )
    return None


def _short(cell: object) -> str:
    """Return a cell for a preview; whoever looks need not read whole numbers of persons."""
    text = f"{cell:.0f}" if isinstance(cell, float) else str(cell)
    digits = sum(sign.isdigit() for sign in text)
    return f"{text[:4]}••••{text[-2:]}" if digits >= 9 else text[:40]
