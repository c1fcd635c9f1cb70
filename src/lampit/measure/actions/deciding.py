"""The supervisor's word on what could not be counted by itself: used, or not used; never erased."""

from datetime import datetime

from django.db import transaction

from lampit.basics.refusal import Refusal
from lampit.measure import access
from lampit.measure.actions.counting import count
from lampit.measure.actions.holding import hold_delivered
from lampit.measure.models import Delivery
from lampit.measure.rules import receiving, states
from lampit.people.actions import audit
from lampit.people.models import User

USE, DECLINE = "pakai", "tolak"
SHORTEST_REASON = 5
OPEN_STATES = (states.FIELD, states.CLOSED)


def decide(
    actor: User, round_id: int, delivery_id: int, verdict: str, reason: str, *, now: datetime
) -> Delivery:
    """Use a delivery that waits, in place of what counts for its business, or decline it.

    What it replaces stays readable. Once a round is processed nothing is used any more.

    Raises:
        Refusal: `delivery_unknown`, `decided`, `reason_missing`, `round_state`, `not_usable`.
    """
    told = " ".join(reason.split())[:200]
    if len(told) < SHORTEST_REASON:
        raise Refusal("reason_missing", "Tulis alasannya dalam beberapa kata.")
    with transaction.atomic():
        hold_delivered(delivery_id)
        rows = Delivery.objects.select_for_update(of=("self",)).defer("content")
        found = (
            rows.select_related("round")
            .filter(pk=delivery_id, round=round_id, round__in=access.plannable_rounds(actor))
            .first()
        )
        if found is None:
            raise Refusal("delivery_unknown", "Kiriman ini di luar wilayah Anda.")
        if found.state != receiving.QUARANTINED:
            raise Refusal("decided", "Kiriman ini sudah diputuskan.")
        decided = _used(found, actor, now) if verdict == USE else _declined(found)
        Delivery.objects.filter(pk=found.pk).update(decided_by=actor, decided_at=now, decision=told)
        audit(
            actor,
            "delivery_used" if verdict == USE else "delivery_declined",
            subject_kind="measure.delivery",
            subject_id=found.pk,
            fields=[found.reason],
            reason=told,
            region=found.round.region_id,
            at=now,
        )
        return decided


def note_photo_seen(actor: User, found: Delivery, number: int, *, now: datetime) -> None:
    """Write into the trail who looked at which photo of a delivery."""
    audit(
        actor,
        "delivery_photo_seen",
        subject_kind="measure.delivery",
        subject_id=found.pk,
        reason=str(number),
        region=found.round.region_id,
        at=now,
    )


def _used(found: Delivery, actor: User, now: datetime) -> Delivery:
    """Count it, whoever sent it and whatever stood there."""
    if found.round.state not in OPEN_STATES:
        raise Refusal(
            "round_state", "Putaran ini sudah diolah. Buka lagi lapangannya, lalu putuskan."
        )
    Delivery.objects.filter(pk=found.pk).update(state=receiving.STORED)
    counted = count(found.pk, now=now, by=actor)
    if counted.state != receiving.COUNTED:
        message = "Kiriman ini tidak dapat dipakai: isinya tidak cocok dengan contoh putaran."
        raise Refusal("not_usable", message)
    return counted


def _declined(found: Delivery) -> Delivery:
    found.state = receiving.DECLINED
    found.save(update_fields=["state"])
    return found
