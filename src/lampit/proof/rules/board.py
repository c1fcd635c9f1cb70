"""Published figures of boards from raw counts, rolled up to provinces and nation."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from lampit.proof.rules.rollup import Estimated, combine, may_show_index, pooled
from lampit.science.survey.disclosure import Sum, disclose

REGISTERED, COMPLETE, FRESH, INDEX, RESPONSE = (
    "registered", "complete", "fresh", "index", "response",
)  # fmt: skip
INDICATORS = (REGISTERED, COMPLETE, FRESH, INDEX, RESPONSE)
NATION = ""
PROVINCE_LENGTH = 2
Z95 = 1.959963984540054


@dataclass(frozen=True)
class Raw:
    """What a board knows: counts of its register and its newest survey; None = not asked yet.

    Of the `framed` businesses that may still run, `filled` of `fillable` cells hold something, and
    `fresh` were confirmed lately: as the register's own page tells it, counted on `counted_on`.
    `response` is the response rate of the round: closed businesses and those that are none are
    not counted.
    """

    registered: int = 0
    filled: int = 0
    fillable: int = 0
    fresh: int = 0
    updated_on: date | None = None
    drawn: int = 0
    answered: int = 0
    index: float | None = None
    low: float | None = None
    high: float | None = None
    quality: str = "ok"
    surveyed_on: date | None = None
    se: float | None = None
    response: float | None = None
    framed: int = 0
    counted_on: date | None = None

    @property
    def expected(self) -> float:
        """Return the businesses that should have answered: the whole of the response rate."""
        return self.answered / self.response if self.response else 0.0

    @property
    def estimate(self) -> Estimated | None:
        """Return the index as it may leave the board, None when it may not."""
        if self.index is None or self.low is None or self.high is None:
            return None
        if not may_show_index(self.answered, self.quality):
            return None
        se = (self.high - self.low) / (2 * Z95) if self.se is None else self.se
        return Estimated(self.index, se, self.answered, self.registered)


@dataclass(frozen=True)
class Published:
    """A figure as it is published; no value means unknown, `hidden` that it may not be told."""

    indicator: str
    n: int
    value: float | None
    low: float | None = None
    high: float | None = None
    se: float | None = None
    quality: str = "ok"
    hidden: bool = False
    boards: int = 1
    method: str = ""
    updated_on: date | None = None


def _share(indicator: str, part: int, whole: int, like: Published) -> Published:
    """Return a share as a published figure, about the same businesses as `like`."""
    return replace(like, indicator=indicator, value=pooled([(part, whole)]).value)


def _index(boards: list[Raw]) -> Published:
    """Return the index of one board as it is, or of several as their weighted mean."""
    asked = [raw for raw in boards if raw.surveyed_on]
    shown = [(raw, estimate) for raw in boards if (estimate := raw.estimate)]
    answers = sum(raw.answered for raw in asked)
    day = max((raw.surveyed_on for raw in asked if raw.surveyed_on), default=None)
    if not shown:
        return Published(
            INDEX, answers, None, quality="suppressed", boards=0, method="survey", updated_on=day
        )
    found = combine(estimate for _, estimate in shown)
    quality = shown[0][0].quality if len(boards) == 1 else "ok"
    method = "survey" if len(boards) == 1 else "survey_combined"
    if len(shown) == 1:
        raw = shown[0][0]
        found = replace(found, value=raw.index, low=raw.low, high=raw.high)
    return Published(
        INDEX, found.n, found.value, found.low, found.high, found.se, quality,
        boards=found.boards, method=method, updated_on=day,
    )  # fmt: skip


def published(boards: list[Raw]) -> list[Published]:
    """Return the figures of a board, or of several boards together."""
    count = sum(raw.registered for raw in boards)
    updated = max((raw.updated_on for raw in boards if raw.updated_on), default=None)
    registered = Published(
        REGISTERED, count, float(count), boards=len(boards), method="count", updated_on=updated
    )
    filled = sum(raw.filled for raw in boards), sum(raw.fillable for raw in boards)
    framed = sum(raw.framed for raw in boards)
    days = [raw.counted_on for raw in boards if raw.counted_on]
    counted = replace(
        registered, n=framed, boards=len(days), updated_on=min(days) if days else None
    )
    index = _index(boards)
    return [
        registered,
        _share(COMPLETE, *filled, counted),
        _share(FRESH, sum(raw.fresh for raw in boards), framed, counted),
        index,
        _response(boards, index),
    ]


def _response(boards: list[Raw], index: Published) -> Published:
    """Return the response rate over all boards that asked: answers of those who should have."""
    asked = [raw for raw in boards if raw.response]
    expected = sum(raw.expected for raw in asked)
    return replace(
        index, indicator=RESPONSE, n=sum(raw.drawn for raw in boards), low=None, high=None,
        se=None, value=sum(raw.answered for raw in asked) / expected if expected else None,
        quality="ok", boards=sum(raw.drawn > 0 for raw in boards), method="survey",
    )  # fmt: skip


def _withheld(figure: Published) -> Published:
    """Return a figure without its numbers."""
    return replace(
        figure, n=0, value=None, low=None, high=None, se=None, hidden=True, quality="suppressed"
    )


def roll_up(boards: Mapping[str, Raw]) -> dict[str, list[Published]]:
    """Return the figures of every board, province (2 digits) and the nation (empty code).

    Counts of the register below the smallest published one are hidden, with as many others as
    it takes that nobody can subtract; the shares over these counts go with them. Boards without
    any data are not in the result: they are unknown, not zero.
    """
    groups: dict[str, list[str]] = {}
    for code in sorted(boards):
        groups.setdefault(code[:PROVINCE_LENGTH], []).append(code)
    found = {code: published([raw]) for code, raw in boards.items()}
    for province, members in groups.items():
        found[province] = published([boards[code] for code in members])
    if boards:
        found[NATION] = published(list(boards.values()))
    sums = [Sum(province, tuple(members)) for province, members in groups.items()]
    sums.append(Sum(NATION, tuple(groups)))
    hidden = disclose({code: figures[0].n for code, figures in found.items()}, sums)
    # Their n is another one: of those that may still run fewer can be one or two.
    shares = hidden | disclose({code: figures[1].n for code, figures in found.items()}, sums)
    kept_back = {REGISTERED: hidden, COMPLETE: shares, FRESH: shares}
    return {
        code: [_withheld(f) if code in kept_back.get(f.indicator, ()) else f for f in figures]
        for code, figures in found.items()
    }
