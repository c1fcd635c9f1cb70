"""The one place where figures of a round are let out: quality, sentences, what would follow.

Two rules hold side by side. The quality rule (measurement notes, section 7: fewer than 10 answers,
too wide, too uncertain) empties a figure for everybody, files and programs included. The public
sentence (domain, section 19: 30 answers, an interval of at most 30 points) keeps it from pages
besides; files have it. What is withheld for confidence (fewer than 10 answers, or a cell that
points at somebody) is closed under subtraction: groups add up to the whole, levels add up to one,
and such a figure that would follow from the others takes another one along. What is only too
uncertain harms nobody when it follows, so it takes no good figure along.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from lampit.measure.rules.estimating.domains import Partition, partitions
from lampit.measure.rules.estimating.naming import Link
from lampit.science.survey import Estimate
from lampit.science.survey.disclosure import Sum, disclose
from lampit.science.survey.quality import SMALLEST_ANSWERS

SMALLEST_PUBLIC_ANSWERS = 30
WIDEST_PUBLIC_POINTS = 30.0
COVER = "complement"
WITHHELD = "suppressed"
_ONE = "1"


@dataclass(frozen=True)
class Released:
    """A figure as it may leave the server: withheld ones are empty already.

    `why` is a stable code when pages and sentences may not say it; "" when they may. A figure
    that the quality rule empties has one always.
    """

    by: str
    estimate: Estimate
    why: str = ""

    @property
    def is_withheld(self) -> bool:
        """Say whether nobody gets the number."""
        return self.estimate.quality == WITHHELD


@dataclass(frozen=True)
class Found:
    """An estimate before anybody decided: its grouping, and the factor for readers (100 = %)."""

    by: str
    estimate: Estimate
    scale: float = 1.0


def emptied(estimate: Estimate, reasons: tuple[str, ...]) -> Estimate:
    """Return an estimate with nothing but its name, its answers and why it is withheld."""
    return replace(
        estimate,
        estimate=None,
        se=None,
        ci_low=None,
        ci_high=None,
        deff=None,
        rse=None,
        quality="suppressed",
        reasons=reasons,
    )


def public_reason(found: Found) -> str:
    """Return why a sentence may not say a figure, by its own numbers; empty when it may."""
    estimate = found.estimate
    if estimate.n < SMALLEST_PUBLIC_ANSWERS:
        return "answers"
    if estimate.quality == WITHHELD:
        return estimate.reasons[0] if estimate.reasons else "quality"
    if estimate.estimate is None or estimate.ci_low is None or estimate.ci_high is None:
        return "quality"
    wide = (estimate.ci_high - estimate.ci_low) * found.scale > WIDEST_PUBLIC_POINTS
    return "width" if wide else ""


Key = tuple[str, str]  # indicator, domain


def release(found: Sequence[Found], links: Sequence[Link] = ()) -> list[Released]:
    """Judge figures together and empty what may not leave; the order stays.

    Every figure that is told of these groups must be among `found`: what is not seen here cannot
    be guarded.
    """
    told = {(f.estimate.indicator, f.estimate.domain): f for f in found}
    groups = partitions({(f.by, f.estimate.domain) for f in found})
    poor = {key for key, f in told.items() if f.estimate.quality == WITHHELD}
    closed = _closed(told, groups, links, poor)
    unsaid = {key for key, f in told.items() if public_reason(f)} | closed
    return [_released(f, closed, unsaid) for f in found]


def is_confidential(estimate: Estimate) -> bool:
    """Say whether a withheld figure must not follow from others either."""
    return 0 < estimate.n < SMALLEST_ANSWERS or "confidentiality" in estimate.reasons


def unsafe_to_open(
    released: Sequence[Released], links: Sequence[Link], opened: Collection[Key]
) -> set[str]:
    """Return the indicators of which a confidential figure would follow if some were known.

    `opened` are withheld figures that somebody may come to know in another way (from a model that
    they are put into). An indicator that hangs together with an unsafe one is unsafe too.
    """
    told = {(r.estimate.indicator, r.estimate.domain): Found(r.by, r.estimate) for r in released}
    groups = partitions({(f.by, f.estimate.domain) for f in told.values()})
    hidden = {key for key, f in told.items() if f.estimate.quality == WITHHELD}
    more = _closed(told, groups, links, hidden - set(opened)) - (hidden - set(opened))
    return {
        indicator
        for family in _families({key[0] for key in told}, links)
        if any(key[0] in family for key in more)
        for indicator in family
    }


def _released(found: Found, closed: set[Key], unsaid: set[Key]) -> Released:
    estimate = found.estimate
    key = (estimate.indicator, estimate.domain)
    why = (public_reason(found) or COVER) if key in unsaid else ""
    if key not in closed:
        return Released(found.by, estimate, why)
    reasons = estimate.reasons if estimate.quality == WITHHELD else (COVER,)
    return Released(found.by, emptied(estimate, reasons or ("quality",)), why or COVER)


def _closed(
    told: Mapping[Key, Found],
    groups: Sequence[Partition],
    links: Sequence[Link],
    hidden: set[Key],
) -> set[Key]:
    """Return the hidden figures and those that must be hidden with the confidential ones."""
    closed = set(hidden)
    confidential = {key for key in hidden if is_confidential(told[key].estimate)}
    for family in _families({key[0] for key in told}, links):
        keys = [key for key in told if key[0] in family]
        if not confidential.isdisjoint(keys):
            inside = [link for link in links if set(link.parts) <= family]
            closed |= _family(told, groups, inside, keys, closed)
    return closed


def _families(indicators: Iterable[str], links: Sequence[Link]) -> list[set[str]]:
    """Return the figures that hang together by equations, each figure in one family."""
    families = [{name} for name in sorted(indicators)]
    for link in links:
        members = {*link.parts, *([link.total] if link.total else [])}
        touched = [family for family in families if not family.isdisjoint(members)]
        families = [family for family in families if family.isdisjoint(members)]
        families.append(set().union(*touched))
    return families


def _family(
    told: Mapping[Key, Found],
    groups: Sequence[Partition],
    links: Sequence[Link],
    keys: Sequence[Key],
    hidden: set[Key],
) -> set[Key]:
    """Close the hidden figures of one family. Nobody answered: nothing to hide, no cover."""
    indicators = sorted({key[0] for key in keys})
    number = {name: str(place) for place, name in enumerate(indicators)}

    def name(indicator: str, domain: str) -> str:
        return f"{number[indicator]}\t{domain}"

    sums = [
        Sum(name(one, group.whole), tuple(name(one, part) for part in group.parts))
        for group in groups
        for one in indicators
    ]
    for domain in sorted({key[1] for key in keys}):
        for link in links:
            total = name(link.total, domain) if link.total else _ONE
            sums.append(Sum(total, tuple(name(part, domain) for part in link.parts)))
    counts = {name(*key): told[key].estimate.n for key in keys} | {_ONE: 0}
    out = [key for key in keys if key in hidden and told[key].estimate.n]
    secret = frozenset(name(*key) for key in out if is_confidential(told[key].estimate))
    untold = frozenset(name(*key) for key in out) - secret
    found = _disclosed(tuple(sorted(counts.items())), tuple(sums), secret, untold)
    parted = (key.split("\t") for key in found)
    return {(indicators[int(place)], domain) for place, domain in parted}


@lru_cache(maxsize=256)
def _disclosed(
    counts: tuple[tuple[str, int], ...],
    sums: tuple[Sum, ...],
    secret: frozenset[str],
    untold: frozenset[str],
) -> frozenset[str]:
    return disclose(dict(counts), sums, smallest=0, secret=secret, untold=untold)
