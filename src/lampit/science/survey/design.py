"""The sampling design: strata, stages of clusters, finite populations, weights.

Formulas follow the product's measurement notes, section 6: a stage is a layer of sampled
units inside the units of the stage above; the variance of a statistic is the sum over the
stages of the variance of its linearised values, each with its own finite-population correction.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from lampit.basics.refusal import Refusal

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]
LonelyRule = Literal["fail", "certainty", "remove", "adjust", "average"]
LONELY_RULES: tuple[LonelyRule, ...] = ("fail", "certainty", "remove", "adjust", "average")


def group_sums(values: Floats, order: Codes, starts: Codes) -> Floats:
    """Return the sum of each run of `values[order]`; runs begin at `starts`."""
    return np.asarray(np.add.reduceat(values[order], starts), dtype=np.float64)


def encode(labels: Sequence[object]) -> tuple[Codes, list[object]]:
    """Number labels 0, 1, … in the order of first sight; return the numbers and the labels."""
    seen: dict[object, int] = {}
    codes = np.fromiter((seen.setdefault(x, len(seen)) for x in labels), np.int64, len(labels))
    return codes, list(seen)


@dataclass(frozen=True, eq=False)
class Stage:
    """One stage of sampling, rows already grouped into units and units into strata.

    `fraction` is the sampling fraction of each stratum (0 = with replacement), `above` the
    product of the fractions of the stages above it, `parent` the unit it lies in. `keep` is
    1 - fraction of each unit; drawn with unequal probabilities it is 1 - probability of the
    unit (Brewer 2002), and `fraction` their mean.
    """

    order: Codes
    starts: Codes
    unit_stratum: Codes
    count: Floats
    fraction: Floats
    above: Floats
    parent: Codes
    names: list[str]
    keep: Floats

    def lonely(self) -> NDArray[np.bool_]:
        """Mark the strata whose only unit was left to chance."""
        chance = np.bincount(self.unit_stratum, self.keep, len(self.count))
        return np.asarray((self.count == 1) & (chance > 1e-12) & (self.above > 0))

    def unit_of_rows(self) -> Codes:
        """Return the unit of each row."""
        lengths = np.diff(np.append(self.starts, len(self.order)))
        unit = np.empty(len(self.order), dtype=np.int64)
        unit[self.order] = np.repeat(np.arange(len(lengths)), lengths)
        return unit

    def variance(self, values: Floats, lonely: LonelyRule) -> float:
        """Return this stage's part of the variance of `sum(values)`."""
        totals = group_sums(values, self.order, self.starts)
        strata = len(self.count)
        means = np.bincount(self.unit_stratum, totals, strata) / self.count
        alone = self.lonely()
        if lonely == "fail" and alone.any():
            named = ", ".join(self.names[i] for i in np.flatnonzero(alone)[:10])
            raise Refusal("lonely_psu", f"Strata dengan satu unit saja: {named}. Gabungkan dahulu.")
        centre = np.where(alone & (lonely == "adjust"), 0.0, means)
        apart = (totals - centre[self.unit_stratum]) ** 2
        squares = np.bincount(self.unit_stratum, self.keep * apart, strata)
        with np.errstate(divide="ignore", invalid="ignore"):
            scale = np.where(self.count > 1, self.count / (self.count - 1), 1.0)
        parts = self.above * scale * squares
        if lonely == "average":
            return self._averaged(parts, alone)
        return float(np.sum(parts))

    def _averaged(self, parts: Floats, alone: NDArray[np.bool_]) -> float:
        """Skip lonely strata and let the others of the same parent stand in for them."""
        parents = int(self.parent.max()) + 1
        every = np.bincount(self.parent, minlength=parents).astype(np.float64)
        missing = np.bincount(self.parent, alone.astype(np.float64), parents)
        kept = np.bincount(self.parent, np.where(alone, 0.0, parts), parents)
        usable = every > missing
        return float(np.sum(kept[usable] * every[usable] / (every - missing)[usable]))


@dataclass(frozen=True, eq=False)
class Replicates:
    """Weights as other samples might have had them (rows × R), and how much each counts."""

    kind: str
    weights: Floats
    scales: Floats

    def values(self, top: Floats, bottom: Floats | None, rows: Codes | None = None) -> Floats:
        """Return Σ w·top / Σ w·bottom (or Σ w·top) by replicate, and by column of `top`."""
        weights = (self.weights if rows is None else self.weights[rows]).T
        above = weights @ top
        if bottom is None:
            return np.asarray(above)
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(above / (weights @ bottom))

    def spread(self, values: Floats, estimate: Floats | float) -> Floats:
        """Return the variance from values of the replicates around the full sample's.

        A replicate in which the domain vanished tells nothing; the others stand in for it.
        """
        known = np.isfinite(values)
        apart = np.where(known, values - estimate, 0.0) ** 2
        told = self.scales @ known
        with np.errstate(divide="ignore", invalid="ignore"):
            raised = np.where(told > 0, self.scales.sum() / told, np.nan)
        return np.asarray((self.scales @ apart) * raised)


@dataclass(frozen=True, eq=False)
class Design:
    """Everything that the variance needs to know about how the rows were sampled."""

    weights: Floats
    base_weights: Floats
    stages: list[Stage]
    units: Codes
    strata: Codes
    lonely: LonelyRule = "fail"
    confidence: float = 0.95
    residuals: tuple["Residual", ...] = field(default=())
    replicates: Replicates | None = None

    @property
    def variance_method(self) -> str:
        """Return how errors are found: `taylor`, or the kind of the replicates."""
        return self.replicates.kind.lower() if self.replicates else "taylor"

    @property
    def rows(self) -> int:
        """Return the number of rows."""
        return len(self.weights)

    def variance(self, scores: Floats) -> float:
        """Return the variance of `sum(weights * scores)`; `scores` are linearised per unit."""
        for residual in self.residuals:
            scores = residual.of(scores)
        values = self.weights * scores
        return float(sum(stage.variance(values, self.lonely) for stage in self.stages))

    def degrees_of_freedom(self, inside: NDArray[np.bool_]) -> int:
        """Return the distinct first-stage units minus the strata among the rows `inside`."""
        return len(np.unique(self.units[inside])) - len(np.unique(self.strata[inside]))


class Residual(ABC):
    """What calibration leaves of a score: the part that the known totals do not explain."""

    weights: Floats

    @abstractmethod
    def columns_of(self) -> Floats:
        """Return the columns that explain, rows × k; the fit is weighted by `weights`."""

    @abstractmethod
    def of(self, scores: Floats) -> Floats:
        """Return the residual of each score."""


def _fractions(numbers: Floats, stratum: Codes, count: Floats, names: list[str]) -> Floats:
    """Read a finite-population column: <= 1 is the fraction, > 1 the number of units.

    Infinity says that the stratum was drawn with replacement: only this stage counts for it.
    """
    low = np.full(len(count), np.inf)
    high = np.full(len(count), -np.inf)
    np.minimum.at(low, stratum, numbers)
    np.maximum.at(high, stratum, numbers)
    uneven = np.flatnonzero(~(low == high))
    if len(uneven):
        named = ", ".join(names[i] for i in uneven[:5])
        raise Refusal("fpc_uneven", f"Nilai fpc tidak sama di dalam strata: {named}.")
    if (low <= 0).any():
        raise Refusal("fpc_invalid", "Nilai fpc harus lebih besar dari nol.")
    fraction = np.where(low <= 1, low, count / low)
    over = np.flatnonzero(fraction > 1 + 1e-9)
    if len(over):
        named = ", ".join(names[i] for i in over[:5])
        raise Refusal("fpc_too_small", f"Contoh lebih banyak daripada populasi di: {named}.")
    return np.minimum(fraction, 1.0)


def _probabilities(numbers: Floats, first: Codes, units: Codes) -> Floats:
    """Read a column of inclusion probabilities; each unit has one, above 0 and at most 1."""
    found = numbers[first]
    if not ((found > 0) & (found <= 1)).all():
        raise Refusal("fpc_invalid", "Peluang terpilih harus lebih dari 0 dan paling besar 1.")
    if (numbers != found[units]).any():
        raise Refusal("fpc_uneven", "Peluang terpilih tidak sama di dalam satu unit.")
    return found


def _stage(
    units: Codes,
    strata: Codes,
    above: Floats,
    parent: Codes,
    numbers: Floats | None,
    names: list[str],
    *,
    unequal: bool = False,
) -> tuple[Stage, Floats]:
    """Group rows into one stage; return it and the sampling fraction of each row."""
    order = np.argsort(units, kind="stable")
    starts = np.flatnonzero(np.diff(units[order], prepend=-1)).astype(np.int64)
    first = order[starts]
    unit_stratum = strata[first]
    size = int(strata.max()) + 1
    count = np.bincount(unit_stratum, minlength=size).astype(np.float64)
    seat = np.zeros(size, dtype=np.int64)
    seat[strata[::-1]] = np.arange(len(strata) - 1, -1, -1)
    if unequal and numbers is not None:
        chance = _probabilities(numbers, first, units)
        fraction = np.bincount(unit_stratum, chance, size) / count
    else:
        fraction = np.zeros(size) if numbers is None else _fractions(numbers, strata, count, names)
        chance = fraction[unit_stratum]
    stage = Stage(
        order, starts, unit_stratum, count, fraction, above[seat], parent[seat], names, 1 - chance
    )
    return stage, chance[stage.unit_of_rows()]


def _column(columns: Sequence[Sequence[object]], index: int, rows: int) -> Sequence[object]:
    """Return the column at `index`, or one constant label per row where there is none."""
    return columns[index] if index < len(columns) else [""] * rows


def make_design(
    rows: int,
    *,
    weights: Sequence[float] | Floats | None = None,
    strata: Sequence[Sequence[object]] = (),
    clusters: Sequence[Sequence[object]] = (),
    fpc: Sequence[Sequence[float] | Floats] = (),
    lonely: LonelyRule = "fail",
    confidence: float = 0.95,
    unequal: bool = False,
) -> Design:
    """Build a design from columns: position k of `strata`, `clusters`, `fpc` is stage k.

    Without clusters every row is a unit; more fpc columns than clusters make the rows the
    last stage; more strata columns than stages are crossed in the first stage. Cluster names
    need to be unique only inside their stratum and their parent.

    `unequal`: the first `fpc` column holds the inclusion probability of each first-stage unit
    (PPS without replacement; 1 = certain), and the variance of that stage is Brewer's,
    n/(n-1)·Σ (1 - p_i)(t_i - mean)²: never wider than with replacement. Give certain units
    strata of their own.

    Raises:
        Refusal: `design_empty`, `weights_invalid`, `fpc_…`.
    """
    if rows == 0:
        raise Refusal("design_empty", "Berkas data tidak berisi baris.")
    levels: list[Sequence[object]] = list(clusters)
    if not levels or len(fpc) > len(levels):
        levels.append(range(rows))
    layers: list[Sequence[object]] = list(strata)
    if len(layers) > len(levels):
        layers = [list(zip(*layers, strict=True))]
    unit = np.zeros(rows, dtype=np.int64)
    above = np.ones(rows)
    stages: list[Stage] = []
    top: tuple[Codes, Codes] | None = None
    for depth, level in enumerate(levels):
        labels = _column(layers, depth, rows)
        stratum, known = encode(list(zip(unit.tolist(), labels, strict=True)))
        parent = unit
        unit, _ = encode(list(zip(stratum.tolist(), level, strict=True)))
        top = top or (unit, stratum)
        if depth and depth >= len(fpc):
            break
        numbers = np.asarray(fpc[depth], dtype=np.float64) if depth < len(fpc) else None
        names = [_name(entry) for entry in known]
        stage, fraction = _stage(
            unit, stratum, above, parent, numbers, names, unequal=unequal and depth == 0
        )
        stages.append(stage)
        above = above * fraction
        if numbers is None:
            break
    checked = _weights(weights, above, rows, complete=bool(fpc))
    first = top or (unit, unit)
    return Design(checked, checked, stages, first[0], first[1], lonely, confidence)


def _name(entry: object) -> str:
    """Show a stratum label, crossed ones joined, the unlabelled whole as such."""
    label = entry[1] if isinstance(entry, tuple) else entry
    text = " / ".join(map(str, label)) if isinstance(label, tuple) else str(label)
    return text or "(semua)"


def _weights(
    weights: Sequence[float] | Floats | None, fractions: Floats, rows: int, *, complete: bool
) -> Floats:
    """Check given weights, or make them from the sampling fractions."""
    if weights is None:
        return 1.0 / fractions if complete else np.ones(rows)
    given = np.asarray(weights, dtype=np.float64)
    wrong = np.flatnonzero(~(np.isfinite(given) & (given > 0)))
    if len(wrong):
        named = ", ".join(str(i + 1) for i in wrong[:10])
        raise Refusal("weights_invalid", f"Bobot kosong, nol, atau negatif di baris data {named}.")
    return given
