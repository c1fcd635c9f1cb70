"""Reads in what a phone exported because no signal came: the same path as if it had sent it."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from lampit.basics.refusal import Refusal
from lampit.measure import access
from lampit.measure.actions.devices import file_key_of
from lampit.measure.actions.receiving import receive_submission
from lampit.measure.actions.reporting import receive_report
from lampit.measure.models import FieldDevice
from lampit.measure.rules import receiving
from lampit.outside import kept, phonefiles
from lampit.people.actions import audit
from lampit.people.models import User

INTERVIEWS = frozenset({"jawaban", "hasil"})
LARGEST_PHOTO = 5 * 1024 * 1024


@dataclass(frozen=True)
class ReadIn:
    """What became of a file: how much was taken (repeats too), and why the rest was not."""

    device: FieldDevice
    taken: int
    problems: list[str]


def read_phone_file(actor: User, content: bytes, *, now: datetime) -> ReadIn:
    """Take everything in an exported file in the name of the phone's person; repeats are harmless.

    Call it outside a transaction, as `receive_submission`.

    Raises:
        Refusal: `file_unreadable`, `device_unknown`.
    """
    sealed = phonefiles.read(content)
    try:
        number = uuid.UUID(sealed.device)
    except ValueError as error:
        raise Refusal("device_unknown", "HP ini tidak ada di wilayah Anda.") from error
    phones = access.manageable_devices(actor).select_related("account")
    device = phones.filter(device_id=number).first()
    if device is None:
        raise Refusal("device_unknown", "HP ini tidak ada di wilayah Anda.")
    taken, problems = 0, []
    for one in phonefiles.unseal(sealed, file_key_of(device)):
        try:
            _take(device, one, now)
        except Refusal as refusal:
            problems.append(refusal.message)
        else:
            taken += 1
    audit(
        actor, "field_file_imported", subject_kind="measure.device",
        subject_id=str(device.device_id), region=device.region_id, reason=f"{taken} kiriman",
        at=now,
    )  # fmt: skip
    return ReadIn(device, taken, problems)


def _take(device: FieldDevice, one: phonefiles.Carried, now: datetime) -> None:
    """Receive one thing as if the phone had sent it."""
    told = one.told
    try:
        asked_in, number = int(told["round"]), uuid.UUID(str(told["instance"]))
        kind, digest = str(told["kind"]), str(told["hash"])
        content = str(told["content"]).encode()
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        message = "Satu kiriman dalam berkas ini tidak terbaca."
        raise Refusal("item_unreadable", message) from error
    if kind not in INTERVIEWS:
        receive_report(device.account, device, asked_in, number, kind, content, digest, now=now)
        return
    files = [
        kept.keep(name, [photo], settings.ANSWERS_ROOT, most=LARGEST_PHOTO)
        for name, photo in one.photos.items()
    ]
    receive_submission(
        device.account, asked_in, str(number), content=content, source=receiving.APP,
        content_hash=digest, files=files, now=now,
    )  # fmt: skip
