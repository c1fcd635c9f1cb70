"""Legal papers of a business: noted by the office, the mentor or the maker, each by own right."""

from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from lampit.basics.refusal import Refusal
from lampit.outside import papers
from lampit.people.models import User
from lampit.registry import access
from lampit.registry.actions._journal import note_changes
from lampit.registry.models import Business, Permit
from lampit.registry.rules import permits
from lampit.registry.rules.changes import FieldChange


@dataclass(frozen=True, slots=True)
class Proof:
    """How sure somebody is of a paper, and with whom it was checked."""

    kind: str = permits.SAID
    note: str = ""


def add_permit(
    actor: User,
    public_id: str,
    kind: str,
    number: str,
    *,
    now: datetime,
    issued_on: date | None = None,
    valid_until: date | None = None,
    proof: Proof | None = None,
    agreed: bool = False,
) -> Permit:
    """Add a legal paper to a business and return it; without a number it is being asked for.

    The number of a paper that was being asked for fills that paper. A first NIB becomes the NIB
    of the business as well. `agreed`: the number may stand at another owner's business too.

    Raises:
        Refusal: `not_found`, `permit_twice`, `nib_second`, `permit_elsewhere`, or what
            `permits.normal_form`, `check_dates` and `check_proof` refuse.
    """
    with transaction.atomic():
        business = _noted(actor, public_id)
        permit = _asked_for(business, kind, number) or Permit(business=business, kind=kind)
        before = line_of(permit) if permit.pk else ""
        _put(actor, permit, number, issued_on, valid_until, proof or Proof(), now)
        _check_number(actor, permit, agreed=agreed)
        _save(permit)
        changed = [
            FieldChange("permit", before, line_of(permit)),
            *_first_nib(business, permit, now),
        ]
        note_changes("business", business.pk, changed, source=_source(actor), actor=actor, at=now)
    return permit


def change_permit(
    actor: User,
    permit_id: int,
    number: str,
    *,
    now: datetime,
    issued_on: date | None = None,
    valid_until: date | None = None,
    proof: Proof | None = None,
    agreed: bool = False,
) -> Permit:
    """Change a paper and return it; what a maker changes is then only her word again.

    Raises:
        Refusal: `paper_unknown`, `number_gone` and what `add_permit` refuses.
    """
    with transaction.atomic():
        permit = held(actor, permit_id)
        permits.check_kept(permit.number, number)
        before = line_of(permit)
        known = permit.number
        _put(actor, permit, number, issued_on, valid_until, proof or _kept(actor, permit), now)
        _check_number(actor, permit, agreed=agreed or permit.number == known)
        _save(permit)
        changed = [FieldChange("permit", before, line_of(permit))]
        changed += _first_nib(permit.business, permit, now)
        told = [change for change in changed if change.old != change.new]
        note_changes(
            "business", permit.business_id, told, source=_source(actor), actor=actor, at=now
        )
    return permit


def remove_permit(actor: User, permit_id: int, *, now: datetime) -> None:
    """Take a wrongly noted paper away with its files; the history keeps what it was.

    Raises:
        Refusal: `paper_unknown`.
    """
    with transaction.atomic():
        permit = held(actor, permit_id)
        names = list(permit.files.values_list("name", flat=True))
        change = FieldChange("permit", line_of(permit), "")
        note_changes(
            "business", permit.business_id, [change], source=_source(actor), actor=actor, at=now
        )
        permit.delete()
    for name in names:
        papers.drop(settings.PAPERS_ROOT, name)


def held(actor: User, permit_id: int) -> Permit:
    """Return a paper that the person may change, locked until the transaction ends.

    Raises:
        Refusal: `paper_unknown`.
    """
    rows = access.changeable_permits(actor).select_for_update(of=("self",))
    permit = rows.select_related("business").filter(pk=permit_id).first()
    if permit is None:
        raise Refusal("paper_unknown", "Surat ini sudah tidak ada.")
    return permit


def _noted(actor: User, public_id: str) -> Business:
    rows = access.papered_businesses(actor).select_for_update(of=("self",))
    business = rows.filter(public_id=public_id).first()
    if business is None:
        raise Refusal("not_found", "Usaha ini tidak ada di wilayah Anda.")
    return business


def _put(
    actor: User,
    permit: Permit,
    number: str,
    issued_on: date | None,
    valid_until: date | None,
    proof: Proof,
    now: datetime,
) -> None:
    """Put what was told on a paper, checked; nobody has seen a paper that is not issued yet."""
    today = timezone.localdate(now)
    kept = permits.normal_form(permit.kind, number) if number.strip() else ""
    permits.check_dates(issued_on, valid_until, today)
    proof = proof if kept else Proof()
    sure = permits.check_proof(
        proof.kind,
        proof.note,
        may_see=access.sees_papers(actor),
        may_check=access.checks_papers(actor),
    )
    stays = (permit.proof, permit.proof_note) == (sure, proof.note.strip()[:80])
    permit.run = None  # what a person changed is hers, and no list takes it back
    permit.number = kept
    permit.status = "berlaku" if kept else "proses"
    permit.issued_on = issued_on
    permit.valid_until = valid_until or permits.usual_end(permit.kind, kept, issued_on)
    if not stays or permit.proof_on is None:
        permit.proof, permit.proof_note = sure, proof.note.strip()[:80]
        permit.proof_on, permit.proof_by = today, actor


def _asked_for(business: Business, kind: str, number: str) -> Permit | None:
    """Return the paper of this kind that was being asked for, once its number has come."""
    if not number.strip():
        return None
    waiting = Permit.objects.select_for_update(of=("self",)).filter(business=business, kind=kind)
    return waiting.filter(number="").order_by("pk").first()


def _check_number(actor: User, permit: Permit, *, agreed: bool) -> None:
    """Refuse a second NIB, and ask about a number that somebody else's business has.

    Only businesses that the person sees are looked at and named.

    Raises:
        Refusal: `nib_second`, `permit_elsewhere`.
    """
    if not permit.number:
        return
    same_kind = Permit.objects.filter(kind=permit.kind).exclude(pk=permit.pk)
    if permit.kind == "nib":
        others = same_kind.filter(business=permit.business).exclude(number__in=("", permit.number))
        if (other := others.first()) is not None:
            raise Refusal(
                "nib_second",
                f"Usaha ini sudah punya NIB {other.number}, dan satu usaha hanya punya satu NIB. "
                "Kalau NIB-nya berganti, buka surat itu dan ubah nomornya.",
            )
    if agreed or permit.kind not in permits.OWN_NUMBERS:
        return
    elsewhere = access.visible_permits(actor).filter(kind=permit.kind, number=permit.number)
    elsewhere = elsewhere.exclude(business=permit.business)
    if permit.business.owner_id is not None:
        elsewhere = elsewhere.exclude(business__owner=permit.business.owner_id)
    found = elsewhere.select_related("business__owner").order_by("pk").first()
    if found is not None:
        owner = found.business.owner
        name = found.business.name or (owner.name if owner else found.business.public_id)
        raise Refusal(
            "permit_elsewhere",
            f"Nomor ini sudah tercatat di {name}. Cocokkan dengan suratnya. "
            "Kalau memang sama, beri tanda di bawah lalu simpan lagi.",
        )


def _kept(actor: User, permit: Permit) -> Proof:
    """Return how sure a paper stays when somebody changes it without a word on that."""
    if access.sees_papers(actor):
        return Proof(permit.proof, permit.proof_note)
    return Proof()


def _save(permit: Permit) -> None:
    try:
        with transaction.atomic():
            permit.save()
    except IntegrityError as error:
        raise Refusal("permit_twice", "Surat dengan nomor ini sudah tercatat.") from error


def _first_nib(business: Business, permit: Permit, now: datetime) -> list[FieldChange]:
    """Give a business without a NIB the one of its paper; another one stays, and is warned of."""
    if permit.kind != "nib" or not permit.number or business.nib:
        return []
    without = Business.objects.filter(pk=business.pk, nib="")
    given = without.update(nib=permit.number, version=F("version") + 1, updated_at=now)
    return [FieldChange("nib", "", permit.number)] if given else []


def _source(actor: User) -> str:
    return access.paper_source_of(actor)


def line_of(permit: Permit) -> str:
    """Return a paper as the change table tells it."""
    until = f" s.d. {permit.valid_until:%d-%m-%Y}" if permit.valid_until else ""
    kind = permits.KINDS.get(permit.kind, permit.kind)
    return f"{kind} {permit.number}{until} ({permits.PROOF_LABELS[permit.proof]})"
