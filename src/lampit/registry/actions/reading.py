"""Reads that leave a trace: protected values and lists that leave the house."""

from datetime import datetime

from django.db import transaction

from lampit.basics.refusal import Refusal
from lampit.people.access import region_of
from lampit.people.actions import audit
from lampit.people.models import User
from lampit.registry import access
from lampit.registry.models import Business, Owner
from lampit.registry.queries.profile import find, open_value
from lampit.registry.rules.records import check_reason

OPENABLE = ("nik", "birth", "sales", "capital", "phone")


def reveal(actor: User, public_id: str, name: str, reason: str, *, now: datetime) -> str:
    """Return a protected value in clear after noting who reads it, when and why.

    Raises:
        Refusal: `not_allowed`, `not_found`, `reason_missing`, `value_unknown`.
    """
    if name not in OPENABLE or not access.may_read_value(actor, name):
        raise Refusal("not_allowed", "Anda tidak boleh melihat data terlindung ini.")
    reason = check_reason(reason)
    business = find(access.visible_businesses(actor), public_id)
    if business is None:
        raise Refusal("not_found", "Usaha ini tidak ada di wilayah Anda.")
    with transaction.atomic():
        value = open_value(business, name)
        if not value:
            raise Refusal("value_unknown", "Nilai ini belum diketahui.")
        note_read(actor, business, name, reason, now)
    return value


def note_read(actor: User, business: Business, name: str, reason: str, now: datetime) -> None:
    """Append the reading of one protected value to the audit trail."""
    audit(
        actor,
        f"reveal_{name}",
        subject_kind="business",
        subject_id=business.public_id,
        fields=[name],
        reason=reason,
        region=business.region_id,
        at=now,
    )


def note_owner_read(actor: User, owner: Owner, reason: str, now: datetime) -> None:
    """Note that a form shows the telephone of an owner, when there is one to show."""
    if owner.phone:
        audit(
            actor,
            "reveal_phone",
            subject_kind="owner",
            subject_id=owner.public_id,
            fields=["phone"],
            reason=reason,
            region=owner.region_id,
            at=now,
        )


def note_nik_search(actor: User, owner: Owner | None, now: datetime) -> None:
    """Note that somebody looked whether a NIK is recorded, and whose it was if it is."""
    audit(
        actor,
        "search_nik",
        subject_kind="owner",
        subject_id=owner.public_id if owner else "",
        fields=["nik"],
        region=region_of(actor),
        at=now,
    )
