"""One cell: the effect on a group in a period, with its influence function.

The estimators of Sant'Anna and Zhao (2020) for panels: outcome regression, inverse propensity
weights (normalised), doubly robust; as R `DRDID` computes them. Each returns the effect and the
influence of every unit of the cell on it (mean 0).
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from lampit.science.impact.panel import Floats

LARGEST_PROPENSITY = 0.999
NEWTON_STEPS = 50

SINGULAR = "singular"
OVERLAP = "overlap"


class CellError(Exception):
    """The cell cannot be estimated; the message is the code of the reason."""


@dataclass(frozen=True, eq=False)
class Regression:
    """Changes of the controls explained by the covariates, and how each unit moves the fit."""

    fitted: Floats
    influence: Floats


@dataclass(frozen=True, eq=False)
class Propensity:
    """The probability of being treated given the covariates, and how each unit moves it."""

    fitted: Floats
    influence: Floats


def regression(x: Floats, change: Floats, treated: Floats) -> Regression:
    """Fit changes on covariates among the controls (least squares)."""
    weights = 1 - treated
    n = len(change)
    cross = (x * weights[:, None]).T @ x / n
    if np.linalg.matrix_rank(cross, hermitian=True) < x.shape[1]:
        raise CellError(SINGULAR)
    inverse = np.linalg.inv(cross)
    beta = inverse @ (x.T @ (weights * change)) / n
    fitted = x @ beta
    return Regression(fitted, ((weights * (change - fitted))[:, None] * x) @ inverse)


def propensity(x: Floats, treated: Floats) -> Propensity:
    """Fit a logit of being treated by Newton's method."""
    n = len(treated)
    beta = np.zeros(x.shape[1])
    for _ in range(NEWTON_STEPS):
        fitted = 1 / (1 + np.exp(-np.clip(x @ beta, -500, 500)))
        spread = (x * (fitted * (1 - fitted))[:, None]).T @ x
        if np.linalg.matrix_rank(spread / n, tol=1e-12, hermitian=True) < x.shape[1]:
            raise CellError(OVERLAP if np.max(fitted) > LARGEST_PROPENSITY else SINGULAR)
        step = np.linalg.solve(spread, x.T @ (treated - fitted))
        beta = beta + step
        if np.max(np.abs(step)) < 1e-12:
            break
    fitted = 1 / (1 + np.exp(-np.clip(x @ beta, -500, 500)))
    if np.max(fitted) > LARGEST_PROPENSITY:
        raise CellError(OVERLAP)
    inverse = np.linalg.inv((x * (fitted * (1 - fitted))[:, None]).T @ x) * n
    return Propensity(fitted, ((treated - fitted)[:, None] * x) @ inverse)


def by_regression(x: Floats, change: Floats, treated: Floats) -> tuple[float, Floats]:
    """Return effect and influence by outcome regression."""
    fit = regression(x, change, treated)
    share = float(np.mean(treated))
    with_help = float(np.mean(treated * change)) / share
    without = float(np.mean(treated * fit.fitted)) / share
    reach = np.mean(treated[:, None] * x, axis=0)
    left = treated * (change - with_help)
    right = treated * (fit.fitted - without) + fit.influence @ reach
    return with_help - without, (left - right) / share


def by_weighting(x: Floats, change: Floats, treated: Floats) -> tuple[float, Floats]:
    """Return effect and influence by normalised inverse propensity weights."""
    model = propensity(x, treated)
    odds = model.fitted * (1 - treated) / (1 - model.fitted)
    share, mass = float(np.mean(treated)), float(np.mean(odds))
    with_help = float(np.mean(treated * change)) / share
    without = float(np.mean(odds * change)) / mass
    left = treated * (change - with_help) / share
    reach = np.mean((odds * (change - without))[:, None] * x, axis=0)
    right = (odds * (change - without) + model.influence @ reach) / mass
    return with_help - without, left - right


def doubly_robust(x: Floats, change: Floats, treated: Floats) -> tuple[float, Floats]:
    """Return effect and influence; right when either the regression or the propensity is."""
    model = propensity(x, treated)
    fit = regression(x, change, treated)
    odds = model.fitted * (1 - treated) / (1 - model.fitted)
    share, mass = float(np.mean(treated)), float(np.mean(odds))
    rest = change - fit.fitted
    with_help = float(np.mean(treated * rest)) / share
    without = float(np.mean(odds * rest)) / mass
    moved = fit.influence @ np.mean(treated[:, None] * x, axis=0)
    left = (treated * (rest - with_help) - moved) / share
    weighed = model.influence @ np.mean((odds * (rest - without))[:, None] * x, axis=0)
    fitted = fit.influence @ np.mean(odds[:, None] * x, axis=0)
    right = (odds * (rest - without) + weighed - fitted) / mass
    return with_help - without, left - right


Estimator = Callable[[Floats, Floats, Floats], tuple[float, Floats]]
ESTIMATORS: dict[str, Estimator] = {
    "reg": by_regression,
    "ipw": by_weighting,
    "dr": doubly_robust,
}
