"""Keeps what is chosen for a round while it is planned; after the draw nothing of it changes."""

from datetime import datetime

from django.db import transaction
from django.db.models import ProtectedError

from lampit.basics.refusal import Refusal
from lampit.measure import access
from lampit.measure.models import Round
from lampit.measure.rules import states
from lampit.measure.rules.planning import LARGEST_WANTED, SMALLEST_WANTED, Choices
from lampit.people.actions import audit
from lampit.people.models import User


def choose_plan(actor: User, round_id: int, choices: Choices, wanted: int) -> Round:
    """Keep size, design and cost of a round that is not drawn yet.

    Raises:
        Refusal: `round_out_of_reach`, `round_state`, `wanted_out_of_range`.
    """
    if not SMALLEST_WANTED <= wanted <= LARGEST_WANTED:
        message = f"Jumlah jawaban harus antara {SMALLEST_WANTED} dan {LARGEST_WANTED}."
        raise Refusal("wanted_out_of_range", message)
    with transaction.atomic():
        found = _planned(actor, round_id)
        found.plan, found.wanted_count = choices.as_json(), wanted
        found.save(update_fields=["plan", "wanted_count"])
        return found


def choose_before(actor: User, round_id: int, after: int | None) -> Round:
    """Let a planned round keep half of the businesses of an earlier one.

    Raises:
        Refusal: `round_out_of_reach`, `round_state`, `before_unknown`.
    """
    with transaction.atomic():
        found = _planned(actor, round_id)
        rows = Round.objects.filter(region_id=found.region_id).exclude(state=states.PLANNED)
        earlier = None if after is None else rows.filter(pk=after).first()
        if after is not None and earlier is None:
            raise Refusal("before_unknown", "Putaran sebelumnya belum diundi atau tidak ada.")
        found.after = earlier
        found.save(update_fields=["after"])
        return found


def note_recommendation(
    actor: User, round_id: int, text: str, *, is_waived: bool, now: datetime
) -> Round:
    """Note the recommendation number of BPS, or why there is none.

    Raises:
        Refusal: `round_out_of_reach`, `round_state`, `recommendation_missing`,
            `waiver_without_reason`, `number_waived`.
    """
    told = states.check_word_of_bps(text, is_waived=is_waived)
    with transaction.atomic():
        found = _planned(actor, round_id)
        found.recommendation, found.is_waived = told, is_waived
        found.save(update_fields=["recommendation", "is_waived"])
        audit(
            actor, "survey_recommendation", subject_kind="measure.round", subject_id=found.pk,
            reason="tanpa nomor" if is_waived else "nomor", region=found.region_id, at=now,
        )  # fmt: skip
        return found


def drop_round(actor: User, round_id: int, *, now: datetime) -> str:
    """Delete a round that was never drawn; return its name. The trail keeps that it was there.

    Raises:
        Refusal: `round_out_of_reach`, `round_state`, `round_in_use`.
    """
    with transaction.atomic():
        found = _planned(actor, round_id)
        name, region, number = found.name, found.region_id, found.pk
        if found.device_keys.exists() or found.follow_ups.exists():
            raise Refusal("round_in_use", "Kunci HP putaran ini sudah dibuat. Putaran ini tetap.")
        try:
            found.delete()
        except ProtectedError as error:
            message = "Putaran ini sudah dipakai: ada berkas, laporan, atau lanjutannya. Ia tetap."
            raise Refusal("round_in_use", message) from error
        audit(
            actor, "survey_round_dropped", subject_kind="measure.round", subject_id=number,
            reason=name, region=region, at=now,
        )  # fmt: skip
        return name


def _planned(actor: User, round_id: int) -> Round:
    found = access.plannable_rounds(actor).select_for_update().filter(pk=round_id).first()
    if found is None:
        raise Refusal("round_out_of_reach", "Putaran ini di luar wilayah Anda.")
    if found.state != states.PLANNED:
        raise Refusal("round_state", "Contoh putaran ini sudah diundi; rencananya tetap.")
    return found
