"""How surely the weights say how many businesses there are. Pure.

Weights fitted to the register give its count back, less the share of its entries that the field
work found to be no business. That share is itself an estimate, with a design of its own: all
entries whose state was settled, answered or not.
"""

from dataclasses import dataclass
from math import hypot

import numpy as np

from lampit.measure.rules.estimating.domains import PLACE
from lampit.measure.rules.estimating.sample import RESPONDENT, Layout, Sample, Weighed, fractions
from lampit.measure.rules.estimating.totals import FEWEST_RESOLVED
from lampit.measure.rules.estimating.weighing import ELIGIBILITY
from lampit.science import survey
from lampit.science.survey.design import encode


def eligibility_error(weighed: list[Weighed], layout: Layout) -> float:
    """Return the standard error of the number of businesses that comes from closed entries.

    In businesses; 0 where every settled entry is one. Linearised by kecamatan, or over the
    whole where fewer than twenty entries of one were settled, as the totals were made.
    """
    rows = [r for r in weighed if len(r.weights) > ELIGIBILITY and r.weights[ELIGIBILITY] > 0]
    if not any(row.outcome == RESPONDENT for row in rows):
        return 0.0
    weights = np.array([row.weights[ELIGIBILITY] for row in rows])
    running = np.array([float(row.outcome != "ineligible") for row in rows])
    final = np.array([row.final for row in rows])
    whole = float(np.sum(weights * running) / np.sum(weights))
    codes, names = encode([row.cells[PLACE] for row in rows])
    value, pooled = np.zeros(len(rows)), 0.0
    for at in range(len(names)):
        inside = codes == at
        size = float(np.sum(weights[inside]))
        share = float(np.sum((weights * running)[inside])) / size
        if inside.sum() < FEWEST_RESOLVED or not share:
            pooled += float(np.sum(final[inside])) / whole
            continue
        entries = float(np.sum(final[inside])) / share
        value[inside] += entries / size * (running[inside] - share)
    value += pooled / float(np.sum(weights)) * (running - whole)
    design = survey.make_design(
        len(rows),
        weights=weights.tolist(),
        strata=[[row.stratum for row in rows]],
        clusters=[[row.cluster for row in rows]],
        fpc=[fractions(rows)],
        lonely=layout.lonely,
        confidence=layout.confidence,
    )
    return survey.total(design, value, np.ones(len(rows), dtype=np.bool_)).se or 0.0


@dataclass(frozen=True)
class Counted:
    """How many businesses final weights stand for: answers, number, its 95 % interval, error."""

    answers: int
    number: float
    low: float
    high: float
    error: float


def count_businesses(weighed: list[Weighed], layout: Layout, sample: Sample) -> Counted | None:
    """Return how many businesses there are by the final weights; None where no error can be told.

    Weights that were raked to known totals give those totals back: then the interval tells only
    how surely the field work says which entries are no business.
    """
    everyone = sample.everyone
    point = survey.total(sample.design, everyone.astype(float), everyone)
    if point.estimate is None or point.se is None or point.df <= 0:
        return None
    spread = point.se
    if layout.count_error is not None:  # the listing says it better than the sample
        spread = layout.count_error * point.estimate
    error = hypot(spread, eligibility_error(weighed, layout))
    interval = survey.intervals.student(point.estimate, error, point.df, 0.95)
    low, high = max(float(point.answers), interval.low or 0.0), interval.high or point.estimate
    return Counted(point.answers, point.estimate, low, high, error)
