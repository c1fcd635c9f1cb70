"""May a figure be believed? The one place that decides ok, caution or suppressed."""

from dataclasses import dataclass
from typing import Literal

Quality = Literal["ok", "caution", "suppressed"]
SMALLEST_ANSWERS = 10  # fewer are never told
_RANK: dict[Quality, int] = {"ok": 0, "caution": 1, "suppressed": 2}


@dataclass(frozen=True)
class Evidence:
    """What is known about a figure when its quality is judged; None = not known or not asked."""

    is_share: bool
    estimate: float | None
    se: float | None
    low: float | None
    high: float | None
    answers: int
    df: int
    response_rate: float | None = None
    businesses: int | None = None
    largest_share: float | None = None


@dataclass(frozen=True)
class Verdict:
    """The quality of a figure and the reasons for it, as stable English codes."""

    quality: Quality
    reasons: tuple[str, ...]


def _relative_error(evidence: Evidence) -> Quality:
    """Judge a mean, total or ratio by se / |estimate|: over 25 % caution, over 50 % suppressed."""
    if evidence.estimate is None or evidence.se is None:
        return "suppressed"
    if evidence.se == 0:
        return "ok"
    if evidence.estimate == 0:
        return "suppressed"
    error = evidence.se / abs(evidence.estimate)
    return "suppressed" if error > 0.5 else "caution" if error > 0.25 else "ok"


def _width(evidence: Evidence) -> Quality:
    """Judge a share by the width of its interval, absolute and relative to the share."""
    if evidence.estimate is None or evidence.low is None or evidence.high is None:
        return "suppressed"
    width = evidence.high - evidence.low
    wide_for_its_size = width > 0.05 and width > 1.3 * evidence.estimate
    if width > 0.4 or wide_for_its_size:
        return "suppressed"
    return "caution" if width > 0.3 else "ok"


def _below(value: float | None, suppressed: float, caution: float) -> Quality:
    """Judge a number that should be large; unknown does not count against the figure."""
    if value is None:
        return "ok"
    return "suppressed" if value < suppressed else "caution" if value < caution else "ok"


def _confidential(evidence: Evidence) -> Quality:
    """Hide a cell of fewer than 3 businesses or one that a single business dominates."""
    few = evidence.businesses is not None and evidence.businesses < 3
    dominated = evidence.largest_share is not None and evidence.largest_share > 0.7
    return "suppressed" if few or dominated else "ok"


def judge(evidence: Evidence) -> Verdict:
    """Return the worst of all rules (measurement notes, section 7) with its reasons."""
    found: dict[str, Quality] = {
        "width" if evidence.is_share else "relative_error": (
            _width(evidence) if evidence.is_share else _relative_error(evidence)
        ),
        "answers": _below(evidence.answers, SMALLEST_ANSWERS, 30),
        "degrees_of_freedom": _below(evidence.df, 1, 8),
        "response_rate": _below(evidence.response_rate, 0.4, 0.7),
        "confidentiality": _confidential(evidence),
    }
    worst = max(found.values(), key=_RANK.__getitem__)
    reasons = tuple(name for name, quality in found.items() if quality == worst != "ok")
    return Verdict(worst, reasons)
