"""Who did not answer, seen with what the register knows of everybody who was drawn. Pure.

Response in each group, groups that answer more or less than chance allows, and by how much the
share online would move if answers were weighted by that group alone.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from lampit.science.survey.intervals import normal_quantile
from lampit.science.survey.response import Outcome, response_figures

NOTICED = 0.5  # percentage points
SMALLEST = 10  # fewer of a group say nothing by themselves


@dataclass(frozen=True, slots=True)
class Unit:
    """A drawn business: design weight, what became of it, its groups, whether it sells online."""

    weight: float
    outcome: Outcome
    groups: Mapping[str, str]
    online: float | None = None


@dataclass(frozen=True)
class Group:
    """A group of a trait: shares are of design weights, among those who run a business.

    `stands_out` is 1 or -1 where it answers more or less than the others, beyond chance, 0 else.
    """

    code: str
    drawn: int
    respondents: int
    rate: float | None
    frame_share: float
    answer_share: float
    stands_out: int


@dataclass(frozen=True)
class Trait:
    """A trait that the register knows, its groups, and what weighting by it would change.

    `shift`: by how many percentage points the share online among the answers stands higher than
    it would with the groups as large as in the frame; None where too few answered. `is_weighted`:
    the weights of the round make up for it already.
    """

    code: str
    groups: list[Group]
    shift: float | None
    is_weighted: bool

    @property
    def is_small(self) -> bool:
        """Say whether weighting by it would change next to nothing."""
        return self.shift is None or abs(self.shift) < NOTICED

    @property
    def outstanding(self) -> list[Group]:
        """Return the groups that answer more or less than chance allows."""
        return [group for group in self.groups if group.stands_out]


def traits(units: Sequence[Unit], codes: Iterable[str], weighted: Iterable[str]) -> list[Trait]:
    """Return each trait with its groups; `weighted` names those that weights make up for."""
    known = set(weighted)
    return [_trait(units, code, is_weighted=code in known) for code in codes]


def _trait(units: Sequence[Unit], code: str, *, is_weighted: bool) -> Trait:
    parts: dict[str, list[Unit]] = {}
    for unit in units:
        parts.setdefault(unit.groups.get(code, ""), []).append(unit)
    counted = {name: response_figures([u.outcome for u in own]) for name, own in parts.items()}
    frame = {name: _weight(own, {"respondent", "nonrespondent", "unknown"})
             for name, own in parts.items()}  # fmt: skip
    answers = {name: _weight(own, {"respondent"}) for name, own in parts.items()}
    all_frame, all_answers = sum(frame.values()) or 1, sum(answers.values()) or 1
    tests = sum(f.respondents + f.nonrespondents + f.unknown >= SMALLEST for f in counted.values())
    groups = []
    for name in sorted(parts):
        figures = counted[name]
        eligible = figures.drawn - figures.ineligible
        others = [f for key, f in counted.items() if key != name]
        groups.append(
            Group(
                name, eligible, figures.respondents, figures.rate,
                frame[name] / all_frame, answers[name] / all_answers,
                _stands_out(
                    (figures.respondents, eligible),
                    (sum(f.respondents for f in others),
                     sum(f.drawn - f.ineligible for f in others)),
                    max(tests, 1),
                ),
            )
        )  # fmt: skip
    return Trait(code, groups, _shift(parts, groups), is_weighted)


def _weight(units: Iterable[Unit], outcomes: set[str]) -> float:
    return math.fsum(unit.weight for unit in units if unit.outcome in outcomes)


def _stands_out(own: tuple[int, int], rest: tuple[int, int], tests: int) -> int:
    """Compare two response shares; the level 5 % is divided by how many groups are compared."""
    (a, n), (b, m) = own, rest
    if n < SMALLEST or m < SMALLEST:
        return 0
    both = (a + b) / (n + m)
    error = math.sqrt(both * (1 - both) * (1 / n + 1 / m))
    gap = a / n - b / m
    if not error or abs(gap) <= normal_quantile(1 - 0.05 / tests) * error:
        return 0
    return 1 if gap > 0 else -1


def _shift(parts: Mapping[str, Sequence[Unit]], groups: Sequence[Group]) -> float | None:
    """Return answers minus frame, in points; groups with few answers take the mean of all."""

    def mean(units: Iterable[Unit]) -> tuple[float | None, int]:
        told = [(u.weight, u.online) for u in units if u.online is not None]
        total = math.fsum(w for w, _ in told)
        return (math.fsum(w * y for w, y in told) / total if total else None), len(told)

    whole, n = mean(unit for own in parts.values() for unit in own)
    if whole is None or n < SMALLEST:
        return None
    moved = 0.0
    for group in groups:
        own, count = mean(parts[group.code])
        value = whole if own is None or count < SMALLEST else own
        moved += (group.answer_share - group.frame_share) * value
    return moved * 100
