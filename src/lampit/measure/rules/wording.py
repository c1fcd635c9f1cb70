"""Words for figures of a round: what may be said (domain, section 19) and why not."""

from dataclasses import dataclass
from itertools import pairwise

from lampit.basics.texts import gettext_noop
from lampit.measure.rules.estimating.domains import PLACE
from lampit.measure.rules.estimating.releasing import COVER, Released
from lampit.measure.rules.estimating.small import ModelFigure

NOBODY = gettext_noop("belum ada jawaban")
TOO_VAGUE = gettext_noop("selangnya terlalu lebar")
REASONS = {
    "answers": gettext_noop("kurang dari 30 jawaban"),
    "confidentiality": gettext_noop("ditahan supaya tidak menunjuk satu usaha"),
    "response_rate": gettext_noop("terlalu sedikit yang menjawab"),
    COVER: gettext_noop("ditahan supaya angka lain tidak terbuka dari selisihnya"),
}


@dataclass(frozen=True)
class Shown:
    """A figure ready for a page; all numbers None when it must not leave the server.

    `se` is the standard error on the scale of `value`.
    """

    name: str
    code: str
    n: int
    value: float | None
    low: float | None
    high: float | None
    quality: str
    why: str
    se: float | None = None

    @property
    def is_suppressed(self) -> bool:
        """Say whether the figure is withheld."""
        return self.value is None

    @property
    def reason(self) -> str:
        """Say in plain words why the figure is withheld; empty when it is shown."""
        if not self.is_suppressed:
            return ""
        if not self.n:
            return NOBODY
        return REASONS.get(self.why, TOO_VAGUE)


def nothing(name: str, code: str) -> Shown:
    """Return a figure of a group of which nobody answered."""
    return Shown(name, code, 0, None, None, None, "suppressed", "answers")


def shown(released: Released, name: str, code: str = "", *, scale: float = 1.0) -> Shown:
    """Return a released figure as pages may show it; `scale` 100 turns a share into per cent.

    What `releasing` keeps from sentences has no number here, whatever files may hold.
    """
    estimate = released.estimate
    value, low, high = estimate.estimate, estimate.ci_low, estimate.ci_high
    if released.why or value is None or low is None or high is None:
        why = released.why or "quality"
        return Shown(name, code, estimate.n, None, None, None, "suppressed", why)
    return Shown(
        name,
        code,
        estimate.n,
        value * scale,
        low * scale,
        high * scale,
        estimate.quality,
        ", ".join(estimate.reasons),
        None if estimate.se is None else estimate.se * scale,
    )


def shown_model(modelled: ModelFigure, name: str, code: str = "", *, scale: float = 1.0) -> Shown:
    """Return a model figure as pages may show it; one that is too wide has no number here."""
    estimate = modelled.estimate
    return shown(Released(PLACE, estimate, modelled.why), name, code, scale=scale)


def overlap(figures: list[Shown]) -> bool:
    """Say whether the intervals of any two shown figures overlap, so that no ranking stands."""
    ends = sorted((f.low, f.high) for f in figures if f.low is not None and f.high is not None)
    return any(later[0] <= earlier[1] for earlier, later in pairwise(ends))
