"""The published instrument: its files in this room, and the version a round was opened with."""

import hashlib
import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.db.models import Count, Q, QuerySet

from lampit.measure.models import Instrument, Round, Submission
from lampit.measure.rules import instrument as plain
from lampit.measure.rules import states, versions
from lampit.measure.rules.steps import Step, read_steps

DATA = Path(__file__).resolve().parents[1] / "data"


@dataclass(frozen=True)
class Published:
    """The files of an instrument version, and the fingerprint of both together."""

    definition: dict[str, Any]
    next_steps: dict[str, Any]
    fingerprint: str


@dataclass(frozen=True)
class Reading:
    """An instrument version ready to ask and score with."""

    instrument: plain.Instrument
    steps: tuple[Step, ...]


def published_files(version: str = "1") -> Published:
    """Return the files of a version of `lampit-digital`; no query."""
    asked = (DATA / f"instrument_v{version}.json").read_bytes()
    steps = (DATA / f"next_steps_v{version}.json").read_bytes()
    fingerprint = hashlib.sha256(asked + b"\n" + steps).hexdigest()
    return Published(json.loads(asked), json.loads(steps), fingerprint)


def _pages(version: str = "1") -> list[dict[str, Any]]:
    """Return the pages of the shipped version; they are no part of what is measured."""
    found = json.loads((DATA / f"pages_v{version}.json").read_bytes())
    pages: list[dict[str, Any]] = found["pages"]
    return pages


@lru_cache(maxsize=4)
def current() -> Reading:
    """Return the version that ships with the house, read once per process; no query."""
    files = published_files()
    asked = plain.read_instrument(files.definition | {"pages": _pages()})
    return Reading(asked, read_steps(files.next_steps))


@lru_cache(maxsize=16)
def _reading(_fingerprint: str, primary_key: int) -> Reading:
    """Read a stored version once per process; one query the first time."""
    row = Instrument.objects.get(pk=primary_key)
    return Reading(plain.read_instrument(row.definition), read_steps(row.next_steps))


def reading_of_draft(row: Instrument) -> Reading:
    """Return a draft as it stands now, ready to be tried; no query, nothing remembered."""
    return Reading(plain.read_instrument(row.definition), read_steps(row.next_steps))


def reading_of(row: Instrument) -> Reading:
    """Return a stored version ready for use; the shipped one needs no query."""
    if row.fingerprint == published_files_fingerprint():
        return current()
    return _reading(row.fingerprint, row.pk)


@lru_cache(maxsize=1)
def published_files_fingerprint() -> str:
    """Return the fingerprint of the version that ships with the house."""
    return published_files().fingerprint


def is_unchanged(row: Instrument) -> bool:
    """Say whether a published version still holds what was published; no query."""
    if row.region_id is None:
        files = published_files(row.version)
        told = (row.definition, row.next_steps, row.fingerprint)
        return told == (files.definition, files.next_steps, files.fingerprint)
    return row.fingerprint == versions.fingerprint_of(row.definition, row.next_steps)


def choosable(region: str) -> QuerySet[Instrument]:
    """Return the versions a new round of a kabupaten may ask with: published, of all or its own."""
    owned = Q(region=None) | Q(region_id=region)
    return Instrument.objects.filter(owned, state=versions.PUBLISHED)


def listed(rows: QuerySet[Instrument]) -> QuerySet[Instrument]:
    """Return versions as the list shows them, without their content; newest drafts first."""
    return (
        rows.defer("definition", "next_steps")
        .select_related("region")
        .annotate(round_count=Count("rounds"))
        .order_by("state", "region_id", "code", "-pk")
    )


def find(rows: QuerySet[Instrument], pk: int) -> Instrument | None:
    """Return one of the versions with its owner, None when it is not among them; one query."""
    return rows.select_related("region", "base").filter(pk=pk).first()


def others_of(rows: QuerySet[Instrument], row: Instrument) -> list[Instrument]:
    """Return up to 20 other versions to compare with, without their content; one query."""
    found = rows.exclude(pk=row.pk).defer("definition", "next_steps")
    return list(found.order_by("code", "-pk")[:20])


def overlap_of(one: Instrument, two: Instrument) -> int:
    """Return how many businesses answered in both versions, which links their series; one query."""
    final = Submission.objects.filter(state=Submission.State.FINAL)
    first = final.filter(instrument=one).values("business_id")
    return (
        final.filter(instrument=two, business_id__in=first).values("business_id").distinct().count()
    )


def planned_rounds(rounds: QuerySet[Round], row: Instrument) -> list[Round]:
    """Return planned rounds that could ask with a published version and do not yet; one query."""
    if row.state != versions.PUBLISHED:
        return []
    found = rounds.filter(state=states.PLANNED).exclude(instrument=row)
    return list(found.order_by("-opened_at", "-id")[:10])
