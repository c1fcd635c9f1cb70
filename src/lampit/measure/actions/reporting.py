"""What phones tell besides interviews: visits, proposed corrections, businesses met in the field.

Each is told under its own number, so that a repeat changes nothing.
"""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from lampit.basics.refusal import Refusal
from lampit.measure import access
from lampit.measure.actions.holding import hold_told
from lampit.measure.actions.listing import Listed, record_listed
from lampit.measure.actions.proposing import use_by_itself
from lampit.measure.actions.walking import walk_village
from lampit.measure.models import FieldDevice, FieldReport, Round, SampleMember
from lampit.measure.rules import reporting
from lampit.measure.rules.walking import walked_of
from lampit.people.models import User

VISIT, PROPOSAL, LISTING, VILLAGE = "kunjungan", "usulan", "usaha_baru", "desa"
# What tells of no drawn business.
MEMBERLESS = (LISTING, VILLAGE)


def receive_report(
    actor: User,
    device: FieldDevice,
    round_id: int,
    instance_id: uuid.UUID,
    kind: str,
    content: bytes,
    content_hash: str,
    *,
    now: datetime,
) -> FieldReport:
    """Keep what a phone told and apply it; the same number again gives what is kept.

    Raises:
        Refusal: `content_damaged`, `content_unreadable`, `kind_unknown`, `round_out_of_reach`,
            `round_not_open`, `member_out_of_reach`, `village_unknown`, `number_taken`.
    """
    told = reporting.read(content, content_hash)
    if kind not in (VISIT, PROPOSAL, *MEMBERLESS):
        raise Refusal("kind_unknown", "Macam kiriman ini tidak dikenal.")
    known = _known(actor, instance_id, content_hash)
    if known is not None:
        return known
    asked_in = access.answered_rounds(actor).filter(pk=round_id).first()
    if asked_in is None:
        raise Refusal("round_out_of_reach", "Putaran ini di luar wilayah Anda.")
    try:
        with transaction.atomic():
            return _kept(actor, device, asked_in, instance_id, kind, told, content_hash, now)
    except IntegrityError:
        found = _known(actor, instance_id, content_hash)
        if found is None:
            raise
        return found


def _known(actor: User, instance_id: uuid.UUID, content_hash: str) -> FieldReport | None:
    found = FieldReport.objects.filter(instance_id=instance_id).first()
    if found is not None and (found.account_id != actor.pk or found.content_hash != content_hash):
        message = "Nomor kiriman ini sudah dipakai untuk isi lain. Catat ulang di HP."
        raise Refusal("number_taken", message)
    return found


def _kept(
    actor: User, device: FieldDevice, asked_in: Round, instance_id: uuid.UUID, kind: str,
    told: Mapping[str, Any], content_hash: str, now: datetime,
) -> FieldReport:  # fmt: skip
    """Insert first, then apply, all or nothing; of who was erased only the number is noted."""
    is_gone = kind not in MEMBERLESS and hold_told(str(told.get("business", "")))
    member = None if kind in MEMBERLESS else _member(actor, asked_in, told)
    state = FieldReport.State.WAITING if kind == PROPOSAL else FieldReport.State.APPLIED
    is_empty = is_gone or kind in MEMBERLESS
    found = FieldReport.objects.create(
        instance_id=instance_id,
        account=actor,
        device=device,
        region_id=asked_in.region_id,
        round=asked_in,
        member=member,
        kind=kind,
        state=FieldReport.State.DECLINED if is_gone else state,
        content_hash=content_hash,
        body={} if is_empty else reporting.body_of(kind, told),
        told_at=reporting.told_at(told, now),
        received_at=now,
    )
    if kind == VISIT and member is not None and not is_gone:
        SampleMember.objects.filter(pk=member.pk).update(visit_count=F("visit_count") + 1)
    if kind == PROPOSAL and not is_gone:
        use_by_itself(actor, found, now=now)
    if kind == VILLAGE:
        left = walk_village(actor, asked_in.pk, walked_of(told), now=now)
        FieldReport.objects.filter(pk=found.pk).update(body={"left": left})
    if kind == LISTING:
        _listed(actor, asked_in, instance_id, told, now)
    return found


def _member(actor: User, asked_in: Round, told: Mapping[str, Any]) -> SampleMember:
    rows = access.askable_members(actor).filter(round=asked_in)
    found = rows.filter(business__public_id=str(told.get("business", ""))).first()
    if found is None:
        raise Refusal("member_out_of_reach", "Usaha contoh ini di luar wilayah Anda.")
    return found


def _listed(
    actor: User, asked_in: Round, instance_id: uuid.UUID, told: Mapping[str, Any], now: datetime
) -> None:
    """Hand a business met in the field to those who compare it with the register."""
    seen = reporting.seen_of(told)
    listed = Listed(
        seen.village, seen.name, seen.owner, seen.phone, seen.sector, seen.workers,
        seen.latitude, seen.longitude, seen.accuracy, seen.note,
    )  # fmt: skip
    found_at = reporting.told_at(told, now)
    record_listed(actor, asked_in.pk, instance_id, listed, found_at=found_at, now=now)
