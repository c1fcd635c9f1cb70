"""Figures of a round: what is estimated, from which rows, with which design."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from lampit.measure.rules.instrument import Indicator, Instrument, Level
from lampit.measure.rules.states import outcome_of
from lampit.science import survey
from lampit.science.survey import Estimate, Field, Member, Title
from lampit.science.survey.design import Design, Floats
from lampit.science.survey.response import Outcome


@dataclass(frozen=True)
class AnalysisRow:
    """A drawn business with what became of it and, when it answered, its values.

    `values` holds `index`, `d01`…, `m1`…, `online`, `sangat_rendah`…; None = not known.
    """

    group: str
    sector: str
    weight: float
    population: int
    disposition: str
    confirmed: bool
    values: Mapping[str, float | None]

    @property
    def outcome(self) -> Outcome:
        """Return how the row counts in weights and response rate."""
        return outcome_of(self.disposition, confirmed=self.confirmed)


@dataclass(frozen=True)
class IndicatorName:
    """A figure that a round can estimate: its code, its words, whether it is a share."""

    code: str
    text_id: str
    text_en: str
    is_share: bool


def indicator_names(instrument: Instrument) -> list[IndicatorName]:
    """Return all figures of an instrument: index, dimensions, levels, points, point levels."""
    found = [IndicatorName("index", "Indeks digital", "Digital index", is_share=False)]
    found += [
        IndicatorName(f"dim_{d.code}", d.text.id, d.text.en, is_share=False)
        for d in instrument.dimensions
    ]
    shares: list[Level | Indicator] = [
        *instrument.maturity,
        *instrument.indicators,
        *instrument.point_levels,
    ]
    found += [IndicatorName(x.code, x.text.id, x.text.en, is_share=True) for x in shares]
    return found


@dataclass(frozen=True, eq=False)
class Sample:
    """The analysis rows as arrays, weighted for non-response, with the design of the round."""

    rows: Sequence[AnalysisRow]
    design: Design
    response: dict[str, float | None]


def _rates(rows: Sequence[AnalysisRow]) -> dict[str, float | None]:
    """Return the response rate of the whole (key "") and of each group and sector."""
    outcomes: dict[str, list[Outcome]] = {"": []}
    for row in rows:
        for key in ("", f"kecamatan={row.group}", f"sektor={row.sector}"):
            outcomes.setdefault(key, []).append(row.outcome)
    return {key: survey.response_figures(found).rate for key, found in outcomes.items()}


def make_sample(rows: Sequence[AnalysisRow]) -> Sample | None:
    """Weight the rows for non-response and build the design; None before the first answer.

    Non-respondents leave the rows, their weight stays with the respondents of their class.
    Classes are the variance strata, with the population of the strata merged into them.
    """
    members = [Member(r.group, r.sector, r.weight, r.outcome) for r in rows]
    weighted = survey.adjusted(members)
    population: dict[str, dict[tuple[str, str], int]] = {}
    for row, found in zip(rows, weighted, strict=True):
        population.setdefault(found.stratum, {})[row.group, row.sector] = row.population
    kept = [i for i, found in enumerate(weighted) if found.weight > 0]
    if not any(rows[i].outcome == "respondent" for i in kept):
        return None
    strata = [weighted[i].stratum for i in kept]
    sizes = {stratum: float(sum(found.values())) for stratum, found in population.items()}
    count = Counter(strata)
    design = survey.make_design(
        len(kept),
        weights=[weighted[i].weight for i in kept],
        strata=[strata],
        fpc=[[max(sizes[s], float(count[s])) for s in strata]],
        lonely="adjust",
    )
    return Sample([rows[i] for i in kept], design, _rates(rows))


def _values(sample: Sample, code: str) -> Floats:
    """Return one variable as an array; NaN outside the respondents."""
    found = [row.values.get(code) if row.outcome == "respondent" else None for row in sample.rows]
    return np.array([np.nan if v is None else v for v in found], dtype=np.float64)


def _domains(sample: Sample, by: str) -> list[tuple[str, survey.estimators.Rows]]:
    """Return the named domains of a sample: the whole, or each kecamatan or sector."""
    everyone = np.array([row.outcome == "respondent" for row in sample.rows])
    if not by:
        return [("", everyone)]
    keys = [f"{by}={row.group if by == 'kecamatan' else row.sector}" for row in sample.rows]
    # Every domain that was asked has its row, also one in which nobody answered.
    asked = sorted(name for name in sample.response if name.startswith(f"{by}="))
    return [(name, everyone & np.array([own == name for own in keys])) for name in asked]


def _mean_deff(sample: Sample, names: Sequence[IndicatorName]) -> float:
    """Return the mean design effect of the shares of the round, at least 1."""
    everyone = _domains(sample, "")[0][1]
    points = [
        survey.mean(sample.design, _values(sample, n.code), everyone) for n in names if n.is_share
    ]
    effects = [max(p.deff, 1.0) for p in points if p.deff and p.estimate not in (None, 0.0, 1.0)]
    return float(np.mean(effects)) if effects else 1.0


def _estimate(
    sample: Sample,
    name: IndicatorName,
    domain: str,
    inside: survey.estimators.Rows,
    mean_deff: float,
) -> Estimate:
    """Estimate one figure in one domain."""
    point = survey.mean(sample.design, _values(sample, name.code), inside)
    if name.is_share:
        rows = int(inside.sum())
        interval = survey.share_interval(sample.design, point, rows, "auto", mean_deff)
    elif point.estimate is None or point.se is None:
        interval = survey.intervals.Interval(None, None, "t")
    else:
        interval = survey.intervals.student(point.estimate, point.se, point.df, 0.95)
    field = Field(response_rate=sample.response.get(domain), businesses=point.answers)
    title = Title(name.code, name.code, domain)
    return survey.finished(title, point, interval, is_share=name.is_share, field=field)


def estimate(sample: Sample, names: Sequence[IndicatorName], by: str = "") -> list[Estimate]:
    """Estimate the named figures for the whole, or for each kecamatan or sector.

    Order: figures as named, domains by code point. `by` is "", "kecamatan" or "sektor".
    """
    mean_deff = _mean_deff(sample, names)
    domains = _domains(sample, by)
    return [
        _estimate(sample, name, domain, inside, mean_deff)
        for name in names
        for domain, inside in domains
    ]
