"""A business is handed to another kabupaten: the register's part. The owner has agreed.

Who accepts calls `hand_over` inside a transaction in which the other rooms follow (`desk`).
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from lampit.basics.refusal import Refusal
from lampit.people.actions import audit
from lampit.people.models import User
from lampit.places import queries as places
from lampit.registry import access
from lampit.registry.actions._carrying import let_go, move, move_owners
from lampit.registry.actions.consenting import record_consent
from lampit.registry.actions.linking import forget_index
from lampit.registry.actions.numbering import drop_numbers
from lampit.registry.actions.states import Ended, report_end
from lampit.registry.models import (
    Business,
    Permit,
    Transfer,
)
from lampit.registry.queries.consents import may_use
from lampit.registry.rules import alive, consents, moving


@dataclass(frozen=True, slots=True)
class Handed:
    """What went over: the request, the golden record first, and what ended with it."""

    transfer: Transfer
    business_ids: tuple[int, ...]
    place: str


def ask_move(
    actor: User, public_id: str, wanted: moving.Wanted, words: str, *, now: datetime
) -> Transfer:
    """Tell another kabupaten that a business moved there, and return the request.

    The business counts as moved away from now on; it stays with this office until it is accepted.

    Args:
        actor: staff of the kabupaten left.
        public_id: the business.
        wanted: where to, since when, and how the owner agreed.
        words: the sentence of the consent as it was shown.
        now: the moment.

    Raises:
        Refusal: `not_found`, `move_waiting`, `move_no_consent`, what `check_wanted` refuses, or
            what `record_consent` refuses.
    """
    with transaction.atomic():
        rows = access.handable_businesses(actor).select_for_update(of=("self",))
        row = rows.select_related("owner").filter(public_id=public_id).first()
        if row is None:
            raise Refusal("not_found", "Usaha ini tidak ada di wilayah Anda.")
        moving.check_wanted(wanted, row.region_id, timezone.localdate(now))
        end_waiting(Q(business=row), now)
        if Transfer.objects.filter(business=row, state=moving.WAITING).exists():
            raise Refusal("move_waiting", "Usaha ini sudah menunggu jawaban dinas lain.")
        if row.owner is not None and not may_use(row.owner_id, consents.HANDOVER):
            if not wanted.channel:
                raise Refusal("move_no_consent", "Tulis bagaimana pemilik menyetujuinya.")
            record_consent(
                actor, row.owner, consents.HANDOVER, True, words=words, channel=wanted.channel,
                proof=wanted.proof, now=now,
            )  # fmt: skip
        place = places.names_of([wanted.region, wanted.village])
        told = Ended(
            alive.MOVED, "petugas", wanted.on, to_place=place.get(wanted.village, ""),
            to_region=wanted.region,
        )  # fmt: skip
        report_end(row, told, actor=actor, now=now)
        transfer = Transfer.objects.create(
            business=row, name=row.name, trade=row.activity, from_region_id=row.region_id,
            to_region_id=wanted.region, from_village_id=row.village_id,
            to_village_id=wanted.village or None, moved_on=wanted.on, asked_by=actor,
            asked_at=now, expires_at=now + moving.WAITS,
        )  # fmt: skip
        _note(actor, "move_asked", transfer, now, reason=place.get(wanted.region, ""))
    return transfer


def cancel_move(actor: User, number: int, *, now: datetime) -> Transfer:
    """Take a request back that nobody has answered; the business stays.

    Raises:
        Refusal: `not_found`, `move_answered`, `move_over`.
    """
    with transaction.atomic():
        transfer = _locked(access.sent_moves(actor), number)
        _close(transfer, moving.CANCELLED, actor, "", now)
        _note(actor, "move_cancelled", transfer, now)
    return transfer


def refuse_move(actor: User, number: int, reason: str, *, now: datetime) -> Transfer:
    """Say no to a business, with a reason that the asking office reads.

    Raises:
        Refusal: `not_found`, `reason_missing`, `move_answered`, `move_over`.
    """
    told = " ".join(reason.split())[:200]
    if not told:
        raise Refusal("reason_missing", "Tulis alasannya, supaya dinas asal mengerti.")
    with transaction.atomic():
        transfer = _locked(access.received_moves(actor), number)
        _close(transfer, moving.REFUSED, actor, told, now)
        _note(actor, "move_refused", transfer, now, reason=told)
    return transfer


def end_moves(now: datetime) -> int:
    """End the requests that nobody answered in time and return how many."""
    return end_waiting(Q(), now)


def end_waiting(which: Q, now: datetime) -> int:
    """End those of the waiting requests whose time is over."""
    rows = Transfer.objects.filter(which, state=moving.WAITING, expires_at__lte=now)
    return rows.update(state=moving.OVER)


def hand_over(actor: User, number: int, village: str, *, now: datetime) -> Handed:
    """Take a business over with all its records; call it inside the caller's transaction.

    Args:
        actor: head or staff of the kabupaten moved to.
        number: the request.
        village: code of the village there; empty keeps what the request says.
        now: the moment.

    Raises:
        Refusal: `not_found`, `move_answered`, `move_over`, `village_unknown`,
            `changed_meanwhile`, `move_no_consent`.
    """
    transfer = _locked(access.received_moves(actor), number)
    moving.check_open(transfer.state, transfer.expires_at, now)
    to, place = transfer.to_region_id, village or transfer.to_village_id or ""
    if place and not (place.startswith(f"{to}.") and places.region(place)):
        raise Refusal("village_unknown", "Pilih desa dari daftar.")
    # As a merge does, so that neither finds half a family.
    places.held(transfer.from_region_id)
    family = _family(transfer)
    top, ids = family[0], [row.pk for row in family]
    if top.owner_id is not None and not may_use(top.owner_id, consents.HANDOVER):
        raise Refusal("move_no_consent", "Pemilik menarik izinnya. Data ini tidak dapat diterima.")
    transfer.counts = let_go(ids, to, now)
    forget_index([transfer.from_region_id], now=now)  # it holds keyed hashes of who moved
    owners = move_owners(family, to, now)
    drop_numbers(ids)  # programs of the old office know it no more
    for row in family:
        move(row, owners, to, place, actor, now)
    transfer.counts |= {
        "records": len(ids), "permits": Permit.objects.filter(business__in=ids).count()
    }  # fmt: skip
    transfer.to_village_id = place or None
    _close(transfer, moving.ACCEPTED, actor, "", now)
    _note(actor, "move_accepted", transfer, now)
    _note(actor, "move_received", transfer, now, region=to)
    return Handed(transfer, tuple(ids), place or to)


def keep_counts(transfer: Transfer, counted: dict[str, int]) -> None:
    """Add to the receipt what other rooms handed over; call it where `hand_over` was called."""
    transfer.counts |= {name: count for name, count in counted.items() if count}
    transfer.save(update_fields=["counts"])


def _family(transfer: Transfer) -> list[Business]:
    """Return the golden record and its members, locked, golden first.

    Raises:
        Refusal: `changed_meanwhile` when it was merged, withdrawn or moved since it was asked.
    """
    pk = transfer.business_id
    rows = Business.objects.filter(Q(pk=pk) | Q(golden=pk)).order_by("pk")
    family = list(rows.select_for_update(of=("self",)).select_related("owner"))
    family.sort(key=lambda row: row.golden_id is not None)
    top = next((row for row in family if row.pk == pk), None)
    is_same = (
        top is not None
        and top.golden_id is None
        and top.withdrawn_at is None
        and top.region_id == transfer.from_region_id
    )
    if not is_same:
        raise Refusal(
            "changed_meanwhile", "Catatan usaha ini berubah di dinas asal. Minta dikirim lagi."
        )
    return family


def _locked(rows: QuerySet[Transfer], number: int) -> Transfer:
    found = rows.select_for_update(of=("self",)).filter(pk=number).first()
    if found is None:
        raise Refusal("not_found", "Permintaan ini tidak ada di wilayah Anda.")
    return found


def _close(transfer: Transfer, state: str, actor: User, reason: str, now: datetime) -> None:
    """Answer a locked request; whoever comes second is told so."""
    moving.check_open(transfer.state, transfer.expires_at, now)
    transfer.state, transfer.reason = state, reason
    transfer.answered_by, transfer.answered_at = actor, now
    transfer.save()


def _note(
    actor: User, deed: str, transfer: Transfer, now: datetime, *, reason: str = "", region: str = ""
) -> None:
    audit(
        actor, deed, subject_kind="business", subject_id=transfer.business.public_id,
        fields=[str(transfer)], reason=reason, region=region or transfer.from_region_id, at=now,
    )  # fmt: skip
