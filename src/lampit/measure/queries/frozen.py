"""Frozen rounds: the revision that stands, its figures, its weights."""

from collections.abc import Collection, Iterable

from django.db.models import QuerySet

from lampit.measure.models import MemberWeight, Revision, Round, RoundFigure, WeightStep
from lampit.measure.rules import states
from lampit.measure.rules.estimating import (
    Released,
    Weighed,
)
from lampit.science.survey import Estimate

_CHUNK = 5_000


def standing(found: Round) -> Revision | None:
    """Return the revision that readers of a round get; one query.

    Of a published round the newest published one; of a processed round the newest. None while
    figures are still provisional.
    """
    rows = Revision.objects.filter(round=found).order_by("-number")
    if found.state == states.PUBLISHED:
        return rows.filter(state=Revision.State.PUBLISHED).first()
    return rows.first() if found.state == states.PROCESSED else None


def waiting(found: Round) -> Revision | None:
    """Return the processed revision that is not published yet; one query."""
    rows = Revision.objects.filter(round=found, state=Revision.State.PROCESSED)
    return rows.order_by("-number").first()


def revisions_of(found: Round) -> list[Revision]:
    """Return all revisions of a round, newest first; one query."""
    return list(Revision.objects.filter(round=found).select_related("processed_by")[:50])


def published_of(found: Round) -> list[Revision]:
    """Return the published revisions of a published round, newest first; one query."""
    if found.state != states.PUBLISHED:
        return []
    rows = Revision.objects.filter(round=found, state=Revision.State.PUBLISHED)
    return list(rows.select_related("round__region", "round__instrument").order_by("-number"))


def newest_published(round_ids: Collection[int]) -> dict[int, Revision]:
    """Return the newest published revision of each round that has one; one query."""
    rows = Revision.objects.filter(round_id__in=round_ids, state=Revision.State.PUBLISHED)
    return {row.round_id: row for row in rows.order_by("number")}


def steps_of(revision: Revision) -> list[WeightStep]:
    """Return the steps of the weights in their order; one query."""
    return list(WeightStep.objects.filter(revision=revision).order_by("order"))


def released_of(
    figures: QuerySet[RoundFigure],
) -> list[Released]:
    """Return stored figures as they were released; one query."""
    return [released(row) for row in figures.order_by("id").iterator(_CHUNK)]


def figures_of(
    revision: Revision,
    *,
    by: str | None = None,
    indicators: Iterable[str] | None = None,
) -> list[Released]:
    """Return the figures of a revision, of one grouping or of some indicators; one query."""
    rows = RoundFigure.objects.filter(revision=revision)
    if by is not None:
        rows = rows.filter(by=by)
    if indicators is not None:
        rows = rows.filter(indicator__in=list(indicators))
    return released_of(rows)


def released(row: RoundFigure) -> Released:
    """Return one stored figure as it was released; no query."""
    relative = row.se / abs(row.value) if row.value and row.se is not None else None
    estimate = Estimate(
        row.indicator,
        row.indicator,
        row.domain,
        row.n,
        row.value,
        row.se,
        row.low,
        row.high,
        row.deff,
        relative,
        row.df,
        row.quality,  # type: ignore[arg-type]  # stored as `science` judged it
        tuple(row.reasons),
        row.method,
    )
    return Released(row.by, estimate, row.why)


def weighed_of(revision: Revision) -> list[Weighed]:
    """Return the drawn businesses of a revision as they were weighted; one query."""
    rows = MemberWeight.objects.filter(revision=revision).order_by("id")
    return [
        Weighed(
            row.member_id,
            row.outcome,  # type: ignore[arg-type]  # stored as `states.outcome_of` gave it
            tuple(row.weights),
            row.final,
            row.stratum,
            row.population,
            row.cells,
            row.values,
            row.cluster,
        )
        for row in rows.iterator(_CHUNK)
    ]
