"""A list leaves the house: who, what, what for, marked and noted before the first row goes."""

from dataclasses import dataclass
from datetime import datetime
from secrets import randbits

from django.conf import settings
from django.db import transaction

from lampit.basics.refusal import Refusal
from lampit.people.access import region_of
from lampit.people.actions import audit
from lampit.people.models import User
from lampit.registry import access
from lampit.registry.actions.listed import note_left
from lampit.registry.queries.exporting import BY_CODE
from lampit.registry.rules import exporting, ids
from lampit.registry.rules.bits import Bits
from lampit.registry.rules.consents import PARTNERS
from lampit.registry.rules.records import check_reason


@dataclass(frozen=True, slots=True)
class Mark:
    """The mark of one file: its number, purpose and time, and what the audit trail calls it."""

    number: str
    purpose: str
    at: datetime
    subject: str


TAKEN = "list_taken"


def most_alone() -> int:
    """Return how many persons may stand in a list that leaves on one person's word."""
    return int(settings.LIST_ALONE)


def check_export(actor: User, wanted: exporting.Wanted) -> str:
    """Return the purpose of a list that this person may take out.

    Raises:
        Refusal: `not_allowed`, `reason_missing`, or one of `rules.exporting.check_wanted`.
    """
    if not access.has_export_right(actor):
        raise Refusal("not_allowed", "Anda tidak boleh mengunduh daftar usaha.")
    exporting.check_wanted(wanted, exporting.columns_for(BY_CODE, access.sight_of(actor)))
    purpose = check_reason(wanted.purpose)
    if not all(access.may_read_value(actor, name) for name in exporting.opened_of(wanted)):
        raise Refusal("not_allowed", "Anda tidak boleh mengunduh NIK atau HP tanpa samaran.")
    return purpose


def note_export(actor: User, wanted: exporting.Wanted, rows: int, *, now: datetime) -> Mark:
    """Note that a list leaves the house and return its mark; call before the first row.

    Raises:
        Refusal: as `check_export`.
    """
    purpose, opened = check_export(actor, wanted), exporting.opened_of(wanted)
    number = ids.public_id(randbits(ids.BITS))
    subject = f"{number} {wanted.kind} {rows} baris"
    mark = Mark(number, purpose, now, subject)
    fields = (*wanted.columns, PARTNERS) if exporting.needs_consent(wanted) else wanted.columns
    with transaction.atomic():
        _note(actor, "export_businesses", subject, fields, purpose, now)
        if opened:
            _note(actor, "export_unmasked", subject, opened, purpose, now)
    return mark


def note_listed(
    actor: User, wanted: exporting.Wanted, rows: int, found: Bits, *, now: datetime
) -> Mark:
    """Note that a list leaves the house and who stands in it; call before the first row.

    Raises:
        Refusal: as `check_export`.
    """
    with transaction.atomic():
        mark = note_export(actor, wanted, rows, now=now)
        note_left(actor, mark.number, mark.subject, found, now=now)
    return mark


def note_taken(
    actor: User, leaving: exporting.Leaving, rows: int, purpose: str, *, now: datetime
) -> Mark:
    """Note that a list of another room leaves and return its mark; call before the first row.

    The room has asked its own door.

    Raises:
        Refusal: `reason_missing`.
    """
    told, number = check_reason(purpose), ids.public_id(randbits(ids.BITS))
    subject = f"{number} {leaving.file} {rows} baris"
    with transaction.atomic():
        _note(actor, TAKEN, subject, tuple(leaving.columns), told, now)
        if leaving.opened:
            _note(actor, "export_unmasked", subject, tuple(sorted(leaving.opened)), told, now)
    return Mark(number, told, now, subject)


def _note(
    actor: User, deed: str, subject: str, fields: tuple[str, ...], purpose: str, now: datetime
) -> None:
    audit(
        actor,
        deed,
        subject_kind="list",
        subject_id=subject,
        fields=fields,
        reason=purpose,
        region=region_of(actor),
        at=now,
    )
