"""What a planned sample costs: days in the field, travel, pay; rates are the office's own."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

# Interviews that one person brings home in a day (domain.md, section 1: 8 to 15 where the way is
# short); scattered over all villages fewer. Rates of pay are unknown until the office types them.
PER_DAY_SCATTERED, PER_DAY_TOGETHER = 6, 10
ENUMERATORS = 4
BOAT_SHARE = 0.5  # of a day's visits are left when the day goes by boat


@dataclass(frozen=True)
class Rates:
    """What going out takes: people, visits a day, and rupiah; 0 rupiah is not told yet.

    `boats` are the kecamatan reached by boat: half as many visits a day there, and `boat_day`
    rupiah on top of `travel_day`.
    """

    enumerators: int = ENUMERATORS
    scattered_day: int = PER_DAY_SCATTERED
    together_day: int = PER_DAY_TOGETHER
    interview: int = 0
    travel_day: int = 0
    boat_day: int = 0
    training: int = 0
    boats: tuple[str, ...] = field(default=())

    @property
    def is_told(self) -> bool:
        """Say whether any rate was typed: without one there is no cost to show."""
        return any((self.interview, self.travel_day, self.boat_day, self.training))


@dataclass(frozen=True)
class Cost:
    """Days and rupiah of a sample; rupiah None where no rate was told."""

    visits: int
    person_days: int
    boat_days: int
    calendar_days: int
    rupiah: int | None


def cost_of(visits: Mapping[str, int], rates: Rates, *, together: bool) -> Cost:
    """Return what it takes to make so many visits in each kecamatan.

    Args:
        visits: kecamatan → businesses to visit.
        rates: of the office.
        together: the businesses lie together in drawn villages, not scattered over all.
    """
    per_day = max(rates.together_day if together else rates.scattered_day, 1)
    by_boat = max(per_day * BOAT_SHARE, 1)
    boat_days = sum(math.ceil(n / by_boat) for code, n in visits.items() if code in rates.boats)
    road_days = sum(math.ceil(n / per_day) for code, n in visits.items() if code not in rates.boats)
    days, total = boat_days + road_days, sum(visits.values())
    rupiah = (
        total * rates.interview
        + days * rates.travel_day
        + boat_days * rates.boat_day
        + rates.enumerators * rates.training
    )
    return Cost(
        total, days, boat_days, math.ceil(days / max(rates.enumerators, 1)),
        rupiah if rates.is_told else None,
    )  # fmt: skip
