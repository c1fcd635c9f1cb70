"""Puts a published instrument into the database, once."""

from datetime import datetime

from django.db import IntegrityError, transaction

from lampit.basics.refusal import Refusal
from lampit.measure.models import Instrument
from lampit.measure.queries import instruments


def publish_instrument(*, now: datetime, version: str = "1") -> Instrument:
    """Return the stored version, publishing it from the house's files when it is new.

    Raises:
        Refusal: `instrument_changed`: the files differ from what was published as this version.
    """
    files = instruments.published_files(version)
    code = str(files.definition["id"])
    row = Instrument.objects.filter(code=code, version=version).first()
    if row is None:
        row = _created(files, code, version, now)
    if row.fingerprint != files.fingerprint:
        message = (
            f"Instrumen {code} v{version} sudah terbit dengan isi lain. Beri nomor versi baru."
        )
        raise Refusal("instrument_changed", message)
    return row


def _created(files: instruments.Published, code: str, version: str, now: datetime) -> Instrument:
    """Insert the version; somebody who was quicker wins."""
    try:
        with transaction.atomic():
            return Instrument.objects.create(
                code=code,
                version=version,
                definition=files.definition,
                next_steps=files.next_steps,
                fingerprint=files.fingerprint,
                published_at=now,
            )
    except IntegrityError:
        return Instrument.objects.get(code=code, version=version)
