"""From cells to figures: over all, by months since the start, by group, by calendar month.

Cells are weighted by the share of their group among all units; the shares are estimated, so
their own influence is added (Callaway and Sant'Anna 2021, section 3). Null cells are left out.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from lampit.science.impact.panel import Floats
from lampit.science.impact.staggered import Cell, Effects

Kind = Literal["simple", "dynamic", "group", "calendar"]


@dataclass(frozen=True, eq=False)
class Part:
    """One aggregated effect: its place (event time, group or period; None for all) and error."""

    at: float | None
    value: float
    se: float
    low: float
    high: float
    influence: Floats


@dataclass(frozen=True, eq=False)
class Aggregate:
    """The parts in their order and the overall effect; `overall` None where nothing is known.

    `dynamic`: at = time - group, before the start too; overall = mean of at >= 0. `group`:
    overall weighted by group shares. `calendar`: overall = mean of the periods. `simple`: only
    the overall. `unknown` counts null cells that were left out.
    """

    kind: Kind
    parts: tuple[Part, ...]
    overall: Part | None
    unknown: int


def _part(effects: Effects, at: float | None, value: float, influence: Floats) -> Part:
    """Return a figure with its error."""
    return Part(at, value, *effects.told(value, influence), influence)


def _weighted(effects: Effects, places: Sequence[int], at: float | None) -> Part:
    """Return cells weighted by the shares of their groups, with the shares' own influence."""
    cells = [effects.cells[place] for place in places]
    share = np.array([effects.shares[cell.group] for cell in cells])
    values = np.array([cell.value for cell in cells], dtype=np.float64)
    weights = share / share.sum()
    influence = effects.influence[:, list(places)] @ weights
    moved = _share_influence(effects, [cell.group for cell in cells], share)
    return _part(effects, at, float(weights @ values), influence + moved @ values)


def _share_influence(effects: Effects, groups: Sequence[float], share: Floats) -> Floats:
    """Return how each unit moves the weights share / Σ share (n × groups)."""
    inside = np.column_stack([effects.panel.starts == group for group in groups]) - share
    whole = share.sum()
    spread = np.outer(inside.sum(axis=1), share) / whole**2
    return np.asarray(inside / whole - spread)


def _mean_of(effects: Effects, parts: Sequence[Part]) -> Part | None:
    """Return the plain mean of parts."""
    if not parts:
        return None
    influence = np.mean([part.influence for part in parts], axis=0)
    return _part(effects, None, float(np.mean([part.value for part in parts])), influence)


def _places(effects: Effects, wanted: Callable[[Cell], bool]) -> list[int]:
    """Return the places of known cells that are wanted."""
    return [
        place for place, cell in enumerate(effects.cells) if cell.value is not None and wanted(cell)
    ]


def _simple(effects: Effects) -> tuple[list[Part], Part | None]:
    """Return all cells from the start on, weighted by group."""
    places = _places(effects, lambda cell: not cell.before)
    return [], _weighted(effects, places, None) if places else None


def _dynamic(effects: Effects) -> tuple[list[Part], Part | None]:
    """Return the effect by time since the start; overall over the times from the start on."""
    places = _places(effects, lambda _: True)
    since = {place: effects.cells[place].time - effects.cells[place].group for place in places}
    parts = [
        _weighted(effects, [place for place in places if since[place] == elapsed], elapsed)
        for elapsed in sorted(set(since.values()))
    ]
    return parts, _mean_of(effects, [part for part in parts if (part.at or 0.0) >= 0])


def _by_group(effects: Effects) -> tuple[list[Part], Part | None]:
    """Return the mean effect of each group over its periods; overall by group shares."""
    parts: list[Part] = []
    begun = _places(effects, lambda cell: not cell.before)
    for group in effects.panel.groups:
        places = [place for place in begun if effects.cells[place].group == group]
        if places:
            value = float(np.mean([effects.cells[place].value or 0.0 for place in places]))
            parts.append(_part(effects, group, value, effects.influence[:, places].mean(axis=1)))
    if not parts:
        return parts, None
    groups = [part.at or 0.0 for part in parts]
    share = np.array([effects.shares[group] for group in groups])
    values = np.array([part.value for part in parts])
    influence = np.column_stack([part.influence for part in parts]) @ (share / share.sum())
    influence = influence + _share_influence(effects, groups, share) @ values
    return parts, _part(effects, None, float(values @ share / share.sum()), influence)


def _calendar(effects: Effects) -> tuple[list[Part], Part | None]:
    """Return the effect of each period on the groups that had begun; overall plain mean."""
    places = _places(effects, lambda cell: not cell.before)
    parts = [
        _weighted(effects, [p for p in places if effects.cells[p].time == time], time)
        for time in sorted({effects.cells[p].time for p in places})
    ]
    return parts, _mean_of(effects, parts)


def aggregate(effects: Effects, kind: Kind) -> Aggregate:
    """Return the effects put together in one of the four ways."""
    ways = {"simple": _simple, "dynamic": _dynamic, "group": _by_group, "calendar": _calendar}
    parts, overall = ways[kind](effects)
    unknown = sum(cell.value is None for cell in effects.cells)
    return Aggregate(kind, tuple(parts), overall, unknown)
