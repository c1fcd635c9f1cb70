"""The drawn businesses of a round as rows for weighting: what is known of all, what was told."""

from collections.abc import Callable, Iterable
from typing import Any

from lampit.measure.models import Round, SampleMember
from lampit.measure.queries.instruments import reading_of
from lampit.measure.rules import estimating
from lampit.measure.rules.columns import COLUMNS
from lampit.measure.rules.estimating import AnalysisRow, IndicatorName, Told
from lampit.measure.rules.estimating.domains import size_of
from lampit.measure.rules.instrument import Instrument
from lampit.measure.rules.states import outcome_of
from lampit.registry.rules.size import all_workers, size_group

_SCORE = "submission__score__"
_TYPED = "submission__typed__"
_WORKERS = ("business__workers_male", "business__workers_female", "business__workers_total")
_NUMBERS = tuple(c for c in COLUMNS if c.type == "integer")
_CHOICES = tuple(c for c in COLUMNS if c.type == "text")
FIELDS = (
    "id",
    "round_id",
    "subdistrict",
    "sector",
    "probability",
    "stratum_size",
    "disposition",
    "is_confirmed",
    "size",
    "sex",
    "has_phone",
    "round__method",
    "stratum",
    "psu",
    "psu_stratum",
    "selection",
    "number",
    "business__phone",
    "business__owner__sex",
    *_WORKERS,
    *(
        _SCORE + name
        for name in (
            "index", "dimensions", "indicators", "maturity", "point_level", "generation",
            "is_literate", "is_target", "is_contact_dependent",
        )
    ),
    *(_TYPED + column.name for column in COLUMNS),
)  # fmt: skip


def _told(row: dict[str, Any]) -> Told:
    """Read what one answered questionnaire says."""
    return Told(
        row[_SCORE + "index"],
        row[_SCORE + "dimensions"] or {},
        row[_SCORE + "indicators"] or {},
        row[_SCORE + "maturity"] or "",
        row[_SCORE + "point_level"] or "",
        row[_SCORE + "is_literate"],
        row[_SCORE + "is_target"],
        row[_SCORE + "is_contact_dependent"],
        {c.role: row[_TYPED + c.name] for c in _NUMBERS},
        {c.role: row[_TYPED + c.name] or "" for c in _CHOICES},
    )


def rows_of(instrument: Instrument, rows: Iterable[dict[str, Any]]) -> list[AnalysisRow]:
    """Turn rows of `FIELDS` into analysis rows."""
    read = estimating.reader_of(instrument)
    return [_row(read, row) for row in rows]


def _row(read: Callable[[Told], dict[str, float | None]], row: dict[str, Any]) -> AnalysisRow:
    values: dict[str, float | None] = {}
    if outcome_of(row["disposition"], confirmed=row["is_confirmed"]) == "respondent":
        values = read(_told(row))
    workers = values.get("pekerja_kini")
    size_now = size_group(all_workers(*(row[name] for name in _WORKERS)))
    sex_now = row["business__owner__sex"] or ""
    return AnalysisRow(
        place=row["subdistrict"],
        sector=row["sector"],
        weight=1 / row["probability"],
        population=row["stratum_size"],
        disposition=row["disposition"],
        confirmed=row["is_confirmed"],
        values=values,
        member=row["id"],
        size=row["size"] if row["round__method"] else row["size"] or size_now,
        sex=sex_now if row["sex"] is None else row["sex"],
        phone=bool(row["business__phone"]) if row["has_phone"] is None else row["has_phone"],
        size_now=size_now,
        sex_now=sex_now,
        stratum=row["stratum"],
        cluster=row["psu"],
        cluster_stratum=row["psu_stratum"],
        certain=row["selection"] == SampleMember.Selection.CERTAIN,
        is_over=_is_over(row),
        generation=row[_SCORE + "generation"] or "",
        told_size="" if workers is None else size_of(workers),
    )


def _is_over(row: dict[str, Any]) -> bool:
    """Say whether a business of a panel had ended before the draw: no number of the frame."""
    is_kept = row["selection"] == SampleMember.Selection.KEPT
    return is_kept and row["number"] is None and bool(row["round__method"])


def analysis_rows(found: Round) -> list[AnalysisRow]:
    """Return every drawn business of a round with its values; one query.

    Questionnaires filled in coaching are not drawn and are never among them.
    """
    instrument = reading_of(found.instrument).instrument
    rows = SampleMember.objects.filter(round=found).order_by("id").values(*FIELDS)
    return rows_of(instrument, rows)


def online_of(found: Round) -> str:
    """Return the code of a round's share that sells online, empty where it asks nothing of it."""
    return estimating.online_code(reading_of(found.instrument).instrument)


def names_for(found: Round) -> list[IndicatorName]:
    """Return the figures that a round can estimate."""
    return estimating.indicator_names(reading_of(found.instrument).instrument)
