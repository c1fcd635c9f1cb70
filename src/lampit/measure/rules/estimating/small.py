"""Model figures for kecamatan whose own figure is too uncertain (measurement notes, section 8).

Fay and Herriot over the kecamatan of one round, brought to the direct figure of the kabupaten. A
kecamatan with fewer than ten answers lends the model nothing of its own: its figure is the model's
alone, so that nothing of a withheld one shows through.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from lampit.basics.refusal import Refusal
from lampit.basics.texts import gettext_noop
from lampit.measure.rules.estimating.domains import PLACE
from lampit.measure.rules.estimating.naming import IndicatorName
from lampit.measure.rules.estimating.sample import Sample, estimate
from lampit.science.survey import Estimate
from lampit.science.survey.small_area import Area, SmallArea, benchmarked, fay_herriot

UNCERTAIN = 0.25  # relative error of the direct figure above which the model speaks
HOPELESS = 0.5
FEWEST_ANSWERS = 10
MODEL, SYNTHETIC = "model:fay_herriot", "model:synthetic"
LABEL = gettext_noop("perkiraan model")
SYNTHETIC_LABEL = gettext_noop("perkiraan model saja, tanpa angka kecamatan itu sendiri")


@dataclass(frozen=True)
class Modelled:
    """The kecamatan that have a model figure, or why there is none.

    `between_is_zero`: the model found no difference between kecamatan beyond chance.
    """

    figures: tuple[Estimate, ...]
    reason: str = ""
    between_is_zero: bool = False


def is_uncertain(direct: Estimate) -> bool:
    """Say whether a kecamatan needs the model: no figure, or an error above a quarter of it."""
    if direct.estimate is None or direct.se is None or direct.n < FEWEST_ANSWERS:
        return True
    return direct.estimate == 0 or direct.se / abs(direct.estimate) > UNCERTAIN


def modelled(sample: Sample, name: IndicatorName) -> Modelled:
    """Return model figures of an indicator for the kecamatan that need them."""
    direct = estimate(sample, [name], PLACE)
    whole = estimate(sample, [name])[0]
    needy = {one.domain for one in direct if is_uncertain(one)}
    if not needy or whole.estimate is None:
        return Modelled(())
    areas = [
        Area(
            one.domain,
            one.estimate if one.n >= FEWEST_ANSWERS else None,
            one.se**2 if one.se and one.n >= FEWEST_ANSWERS else None,
            one.n,
        )
        for one in direct
    ]
    try:
        fitted = fay_herriot(areas, scale="arcsine" if name.is_share else "identity")
        fitted = benchmarked(fitted, _sizes(sample), whole.estimate)
    except Refusal as refusal:
        return Modelled((), refusal.code)
    by_name = {one.domain: one for one in direct}
    figures = tuple(_told(by_name[a.name], a) for a in fitted.areas if a.name in needy)
    return Modelled(figures, "", fitted.between == 0)


def _sizes(sample: Sample) -> dict[str, float]:
    """Return the estimated businesses of each kecamatan, one at least."""
    return {
        name: max(float(np.sum(sample.design.weights[rows])), 1.0)
        for name, rows in sample.inside(PLACE)
    }


def _told(direct: Estimate, area: SmallArea) -> Estimate:
    """Return a model figure in the form of all figures, named as what it is."""
    relative = area.rmse / abs(area.estimate) if area.estimate else None
    method = SYNTHETIC if area.synthetic else MODEL
    found = replace(
        direct, estimate=area.estimate, se=area.rmse, ci_low=area.low, ci_high=area.high,
        deff=None, rse=relative, quality="ok", reasons=(), method=method,
    )  # fmt: skip
    if relative is None or relative > HOPELESS:
        return replace(
            found, estimate=None, se=None, ci_low=None, ci_high=None, rse=None,
            quality="suppressed", reasons=("relative_error",),
        )  # fmt: skip
    if relative > UNCERTAIN or area.synthetic:
        reasons: Sequence[str] = ("synthetic",) if area.synthetic else ("relative_error",)
        return replace(found, quality="caution", reasons=tuple(reasons))
    return found
