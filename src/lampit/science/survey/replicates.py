"""Replicate weights: the jackknife (JK1, JKn) and the rescaled bootstrap of Rao and Wu (1988).

A replicate is a set of weights as another sample of the same design might have had; the
variance of any estimator is the spread of its values over the replicates around that of the
full sample. What is resampled are the first-stage units; a stratum whose units were all taken
is resampled by its second stage (its villages are not a matter of chance, their lists are).
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from lampit.basics.refusal import Refusal
from lampit.science.survey.design import Codes, Design, Floats, Replicates, Stage

Kind = Literal["JK1", "JKn", "bootstrap"]
KINDS: tuple[Kind, ...] = ("JK1", "JKn", "bootstrap")
LARGEST_MATRIX = 60_000_000  # numbers: rows × replicates
COUNT = 500
Calibrate = Callable[[Design], Design]


@dataclass(frozen=True, eq=False)
class _Units:
    """What is resampled: the unit of each row, and of each unit its stratum and 1 - fraction."""

    of_row: Codes
    stratum: Codes
    keep: Floats
    count: Floats
    alone: NDArray[np.bool_]
    names: list[str]


def _units(design: Design) -> _Units:
    """Return the units of chance: those of stage 1, of stage 2 where stage 1 is a census."""
    first = design.stages[0]
    whole = _certain(first)
    if not whole.any() or len(design.stages) == 1:
        return _Units(
            first.unit_of_rows(), first.unit_stratum, first.keep, first.count, first.lonely(),
            first.names,
        )  # fmt: skip
    second = design.stages[1]
    size, strata = len(first.starts), len(first.count)
    below = whole[first.unit_stratum[first.unit_of_rows()]]
    of_row = np.where(below, size + second.unit_of_rows(), first.unit_of_rows())
    return _Units(
        of_row,
        np.concatenate([first.unit_stratum, strata + second.unit_stratum]),
        np.concatenate([first.keep, second.keep]),
        np.concatenate([first.count, second.count]),
        np.concatenate([first.lonely(), second.lonely()]),
        first.names + second.names,
    )


def _certain(stage: Stage) -> NDArray[np.bool_]:
    """Mark the strata that are a census."""
    return np.asarray(np.bincount(stage.unit_stratum, stage.keep, len(stage.count)) <= 1e-12)


def _lonely_scale(design: Design, units: _Units, used: Codes) -> Floats:
    """Return by how much the replicates of each stratum count, by the rule for lonely ones."""
    strata = np.unique(units.stratum[used])
    alone = units.alone[strata]
    if design.lonely == "fail" and alone.any():
        named = ", ".join(units.names[h] for h in strata[alone][:10])
        raise Refusal("lonely_psu", f"Strata dengan satu unit saja: {named}. Gabungkan dahulu.")
    scale = np.ones(len(units.count))
    if design.lonely == "average" and alone.any():
        scale[strata] = len(strata) / max(len(strata) - int(alone.sum()), 1)
    if design.lonely != "adjust":
        scale[strata[alone]] = 0.0
    return scale


def _jackknife(design: Design, units: _Units) -> tuple[Floats, Floats]:
    """Return factors (rows × R) and scales: each unit left out once."""
    used = np.unique(units.of_row)
    left = used[units.keep[used] > 1e-12]
    if design.rows * len(left) > LARGEST_MATRIX:
        raise Refusal(
            "replicates_too_many",
            f"Jackknife perlu {len(left)} ulangan; pakai bootstrap untuk berkas sebesar ini.",
        )
    counted = units.count[units.stratum]
    with np.errstate(divide="ignore", invalid="ignore"):
        others = np.where(counted > 1, counted / (counted - 1), 1.0)
        scale = np.where(counted > 1, (counted - 1) / counted, 1.0)
    stratum = units.stratum[units.of_row]
    factors = np.ones((design.rows, len(left)))
    for column, unit in enumerate(left.tolist()):
        factors[stratum == units.stratum[unit], column] = others[unit]
        factors[units.of_row == unit, column] = 0.0
    lonely = _lonely_scale(design, units, used)[units.stratum[left]]
    return factors, scale[left] * units.keep[left] * lonely


def _bootstrap(design: Design, units: _Units, count: int, seed: int) -> tuple[Floats, Floats]:
    """Return factors and scales: n-1 of the n units of each stratum, drawn with replacement.

    `numpy.random.RandomState`, whose numbers are frozen; strata in the order of the data.
    """
    if design.rows * count > LARGEST_MATRIX:
        raise Refusal("replicates_too_many", "Terlalu banyak ulangan untuk berkas sebesar ini.")
    used = np.unique(units.of_row)
    lonely = _lonely_scale(design, units, used)
    dice = np.random.RandomState(seed)
    factors = np.ones((len(units.stratum), count))
    for h in np.unique(units.stratum[used]).tolist():
        inside = used[units.stratum[used] == h]
        n = len(inside)
        root = np.sqrt(units.keep[inside] * lonely[h])[:, None]
        if n == 1:  # `adjust`: in or out, mean 1 and variance 1
            times = 2.0 * dice.randint(0, 2, (1, count))
        else:
            times = dice.multinomial(n - 1, np.full(n, 1 / n), count).T * n / (n - 1)
        factors[inside] = 1 + root * (times - 1)
    return factors[units.of_row], np.full(count, 1 / count)


def replicated(
    design: Design,
    kind: Kind,
    *,
    count: int = COUNT,
    seed: int = 0,
    calibrate: Calibrate | None = None,
) -> Design:
    """Return the design with replicate weights, which then give every standard error.

    `design` is not yet calibrated; `calibrate` does that, to the full sample and to every
    replicate, so that what the known totals take off is taken off. `count` and `seed` are for
    the bootstrap. Under JKn a total, and a mean whose weights are equal inside strata, have
    exactly the linearised error.

    Raises:
        Refusal: `replicates_stratified` (JK1 with strata), `replicates_too_many`,
            `replicates_calibration` (a replicate cannot meet the totals), `lonely_psu`.
    """
    units = _units(design)
    if kind == "JK1" and len(np.unique(units.stratum[np.unique(units.of_row)])) > 1:
        raise Refusal("replicates_stratified", "JK1 hanya untuk contoh tanpa strata; pakai JKn.")
    if kind == "bootstrap":
        factors, scales = _bootstrap(design, units, count, seed)
    else:
        factors, scales = _jackknife(design, units)
    weights = design.weights[:, None] * factors
    whole = design if calibrate is None else calibrate(design)
    if calibrate is not None:
        weights = _calibrated(design, weights, calibrate)
    return replace(whole, replicates=Replicates(kind, weights, scales))


def _calibrated(design: Design, weights: Floats, calibrate: Calibrate) -> Floats:
    """Return the weights of every replicate calibrated to the same totals."""
    found = np.empty_like(weights)
    for column in range(weights.shape[1]):
        own = weights[:, column]
        with np.errstate(divide="ignore", invalid="ignore"):
            try:
                fitted = calibrate(replace(design, weights=own, base_weights=own)).weights
            except np.linalg.LinAlgError:
                fitted = np.full(len(own), np.nan)
        if not np.isfinite(fitted).all():
            raise Refusal(
                "replicates_calibration",
                "Ada ulangan yang tidak dapat memenuhi jumlah kalibrasi; gabungkan kelompok kecil.",
            )
        found[:, column] = fitted
    return found
