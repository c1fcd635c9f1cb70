"""Model figures of a round for kecamatan that are too small for a figure of their own."""

import math
from collections.abc import Collection, Iterable, Mapping, Sequence

from lampit.measure.models import ModelFigure as StoredModel
from lampit.measure.models import Revision, Round
from lampit.measure.queries import frozen, results
from lampit.measure.queries.analysis import names_for
from lampit.measure.queries.instruments import reading_of
from lampit.measure.queries.margins import kept_margins
from lampit.measure.rules import estimating, states
from lampit.measure.rules.estimating import Weighed
from lampit.measure.rules.estimating.domains import PLACE
from lampit.measure.rules.estimating.small import PHONES, Around, ModelFigure, all_modelled
from lampit.science.survey import Estimate

FROZEN = "models"  # in the design of a revision: its model figures were frozen with it


def around_of(rows: Sequence[Weighed], phones: Sequence[Sequence[object]]) -> Around:
    """Return what the model knows besides figures, from weighted rows and frozen counts."""
    parts: dict[str, list[float]] = {}
    for row in rows:
        parts.setdefault(row.cells[PLACE], []).append(row.final)
    sizes = {place: math.fsum(weights) for place, weights in parts.items()}
    shares = {str(place): float(str(reached)) / float(str(n)) for place, reached, n in phones if n}
    return Around(sizes, {PHONES: shares} if shares else {})


def model_figures(
    found: Round, indicators: Collection[str] | None = None
) -> dict[tuple[str, str], ModelFigure]:
    """Return the model figures of a round by indicator and group; one to four queries.

    Read as they were frozen; of a round that was not, reckoned from its weights and figures.
    """
    revision = frozen.standing(found)
    if revision is not None:
        return models_of(revision, indicators)
    if found.state in (states.PROCESSED, states.PUBLISHED):
        return {}
    rows, layout = results.weighed(found)
    return _by_key(_reckoned(found, rows, layout, results.reckoned(found), indicators))


def standing_models(
    found: Round, indicators: Collection[str] | None = None
) -> dict[tuple[str, str], ModelFigure]:
    """Return the model figures of a frozen round for its pages and papers; none while provisional.

    Reckoning them takes all figures of all groups, too much for a page that changes with each
    answer; the command line does it.
    """
    revision = frozen.standing(found)
    return {} if revision is None else models_of(revision, indicators)


def models_of(
    revision: Revision, indicators: Collection[str] | None = None
) -> dict[tuple[str, str], ModelFigure]:
    """Return the model figures of one revision; one query, two more of one that has none frozen."""
    if revision.design.get(FROZEN):
        return _by_key(frozen_models(revision, indicators))
    rows, layout = frozen.weighed_of(revision), estimating.layout_of(revision.design)
    known = results.reckoned_of(revision)
    return _by_key(_reckoned(revision.round, rows, layout, known, indicators))


def _by_key(told: Iterable[ModelFigure]) -> dict[tuple[str, str], ModelFigure]:
    return {(one.estimate.indicator, one.estimate.domain): one for one in told}


def _reckoned(
    found: Round,
    rows: Sequence[Weighed],
    layout: estimating.Layout,
    known: results.Reckoned,
    indicators: Collection[str] | None,
) -> list[ModelFigure]:
    """Reckon model figures from weights and released figures."""
    sample = estimating.make_sample(rows, layout)
    if sample is None:
        return []
    kept = kept_margins(found)
    names = [n for n in names_for(found) if indicators is None or n.code in indicators]
    return all_modelled(
        estimating.estimate(sample, names, PLACE),
        known.figures,
        names,
        estimating.links(reading_of(found.instrument).instrument),
        around_of(rows, kept.phones if kept else ()),
    )


def frozen_models(
    revision: Revision, indicators: Collection[str] | None = None
) -> list[ModelFigure]:
    """Return the model figures that were frozen with a revision; one query."""
    rows = StoredModel.objects.filter(revision=revision).order_by("id")
    if indicators is not None:
        rows = rows.filter(indicator__in=list(indicators))
    return [_read(row) for row in rows]


def columns_of(one: ModelFigure) -> Mapping[str, object]:
    """Return a model figure as columns; a withheld one is empty already."""
    told = one.estimate
    return {
        "indicator": told.indicator, "domain": told.domain, "n": told.n, "value": told.estimate,
        "se": told.se, "low": told.ci_low, "high": told.ci_high, "gamma": one.gamma,
        "between": one.between, "covariates": list(one.covariates), "quality": told.quality,
        "reasons": list(told.reasons), "method": told.method, "why": one.why,
    }  # fmt: skip


def _read(row: StoredModel) -> ModelFigure:
    relative = row.se / abs(row.value) if row.value and row.se is not None else None
    estimate = Estimate(
        row.indicator, row.indicator, row.domain, row.n, row.value, row.se, row.low, row.high,
        None, relative, 0, row.quality,  # type: ignore[arg-type]  # stored as it was judged
        tuple(row.reasons), row.method,
    )  # fmt: skip
    return ModelFigure(estimate, row.gamma, row.between, tuple(row.covariates), row.why)
