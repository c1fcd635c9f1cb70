"""Did it help? Differences in differences that know about villages, months and who left.

Two groups before and after: `did`. Coaching that began in different months: `att_by_cell`
(Callaway and Sant'Anna 2021), then `aggregate`, `pretest`, `bands`, `placebo`. Who disappeared:
`attrition` and Lee's bounds. No causal word without a comparison group.
"""

from lampit.science.impact.aggregating import Aggregate, Kind, Part, aggregate
from lampit.science.impact.attrition import Attrition, Bounds, Followed, attrition, lee_bounds
from lampit.science.impact.bands import Bands, Pretest, bands, pretest
from lampit.science.impact.panel import Panel, make_panel
from lampit.science.impact.staggered import Cell, Controls, Effects, Method, att_by_cell, placebo
from lampit.science.impact.two_groups import (
    CONFIDENCE,
    EMPTY_GROUP,
    FEWEST_CLUSTERS,
    FEWEST_UNITS,
    TOO_FEW_CLUSTERS,
    TOO_FEW_UNITS,
    Effect,
    Unit,
    did,
    on_scale,
    winsorised,
)

__all__ = [
    "CONFIDENCE",
    "EMPTY_GROUP",
    "FEWEST_CLUSTERS",
    "FEWEST_UNITS",
    "TOO_FEW_CLUSTERS",
    "TOO_FEW_UNITS",
    "Aggregate",
    "Attrition",
    "Bands",
    "Bounds",
    "Cell",
    "Controls",
    "Effect",
    "Effects",
    "Followed",
    "Kind",
    "Method",
    "Panel",
    "Part",
    "Pretest",
    "Unit",
    "aggregate",
    "att_by_cell",
    "attrition",
    "bands",
    "did",
    "lee_bounds",
    "make_panel",
    "on_scale",
    "placebo",
    "pretest",
    "winsorised",
]
