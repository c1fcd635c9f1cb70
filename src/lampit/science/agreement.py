"""How far two judges agree beyond chance."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from lampit.science.survey.intervals import normal_quantile


@dataclass(frozen=True, slots=True)
class Agreement:
    """Agreement of two judges over the same cases.

    Attributes:
        n: cases that both judged.
        agreed: of those, judged alike.
        kappa: Cohen's kappa (1960); None where chance alone explains everything or nothing is.
        low, high: its 95 % interval by the large-sample standard error of Fleiss, Cohen and
            Everitt (1969), cut at -1 and 1.
    """

    n: int
    agreed: int
    kappa: float | None = None
    low: float | None = None
    high: float | None = None


def cohen(counts: Mapping[tuple[str, str], int], confidence: float = 0.95) -> Agreement:
    """Return the agreement of two judges from how often each pair of answers was given.

    Args:
        counts: (answer of the first, answer of the second) → cases.
        confidence: of the interval.
    """
    n = sum(counts.values())
    agreed = sum(count for (one, other), count in counts.items() if one == other)
    if n == 0:
        return Agreement(0, 0)
    names = sorted({name for both in counts for name in both})
    share = {both: count / n for both, count in counts.items()}
    first = {a: sum(share.get((a, b), 0.0) for b in names) for a in names}
    second = {b: sum(share.get((a, b), 0.0) for a in names) for b in names}
    seen = agreed / n
    chance = sum(first[a] * second[a] for a in names)
    if math.isclose(chance, 1.0):
        return Agreement(n, agreed)
    kappa = (seen - chance) / (1 - chance)
    same = sum(
        share.get((a, a), 0.0) * (1 - (first[a] + second[a]) * (1 - kappa)) ** 2 for a in names
    )
    apart = (1 - kappa) ** 2 * sum(
        share.get((a, b), 0.0) * (second[a] + first[b]) ** 2
        for a in names for b in names if a != b
    )  # fmt: skip
    spread = same + apart - (kappa - chance * (1 - kappa)) ** 2
    half = normal_quantile(confidence) * math.sqrt(max(0.0, spread) / n) / (1 - chance)
    return Agreement(n, agreed, kappa, max(-1.0, kappa - half), min(1.0, kappa + half))
