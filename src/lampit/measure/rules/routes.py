"""Who goes where on which day: villages kept together, loads balanced, short ways. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from lampit.basics.refusal import Refusal
from lampit.measure.rules.calendar import EVERY_WEEKDAY, Calendar
from lampit.measure.rules.costs import BOAT_SHARE
from lampit.places.rules import kilometres

MOST_PER_DAY = 40
Point = tuple[float, float]  # latitude, longitude in degrees


@dataclass(frozen=True)
class Stop:
    """A village to be worked: how many visits, where it lies (None: unknown), how to get there."""

    code: str
    visits: int
    point: Point | None = None
    by_boat: bool = False


@dataclass(frozen=True)
class Walker:
    """Somebody who goes out: where from, and how many visits a day."""

    person: int
    per_day: int
    base: Point | None = None


@dataclass(frozen=True)
class Leg:
    """A part of a village on one day: which of its visits, from 0."""

    day: date
    code: str
    first: int
    count: int


def divide(stops: Sequence[Stop], walkers: Sequence[Walker]) -> dict[int, list[Stop]]:
    """Give villages to people: each village whole, neighbours together, loads by visits a day.

    Villages are laid in a row, by code as the decree lists neighbours; each person gets a piece
    of it as long as her capacity. Pieces go to whose base lies nearest, as far as bases are
    known.

    Raises:
        Refusal: `enumerators_missing`.
    """
    if not walkers:
        raise Refusal("enumerators_missing", "Belum ada pendata. Tambahkan siapa yang turun.")
    row = sorted(stops, key=lambda stop: stop.code)
    total = sum(_effort(stop) for stop in row)
    capacity = sum(walker.per_day for walker in walkers)
    pieces: list[list[Stop]] = [[] for _ in walkers]
    # The row of pieces follows the row of bases, so that people start near their own villages.
    order = sorted(walkers, key=lambda w: (w.base is None, _place_in_row(w.base, row), w.person))
    ends, reached = [], 0.0
    for walker in order:
        reached += walker.per_day / capacity * total
        ends.append(reached)
    done, at = 0.0, 0
    for stop in row:
        middle = done + _effort(stop) / 2
        while at < len(ends) - 1 and middle > ends[at]:
            at += 1
        pieces[at].append(stop)
        done += _effort(stop)
    return {walker.person: piece for walker, piece in zip(order, pieces, strict=True)}


def _effort(stop: Stop) -> float:
    return stop.visits / BOAT_SHARE if stop.by_boat else float(stop.visits)


def _place_in_row(base: Point | None, row: Sequence[Stop]) -> int:
    """Return the position of the village nearest to a base; 0 where nothing is known."""
    if base is None:
        return 0
    known = [(kilometres(*base, *stop.point), n) for n, stop in enumerate(row) if stop.point]
    return min(known)[1] if known else 0


def tour(stops: Sequence[Stop], base: Point | None) -> list[Stop]:
    """Order villages into a short round: nearest neighbour, then mended by 2-opt.

    Villages of unknown position come after the others, by code.
    """
    lost = sorted((s for s in stops if s.point is None), key=lambda s: s.code)
    left = sorted((s for s in stops if s.point is not None), key=lambda s: s.code)
    found: list[Stop] = []
    here = base
    while left:
        nearest = min(left, key=lambda s: (_way(here, s.point), s.code))
        left.remove(nearest)
        found.append(nearest)
        here = nearest.point
    return _mended(found, base) + lost


def _way(one: Point | None, other: Point | None) -> float:
    return kilometres(*one, *other) if one and other else 0.0


def length(stops: Sequence[Stop], base: Point | None) -> float:
    """Return the way of a round from the base through the villages and back, in km."""
    points = [base, *(stop.point for stop in stops), base]
    return sum(_way(a, b) for a, b in pairwise(points))


def _mended(found: list[Stop], base: Point | None) -> list[Stop]:
    """Turn pieces of the round over as long as that shortens it (2-opt)."""
    points = [base, *(stop.point for stop in found), base]
    better = True
    while better:
        better = False
        for i in range(1, len(points) - 2):
            for k in range(i + 1, len(points) - 1):
                gained = (
                    _way(points[i - 1], points[i])
                    + _way(points[k], points[k + 1])
                    - _way(points[i - 1], points[k])
                    - _way(points[i], points[k + 1])
                )
                if gained > 1e-9:
                    points[i : k + 1] = points[i : k + 1][::-1]
                    found[i - 1 : k] = found[i - 1 : k][::-1]
                    better = True
    return found


def schedule(
    stops: Sequence[Stop], per_day: int, first: date, *, calendar: Calendar = EVERY_WEEKDAY,
    taken: Mapping[date, int] | None = None,
) -> list[Leg]:  # fmt: skip
    """Lay a round out over days on which one goes out, so many visits a day; half as many by boat.

    A day by boat and one by road are not mixed: the way there takes the day. A village is not
    gone to on its market day. `taken` are visits that stand on a day already.

    Raises:
        Refusal: `no_day_left`.
    """
    legs: list[Leg] = []
    day, room, boat = max(first, date.min + timedelta(days=1)) - timedelta(days=1), 0, None
    for stop in stops:
        done = 0
        whole = max(int(per_day * BOAT_SHARE), 1) if stop.by_boat else per_day
        while done < stop.visits:
            if room <= 0 or boat != stop.by_boat or calendar.is_off(day, stop.code):
                day = calendar.next_day(day + timedelta(days=1), stop.code)
                boat, room = stop.by_boat, whole - (taken or {}).get(day, 0)
                continue
            count = min(room, stop.visits - done)
            legs.append(Leg(day, stop.code, done, count))
            done += count
            room -= count
    return legs


def check_walker(per_day: int) -> None:
    """Refuse an impossible number of visits a day.

    Raises:
        Refusal: `per_day_out_of_range`.
    """
    if not 1 <= per_day <= MOST_PER_DAY:
        raise Refusal("per_day_out_of_range", f"Kunjungan sehari: 1 sampai {MOST_PER_DAY}.")
