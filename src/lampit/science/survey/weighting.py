"""From base weights to final ones, every step kept (measurement notes, section 4).

base → multiplicity → eligibility → response → calibration → trimming → final. A step that
changes nothing is kept too and says why. Equal input gives equal output.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from lampit.basics.refusal import Refusal
from lampit.science.survey import calibration
from lampit.science.survey.classes import Class, Counts, merged_classes
from lampit.science.survey.design import Codes, Design, Floats
from lampit.science.survey.response import Outcome

BOUNDS = (0.3, 3.0)  # of the calibration factor
TRIM_AT = 5.0  # times the median of the kecamatan
TRIM_GAIN = 0.10  # trimming is kept only when CV² falls by more than this share
SMALLEST_CELL = calibration.SMALLEST_CELL

Name = Literal[
    "base", "multiplicity", "eligibility", "response", "calibration", "trimming", "final"
]


@dataclass(frozen=True, eq=False)
class Sampled:
    """The drawn units after field work, as columns of equal length.

    `base` is 1 / probability; `outcome` respondent, nonrespondent, ineligible or unknown;
    `groups` the kecamatan (classes are never merged across, medians are taken inside);
    `strata` those of the draw; `cells` the finer class inside a stratum, e.g. size × has a
    telephone, named so that neighbours stand next to each other in the order of their text;
    `entries` by how many entries of the frame the unit could be reached (None: one each).
    `ranked` gives the parts of the class for non-response, the one that is given up last first;
    without it they are stratum and cell.
    """

    base: Sequence[float] | Floats
    outcome: Sequence[Outcome]
    groups: Sequence[str]
    strata: Sequence[str]
    cells: Sequence[str]
    entries: Sequence[int] | None = None
    ranked: Sequence[tuple[str, ...]] | None = None


@dataclass(frozen=True, eq=False)
class Known:
    """A known margin: the group of each drawn unit, and the population of each group."""

    name: str
    labels: Sequence[str]
    totals: Mapping[str, float]


@dataclass(frozen=True, eq=False)
class Step:
    """One step of the weighting, to be stored and shown.

    `weights` has one number per drawn unit (0 = takes no part any more); `total`, `cv2` (CV²)
    and `deff` = 1 + CV² (Kish) are those of the units that may still count: all but the
    ineligible. `applied` is false when nothing had to change; `notes` are stable codes.
    """

    name: Name
    weights: Floats
    total: float
    cv2: float
    classes: tuple[Class, ...] = ()
    applied: bool = True
    notes: tuple[str, ...] = ()
    details: Mapping[str, float | str] = field(default_factory=dict)

    @property
    def deff(self) -> float:
        """Return the design effect of unequal weights."""
        return 1 + self.cv2

    def as_record(self) -> dict[str, object]:
        """Return everything but the weights as plain values, for JSON."""
        return {
            "name": self.name,
            "total": self.total,
            "cv2": self.cv2,
            "deff": self.deff,
            "applied": self.applied,
            "notes": list(self.notes),
            "details": dict(self.details),
            "classes": [one.as_record() for one in self.classes],
        }


@dataclass(frozen=True, eq=False)
class _Field:
    """The sampled units with their outcomes as marks."""

    sampled: Sampled
    respondent: NDArray[np.bool_]
    nonrespondent: NDArray[np.bool_]
    ineligible: NDArray[np.bool_]
    unknown: NDArray[np.bool_]

    def step(self, name: Name, weights: Floats, **more: object) -> Step:
        """Return a step with the figures of its weights."""
        kept = weights[(weights > 0) & ~self.ineligible]
        total = float(np.sum(kept))
        cv2 = float(np.var(kept) / np.mean(kept) ** 2) if len(kept) else 0.0
        return Step(name, weights, total, cv2, **more)  # type: ignore[arg-type]

    def counts(
        self, weights: Floats, answered: NDArray[np.bool_], rest: NDArray[np.bool_]
    ) -> Counts:
        """Return what class merging needs: who carries, who is carried."""
        return Counts(self.sampled.groups, self.sampled.strata, weights, answered, rest)


def _read(sampled: Sampled) -> _Field:
    """Check the columns and mark the outcomes."""
    rows = len(sampled.base)
    columns = (sampled.outcome, sampled.groups, sampled.strata, sampled.cells)
    if any(len(column) != rows for column in columns):
        raise ValueError("columns of the sample differ in length")
    base = np.asarray(sampled.base, dtype=np.float64)
    wrong = np.flatnonzero(~(np.isfinite(base) & (base > 0)))
    if len(wrong):
        named = ", ".join(str(i + 1) for i in wrong[:10])
        raise Refusal("weights_invalid", f"Bobot dasar kosong, nol, atau negatif di baris {named}.")
    outcome = np.array(sampled.outcome, dtype=object)
    marks = [
        np.asarray(outcome == name, dtype=np.bool_)
        for name in ("respondent", "nonrespondent", "ineligible", "unknown")
    ]
    if not marks[0].any():
        raise Refusal("no_respondents", "Belum ada jawaban; bobot belum dapat dihitung.")
    return _Field(sampled, *marks)


def _multiplicity(found: _Field, weights: Floats) -> Step:
    """Divide by the number of frame entries through which a unit could be drawn."""
    entries = found.sampled.entries
    ways = np.ones(len(weights)) if entries is None else np.asarray(entries, dtype=np.float64)
    if (ways < 1).any():
        raise Refusal("entries_invalid", "Jumlah entri kerangka sampel sedikitnya satu tiap usaha.")
    touched = int((ways > 1).sum())
    return found.step(
        "multiplicity", weights / ways, applied=touched > 0, details={"units": float(touched)}
    )


def _eligibility(found: _Field, weights: Floats) -> Step:
    """Spread the weight of the unknown over the resolved of their stratum."""
    resolved = found.respondent | found.nonrespondent | found.ineligible
    place, classes = merged_classes(
        found.counts(weights, resolved, found.unknown),
        list(found.sampled.strata),
        smallest=1,
        largest=float("inf"),
    )
    factor = np.array([one.factor for one in classes])[place]
    return found.step(
        "eligibility",
        np.where(resolved, weights * factor, 0.0),
        classes=tuple(classes),
        applied=bool(found.unknown.any()),
        details={"unknown": float(found.unknown.sum())},
    )


def _response(found: _Field, weights: Floats, smallest: int, largest: float) -> Step:
    """Let the respondents of a class carry those of it who did not answer."""
    ranked = found.sampled.ranked
    plain = zip(found.sampled.strata, found.sampled.cells, strict=True)
    named = ["|".join(parts) for parts in (plain if ranked is None else ranked)]
    place, classes = merged_classes(
        found.counts(weights, found.respondent, found.nonrespondent),
        named,
        ranked=ranked,
        smallest=smallest,
        largest=largest,
    )
    factor = np.array([one.factor for one in classes])[place]
    carried = np.where(found.ineligible, weights, np.where(found.respondent, weights * factor, 0.0))
    thin = any(one.factor > largest or one.carrying < smallest for one in classes)
    return found.step(
        "response",
        carried,
        classes=tuple(classes),
        applied=bool(found.nonrespondent.any()),
        notes=("class_thin",) if thin else (),
        details={"smallest": float(smallest), "largest": largest},
    )


def margins_of(known: Sequence[Known], rows: Codes) -> list[calibration.Margin]:
    """Return the margins over the given rows of the sample, checked.

    Raises:
        Refusal: `calibration_group` (a label without a total), `calibration_cell` (fewer than
            five answers: which neighbour to merge it with), `margins_disagree`.
    """
    margins: list[calibration.Margin] = []
    for one in known:
        labels = sorted(one.totals)
        place = {label: at for at, label in enumerate(labels)}
        strange = sorted({one.labels[row] for row in rows.tolist()} - set(labels))
        if strange:
            raise Refusal(
                "calibration_group",
                f"Kalibrasi {one.name} tidak menyebut kelompok {', '.join(strange[:5])}.",
            )
        groups = np.fromiter((place[one.labels[row]] for row in rows.tolist()), np.int64, len(rows))
        _check_cells(one.name, labels, np.bincount(groups, minlength=len(labels)))
        totals = np.array([float(one.totals[label]) for label in labels])
        if not (totals > 0).all():
            raise Refusal(
                "calibration_total", f"Jumlah pada {one.name} harus lebih besar dari nol."
            )
        margins.append(calibration.Margin(one.name, groups, totals, labels))
    sums = [float(np.sum(margin.totals)) for margin in margins]
    for margin, total in zip(margins[1:], sums[1:], strict=True):
        if abs(total / sums[0] - 1) > 1e-9:
            raise Refusal(
                "margins_disagree",
                f"Jumlah {margins[0].name} ({sums[0]:.10g}) dan {margin.name} ({total:.10g}) "
                "tidak sama; samakan dahulu.",
            )
    return margins


def _check_cells(name: str, labels: Sequence[str], counts: Codes) -> None:
    """Refuse a group with too few answers, naming the neighbour to merge it with."""
    for at in np.flatnonzero(counts < SMALLEST_CELL).tolist():
        beside = [k for k in (at - 1, at + 1) if 0 <= k < len(labels)]
        if not beside:
            raise Refusal("calibration_cell", f"{name} hanya berisi {counts[at]} jawaban.")
        other = labels[min(beside, key=lambda k: (counts[k], k))]
        raise Refusal(
            "calibration_cell",
            f"{labels[at]} pada {name} hanya {counts[at]} jawaban. Gabungkan dengan {other}.",
        )


def _fitted(
    weights: Floats, margins: Sequence[calibration.Margin], bounds: tuple[float, float]
) -> tuple[Floats, str]:
    """Return calibrated weights: raking, or truncated linear where a factor leaves the bounds."""
    raked = calibration.raked(weights, margins)
    if raked is not None:
        factor = raked / weights
        if bounds[0] <= factor.min() and factor.max() <= bounds[1]:
            return raked, "raking"
    columns = np.hstack([calibration.dummies(margin) for margin in margins])
    totals = np.concatenate([margin.totals for margin in margins])
    names = [f"{margin.name} {label}" for margin in margins for label in margin.labels]
    return calibration.truncated(weights, columns, totals, bounds, names), "truncated_linear"


def _calibrated(
    found: _Field, step: Step, known: Sequence[Known], bounds: tuple[float, float], rows: Codes
) -> Step:
    """Fit the weights of `rows` to the known totals."""
    if not known:
        return found.step("calibration", step.weights, applied=False, notes=("no_margins",))
    margins = margins_of(known, rows)
    before = step.weights[rows]
    fitted, method = _fitted(before, margins, bounds)
    weights = step.weights.copy()
    weights[rows] = fitted
    classes = tuple(
        Class(
            f"{margin.name}={label}",
            int(inside.sum()),
            int(inside.sum()),
            float(np.sum(before[inside])),
            float(margin.totals[at]),
            float(margin.totals[at] / np.sum(before[inside])),
            (),
        )
        for margin in margins
        for at, label in enumerate(margin.labels)
        for inside in [margin.groups == at]
    )
    factor = fitted / before
    details: dict[str, float | str] = {"method": method, "low": bounds[0], "high": bounds[1]}
    details |= {"smallest_factor": float(factor.min()), "largest_factor": float(factor.max())}
    return found.step("calibration", weights, classes=classes, details=details)


def _cut(weights: Floats, groups: Codes, multiple: float) -> tuple[Floats, int]:
    """Cut at a multiple of the group's median; the rest of the group takes what was cut."""
    found, cut = weights.copy(), 0
    for group in np.unique(groups).tolist():
        inside = groups == group
        limit = multiple * float(np.median(weights[inside]))
        high = inside & (weights > limit)
        if not high.any():
            continue
        cut += int(high.sum())
        over = float(np.sum(weights[high] - limit))
        found[high] = limit
        low = inside & ~high
        found[low] *= 1 + over / float(np.sum(weights[low]))
    return found, cut


def _trimmed(
    found: _Field, response: Step, step: Step, known: Sequence[Known], bounds: tuple[float, float]
) -> Step:
    """Trim inside each kecamatan where it pays, then fit to the totals again."""
    rows = np.flatnonzero(found.respondent)
    place = {name: at for at, name in enumerate(sorted(set(found.sampled.groups)))}
    groups = np.array([place[found.sampled.groups[row]] for row in rows.tolist()])
    kept, cut = _cut(step.weights[rows], groups, TRIM_AT)
    weights = step.weights.copy()
    weights[rows] = kept
    tried = found.step("trimming", weights)
    gain = 1 - tried.cv2 / step.cv2 if step.cv2 else 0.0
    details: dict[str, float | str] = {"units": float(cut), "gain": gain, "multiple": TRIM_AT}
    if not cut or gain <= TRIM_GAIN:
        note = ("nothing_to_trim",) if not cut else ("gain_small",)
        return found.step("trimming", step.weights, applied=False, notes=note, details=details)
    if known:
        margins = margins_of(known, rows)
        kept, method = _fitted(kept, margins, bounds)
        weights[rows] = kept
        details["method"] = method
        factor = kept / response.weights[rows]
        details |= {"smallest_factor": float(factor.min()), "largest_factor": float(factor.max())}
    return found.step("trimming", weights, details=details)


def weigh(
    sampled: Sampled,
    margins: Sequence[Known] = (),
    *,
    bounds: tuple[float, float] = BOUNDS,
    smallest_class: int = 20,
    largest_factor: float = 2.0,
) -> list[Step]:
    """Return the steps from base to final weights, in the order they were taken.

    `margins` are totals of the eligible population. Respondents end with a weight, all others
    with 0; `steps[-1].weights` are the final weights and `steps[3]` (response) is the base of
    the calibration, which `calibrated_design` needs for errors.

    Raises:
        Refusal: `weights_invalid`, `entries_invalid`, `no_respondents`, `calibration_…`,
            `margins_disagree`.
    """
    found = _read(sampled)
    base = found.step("base", np.asarray(sampled.base, dtype=np.float64))
    many = _multiplicity(found, base.weights)
    known = _eligibility(found, many.weights)
    response = _response(found, known.weights, smallest_class, largest_factor)
    rows = np.flatnonzero(found.respondent)
    fitted = _calibrated(found, response, margins, bounds, rows)
    trimmed = _trimmed(found, response, fitted, margins, bounds)
    final = found.step("final", np.where(found.respondent, trimmed.weights, 0.0))
    return [base, many, known, response, fitted, trimmed, final]


def calibrated_design(
    design: Design, steps: Sequence[Step], margins: Sequence[Known], rows: Codes
) -> Design:
    """Return the design of the respondents (`rows` of the sample) with final weights.

    `design` is made of the same rows with `steps[3].weights[rows]` (response) as its weights.
    The known totals then make errors smaller, as they should; without margins only the weights
    are exchanged.
    """
    final = steps[-1].weights[rows]
    if not margins:
        return replace(design, weights=final)
    return calibration.given(design, final, margins_of(margins, rows))
