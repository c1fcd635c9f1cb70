"""What a sent questionnaire says, and what becomes of it. Pure.

Every way of answering but the pages of the desk sends a *content*: the XML of an ODK form, or
one JSON object of ours (offline app, link, XLSX). The bytes are kept; what they say is read
here, the same way each time, so that a delivery can be counted again from its bytes.

The JSON object (all keys but `business` may be missing)::

    {"business": "U0000001",             public id of the drawn business
     "consent": true,
     "answers": {"usia_pemilik": 40, "akun": ["wa"], …},   as in `rules.logic.Answers`
     "disposition": "menolak",           when there are no answers (`rules.states`)
     "reason": "sibuk", "confirmed": true,
     "index": 41.2,                      what the form computed itself
     "files": {"foto-1.jpg": "<sha256>"},
     "paradata": {"began": "2026-11-02T09:00:00+08:00", "ended": "…", "device": "…",
                  "version": "…", "offset_seconds": -3, "point": [lat, lon, accuracy],
                  "timings": {"usia_pemilik": 4.2}}}
"""

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from lampit.basics.refusal import Refusal
from lampit.basics.texts import gettext_noop
from lampit.measure.rules.consent import known
from lampit.measure.rules.logic import Answer

ODK, APP, LINK, HELPED, SHEET, DESK = "odk", "pendata", "tautan", "dibantu", "xlsx", "meja"
STORED, COUNTED, QUARANTINED, REPLACED, DECLINED = (
    "masuk",
    "dihitung",
    "karantina",
    "diganti",
    "ditolak",
)
STATES = (STORED, COUNTED, QUARANTINED, REPLACED, DECLINED)

# Why a delivery waits for the supervisor.
OTHER_CONTENT, TWICE, CLOSED, OUT_OF_REACH = "beda", "ganda", "tutup", "jangkauan"
FAULTY, NOT_DRAWN, OTHER_SENDER, UNREADABLE = "salah", "asing", "pengirim", "rusak"
REASONS = {
    OTHER_CONTENT: gettext_noop("Nomor kiriman yang sama pernah datang dengan isi lain."),
    TWICE: gettext_noop("Usaha ini sudah menjawab dalam kiriman lain."),
    CLOSED: gettext_noop("Kiriman datang ketika putaran tidak sedang di lapangan."),
    OUT_OF_REACH: gettext_noop("Usaha ini tidak ditugaskan kepada pengirim."),
    FAULTY: gettext_noop("Ada jawaban yang tidak mungkin menurut kuesioner."),
    NOT_DRAWN: gettext_noop("Usaha dalam kiriman tidak ada di contoh putaran ini."),
    OTHER_SENDER: gettext_noop("Perbaikan dikirim oleh orang lain daripada pengirim pertama."),
    UNREADABLE: gettext_noop("Isi kiriman tidak dapat dibaca."),
}
LARGEST_JSON = 1024 * 1024
LONGEST_ID, LONGEST_NAME = 120, 200
MOST_FILES = 200
NOTED_GAP = 0.05


@dataclass(frozen=True)
class Told:
    """What a content says, before anything is checked against the instrument.

    `answers` holds plain JSON values; `latitude` and `longitude` in degrees, `accuracy` in metres.
    """

    business: str
    consent: bool | None = None
    consent_version: str = ""
    answers: Mapping[str, Answer] = field(default_factory=dict)
    disposition: str = ""
    reason: str = ""
    is_confirmed: bool = True
    index: float | None = None
    files: Mapping[str, str] = field(default_factory=dict)
    paradata: Mapping[str, Any] = field(default_factory=dict)
    began: datetime | None = None
    ended: datetime | None = None
    latitude: float | None = None
    longitude: float | None = None
    accuracy: float | None = None
    device: str = ""


def hash_of(content: bytes) -> str:
    """Return the hash by which a content of ours is known: SHA-256, 64 hex digits."""
    return hashlib.sha256(content).hexdigest()


def check_instance(instance_id: str) -> str:
    """Return an instance id that can be kept.

    Raises:
        Refusal: `instance_missing`, `instance_long`.
    """
    found = instance_id.strip()
    if not found or "\x00" in found:
        raise Refusal("instance_missing", "Kiriman tanpa nomor (instanceID). Buat lagi dari HP.")
    if len(found) > LONGEST_ID:
        raise Refusal("instance_long", "Nomor kiriman terlalu panjang.")
    return found


def file_name(told: str) -> str:
    """Return the name of a file as it may be kept: without a path and signs nobody can read."""
    bare = told.replace("\\", "/").rpartition("/")[2]
    return "".join(sign for sign in bare if sign.isprintable())[:LONGEST_NAME] or "berkas"


def read_json(content: bytes) -> Told:
    """Return what a content of ours says.

    Raises:
        Refusal: `content_large`, `content_unreadable`.
    """
    if len(content) > LARGEST_JSON:
        raise Refusal("content_large", "Isi kiriman lebih dari 1 MB.")
    unreadable = Refusal("content_unreadable", "Isi kiriman tidak dapat dibaca.")
    try:
        found = sound(json.loads(content))
    except (ValueError, RecursionError) as error:
        raise unreadable from error
    if not isinstance(found, dict) or not isinstance(found.get("business"), str):
        raise unreadable
    paradata, files = _mapping(found.get("paradata")), _mapping(found.get("files"))
    if len(files) > MOST_FILES:
        raise unreadable
    point = paradata.get("point")
    lat, lon, accuracy = point_of(point if isinstance(point, list) else [])
    return Told(
        business=found["business"].strip()[:40],
        consent=found["consent"] if isinstance(found.get("consent"), bool) else None,
        consent_version=known(found.get("consent_version")),
        answers=plain_answers(_mapping(found.get("answers"))),
        disposition=str(found.get("disposition") or "")[:20],
        reason=str(found.get("reason") or "")[:200],
        is_confirmed=found.get("confirmed") is not False,
        index=number_of(found.get("index")),
        files={file_name(str(name)): str(told or "")[:64] for name, told in files.items()},
        paradata=paradata,
        began=instant_of(paradata.get("began")),
        ended=instant_of(paradata.get("ended")),
        latitude=lat,
        longitude=lon,
        accuracy=accuracy,
        device=str(paradata.get("device") or "")[:120],
    )


def sound(told: object) -> Any:
    """Return JSON without what no database keeps: NUL, halves of signs, numbers that are none.

    A cut text of a phone must not make the server fall each time the phone sends it again.
    """
    if isinstance(told, str):
        return told.replace("\x00", "").encode("utf-8", "ignore").decode()
    if isinstance(told, float):
        return told if math.isfinite(told) else None
    if isinstance(told, list):
        return [sound(one) for one in told]
    if isinstance(told, dict):
        return {sound(name): sound(one) for name, one in told.items()}
    return told


def written(business: str, answers: Mapping[str, Answer], consent: bool, **more: object) -> bytes:
    """Return a content of ours as bytes: the same words give the same bytes."""
    told = {"business": business, "consent": consent, "answers": dict(answers), **more}
    return json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _mapping(found: object) -> dict[str, Any]:
    return found if isinstance(found, dict) else {}


def plain_answers(found: Mapping[str, object]) -> dict[str, Answer]:
    """Return the answers that have a shape an answer may have; empty ones are no answers.

    A number given as text stays text: what it is worth, the instrument says.
    """
    kept: dict[str, Answer] = {}
    for code, value in found.items():
        answer = None if value in (None, "", []) else _plain(value)
        if answer is not None:
            kept[str(code)[:60]] = answer
    return kept


def _plain(value: object) -> Answer | None:
    """Return one answer; what has no shape of an answer becomes text, a fault to the instrument."""
    if isinstance(value, bool):
        return None
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, int | str):
        return value
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return [str(one) for one in value]
    return str(value)[:60]


def number_of(found: object) -> float | None:
    """Return a finite number, also one written as text; None for everything else."""
    if isinstance(found, bool) or not isinstance(found, int | float | str):
        return None
    try:
        value = float(found)
    except (ValueError, OverflowError):
        return None
    return value if math.isfinite(value) else None


def instant_of(found: object) -> datetime | None:
    """Return an ISO 8601 instant with its offset (UTC where it has none), None when unreadable."""
    if not isinstance(found, str):
        return None
    try:
        told = datetime.fromisoformat(found.strip())
        return (told if told.tzinfo else told.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def point_of(parts: list[Any]) -> tuple[float | None, float | None, float | None]:
    """Return latitude, longitude and accuracy in metres; a point outside the earth is none."""
    lat, lon, accuracy = (*(number_of(part) for part in parts[:3]), None, None, None)[:3]
    if lat is None or lon is None or not (-90 <= lat <= 90 and -180 <= lon <= 180):
        return None, None, None
    return lat, lon, accuracy if accuracy is not None and accuracy >= 0 else None


def gap_of(told: float | None, scored: float | None) -> float | None:
    """Return by how much the form's own index differs from ours, None when either is missing."""
    return None if told is None or scored is None else round(told - scored, 6)


def missing_files(wanted: Mapping[str, str], held: Mapping[str, set[str]]) -> list[str]:
    """Return the named files that are not held; a file told with its hash must be that one."""
    return sorted(
        name
        for name, digest in wanted.items()
        if name not in held or (digest and digest not in held[name])
    )
