"""Puts what another source says of a field in the place of the present value: a person decides."""

from datetime import datetime

from django.db import transaction

from lampit.basics.refusal import Refusal
from lampit.people.actions import audit
from lampit.people.models import User
from lampit.registry.actions._journal import note_changes
from lampit.registry.actions.businesses import locked
from lampit.registry.actions.reverting import put
from lampit.registry.models import Business
from lampit.registry.queries.history import REVERTABLE
from lampit.registry.queries.provenance import Told, present_of, told_as
from lampit.registry.rules.changes import MASK, FieldChange

SOURCE = "petugas"  # whoever chooses answers for it: a later list does not undo the choice
PHONES = ("phone", "phone_2")


def use_value(actor: User, public_id: str, key: str, *, now: datetime) -> FieldChange:
    """Take over a value that stands beside the present one and return the change.

    Args:
        actor: who decides.
        public_id: of the business.
        key: names the other value, see `queries.provenance`.
        now: when.

    Raises:
        Refusal: `not_found` or `value_unknown`.
    """
    with transaction.atomic():
        business = locked(actor, public_id)
        told = _told(business, key)
        present = present_of(business, told.field)
        change = FieldChange(told.field, present, told.value)
        if present == told.value:
            return change
        put(business, told.field, told.value, now)
        business.version += 1
        business.updated_at = now
        business.save()
        pk = business.pk if told.change.entity == "business" else business.owner_id or 0
        note_changes(
            told.change.entity, pk, [change], source=SOURCE, actor=actor, at=now,
            run=told.change.run, row=told.change.row,
        )  # fmt: skip
        if told.field in PHONES:
            audit(
                actor, "edit_business", subject_kind="business", subject_id=business.public_id,
                fields=[told.field], region=business.region_id, at=now,
            )  # fmt: skip
    return change


def _told(business: Business, key: str) -> Told:
    told = told_as(business, key)
    foreign = told is not None and told.field == "village" and not told.value.startswith(
        f"{business.region_id}."
    )  # fmt: skip
    if told is None or foreign or told.field not in REVERTABLE or told.value in ("", MASK):
        raise Refusal("value_unknown", "Nilai ini tidak ada lagi. Muat ulang halaman.")
    return told
