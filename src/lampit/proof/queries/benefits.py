"""The four benefits of a region on a day: figures with their evidence, ready for the page."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from lampit.measure.rules.estimating import Sample
from lampit.orders.queries import month_start
from lampit.proof.queries import sources
from lampit.proof.queries.figures import is_count_hidden
from lampit.proof.rules import jobs, panel, promotion, saving, verdict
from lampit.proof.rules.channels import ShownMonth
from lampit.proof.rules.jobs import NetJobs, Young
from lampit.proof.rules.promotion import Promotion
from lampit.proof.rules.saving import Saving
from lampit.proof.rules.verdict import Verdict
from lampit.registry.queries import starts_of
from lampit.science.survey import Field, Title, finished, mean
from lampit.science.survey.intervals import student

MONTHS_SHOWN = 24


@dataclass(frozen=True)
class Spend:
    """Mean promotion spend of a business in the last month, from the survey; None = too few."""

    value: float | None
    low: float | None
    high: float | None
    n: int


@dataclass(frozen=True)
class Benefits:
    """Everything on the impact page."""

    on: date
    sales: panel.Comparison
    sales_verdict: Verdict
    saving: Saving
    saving_verdict: Verdict
    jobs: NetJobs
    jobs_verdict: Verdict
    young: Young
    promotion: Promotion
    promotion_verdict: Verdict
    spend: Spend
    months: list[ShownMonth]


def benefits(region: str, on: date) -> Benefits:
    """Return the four benefits of a region; about ten queries, none per business."""
    ledger = sources.read_ledger(region, panel.windows(on), month_start(on, back=MONTHS_SHOWN))
    compared = panel.compare(ledger.histories, on)
    saved = saving.publishable(saving.distribution(sources.sold_lines(region, on)))
    sample = sources.survey_sample(region, on)
    net = jobs.publishable(jobs.net_jobs(sources.workers(sample)))
    year = (month_start(on, back=12), month_start(on) - sources.DAY)
    costs = promotion.promotion([], sources.online_entries(region, *year))
    return Benefits(
        on=on,
        sales=compared,
        sales_verdict=verdict.judge(
            compared.effect.low,
            compared.effect.high,
            compared=True,
            parallel=compared.is_parallel,
        ),
        saving=saved,
        saving_verdict=verdict.judge(saved.goods.low, saved.goods.high, compared=True),
        jobs=net,
        jobs_verdict=verdict.judge(net.low, net.high, compared=False),
        young=jobs.counted(jobs.young(starts_of(region), on), hidden=is_count_hidden(region, on)),
        promotion=costs,
        promotion_verdict=Verdict.PERHAPS if costs.is_comparable else Verdict.TOO_FEW,
        spend=_spend(sample),
        months=ledger.months,
    )


def _spend(sample: Sample | None) -> Spend:
    """Return the mean promotion spend with its interval; only n where it is not good enough."""
    if sample is None:
        return Spend(None, None, None, 0)
    values = sample.values("biaya_promosi")
    point = mean(sample.design, values, np.isfinite(values))
    if point.estimate is None or point.se is None:
        return Spend(None, None, None, point.answers)
    interval = student(point.estimate, point.se, point.df, sample.design.confidence)
    judged = finished(
        Title("spend", "spend"), point, interval, is_share=False,
        field=Field(sample.response[""], point.answers),
    )  # fmt: skip
    if judged.quality == "suppressed":
        return Spend(None, None, None, point.answers)
    low = None if interval.low is None else max(0.0, interval.low)
    return Spend(point.estimate, low, interval.high, point.answers)
