"""The weighted sample of a round as arrays, and every figure of it in every grouping."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np

from lampit.measure.rules.estimating.domains import GROUPINGS, KNOWN_OF_ALL, domain_of
from lampit.measure.rules.estimating.naming import IndicatorName
from lampit.measure.rules.estimating.releasing import Found
from lampit.science import survey
from lampit.science.survey import Estimate, Field
from lampit.science.survey.calibration import GroupResidual
from lampit.science.survey.design import Design, Floats, encode
from lampit.science.survey.estimators import Rows
from lampit.science.survey.response import Outcome

RESPONDENT = "respondent"
# Cells under this prefix are the groups of a calibration margin, not groups that figures have.
MARGIN = "margin:"


@dataclass(frozen=True)
class Weighed:
    """A drawn business after weighting: what a figure needs to know of it, and nothing else.

    `weights` has one number per step, the last is `final`; 0 = outside. `population` is how many
    units its stratum of the variance holds, up to 1 a fraction; `cluster` the unit of the variance:
    the business, or its village where villages were drawn first.
    """

    member: int
    outcome: Outcome
    weights: tuple[float, ...]
    final: float
    stratum: str
    population: float
    cells: Mapping[str, str]
    values: Mapping[str, float | None]
    cluster: str = ""


@dataclass(frozen=True)
class Layout:
    """How the variance reads the weights of a round; kept with its figures.

    `listed`: the totals of the margins come from listed villages. They are estimates themselves,
    so no error is taken away for fitting to them; `count_error` is the relative standard error
    of the number of businesses, None where it was not told. `counts` is the interval of means of
    counts: `log`, or `t` of figures that were frozen before.
    """

    margins: tuple[str, ...] = ()
    lonely: survey.design.LonelyRule = "adjust"
    confidence: float = 0.95
    listed: bool = False
    count_error: float | None = None
    counts: str = "t"

    @property
    def known(self) -> tuple[str, ...]:
        """Return the margins whose totals are known for certain."""
        return () if self.listed else self.margins

    def as_json(self) -> dict[str, Any]:
        """Return the layout as it is kept."""
        told: dict[str, Any] = {
            "margins": list(self.margins),
            "lonely": self.lonely,
            "confidence": self.confidence,
        }
        if self.counts != "t":
            told["counts"] = self.counts
        more = {"listed": True, "count_error": self.count_error} if self.listed else {}
        return told | more


def layout_of(kept: Mapping[str, Any]) -> Layout:
    """Read a layout as it was kept."""
    return Layout(
        tuple(kept.get("margins", ())),
        kept.get("lonely", "adjust"),
        float(kept.get("confidence", 0.95)),
        bool(kept.get("listed", False)),
        kept.get("count_error"),
        str(kept.get("counts", "t")),
    )


@dataclass(frozen=True, eq=False)
class Sample:
    """The rows that carry weight, with the design of the round and the rates of its groups."""

    rows: Sequence[Weighed]
    design: Design
    response: Mapping[str, float | None]
    domains: Mapping[str, list[str]] = field(default_factory=dict)
    counts: str = "t"

    @cached_property
    def everyone(self) -> Rows:
        """Return which rows answered."""
        return np.array([row.outcome == RESPONDENT for row in self.rows])

    def values(self, code: str) -> Floats:
        """Return one variable of every row; NaN outside the respondents and where not known."""
        found = [r.values.get(code) if r.outcome == RESPONDENT else None for r in self.rows]
        return np.array([np.nan if v is None else v for v in found], dtype=np.float64)

    def inside(self, by: str) -> list[tuple[str, Rows]]:
        """Return the groups of a grouping with their answered rows, by code point.

        Every group that was asked is there, also one in which nobody answered.
        """
        if not by:
            return [("", self.everyone)]
        codes, labels = encode([domain_of(by, row.cells) for row in self.rows])
        place = {label: number for number, label in enumerate(labels)}
        return [(name, self.everyone & (codes == place.get(name, -1))) for name in self.domains[by]]

    def matrix(self, codes: Sequence[str]) -> Floats:
        """Return several variables as columns; NaN outside the respondents and where not known."""
        blank = np.full((len(self.rows), len(codes)), np.nan)
        told = [list(map(row.values.get, codes)) for row in self.rows if row.outcome == RESPONDENT]
        if told:
            blank[self.everyone] = np.array(told, dtype=np.float64)  # None becomes NaN
        return blank


def rates_of(rows: Iterable[Weighed]) -> dict[str, float | None]:
    """Return the response rate of the whole (key "") and of each group known of everybody."""
    outcomes: dict[str, list[Outcome]] = {"": []}
    for row in rows:
        for by in KNOWN_OF_ALL:
            outcomes.setdefault(domain_of(by, row.cells), []).append(row.outcome)
    return {name: survey.response_figures(found).rate for name, found in outcomes.items()}


def _asked(rows: Iterable[Weighed]) -> dict[str, list[str]]:
    """Return the groups of each grouping: of all drawn, or of those who answered."""
    found: dict[str, set[str]] = {by: set() for by in GROUPINGS if by}
    for row in rows:
        for by, names in found.items():
            if by in KNOWN_OF_ALL or row.outcome == RESPONDENT:
                names.add(domain_of(by, row.cells))
    return {by: sorted(names) for by, names in found.items()}


def make_sample(weighed: Sequence[Weighed], layout: Layout) -> Sample | None:
    """Build the design of weighted rows; None before the first answer.

    Only those who answered carry weight. Each business is a unit in a finite stratum, or its
    village is, drawn as if with replacement: `population` up to 1 is a fraction.
    """
    kept = [row for row in weighed if row.final > 0]
    if not any(row.outcome == RESPONDENT for row in kept):
        return None
    strata = [row.stratum for row in kept]
    design = survey.make_design(
        len(kept),
        weights=[row.final for row in kept],
        strata=[strata],
        clusters=[[row.cluster for row in kept]],
        fpc=[fractions(kept)],
        lonely=layout.lonely,
        confidence=layout.confidence,
    )
    if layout.known:
        groups = [encode([row.cells[name] for row in kept])[0] for name in layout.known]
        residual = GroupResidual(groups, np.ones(len(kept)))
        design = replace(design, residuals=(residual,))
    return Sample(kept, design, rates_of(weighed), _asked(weighed), layout.counts)


def fractions(rows: Sequence[Weighed]) -> list[float]:
    """Return the sampling fraction of the stratum of each row that carries weight."""
    units: dict[str, set[str]] = {}
    for row in rows:
        units.setdefault(row.stratum, set()).add(row.cluster)
    return [fraction_of(row.population, len(units[row.stratum])) for row in rows]


def fraction_of(population: float, drawn: int) -> float:
    """Return the sampling fraction of a stratum; `population` up to 1 is one already."""
    return population if population <= 1 else drawn / max(population, float(drawn))


def estimate(sample: Sample, names: Sequence[IndicatorName], by: str = "") -> list[Estimate]:
    """Estimate the named figures in each group of a grouping, nothing withheld yet.

    Order: figures as named, groups by code point.
    """
    return [found.estimate for found in reckoned(sample, names, [by])]


def everything(sample: Sample, names: Sequence[IndicatorName]) -> list[Found]:
    """Estimate all figures in all groupings, as they must be judged: together.

    Order: figures as named; for each the whole, then the groupings, groups by code point.
    """
    return reckoned(sample, names, GROUPINGS)


def mean_deff(sample: Sample, names: Sequence[IndicatorName]) -> float:
    """Return the mean design effect of the shares of the whole, at least 1.

    It widens the interval of a share of none or all, whose own error says nothing.
    """
    shares = [name.code for name in names if name.is_share]
    whole = survey.many(sample.design, sample.matrix(shares), shares, {"": sample.everyone})
    return _mean_deff(whole, shares)


def _mean_deff(found: survey.Many, shares: Sequence[str]) -> float:
    """Return the mean design effect of shares over the whole alone."""
    points = [found.point(code) for code in shares]
    effects = [max(p.deff, 1.0) for p in points if p.deff and p.estimate not in (None, 0.0, 1.0)]
    return float(np.mean(effects)) if effects else 1.0


def reckoned(
    sample: Sample, names: Sequence[IndicatorName], groupings: Sequence[str]
) -> list[Found]:
    """Estimate figures in some groupings in one pass."""
    groups = [(by, name, rows) for by in groupings for name, rows in sample.inside(by)]
    grouping = {name: by for by, name, _ in groups}
    inside = {"": sample.everyone} | {name: rows for _, name, rows in groups}
    codes = [name.code for name in names]
    found = survey.many(sample.design, sample.matrix(codes), codes, inside)
    fields = {name: Field(response_rate=sample.response.get(name)) for name in inside}
    scale = {name.code: name.scale for name in names}
    shares = [name.code for name in names if name.is_share]
    skewed = {name.code for name in names if name.is_count and sample.counts == "log"}
    judged = found.estimates(
        shares=shares, fields=fields, mean_deff=_mean_deff(found, shares), skewed=skewed
    )
    changes = {name.code for name in names if name.is_change}
    return [
        Found(
            grouping[e.domain],
            _as_change(e, sample.response.get(e.domain)) if e.indicator in changes else e,
            scale[e.indicator],
        )
        for e in judged
        if e.domain in grouping
    ]


def _as_change(estimate: Estimate, rate: float | None) -> Estimate:
    """Judge a change by everything but its relative error, which has no meaning around zero."""
    if estimate.estimate is None or estimate.se is None or estimate.ci_low is None:
        return estimate
    verdict = survey.judge(
        survey.Evidence(
            False, 1.0, 0.0, estimate.ci_low, estimate.ci_high, estimate.n, estimate.df, rate
        )
    )
    return replace(estimate, quality=verdict.quality, reasons=verdict.reasons)
