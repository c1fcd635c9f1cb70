"""Charts drawn on the server as SVG: no script, no style attributes, colours by class.

Every function returns safe markup with a label that says the finding in words. Marks carry
`data-value`, `data-low`, `data-high`, `data-n`; n is written; what is not known is drawn as not
known and never as zero. Suppressed areas are hatched.
"""

from lampit.web.charts._drawing import hatch_swatch, show, swatch
from lampit.web.charts.bars import Bar, Stage, bar_ci, funnel
from lampit.web.charts.calibration import calibration
from lampit.web.charts.intervals import Change, Interval, before_after, dot_interval, scale
from lampit.web.charts.lines import Point, Series, sparkline, trend
from lampit.web.charts.maps import Area, Box, Pin, choropleth, pin_map, region_boxes

__all__ = [
    "Area",
    "Bar",
    "Box",
    "Change",
    "Interval",
    "Pin",
    "Point",
    "Series",
    "Stage",
    "bar_ci",
    "before_after",
    "calibration",
    "choropleth",
    "dot_interval",
    "funnel",
    "hatch_swatch",
    "pin_map",
    "region_boxes",
    "scale",
    "show",
    "sparkline",
    "swatch",
    "trend",
]
