"""Interviews of a round as a supervisor's eye sees them: signs, people, second askings."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.core.cache import cache
from django.db import connection
from django.db.models import QuerySet

from lampit.measure.models import BackCheck, Delivery, Instrument, Round, Submission
from lampit.measure.models.receiving import Attachment
from lampit.measure.queries.instruments import DATA, reading_of
from lampit.measure.rules import backchecks, fieldquality
from lampit.measure.rules import receiving as came
from lampit.measure.rules.backchecks import ItemAgreement
from lampit.measure.rules.fieldquality import Check, Interview, Point, Sign, Work
from lampit.people.models import User
from lampit.places.queries import zone_of

MOST = 20_000
REMEMBERED = 3_600  # seconds


@dataclass(frozen=True)
class Looked:
    """All signs of a round: how many interviews were looked at, signs, and work by person."""

    interviews: int
    left_out: int
    signs: list[Sign]
    work: list[Work]

    def by_interview(self, code: str = "") -> dict[int, list[Sign]]:
        """Return the signs of each interview that bears one (or the one with this code)."""
        found: dict[int, list[Sign]] = {}
        for sign in self.signs:
            found.setdefault(sign.key, []).append(sign)
        if not code:
            return found
        return {key: own for key, own in found.items() if any(s.code == code for s in own)}

    def counts(self) -> dict[str, int]:
        """Return how many interviews bear each sign, in the order of `SIGNS`; zeros left out."""
        keys = {code: {s.key for s in self.signs if s.code == code} for code in fieldquality.SIGNS}
        return {code: len(own) for code, own in keys.items() if own}


def checks_of(row: Instrument) -> tuple[Check, ...]:
    """Return the combinations that cannot be: the instrument's own, else those shipped with it."""
    own = row.definition.get("checks")
    if own:
        return fieldquality.read_checks(row.definition)
    shipped = DATA / f"checks_v{row.version}.json"
    if not shipped.is_file():
        return ()
    found = json.loads(shipped.read_text())
    return fieldquality.read_checks(found) if found["instrument"] == row.code else ()


def _active(paradata: Mapping[str, Any]) -> timedelta | None:
    """Return the time with the form in front, where the app timed every question."""
    timings = paradata.get("timings")
    if not isinstance(timings, Mapping):
        return None
    seconds = [came.number_of(value) for value in timings.values()]
    known = [value for value in seconds if value is not None and value >= 0]
    return timedelta(seconds=sum(known)) if known else None


def _delivered(found: Round) -> QuerySet[Delivery, Any]:
    """Return the query of what the phone told of each counted questionnaire."""
    rows = Delivery.objects.filter(round=found, state=Delivery.State.COUNTED, submission__gt=0)
    return rows.order_by("id").values(
        "submission_id", "began_at", "ended_at", "latitude", "longitude", "accuracy", "paradata"
    )[:MOST]


def _pictured(found: Round) -> QuerySet[Attachment, Any]:
    """Return the query of the hashes of the files of each counted questionnaire."""
    rows = Attachment.objects.filter(
        delivery__round=found, delivery__state=Delivery.State.COUNTED, delivery__submission__gt=0
    )
    return rows.order_by("id").values_list("delivery__submission_id", "sha256")


def _answered(found: Round) -> QuerySet[Submission, Any]:
    """Return the query of the finished questionnaires, at most 20,000."""
    rows = Submission.objects.filter(round=found, state=Submission.State.FINAL).order_by("id")
    return rows.values(
        "id", "started_by_id", "answers", "started_at", "submitted_at",
        "business__village__latitude", "business__village__longitude",
    )[:MOST]  # fmt: skip


def _mark_of(found: Round) -> str:
    """Return a hash of all that the signs of a round are reckoned from; three queries.

    The rows as the database gives them: reading them as Python values takes five times as long.
    """
    digest = sha256(repr((found.pk, found.instrument_id, found.region_id)).encode())
    with connection.cursor() as cursor:
        for query in (_delivered(found), _pictured(found), _answered(found)):
            sql, values = query.query.sql_with_params()
            cursor.execute(sql, values)
            while rows := cursor.fetchmany(500):
                digest.update(repr(rows).encode())
            digest.update(b"|")
    return digest.hexdigest()


def _point(latitude: float | None, longitude: float | None, accuracy: float | None) -> Point | None:
    return None if latitude is None or longitude is None else Point(latitude, longitude, accuracy)


def interviews_of(found: Round) -> list[Interview]:
    """Return the finished questionnaires of a round, at most 20,000; three queries."""
    told = {row["submission_id"]: row for row in _delivered(found)}
    photos: dict[int, list[str]] = {}
    for key, digest in _pictured(found):
        photos.setdefault(key, []).append(digest)
    zone, made = zone_of(found.region_id), []
    for row in _answered(found):
        own = told.get(row["id"], {})
        began, ended = own.get("began_at"), own.get("ended_at")
        # Papers loaded at once bear one time: that of the loading, not of the interview.
        if not own and row["started_at"] != row["submitted_at"]:
            began, ended = row["started_at"], row["submitted_at"]
        made.append(
            Interview(
                row["id"],
                row["started_by_id"],
                row["answers"],
                began and began.astimezone(zone),
                ended and ended.astimezone(zone),
                _active(own.get("paradata") or {}),
                _point(own.get("latitude"), own.get("longitude"), own.get("accuracy")),
                _point(
                    row["business__village__latitude"], row["business__village__longitude"], None
                ),
                tuple(photos.get(row["id"], ())),
            )
        )
    return made


def look(found: Round) -> Looked:
    """Return the signs of a round; reckoned once for the same interviews, remembered for an hour.

    At most eight queries, three where they were reckoned before.
    """
    mark = _mark_of(found)
    looked: Looked | None = cache.get(f"measure.looked.{mark}")
    if looked is None:
        rows = interviews_of(found)
        instrument = reading_of(found.instrument).instrument
        signs = fieldquality.signs(instrument, checks_of(found.instrument), rows)
        count = Submission.objects.filter(round=found, state=Submission.State.FINAL).count()
        work = fieldquality.work_of(instrument, rows, signs)
        looked = Looked(len(rows), max(0, count - len(rows)), signs, work)
        cache.set(f"measure.looked.{mark}", looked, REMEMBERED)
    return looked


def signed_submissions(found: Round, keys: Sequence[int]) -> QuerySet[Submission]:
    """Return the interviews with these keys and whose they are, by key; for a page of them."""
    rows = Submission.objects.filter(round=found, pk__in=keys)
    return rows.select_related("business", "business__village", "started_by").order_by("id")


def listed_backchecks(rows: QuerySet[BackCheck], round_id: int) -> QuerySet[BackCheck]:
    """Return the chosen interviews of a round, those that are due first."""
    found = rows.filter(round_id=round_id).select_related(
        "submission", "submission__business", "submission__business__village",
        "submission__started_by", "assigned_to", "asked_by",
    )  # fmt: skip
    return found.order_by("due_on", "id")


def find_backcheck(rows: QuerySet[BackCheck], instance_id: UUID) -> BackCheck | None:
    """Return one back-check with its business and instrument; one query."""
    return rows.select_related(
        "round", "submission", "submission__business", "submission__instrument"
    ).filter(instance_id=instance_id).first()  # fmt: skip


def agreements_of(found: Round) -> list[ItemAgreement]:
    """Return how well each question agreed over the interviews held twice; one query."""
    rows = BackCheck.objects.filter(round=found, state=BackCheck.State.DONE)
    pairs = list(rows.order_by("id").values_list("submission__answers", "answers")[:MOST])
    return backchecks.agreements(reading_of(found.instrument).instrument, pairs)


def names_of_people(keys: Sequence[int]) -> dict[int, str]:
    """Return how accounts are called; one query."""
    found = User.objects.filter(pk__in=keys)
    return {one.pk: one.get_full_name() or one.get_username() for one in found}
