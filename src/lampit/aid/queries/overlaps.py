"""Who already received the same: found through the register, golden records and households."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext

from lampit.aid.models import Grant, Overlap, Programme
from lampit.aid.rules import grants, overlaps
from lampit.aid.rules.overlaps import Home, Recipient
from lampit.registry.queries import members_of
from lampit.web.paging import Page, page_of

FOUND_AT_MOST = 50
# Of one neighbourhood; who is the same person is never so many.
LOOKED_AT_MOST = 500
# Where the telephones stand that `recipient_of` compares.
PHONES = (
    "phone", "owner__phone", "owner__phone_2", "business__phone", "business__phone_2",
    "business__owner__phone", "business__owner__phone_2",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Found:
    """Another grant that helps where this one would, and what they share."""

    other: Grant
    basis: str
    is_hint: bool


@dataclass(frozen=True, slots=True)
class OverlapRow:
    """An overlap as the list shows it: the sentence says why."""

    id: int
    grant_id: str
    name: str
    programme: str
    other_id: str
    sentence: str
    basis_label: str
    is_hint: bool
    state: str
    state_label: str
    reason: str
    decided_by: str
    status_label: str


def recipient_of(grant: Grant) -> Recipient:
    """Return what can be compared of a grant loaded with business and owner; no query."""
    business, owner = grant.business, grant.owner
    person = owner or (business.owner if business else None)
    niks = {grant.nik_index, person.nik_index if person else ""} - {""}
    phones = {grant.phone}
    if business is not None:
        phones |= {business.phone, business.phone_2}
    if person is not None:
        phones |= {person.phone, person.phone_2}
    home = Home(
        village=grant.village_id or (business.village_id if business else "") or "",
        rt=grant.rt or (business.rt if business else ""),
        address=grant.address or (business.address if business else ""),
        phones=frozenset(phones - {""}),
    )
    golden = (business.golden_id or business.pk) if business else None
    return Recipient(golden, person.pk if person else None, frozenset(niks), grant.kk_index, home)


def found_for(grant: Grant, states: Collection[str] = grants.LIVE) -> list[Found]:
    """Return the grants approved or given that help where this one would; at most four queries.

    Only aid of the same programme, or of the same kind in the same year, counts; within the
    kabupaten, from whichever office a list came. `states` asks for others than those received.
    """
    me = recipient_of(grant)
    programme = grant.programme
    same = Q(programme=programme) | Q(
        programme__kind=programme.kind, programme__year=programme.year
    )
    rows = Grant.objects.filter(same, region_id=grant.region_id, status__in=states)
    rows = rows.exclude(pk=grant.pk).select_related("programme", "business__owner", "owner")
    found: dict[int, Found] = {}
    # The same person first: a whole neighbourhood that may share a home never hides her.
    for near in (_same_person(me), _same_home(me.home)):
        for other in rows.filter(near).order_by("pk")[:LOOKED_AT_MOST]:
            basis = overlaps.basis_of(me, recipient_of(other))
            if basis and len(found) < FOUND_AT_MOST:
                hint = not overlaps.blocks(basis, programme.once_per)
                found.setdefault(other.pk, Found(other, basis, hint))
    return list(found.values())


def planned_alike(grant: Grant) -> list[Found]:
    """Return the grants planned for the same recipient, hints left out; at most four queries.

    Nothing of it stands in the way: who is approved first then does.
    """
    return [one for one in found_for(grant, (grants.PLANNED,)) if not one.is_hint]


@dataclass(frozen=True, slots=True)
class Twice:
    """How many planned grants of a programme name who an earlier one names too.

    `families` by family card, where the programme helps each family once: else 0.
    """

    niks: int
    families: int

    def __bool__(self) -> bool:
        """Say whether there is any."""
        return bool(self.niks or self.families)


def planned_twice(programme: Programme) -> Twice:
    """Return how many are planned again in a programme; one query."""
    nik, card = ~Q(nik_index=""), ~Q(kk_index="")
    counted = programme.grants.filter(status=grants.PLANNED).aggregate(
        niks=Count("pk", filter=nik) - Count("nik_index", distinct=True, filter=nik),
        families=Count("pk", filter=card) - Count("kk_index", distinct=True, filter=card),
    )
    by_family = overlaps.blocks(overlaps.FAMILY_CARD, programme.once_per)
    return Twice(int(counted["niks"]), int(counted["families"]) if by_family else 0)


def elsewhere(grant: Grant) -> str:
    """Return in one sentence that another kabupaten helps the same person or family, else empty.

    Only what the programme's rule forbids counts. Tells programme, year and kabupaten of the
    first one and nothing of the person; one query.
    """
    me, programme = recipient_of(grant), grant.programme
    shared = Q(pk__in=())
    if me.nik and overlaps.blocks(overlaps.NIK, programme.once_per):
        shared |= Q(nik_index__in=me.nik) | Q(owner__nik_index__in=me.nik)
    if me.kk and overlaps.blocks(overlaps.FAMILY_CARD, programme.once_per):
        shared |= Q(kk_index=me.kk)
    rows = Grant.objects.filter(
        shared, programme__kind=programme.kind, programme__year=programme.year,
        status__in=grants.LIVE,
    ).exclude(region=grant.region_id)  # fmt: skip
    other = rows.select_related("programme", "owner", "region").order_by("pk").first()
    if other is None:
        return ""
    niks = {other.nik_index, other.owner.nik_index if other.owner else ""} & set(me.nik)
    basis = overlaps.NIK if niks - {""} else overlaps.FAMILY_CARD
    return gettext(overlaps.ELSEWHERE[basis]).format(
        programme=other.programme.name, year=other.programme.year, office=other.region.name
    )


def _same_person(me: Recipient) -> Q:
    """Return the condition that finds who is the same person, family or business."""
    condition = Q(pk__in=())
    if me.business is not None:
        condition |= Q(business__in=members_of(me.business))
    if me.nik:
        condition |= Q(nik_index__in=me.nik) | Q(owner__nik_index__in=me.nik)
        condition |= Q(business__owner__nik_index__in=me.nik)
    if me.owner is not None:
        condition |= Q(owner=me.owner) | Q(business__owner=me.owner)
    if me.kk:
        condition |= Q(kk_index=me.kk)
    return condition


def _same_home(home: Home) -> Q:
    """Return the condition that finds all that may share a home; rules then say who does."""
    if not home.village:
        return Q(pk__in=())
    condition = Q(pk__in=())
    if home.phones:
        for path in PHONES:
            condition |= Q(**{f"{path}__in": list(home.phones)})
    if home.rt and home.address:
        addressed = ~Q(address="") | ~Q(business__address="")
        condition |= addressed & (Q(rt=home.rt) | Q(rt="", business__rt=home.rt))
    here = Q(village=home.village) | Q(village=None, business__village=home.village)
    return here & condition


def sentence(other: Grant, basis: str) -> str:
    """Return in one sentence why two grants overlap; `other` with its programme loaded."""
    return gettext(overlaps.SENTENCES[basis]).format(
        programme=other.programme.name,
        year=other.programme.year,
        funder=other.programme.funder or gettext("pemberi belum diketahui"),
        name=other.name,
    )


def page(rows: QuerySet[Overlap], asked: str | None, *, state: str = "") -> Page[OverlapRow]:
    """Return one page of overlaps, those to be decided first come first; one query."""
    known = state if state in overlaps.STATE_LABELS else overlaps.OPEN
    ordered = _loaded(rows.filter(state=known)).order_by("is_hint", "id")
    found = page_of(ordered, asked)
    listed = [_row(one) for one in found.object_list]
    return Page(listed, found.number, found.size, found.more, found.total)


def of_grant(grant: Grant) -> list[OverlapRow]:
    """Return the overlaps of one grant, those that are gone left out; one query."""
    rows = grant.overlaps.exclude(state=overlaps.GONE)
    return [_row(one) for one in _loaded(rows).order_by("is_hint", "id")[:FOUND_AT_MOST]]


def open_count(rows: QuerySet[Overlap]) -> int:
    """Return how many overlaps wait for a decision; one query."""
    return rows.filter(state=overlaps.OPEN, is_hint=False).count()


def _loaded(rows: QuerySet[Overlap]) -> QuerySet[Overlap]:
    return rows.select_related("grant__programme", "other__programme", "decided_by")


def _row(one: Overlap) -> OverlapRow:
    person = one.decided_by
    return OverlapRow(
        id=one.pk,
        grant_id=one.grant.public_id,
        name=one.grant.name,
        programme=str(one.grant.programme),
        other_id=one.other.public_id,
        sentence=sentence(one.other, one.basis),
        basis_label=gettext(overlaps.BASIS_LABELS[one.basis]),
        is_hint=one.is_hint,
        state=one.state,
        state_label=gettext(overlaps.STATE_LABELS[one.state]),
        reason=one.reason,
        decided_by=(person.get_full_name() or person.username) if person else "",
        status_label=gettext(grants.STATUS_LABELS[one.grant.status]),
    )
