"""Effects of coaching that began in different months: ATT(g,t) of Callaway and Sant'Anna (2021).

ATT(g,t) compares the change of the units that began in g, from the period before g to t, with
that of units never or not yet treated. Cells before g (base t-1) test the comparison. Never
plain two-way fixed effects (measurement notes, section 9).
"""

import math
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from lampit.science.impact.cells import ESTIMATORS, CellError
from lampit.science.impact.panel import NEVER, Floats, Panel
from lampit.science.survey.intervals import normal_quantile

SMALLEST_GROUP = 5  # fewer units: a warning stands beside the figures
NO_CONTROLS = "no_controls"

Controls = Literal["never", "not_yet"]
Method = Literal["dr", "reg", "ipw"]


@dataclass(frozen=True)
class Cell:
    """The effect on one group in one period; None with `reason` where it cannot be told.

    `before` is true for a cell of the pre-test (time < group). `reason`: `no_controls`,
    `singular` (covariates determine each other), `overlap` (a propensity above 0.999).
    """

    group: float
    time: float
    value: float | None
    se: float | None
    low: float | None
    high: float | None
    treated: int
    controls: int
    reason: str = ""

    @property
    def before(self) -> bool:
        """Say whether the cell lies before the group's start."""
        return self.time < self.group


@dataclass(frozen=True, eq=False)
class Effects:
    """All cells by group and time, with the influence of each unit on each (n × cells).

    A null cell has influence 0. `shares` is the share of each group among all units. `notes`
    are stable codes: `group_small:<g>`, `cells_unknown`, `always_treated`, `unbalanced`.
    """

    cells: tuple[Cell, ...]
    influence: Floats
    panel: Panel
    shares: dict[float, float]
    controls: Controls
    method: Method
    confidence: float
    notes: tuple[str, ...]

    def told(self, value: float, influence: Floats) -> tuple[float, float, float]:
        """Return standard error, low and high end of a figure with this influence."""
        se = standard_error(influence, self.panel)
        half = normal_quantile(self.confidence) * se
        return se, value - half, value + half


def standard_error(influence: Floats, panel: Panel) -> float:
    """Return sqrt(mean ψ²/n); with clusters from their sums, raised by G/(G-1)."""
    n = len(influence)
    if panel.clusters is None:
        return math.sqrt(float(np.mean(influence**2)) / n)
    sums = np.bincount(panel.clusters, influence)
    clusters = len(sums)
    if clusters < 2:
        return math.nan
    return math.sqrt(clusters / (clusters - 1) * float(np.sum(sums**2))) / n


def _pairs(panel: Panel, group: float) -> list[tuple[int, int]]:
    """Return (period, base period) of every cell of a group, as positions in `times`."""
    last = int(np.searchsorted(panel.times, group)) - 1  # the last period before the start
    return [(at, last if panel.times[at] >= group else at - 1) for at in range(1, len(panel.times))]


def _compared(panel: Panel, group: float, latest: float, controls: Controls) -> Floats:
    """Mark the comparison units of a cell whose later period is `latest`."""
    never = panel.starts == NEVER
    if controls == "never":
        return np.asarray(never, dtype=np.float64)
    waiting = (panel.starts > latest) & (panel.starts != group)
    return np.asarray(never | waiting, dtype=np.float64)


def _cell(
    panel: Panel, group: float, at: int, base: int, controls: Controls, method: Method
) -> tuple[Cell, Floats]:
    """Return one cell without its interval, and the influence of all units on it."""
    influence = np.zeros(panel.units)
    treated = (panel.starts == group).astype(np.float64)
    latest = float(panel.times[max(at, base)])
    compared = _compared(panel, group, latest, controls)
    counts = int(treated.sum()), int(compared.sum())
    blank = Cell(group, float(panel.times[at]), None, None, None, None, *counts)
    if not counts[1]:
        return replace(blank, reason=NO_CONTROLS), influence
    rows = np.flatnonzero(treated + compared)
    change = panel.outcomes[rows, at] - panel.outcomes[rows, base]
    x = np.column_stack([np.ones(len(rows)), panel.covariates[rows]])
    try:
        value, own = ESTIMATORS[method](x, change, treated[rows])
    except CellError as error:
        return replace(blank, reason=str(error)), influence
    influence[rows] = own * panel.units / len(rows)
    return replace(blank, value=value), influence


def att_by_cell(
    panel: Panel,
    *,
    controls: Controls = "never",
    method: Method = "dr",
    confidence: float = 0.95,
) -> Effects:
    """Return ATT(g,t) of every group and period after the first.

    `controls` `never` compares with units never treated, `not_yet` also with those that begin
    later than the cell's last period. Without covariates the three methods coincide. Intervals
    are value ± z·se, one at a time; `bands` makes them hold together.
    """
    found = [
        _cell(panel, group, at, base, controls, method)
        for group in panel.groups
        for at, base in _pairs(panel, group)
    ]
    influence = np.column_stack([own for _, own in found] or [np.zeros(panel.units)])
    shares = {g: float(np.mean(panel.starts == g)) for g in panel.groups}
    effects = Effects((), influence, panel, shares, controls, method, confidence, ())
    cells = []
    for place, (cell, _) in enumerate(found):
        if cell.value is None:
            cells.append(cell)
            continue
        se, low, high = effects.told(cell.value, influence[:, place])
        cells.append(replace(cell, se=se, low=low, high=high))
    return replace(effects, cells=tuple(cells), notes=_notes(panel, cells))


def _notes(panel: Panel, cells: list[Cell]) -> tuple[str, ...]:
    """Return what a reader has to know, as codes."""
    notes = [
        f"group_small:{group:g}"
        for group in panel.groups
        if int(np.sum(panel.starts == group)) < SMALLEST_GROUP
    ]
    if any(cell.value is None for cell in cells):
        notes.append("cells_unknown")
    notes += ["always_treated"] if panel.always_treated else []
    notes += ["unbalanced"] if panel.unbalanced else []
    return tuple(notes)


def placebo(panel: Panel, start: float, seed: int, *, method: Method = "dr") -> Effects:
    """Return the effects of a treatment that never was: half of the never treated begin at `start`.

    Which half is drawn by `numpy.random.RandomState(seed)`, whose numbers are frozen. An effect
    that is found here is not of the coaching.
    """
    never = np.flatnonzero(panel.starts == NEVER)
    drawn = np.random.RandomState(seed).permutation(len(never))[: len(never) // 2]
    starts = np.full(len(never), NEVER)
    starts[drawn] = start
    clusters = None
    if panel.clusters is not None:
        clusters = np.unique(panel.clusters[never], return_inverse=True)[1]
    quiet = Panel(panel.outcomes[never], panel.times, starts, panel.covariates[never], clusters)
    return att_by_cell(quiet, method=method)
