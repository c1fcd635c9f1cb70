"""What the three forms of a round are filled from: facts of the round, notes of the office."""

from datetime import date, datetime
from typing import Any

from django.db.models import Count
from django.utils import timezone

from lampit.measure.models import (
    BackCheck,
    Delivery,
    DrawnVillage,
    ItemNote,
    OfficeMetadata,
    OpenRelease,
    Round,
    RoundEnumerator,
    RoundMetadata,
    SampleMember,
    Submission,
)
from lampit.measure.queries.instruments import reading_of
from lampit.measure.queries.listing import population_of
from lampit.measure.queries.results import outcome
from lampit.measure.rules import states
from lampit.measure.rules.estimating import indicator_names
from lampit.measure.rules.metadata.activity import Facts, Filled, fill
from lampit.measure.rules.metadata.forms import Forms
from lampit.measure.rules.metadata.indicators import Source, indicators
from lampit.measure.rules.metadata.variables import Notes, Row, Uses, variables
from lampit.places.queries import children, names_of

# By which way it came → the means that the form knows.
MEANS = {
    Delivery.Source.ODK: "capi", Delivery.Source.APP: "capi", Delivery.Source.DESK: "capi",
    Delivery.Source.HELPED: "capi", Delivery.Source.LINK: "cawi", Delivery.Source.SHEET: "papi",
}  # fmt: skip
CLASSES = (
    "Kecamatan", "Sektor usaha", "Jenis kelamin pemilik", "Generasi pemilik", "Ukuran usaha",
)  # fmt: skip


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


def _channels(round_id: int) -> dict[str, int]:
    """Count finished questionnaires by how they came; two queries.

    What was typed on the pages of this house by somebody who asks is CAPI too.
    """
    counted = Delivery.objects.filter(round_id=round_id, state=Delivery.State.COUNTED)
    by_source = counted.order_by("source").values_list("source").annotate(count=Count("id"))
    found: dict[str, int] = {}
    for source, count in by_source:
        means = MEANS[source]
        found[means] = found.get(means, 0) + count
    typed = Submission.objects.filter(
        round_id=round_id, state=Submission.State.FINAL, started_by__isnull=False, deliveries=None
    ).count()
    found["capi"] = found.get("capi", 0) + typed
    return found


def _askers(round_id: int) -> int:
    """Count who went out for a round, or else who asked; at most two queries."""
    named = RoundEnumerator.objects.filter(round_id=round_id).count()
    sent = Submission.objects.filter(round_id=round_id, state=Submission.State.FINAL)
    return named or sent.aggregate(askers=Count("started_by", distinct=True))["askers"]


def _checks(round_id: int) -> tuple[str, ...]:
    """Return how interviews were checked as far as the system saw it; one query."""
    again = BackCheck.objects.filter(submission__round_id=round_id).exists()
    return ("kunjungan_kembali",) if again else ()


def _recommendation(found: Round) -> str:
    if found.is_waived and found.recommendation:
        return f"Belum ada nomor; alasan: {found.recommendation}"
    return found.recommendation


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
        recommendation=_recommendation(found),
        frame_count=population_of(found),
        drawn_count=found.drawn_count,
        is_staged=DrawnVillage.objects.filter(round=found).exists(),
        overlap=members.filter(rounds_in_panel__gt=1).count(),
        earlier_rounds=earlier.exclude(state=states.PLANNED).count(),
        places=places,
        all_places=all_places,
        channels=_channels(found.pk),
        enumerators=_askers(found.pk),
        checks=_checks(found.pk),
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
    source = _source(found, activity)
    figures = indicators(
        reading.instrument, source, notes["indikator"], indicator_names(reading.instrument)
    )
    return Forms(activity, rows, figures)
