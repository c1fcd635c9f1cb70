"""Businesses met while a village was listed: noted once, matched, put into the register."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from lampit.basics.refusal import Refusal
from lampit.measure import access
from lampit.measure.actions.villages import listing_for, note_met
from lampit.measure.models import FoundBusiness, Round
from lampit.measure.queries.finding import told_of
from lampit.measure.rules import finding, states
from lampit.national import phone as phones
from lampit.people.actions import audit
from lampit.people.models import User
from lampit.places.models import Region
from lampit.registry.access import visible_businesses
from lampit.registry.actions import register_business
from lampit.registry.models import Business

State = FoundBusiness.State


@dataclass(frozen=True)
class Listed:
    """What was written down of a business met in the field; empty and None are unknown.

    `latitude`, `longitude` in degrees, `accuracy` in metres.
    """

    village: str
    name: str = ""
    owner_name: str = ""
    phone: str = ""
    sector: str = ""
    workers: int | None = None
    latitude: float | None = None
    longitude: float | None = None
    accuracy: float | None = None
    note: str = ""


def record_listed(
    actor: User, round_id: int, client_id: uuid.UUID, listed: Listed, *,
    found_at: datetime, now: datetime,
) -> tuple[FoundBusiness, bool]:  # fmt: skip
    """Note a business met in the field; return it, and whether it was new to the server.

    The device names it by `client_id`: sent twice it is one, and what came first stands.

    Raises:
        Refusal: `round_out_of_reach`, `round_not_open`, `village_unknown`, `listed_nameless`,
            `listed_invalid`, `listed_taken` (the number is another round's).
    """
    told = finding.check(listed.name, listed.owner_name, listed.workers)
    found = access.answered_rounds(actor).filter(pk=round_id).first()
    if found is None:
        raise Refusal("round_out_of_reach", "Putaran ini di luar wilayah Anda.")
    known = FoundBusiness.objects.filter(client_id=client_id).first()
    if known is not None:
        if known.round_id != found.pk:
            raise Refusal("listed_taken", "Nomor itu sudah dipakai.")
        return known, False
    try:
        with transaction.atomic():
            if listing_for(found, listed.village) is None:
                states.check_open(found.state)
            return _noted(actor, found, client_id, listed, told, found_at, now), True
    except IntegrityError:  # sent twice at one moment
        return FoundBusiness.objects.get(client_id=client_id, round=found), False


def _noted(
    actor: User, found: Round, client_id: uuid.UUID, listed: Listed, told: finding.Named,
    found_at: datetime, now: datetime,
) -> FoundBusiness:  # fmt: skip
    if not Region.objects.filter(pk=listed.village, parent__parent_id=found.region_id).exists():
        raise Refusal("village_unknown", "Pilih desa di kabupaten ini.")
    number = phones.read(listed.phone).numbers
    return FoundBusiness.objects.create(
        client_id=client_id, round=found, village_id=listed.village,
        name=told.name, owner_name=told.owner_name, phone=number[0][:16] if number else "",
        sector=listed.sector if listed.sector in finding.SECTORS else "",
        workers=listed.workers, latitude=listed.latitude, longitude=listed.longitude,
        accuracy=listed.accuracy, note=" ".join(listed.note.split())[:200],
        found_by=actor, found_at=min(found_at, now), received_at=now,
    )  # fmt: skip


def match_found(actor: User, found_id: int, public_id: str, *, now: datetime) -> FoundBusiness:
    """Take a person's word that a found business is one of the register.

    Raises:
        Refusal: `found_gone`, `found_decided`, `business_unknown`, `found_taken` (another found
            one is that business already).
    """
    with transaction.atomic():
        row = _undecided(actor, found_id)
        known = visible_businesses(actor).filter(public_id=public_id).first()
        if known is None:
            raise Refusal("business_unknown", "Usaha itu tidak ada di daftar Anda.")
        others = FoundBusiness.objects.filter(round_id=row.round_id, business=known)
        if others.exists():
            raise Refusal("found_taken", "Usaha itu sudah dicocokkan dengan temuan lain.")
        note_met(row.round_id, row.village_id, known.pk, actor, now=now)
        return _decided(actor, row, State.KNOWN, known, now)


def add_found(
    actor: User, found_id: int, *, now: datetime, seen: Collection[str] = ()
) -> FoundBusiness:
    """Put a found business into the register as a new one.

    Raises:
        Refusal: `found_gone`, `found_decided`, and those of registering: `maybe_known` unless
            all look-alikes were `seen`.
    """
    with transaction.atomic():
        row = _undecided(actor, found_id)
        made = register_business(actor, told_of(row), now=now, seen=seen, source="kunjungan")
        return _decided(actor, row, State.ADDED, made, now)


def drop_found(actor: User, found_id: int, *, now: datetime) -> FoundBusiness:
    """Note that what was found is no business, or no one's.

    Raises:
        Refusal: `found_gone`, `found_decided`.
    """
    with transaction.atomic():
        return _decided(actor, _undecided(actor, found_id), State.DROPPED, None, now)


def _undecided(actor: User, found_id: int) -> FoundBusiness:
    rows = access.decidable_found(actor).select_for_update(of=("self",))
    row = rows.filter(pk=found_id).first()
    if row is None:
        raise Refusal("found_gone", "Temuan ini tidak ada di wilayah Anda.")
    if row.state != State.WAITING:
        raise Refusal("found_decided", "Temuan ini sudah diputuskan.")
    return row


def _decided(
    actor: User, row: FoundBusiness, state: str, business: Business | None, now: datetime
) -> FoundBusiness:
    """Write the decision; what was kept to recognise it goes."""
    row.state, row.business, row.decided_by, row.decided_at = state, business, actor, now
    row.name = row.owner_name = row.phone = row.note = ""
    row.save()
    audit(
        actor, f"survey_found_{state}", subject_kind="measure.found", subject_id=row.pk,
        region=row.round.region_id, at=now,
    )  # fmt: skip
    return row
