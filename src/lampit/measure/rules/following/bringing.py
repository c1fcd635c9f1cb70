"""What following up would bring: expected intervals under three courses, strata by gain. Pure.

The reckoning is that of the plan (`rules.planning`): design weights, spread of a share of one
half and of 20 index points, the likeness of businesses of one village. It foretells widths; the
figures of a round have their own.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from lampit.measure.rules.planning import (
    INDEX_SPREAD,
    SHARE_SPREAD,
    TWO,
    Choices,
)
from lampit.science import survey
from lampit.science.survey.response import Outcome, ResponseFigures, response_figures

LOW_RATE, LOWEST_RATE = 0.70, 0.40  # measurement notes, section 7: caution, withheld
WIDEST_SHARE = 50.0  # points: a share give or take so much may be anything


@dataclass(frozen=True, slots=True)
class Drawn:
    """A drawn business as far as it weighs: `weight` = 1 / chance, 0 for one known to have ended.

    `is_open`: no result yet; `is_left`: it may still be asked, a result put aside included.
    """

    stratum: str
    weight: float
    outcome: Outcome
    is_open: bool
    is_left: bool


@dataclass(frozen=True)
class Widths:
    """Half widths of 95 % intervals in points: (index, share), None where nobody would answer.

    `now` is also what stays if nobody else answers; `likewise` if those without a result answer
    as the others did; `reached` if all that may still be asked answer, those apart that will be
    found to be no business, as often as now.
    """

    answers: int
    expected: float
    reachable: float
    now: tuple[float, float] | None
    likewise: tuple[float, float] | None
    reached: tuple[float, float] | None


@dataclass(frozen=True)
class Standing:
    """Response of a domain, and what its intervals would become."""

    figures: ResponseFigures
    left: int
    widths: Widths

    @property
    def level(self) -> str:
        """Return `ok`, `caution` below 70 % response, `suppressed` below 40 %, "" not known."""
        rate = self.figures.rate
        if rate is None:
            return ""
        return "suppressed" if rate < LOWEST_RATE else "caution" if rate < LOW_RATE else "ok"


@dataclass(frozen=True)
class Gain:
    """A stratum where answers help most.

    `share` is that of all the variance which the whole list could take away, 0 to 1; `weight`
    that of all businesses; `each` how many businesses one answer stands for now, None for none.
    """

    stratum: str
    drawn: int
    answered: int
    left: int
    weight: float
    share: float
    each: float | None


def _rates(rows: Sequence[Drawn]) -> tuple[float, float]:
    """Return the shares, among the resolved, of those who answered and of those eligible.

    Who had ended before the draw says nothing of those who may still be asked.
    """
    resolved = [row for row in rows if row.weight and row.outcome != "unknown"]
    if not resolved:
        return 0.0, 1.0
    answered = sum(row.outcome == "respondent" for row in resolved)
    gone = sum(row.outcome == "ineligible" for row in resolved)
    return answered / len(resolved), 1 - gone / len(resolved)


def _by_stratum(rows: Iterable[Drawn]) -> dict[str, list[Drawn]]:
    found: dict[str, list[Drawn]] = defaultdict(list)
    for row in rows:
        if row.weight:
            found[row.stratum].append(row)
    return found


def _pair(
    strata: Mapping[str, Sequence[Drawn]], answers: Mapping[str, float], choices: Choices
) -> tuple[float, float] | None:
    """Return the half widths of index and share for so many answers in each stratum.

    None where so few say nothing: without answers, or a share give or take all there is.
    """
    sizes = {k: max(sum(r.weight for r in rows), answers[k]) for k, rows in strata.items()}
    drawn = sum(len(rows) for rows in strata.values())
    total = sum(answers.values())
    if not total or not drawn:
        return None
    more = (
        {"per_village": choices.per_village * total / drawn, "likeness": choices.likeness}
        if choices.design == TWO
        else {}
    )
    found = []
    for spread, scale in ((INDEX_SPREAD, 1.0), (SHARE_SPREAD, 100.0)):
        told = survey.expected_precision(sizes, answers, spread=spread, **more)  # type: ignore[arg-type]  # expected answers need not be whole
        if told.half_width is None:
            return None
        found.append(told.half_width * scale)
    return (found[0], found[1]) if found[1] < WIDEST_SHARE else None


def _courses(
    strata: Mapping[str, Sequence[Drawn]], answer_rate: float, eligible: float
) -> tuple[dict[str, float], dict[str, float], dict[str, float]]:
    """Return the answers of each stratum: now, likewise, all reached."""
    now = {k: float(sum(r.outcome == "respondent" for r in rows)) for k, rows in strata.items()}
    waiting = {k: sum(r.is_open for r in rows) for k, rows in strata.items()}
    left = {k: sum(r.is_left for r in rows) for k, rows in strata.items()}
    likewise = {k: now[k] + waiting[k] * answer_rate for k in strata}
    return now, likewise, {k: now[k] + left[k] * eligible for k in strata}


def widths(rows: Sequence[Drawn], choices: Choices, rates: tuple[float, float]) -> Widths:
    """Return what the intervals of a domain are and would be.

    `rates` are those of the whole round: the shares of the resolved that answered, and that are
    eligible.
    """
    strata = _by_stratum(rows)
    now, likewise, reached = _courses(strata, *rates)
    return Widths(
        round(sum(now.values())),
        sum(likewise.values()),
        sum(reached.values()),
        _pair(strata, now, choices),
        _pair(strata, likewise, choices) if rates[0] else None,
        _pair(strata, reached, choices),
    )


def standing_of(
    rows: Sequence[Drawn], choices: Choices, everybody: Sequence[Drawn] | None = None
) -> Standing:
    """Return response and widths of a domain; `everybody` is the whole round."""
    return Standing(
        response_figures([row.outcome for row in rows]),
        sum(row.is_left for row in rows),
        widths(rows, choices, _rates(everybody if everybody is not None else rows)),
    )


def _variance(size: float, total: float, n: float) -> float:
    """Return what a stratum adds to the variance of a share, with its finite population."""
    return (size / total) ** 2 * max(1 - n / size, 0.0) * SHARE_SPREAD**2 / max(n, 1.0)


def gains(rows: Sequence[Drawn], most: int = 5) -> list[Gain]:
    """Return the strata whose answers would narrow the interval of the whole most, first those.

    A stratum in which nobody answered counts as if one had: it is guessed from its neighbours.
    """
    strata = _by_stratum(rows)
    total = sum(row.weight for row in rows)
    now, _likewise, reached = _courses(strata, *_rates(rows))
    brings = {}
    for name, own in strata.items():
        size = max(sum(r.weight for r in own), reached[name])
        brings[name] = _variance(size, total, now[name]) - _variance(size, total, reached[name])
    whole = math.fsum(b for b in brings.values() if b > 0)
    names = sorted((n for n, b in brings.items() if b > 0), key=lambda n: (-brings[n], n))
    return [
        Gain(
            name, len(strata[name]), round(now[name]), sum(r.is_left for r in strata[name]),
            sum(r.weight for r in strata[name]) / total, brings[name] / whole,
            sum(r.weight for r in strata[name]) / now[name] if now[name] else None,
        )
        for name in names[:most]
    ]  # fmt: skip
