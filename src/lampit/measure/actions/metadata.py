"""Keeps what people tell for the Satu Data forms, of the office, a round, or one row."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from lampit.basics.refusal import Refusal
from lampit.measure import access
from lampit.measure.models import ItemNote, OfficeMetadata, Round, RoundMetadata
from lampit.measure.rules.metadata.fields import BY_CODE, OFFICE, ROUND
from lampit.measure.rules.metadata.indicators import ASKED_OF_INDICATORS
from lampit.measure.rules.metadata.values import LONGEST_LONG, MESSAGES, Value, checked, is_empty
from lampit.measure.rules.metadata.variables import ASKED_OF_VARIABLES
from lampit.people.actions import audit
from lampit.people.models import User

ASKED_OF = {
    ItemNote.Kind.VARIABLE: ASKED_OF_VARIABLES,
    ItemNote.Kind.INDICATOR: ASKED_OF_INDICATORS,
}


def put_metadata(actor: User, round_id: int, told: Mapping[str, Any], *, now: datetime) -> None:
    """Keep what was told of the activity form: fields of the office once for all its rounds.

    `told` holds fields by code; those not named stay as they are, an empty one is emptied.

    Raises:
        Refusal: `round_out_of_reach`, or what `rules.metadata.values.checked` refuses.
    """
    values = {code: checked(BY_CODE[code], value) for code, value in told.items()}
    with transaction.atomic():
        found = _round(actor, round_id)
        office = {code: v for code, v in values.items() if BY_CODE[code].asked == OFFICE}
        own = {code: v for code, v in values.items() if BY_CODE[code].asked == ROUND}
        if office:
            _keep_office(actor, found.region_id, office, now)
        if own:
            _keep_round(actor, found, own, now)


def put_note(
    actor: User, round_id: int, kind: str, code: str, told: Mapping[str, str], *, now: datetime
) -> None:
    """Keep what the office writes about one variable or figure of the round's instrument.

    Raises:
        Refusal: `round_out_of_reach`, `metadata_too_long`.
    """
    values = {field: " ".join(str(told.get(field, "")).split()) for field in ASKED_OF[kind]}  # type: ignore[index]  # the text of a choice is the choice
    if any(len(text) > LONGEST_LONG for text in values.values()):
        raise Refusal("metadata_too_long", MESSAGES["metadata_too_long"])
    with transaction.atomic():
        found = _round(actor, round_id)
        ItemNote.objects.update_or_create(
            region_id=found.region_id,
            instrument_id=found.instrument_id,
            kind=kind,
            code=code,
            defaults={"values": values, "changed_by": actor, "changed_at": now},
        )
        subject = f"{found.instrument_id}/{code}"
        _audit(actor, "survey_metadata_item", subject, found.region_id, list(values), now)


def note_taken(actor: User, found: Round, which: str, kind: str, *, now: datetime) -> None:
    """Note that a form left the house as a file."""
    audit(
        actor, "survey_metadata_taken", subject_kind="measure.round", subject_id=found.pk,
        reason=f"{which}.{kind}", region=found.region_id, at=now,
    )  # fmt: skip


def _round(actor: User, round_id: int) -> Round:
    found = access.plannable_rounds(actor).filter(pk=round_id).first()
    if found is None:
        raise Refusal("round_out_of_reach", "Putaran ini di luar wilayah Anda.")
    return found


def _merged(kept: Mapping[str, Value], told: Mapping[str, Value]) -> dict[str, Value]:
    return {code: value for code, value in {**kept, **told}.items() if not is_empty(value)}


def _keep_office(actor: User, region: str, told: Mapping[str, Value], now: datetime) -> None:
    # Locked, so that two who fill at once lose nothing of each other.
    kept = OfficeMetadata.objects.select_for_update().filter(region_id=region).first()
    values = _merged(kept.values if kept else {}, told)
    defaults = {"values": values, "changed_by": actor, "changed_at": now}
    OfficeMetadata.objects.update_or_create(region_id=region, defaults=defaults)
    _audit(actor, "survey_metadata_office", region, region, list(told), now)


def _keep_round(actor: User, found: Round, told: Mapping[str, Value], now: datetime) -> None:
    kept = RoundMetadata.objects.select_for_update().filter(round=found).first()
    values = _merged(kept.values if kept else {}, told)
    defaults = {"values": values, "changed_by": actor, "changed_at": now}
    RoundMetadata.objects.update_or_create(round=found, defaults=defaults)
    _audit(actor, "survey_metadata_round", found.pk, found.region_id, list(told), now)


def _audit(
    actor: User, deed: str, subject: str | int, region: str, fields: list[str], now: datetime
) -> None:
    audit(
        actor, deed, subject_kind="measure.metadata", subject_id=subject, fields=fields,
        region=region, at=now,
    )  # fmt: skip
