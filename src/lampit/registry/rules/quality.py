"""How complete and how fresh a register is, from counts alone. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from lampit.basics.texts import gettext_noop
from lampit.science.survey.intervals import Share, proportion

# Fields whose filling is counted, in the order of the page.
FIELDS = {
    "owner": gettext_noop("Nama pemilik"),
    "village": gettext_noop("Desa"),
    "phone": gettext_noop("Nomor HP/WA"),
    "nik": gettext_noop("NIK pemilik"),
    "kbli": gettext_noop("KBLI"),
    "started": gettext_noop("Mulai usaha"),
    "workers": gettext_noop("Pekerja"),
    "sales": gettext_noop("Golongan penjualan"),
    "nib": gettext_noop("NIB"),
    "address": gettext_noop("RT atau alamat"),
}
# The score is the mean of these: what every business has and every use of the list needs. NIB
# and sales are counted beside it, since a business without them is no faulty record.
SCORED = ("owner", "village", "phone", "nik", "kbli", "started", "workers")
FRESH_BANDS = ("segar", "cukup")
# Decided pairs below which nothing is said of how many of the waiting ones are doubles.
FEWEST_DECIDED = 20


@dataclass(frozen=True, slots=True)
class Counts:
    """What is counted of the businesses of one place.

    Attributes:
        businesses: records, closed and moved ones included.
        framed: those that may still be running; shares are of these.
        bands: freshness band → framed records.
        statuses: state → records.
        filled: key of `FIELDS` → framed records in which it is known.
    """

    businesses: int = 0
    framed: int = 0
    bands: Mapping[str, int] = field(default_factory=dict)
    statuses: Mapping[str, int] = field(default_factory=dict)
    filled: Mapping[str, int] = field(default_factory=dict)

    @property
    def filled_cells(self) -> int:
        """Return in how many of the `scored_cells` something is known."""
        return sum(self.filled.get(name, 0) for name in SCORED)

    @property
    def scored_cells(self) -> int:
        """Return how many scored fields all framed records have together."""
        return len(SCORED) * self.framed

    @property
    def completeness_share(self) -> float | None:
        """Return the mean share of the scored fields filled, None without businesses."""
        return self.filled_cells / self.scored_cells if self.framed else None

    @property
    def fresh(self) -> int:
        """Return how many framed records were confirmed within 18 months."""
        return sum(self.bands.get(band, 0) for band in FRESH_BANDS)

    @property
    def fresh_share(self) -> float | None:
        """Return the share confirmed within 18 months, None without businesses."""
        return self.fresh / self.framed if self.framed else None

    def filled_share(self, name: str) -> float | None:
        """Return the share in which a field is known, None without businesses."""
        return self.filled.get(name, 0) / self.framed if self.framed else None


def added(parts: Sequence[Counts]) -> Counts:
    """Return the counts of several places together."""
    return Counts(
        sum(one.businesses for one in parts),
        sum(one.framed for one in parts),
        _summed([one.bands for one in parts]),
        _summed([one.statuses for one in parts]),
        _summed([one.filled for one in parts]),
    )


def _summed(parts: Sequence[Mapping[str, int]]) -> dict[str, int]:
    total: dict[str, int] = {}
    for part in parts:
        for name, n in part.items():
            total[name] = total.get(name, 0) + n
    return total


@dataclass(frozen=True, slots=True)
class Doubles:
    """How many of the waiting pairs are doubles: an estimate, or None while too little is known."""

    waiting: int
    decided: int
    value: float | None = None
    low: float | None = None
    high: float | None = None


def estimated_doubles(waiting: int, same: int, different: int) -> Doubles:
    """Return waiting pairs times the share of decided ones that were doubles, with its interval.

    Wilson's interval of the share; it takes the waiting pairs to be like the decided ones, which
    came first because they were likelier: read it as "at most about".
    """
    decided = same + different
    if decided < FEWEST_DECIDED:
        return Doubles(waiting, decided)
    share = same / decided
    se = (share * (1 - share) / decided) ** 0.5
    told = Share(share, se, decided - 1, decided, decided, None, 0.95)
    ends = proportion(told, "wilson")
    low, high = ends.low or 0.0, 1.0 if ends.high is None else ends.high
    return Doubles(waiting, decided, waiting * share, waiting * low, waiting * high)
