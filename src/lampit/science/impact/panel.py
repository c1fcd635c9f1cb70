"""A balanced panel: the same units in the same periods, and when each began to be coached."""

import math
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lampit.basics.refusal import Refusal

Floats = NDArray[np.float64]
NEVER = math.inf


@dataclass(frozen=True, eq=False)
class Panel:
    """Outcomes of n units in T periods (n × T, no gaps), and what belongs to them.

    `times` rise; `starts` is the first period of treatment of each unit, `NEVER` (infinity)
    for never; `covariates` n × k as they were before any treatment, without the constant;
    `clusters` numbers the village of each unit. `always_treated` and `unbalanced` count who
    was left out: treated in the first period, or not seen in every period.
    """

    outcomes: Floats
    times: Floats
    starts: Floats
    covariates: Floats
    clusters: NDArray[np.int64] | None
    always_treated: int = 0
    unbalanced: int = 0

    @property
    def units(self) -> int:
        """Return the number of units."""
        return len(self.starts)

    @property
    def groups(self) -> list[float]:
        """Return the starting periods of the treated, rising."""
        return sorted({float(g) for g in self.starts if math.isfinite(g)})


def make_panel(
    records: Iterable[tuple[Hashable, float, float]],
    starts: Mapping[Hashable, float | None],
    *,
    covariates: Mapping[Hashable, Sequence[float]] | None = None,
    clusters: Mapping[Hashable, Hashable] | None = None,
) -> Panel:
    """Build a panel of records (unit, period, outcome); units sorted by their text.

    `starts[unit]` is its first treated period, None for never. Units that miss a period (or
    have an outcome that is no number) are left out and counted; so are those treated in the
    first period or before, who have no before.

    Raises:
        Refusal: `panel_doubled` (a unit twice in a period), `panel_short` (fewer than two
            periods, or no unit left).
    """
    seen: dict[Hashable, dict[float, float]] = {}
    for unit, time, outcome in records:
        if time in seen.setdefault(unit, {}):
            raise Refusal("panel_doubled", f"{unit} muncul dua kali pada periode {time:g}.")
        seen[unit][time] = outcome
    times = sorted({time for values in seen.values() for time in values})
    whole = [
        unit
        for unit, values in seen.items()
        if len(values) == len(times) and all(math.isfinite(y) for y in values.values())
    ]
    began = {unit: NEVER if starts[unit] is None else float(starts[unit] or 0) for unit in whole}
    kept = sorted((unit for unit in whole if began[unit] > times[0]), key=str)
    if len(times) < 2 or not kept:
        raise Refusal("panel_short", "Perlu sedikitnya dua periode dan satu usaha yang lengkap.")
    numbers: dict[Hashable, int] = {}
    home = None
    if clusters is not None:
        codes = [numbers.setdefault(clusters[unit], len(numbers)) for unit in kept]
        home = np.array(codes, dtype=np.int64)
    width = len(next(iter(covariates.values()))) if covariates else 0
    known = [list(covariates[unit]) for unit in kept] if covariates else []
    return Panel(
        np.array([[seen[unit][time] for time in times] for unit in kept]),
        np.array(times, dtype=np.float64),
        np.array([began[unit] for unit in kept]),
        np.array(known, dtype=np.float64).reshape(len(kept), width),
        home,
        always_treated=len(whole) - len(kept),
        unbalanced=len(seen) - len(whole),
    )
