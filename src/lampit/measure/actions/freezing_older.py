"""Freezes, once, rounds that were processed or published before figures were frozen."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from lampit.basics.refusal import Refusal
from lampit.basics.texts import gettext_noop
from lampit.measure.actions import processing
from lampit.measure.models import Revision, Round, Submission
from lampit.measure.rules import states
from lampit.people.actions import audit

ROUNDS_AT_ONCE = 3
ROUNDS_TRIED = 60
REASON = gettext_noop("Dibekukan kemudian: putaran ini diolah sebelum angka dibekukan.")


def freeze_older(now: datetime) -> int:
    """Freeze a few such rounds as readers have had them; return how many.

    They were weighted without known totals, so they are frozen like that; a correction fits them.
    """
    done = 0
    # One that cannot be frozen keeps none behind it waiting.
    for pk in waiting():
        done += _freeze(pk, now)
        if done == ROUNDS_AT_ONCE:
            break
    return done


def waiting() -> Iterable[int]:
    """Return the numbers of rounds that wait to be frozen, eldest first; one query."""
    rows = Round.objects.filter(
        state__in=(states.PROCESSED, states.PUBLISHED),
        revisions=None,
        submissions__state=Submission.State.FINAL,
    )
    return rows.order_by("id").values_list("pk", flat=True).distinct()[:ROUNDS_TRIED]


def _freeze(pk: int, now: datetime) -> int:
    """Freeze one round, unless somebody was quicker or nobody drawn answered."""
    try:
        with transaction.atomic():
            found = Round.objects.select_for_update().filter(pk=pk).first()
            if found is None or Revision.objects.filter(round=found).exists():
                return 0
            revision = processing.process(None, found, now=now, reason=REASON, margins=())
            if found.state == states.PUBLISHED:
                processing.publish(found, now=found.published_at or now)
            audit(
                None, "survey_revision_processed", subject_kind="measure.round",
                subject_id=found.pk, reason=f"r{revision.number}: {REASON}",
                region=found.region_id, at=now,
            )  # fmt: skip
    except Refusal:
        return 0
    return 1
