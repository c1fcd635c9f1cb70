"""Freezes what is known of all businesses of a round, once: weights never follow the register."""

from datetime import datetime

from django.db import transaction
from django.db.models import BooleanField, Case, OuterRef, Subquery, Value, When
from django.db.models.functions import Coalesce

from lampit.measure.models import Round, RoundMargins, SampleMember
from lampit.measure.queries.margins import kept_margins, known_now
from lampit.measure.rules import states
from lampit.registry.models import Business

# Counting the owners of a larger frame takes longer than its draw may: the clock does it.
COUNTED_AT_ONCE = 200_000
ROUNDS_AT_ONCE = 5


def freeze_margins(found: Round, *, now: datetime, at_draw: bool = False) -> RoundMargins:
    """Freeze the counts of a round where that was not done yet, and return them.

    Call it in a transaction that holds the round. One that was drawn earlier is frozen as the
    register is now, and tells the day.
    """
    mark_members(found)
    kept = kept_margins(found)
    if kept is not None:
        return kept
    known = known_now(found)
    occasions = RoundMargins.Occasion
    return RoundMargins.objects.create(
        round=found,
        places=known.places,
        sizes=known.sizes,
        sexes=known.sexes,
        phones=known.phones,
        reference_on=found.reference_on,
        occasion=occasions.DRAW if at_draw else occasions.LATER,
        frozen_at=now,
        fingerprint=known.fingerprint(),
    )


def mark_members(found: Round) -> int:
    """Freeze sex and telephone of drawn businesses that have neither yet; one query."""
    own = Business.objects.filter(pk=OuterRef("business_id"))
    called = own.annotate(
        is_called=Case(When(phone="", then=Value(False)), default=Value(True),
                       output_field=BooleanField())
    )  # fmt: skip
    return SampleMember.objects.filter(round=found, sex=None).update(
        sex=Coalesce(Subquery(own.values("owner__sex")[:1]), Value("")),
        has_phone=Subquery(called.values("is_called")[:1]),
    )


def freeze_waiting(now: datetime) -> int:
    """Freeze the counts of rounds that were drawn without; a few at a time, newest first."""
    drawn = Round.objects.exclude(state=states.PLANNED).filter(margins=None, drawn_at__isnull=False)
    done = 0
    for pk in drawn.order_by("-id").values_list("pk", flat=True)[:ROUNDS_AT_ONCE]:
        done += _freeze_one(pk, now)
    return done


def _freeze_one(pk: int, now: datetime) -> int:
    with transaction.atomic():
        found = Round.objects.select_for_update().filter(pk=pk).first()
        if found is None or kept_margins(found) is not None:
            return 0
        freeze_margins(found, now=now)
        return 1
