"""Model figures for areas with too few answers of their own: Fay and Herriot (1979).

y_d = x_d'b + v_d + e_d, v ~ (0, A), e ~ (0, D_d); A by REML, error as Prasad and Rao (1990):
MSE = g1 + g2 + 2·g3 (measurement notes, section 8). Shares may be modelled on the arcsine or
logit scale; what comes back is then the mean over the posterior, not its plain inverse.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from scipy import special

from lampit.basics.refusal import Refusal
from lampit.science.survey.design import Floats
from lampit.science.survey.intervals import normal_quantile

AREAS_PER_COVARIATE = 5
SPARE_AREAS = 3  # more than there are coefficients, or A cannot be told from nothing
SCORING_STEPS = 500
Scale = Literal["identity", "arcsine", "logit"]


@dataclass(frozen=True)
class Area:
    """An area with its direct figure: estimate, design variance, answers, covariates.

    `estimate` and `variance` are None where nobody answered: the figure is then the model's
    alone. `covariates` do not contain the constant.
    """

    name: str
    estimate: float | None
    variance: float | None
    answers: int
    covariates: tuple[float, ...] = ()


@dataclass(frozen=True)
class SmallArea:
    """The model figure of an area, on the scale of what was asked (a share: 0 to 1).

    `gamma` is the weight of the area's own figure, 0 where the model speaks alone
    (`synthetic`). `direct` is the direct figure, `direct_variance` its variance as the model
    used it (smoothed, on the model's scale).
    """

    name: str
    estimate: float
    mse: float
    low: float
    high: float
    gamma: float
    direct: float | None
    direct_variance: float | None
    synthetic: bool

    @property
    def rmse(self) -> float:
        """Return the root of the mean squared error, comparable with a standard error."""
        return math.sqrt(self.mse)


@dataclass(frozen=True)
class SmallAreas:
    """A fitted model: variance between areas, coefficients (constant first), the areas.

    `notes` are stable codes: `synthetic` (A is 0: all figures are the model's), `smoothed`,
    `benchmarked`. `factor` is that of the benchmark, 1 before it.
    """

    scale: Scale
    between: float
    coefficients: tuple[float, ...]
    errors: tuple[float, ...]
    areas: tuple[SmallArea, ...]
    notes: tuple[str, ...]
    factor: float = 1.0

    def area(self, name: str) -> SmallArea:
        """Return one area by its name."""
        return next(area for area in self.areas if area.name == name)


def smoothed_variances(variances: Sequence[float | None], answers: Sequence[int]) -> list[float]:
    """Return variances read off the line of log D on log n, so that no lucky one counts too much.

    Areas without a usable variance take part with the others' line. The line is raised by the
    mean of D over what it says (Duan 1983), because logs average too low.

    Raises:
        Refusal: `variances_unknown`, fewer than three usable variances.
    """
    pairs = zip(variances, answers, strict=True)
    known = [(math.log(n), math.log(d)) for d, n in pairs if d is not None and d > 0 and n > 1]
    if len(known) < 3:
        raise Refusal("variances_unknown", "Terlalu sedikit wilayah yang galatnya diketahui.")
    x, y = np.array(known).T
    spread = float(np.sum((x - x.mean()) ** 2))
    slope = float(np.sum((x - x.mean()) * (y - y.mean()))) / spread if spread > 1e-12 else -1.0
    start = float(y.mean()) - slope * float(x.mean())
    smear = float(np.mean(np.exp(y - start - slope * x)))
    return [smear * math.exp(start + slope * math.log(max(n, 1))) for n in answers]


@dataclass(frozen=True, eq=False)
class _Model:
    """The areas with a figure of their own, on the model's scale."""

    y: Floats
    x: Floats
    d: Floats

    def solved(self, between: float) -> tuple[Floats, Floats, Floats]:
        """Return 1/(A + D), (X'V⁻¹X)⁻¹ and the coefficients."""
        inverse = 1 / (between + self.d)
        core = np.asarray(np.linalg.inv((self.x * inverse[:, None]).T @ self.x))
        return inverse, core, core @ (self.x.T @ (inverse * self.y))

    def score(self, between: float) -> tuple[float, float]:
        """Return the REML score and its expected information at A."""
        inverse, core, beta = self.solved(between)
        leverage = self.x * inverse[:, None]
        inner = leverage.T @ leverage
        residual = inverse * (self.y - self.x @ beta)
        trace = float(np.sum(inverse)) - float(np.trace(core @ inner))
        cubes = (self.x * (inverse**3)[:, None]).T @ self.x
        both = core @ inner
        information = float(np.sum(inverse**2)) - 2 * float(np.trace(core @ cubes))
        information += float(np.trace(both @ both))
        return (float(residual @ residual) - trace) / 2, information / 2

    def between(self) -> float:
        """Return A by REML: scoring from the median of D, never below 0."""
        a = float(np.median(self.d))
        for _ in range(SCORING_STEPS):
            slope, information = self.score(a)
            stepped = max(a + slope / information, 0.0)
            if abs(stepped - a) <= 1e-14 * max(stepped, float(np.min(self.d)) * 1e-6):
                return stepped
            a = stepped
        return a if self.score(0.0)[0] > 0 else 0.0


def _to_scale(scale: Scale, areas: Sequence[Area]) -> tuple[list[float], list[float | None]]:
    """Return figures and variances on the model's scale, by the delta method.

    A share of 0 or 1 has no variance of its own and no logit: on the logit scale it is moved
    by half an answer, its variance is left to the smoothing.
    """
    values: list[float] = []
    variances: list[float | None] = []
    for area in areas:
        y, d = float(area.estimate or 0.0), area.variance
        if scale == "identity":
            values.append(y)
            variances.append(d)
            continue
        if not 0 <= y <= 1:
            raise Refusal("share_out_of_range", f"Nilai {area.name} bukan bagian antara 0 dan 1.")
        edge = y in {0.0, 1.0} or not d
        if scale == "arcsine":
            values.append(math.asin(math.sqrt(y)))
            variances.append(None if edge or d is None else d / (4 * y * (1 - y)))
        else:
            moved = (y * area.answers + 0.5) / (area.answers + 1) if y in {0.0, 1.0} else y
            values.append(math.log(moved / (1 - moved)))
            variances.append(None if edge or d is None else d / (y * (1 - y)) ** 2)
    return values, variances


def _back(scale: Scale, value: float, spread: float, mse: float) -> tuple[float, float]:
    """Return mean and MSE on the asked scale of a figure that is normal on the model's.

    The mean is taken over the posterior (variance `spread` = g1), the MSE over `mse`.
    """
    if scale == "identity":
        return value, mse
    nodes, weights = np.polynomial.hermite_e.hermegauss(41)
    weights = weights / np.sum(weights)

    def inverse(points: Floats) -> Floats:
        if scale == "logit":
            return np.asarray(special.expit(points))
        return np.sin(np.clip(points, 0.0, math.pi / 2)) ** 2

    mean = float(weights @ inverse(value + math.sqrt(spread) * nodes))
    seen = inverse(value + math.sqrt(mse) * nodes)
    return mean, float(weights @ (seen - mean) ** 2)


def _ends(scale: Scale, value: float, half: float) -> tuple[float, float]:
    """Return the ends of the interval on the asked scale."""
    low, high = value - half, value + half
    if scale == "logit":
        return float(special.expit(low)), float(special.expit(high))
    if scale == "arcsine":
        low, high = max(low, 0.0), min(high, math.pi / 2)
        return math.sin(low) ** 2, math.sin(high) ** 2
    return low, high


def _checked(areas: Sequence[Area], known: Sequence[Area], *, constant: bool) -> None:
    """Refuse a model that the areas cannot carry."""
    widths = {len(area.covariates) for area in areas}
    if len(widths) != 1:
        raise ValueError("areas differ in their number of covariates")
    width = widths.pop()
    if width - (not constant) > len(known) / AREAS_PER_COVARIATE:
        allowed = len(known) // AREAS_PER_COVARIATE
        raise Refusal(
            "too_many_covariates",
            f"{len(known)} wilayah hanya cukup untuk {allowed} peubah penjelas.",
        )
    if len(known) < width + constant + SPARE_AREAS:
        raise Refusal("too_few_areas", "Terlalu sedikit wilayah yang punya angka sendiri.")


def _design_matrix(areas: Sequence[Area], *, constant: bool) -> Floats:
    """Return the covariates, the constant first."""
    rows = [[1.0, *a.covariates] if constant else list(a.covariates) for a in areas]
    return np.array(rows, dtype=np.float64)


def _model(
    known: Sequence[Area], scale: Scale, *, smooth: bool, constant: bool
) -> tuple[_Model, Floats]:
    """Return the model of the known areas, and the variances it uses."""
    values, variances = _to_scale(scale, known)
    if smooth:
        used = np.array(smoothed_variances(variances, [area.answers for area in known]))
    else:
        wrong = [a.name for a, d in zip(known, variances, strict=True) if d is None or d <= 0]
        if wrong:
            raise Refusal("variances_unknown", f"Galat {wrong[0]} tidak diketahui atau nol.")
        used = np.array([float(d or 0.0) for d in variances])
    x = _design_matrix(known, constant=constant)
    if np.linalg.matrix_rank(x) < x.shape[1]:
        raise Refusal("covariates_collinear", "Peubah penjelas saling menentukan; buang satu.")
    return _Model(np.array(values), x, used), used


def fay_herriot(
    areas: Sequence[Area],
    *,
    scale: Scale = "identity",
    smooth: bool = True,
    constant: bool = True,
    confidence: float = 0.95,
) -> SmallAreas:
    """Fit the model to all areas with a figure of their own and return a figure for each area.

    `smooth` reads the variances off the line of log D on log n; `scale` `arcsine` or `logit`
    is for shares. Without `constant` the covariates must hold it (groups as 0/1). Intervals
    are figure ± z·√MSE, on the model's scale. Areas without a figure get x'b with MSE A + g2.

    Raises:
        Refusal: `too_many_covariates` (more than one per five areas), `too_few_areas`,
            `covariates_collinear`, `variances_unknown`, `share_out_of_range`.
    """
    known = [a for a in areas if a.estimate is not None and a.answers > 0]
    _checked(areas, known, constant=constant)
    model, used = _model(known, scale, smooth=smooth, constant=constant)
    between = model.between()
    inverse, core, beta = model.solved(between)
    found: list[SmallArea] = []
    place = {area.name: at for at, area in enumerate(known)}
    uncertainty = 2 / float(np.sum(inverse**2))
    for area in areas:
        x = _design_matrix([area], constant=constant)[0]
        fixed, reach = float(x @ beta), float(x @ core @ x)
        at = place.get(area.name)
        if at is None:
            value, gamma, g1, mse, d = fixed, 0.0, between, between + reach, None
        else:
            d = float(used[at])
            gamma = between / (between + d)
            value = fixed + gamma * (float(model.y[at]) - fixed)
            g1, g3 = gamma * d, d**2 * float(inverse[at]) ** 3 * uncertainty
            mse = g1 + (1 - gamma) ** 2 * reach + 2 * g3
        told, error = _back(scale, value, g1, mse)
        low, high = _ends(scale, value, normal_quantile(confidence) * math.sqrt(mse))
        synthetic = at is None or between == 0
        found.append(
            SmallArea(area.name, told, error, low, high, gamma, area.estimate, d, synthetic)
        )
    notes = (("synthetic",) if between == 0 else ()) + (("smoothed",) if smooth else ())
    errors = tuple(float(e) for e in np.sqrt(np.diag(core)))
    return SmallAreas(scale, between, tuple(map(float, beta)), errors, tuple(found), notes)


def benchmarked(
    fitted: SmallAreas, sizes: Mapping[str, float], direct: float, *, total: bool = False
) -> SmallAreas:
    """Scale all areas by one factor so that together they give the direct figure of the whole.

    `sizes[name]` is the population of each area; `direct` the mean (or, with `total`, the sum
    of totals, where the areas hold totals and sizes are not used). Errors grow with the factor,
    whose own error is left out; shares stay within 0 and 1.

    Raises:
        Refusal: `benchmark_impossible` when the areas sum to nothing.
    """
    weights = [1.0 if total else float(sizes[area.name]) for area in fitted.areas]
    whole = 1.0 if total else math.fsum(weights)
    now = math.fsum(w * a.estimate for w, a in zip(weights, fitted.areas, strict=True))
    if now == 0 or whole == 0:
        raise Refusal("benchmark_impossible", "Angka wilayah berjumlah nol; tidak dapat disetel.")
    factor = direct * whole / now
    top = math.inf if fitted.scale == "identity" else 1.0
    areas = tuple(
        replace(
            area,
            estimate=min(area.estimate * factor, top),
            mse=area.mse * factor**2,
            low=min(area.low * factor, area.high * factor, top),
            high=min(max(area.low * factor, area.high * factor), top),
        )
        for area in fitted.areas
    )
    return replace(fitted, areas=areas, factor=factor, notes=(*fitted.notes, "benchmarked"))
