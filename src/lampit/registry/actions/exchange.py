"""Writes that come through the API: made, changed, put by the partner's own id, opened."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from lampit.basics.refusal import Refusal
from lampit.people.models import User
from lampit.places import queries as places
from lampit.places.rules import district_of
from lampit.registry import access
from lampit.registry.actions._weighing import weighed
from lampit.registry.actions.businesses import (
    edit_business,
    hold_if_moving,
    locked,
    register_business,
)
from lampit.registry.actions.numbering import claim, number_as
from lampit.registry.actions.reading import note_read
from lampit.registry.models import Business
from lampit.registry.queries.consents import may_use
from lampit.registry.queries.exchange import etag_of, told_of
from lampit.registry.queries.partners import Programs, numbered
from lampit.registry.queries.profile import find
from lampit.registry.rules.consents import PARTNERS
from lampit.registry.rules.exchange import check_match
from lampit.registry.rules.records import Told, check_reason

SOURCE = "mitra"
Change = Callable[[Told], Told]


@dataclass(frozen=True, slots=True)
class Numbered:
    """A number, and the keys of the program that gave it (`people.access.program_keys`)."""

    programs: Programs
    number: str


def change_business(
    actor: User, public_id: str, change: Change, *, if_match: str, now: datetime,
    nik_checked: bool = False,
) -> Business:  # fmt: skip
    """Apply `change` to what is told of a business, if it still is in the state named.

    `nik_checked`: see `edit_business`.

    Raises:
        Refusal: `not_found`, `precondition_needed`, `changed_meanwhile`, or one of
            `edit_business`.
    """
    with transaction.atomic():
        found = find(access.editable_businesses(actor), public_id)
        if found is not None:
            hold_if_moving(actor, public_id, change(told_of(found)).village)
        present = locked(actor, public_id)
        check_match(if_match, etag_of(present), is_needed=True)
        return _edit(actor, present, change, now, nik_checked=nik_checked)


def put_business(
    actor: User, its: Numbered, told: Told, change: Change, *, sure: bool, if_match: str,
    now: datetime, nik_checked: bool = False,
) -> tuple[Business, bool]:  # fmt: skip
    """Bring the business with the partner's own id to what is told; return it and if it is new.

    The same words twice change nothing the second time, also when both come at once.

    Args:
        actor: the account of the token.
        its: the partner's own id.
        told: a new business.
        change: of a known one only what was sent: a program that knows little empties nothing.
        sure: see `register_business`.
        if_match: the ETag on which the change is based, may be empty.
        now: when.
        nik_checked: see `register_business`.

    Raises:
        Refusal: `changed_meanwhile`, `maybe_known`, or one of the actions that write.
    """
    region = district_of(told.village)
    with transaction.atomic():
        # Two first words with one id wait for each other here; SQLite let only one begin.
        places.held(region)
        present = _present(actor, its, region)
        if present is not None:
            present = locked(actor, present.public_id)
            check_match(if_match, etag_of(present), is_needed=False)
            return _edit(actor, present, change, now, nik_checked=nik_checked), False
        if if_match:
            raise Refusal("changed_meanwhile", "Belum ada usaha dengan nomor ini.")
        made = register_business(
            actor, told, now=now, sure=sure, source=SOURCE, nik_checked=nik_checked
        )
        number_as(made, its.programs[0], its.number)
        return made, True


def _present(actor: User, its: Numbered, region: str) -> Business | None:
    """Return the record a program means, or the one into which it was merged; None without one.

    A number from before the programs of an account were told apart belongs to the first that
    names it.
    """
    known = numbered(region, its.programs, its.number)
    if known is None:
        return None
    record = Business.objects.filter(pk=known.business_id, withdrawn_at=None)
    golden = [top or pk for pk, top in record.values_list("pk", "golden_id")]
    within = access.editable_businesses(actor).filter(region_id=region)
    present = within.filter(pk__in=golden).first()
    if present is not None and known.program != its.programs[0]:
        claim(known, its.programs[0])
    return present


def opened_business(actor: User, public_id: str, reason: str, *, now: datetime) -> Business:
    """Return a business whose NIK and telephone may be shown whole, after noting why.

    Programs of others ask here, so the owner must have agreed to being passed on.

    Raises:
        Refusal: `not_allowed`, `reason_missing`, `not_found`, `no_consent`.
    """
    if not (access.may_read_value(actor, "nik") and access.may_read_value(actor, "phone")):
        raise Refusal("not_allowed", "Anda tidak boleh melihat data terlindung ini.")
    reason = check_reason(reason)
    business = find(access.visible_businesses(actor), public_id)
    if business is None:
        raise Refusal("not_found", "Usaha ini tidak ada di wilayah Anda.")
    if not may_use(business.owner_id, PARTNERS):
        raise Refusal("no_consent", "Pemilik belum mengizinkan datanya diteruskan ke mitra.")
    with transaction.atomic():
        for name in ("nik", "phone"):
            note_read(actor, business, name, reason, now)
    return business


def _edit(
    actor: User, present: Business, change: Change, now: datetime, *, nik_checked: bool
) -> Business:
    told = weighed(present, change(told_of(present)), source=SOURCE, actor=actor, now=now)
    return edit_business(
        actor,
        present.public_id,
        told,
        based_on=present.version,
        now=now,
        source=SOURCE,
        nik_checked=nik_checked,
    )
