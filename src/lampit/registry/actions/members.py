"""Members of a group or cooperative."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from lampit.basics.refusal import Refusal
from lampit.people.models import User
from lampit.registry import access, queries
from lampit.registry.actions import _values
from lampit.registry.actions._journal import note_changes
from lampit.registry.actions.businesses import locked
from lampit.registry.models import GroupMember, Owner
from lampit.registry.rules.changes import FieldChange
from lampit.registry.rules.records import Told


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
        member = GroupMember(group=group, owner=owner, duty=duty, since=timezone.localdate(now))
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
