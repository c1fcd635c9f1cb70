"""What the offline app is made of, and what it takes along: scripts, the day's list, phones."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils import translation

from lampit.measure.models import (
    FieldDevice,
    FieldReport,
    Instrument,
    ListedEntry,
    SampleMember,
)
from lampit.measure.queries.assignments import assignments_for
from lampit.measure.queries.languages import languages_of
from lampit.measure.rules.languages import Language
from lampit.measure.rules.states import DISPOSITIONS
from lampit.registry.models import Sector

STATIC = Path(__file__).resolve().parents[1] / "static" / "measure" / "pendata"
# In the order in which they need each other.
SCRIPTS = (
    "logic", "words", "vault", "store", "line", "photos", "place", "outbox", "lock", "interview",
    "visit", "village", "home", "account", "start",
)  # fmt: skip
MOST_MEMBERS = 500
# A phone that last saw a signal on Saturday evening still holds Monday's and Tuesday's list.
DAYS_AHEAD = timedelta(days=3)


@lru_cache(maxsize=1)
def script() -> tuple[str, str]:
    """Return all scripts of the app as one, and the first digits of its SHA-256; no query."""
    text = "\n".join((STATIC / f"{name}.js").read_text("utf-8") for name in SCRIPTS)
    return text, hashlib.sha256(text.encode()).hexdigest()[:12]


@lru_cache(maxsize=1)
def worker() -> str:
    """Return the service worker without its first line, which names what it keeps."""
    return (STATIC / "worker.js").read_text("utf-8")


@dataclass(frozen=True)
class Work:
    """What a phone takes along: the businesses to visit and the instruments to ask with."""

    members: list[SampleMember]
    instruments: list[Instrument]


def work_of(askable: QuerySet[SampleMember], day: date) -> Work:
    """Return what somebody has to do, at most 500 businesses; five queries.

    `askable` is what may be asked (`access.askable_members`). In the order of the route; what was
    planned for more than `DAYS_AHEAD` after `day` is left out.
    """
    told = assignments_for(askable, day + DAYS_AHEAD)[:MOST_MEMBERS]
    known = {one.member: one for one in told}
    rows = SampleMember.objects.filter(pk__in=known).select_related(
        "round__region", "round__instrument", "business__owner", "business__district",
        "business__village",
    )  # fmt: skip
    found = {one.pk: one for one in rows}
    members = [found[pk] for pk in known if pk in found]
    kinds = {one.round.instrument_id: one.round.instrument for one in members}
    return Work(members, list(kinds.values()))


def listed_devices(devices: QuerySet[FieldDevice]) -> QuerySet[FieldDevice]:
    """Return phones with their persons, who was seen last first, for a page of them."""
    return devices.select_related("account", "region", "revoked_by").order_by("-seen_at", "-id")


def told_member(member: SampleMember) -> dict[str, Any]:
    """Return a drawn business as a phone keeps it, to find it and to ask it; no query."""
    business, owner = member.business, member.business.owner
    village, district = business.village, business.district
    point = village if village is not None and village.latitude is not None else district
    return {
        "id": member.pk,
        "round": member.round_id,
        "business": business.public_id,
        "version": business.version,
        "name": business.name,
        "owner": owner.name if owner is not None else "",
        "address": business.address,
        "rt": business.rt,
        "rw": business.rw,
        "village": village.name if village is not None else "",
        "district": district.name if district is not None else "",
        "village_code": business.village_id or "",
        "district_code": business.district_id or member.subdistrict,
        "sector": member.sector,
        "point": [point.latitude, point.longitude] if point is not None else None,
        "point_of": "desa" if point is village and village is not None else "kecamatan",
        "disposition": member.disposition,
        "visits": member.visit_count,
        "order": member.order,
        "day": member.route_day.isoformat() if member.route_day else "",
    }


def told_rounds(members: list[SampleMember]) -> list[dict[str, Any]]:
    """Return the rounds of drawn businesses as a phone keeps them; no query."""
    rounds = {one.round_id: one.round for one in members}
    return [
        {
            "id": pk,
            "name": one.name,
            "region": one.region.name,
            "instrument": one.instrument.fingerprint,
        }
        for pk, one in rounds.items()
    ]


def told_language(language: Language) -> dict[str, Any]:
    """Return a language as a phone keeps it; what it lacks is asked in Indonesian."""
    return {
        "code": language.code,
        "name": language.name,
        "is_draft": language.is_draft,
        "questions": {
            code: {"text": told.text, "options": dict(told.options)}
            for code, told in language.questions.items()
        },
    }


def told_instruments(instruments: list[Instrument]) -> dict[str, Any]:
    """Return instruments and their further languages by fingerprint; one query each."""
    return {
        "instruments": {one.fingerprint: one.definition for one in instruments},
        "languages": {
            one.fingerprint: [told_language(language) for language in languages_of(one)]
            for one in instruments
        },
    }


def told_choices() -> dict[str, list[dict[str, Any]]]:
    """Return results of a visit, reasons to refuse, and sectors, in the reader's words."""
    labels = dict(SampleMember.Disposition.choices)
    by_hand = [(d.code, labels[d.code]) for d in DISPOSITIONS if d.by_hand]
    return {
        "dispositions": _choices(by_hand),
        "reasons": _choices(SampleMember.RefusalReason.choices),
        "sectors": _choices(Sector.choices),
        "outcomes": _choices(ListedEntry.Outcome.choices),
    }


def _choices(rows: Iterable[tuple[Any, Any]]) -> list[dict[str, Any]]:
    """Return choices in the reader's words, and in all languages for a phone without a signal."""
    return [
        {"code": str(code), "label": str(label), "labels": _in_all(label)} for code, label in rows
    ]


def _in_all(label: Any) -> dict[str, str]:
    told = {}
    for code, _ in settings.LANGUAGES:
        with translation.override(code):
            told[code] = str(label)
    return told


def reports_held(account_id: int, instances: list[str]) -> dict[str, str]:
    """Return number → hash of what an account's phones told besides interviews; one query."""
    rows = FieldReport.objects.filter(account_id=account_id, instance_id__in=instances)
    return {
        str(number): digest for number, digest in rows.values_list("instance_id", "content_hash")
    }
