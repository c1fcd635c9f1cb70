"""Checks of frozen rounds: weights meet what is known, figures are what the weights give."""

import math
from collections.abc import Callable
from dataclasses import dataclass

from lampit.measure.models import Revision
from lampit.measure.queries import frozen
from lampit.measure.queries.analysis import names_for
from lampit.measure.queries.instruments import reading_of
from lampit.measure.rules.estimating import (
    Released,
    Weighed,
    everything,
    layout_of,
    links,
    make_sample,
    release,
)
from lampit.measure.rules.estimating.sample import MARGIN

REVISIONS = 10
CLOSE = 1e-9


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that must hold: its name, whether it does, and what was seen."""

    name: str
    ok: bool
    detail: str


def frozen_checks() -> list[Check]:
    """Return the checks of the newest ten published revisions; figures are reckoned again."""
    revisions = list(
        Revision.objects.filter(state=Revision.State.PUBLISHED)
        .select_related("round", "round__instrument", "round__region")
        .order_by("-id")[:REVISIONS]
    )
    return [
        _all("survey_weights", revisions, _meets_totals, "bobot tidak sampai jumlahnya"),
        _all("survey_figures", revisions, _gives_figures, "angka tidak sama dengan bobotnya"),
    ]


def _all(
    name: str, revisions: list[Revision], holds: Callable[[Revision], bool], fault: str
) -> Check:
    wrong = [
        f"{one.round.region_id}/{one.round.name} r{one.number}"
        for one in revisions
        if not holds(one)
    ]
    detail = f"{len(revisions)} revisi diperiksa"
    return Check(name, not wrong, detail + (f", {fault}: {', '.join(wrong)}" if wrong else ""))


def _meets_totals(revision: Revision) -> bool:
    """Say whether the final weights sum to the totals that the steps say they were fitted to."""
    rows = frozen.weighed_of(revision)
    steps = frozen.steps_of(revision)
    if any(row.weights[-1] != row.final for row in rows if row.weights):
        return False
    fitted = next((step for step in steps if step.kind == "calibration"), None)
    wanted = {one["name"]: one["after"] for one in fitted.told["classes"]} if fitted else {}
    sums = _sums(rows, layout_of(revision.design).margins)
    return all(_near(sums.get(name, 0.0), total) for name, total in wanted.items()) and _near(
        math.fsum(row.final for row in rows), steps[-1].total if steps else 0.0
    )


def _sums(rows: list[Weighed], margins: tuple[str, ...]) -> dict[str, float]:
    """Return the sum of the final weights in each group of each margin."""
    parts: dict[str, list[float]] = {}
    for row in rows:
        for margin in margins:
            name = f"{margin.removeprefix(MARGIN)}={row.cells.get(margin, '')}"
            parts.setdefault(name, []).append(row.final)
    return {name: math.fsum(weights) for name, weights in parts.items()}


def _near(found: float, wanted: float) -> bool:
    return math.isclose(found, wanted, rel_tol=CLOSE, abs_tol=CLOSE)


def _gives_figures(revision: Revision) -> bool:
    """Say whether the stored figures are what the stored weights give, withheld ones included."""
    sample = make_sample(frozen.weighed_of(revision), layout_of(revision.design))
    kept = frozen.figures_of(revision)
    if sample is None:
        return not kept
    told = everything(sample, names_for(revision.round))
    again = release(told, links(reading_of(revision.round.instrument).instrument))
    by_name = {(one.by, one.estimate.indicator, one.estimate.domain): one for one in again}
    return len(kept) == len(again) and all(
        _same(one, by_name.get((one.by, one.estimate.indicator, one.estimate.domain)))
        for one in kept
    )


def _same(kept: Released, again: Released | None) -> bool:
    if again is None or (kept.why, kept.estimate.n) != (again.why, again.estimate.n):
        return False
    pairs = (
        (kept.estimate.estimate, again.estimate.estimate),
        (kept.estimate.se, again.estimate.se),
        (kept.estimate.ci_low, again.estimate.ci_low),
        (kept.estimate.ci_high, again.estimate.ci_high),
    )
    return all(
        (one is None) == (other is None) and (one is None or other is None or _near(one, other))
        for one, other in pairs
    )
