"""Keys of telephones with ODK Collect: made for an enumerator and a round, revoked at once."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from lampit.basics.refusal import Refusal
from lampit.measure import access
from lampit.measure.models import DeviceKey
from lampit.measure.rules import digest
from lampit.people.actions import audit
from lampit.people.models import User

SECRET_BYTES, TOKEN_BYTES = 18, 36
NOTED_EVERY = timedelta(hours=1)
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


@dataclass(frozen=True)
class MadeKey:
    """A new key with what nobody can read again: the secret and the token of the address."""

    key: DeviceKey
    secret: str
    token: str


def hash_of_token(token: str) -> str:
    """Return what is kept of a token: it is 288 bits of chance, one round is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


def make_device_key(actor: User, round_id: int, user_id: int, *, now: datetime) -> MadeKey:
    """Return a new key with which an enumerator's Collect signs in to a round.

    Raises:
        Refusal: `round_out_of_reach`, `person_unknown`.
    """
    found = access.plannable_rounds(actor).filter(pk=round_id).first()
    if found is None:
        raise Refusal("round_out_of_reach", "Putaran ini di luar wilayah Anda.")
    person = access.askers_of(found.region_id).filter(pk=user_id).first()
    if person is None:
        raise Refusal("person_unknown", "Pilih pendata dari daftar.")
    ending = "".join(secrets.choice(_ALPHABET) for _ in range(4))
    username = f"{person.username[:40]}-{ending}"
    secret, token = secrets.token_urlsafe(SECRET_BYTES), secrets.token_urlsafe(TOKEN_BYTES)
    with transaction.atomic():
        key = DeviceKey.objects.create(
            round=found,
            user=person,
            username=username,
            ha1=digest.ha1(username, secret),
            token_hash=hash_of_token(token),
            made_by=actor,
            made_at=now,
        )
        _note(actor, "odk_key_made", key, now)
    return MadeKey(key, secret, token)


def revoke_device_key(actor: User, round_id: int, key_id: int, *, now: datetime) -> DeviceKey:
    """End a key at once.

    Raises:
        Refusal: `key_unknown`.
    """
    with transaction.atomic():
        rows = DeviceKey.objects.select_for_update().filter(
            round__in=access.plannable_rounds(actor), revoked_at=None
        )
        key = rows.filter(pk=key_id, round=round_id).first()
        if key is None:
            raise Refusal("key_unknown", "Kunci ini tidak ada atau sudah dicabut.")
        key.revoked_at = now
        key.save(update_fields=["revoked_at"])
        _note(actor, "odk_key_revoked", key, now)
        return key


def note_device_use(key: DeviceKey, now: datetime) -> None:
    """Note that a key is in use; most uses write nothing."""
    if key.used_at is None or now - key.used_at >= NOTED_EVERY:
        DeviceKey.objects.filter(pk=key.pk).update(used_at=now)


def _note(actor: User, deed: str, key: DeviceKey, now: datetime) -> None:
    audit(
        actor,
        deed,
        subject_kind="measure.devicekey",
        subject_id=key.pk,
        reason=key.username,
        region=key.round.region_id,
        at=now,
    )
