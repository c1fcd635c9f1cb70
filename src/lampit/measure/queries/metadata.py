"""What the three forms of a round are filled from: facts of the round, notes of the office."""

from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from lampit.measure.models import (
    DrawnVillage,
    ItemNote,
    OfficeMetadata,
    OpenRelease,
    Round,
    RoundMetadata,
    SampleMember,
    Submission,
)
from lampit.measure.queries.instruments import reading_of
from lampit.measure.queries.results import outcome
from lampit.measure.rules import states
from lampit.measure.rules.metadata.activity import Facts, Filled, fill
from lampit.measure.rules.metadata.forms import Forms
from lampit.measure.rules.metadata.indicators import Source, indicators
from lampit.measure.rules.metadata.variables import Notes, Row, Uses, variables
from lampit.places.queries import children, names_of

CLASSES = ("Kecamatan", "Sektor usaha")


def office_values(region: str) -> dict[str, Any]:
    """Return what an office told once, by field; one query."""
    found = OfficeMetadata.objects.filter(region_id=region).values_list("values", flat=True)
    return dict(found.first() or {})


def round_values(round_id: int) -> dict[str, Any]:
    """Return what was told of a round, by field; one query."""
    found = RoundMetadata.objects.filter(round_id=round_id).values_list("values", flat=True)
    return dict(found.first() or {})


def release_of(round_id: int) -> OpenRelease | None:
    """Return what of a round has left for the public, None when nobody decided; one query."""
    return OpenRelease.objects.filter(round_id=round_id).first()


def notes_of(region: str, instrument_id: int) -> dict[str, Notes]:
    """Return what the office wrote about rows of MS-Var and MS-Ind, by form; one query."""
    found: dict[str, dict[str, dict[str, str]]] = {kind: {} for kind in ItemNote.Kind.values}
    rows = ItemNote.objects.filter(region_id=region, instrument_id=instrument_id)
    for kind, code, values in rows.values_list("kind", "code", "values"):
        found[kind][code] = values
    return dict(found)


def _uses(definition: dict[str, Any]) -> Uses:
    return {q["id"]: q.get("use") or () for q in definition.get("questions", ())}


def _day(moment: datetime | None) -> date | None:
    return None if moment is None else timezone.localdate(moment)


def _channels(round_id: int) -> tuple[dict[str, int], int]:
    """Count finished questionnaires by how they came, and who asked; one query."""
    sent = Submission.objects.filter(round_id=round_id, state=Submission.State.FINAL)
    counts = sent.aggregate(
        capi=Count("id", filter=Q(started_by__isnull=False)),
        askers=Count("started_by", distinct=True),
    )
    return {"capi": counts["capi"]}, counts["askers"]


def _places(found: Round) -> tuple[list[str], int]:
    """Return the names of the kecamatan that were drawn, and how many there are; three queries."""
    codes = SampleMember.objects.filter(round=found).order_by("subdistrict")
    drawn = list(codes.values_list("subdistrict", flat=True).distinct())
    names = names_of(drawn)
    return [names[code] for code in drawn if code in names], len(children(found.region_id))


def facts_of(found: Round, rows: list[Row]) -> Facts:
    """Return what the rooms know of a round; eight queries.

    `found` comes with its region and instrument.
    """
    told = outcome(found)
    release = release_of(found.pk)
    channels, askers = _channels(found.pk)
    places, all_places = _places(found)
    index = told.index
    known = index is not None and index.se is not None and index.value
    earlier = Round.objects.filter(region=found.region_id, reference_on__lt=found.reference_on)
    members = SampleMember.objects.filter(round=found)
    return Facts(
        region=found.region.name,
        title=reading_of(found.instrument).instrument.title.id,
        round_name=found.name,
        reference_on=found.reference_on,
        state=found.state,
        recommendation=found.recommendation,
        frame_count=found.frame_count,
        drawn_count=found.drawn_count,
        is_staged=DrawnVillage.objects.filter(round=found).exists(),
        overlap=members.filter(rounds_in_panel__gt=1).count(),
        earlier_rounds=earlier.exclude(state=states.PLANNED).count(),
        places=places,
        all_places=all_places,
        channels=channels,
        enumerators=askers,
        opened_on=timezone.localdate(found.opened_at),
        drawn_on=_day(found.drawn_at),
        field_on=_day(found.field_at),
        closed_on=_day(found.closed_at),
        published_on=_day(found.published_at),
        rse=(index.se or 0) / (index.value or 1) if index is not None and known else None,
        shows_places=any(not place.is_suppressed for place in told.places),
        releases_tables=found.state == states.PUBLISHED,
        releases_rows=release is not None and release.rows_released_at is not None,
        variables=rows,
    )


def _source(found: Round, activity: list[Filled]) -> Source:
    filled = {one.field.code: one for one in activity}
    levels = filled["penyajian"].value
    named = dict(filled["penyajian"].field.choices)
    return Source(
        activity=str(filled["judul"].value),
        code=f"{found.region_id}/{found.name}",
        publication=f"Data terbuka {found.region.name}, survei {found.name}",
        classes=CLASSES,
        levels=tuple(named[str(one)] for one in levels) if isinstance(levels, list) else (),
    )


def variables_of(found: Round) -> list[Row]:
    """Return the rows of MS-Var of a round's instrument; one query."""
    notes = notes_of(found.region_id, found.instrument_id)
    instrument = reading_of(found.instrument).instrument
    return variables(instrument, notes["variabel"], _uses(found.instrument.definition))


def forms_of(found: Round) -> Forms:
    """Return the three forms of a round as far as they are filled; eleven queries."""
    reading = reading_of(found.instrument)
    notes = notes_of(found.region_id, found.instrument_id)
    rows = variables(reading.instrument, notes["variabel"], _uses(found.instrument.definition))
    facts = facts_of(found, rows)
    activity = fill(facts, office_values(found.region_id), round_values(found.pk))
    figures = indicators(reading.instrument, _source(found, activity), notes["indikator"])
    return Forms(activity, rows, figures)
