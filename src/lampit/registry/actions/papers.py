"""Legal papers of a business and members of a group."""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from lampit.basics.refusal import Refusal
from lampit.people.models import User
from lampit.registry import access, queries
from lampit.registry.actions import _values
from lampit.registry.actions._journal import note_changes
from lampit.registry.actions.businesses import locked
from lampit.registry.models import GroupMember, Owner, Permit
from lampit.registry.rules import permits
from lampit.registry.rules.changes import FieldChange
from lampit.registry.rules.records import Told


def add_permit(
    actor: User,
    public_id: str,
    kind: str,
    number: str,
    *,
    now: datetime,
    issued_on: date | None = None,
    valid_until: date | None = None,
) -> Permit:
    """Add a legal paper to a business and return it; without a number it is being asked for.

    Raises:
        Refusal: `not_found`, `pirt_panjang`, `permit_twice`.
    """
    kept = permits.normal_form(kind, number) if number.strip() else ""
    if kind == "pirt" and valid_until is None:
        valid_until = permits.pirt_valid_until(kept)
    with transaction.atomic():
        business = locked(actor, public_id)
        permit = Permit(
            business=business,
            kind=kind,
            number=kept,
            status="berlaku" if kept else "proses",
            issued_on=issued_on,
            valid_until=valid_until,
        )
        try:
            with transaction.atomic():
                permit.save()
        except IntegrityError as error:
            raise Refusal("permit_twice", "Surat dengan nomor ini sudah tercatat.") from error
        change = FieldChange("permit", "", _line(permit))
        note_changes("business", business.pk, [change], source="petugas", actor=actor, at=now)
    return permit


def remove_permit(actor: User, public_id: str, permit_id: int, *, now: datetime) -> None:
    """Take a wrongly noted paper away; the history keeps what it was.

    Raises:
        Refusal: `not_found`.
    """
    with transaction.atomic():
        business = locked(actor, public_id)
        permit = Permit.objects.filter(business=business, pk=permit_id).first()
        if permit is None:
            raise Refusal("not_found", "Surat ini sudah tidak ada.")
        change = FieldChange("permit", _line(permit), "")
        permit.delete()
        note_changes("business", business.pk, [change], source="petugas", actor=actor, at=now)


def add_member(
    actor: User, public_id: str, name: str, *, now: datetime, nik: str = "", duty: str = ""
) -> GroupMember:
    """Add a person to a group or cooperative; known by NIK, else new; return the membership.

    Raises:
        Refusal: `not_found`, `member_twice`.
    """
    with transaction.atomic():
        group = locked(actor, public_id)
        owner = queries.owner_with_nik(access.visible_owners(actor), nik)
        if owner is None:
            owner = Owner(
                public_id=_values.fresh_id(),
                region_id=group.region_id,
                created_at=now,
                updated_at=now,
            )
            _values.put_person(owner, Told(owner_name=name, village="", nik=nik))
            owner.save()
        member = GroupMember(group=group, owner=owner, duty=duty, since=now.date())
        try:
            with transaction.atomic():
                member.save()
        except IntegrityError as error:
            raise Refusal("member_twice", "Orang ini sudah menjadi anggota.") from error
        change = FieldChange("member", "", owner.name)
        note_changes("business", group.pk, [change], source="petugas", actor=actor, at=now)
    return member


def remove_member(actor: User, public_id: str, member_id: int, *, now: datetime) -> None:
    """End a membership; the history keeps it.

    Raises:
        Refusal: `not_found`.
    """
    with transaction.atomic():
        group = locked(actor, public_id)
        rows = GroupMember.objects.filter(group=group, pk=member_id)
        member = rows.select_related("owner").first()
        if member is None:
            raise Refusal("not_found", "Anggota ini sudah tidak ada.")
        change = FieldChange("member", member.owner.name, "")
        member.delete()
        note_changes("business", group.pk, [change], source="petugas", actor=actor, at=now)


def _line(permit: Permit) -> str:
    return f"{permits.KINDS.get(permit.kind, permit.kind)} {permit.number}".strip()
