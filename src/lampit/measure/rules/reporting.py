"""What a phone tells besides interviews, read from its JSON. Pure.

A visit without result: `{"business", "result": "kembali", "note", "at"}`. A proposed correction:
`{"business", "version", "seen", "told": {field: new}, "was": {field: seen on the phone}, "note",
"at"}`; `seen` is when the server gave the list, by the server's clock.
A business met in the field: `{"village", "name", "owner", "phone", "sector", "workers", "note",
"point": [lat, lon, metres], "at"}`. `at` is the phone's clock, ISO 8601.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lampit.basics.refusal import Refusal
from lampit.measure.rules.receiving import hash_of, instant_of, point_of, sound
from lampit.national import phone

LARGEST = 64 * 1024
# What may be proposed: field of the register and its longest text.
PROPOSABLE = {"name": 200, "owner": 120, "address": 200, "rt": 3, "rw": 3}
# What a phone says it saw: what it proposes, and the village in which a street is read.
SEEN = PROPOSABLE | {"village": 13}
# What the phone calls otherwise than the register.
REGISTER_NAMES = {"owner": "owner_name"}
SECTORS = frozenset({"kriya", "kuliner", "dagang", "jasa", "lain"})
MOST_WORKERS = 100_000


@dataclass(frozen=True)
class Seen:
    """A business met in the field; empty text and None are unknown; degrees and metres."""

    village: str
    name: str
    owner: str
    phone: str
    sector: str
    workers: int | None
    note: str
    latitude: float | None
    longitude: float | None
    accuracy: float | None


def read(content: bytes, content_hash: str) -> Mapping[str, Any]:
    """Return what was told, if the bytes are those that were hashed.

    Raises:
        Refusal: `content_damaged`, `content_unreadable`.
    """
    if hash_of(content) != content_hash:
        raise Refusal("content_damaged", "Isi kiriman rusak di jalan. Kirim ulang.")
    unreadable = Refusal("content_unreadable", "Isi kiriman tidak dapat dibaca.")
    if len(content) > LARGEST:
        raise unreadable
    try:
        found = sound(json.loads(content))
    except (ValueError, RecursionError) as error:
        raise unreadable from error
    if not isinstance(found, dict):
        raise unreadable
    return found


def _text(found: object, most: int) -> str:
    return " ".join(found.replace("\x00", "").split())[:most] if isinstance(found, str) else ""


def told_at(told: Mapping[str, Any], now: datetime) -> datetime:
    """Return when it happened as the phone says, `now` when it does not say."""
    return instant_of(told.get("at")) or now


def _fields(found: object, known: Mapping[str, int] = PROPOSABLE) -> dict[str, str]:
    rows = found if isinstance(found, dict) else {}
    return {name: _text(rows[name], most) for name, most in known.items() if name in rows}


def in_register(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return fields of a phone under the names of the register."""
    return {REGISTER_NAMES.get(name, name): value for name, value in fields.items()}


def on_phone(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return fields of the register under the names of a phone."""
    back = {theirs: ours for ours, theirs in REGISTER_NAMES.items()}
    return {back.get(name, name): value for name, value in fields.items()}


def seen_at(body: Mapping[str, Any], received_at: datetime) -> datetime | None:
    """Return when the register told the phone what it saw; never later than what it sent."""
    found = instant_of(body.get("seen"))
    return None if found is None else min(found, received_at)


def body_of(kind: str, told: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is kept of a visit or a proposal.

    Raises:
        Refusal: `proposal_empty`.
    """
    note = _text(told.get("note"), 200)
    if kind != "usulan":
        return {"result": _text(told.get("result"), 20), "note": note}
    fields, version = _fields(told.get("told")), told.get("version")
    if not fields:
        raise Refusal("proposal_empty", "Usulan ini tidak mengubah apa pun.")
    return {
        "told": fields,
        "was": dict.fromkeys(fields, "") | _fields(told.get("was"), SEEN),
        "seen": _text(told.get("seen"), 40),
        "version": version if isinstance(version, int) and not isinstance(version, bool) else 0,
        "note": note,
    }


def overlapping(body: Mapping[str, Any], present: Mapping[str, str]) -> list[str]:
    """Return the proposed fields that somebody changed since the phone saw them.

    A field that already has the proposed value is no overlap.
    """
    return [
        name
        for name, value in body["told"].items()
        if present.get(name, "") not in (body["was"].get(name, ""), value)
    ]


def seen_of(told: Mapping[str, Any]) -> Seen:
    """Return a business met in the field.

    Raises:
        Refusal: `name_missing`: neither its name nor its owner's was noted.
    """
    name, owner = _text(told.get("name"), 200), _text(told.get("owner"), 120)
    if not name and not owner:
        raise Refusal("name_missing", "Isi nama usaha atau nama pemilik.")
    point = told.get("point")
    latitude, longitude, accuracy = point_of(point if isinstance(point, list) else [])
    sector, workers = _text(told.get("sector"), 12), told.get("workers")
    if (
        not isinstance(workers, int)
        or isinstance(workers, bool)
        or not 0 <= workers <= MOST_WORKERS
    ):
        workers = None
    return Seen(
        village=_text(told.get("village"), 13),
        name=name,
        owner=owner,
        phone=_phone(_text(told.get("phone"), 30)),
        sector=sector if sector in SECTORS else "",
        workers=workers,
        note=_text(told.get("note"), 200),
        latitude=latitude,
        longitude=longitude,
        accuracy=accuracy,
    )


def _phone(text: str) -> str:
    """Return a number as E.164; what is none is left out, the business is not lost for it."""
    numbers = phone.read(text).numbers
    return numbers[0][:16] if numbers else ""
