"""Figures of a round: what is estimated, with which weights, what may be told. Pure.

Begin at `weighing.weigh` (rows of drawn businesses → weights), then `sample.everything`
(weights → estimates), then `releasing.release` (estimates → what may leave the server).
"""

from lampit.measure.rules.estimating.domains import GROUPINGS
from lampit.measure.rules.estimating.naming import (
    INDEX,
    IndicatorName,
    Told,
    indicator_names,
    links,
    online_code,
    reader_of,
    values_of,
)
from lampit.measure.rules.estimating.population import (
    Counted,
    count_businesses,
    eligibility_error,
)
from lampit.measure.rules.estimating.releasing import Found, Released, release
from lampit.measure.rules.estimating.sample import (
    Layout,
    Sample,
    Weighed,
    estimate,
    everything,
    layout_of,
    make_sample,
)
from lampit.measure.rules.estimating.weighing import AnalysisRow, StepTold, Weighing, weigh

__all__ = [
    "GROUPINGS",
    "INDEX",
    "AnalysisRow",
    "Counted",
    "Found",
    "IndicatorName",
    "Layout",
    "Released",
    "Sample",
    "StepTold",
    "Told",
    "Weighed",
    "Weighing",
    "count_businesses",
    "eligibility_error",
    "estimate",
    "everything",
    "indicator_names",
    "layout_of",
    "links",
    "make_sample",
    "online_code",
    "reader_of",
    "release",
    "values_of",
    "weigh",
]
