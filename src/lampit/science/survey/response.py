"""Weights after field work: unknown eligibility, then non-response (notes, section 4).

Classes are formed inside a group (kecamatan): strata are merged with their neighbour until a
class has enough respondents and its adjustment is not too large. The classes are also the
strata of the variance, so that none is left with a single unit.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

SMALLEST_CLASS = 20
LARGEST_ADJUSTMENT = 2.0

Outcome = Literal["respondent", "nonrespondent", "ineligible", "unknown"]


@dataclass(frozen=True)
class Member:
    """A drawn unit after field work: group, stratum, base weight, what became of it."""

    group: str
    stratum: str
    weight: float
    outcome: Outcome


@dataclass(frozen=True)
class Weighted:
    """The final weight of a member (0 = outside the analysis) and its variance stratum."""

    weight: float
    stratum: str


@dataclass(frozen=True)
class ResponseFigures:
    """Counts of the outcomes and the response rate (None before anybody is resolved)."""

    drawn: int
    respondents: int
    nonrespondents: int
    ineligible: int
    unknown: int
    rate: float | None


def response_figures(outcomes: Sequence[Outcome]) -> ResponseFigures:
    """Count outcomes; the rate counts unknowns by the share eligible among the resolved."""
    count = {
        name: outcomes.count(name)
        for name in ("respondent", "nonrespondent", "ineligible", "unknown")
    }
    eligible = count["respondent"] + count["nonrespondent"]
    resolved = eligible + count["ineligible"]
    rate = None
    if eligible:
        rate = count["respondent"] / (eligible + count["unknown"] * eligible / resolved)
    return ResponseFigures(
        len(outcomes),
        count["respondent"],
        count["nonrespondent"],
        count["ineligible"],
        count["unknown"],
        rate,
    )


def _adjustment(members: Sequence[Member]) -> float | None:
    """Return all weight over the respondents' weight of a class; None without respondents."""
    eligible = sum(m.weight for m in members if m.outcome in {"respondent", "nonrespondent"})
    resolved = eligible + sum(m.weight for m in members if m.outcome == "ineligible")
    unknown = sum(m.weight for m in members if m.outcome == "unknown")
    answered = sum(m.weight for m in members if m.outcome == "respondent")
    return eligible / answered * (1 + unknown / resolved) if answered else None


def _carries(members: Sequence[Member]) -> bool:
    """Say whether a class has enough respondents and a small enough adjustment."""
    count = sum(m.outcome == "respondent" for m in members)
    adjustment = _adjustment(members)
    return count >= SMALLEST_CLASS and adjustment is not None and adjustment <= LARGEST_ADJUSTMENT


def _classes(members: Sequence[Member]) -> list[list[Member]]:
    """Merge the neighbouring strata of one group until each class carries its weight."""
    strata: dict[str, list[Member]] = {}
    for member in members:
        strata.setdefault(member.stratum, []).append(member)
    classes: list[list[Member]] = []
    growing: list[Member] = []
    for stratum in sorted(strata):
        growing = growing + strata[stratum]
        if _carries(growing):
            classes.append(growing)
            growing = []
    if growing:
        classes = [*classes[:-1], classes[-1] + growing] if classes else [growing]
    return classes


def _grouped(members: Sequence[Member]) -> list[list[Member]]:
    """Return the classes of all groups; a group without respondents joins its neighbour."""
    groups: dict[str, list[Member]] = {}
    for member in members:
        groups.setdefault(member.group, []).append(member)
    merged: list[list[Member]] = []
    waiting: list[Member] = []
    for name in sorted(groups):
        waiting = waiting + groups[name]
        if any(m.outcome == "respondent" for m in waiting):
            merged.append(waiting)
            waiting = []
    if waiting and merged:
        merged[-1] = merged[-1] + waiting
    return [found for group in merged for found in _classes(group)]


def adjusted(members: Sequence[Member]) -> list[Weighted]:
    """Return the final weight and variance stratum of each member, in the given order.

    Respondents carry the weight of non-respondents and of the eligible among the unknown;
    ineligible members keep their weight but are outside every figure; others get 0.
    """
    place = {id(member): index for index, member in enumerate(members)}
    found = [Weighted(0.0, "")] * len(members)
    for number, group in enumerate(_grouped(members)):
        factor = _adjustment(group) or 1.0
        resolved = sum(m.weight for m in group if m.outcome != "unknown")
        unknown = sum(m.weight for m in group if m.outcome == "unknown")
        spread = 1 + unknown / resolved if resolved else 1.0
        for member in group:
            weight = 0.0
            if member.outcome == "respondent":
                weight = member.weight * factor
            elif member.outcome == "ineligible":
                weight = member.weight * spread
            found[place[id(member)]] = Weighted(weight, f"{number:03d}")
    return found
