"""Grants: planned, approved only without an undecided overlap, given, taken back, refused."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from lampit.aid import access
from lampit.aid.actions._finding import hold_persons, note_overlaps, one_at_a_time
from lampit.aid.models import Grant, Overlap, Programme
from lampit.aid.queries.matching import businesses_of, owners_by_nik
from lampit.aid.queries.overlaps import elsewhere, recipient_of, sentence
from lampit.aid.rules import grants, overlaps
from lampit.basics.refusal import Refusal
from lampit.outside import vault
from lampit.people.actions import audit
from lampit.people.models import User
from lampit.registry.models import Business
from lampit.registry.rules import ids
from lampit.registry.rules.records import check_reason


@dataclass(frozen=True, slots=True)
class GrantTold:
    """A recipient as typed.

    Attributes:
        business: public id, empty for somebody who is not in the register.
        nik, kk: 16 digits or empty; kept as blind indexes only.
        amount: rupiah, None when it is goods or not known.
    """

    name: str = ""
    business: str = ""
    nik: str = ""
    kk: str = ""
    phone: str = ""
    amount: int | None = None
    goods: str = ""
    source: str = ""


def fresh_id() -> str:
    """Return a public id that nobody can guess."""
    return ids.public_id(secrets.randbits(ids.BITS))


def plan_grant(actor: User, programme_id: int, told: GrantTold, *, now: datetime) -> Grant:
    """Plan aid for somebody and return the grant, its overlaps noted.

    Raises:
        Refusal: `programme_unknown`, `business_unknown`, `recipient_unknown` (neither a business
            nor a name), `amount_negative`.
    """
    if told.amount is not None and told.amount < 0:
        raise Refusal("amount_negative", "Jumlah tidak boleh kurang dari nol.")
    with transaction.atomic():
        programme = access.kept_programmes(actor).filter(pk=programme_id).first()
        if programme is None:
            raise Refusal("programme_unknown", "Program ini tidak ada di wilayah Anda.")
        one_at_a_time(programme.region_id)
        grant = _recipient(actor, programme, told)
        grant.public_id, grant.created_by, grant.created_at = fresh_id(), actor, now
        grant.amount, grant.goods = told.amount, " ".join(told.goods.split())[:200]
        grant.source = " ".join(told.source.split())[:120]
        grant.save()
        note_overlaps(grant, now)
        _audit(actor, grant, "aid_planned", now, fields=["nik"] if told.nik else [])
    return grant


def _recipient(actor: User, programme: Programme, told: GrantTold) -> Grant:
    """Return an unsaved grant to the business, the person of a NIK, or somebody with a name."""
    region = programme.region_id
    grant = Grant(
        programme=programme,
        region_id=region,
        name=" ".join(told.name.split())[:120],
        nik_index=vault.blind_index("nik", told.nik) if told.nik else "",
        kk_index=vault.blind_index("kk", told.kk) if told.kk else "",
        phone=told.phone,
    )
    if told.business:
        offered = access.offered_businesses(actor).filter(region_id=region)
        business = offered.select_related("owner").filter(public_id=told.business).first()
        if business is None:
            raise Refusal("business_unknown", "Tidak ada usaha dengan nomor ini di wilayah Anda.")
        put_business(grant, business, Grant.Match.CHOSEN)
    elif grant.nik_index:
        owner = owners_by_nik(region, [grant.nik_index]).get(grant.nik_index)
        if owner is not None:
            grant.owner, grant.match = owner, Grant.Match.NIK
            own = businesses_of([owner.pk]).get(owner.pk, [])
            if len(own) == 1:
                put_business(grant, own[0], Grant.Match.NIK)
            grant.name = grant.name or owner.name
    if not grant.name:
        raise Refusal("recipient_unknown", "Tulis nama penerima, atau pilih usahanya.")
    return grant


def put_business(grant: Grant, business: Business, match: str) -> None:
    """Put a business, its owner and its place on a grant; what a list told stays."""
    owner = business.owner
    grant.business, grant.owner, grant.match = business, owner, match
    grant.name = grant.name or (owner.name if owner else business.name)
    grant.village_id = grant.village_id or business.village_id


def do(
    actor: User, public_id: str, deed: str, *, now: datetime, reason: str = "",
    given_on: date | None = None,
) -> Grant:  # fmt: skip
    """Do a deed on a grant (`setujui`, `beri`, `kembali`, `batal`, `salah`, `tolak`) and return it.

    Approving looks once more who received the same, while nobody else in the kabupaten decides,
    and whether another kabupaten helps the same person, while nobody anywhere approves for her:
    then it wants a reason.

    Raises:
        Refusal: `grant_unknown`, `deed_unknown`, `deed_late`, `reason_missing`, `given_later`,
            `aid_elsewhere`,
            `aid_overlap` (with the sentence of the first one to be decided) or `aid_refused`.
    """
    with transaction.atomic():
        grant = _held(actor, public_id)
        status = grants.after(grant.status, deed)
        if deed == "setujui":
            me = recipient_of(grant)
            hold_persons([*me.nik, me.kk])
        standing = note_overlaps(grant, now) if deed == "setujui" else []
        if deed == "setujui":
            _audit(actor, grant, "aid_compared", now, fields=["nik", "kk", "phone"])
        stopping = _stopping(standing)
        away = elsewhere(grant) if deed == "setujui" and stopping is None else ""
        if stopping is None and not (away and not reason.strip()):
            _move(grant, deed, status, reason, given_on, actor, now)
    # The overlaps found stay noted, so that they can be decided: the refusal comes after.
    if stopping is not None:
        if stopping.state == overlaps.REFUSED:
            raise Refusal("aid_refused", "Sudah diputuskan tidak boleh. Tolak bantuan ini.")
        said = sentence(stopping.other, stopping.basis)
        raise Refusal("aid_overlap", f"{said} Putuskan dulu di bawah.")
    if away and grant.status != status:
        raise Refusal("aid_elsewhere", f"{away} Kalau tetap dibantu, tulis alasannya.")
    return grant


def _stopping(standing: list[Overlap]) -> Overlap | None:
    """Return the overlap that stands in the way of an approval, a refused one first."""
    wanting = [one for one in standing if one.state == overlaps.REFUSED]
    wanting += [one for one in standing if one.state == overlaps.OPEN and not one.is_hint]
    return wanting[0] if wanting else None


def _move(
    grant: Grant, deed: str, status: str, reason: str, given_on: date | None,
    actor: User, now: datetime,
) -> None:  # fmt: skip
    today = timezone.localdate(now)
    if deed in grants.NEEDING_REASON or (deed == "setujui" and reason.strip()):
        grant.reason = check_reason(reason)[:200]
    if deed == "beri":
        if given_on is not None and given_on > today:
            raise Refusal("given_later", "Tanggal diberikan belum sampai.")
        grant.given_on = given_on or today
    if deed == "salah":
        grant.given_on = None
    grant.status, grant.decided_by, grant.decided_at = status, actor, now
    grant.save()
    _audit(actor, grant, f"aid_{status}", now, reason=grant.reason)


def _held(actor: User, public_id: str) -> Grant:
    found = access.decidable_grants(actor).filter(public_id=public_id).first()
    if found is None:
        raise Refusal("grant_unknown", "Bantuan ini tidak ada di wilayah Anda.")
    one_at_a_time(found.region_id)
    rows = Grant.objects.select_for_update(of=("self",))
    loaded = rows.select_related("programme", "business__owner", "owner")
    return loaded.get(pk=found.pk)


def choose_match(actor: User, public_id: str, business: str, *, now: datetime) -> Grant:
    """Say which business a recipient of a list is, `-` for none, and return the grant.

    Raises:
        Refusal: `grant_unknown`, `business_unknown`.
    """
    with transaction.atomic():
        grant = _held(actor, public_id)
        if business == "-":
            grant.business = grant.owner = None
            grant.match = Grant.Match.NONE
        else:
            offered = access.offered_businesses(actor).filter(region_id=grant.region_id)
            row = offered.select_related("owner").filter(public_id=business).first()
            if row is None:
                raise Refusal("business_unknown", "Usaha ini tidak ada di wilayah Anda.")
            put_business(grant, row, Grant.Match.CHOSEN)
        grant.save()
        note_overlaps(grant, now)
        _audit(actor, grant, "aid_matched", now)
    return grant


def _audit(
    actor: User, grant: Grant, deed: str, now: datetime, *, reason: str = "",
    fields: list[str] | None = None,
) -> None:  # fmt: skip
    audit(
        actor, deed, subject_kind="aid.grant", subject_id=grant.public_id, reason=reason,
        fields=fields or [], region=grant.region_id, at=now,
    )  # fmt: skip
