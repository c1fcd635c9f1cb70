"""Freezes a round: weights step by step, figures; then its publication and its corrections."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from lampit.basics.refusal import Refusal
from lampit.measure import access
from lampit.measure.actions.margins import freeze_margins
from lampit.measure.models import (
    MemberWeight,
    ModelFigure,
    Revision,
    Round,
    RoundFigure,
    WeightStep,
)
from lampit.measure.queries import analysis, frozen, small_areas
from lampit.measure.queries.instruments import reading_of
from lampit.measure.queries.margins import known_of_round, register_of
from lampit.measure.rules import estimating, states
from lampit.measure.rules.estimating import Released, Weighing, small, totals
from lampit.measure.rules.estimating.domains import PLACE
from lampit.people.actions import audit
from lampit.people.models import User

CHUNK = 500
SHORTEST_REASON = 10
LONGEST_REASON = 300


@dataclass(frozen=True)
class Processed:
    """What processing a round gave, before it is written."""

    weighing: Weighing
    released: list[Released]
    answers: int
    response_rate: float | None
    models: list[small.ModelFigure]


def reckon(found: Round, wanted: Sequence[str] | None = None) -> Processed:
    """Weigh and estimate a round from its answers; nothing is written.

    Weights are fitted to the margins that were chosen for the round, or to those given.

    Raises:
        Refusal: `round_without_answers`, and what weighting refuses.
    """
    instrument = reading_of(found.instrument).instrument
    known = known_of_round(found)
    weighing = estimating.weigh(
        analysis.analysis_rows(found),
        register_of(found),
        found.plan.get("weight_margins", totals.MARGINS) if wanted is None else wanted,
    )
    sample = estimating.make_sample(weighing.rows, weighing.layout)
    if sample is None:
        message = "Belum ada satu pun jawaban dalam putaran ini; tidak ada yang dapat diolah."
        raise Refusal("round_without_answers", message)
    names = estimating.indicator_names(instrument)
    links = estimating.links(instrument)
    told = estimating.everything(sample, names)
    released = estimating.release(told, links)
    models = small.all_modelled(
        [one.estimate for one in told if one.by == PLACE], released, names, links,
        small_areas.around_of(weighing.rows, known.phones),
    )  # fmt: skip
    return Processed(weighing, released, int(sample.everyone.sum()), sample.response[""], models)


def choose_margins(actor: User, round_id: int, margins: Sequence[str], *, now: datetime) -> Round:
    """Choose to which known totals the weights of a closed round are fitted.

    Raises:
        Refusal: `round_out_of_reach`, `round_state`, `margin_unknown`.
    """
    if strange := sorted(set(margins) - set(totals.MARGINS)):
        raise Refusal("margin_unknown", f"Jumlah “{strange[0]}” tidak dikenal.")
    with transaction.atomic():
        found = access.plannable_rounds(actor).select_for_update().filter(pk=round_id).first()
        if found is None:
            raise Refusal("round_out_of_reach", "Putaran ini di luar wilayah Anda.")
        if found.state != states.CLOSED:
            raise Refusal("round_state", "Jumlah itu dipilih sesudah lapangan ditutup.")
        found.plan = {**found.plan, "weight_margins": [m for m in totals.MARGINS if m in margins]}
        found.save(update_fields=["plan"])
        audit(
            actor, "survey_margins_chosen", subject_kind="measure.round", subject_id=found.pk,
            reason=", ".join(margins), region=found.region_id, at=now,
        )  # fmt: skip
        return found


def process(
    actor: User | None,
    found: Round,
    *,
    now: datetime,
    reason: str = "",
    margins: Sequence[str] | None = None,
) -> Revision:
    """Freeze the weights and figures of a locked round as its next revision.

    Weights are fitted to the margins chosen for the round, or to `margins`.

    A revision that was never published is replaced: nobody outside has read it. Call it in the
    transaction that moves the round.

    Raises:
        Refusal: as `reckon`.
    """
    known = freeze_margins(found, now=now)
    done = reckon(found, margins)
    Revision.objects.filter(round=found, state=Revision.State.PROCESSED).delete()
    last = Revision.objects.filter(round=found).order_by("-number").first()
    revision = Revision.objects.create(
        round=found,
        number=last.number + 1 if last else 1,
        reason=reason,
        drawn_count=len(done.weighing.rows),
        answer_count=done.answers,
        response_rate=done.response_rate,
        design={
            **done.weighing.layout.as_json(),
            "known": known.fingerprint,
            small_areas.FROZEN: True,
        },
        fingerprint=fingerprint_of(done.released),
        processed_by=actor,
        processed_at=now,
    )
    _write_steps(revision, done.weighing)
    _write_weights(revision, done.weighing)
    _write_figures(revision, done.released)
    ModelFigure.objects.bulk_create(
        (ModelFigure(revision=revision, **small_areas.columns_of(one)) for one in done.models),
        batch_size=CHUNK,
    )
    return revision


def fingerprint_of(released: Sequence[Released]) -> str:
    """Return one hash over all figures of a revision, as they are stored."""
    told = [
        [f.by, f.why, *_plain(f.estimate.as_contract()), f.estimate.df, list(f.estimate.reasons)]
        for f in released
    ]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def _plain(told: dict[str, object]) -> list[object]:
    return [told[key] for key in sorted(told)]


def _write_steps(revision: Revision, weighing: Weighing) -> None:
    WeightStep.objects.bulk_create(
        [
            WeightStep(
                revision=revision,
                order=order,
                kind=step.kind,
                told=step.told,
                total=step.total,
                cv2=step.cv2,
                deff=step.deff,
            )
            for order, step in enumerate(weighing.steps)
        ]
    )


def _write_weights(revision: Revision, weighing: Weighing) -> None:
    rows = (
        MemberWeight(
            revision=revision,
            member_id=row.member,
            outcome=row.outcome,
            weights=list(row.weights),
            final=row.final,
            stratum=row.stratum,
            cluster=row.cluster,
            population=row.population,
            cells=dict(row.cells),
            values=dict(row.values),
        )
        for row in weighing.rows
    )
    MemberWeight.objects.bulk_create(rows, batch_size=CHUNK)


def _write_figures(revision: Revision, released: Sequence[Released]) -> None:
    RoundFigure.objects.bulk_create(
        (RoundFigure(revision=revision, **_columns(one)) for one in released), batch_size=CHUNK
    )


def _columns(one: Released) -> dict[str, Any]:
    """Return a released figure as columns; a withheld one is empty already."""
    told = one.estimate
    return {
        "indicator": told.indicator,
        "by": one.by,
        "domain": told.domain,
        "n": told.n,
        "value": told.estimate,
        "se": told.se,
        "low": told.ci_low,
        "high": told.ci_high,
        "deff": told.deff,
        "df": told.df,
        "quality": told.quality,
        "reasons": list(told.reasons),
        "method": told.method,
        "why": one.why,
    }


def publish(found: Round, *, now: datetime) -> Revision:
    """Publish the processed revision of a locked round; from now on it never changes.

    Raises:
        Refusal: `revision_missing`.
    """
    revision = frozen.waiting(found)
    if revision is None:
        raise Refusal("revision_missing", "Putaran ini belum diolah. Olah dahulu, lalu terbitkan.")
    revision.state, revision.published_at = Revision.State.PUBLISHED, now
    revision.save(update_fields=["state", "published_at"])
    return revision


def revise(actor: User | None, round_id: int, reason: str, *, now: datetime) -> Revision:
    """Process a published round once more, as revision r2 and on; readers keep the old one.

    Raises:
        Refusal: `round_out_of_reach`, `round_state`, `reason_missing`, and as `process`.
    """
    told = check_reason(reason)
    with transaction.atomic():
        found = _published(actor, round_id)
        revision = process(actor, found, now=now, reason=told)
        _audit(actor, "survey_revision_processed", revision, now, reason=told)
        return revision


def publish_revision(actor: User | None, round_id: int, *, now: datetime) -> Revision:
    """Publish the correction of a published round: from now on readers get this one.

    Raises:
        Refusal: `round_out_of_reach`, `round_state`, `revision_missing`.
    """
    with transaction.atomic():
        found = _published(actor, round_id)
        revision = publish(found, now=now)
        _audit(actor, "survey_revision_published", revision, now, reason=revision.reason)
        return revision


def drop_revision(actor: User | None, round_id: int, *, now: datetime) -> None:
    """Throw a correction away that was never published.

    Raises:
        Refusal: `round_out_of_reach`, `round_state`, `revision_missing`.
    """
    with transaction.atomic():
        found = _published(actor, round_id)
        revision = frozen.waiting(found)
        if revision is None:
            raise Refusal("revision_missing", "Tidak ada perbaikan yang menunggu.")
        _audit(actor, "survey_revision_dropped", revision, now, reason=revision.reason)
        revision.delete()


def check_reason(reason: str) -> str:
    """Return the reason of a correction.

    Raises:
        Refusal: `reason_missing`: readers are told why a published figure changed.
    """
    told = " ".join(reason.split())
    if not SHORTEST_REASON <= len(told) <= LONGEST_REASON:
        message = (
            f"Tulis alasan perbaikan, {SHORTEST_REASON} sampai {LONGEST_REASON} huruf: "
            "pembaca akan membacanya."
        )
        raise Refusal("reason_missing", message)
    return told


def _published(actor: User | None, round_id: int) -> Round:
    """Return a published round locked for change, if the actor may plan it."""
    rounds = Round.objects.all() if actor is None else access.plannable_rounds(actor)
    found = rounds.select_for_update().filter(pk=round_id).first()
    if found is None:
        raise Refusal("round_out_of_reach", "Putaran ini di luar wilayah Anda.")
    if found.state != states.PUBLISHED:
        raise Refusal("round_state", "Hanya putaran yang sudah terbit yang diperbaiki begini.")
    return found


def _audit(
    actor: User | None, deed: str, revision: Revision, now: datetime, *, reason: str
) -> None:
    """Write what was done to a revision into the chain."""
    audit(
        actor,
        deed,
        subject_kind="measure.round",
        subject_id=revision.round_id,
        reason=f"r{revision.number}: {reason}",
        region=revision.round.region_id,
        at=now,
    )
