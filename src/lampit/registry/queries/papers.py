"""Papers as lists and pages show them: which end when, who vouches, what was reminded."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Case, Count, Exists, F, Max, OuterRef, Q, QuerySet, When
from django.utils.translation import gettext

from lampit.places import queries as places
from lampit.registry.models import Business, Permit, PermitFile, PermitReminder
from lampit.registry.queries.consents import last_answer
from lampit.registry.rules import permits, reminding
from lampit.registry.rules.consents import MESSAGES, may_use
from lampit.web.paging import Page, page_of

OWN_AT_MOST = 60
RUNNING = ("aktif", "musiman", "")
DEFAULT = "ingatkan"
# What the list can be narrowed to, with its word.
CHOICES = ("ingatkan", "habis", "7", "30", "90", "proses", "dikatakan", "semua")


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A paper in a list."""

    id: int
    business_id: str
    business: str
    owner: str
    place: str
    kind: str
    kind_label: str
    number: str
    issued_on: date | None
    valid_until: date | None
    days_left: int | None
    state: str
    state_label: str
    tag: str
    proof: str
    proof_label: str
    proof_note: str
    proof_on: date | None
    files: int
    is_due: bool
    reminded_at: datetime | None
    what_to_do: str
    mentor: str = ""
    is_odd: bool = False
    may_write: bool = True
    owner_id: str = ""


def running(path: str = "") -> Q:
    """Return the condition that a business runs: of a merged record its golden one says so."""
    alone = Q(**{f"{path}golden": None, f"{path}status__in": RUNNING})
    merged = Q(**{f"{path}golden__withdrawn_at": None, f"{path}golden__status__in": RUNNING})
    return Q(**{f"{path}withdrawn_at": None}) & (alone | merged)


def narrowed(rows: QuerySet[Permit], what: str, kind: str, on: date) -> QuerySet[Permit]:
    """Return the papers of a choice of the list; unknown words are the usual choice."""
    if kind in permits.KINDS:
        rows = rows.filter(kind=kind)
    what = what if what in CHOICES else DEFAULT
    if what == "semua":
        return rows
    if what == "proses":
        return rows.filter(number="")
    if what == "dikatakan":
        return rows.exclude(number="").filter(proof=permits.SAID)
    ending = rows.exclude(number="").filter(running("business__"))
    if what == "habis":
        return ending.filter(valid_until__lt=on)
    if what == "ingatkan":  # few, so they are read first, not looked for paper by paper
        now_due = PermitReminder.objects.filter(sent_at=None, valid_until=F("permit__valid_until"))
        return ending.filter(pk__in=now_due.values("permit"))
    return ending.filter(valid_until__range=(on, on + timedelta(days=int(what))))


def _open_reminders() -> QuerySet[PermitReminder]:
    return PermitReminder.objects.filter(
        permit=OuterRef("pk"), valid_until=OuterRef("valid_until"), sent_at=None
    )


def page(rows: QuerySet[Permit], asked: str | None, on: date) -> Page[PaperRow]:
    """Return one page of papers, those that end first at the top; two queries."""
    ordered = _shown(rows).order_by(F("valid_until").asc(nulls_last=True), "pk")
    found = page_of(ordered, asked)
    listed = [_row(permit, on) for permit in found.object_list]
    return Page(listed, found.number, found.size, found.more, found.total)


def tally(rows: QuerySet[Permit], on: date) -> dict[str, int]:
    """Return how many papers ended or end within 7, 30, 90 days; one query."""
    ending = rows.exclude(number="").filter(running("business__"))
    limits = {str(days): on + timedelta(days=days) for days in (7, 30, 90)}
    return ending.filter(valid_until__lte=limits["90"]).aggregate(
        habis=Count("pk", filter=Q(valid_until__lt=on)),
        **{
            f"d{word}": Count("pk", filter=Q(valid_until__range=(on, last)))
            for word, last in limits.items()
        },
    )


def own_papers(rows: QuerySet[Permit], on: date) -> list[PaperRow]:
    """Return the papers of a maker, those to be dealt with first; one query."""
    found = [_row(permit, on) for permit in _shown(rows).order_by("pk")[:OWN_AT_MOST]]
    urgency = {"habis": 0, "segera_habis": 1, "proses": 2, "berlaku": 3}
    return sorted(found, key=lambda row: (urgency[row.state], row.valid_until or date.max, row.id))


def paper(rows: QuerySet[Permit], permit_id: int, on: date) -> PaperRow | None:
    """Return one of `rows` as its page shows it, None outside them; one query."""
    permit = _shown(rows).filter(pk=permit_id).first()
    return _row(permit, on) if permit is not None else None


def files_of(permit_id: int) -> list[PermitFile]:
    """Return the certificates of a paper, oldest first; one query."""
    rows = PermitFile.objects.filter(permit_id=permit_id).select_related("added_by")
    return list(rows.order_by("id")[:10])


def reminders_of(permit_id: int) -> list[PermitReminder]:
    """Return the reminders of a paper, newest first; one query."""
    rows = PermitReminder.objects.filter(permit_id=permit_id).select_related("sent_by")
    return list(rows.order_by("-id")[:20])


def reminded_by(permit_id: int, user_id: int, now: datetime) -> bool:
    """Say whether a person opened WhatsApp for this paper within a day; one query."""
    rows = PermitReminder.objects.filter(permit_id=permit_id, sent_by=user_id)
    return rows.filter(sent_at__gt=now - timedelta(days=1)).exists()


def oddities(row: PaperRow, business_nib: str = "") -> list[str]:
    """Return what looks odd about a paper, in words; at most one query."""
    known = district_codes() if row.kind == "pirt" else frozenset()
    told = permits.Paper(row.kind, row.number, row.issued_on, row.valid_until)
    return [gettext(said) for said in permits.warnings(told, known, business_nib)]


def nib_of(permit_id: int) -> str:
    """Return the NIB in the data of the business of a paper; one query."""
    rows = Permit.objects.filter(pk=permit_id).values_list("business__nib", flat=True)
    return rows.first() or ""


def district_codes() -> frozenset[str]:
    """Return the codes of all kabupaten and kota without their dot: `6308`; one query."""
    return frozenset(region.code.replace(".", "") for region in places.districts())


def whatsapp_of(business: Business) -> str:
    """Return the number to write to about a loaded business, "" when there is none; no query."""
    owner = business.owner
    numbers = [owner.phone, owner.phone_2] if owner is not None else []
    numbers += [business.phone, business.phone_2]
    return next((number for number in numbers if number.startswith("+628")), "")


def urgent_count(rows: QuerySet[Permit], on: date) -> int:
    """Return how many papers have ended or end within 90 days; one query."""
    last = on + timedelta(days=permits.REMIND_DAYS)
    return rows.exclude(number="").filter(running("business__"), valid_until__lte=last).count()


def _shown(rows: QuerySet[Permit]) -> QuerySet[Permit]:
    rows = rows.select_related(
        "business__owner", "business__village", "business__mentor", "business__golden__owner"
    )
    return rows.annotate(
        file_count=Count("files", distinct=True),
        reminded_at=Max("reminders__sent_at"),
        is_due=Exists(_open_reminders()),
        standing_owner=Case(
            When(business__golden=None, then=F("business__owner")),
            default=F("business__golden__owner"),
        ),
        standing_person=Case(
            When(business__golden=None, then=F("business__owner__person")),
            default=F("business__golden__owner__person"),
        ),
    ).annotate(agreed=last_answer(MESSAGES, "standing_owner", "standing_person"))


def _row(permit: Permit, on: date) -> PaperRow:
    business = permit.business
    owner = business.owner.name if business.owner else ""
    standing = (business.golden or business).owner
    state = permits.state(permit.number, permit.valid_until, on)
    mentor = business.mentor
    return PaperRow(
        id=permit.pk,
        business_id=(business.golden or business).public_id,
        business=business.name or owner,
        owner=owner,
        place=business.village.name if business.village else "",
        kind=permit.kind,
        kind_label=gettext(permits.KINDS.get(permit.kind, permit.kind)),
        number=permit.number,
        issued_on=permit.issued_on,
        valid_until=permit.valid_until,
        days_left=(permit.valid_until - on).days if permit.valid_until else None,
        state=state,
        state_label=gettext(permits.STATE_LABELS[state]),
        tag=permits.STATE_TAGS[state],
        proof=permit.proof,
        proof_label=gettext(permits.PROOF_LABELS[permit.proof]),
        proof_note=permit.proof_note,
        proof_on=permit.proof_on,
        files=permit.file_count,  # type: ignore[attr-defined]  # annotated
        is_due=permit.is_due,  # type: ignore[attr-defined]  # annotated
        reminded_at=permit.reminded_at,  # type: ignore[attr-defined]  # annotated
        what_to_do=gettext(reminding.WHAT_TO_DO.get(permit.kind, "")),
        mentor=(mentor.get_full_name() or mentor.username) if mentor else "",
        is_odd=permits.looks_odd(
            permits.Paper(permit.kind, permit.number, permit.issued_on, permit.valid_until)
        ),
        may_write=standing is None or may_use(MESSAGES, permit.agreed),  # type: ignore[attr-defined]  # annotated
        owner_id=standing.public_id if standing else "",
    )


def business_choices(businesses: QuerySet[Business]) -> list[tuple[str, str]]:
    """Return (public id, name) of at most fifty of `businesses`; one query."""
    rows = businesses.select_related("owner").order_by("id")[:50]
    return [(b.public_id, b.name or (b.owner.name if b.owner else b.public_id)) for b in rows]
