"""Invented requests about personal data for a demo."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from lampit.people.models import User
from lampit.privacy.actions._numbers import LETTERS, REQUESTS, next_number
from lampit.privacy.models import Request
from lampit.privacy.rules import clock
from lampit.privacy.rules import requests as rules


@dataclass(frozen=True, slots=True)
class SeedRequest:
    """An invented request: about whom, what, when, and how it was answered ("" is open).

    `corrected` is the field that a correction changed, with its value before and after; `deleted`
    the field that was deleted.
    """

    owner: int
    kind: str
    received_at: datetime
    answer: str = ""
    ground: str = ""
    corrected: tuple[str, str, str] | None = None
    deleted: str = ""


def seed_requests(rows: Sequence[SeedRequest], region: str, *, by: User, now: datetime) -> int:
    """Write invented requests, marked as such, and return how many; only a demo calls it."""
    for row in sorted(rows, key=lambda r: r.received_at):
        year = timezone.localtime(row.received_at).year
        made = Request(
            number=rules.number(year, next_number(region, REQUESTS, year)), region_id=region,
            owner_id=row.owner, kind=row.kind, channel="meja", identity="KTP dicocokkan di meja",
            wish="Data contoh.", received_at=row.received_at,
            due_at=clock.due_at(row.received_at), is_demo=True,
        )  # fmt: skip
        if row.deleted:
            made.outcome = rules.PARTLY
            made.deleted = [
                {"kind": "isian", "what": row.deleted, "place": "", "by": by.username,
                 "at": (row.received_at + timedelta(hours=20)).isoformat()}
            ]  # fmt: skip
        if row.answer:
            made.state = rules.REFUSED if row.ground else rules.DONE
            made.answer, made.ground, made.answered_by = row.answer, row.ground, by
            made.answered_at = min(now, row.received_at + timedelta(hours=30))
            made.letter = rules.letter(year, next_number(region, LETTERS, year))
        if row.corrected is not None:
            field, old, new = row.corrected
            at = (row.received_at + timedelta(hours=20)).isoformat()
            made.outcome = rules.CHANGED
            made.corrected = [
                {"change": 0, "business": "", "field": field, "old": old, "new": new, "at": at}
            ]
        made.save()
    return len(rows)
