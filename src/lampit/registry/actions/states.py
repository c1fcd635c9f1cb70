"""Signs of life and what became of a business or its owner."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from lampit.basics.refusal import Refusal
from lampit.people.models import User
from lampit.registry import access
from lampit.registry.actions._journal import note_changes
from lampit.registry.actions.businesses import locked
from lampit.registry.models import Business, Owner
from lampit.registry.rules.changes import FieldChange
from lampit.registry.rules.freshness import CONFIRMATIONS
from lampit.registry.rules.merging import MERGED
from lampit.registry.rules.records import check_reason, confirm_kind

OWNER_DIED = "meninggal"


def confirm_business(
    business: Business, kind: str, at: datetime, actor: User | None = None, status: str = ""
) -> bool:
    """Note a sign of life and return whether it was news; call it with a business in reach.

    Older signs than the one known are no news; a day is noted once. A closed business that
    shows life runs again.

    Args:
        business: the business; its two fields are brought up to date as well.
        kind: `kunjungan`, `pemilik`, `pesanan`, `survei`, `masuk`, `petugas`, or their English
            names `visit`, `owner`, `order`, `survey`, `login`, `staff`.
        at: when it happened.
        actor: who told it.
        status: the state told, empty for "still selling".

    Raises:
        Refusal: `confirm_kind`.
    """
    code, day = confirm_kind(kind), timezone.localdate(at)
    if code not in CONFIRMATIONS:
        raise Refusal("confirm_kind", "Cara memastikan ini tidak dikenal.")
    with transaction.atomic():
        row = Business.objects.select_for_update().filter(pk=business.pk).first()
        if row is None or (row.confirmed_on is not None and row.confirmed_on >= day and not status):
            return False
        wanted = status or (
            "aktif" if row.status in ("", "tutup", "tutup_sementara") else row.status
        )
        told = [
            FieldChange("confirmed_on", str(row.confirmed_on or ""), str(day)),
            FieldChange("confirmed_by", row.confirmed_by, code),
            FieldChange("status", row.status, wanted),
        ]
        changed = [change for change in told if change.old != change.new]
        Business.objects.filter(pk=row.pk).update(
            confirmed_on=day, confirmed_by=code, status=wanted, updated_at=at
        )
        note_changes("business", row.pk, changed, source=_source(code), actor=actor, at=at)
        if row.golden_id is not None:
            _pass_on(row.golden_id, day, code, actor, at)
    business.confirmed_on, business.confirmed_by, business.status = day, code, wanted
    return True


def _pass_on(golden: int, day: date, code: str, actor: User | None, at: datetime) -> None:
    """Let the golden record of a merged one live with it; parting takes this back."""
    row = Business.objects.select_for_update().get(pk=golden)
    if row.confirmed_on is not None and row.confirmed_on >= day:
        return
    told = [
        FieldChange("confirmed_on", str(row.confirmed_on or ""), str(day)),
        FieldChange("confirmed_by", row.confirmed_by, code),
    ]
    Business.objects.filter(pk=golden).update(confirmed_on=day, confirmed_by=code, updated_at=at)
    note_changes("business", golden, told, source=MERGED, actor=actor, at=at)


def confirm_in_reach(
    actor: User, public_id: str, answer: str, *, kind: str, now: datetime
) -> Business:
    """Note what somebody says about a business within reach: `aktif`, `tutup_sementara`, `tutup`.

    Raises:
        Refusal: `not_found` or `answer_unknown`.
    """
    if answer not in ("aktif", "tutup_sementara", "tutup"):
        raise Refusal("answer_unknown", "Pilih salah satu: masih, tutup sementara, sudah tutup.")
    business = access.confirmable_businesses(actor).filter(public_id=public_id).first()
    if business is None:
        raise Refusal("not_found", "Usaha ini tidak ada di wilayah Anda.")
    confirm_business(business, kind, now, actor, "" if answer == "aktif" else answer)
    return business


def change_status(
    actor: User, public_id: str, what: str, reason: str, *, now: datetime
) -> Business:
    """Note what became of a business (`tutup`, `pindah` …) or that its owner died; return it.

    Raises:
        Refusal: `not_allowed`, `not_found`, `reason_missing`, `status_unknown`, `owner_unknown`.
    """
    reason = check_reason(reason)
    with transaction.atomic():
        business = locked(actor, public_id)
        if what == OWNER_DIED:
            _note_death(business, actor, now)
        elif what in Business.Status.values and what:
            change = FieldChange("status", business.status, what)
            business.status = what
            note_changes("business", business.pk, [change], source="petugas", actor=actor, at=now)
        else:
            raise Refusal("status_unknown", "Pilih apa yang terjadi.")
        why = FieldChange("note", business.note, f"{business.note}\n{reason}".strip())
        note_changes("business", business.pk, [why], source="petugas", actor=actor, at=now)
        business.note, business.updated_at = why.new, now
        business.version += 1
        business.save(update_fields=["status", "note", "version", "updated_at"])
    return business


def _note_death(business: Business, actor: User, now: datetime) -> None:
    if business.owner is None:
        raise Refusal("owner_unknown", "Pemilik usaha ini belum diketahui.")
    day = timezone.localdate(now)
    old = str(business.owner.deceased_on or "")
    Owner.objects.filter(pk=business.owner.pk).update(deceased_on=day, updated_at=now)
    change = FieldChange("deceased_on", old, str(day))
    note_changes("owner", business.owner.pk, [change], source="petugas", actor=actor, at=now)


def _source(code: str) -> str:
    return {"kunjungan": "kunjungan", "survei": "survei", "petugas": "petugas"}.get(code, "pemilik")
