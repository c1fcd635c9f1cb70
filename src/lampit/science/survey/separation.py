"""Whether a mark of all sampled units separates those who answered from those who did not."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Separation:
    """The shares that answered by value of a mark, and how far apart they are, inside groups.

    `z` is the largest distance of a value from its group's share, in standard errors (Cochran,
    Mantel and Haenszel): 2 and more are hardly chance.
    """

    shares: dict[str, float]
    z: float


def separation(
    groups: Sequence[str], marks: Sequence[str], answered: NDArray[np.bool_]
) -> Separation:
    """Compare who answered by the value of a mark, each group by itself.

    Args:
        groups: kecamatan of each unit that could have answered.
        marks: the value of the mark of each.
        answered: which of them did.
    """
    labels = np.asarray(groups, dtype=object)
    values = np.asarray(marks, dtype=object)
    shares: dict[str, float] = {}
    largest = 0.0
    for value in sorted(set(marks)):
        own = values == value
        shares[value] = float(np.mean(answered[own]))
        gap = variance = 0.0
        for group in set(groups):
            inside = labels == group
            n, k = int(inside.sum()), int((inside & own).sum())
            if n < 2 or k in {0, n}:
                continue
            share = float(np.mean(answered[inside]))
            gap += float(np.sum(answered[inside & own])) - k * share
            variance += k * (n - k) / (n - 1) * share * (1 - share)
        if variance > 0:
            largest = max(largest, abs(gap) / variance**0.5)
    return Separation(shares, largest)
