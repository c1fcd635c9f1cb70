"""Whether a figure may be said in public, and the words for it (domain, section 19)."""

from dataclasses import dataclass, replace
from itertools import pairwise

from lampit.basics.texts import gettext_noop
from lampit.science.survey import Estimate

SMALLEST_PUBLIC_ANSWERS = 30
WIDEST_PUBLIC_POINTS = 30.0
NOBODY = gettext_noop("belum ada jawaban")
TOO_VAGUE = gettext_noop("selangnya terlalu lebar")
REASONS = {
    "answers": gettext_noop("kurang dari 30 jawaban"),
    "confidentiality": gettext_noop("ditahan supaya tidak menunjuk satu usaha"),
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


def _why(estimate: Estimate, width: float | None) -> str:
    """Return the reason for withholding a figure, as a stable code; empty when it is shown."""
    if estimate.n < SMALLEST_PUBLIC_ANSWERS:
        return "answers"
    if estimate.quality == "suppressed":
        return estimate.reasons[0] if estimate.reasons else "quality"
    if width is None or width > WIDEST_PUBLIC_POINTS:
        return "width"
    return ""


def shown(estimate: Estimate, name: str, code: str = "", *, scale: float = 1.0) -> Shown:
    """Return a figure as pages may show it; `scale` 100 turns a share into per cent.

    Fewer than 30 answers, an interval wider than 30 points, or suppressed quality: the numbers
    are withheld altogether, with the reason.
    """
    width = None
    if estimate.ci_low is not None and estimate.ci_high is not None:
        width = (estimate.ci_high - estimate.ci_low) * scale
    why = _why(estimate, width)
    if why or estimate.estimate is None or estimate.ci_low is None or estimate.ci_high is None:
        return Shown(name, code, estimate.n, None, None, None, "suppressed", why or "quality")
    return Shown(
        name,
        code,
        estimate.n,
        estimate.estimate * scale,
        estimate.ci_low * scale,
        estimate.ci_high * scale,
        estimate.quality,
        ", ".join(estimate.reasons),
        None if estimate.se is None else estimate.se * scale,
    )


def overlap(figures: list[Shown]) -> bool:
    """Say whether the intervals of any two shown figures overlap, so that no ranking stands."""
    ends = sorted((f.low, f.high) for f in figures if f.low is not None and f.high is not None)
    return any(later[0] <= earlier[1] for earlier, later in pairwise(ends))


def withheld(estimate: Estimate) -> Estimate:
    """Return an estimate of a round without its numbers where they may not leave the server.

    For people who compute: the quality rule alone (measurement notes, section 7); the stricter
    rule of sentences and maps is `shown`.
    """
    if estimate.quality != "suppressed":
        return estimate
    return replace(
        estimate,
        estimate=None,
        se=None,
        ci_low=None,
        ci_high=None,
        deff=None,
        rse=None,
        quality="suppressed",
    )
