"""How much of all businesses the register holds, from villages that were listed on foot. Pure.

Measurement notes, section 5. In each listed village the entries of the register are looked up
one by one: met, wrong (closed, moved, no business, double), or known to nobody; and whoever runs
a business and is on no list is written down. Villages are the units of the error, with the
chance by which each was drawn.

What it rests on: nobody starts or stops between the freezing of the register and the walk
(closed), and who is missing from the register is found on foot as easily as who is in it
(independent). The second never holds quite: walkers carry the list and both overlook the same
home workshops, so the number of all businesses is rather too small than too large.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from lampit.measure.rules.listing import COMPLETE
from lampit.science import survey
from lampit.science.capture import FEWEST_BOTH, Lists, Size, lognormal, stratified
from lampit.science.survey.intervals import Share, edge, normal_quantile, t_quantile

CONFIDENCE = 0.95
FEWEST_VILLAGES = 5
NEARLY_ALL = 0.95  # a register that holds so many for sure needs no listing
NO_VILLAGES, TOO_FEW_VILLAGES, TOO_FEW_MET = "belum_didaftar", "desa_kurang", "ditemui_kurang"
WITHOUT_SPREAD = "desa_tunggal"
LIKENESS = survey.precision.LIKENESS


@dataclass(frozen=True)
class VillageCount:
    """What the listing of one village gave.

    `probability` is its chance of being drawn, 1 where it was certain. `entries` = met + wrong +
    unknown + untouched. `new` stand in no entry of this village; `elsewhere` of them does the
    register hold under another place. `lists` are for each sector: entries that live, businesses
    on the list of the field, and both.
    """

    code: str
    subdistrict: str
    probability: float
    is_certain: bool
    state: str
    reason: str = ""
    entries: int = 0
    met: int = 0
    wrong: Mapping[str, int] = field(default_factory=dict)
    unknown: int = 0
    new: int = 0
    elsewhere: int = 0
    lists: Mapping[str, Sequence[int]] = field(default_factory=dict)

    @property
    def is_listed(self) -> bool:
        """Say whether it was walked to the end."""
        return self.state == COMPLETE

    @property
    def wrong_count(self) -> int:
        """Return how many entries are no business there."""
        return sum(self.wrong.values())

    @property
    def listed(self) -> int:
        """Return how many businesses the field found: met again and new."""
        return self.met + self.new

    @property
    def untouched(self) -> int:
        """Return how many entries nobody looked at yet."""
        return self.entries - self.met - self.wrong_count - self.unknown

    def as_json(self) -> dict[str, Any]:
        """Return the counts as they are kept with the second draw."""
        return asdict(self)


def counts_of(kept: Sequence[Mapping[str, Any]]) -> list[VillageCount]:
    """Read counts as they were kept."""
    return [VillageCount(**one) for one in kept]


@dataclass(frozen=True)
class Figure:
    """An estimate with its interval; `n` is what it was counted on."""

    value: float
    se: float
    low: float
    high: float
    n: int


@dataclass(frozen=True)
class Coverage:
    """How much the register holds and how many there are in all; without figures `why` says why.

    Attributes:
        drawn: villages that were drawn.
        listed: villages that were walked to the end.
        register: entries of the frozen register that have a village.
        entries: of them in the listed villages.
        met: entries that were met.
        wrong: entries that are no business there, by reason.
        unknown: entries that nobody there knows.
        new: businesses met that are no entry of their village.
        elsewhere: of these, held by the register under another place.
        held: share of all businesses that the register holds.
        mistaken: share of its entries that are no business at their place.
        total: all businesses, entries that are none removed first.
        uncorrected: the same without removing them, larger than it should be.
        inside: Chapman's number of businesses in the listed villages alone.
    """

    drawn: int
    listed: int
    register: int
    entries: int
    met: int
    wrong: Mapping[str, int]
    unknown: int
    new: int
    elsewhere: int
    why: str = ""
    held: Figure | None = None
    mistaken: Figure | None = None
    total: Figure | None = None
    uncorrected: float | None = None
    inside: Size | None = None


def coverage(villages: Sequence[VillageCount], register: int) -> Coverage:
    """Return how much of all businesses the register holds, from the villages that are listed.

    Let w be one over the chance of a village, n₂ the businesses its listing found, m those of
    them that the register has, r the entries whose state was settled (met or wrong). The share
    held is ĉ = Σwm / Σwn₂; the number of all is the register's count × Σwn₂ / Σwr: its wrong
    entries taken away, what it misses added (notes, section 5, with both corrections in one
    ratio, so that villages give one error). Entries known to nobody are spread over the settled.
    """
    listed = [one for one in villages if one.is_listed]
    wrong: dict[str, int] = {}
    for one in listed:
        for reason, n in one.wrong.items():
            wrong[reason] = wrong.get(reason, 0) + n
    plain = Coverage(
        len(villages), len(listed), register, sum(one.entries for one in listed),
        sum(one.met for one in listed), wrong, sum(one.unknown for one in listed),
        sum(one.new for one in listed), sum(one.elsewhere for one in listed),
    )  # fmt: skip
    why = _why_not(listed, plain.met)
    return _with_figures(plain, listed) if not why else _because(plain, why)


def _why_not(listed: Sequence[VillageCount], met: int) -> str:
    """Return why nothing can be said, empty where it can."""
    if not listed:
        return NO_VILLAGES
    is_whole = all(one.is_certain for one in listed)
    if len(listed) < FEWEST_VILLAGES and not is_whole:
        return TOO_FEW_VILLAGES
    if met < FEWEST_BOTH:
        return TOO_FEW_MET
    return (
        "" if is_whole or _design(listed).degrees_of_freedom(_all(listed)) > 0 else WITHOUT_SPREAD
    )


def _because(plain: Coverage, why: str) -> Coverage:
    return Coverage(**{**_fields(plain), "why": why})


def _fields(one: Coverage) -> dict[str, Any]:
    return {name: getattr(one, name) for name in one.__dataclass_fields__}


def _all(listed: Sequence[VillageCount]) -> Any:
    return np.ones(len(listed), dtype=np.bool_)


def _design(listed: Sequence[VillageCount]) -> survey.Design:
    """Return the design of the villages: kecamatan as strata, certain ones without chance.

    Drawn without replacement, so a stratum's error shrinks by the mean chance of its villages
    (Hájek 1964); each is counted whole, so there is no second stage.
    """
    strata = [f"{v.subdistrict}|{v.code}" if v.is_certain else v.subdistrict for v in listed]
    chances: dict[str, list[float]] = {}
    for stratum, one in zip(strata, listed, strict=True):
        chances.setdefault(stratum, []).append(one.probability)
    return survey.make_design(
        len(listed),
        weights=[1 / one.probability for one in listed],
        strata=[strata],
        clusters=[[one.code for one in listed]],
        fpc=[[math.fsum(chances[s]) / len(chances[s]) for s in strata]],
        lonely="adjust",
        confidence=CONFIDENCE,
    )


def _with_figures(plain: Coverage, listed: Sequence[VillageCount]) -> Coverage:
    design, inside = _design(listed), _all(listed)
    df = design.degrees_of_freedom(inside)

    def column(name: str) -> Any:
        return np.array([float(getattr(one, name)) for one in listed])

    met, found, wrong = column("met"), column("listed"), column("wrong_count")
    settled = met + wrong
    held = survey.ratio(design, met + column("elsewhere"), found, inside)
    mistaken = survey.ratio(design, wrong, settled, inside)
    all_of = survey.ratio(design, found, settled, inside)
    strict = survey.ratio(design, met, found, inside)
    seen = float(np.sum(found))
    return Coverage(
        **{
            **_fields(plain),
            "held": _share(held, df, int(seen), len(listed)),
            "mistaken": _share(mistaken, df, int(np.sum(settled)), len(listed)),
            "total": _total(all_of, df, plain.register, seen, len(listed))
            if df <= 0 or all_of.se
            else _total_at_the_edge(
                all_of,
                plain.register,
                seen,
                len(listed),
                (
                    _share(strict, df, int(seen), len(listed)),
                    _share(mistaken, df, int(np.sum(settled)), len(listed)),
                ),
            ),
            "uncorrected": max(plain.register / (strict.estimate or 1.0), seen),
            "inside": stratified(_lists(listed), CONFIDENCE),
        }
    )


def _share(point: survey.Point, df: int, n: int, villages: int) -> Figure:
    """Return a share with its interval: by the logit, at 0 and 1 by the binomial one."""
    value, se = point.estimate or 0.0, point.se or 0.0
    if 0 < value < 1 and df <= 0:
        return Figure(value, se, value, value, n)
    if 0 < value < 1:
        found = survey.intervals.proportion(Share(value, se, df, n, n, None, CONFIDENCE), "logit")
        return Figure(value, se, found.low or 0.0, 1.0 if found.high is None else found.high, n)
    deff = 1 + max(n / max(villages, 1) - 1, 0.0) * LIKENESS
    end = edge(value, n, deff, CONFIDENCE)
    return Figure(value, se, end.low or 0.0, 1.0 if end.high is None else end.high, n)


def _total(point: survey.Point, df: int, register: int, seen: float, villages: int) -> Figure:
    """Return the number of all; its interval is log-normal, never below what was seen."""
    value = max(register * (point.estimate or 0.0), seen)
    se = register * (point.se or 0.0)
    if df <= 0 or not se:
        return Figure(value, se, value, value, villages)
    wide = t_quantile(CONFIDENCE, df) / normal_quantile(CONFIDENCE)
    low, high = lognormal(value - seen, (se * wide) ** 2, CONFIDENCE)
    return Figure(value, se, seen + low, seen + high, villages)


def _total_at_the_edge(
    point: survey.Point, register: int, seen: float, villages: int, shares: tuple[Figure, Figure]
) -> Figure:
    """Return the number of all where no village differs: its interval is that of both shares.

    Villages that are all alike (nothing wrong, nothing new, or as many of both in each) say
    nothing of their spread; the register's count × (1 - mistaken) / held still is as unsure as
    the `shares` held and mistaken are, each taken at its far end, and its standard error is what
    that interval says.
    """
    held, mistaken = shares
    value = max(register * (point.estimate or 0.0), seen)
    low = max(min(register * (1 - mistaken.high) / (held.high or 1.0), value), seen)
    high = max(register * (1 - mistaken.low) / held.low, value) if held.low > 0 else value
    return Figure(value, (high - low) / (2 * normal_quantile(CONFIDENCE)), low, high, villages)


def _lists(listed: Sequence[VillageCount]) -> dict[str, Lists]:
    """Return the two lists of the listed villages by kecamatan and sector."""
    sums: dict[str, list[int]] = {}
    for one in listed:
        for sector, told in one.lists.items():
            held = sums.setdefault(f"{one.subdistrict}|{sector}", [0, 0, 0])
            for place, n in enumerate(told):
                held[place] += n
    return {name: Lists(*told) for name, told in sums.items()}


def lists_of(met: Mapping[str, int], unknown: Mapping[str, int], new: Mapping[str, int],
             right_share: float) -> dict[str, list[int]]:  # fmt: skip
    """Return by sector: entries that live, businesses the field found, and both.

    Of the entries that nobody knows as large a share lives as of the settled ones.
    """
    return {
        sector: [
            met.get(sector, 0) + math.floor(unknown.get(sector, 0) * right_share + 0.5),
            met.get(sector, 0) + new.get(sector, 0),
            met.get(sector, 0),
        ]
        for sector in sorted({*met, *unknown, *new})
    }
