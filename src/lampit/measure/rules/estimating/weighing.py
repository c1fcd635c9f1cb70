"""From the chance of being drawn to the final weight of a business, step by step.

Measurement notes, section 4: base, unknown eligibility, non-response, calibration, trimming. The
arithmetic is `science.survey.weigh`; here stands what this house gives it and keeps of it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from lampit.measure.rules.estimating import totals
from lampit.measure.rules.estimating.domains import UNKNOWN, cells_of
from lampit.measure.rules.estimating.sample import MARGIN, Layout, Weighed
from lampit.measure.rules.states import outcome_of
from lampit.science import survey
from lampit.science.survey.response import Outcome

# With replacement: the first stage drew villages in proportion to size.
NO_FRACTION = 1e-9
# Two would do for a variance; with three no file to reckon from singles a business out.
FEWEST_UNITS = 3
PHONE, NO_PHONE, SIZE = "hp", "-", "ukuran"
ANSWERED = {PHONE: "answered_hp", NO_PHONE: "answered_plain"}
SURE = 2.0  # standard errors between those who answered and the rest of their kecamatan
NOWHERE = ("", "", 1.0)  # the seat of who weighs nothing
ELIGIBILITY, RESPONSE = 2, 3  # places of steps in what `survey.weigh` returns


@dataclass(frozen=True)
class AnalysisRow:
    """A drawn business with what became of it and, when it answered, its values.

    `place`, `sector`, `size`, `sex` and `phone` are what is known of everybody drawn, answered or
    not, as it was frozen with the draw: weights read these. `size_now` and `sex_now` are what is
    known by now, for groups that figures are told of; `generation` and `told_size` come from the
    answers. `weight` is one over the chance of
    being drawn, over all stages; `population` counts its stratum. `stratum` is that of the draw
    (empty: kecamatan and sector). Where villages were drawn first, `cluster` is the village and
    `cluster_stratum` where it was drawn, the village itself when it was taken for certain.
    `is_over`: of a panel, ended before the draw; the frame does not hold it any more.
    """

    place: str
    sector: str
    weight: float
    population: int
    disposition: str
    confirmed: bool
    values: Mapping[str, float | None]
    member: int = 0
    size: str = ""
    sex: str = ""
    phone: bool = True
    generation: str = ""
    told_size: str = ""
    size_now: str = ""
    sex_now: str = ""
    stratum: str = ""
    cluster: str = ""
    cluster_stratum: str = ""
    certain: bool = False
    is_over: bool = False

    @property
    def outcome(self) -> Outcome:
        """Return how the row counts in weights and response rate."""
        return outcome_of(self.disposition, confirmed=self.confirmed)

    @property
    def drawn_in(self) -> str:
        """Return the stratum it was drawn in."""
        return self.stratum or totals.place_label(self.place, self.sector)


@dataclass(frozen=True)
class StepTold:
    """One step of the weights as it is kept: figures, classes, what was merged and why."""

    kind: str
    total: float
    cv2: float
    deff: float
    told: dict[str, Any]


@dataclass(frozen=True)
class Weighing:
    """The weights of a round with how they came about and how the variance reads them."""

    rows: list[Weighed]
    steps: list[StepTold]
    layout: Layout


def weigh(
    rows: Sequence[AnalysisRow],
    register: totals.Register | None = None,
    wanted: Sequence[str] = totals.MARGINS,
) -> Weighing:
    """Weight the drawn businesses of a round; the same rows give the same weights.

    Without `register` nothing is calibrated: figures from the field are provisional. Before the
    first answer all weights are zero. Those that were over before the draw weigh nothing: the
    frame is without them already, they would lessen its count a second time.

    Raises:
        Refusal: as `science.survey.weigh`: a margin that cannot be met, named.
    """
    if not any(row.outcome == "respondent" for row in rows):
        return Weighing([_weighed(r, (0.0,), NOWHERE, {}) for r in rows], [], Layout())
    found = _weigh([row for row in rows if not row.is_over], register, wanted)
    nothing = (0.0,) * len(found.steps)
    done = iter(found.rows)
    return replace(
        found, rows=[_weighed(r, nothing, NOWHERE, {}) if r.is_over else next(done) for r in rows]
    )


def _weigh(
    rows: Sequence[AnalysisRow], register: totals.Register | None, wanted: Sequence[str]
) -> Weighing:
    """Weight those that the frame holds."""
    ranked = rank_parts(rows)
    sampled = survey.Sampled(
        [row.weight for row in rows],
        [row.outcome for row in rows],
        [row.place for row in rows],
        [row.drawn_in for row in rows],
        [f"{row.size or UNKNOWN}|{_phone(row)}" for row in rows],
        ranked=ranked.parts,
    )
    fitted = _margins(rows, sampled, register, wanted)
    steps = survey.weigh(sampled, [one.known for one in fitted])
    seats = _seats(rows)
    columns = [step.weights.tolist() for step in steps]
    done = [
        _weighed(
            row,
            tuple(column[at] for column in columns),
            seats[at],
            {MARGIN + one.known.name: one.known.labels[at] for one in fitted},
        )
        for at, row in enumerate(rows)
    ]
    layout = Layout(
        tuple(MARGIN + one.known.name for one in fitted),
        listed=register is not None and register.listed,
        counts="log",
        count_error=register.count_error if register else None,
    )
    return Weighing(done, [_told(step, fitted, ranked) for step in steps], layout)


def _margins(
    rows: Sequence[AnalysisRow],
    sampled: survey.Sampled,
    register: totals.Register | None,
    wanted: Sequence[str],
) -> list[totals.Fitted]:
    """Return the totals to fit to; which entries are no business the field work says."""
    if register is None:
        return []
    steps = survey.weigh(sampled)
    spread, carried = (steps[at].weights.tolist() for at in (ELIGIBILITY, RESPONSE))
    placed = [
        totals.Placed(
            row.place,
            row.sector,
            row.size,
            row.sex,
            row.outcome == "respondent",
            None if row.outcome == "unknown" else row.outcome != "ineligible",
            weight,
            own,
        )
        for row, weight, own in zip(rows, spread, carried, strict=True)
    ]
    return totals.margins(placed, register, wanted)


@dataclass(frozen=True)
class Ranked:
    """The parts of each row's class for non-response, and why they stand in this order.

    `first` names the marks that come before the stratum, `shares` who answered by telephone.
    """

    parts: list[tuple[str, ...]]
    first: tuple[str, ...]
    shares: Mapping[str, float]


def _phone(row: AnalysisRow) -> str:
    return PHONE if row.phone else NO_PHONE


def rank_parts(rows: Sequence[AnalysisRow]) -> Ranked:
    """Rank stratum, size and telephone: what separates who answered is given up last.

    Measurement notes, section 4: classes are stratum × size × has a telephone, merged with
    neighbours. A stratum rarely has twenty answers for each, so something is always given up: not
    the mark by which those who answered and those who did not are hardly by chance apart.
    """
    asked = [row for row in rows if row.outcome in {"respondent", "nonrespondent"}]
    answered = np.array([row.outcome == "respondent" for row in asked], dtype=bool)
    marks = {PHONE: _phone, SIZE: _size}
    found = {
        name: survey.separation([r.place for r in asked], [mark(r) for r in asked], answered)
        for name, mark in marks.items()
    }
    sure = sorted((n for n in found if found[n].z >= SURE), key=lambda n: -found[n].z)
    rest = [name for name in (SIZE, PHONE) if name not in sure]
    parts = [
        (*(marks[n](row) for n in sure), row.drawn_in, *(marks[n](row) for n in rest))
        for row in rows
    ]
    return Ranked(parts, tuple(sure), found[PHONE].shares)


def _size(row: AnalysisRow) -> str:
    return row.size or UNKNOWN


def _told(step: survey.Step, fitted: Sequence[totals.Fitted], ranked: Ranked) -> StepTold:
    record = step.as_record()
    told: dict[str, Any] = {key: record[key] for key in ("classes", "applied", "notes", "details")}
    if step.name == "response":
        told["notes"] = [*told["notes"], *(f"{name}_first" for name in ranked.first)]
        told["details"] = {
            **told["details"],
            **{ANSWERED[name]: 100 * share for name, share in ranked.shares.items()},
        }
    if step.name == "calibration":
        told["merged"] = [
            {"margin": one.known.name, **found} for one in fitted for found in one.merged
        ]
    return StepTold(step.name, step.total, step.cv2, step.deff, told)


@dataclass
class _Stratum:
    """A stratum of the variance as it grows: its units, its businesses, where it lies."""

    name: str
    place: str
    units: set[str] = field(default_factory=set)
    sizes: dict[str, float] = field(default_factory=dict)
    is_finite: bool = True

    @property
    def population(self) -> float:
        """Return how many units it holds, or a fraction where that means nothing."""
        return sum(self.sizes.values()) if self.is_finite else NO_FRACTION


def _seats(rows: Sequence[AnalysisRow]) -> list[tuple[str, str, float]]:
    """Return the variance stratum, unit and population of each row.

    A stratum with fewer than three units that answered is collapsed with its neighbour, of the same
    kecamatan if there is one, so that its variance can be estimated. Those taken for certain
    are all there is of their kind: they stand in a stratum of their own, and add only the error
    of those among them who did not answer.
    """
    strata: dict[str, _Stratum] = {}
    names, units = [], []
    for at, row in enumerate(rows):
        is_village = bool(row.cluster) and row.cluster != row.cluster_stratum
        name = row.cluster_stratum if row.cluster else row.drawn_in
        name = "pasti" if row.certain else name
        unit = row.cluster if is_village and not row.certain else f"u{row.member or at}"
        found = strata.setdefault(name, _Stratum(name, row.place))
        found.is_finite = not is_village or row.certain
        found.sizes[row.drawn_in] = float(row.population)
        if row.outcome == "respondent":
            found.units.add(unit)
        names.append(name)
        units.append(unit)
    certain = strata.pop("pasti", None)
    seat = _collapsed(sorted(strata.values(), key=lambda s: (s.place, s.name)))
    if certain is not None:
        asked = sum(row.certain and row.outcome != "ineligible" for row in rows)
        certain.sizes = {"": float(max(asked, 1))}
        seat["pasti"] = certain
    return [
        (seat[name].name, unit, seat[name].population)
        for name, unit in zip(names, units, strict=True)
    ]


def _collapsed(strata: list[_Stratum]) -> dict[str, _Stratum]:
    """Join strata of too few answered units to a neighbour; return name → its stratum."""
    inside = {one.name: [one.name] for one in strata}
    while len(strata) > 1:
        thin = [at for at, one in enumerate(strata) if len(one.units) < FEWEST_UNITS]
        if not thin:
            break
        at = thin[0]
        beside = [k for k in (at - 1, at + 1) if 0 <= k < len(strata)]
        near = min(
            beside, key=lambda k: (strata[k].place != strata[at].place, len(strata[k].units), k)
        )
        kept, gone = strata[near], strata[at]
        kept.units |= gone.units
        kept.sizes |= gone.sizes
        inside[kept.name] += inside.pop(gone.name)
        del strata[at]
    by_name = {one.name: one for one in strata}
    return {name: by_name[own] for own, names in inside.items() for name in names}


def _weighed(
    row: AnalysisRow,
    weights: tuple[float, ...],
    seat: tuple[str, str, float],
    labels: Mapping[str, str],
) -> Weighed:
    cells = cells_of(
        row.place, row.sector, row.sex_now or row.sex, generation=row.generation,
        size=row.told_size or row.size_now or row.size,
    )  # fmt: skip
    stratum, cluster, population = seat
    return Weighed(
        row.member, row.outcome, weights, weights[-1], stratum, population, {**cells, **labels},
        row.values, cluster,
    )  # fmt: skip
