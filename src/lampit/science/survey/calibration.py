"""Calibration of weights to known totals, and what it leaves to the variance.

Post-stratification, raking, linear (GREG) and exponential calibration. Group means in the
residuals are plain means as in R (`compat="r"`), or weighted by the base weights otherwise.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from lampit.basics.refusal import Refusal
from lampit.science.survey.design import Codes, Design, Floats, Residual

SMALLEST_CELL = 5
RAKING_CYCLES = 200
NEWTON_STEPS = 50
BOUNDED_STEPS = 200


@dataclass(frozen=True, eq=False)
class Margin:
    """A known margin: the group of each row and the population total of each group."""

    name: str
    groups: Codes
    totals: Floats
    labels: list[str]


@dataclass(frozen=True, eq=False)
class GroupResidual(Residual):
    """Sweep scores by the group means of each margin until they stop changing."""

    margins: Sequence[Codes]
    weights: Floats

    def columns_of(self) -> Floats:
        """Return one 0/1 column per group of each margin."""
        blocks = [np.eye(int(groups.max()) + 1)[groups] for groups in self.margins]
        return np.asarray(np.hstack(blocks), dtype=np.float64)

    def of(self, scores: Floats) -> Floats:
        """Return scores minus what the margins explain."""
        left = scores
        for _ in range(1000):
            before = left
            for groups in self.margins:
                size = np.bincount(groups, self.weights)
                left = left - (np.bincount(groups, self.weights * left) / size)[groups]
            if len(self.margins) == 1:
                break
            if np.max(np.abs(left - before)) <= 1e-15 * max(np.max(np.abs(scores)), 1e-300):
                break
        return left


@dataclass(frozen=True, eq=False)
class RegressionResidual(Residual):
    """Take out the least-squares fit on the calibration variables (base weights)."""

    columns: Floats
    weights: Floats

    def columns_of(self) -> Floats:
        """Return the calibration variables."""
        return self.columns

    def of(self, scores: Floats) -> Floats:
        """Return the residuals of the weighted regression of scores on the columns."""
        root = np.sqrt(self.weights)
        fit = np.linalg.lstsq(self.columns * root[:, None], scores * root, rcond=None)[0]
        return np.asarray(scores - self.columns @ fit, dtype=np.float64)


def _check_cells(margin: Margin) -> None:
    """Refuse a margin with a group too small to carry its total."""
    counts = np.bincount(margin.groups, minlength=len(margin.labels))
    small = [margin.labels[i] for i in np.flatnonzero(counts < SMALLEST_CELL)]
    if small:
        named = ", ".join(small[:10])
        raise Refusal(
            "calibration_cell",
            f"Kelompok {named} pada {margin.name} terlalu kecil (kurang dari {SMALLEST_CELL}). "
            "Gabungkan dengan kelompok tetangganya.",
        )


def rake(design: Design, margins: Sequence[Margin], *, compat: str = "r") -> Design:
    """Fit weights to each margin in turn until all hold; one margin is post-stratification.

    Raises:
        Refusal: `calibration_cell`, `calibration_diverged` (names the margin).
    """
    for margin in margins:
        _check_cells(margin)
    weights = _cycles(design.weights, margins)
    errors = [_margin_error(margin, weights) for margin in margins]
    if max(errors) > 1e-10:
        name = margins[errors.index(max(errors))].name
        raise Refusal("calibration_diverged", f"Kalibrasi tidak selesai pada {name}.")
    plain = np.ones(design.rows) if compat == "r" else design.base_weights
    residual = GroupResidual([margin.groups for margin in margins], plain)
    return replace(design, weights=weights, residuals=(*design.residuals, residual))


def _cycles(weights: Floats, margins: Sequence[Margin]) -> Floats:
    """Fit weights to each margin in turn, at most `RAKING_CYCLES` times."""
    for _ in range(RAKING_CYCLES):
        for margin in margins:
            sums = np.bincount(margin.groups, weights, len(margin.totals))
            weights = weights * (margin.totals / sums)[margin.groups]
        if len(margins) == 1 or max(_margin_error(m, weights) for m in margins) < 1e-14:
            break
    return weights


def raked(weights: Floats, margins: Sequence[Margin]) -> Floats | None:
    """Return weights raked to all margins, or None where they do not come to hold."""
    found = _cycles(weights, margins)
    return found if max(_margin_error(m, found) for m in margins) <= 1e-10 else None


def truncated(
    base: Floats,
    columns: Floats,
    totals: Floats,
    bounds: tuple[float, float],
    names: Sequence[str],
) -> Floats:
    """Return weights calibrated linearly with factors kept inside `bounds`, by Newton's method.

    Truncated linear distance (Deville and Särndal 1992, case 7): factor = 1 + x'u, cut at the
    bounds; only units inside them move in the next step. `names` are those of the columns.

    Raises:
        Refusal: `calibration_bounds`, naming the total that is furthest from being met.
    """
    scale = np.maximum(np.abs(totals), 1e-300)
    unknown = np.zeros(columns.shape[1])
    factor = np.ones(len(base))
    gap = totals - columns.T @ base
    for _ in range(BOUNDED_STEPS):
        if np.max(np.abs(gap) / scale) < 1e-13:
            break
        inner = (factor > bounds[0]) & (factor < bounds[1])
        free = columns[inner]
        slope = (free * base[inner][:, None]).T @ free
        unknown = unknown + np.linalg.lstsq(slope, gap, rcond=None)[0]
        factor = np.clip(1 + columns @ unknown, *bounds)
        gap = totals - columns.T @ (base * factor)
    missed = np.abs(gap) / scale
    if np.max(missed) > 1e-9:
        name = names[int(np.argmax(missed))]
        raise Refusal(
            "calibration_bounds",
            f"Jumlah {name} tidak dapat dicapai dengan faktor {bounds[0]:g} sampai {bounds[1]:g}. "
            "Gabungkan kelompok itu dengan tetangganya.",
        )
    return base * factor


def bounded(
    design: Design,
    columns: Floats,
    totals: Floats,
    bounds: tuple[float, float],
    names: Sequence[str],
) -> Design:
    """Return `design` calibrated by `truncated`; errors are those of the linear residuals.

    Raises:
        Refusal: `calibration_bounds`.
    """
    base = design.weights
    weights = truncated(base, columns, totals, bounds, names)
    residual = RegressionResidual(columns, base)
    return replace(design, weights=weights, residuals=(*design.residuals, residual))


def given(
    design: Design, final: Floats, margins: Sequence[Margin], *, compat: str = "textbook"
) -> Design:
    """Return `design` with weights that were calibrated elsewhere, and their smaller errors.

    `design.weights` are those before calibration, `final` those after it. Errors are those of
    the residuals over the margins (measurement notes, section 4.6).
    """
    plain = np.ones(design.rows) if compat == "r" else design.weights
    residual = GroupResidual([margin.groups for margin in margins], plain)
    return replace(design, weights=final, residuals=(*design.residuals, residual))


def _margin_error(margin: Margin, weights: Floats) -> float:
    """Return the largest relative distance of a margin from its totals."""
    sums = np.bincount(margin.groups, weights, len(margin.totals))
    return float(np.max(np.abs(sums / margin.totals - 1)))


def regress(
    design: Design, columns: Floats, totals: Floats, *, exponential: bool = False
) -> Design:
    """Calibrate to the totals of `columns`: linear (GREG), or exponential by Newton's method.

    Raises:
        Refusal: `calibration_diverged`.
    """
    base = design.weights
    scale = np.maximum(np.abs(totals), 1e-300)
    unknown = np.zeros(columns.shape[1])
    weights = base
    for _ in range(NEWTON_STEPS if exponential else 2):
        gap = totals - columns.T @ weights
        if np.max(np.abs(gap) / scale) < 1e-14:
            break
        slope = (columns * (weights if exponential else base)[:, None]).T @ columns
        unknown = unknown + np.linalg.lstsq(slope, gap, rcond=None)[0]
        reach = columns @ unknown
        weights = base * (np.exp(reach) if exponential else 1 + reach)
    if np.max(np.abs(totals - columns.T @ weights) / scale) > 1e-9:
        raise Refusal("calibration_diverged", "Kalibrasi tidak dapat memenuhi jumlah yang diminta.")
    residual = RegressionResidual(columns, base)
    return replace(design, weights=weights, residuals=(*design.residuals, residual))


def dummies(margin: Margin) -> Floats:
    """Return one 0/1 column per group of a margin."""
    return np.asarray(np.eye(len(margin.labels))[margin.groups], dtype=np.float64)
