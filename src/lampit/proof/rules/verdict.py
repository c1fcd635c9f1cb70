"""How far a figure may be believed: four levels, in the words of the impact page."""

from enum import StrEnum


class Verdict(StrEnum):
    """Levels of evidence; the page shows each with its words, never by colour alone."""

    PROVEN = "terbukti"
    PERHAPS = "mungkin"
    UNSEEN = "tidak_terlihat"
    TOO_FEW = "belum_cukup"


def judge(
    low: float | None, high: float | None, *, compared: bool, parallel: bool = True
) -> Verdict:
    """Return the level of an effect with its interval; no interval, no verdict.

    `compared`: a comparison group or price stands behind it; without one, or with groups that
    already differed before (`parallel` false), the best an effect can be is "mungkin".
    """
    if low is None or high is None:
        return Verdict.TOO_FEW
    if low <= 0 <= high:
        return Verdict.UNSEEN
    return Verdict.PROVEN if compared and parallel else Verdict.PERHAPS
