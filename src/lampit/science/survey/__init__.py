"""Survey estimation from samples: designs, estimators, intervals, quality, drawing, weights.

Pure NumPy and SciPy, no Django. Reproduces R `survey` on the reference files in
`tests/science/data`. Start with `plan.carry_out` (a table and a DESIGN description) or with
`design.make_design` and the functions of `estimators`.
"""

from lampit.science.survey.allocation import (
    SampleSize,
    allocate,
    allocate_nested,
    expected_half_width,
    size_for_mean,
    size_for_share,
)
from lampit.science.survey.change import Change, Wave, change, difference
from lampit.science.survey.collapse import collapsed
from lampit.science.survey.design import Design, Replicates, make_design
from lampit.science.survey.estimate import Estimate, Field, Title, finished
from lampit.science.survey.estimators import Point, mean, quantile, ratio, total
from lampit.science.survey.many import Many, many
from lampit.science.survey.plan import carry_out, share_interval
from lampit.science.survey.pps import (
    DrawnVillage,
    Taken,
    Village,
    draw_villages,
    inclusion_probabilities,
    systematic_pps,
    village_count,
)
from lampit.science.survey.precision import (
    Precision,
    detectable_change,
    expected_precision,
    size_for_change,
    villages_needed,
)
from lampit.science.survey.quality import Evidence, Verdict, judge
from lampit.science.survey.reading import read_design
from lampit.science.survey.replicates import replicated
from lampit.science.survey.response import Member, Weighted, adjusted, response_figures
from lampit.science.survey.sampling import (
    Draw,
    DrawnUnit,
    Frame,
    receipt_of,
    stratified_sample,
)
from lampit.science.survey.separation import separation
from lampit.science.survey.small_area import (
    Area,
    Scale,
    SmallArea,
    SmallAreas,
    benchmarked,
    fay_herriot,
    smoothed_variances,
)
from lampit.science.survey.sums import Sums, estimates_of
from lampit.science.survey.table import Table, make_table
from lampit.science.survey.two_stage import (
    Place,
    TwoStageDraw,
    TwoStageUnit,
    Units,
    design_columns,
    draw_within,
    frame_hash_of,
    two_stage_sample,
)
from lampit.science.survey.weighting import Known, Sampled, Step, calibrated_design, weigh

__all__ = [
    "Area",
    "Change",
    "Design",
    "Draw",
    "DrawnUnit",
    "DrawnVillage",
    "Estimate",
    "Evidence",
    "Field",
    "Frame",
    "Known",
    "Many",
    "Member",
    "Place",
    "Point",
    "Precision",
    "Replicates",
    "SampleSize",
    "Sampled",
    "Scale",
    "SmallArea",
    "SmallAreas",
    "Step",
    "Sums",
    "Table",
    "Taken",
    "Title",
    "TwoStageDraw",
    "TwoStageUnit",
    "Units",
    "Verdict",
    "Village",
    "Wave",
    "Weighted",
    "adjusted",
    "allocate",
    "allocate_nested",
    "benchmarked",
    "calibrated_design",
    "carry_out",
    "change",
    "collapsed",
    "design_columns",
    "detectable_change",
    "difference",
    "draw_villages",
    "draw_within",
    "estimates_of",
    "expected_half_width",
    "expected_precision",
    "fay_herriot",
    "finished",
    "frame_hash_of",
    "inclusion_probabilities",
    "judge",
    "make_design",
    "make_table",
    "many",
    "mean",
    "quantile",
    "ratio",
    "read_design",
    "receipt_of",
    "replicated",
    "response_figures",
    "separation",
    "share_interval",
    "size_for_change",
    "size_for_mean",
    "size_for_share",
    "smoothed_variances",
    "stratified_sample",
    "systematic_pps",
    "total",
    "two_stage_sample",
    "village_count",
    "villages_needed",
    "weigh",
]
