"""Whose goods stand where today: turns for every maker, dealt by the date alone.

Nobody can buy a place and no click moves one. All makers with goods stand in a ring by a lot
that never changes; each day the window of the first page moves on by its own width, so that in N
days (N makers) each of them was on it exactly as often. Beside these places the first page keeps
some for new goods, with an end, and some for makers whose goods passed the curation and who have
waited a week. Later pages go on round the ring; a maker's second good comes after everybody's
first. Whole numbers only: anybody can reckon a day again, on paper too.
"""

from bisect import bisect_right
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

PAGE = 24
FRESH_PLACES, CURATED_PLACES = 4, 2
TURN_PLACES = PAGE - FRESH_PLACES - CURATED_PLACES
FRESH_DAYS = 14  # a good counts as new so long after it was first put on sale
WAITED_DAYS = 7  # a curated maker is unseen when her last turn lies further back
FRESH_AT = (3, 9, 15, 21)  # places on the page, from 0
CURATED_AT = (6, 18)
LOT_FACTOR, LOT_RANGE = 2_654_435_761, 4_294_967_296  # Knuth's multiplicative hash, 32 bits
TURN, FRESH, CURATED = "giliran", "baru", "kurasi"


def lot(number: int) -> int:
    """Return the lot of a maker or a good: fixed for ever, in no order that means anything."""
    return number * LOT_FACTOR % LOT_RANGE


def fresh_since(today: date) -> date:
    """Return the first day on which a good must have been put on sale to be new."""
    return today - timedelta(days=FRESH_DAYS)


@dataclass(frozen=True, slots=True)
class Place:
    """One place on the shelf: whose good, her how manyth (from 0), and why it stands there."""

    maker: int
    nth: int
    why: str = TURN


@dataclass(frozen=True)
class Deal:
    """The order of one day.

    Attributes:
        day: ordinal of the date.
        counts: maker → how many goods she has on sale here.
        ring: makers by lot.
        start: place in the ring at which today's window begins.
        first: the places of the first page.
    """

    day: int
    counts: Mapping[int, int]
    ring: tuple[int, ...]
    start: int
    first: tuple[Place, ...]
    _sizes: tuple[int, ...] = field(default=(), repr=False)

    @property
    def total(self) -> int:
        """Return how many goods the whole shelf holds."""
        return sum(self.counts.values())

    @property
    def shift(self) -> int:
        """Return how often the ring has gone round: it chooses which good of a maker is first."""
        return self.day // days_of_cycle(len(self.ring)) if self.ring else 0

    def places(self, begin: int, end: int) -> list[Place]:
        """Return the places `begin` to `end` of the whole shelf."""
        found = list(self.first[begin:end])
        begin, end = max(begin - len(self.first), 0), end - len(self.first)
        if end <= 0:
            return found
        shown: dict[int, int] = {}
        for place in self.first:
            shown[place.maker] = max(shown.get(place.maker, 0), place.nth + 1)
        row, gone = 0, 0
        while gone < end and row < (self._sizes[-1] if self._sizes else 0):
            # Whole rounds before the page are only counted.
            size = len(self._sizes) - bisect_right(self._sizes, row)
            size -= sum(1 for nth in shown.values() if nth > row)
            if gone + size > begin:
                turn = [m for m in self._round() if shown.get(m, 0) <= row < self.counts[m]]
                found += [Place(m, row) for m in turn[max(begin - gone, 0) : end - gone]]
            gone += size
            row += 1
        return found

    def _round(self) -> tuple[int, ...]:
        return self.ring[self.start :] + self.ring[: self.start]


def days_of_cycle(makers: int) -> int:
    """Return after how many days the window has gone round the ring."""
    return max(-(-makers // TURN_PLACES), 1)


def window_start(makers: int, day: int, width: int = TURN_PLACES) -> int:
    """Return where the window of a day begins in a ring of so many makers.

    It moves by its width each day and by one more each time all N starts were used: in N days
    from a multiple of N on each maker is in the window exactly `width` times.
    """
    if makers <= 0:
        return 0
    step = width if makers > width else 1
    return (day * step + day // makers) % makers


def deal(
    counts: Mapping[int, int], today: date, *, fresh: Collection[int] = (),
    curated: Collection[int] = (),
) -> Deal:  # fmt: skip
    """Deal the places of a day.

    Args:
        counts: maker → her goods on sale on this shelf, at least one each.
        today: the date.
        fresh: makers with a good that is new (`fresh_since`).
        curated: makers with a good that passed the curation and is valid today.
    """
    ring = tuple(sorted(counts, key=lambda maker: (lot(maker), maker)))
    day = today.toordinal()
    start = window_start(len(ring), day)
    turn = ring[start:] + ring[:start]
    window = set(turn[:TURN_PLACES])
    kept = {FRESH: [m for m in _kept(fresh, ring, day, FRESH_PLACES) if m not in window]}
    waiting = _kept(curated, ring, day, CURATED_PLACES)
    kept[CURATED] = [
        maker for maker in waiting
        if maker not in window and maker not in kept[FRESH]
        and _waited(ring.index(maker), len(ring), day)
    ]  # fmt: skip
    first = _first_page(turn, kept, counts)
    return Deal(day, counts, ring, start, first, tuple(sorted(counts.values())))


def _kept(makers: Collection[int], ring: Sequence[int], day: int, places: int) -> list[int]:
    """Return who gets the kept places of a kind today: they stand in a ring of their own."""
    wanted = set(makers)
    own = [maker for maker in ring if maker in wanted]
    start = window_start(len(own), day, places)
    return (own[start:] + own[:start])[:places]


def _waited(at: int, makers: int, day: int) -> bool:
    """Say whether a maker's last turn lies at least a week back (no click is counted)."""
    return not any(
        (at - window_start(makers, day - back)) % makers < TURN_PLACES
        for back in range(1, WAITED_DAYS)
    )


def _first_page(
    turn: Sequence[int], kept: Mapping[str, list[int]], counts: Mapping[int, int]
) -> tuple[Place, ...]:
    """Return the first page: kept places at their spots, turns between; then second goods."""
    chosen = {maker: why for why, makers in kept.items() for maker in makers}
    rest = iter([maker for maker in turn if maker not in chosen])
    spots = dict(zip(FRESH_AT, kept[FRESH], strict=False))
    spots |= dict(zip(CURATED_AT, kept[CURATED], strict=False))
    found: list[Place] = []
    waiting = [spots[at] for at in sorted(spots)]
    for at in range(PAGE):
        maker = spots.get(at) or next(rest, None) or next((m for m in waiting if m), None)
        if maker is None:
            break
        if maker in waiting:
            waiting.remove(maker)
        if any(place.maker == maker for place in found):
            continue
        found.append(Place(maker, 0, chosen.get(maker, TURN)))
    nth = 1
    while len(found) < PAGE and any(counts[maker] > nth for maker in turn):
        more = [Place(maker, nth) for maker in turn if counts[maker] > nth]
        found += more[: PAGE - len(found)]
        nth += 1
    return tuple(found)


def order_of_goods(
    goods: Sequence[tuple[int, int]], shift: int, *, newest_first: bool = False
) -> list[int]:
    """Return a maker's goods in the order of her turns.

    Args:
        goods: number of the good and a number that grows with the day it was put on sale.
        shift: how often the ring has gone round: another good is first each time.
        newest_first: for the places of new goods.
    """
    order = sorted((number for number, _new in goods), key=lambda number: (lot(number), number))
    if newest_first and goods:
        newest = max(goods, key=lambda one: (one[1], one[0]))[0]
        order.remove(newest)
        return [newest, *_turned(order, shift)]
    return _turned(order, shift)


def _turned(order: list[int], shift: int) -> list[int]:
    at = shift % len(order) if order else 0
    return order[at:] + order[:at]
