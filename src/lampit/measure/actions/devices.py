"""Phones of enumerators: registered, told their share of the key, seen, revoked, restored.

The key of a phone is made of its PIN, a secret that never leaves it, and the share kept here.
Whoever finds a revoked phone gets no share any more, nor the list, nor does it send.
"""

import base64
import secrets
import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from lampit.basics.refusal import Refusal
from lampit.measure import access
from lampit.measure.models import FieldDevice
from lampit.outside import vault
from lampit.people.access import region_of
from lampit.people.actions import audit, end_sessions
from lampit.people.models import User

SECRET_BYTES = 32
NAME_LENGTH = 60
_UNKNOWN = "HP ini belum dipasang untuk akun Anda. Pasang dahulu selagi ada sinyal."
_REVOKED = "HP ini dicabut oleh dinas. Hubungi dinas; isinya tetap terkunci."


@dataclass(frozen=True)
class Keys:
    """What a phone needs from here, each 32 bytes in base64; `recovery` only when it may leave."""

    share: str
    file_key: str
    recovery: str = ""


def _context(device_id: uuid.UUID, field: str) -> str:
    return f"measure_fielddevice|{device_id}|{field}"


def _opened(device: FieldDevice, field: str) -> str:
    return vault.decrypt(getattr(device, field), _context(device.device_id, field))


def _fresh() -> str:
    return base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def register_device(
    actor: User, device_id: uuid.UUID, name: str, version: str, *, now: datetime
) -> Keys:
    """Make a phone known and return its keys; the only time that `recovery` leaves unasked.

    Raises:
        Refusal: `not_allowed`, `region_missing`, `device_known`.
    """
    if not access.asks(actor):
        raise Refusal("not_allowed", "Akun ini tidak dapat mewawancarai.")
    region = region_of(actor)
    if not region:
        raise Refusal("region_missing", "Pilih peran di suatu kabupaten dahulu.")
    keys = Keys(_fresh(), _fresh(), _fresh())
    sealed = {
        field: vault.encrypt(getattr(keys, field), _context(device_id, field))
        for field in ("share", "file_key", "recovery")
    }
    try:
        with transaction.atomic():
            FieldDevice.objects.create(
                device_id=device_id, account=actor, region_id=region,
                name=name.strip()[:NAME_LENGTH] or "HP", version=version[:16],
                registered_at=now, seen_at=now, **sealed,
            )  # fmt: skip
            audit(
                actor, "field_device_registered", subject_kind="measure.device",
                subject_id=str(device_id), region=region, at=now,
            )  # fmt: skip
    except IntegrityError as error:
        raise Refusal("device_known", "HP ini sudah dipasang. Muat ulang halaman ini.") from error
    return keys


def trusted_device(actor: User, device_id: uuid.UUID | None) -> FieldDevice:
    """Return the actor's own phone.

    Raises:
        Refusal: `device_unknown`, `device_revoked`.
    """
    own = access.own_devices(actor)
    found = None if device_id is None else own.filter(device_id=device_id).first()
    if found is None:
        raise Refusal("device_unknown", _UNKNOWN)
    if found.revoked_at is not None:
        raise Refusal("device_revoked", _REVOKED)
    return found


def note_seen(
    device: FieldDevice,
    *,
    now: datetime,
    version: str = "",
    unsent: int | None = None,
    offset: float | None = None,
) -> None:
    """Remember when a phone was heard of, its version, what it still carries, its clock."""
    values: dict[str, object] = {"seen_at": now}
    if version:
        values["version"] = version[:16]
    if unsent is not None:
        values["unsent_count"] = min(max(unsent, 0), 100_000)
    if offset is not None:
        values["clock_offset"] = offset
    FieldDevice.objects.filter(pk=device.pk).update(**values)


def give_share(actor: User, device_id: uuid.UUID) -> Keys:
    """Return the share of a trusted phone, for one that let it go; the PIN is still needed.

    Raises:
        Refusal: `device_unknown`, `device_revoked`.
    """
    device = trusted_device(actor, device_id)
    return Keys(_opened(device, "share"), _opened(device, "file_key"))


def recover_key(actor: User, device_id: uuid.UUID, *, now: datetime) -> Keys:
    """Return what opens a phone whose PIN is forgotten; ask only after the password was right.

    Raises:
        Refusal: `device_unknown`, `device_revoked`.
    """
    with transaction.atomic():
        device = trusted_device(actor, device_id)
        audit(
            actor, "field_device_recovered", subject_kind="measure.device",
            subject_id=str(device_id), region=device.region_id, at=now,
        )  # fmt: skip
    return Keys(_opened(device, "share"), _opened(device, "file_key"), _opened(device, "recovery"))


def file_key_of(device: FieldDevice) -> bytes:
    """Return the key that opens files exported by a phone, also by a revoked one.

    Raises:
        Refusal: `key_over`: the phone was not used for so long that its keys are gone.
    """
    _check_kept(device)
    return base64.b64decode(_opened(device, "file_key"))


def is_revoked(device_id: uuid.UUID) -> bool:
    """Say whether a phone was revoked, whoever asks: it lets its key go also when signed out."""
    return FieldDevice.objects.filter(device_id=device_id, revoked_at__isnull=False).exists()


def forget_device(actor: User, device_id: uuid.UUID, *, now: datetime) -> None:
    """Note that the person signed out and the phone wiped itself."""
    with transaction.atomic():
        device = trusted_device(actor, device_id)
        FieldDevice.objects.filter(pk=device.pk).update(wiped_at=now, seen_at=now, unsent_count=0)
        audit(
            actor, "field_device_wiped", subject_kind="measure.device",
            subject_id=str(device_id), region=device.region_id, at=now,
        )  # fmt: skip


def revoke_device(actor: User, pk: int, *, now: datetime) -> FieldDevice:
    """Withhold the key of a lost phone and end the sessions of its account; what it sent stays.

    Else whoever found it could set the app up anew in the session that its browser still holds.

    Raises:
        Refusal: `device_unknown`.
    """
    return _turn(actor, pk, revokes=True, now=now)


def restore_device(actor: User, pk: int, *, now: datetime) -> FieldDevice:
    """Trust a phone again that was found; its unsent interviews open again.

    Raises:
        Refusal: `device_unknown`, `key_over`.
    """
    return _turn(actor, pk, revokes=False, now=now)


def _turn(actor: User, pk: int, *, revokes: bool, now: datetime) -> FieldDevice:
    with transaction.atomic():
        found = access.manageable_devices(actor).select_for_update(of=("self",)).filter(pk=pk)
        device = found.first()
        if device is None:
            raise Refusal("device_unknown", "HP ini tidak ada di wilayah Anda.")
        if not revokes:
            _check_kept(device)
        device.revoked_at = now if revokes else None
        device.revoked_by = actor if revokes else None
        device.save(update_fields=["revoked_at", "revoked_by"])
        if revokes:
            end_sessions(device.account)
        audit(
            actor, "field_device_revoked" if revokes else "field_device_restored",
            subject_kind="measure.device", subject_id=str(device.device_id),
            region=device.region_id, at=now,
        )  # fmt: skip
    return device


def _check_kept(device: FieldDevice) -> None:
    if not bytes(device.share):
        message = "Kunci HP ini sudah dihapus karena setahun tidak dipakai. Pasang lagi HP itu."
        raise Refusal("key_over", message)
