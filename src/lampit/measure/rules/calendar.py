"""Days on which nobody goes out: Sundays, holidays, days off of the office, market days. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from lampit.basics.refusal import Refusal
from lampit.basics.texts import gettext_noop as _
from lampit.places.rules import covers

SUNDAY = 6
LONGEST_NAME = 80
FARTHEST = 366  # days ahead in which a day to go out must be found
WEEKDAYS = (
    _("Senin"), _("Selasa"), _("Rabu"), _("Kamis"), _("Jumat"), _("Sabtu"), _("Minggu"),
)  # fmt: skip
REST, MARKET, WORK = "libur", "pasar", "masuk"


@dataclass(frozen=True)
class Holiday:
    """A day on which the nation rests, and who said so."""

    day: date
    name: str
    is_leave: bool
    source: str


@dataclass(frozen=True)
class Marked:
    """What an office said of a day, or of a weekday (0 = Monday) when `day` is None."""

    kind: str
    day: date | None
    weekday: int | None
    place: str = ""


@dataclass(frozen=True)
class Calendar:
    """On which days an office goes out, and where not: places are codes, "" = everywhere."""

    rests: frozenset[date] = frozenset()
    works: frozenset[date] = frozenset()
    works_each: frozenset[int] = frozenset()
    markets_on: Mapping[date, frozenset[str]] = field(default_factory=dict)
    markets_each: Mapping[int, frozenset[str]] = field(default_factory=dict)

    def is_off(self, day: date, place: str = "") -> bool:
        """Say whether nobody goes out to a place on a day."""
        rests = day in self.rests or (
            day.weekday() == SUNDAY and day.weekday() not in self.works_each
        )
        if rests and day not in self.works:
            return True
        markets = {*self.markets_on.get(day, ()), *self.markets_each.get(day.weekday(), ())}
        return any(covers(market, place) for market in markets)

    def next_day(self, day: date, place: str = "") -> date:
        """Return the first day from `day` on to go out to a place.

        Raises:
            Refusal: `no_day_left`: none within a year.
        """
        left = (date.max - day).days  # a year of four digits more is no date
        for ahead in range(FARTHEST if left > FARTHEST else 0):
            if not self.is_off(day + timedelta(days=ahead), place):
                return day + timedelta(days=ahead)
        raise Refusal("no_day_left", "Setahun ke depan tidak ada hari untuk turun. Periksa libur.")


EVERY_WEEKDAY = Calendar()


def check_marked(marked: Marked, name: str) -> str:
    """Return the name of a day off; refuse what says no day, or two.

    Raises:
        Refusal: `off_day_kind`, `off_day_when`, `off_day_name`.
    """
    if marked.kind not in (REST, MARKET, WORK):
        raise Refusal("off_day_kind", "Pilih macam harinya.")
    if (marked.day is None) == (marked.weekday is None):
        raise Refusal("off_day_when", "Isi tanggalnya, atau pilih hari dalam minggu; salah satu.")
    if marked.weekday is not None and not 0 <= marked.weekday <= SUNDAY:
        raise Refusal("off_day_when", "Isi tanggalnya, atau pilih hari dalam minggu; salah satu.")
    told = " ".join(name.split())[:LONGEST_NAME]
    if not told:
        raise Refusal("off_day_name", "Isi nama harinya, misalnya haul atau hari pasar.")
    return told


def calendar(holidays: Iterable[Holiday], marked: Iterable[Marked]) -> Calendar:
    """Return the calendar of an office: the nation's days, and its own beside them."""
    told = list(marked)
    on: dict[date, set[str]] = {}
    each: dict[int, set[str]] = {}
    for one in told:
        if one.kind == MARKET and one.day is not None:
            on.setdefault(one.day, set()).add(one.place)
        elif one.kind in (MARKET, REST) and one.weekday is not None:
            each.setdefault(one.weekday, set()).add(one.place)
    rests = {one.day for one in told if one.kind == REST and one.day is not None}
    works = {one.day for one in told if one.kind == WORK and one.day is not None}
    return Calendar(
        frozenset({*(one.day for one in holidays), *rests}),
        frozenset(works - rests),
        frozenset(one.weekday for one in told if one.kind == WORK and one.weekday is not None),
        {day: frozenset(places) for day, places in on.items()},
        {day: frozenset(places) for day, places in each.items()},
    )
