"""Writes the scores and typed answers of a finished questionnaire."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lampit.measure.models import Answer, Score, Submission
from lampit.measure.queries.instruments import Reading, reading_of
from lampit.measure.queries.readiness import plan, reckoned_before
from lampit.measure.rules import readiness, scoring, steps, targeting
from lampit.measure.rules.columns import COLUMNS
from lampit.measure.rules.instrument import Instrument
from lampit.measure.rules.logic import Answers
from lampit.measure.rules.played import played
from lampit.registry.models import Business

READINESS = ("readiness", "readiness_version", "level_gap", "is_near", "blocked_by")
RECKONED_AT_ONCE = 500


@dataclass(frozen=True)
class Place:
    """Where a business lies and what it does, as far as scores need it."""

    region: str
    subdistrict: str
    sector: str | None


def typed_fields(instrument: Instrument, answers: Answers) -> dict[str, Any]:
    """Return the columns of `measure_answer` for a questionnaire (`rules.columns`)."""
    found: dict[str, Any] = {}
    for column in COLUMNS:
        question = instrument.by_role.get(column.role)
        answer = None if question is None else answers.get(question.id)
        if column.type == "integer":
            found[column.name] = answer if isinstance(answer, int) else None
        else:
            found[column.name] = answer if isinstance(answer, str) else ""
    return found


def score_fields(
    reading: Reading, answers: Answers, year: int, sector: str | None
) -> dict[str, Any]:
    """Return everything that a questionnaire says, as the columns of `measure_score`."""
    found = scoring.score(reading.instrument, answers)
    derived = targeting.target(played(reading.instrument, answers), found.index, year)
    best = steps.next_best(reading.instrument, reading.steps, answers, sector=sector)
    points: Mapping[str, bool | None] = {
        code: None if code in found.unknown_indicators else value
        for code, value in found.indicators.items()
    }
    return {
        "index": found.index,
        "maturity": found.maturity or "",
        "points": found.points,
        "unknown_points": found.unknown_points,
        "point_level": found.point_level or "",
        "dimensions": found.dimensions,
        "indicators": points,
        "generation": derived.generation or "",
        "is_literate": derived.is_literate,
        "is_target": derived.is_target,
        "target_reasons": list(derived.reasons),
        "sells_online": derived.sells_online,
        "online_change": derived.online_change,
        "worker_change": derived.worker_change,
        "is_new_business": derived.is_new_business,
        "is_contact_dependent": derived.is_contact_dependent,
        "next_step": best.step.code if best else "",
        "next_gain": best.points if best else None,
        **_readiness_fields(reading, answers, found.index),
    }


def _readiness_fields(reading: Reading, answers: Answers, index: float | None) -> dict[str, Any]:
    """Return how near a business is to selling online, as the columns of `measure_score`."""
    found = readiness.ready(plan(), reading.instrument, answers, index)
    told = {"asked": found.asked, "lacking": found.lacking, "unsure": found.unsure}
    return {
        "readiness": told,
        "readiness_version": plan().version,
        "level_gap": found.gap,
        "is_near": found.is_near,
        "blocked_by": found.blocked_by,
    }


def score_submission(
    submission: Submission, reading: Reading, place: Place, *, now: datetime
) -> Score:
    """Score a final submission and make it the latest of its business.

    Call inside the transaction that makes the submission final.
    """
    answers: Answers = submission.answers
    # Two questionnaires of one business at the same moment: the second waits, then is the latest.
    Business.objects.select_for_update().filter(pk=submission.business_id).only("pk").first()
    Answer.objects.create(submission=submission, **typed_fields(reading.instrument, answers))
    Score.objects.filter(business_id=submission.business_id, is_latest=True).update(is_latest=False)
    year = submission.round.year if submission.round else now.year
    return Score.objects.create(
        submission=submission,
        business_id=submission.business_id,
        region_id=place.region,
        subdistrict=place.subdistrict,
        scored_at=now,
        **score_fields(reading, answers, year, place.sector),
    )


def reckon_readiness(most: int = 20_000) -> int:
    """Reckon the readiness of newest scores that older rules reckoned; return how many.

    In chunks of 500, each its own transaction: stopped half way, the next pass goes on.
    """
    done = 0
    while done < most and (rows := reckoned_before(RECKONED_AT_ONCE)):
        for row in rows:
            reading = reading_of(row.submission.instrument)
            for name, value in _readiness_fields(
                reading, row.submission.answers, row.index
            ).items():
                setattr(row, name, value)
        Score.objects.bulk_update(rows, READINESS, batch_size=RECKONED_AT_ONCE)
        done += len(rows)
    return done
