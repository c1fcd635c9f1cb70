"""Do all intervals hold at once, and were the groups alike before? Bands and the pre-test."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy import special

from lampit.science.impact.panel import Floats
from lampit.science.impact.staggered import Effects, standard_error

Multiplier = Literal["mammen", "rademacher"]
DRAWS = 1000
_ROOT = math.sqrt(5)


@dataclass(frozen=True)
class Bands:
    """Intervals that hold together with the given confidence: value ± critical · se.

    `critical` is that of the largest of all; `seed`, `draws` and `multiplier` repeat it.
    """

    critical: float
    low: tuple[float, ...]
    high: tuple[float, ...]
    se: tuple[float, ...]
    seed: int
    draws: int
    multiplier: Multiplier


def _multipliers(kind: Multiplier, draws: int, width: int, seed: int) -> Floats:
    """Return draws × width multipliers of mean 0 and variance 1; frozen by the seed."""
    chance = np.random.RandomState(seed).random_sample((draws, width))
    if kind == "rademacher":
        return np.where(chance < 0.5, -1.0, 1.0)
    likely = (_ROOT + 1) / (2 * _ROOT)
    return np.where(chance < likely, (1 - _ROOT) / 2, (1 + _ROOT) / 2)


def bands(
    effects: Effects,
    values: Sequence[float],
    influence: Sequence[Floats],
    seed: int,
    *,
    draws: int = DRAWS,
    multiplier: Multiplier = "mammen",
) -> Bands:
    """Return uniform bands of several effects by the multiplier bootstrap, by cluster.

    `values` and `influence` are those of cells or of the parts of an aggregate. An effect
    without error (se 0) takes no part in the critical value.
    """
    panel = effects.panel
    matrix = np.column_stack(influence)
    n = len(matrix)
    if panel.clusters is not None:
        matrix = np.column_stack([np.bincount(panel.clusters, own) for own in influence])
    se = np.array([standard_error(own, panel) for own in influence])
    steps = _multipliers(multiplier, draws, len(matrix), seed) @ matrix / n
    moving = se > 0
    critical = float("nan")
    if moving.any():
        largest = np.max(np.abs(steps[:, moving]) / se[moving], axis=1)
        critical = float(np.quantile(largest, effects.confidence))
    half = np.where(moving, critical * se, 0.0)
    told = np.asarray(values, dtype=np.float64)
    return Bands(
        critical,
        tuple((told - half).tolist()),
        tuple((told + half).tolist()),
        tuple(se.tolist()),
        seed,
        draws,
        multiplier,
    )


@dataclass(frozen=True)
class Pretest:
    """Wald test that all effects before the start are 0; p None where it cannot be made.

    A large p does not prove that the groups are alike; a small one says that they were not.
    """

    statistic: float | None
    df: int
    p: float | None


def pretest(effects: Effects) -> Pretest:
    """Return the Wald test over all known cells before their group's start."""
    places = [
        place for place, cell in enumerate(effects.cells) if cell.before and cell.value is not None
    ]
    if not places:
        return Pretest(None, 0, None)
    values = np.array([effects.cells[place].value for place in places], dtype=np.float64)
    own = effects.influence[:, places]
    clusters = effects.panel.clusters
    scale = 1.0
    if clusters is not None:
        own = np.column_stack([np.bincount(clusters, own[:, k]) for k in range(len(places))])
        scale = len(own) / max(len(own) - 1, 1)
    covariance = scale * own.T @ own / effects.panel.units**2
    if np.linalg.matrix_rank(covariance, hermitian=True) < len(places):
        return Pretest(None, len(places), None)
    statistic = float(values @ np.linalg.solve(covariance, values))
    return Pretest(statistic, len(places), float(special.chdtrc(len(places), statistic)))
