"""The check of frozen model figures: they are what the frozen weights and figures give."""

import math

from lampit.measure.models import Revision
from lampit.measure.queries import frozen
from lampit.measure.queries.analysis import names_for
from lampit.measure.queries.checks_frozen import Check
from lampit.measure.queries.instruments import reading_of
from lampit.measure.queries.margins import kept_margins
from lampit.measure.queries.small_areas import FROZEN, around_of, frozen_models
from lampit.measure.rules.estimating import estimate, layout_of, links, make_sample
from lampit.measure.rules.estimating.domains import PLACE
from lampit.measure.rules.estimating.small import ModelFigure, all_modelled

REVISIONS = 5
CLOSE = 1e-6  # iterated: a last step more or less


def models_check() -> Check:
    """Return the check of the newest five published revisions that have model figures."""
    published = Revision.objects.filter(state=Revision.State.PUBLISHED).select_related(
        "round", "round__instrument", "round__region"
    )
    rows = [r for r in published.order_by("-id")[:REVISIONS] if r.design.get(FROZEN)]
    wrong = [f"{r.round.region_id}/{r.round.name} r{r.number}" for r in rows if not _holds(r)]
    detail = f"{len(rows)} revisi diperiksa"
    told = f", perkiraan model berubah: {', '.join(wrong)}" if wrong else ""
    return Check("survey_models", not wrong, detail + told)


def _holds(revision: Revision) -> bool:
    """Say whether the stored model figures come out again."""
    weighed = frozen.weighed_of(revision)
    sample = make_sample(weighed, layout_of(revision.design))
    kept = frozen_models(revision)
    if sample is None:
        return not kept
    names, margins = names_for(revision.round), kept_margins(revision.round)
    again = all_modelled(
        estimate(sample, names, PLACE),
        frozen.figures_of(revision),
        names,
        links(reading_of(revision.round.instrument).instrument),
        around_of(weighed, margins.phones if margins else ()),
    )
    return len(kept) == len(again) and all(map(_same, kept, again))


def _same(kept: ModelFigure, again: ModelFigure) -> bool:
    one, other = kept.estimate, again.estimate
    if (one.indicator, one.domain, one.method, one.quality) != (
        other.indicator, other.domain, other.method, other.quality,
    ):  # fmt: skip
        return False
    pairs = ((one.estimate, other.estimate), (one.se, other.se), (kept.gamma, again.gamma))
    return all(
        (a is None) == (b is None)
        and (a is None or b is None or math.isclose(a, b, rel_tol=CLOSE, abs_tol=CLOSE))
        for a, b in pairs
    )
