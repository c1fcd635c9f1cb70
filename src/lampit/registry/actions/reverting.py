"""Puts back one changed field, if nobody changed it again since."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from lampit.basics.refusal import Refusal
from lampit.people.models import User
from lampit.places.rules import district_of, subdistrict_of
from lampit.registry.actions import _values
from lampit.registry.actions._journal import note_changes
from lampit.registry.actions.businesses import locked
from lampit.registry.actions.persons import settle
from lampit.registry.models import Business, Owner
from lampit.registry.queries.history import REVERTABLE, changes_of
from lampit.registry.queries.provenance import OWNER_COLUMNS, present_of
from lampit.registry.rules.changes import FieldChange, check_revert
from lampit.trades.rules import sector_of

NUMBERS = frozenset({"workers_male", "workers_female", "workers_total"})


def revert_change(actor: User, public_id: str, change_id: int, *, now: datetime) -> FieldChange:
    """Put back the value before a change and return the new change.

    Raises:
        Refusal: `not_found`, `not_revertable`, `secret_value`, `changed_since`.
    """
    with transaction.atomic():
        business = locked(actor, public_id)
        change = changes_of(business).filter(pk=change_id).first()
        if change is None:
            raise Refusal("not_found", "Perubahan ini tidak ada pada usaha ini.")
        asked = FieldChange(change.field, change.old, change.new)
        present = present_of(business, change.field)
        check_revert(asked, present)
        is_away = change.field == "village" and district_of(change.old) != business.region_id
        if change.field not in REVERTABLE or (change.old and is_away):
            raise Refusal("not_revertable", "Isian ini tidak dapat diurungkan dari sini.")
        put_back = FieldChange(change.field, present, change.old)
        target = business.owner if change.entity == "owner" else business
        put(business, change.field, change.old, now)
        business.version += 1
        business.updated_at = now
        business.save()
        pk = target.pk if target is not None else business.pk
        note_changes(change.entity, pk, [put_back], source="urung", actor=actor, at=now)
    return put_back


def put(business: Business, field: str, text: str, now: datetime) -> None:
    """Write a kept value on a locked business or its owner, with what follows from it."""
    if field in OWNER_COLUMNS and business.owner is not None:
        _put_owner(business.owner, field, text, now)
    elif field == "village":
        business.village_id = text or None
        business.district_id = subdistrict_of(text) or None
    else:
        setattr(business, field, _read_back(field, text))
    if field == "kbli":
        business.sector = sector_of(text) or business.sector
    if field == "started_on" and not text:
        business.started_precision = ""
    _values.put_derived(business, business.owner)


def _put_owner(owner: Owner, field: str, text: str, now: datetime) -> None:
    setattr(owner, OWNER_COLUMNS[field], text)
    _values.put_owner_key(owner)
    owner.version += 1
    owner.save(update_fields=[OWNER_COLUMNS[field], "name_key", "version"])
    settle([owner.pk], now)


def _read_back(field: str, text: str) -> Any:
    if field in NUMBERS:
        return int(text) if text else None
    if field == "started_on":
        return date.fromisoformat(text) if text else None
    if field == "channels":
        return [part for part in text.split(";") if part]
    return text
