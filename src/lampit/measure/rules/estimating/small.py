"""Model figures for kecamatan whose own figure is too uncertain (measurement notes, section 8).

Fay and Herriot over the kecamatan of one round, brought to the direct figure of the kabupaten.
With gamma known, the direct figure that a kecamatan put into the model can be worked out of what
the model says. So one that is withheld because it is confidential, or covers one that is, lends
nothing and gets the model's figure alone; one that is only too uncertain lends where nothing
confidential would follow from knowing it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from lampit.basics.refusal import Refusal
from lampit.basics.texts import gettext_noop
from lampit.measure.rules.estimating.domains import PLACE, labels_of
from lampit.measure.rules.estimating.naming import IndicatorName, Link
from lampit.measure.rules.estimating.releasing import (
    COVER,
    WIDEST_PUBLIC_POINTS,
    Released,
    emptied,
    is_confidential,
    unsafe_to_open,
)
from lampit.science import survey
from lampit.science.survey import Estimate
from lampit.science.survey.small_area import (
    AREAS_PER_COVARIATE,
    Area,
    SmallArea,
    SmallAreas,
    benchmarked,
    fay_herriot,
)

UNCERTAIN = 0.25  # relative error of the direct figure above which the model speaks
FEWEST_ANSWERS = 10
# The model leans on other kecamatan: how few answered here alone does not withhold it.
ENOUGH = 1_000
MODEL, SYNTHETIC = "model:fay_herriot", "model:synthetic"
PHONES = "hp"
LABEL = gettext_noop("perkiraan model")
SYNTHETIC_LABEL = gettext_noop("perkiraan model saja, tanpa angka kecamatan itu sendiri")
COVARIATES = {PHONES: gettext_noop("bagian usaha dalam daftar yang ada nomor HP-nya")}


@dataclass(frozen=True)
class Around:
    """What the model knows besides figures: businesses by kecamatan, and covariates by code.

    `covariates[code][kecamatan]` are in the order in which they are taken.
    """

    sizes: Mapping[str, float]
    covariates: Mapping[str, Mapping[str, float]] = field(default_factory=dict)


@dataclass(frozen=True)
class Direct:
    """The figure of a kecamatan as it was released, and what of it the model is given, or None."""

    released: Released
    lent: Estimate | None

    @property
    def domain(self) -> str:
        """Return the name of the group."""
        return self.released.estimate.domain

    @property
    def place(self) -> str:
        """Return the kecamatan."""
        return place_of(self.domain)


@dataclass(frozen=True)
class ModelFigure:
    """A model figure of a kecamatan; withheld ones are empty.

    `gamma` is the weight of its own direct figure in it, `between` the variance between kecamatan
    (on the model's scale), `covariates` the codes of what explains. `why` keeps it from pages.
    """

    estimate: Estimate
    gamma: float | None
    between: float | None
    covariates: tuple[str, ...] = ()
    why: str = ""


@dataclass(frozen=True)
class Modelled:
    """The kecamatan that have a model figure, or why there is none.

    `between_is_zero`: the model found no difference between kecamatan beyond chance.
    """

    figures: tuple[ModelFigure, ...]
    reason: str = ""
    between_is_zero: bool = False


def is_uncertain(direct: Released) -> bool:
    """Say whether a kecamatan needs the model: no figure, or an error above a quarter of it."""
    told = direct.estimate
    if direct.is_withheld or told.se is None or told.n < FEWEST_ANSWERS:
        return True
    return not told.estimate or told.se / abs(told.estimate) > UNCERTAIN


def lenders(released: Sequence[Released], links: Sequence[Link]) -> set[tuple[str, str]]:
    """Return (indicator, kecamatan group) of the direct figures that the model may be given."""
    enough = [r for r in released if r.by == PLACE and r.estimate.n >= FEWEST_ANSWERS]
    told = {_key(r) for r in enough if not r.is_withheld}
    vague = {
        _key(r)
        for r in enough
        if r.is_withheld
        and COVER not in (*r.estimate.reasons, r.why)
        and not is_confidential(r.estimate)
    }
    unsafe = unsafe_to_open(released, links, vague) if vague else set()
    return told | {key for key in vague if key[0] not in unsafe}


def _key(one: Released) -> tuple[str, str]:
    return one.estimate.indicator, one.estimate.domain


def place_of(domain: str) -> str:
    """Return the kecamatan of a group."""
    return labels_of(domain).get(PLACE, "")


def modelled(
    direct: Sequence[Direct], whole: Released | None, name: IndicatorName, around: Around
) -> Modelled:
    """Return model figures of an indicator for the kecamatan that need them.

    Args:
        direct: the figures of all kecamatan.
        whole: that of the kabupaten; withheld, there is no model.
        name: of the figure; a change has none, its relative error means nothing.
        around: sizes and covariates.
    """
    needy = {one.domain for one in direct if is_uncertain(one.released)}
    if not needy or name.is_change or whole is None or whole.is_withheld:
        return Modelled(())
    if whole.estimate.estimate is None:
        return Modelled(())
    try:
        fitted, used = _fitted(direct, name, around)
        sizes = {one.domain: max(around.sizes.get(one.place, 0.0), 1.0) for one in direct}
        fitted = benchmarked(fitted, sizes, whole.estimate.estimate)
    except Refusal as refusal:
        return Modelled((), refusal.code)
    by_name = {one.domain: one.released.estimate for one in direct}
    figures = tuple(
        _told(by_name[area.name], area, name, fitted.between, used)
        for area in fitted.areas
        if area.name in needy
    )
    return Modelled(figures, "", fitted.between == 0)


def _fitted(
    direct: Sequence[Direct], name: IndicatorName, around: Around
) -> tuple[SmallAreas, tuple[str, ...]]:
    """Fit with as many covariates as the kecamatan carry, fewer where one says nothing."""
    places = [one.place for one in direct]
    allowed = sum(one.lent is not None for one in direct) // AREAS_PER_COVARIATE
    told = [
        code for code, by_place in around.covariates.items() if all(p in by_place for p in places)
    ][:allowed]
    while True:
        areas = [_area(one, [around.covariates[code] for code in told]) for one in direct]
        try:
            fitted = fay_herriot(areas, scale="arcsine" if name.is_share else "identity")
        except Refusal as refusal:
            if not told or refusal.code not in {"covariates_collinear", "too_few_areas"}:
                raise
            told.pop()
        else:
            return fitted, tuple(told)


def _area(one: Direct, covariates: Sequence[Mapping[str, float]]) -> Area:
    x = tuple(by_place[one.place] for by_place in covariates)
    n, lent = one.released.estimate.n, one.lent
    if lent is None or lent.estimate is None:
        return Area(one.domain, None, None, n, x)
    return Area(one.domain, lent.estimate, lent.se**2 if lent.se else None, n, x)


def _told(
    direct: Estimate, area: SmallArea, name: IndicatorName, between: float, used: tuple[str, ...]
) -> ModelFigure:
    """Return a model figure in the form of all figures, named as what it is, and judged."""
    relative = area.rmse / abs(area.estimate) if area.estimate else None
    verdict = survey.judge(
        survey.Evidence(
            name.is_share, area.estimate, area.rmse, area.low, area.high, ENOUGH, ENOUGH
        )
    )
    reasons = (*verdict.reasons, *(("synthetic",) if area.synthetic else ()))
    quality = "caution" if area.synthetic and verdict.quality == "ok" else verdict.quality
    found = replace(
        direct, estimate=area.estimate, se=area.rmse, ci_low=area.low, ci_high=area.high,
        deff=None, rse=relative, df=0, quality=quality, reasons=reasons,
        method=SYNTHETIC if area.synthetic else MODEL,
    )  # fmt: skip
    if quality == "suppressed":
        return ModelFigure(emptied(found, reasons), None, None, used, reasons[0])
    wide = (area.high - area.low) * name.scale > WIDEST_PUBLIC_POINTS
    return ModelFigure(found, area.gamma, between, used, "width" if wide else "")


def all_modelled(
    found: Sequence[Estimate],
    released: Sequence[Released],
    names: Sequence[IndicatorName],
    links: Sequence[Link],
    around: Around,
) -> list[ModelFigure]:
    """Return the model figures of every indicator, in the order of the names.

    Args:
        found: direct figures of all kecamatan as they are, withheld ones too.
        released: all released figures of all groups, without which it cannot be judged what
            would follow.
        names: of the instrument.
        links: the equations between them.
        around: sizes and covariates.
    """
    lend = lenders(released, links)
    own = {(e.indicator, e.domain): e for e in found}
    direct: dict[str, list[Direct]] = {}
    whole: dict[str, Released] = {}
    for one in released:
        code = one.estimate.indicator
        if one.by == PLACE:
            lent = own.get(_key(one)) if _key(one) in lend else None
            direct.setdefault(code, []).append(Direct(one, lent))
        elif not one.by:
            whole[code] = one
    found_models = (
        modelled(direct.get(name.code, ()), whole.get(name.code), name, around) for name in names
    )
    return [figure for one in found_models for figure in one.figures]
