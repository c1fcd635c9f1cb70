"""How well the items of a scale hang together, and how stable a ranking is. Pure, NumPy only.

Alpha: Cronbach (1951). Omega: McDonald (1999), one factor by iterated principal axes of the
correlations. Intra-interviewer correlation: analysis of variance with unequal groups (Kish 1962;
Groves 2004, chapter 8). Rank correlation: Spearman with mean ranks.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]
ROUNDS, CLOSE_ENOUGH = 500, 1e-10


def alpha(items: Matrix) -> float | None:
    """Return Cronbach's alpha of items (rows are cases, columns items, nothing missing).

    None with fewer than two items or cases, or when the sum never varies.
    """
    cases, count = items.shape
    if cases < 2 or count < 2:
        return None
    whole = float(items.sum(axis=1).var(ddof=1))
    if whole <= 0:
        return None
    parts = float(items.var(axis=0, ddof=1).sum())
    return float(count / (count - 1) * (1 - parts / whole))


def loadings(correlations: Matrix) -> Matrix | None:
    """Return the loadings of one common factor; None when there is none to be found.

    Two items leave one equation: both then load with the root of their correlation.
    """
    count = len(correlations)
    if count < 2 or not np.isfinite(correlations).all():
        return None
    if count == 2:
        shared = float(correlations[0, 1])
        return np.full(2, np.sqrt(shared)) if shared > 0 else None
    reduced = correlations.copy()
    apart = correlations - np.eye(count)
    common = np.abs(apart).max(axis=1)
    found = np.zeros(count)
    for _ in range(ROUNDS):
        np.fill_diagonal(reduced, common)
        values, vectors = np.linalg.eigh(reduced)
        if values[-1] <= 0:
            return None
        found = vectors[:, -1] * np.sqrt(values[-1])
        newer = np.clip(found**2, 0.0, 1.0)
        if np.abs(newer - common).max() < CLOSE_ENOUGH:
            break
        common = newer
    return np.asarray(np.where(found.sum() < 0, -found, found), dtype=np.float64)


def omega(items: Matrix) -> float | None:
    """Return McDonald's omega (total, one factor) of standardised items.

    None with fewer than two varying items, fewer than three cases, or without a common factor.
    """
    varying = items[:, items.std(axis=0) > 0] if len(items) else items
    if len(varying) < 3 or varying.shape[1] < 2:
        return None
    found = loadings(np.asarray(np.corrcoef(varying, rowvar=False), dtype=np.float64))
    if found is None:
        return None
    shared = float(found.sum()) ** 2
    return shared / (shared + float((1 - found**2).clip(0).sum()))


def item_rest(items: Matrix) -> list[float | None]:
    """Return each item's correlation with the sum of the others; None where one is constant."""
    whole = items.sum(axis=1) if len(items) else items
    return [
        correlation(items[:, place], whole - items[:, place]) for place in range(items.shape[1])
    ]


def correlation(one: Matrix, two: Matrix) -> float | None:
    """Return Pearson's correlation; None with fewer than three cases or without variation."""
    if len(one) < 3 or np.ptp(one) <= 0 or np.ptp(two) <= 0:
        return None
    return float(np.corrcoef(one, two)[0, 1])


def mean_ranks(values: Sequence[float]) -> Matrix:
    """Return the ranks from 1; equal values share the mean of their ranks."""
    told = np.asarray(values, dtype=np.float64)
    ordered = np.sort(told)
    first = np.searchsorted(ordered, told, side="left")
    last = np.searchsorted(ordered, told, side="right")
    return np.asarray((first + last + 1) / 2, dtype=np.float64)


def rank_correlation(one: Sequence[float], two: Sequence[float]) -> float | None:
    """Return Spearman's correlation; None with fewer than three cases or without variation."""
    return correlation(mean_ranks(one), mean_ranks(two))


def interviewer_effect(groups: Sequence[Sequence[float]]) -> float | None:
    """Return the intra-interviewer correlation rho of values grouped by interviewer.

    (MSB - MSW) / (MSB + (m0 - 1) * MSW) with the mean workload m0 of unequal groups; negative
    values are left as they are. None with fewer than two groups or no second value in any.
    """
    told = [np.asarray(group, dtype=np.float64) for group in groups if len(group)]
    n, count = sum(len(group) for group in told), len(told)
    if count < 2 or n <= count:
        return None
    mean = sum(float(group.sum()) for group in told) / n
    between = sum(len(group) * (float(group.mean()) - mean) ** 2 for group in told) / (count - 1)
    within = sum(float(((group - group.mean()) ** 2).sum()) for group in told) / (n - count)
    workload = (n - sum(len(group) ** 2 for group in told) / n) / (count - 1)
    below = between + (workload - 1) * within
    # Equal values differ by rounding only; that is no variation.
    return (between - within) / below if below > 1e-12 * (1 + mean**2) else None
