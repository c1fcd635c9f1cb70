"""Numbers by key in a heap: two bytes a key in memory, for the heap is read on a hit only. Pure.

Most keys of a list (telephones, NIK, birth days with names) are asked for once and never met
again. A filter of bits says so of nearly all of them, without a look at what was put down.
"""

from collections.abc import Iterator
from struct import Struct

import numpy as np
import numpy.typing as npt

from lampit.registry.rules.importing.heaping import Heap, Memory
from lampit.registry.rules.importing.shelves import NO_KEY, Many, order_of, ranks, starts_of

SHORT, LONG = 15, 22  # bits of the slots: 4 million chains are 16 MB
MOST_KEPT = 2_000  # keys under which many lie that are kept in memory: 1 MB at most
MANY = 4  # numbers under one key from which it is likely to be asked for again
GLANCED = 18  # bits by which keys are told from those of the last batch at a glance
FILTERED = 4  # bits more for the filter: 8 MB of a long list
ONE, OTHER = 0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F
ENTRY = np.dtype([("key", "<i8"), ("number", "<i8"), ("after", "<u4"), ("depth", "<u4")])
_entry = Struct("<qqII")
_WHOLE, _END = (1 << 64) - 1, (1 << GLANCED) - 1
Entry = tuple[int, int, int, int]  # key, number, entry after it, how many stand under the key


class Ledger:
    """What stands under each key, oldest first, at most `most` under one; no key is 0.

    Entries that share a slot are chained, newest first; entry 0 is none. The last batch waits in
    memory: it goes to the heap with the next one.
    """

    def __init__(self, most: int, heap: Heap | None = None, bits: int = SHORT) -> None:
        """Start empty.

        Args:
            most: later numbers than the first `most` of a key are left out.
            heap: an empty one, of which nobody else knows; None for one in memory.
            bits: `SHORT` up to some ten thousand keys, `LONG` for millions.
        """
        self.most = most
        self._heap = Memory() if heap is None else heap
        self._heap.append(bytes(ENTRY.itemsize))
        self._count = 1
        self._bits = bits
        self._heads = np.zeros(1 << bits, np.uint32)
        self._filter = np.zeros(1 << (bits + FILTERED - 3), np.uint8)
        self._kept: dict[int, Many] = {}
        self._again: list[tuple[int, int]] = []  # keys of the last batch that may be in the heap
        self._last = np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0, np.uint32)
        self._ends = np.zeros(1 << GLANCED, np.bool_)  # the last bits of the keys in it

    def under_all(self, wanted: Many, before: Many) -> tuple[Many, Many]:
        """Return what stands under keys: the place of each key found, and a number under it.

        Args:
            wanted: keys, none of them 0.
            before: per key, numbers lower than this are meant.
        """
        met, numbers = self._among_last(wanted)
        places = np.flatnonzero(self._may_be(wanted))
        found = [self._numbers(key) for key in wanted[places].tolist()]
        met = np.concatenate((met, np.repeat(places, [*map(len, found)])))
        numbers = np.concatenate((numbers, *found))
        is_meant = numbers < before[met]
        return met[is_meant], numbers[is_meant]

    def add_all(self, wanted: Many, numbers: Many) -> None:
        """Put numbers under keys, one each, in their order; full ones take no more."""
        self._put_down()
        is_key = wanted != NO_KEY
        wanted, numbers = wanted[is_key], numbers[is_key]
        order = order_of(wanted)
        depths = ranks(wanted, order) + 1
        places = np.flatnonzero(self._may_be(wanted))
        for place, key in zip(places.tolist(), wanted[places].tolist(), strict=True):
            depths[place] += self._depth(key)
        fits = depths <= self.most
        again = places[fits[places]]
        self._again = [*zip(wanted[again].tolist(), numbers[again].tolist(), strict=True)]
        order = order[fits[order]]
        self._ends[self._last[0] & _END] = False
        self._ends[wanted[order] & _END] = True
        self._last = wanted[order], numbers[order], depths[order].astype(np.uint32)

    def _among_last(self, wanted: Many) -> tuple[Many, Many]:
        keys, numbers, _depths = self._last
        # Hardly one is among them: a glance at their last bits tells of nearly all.
        which = np.flatnonzero(self._ends[wanted & _END])
        wanted = wanted[which]
        first, end = np.searchsorted(keys, wanted), np.searchsorted(keys, wanted, "right")
        many = end - first
        met = np.repeat(np.arange(len(wanted)), many)
        places = np.arange(len(met)) + np.repeat(first - (np.cumsum(many) - many), many)
        return which[met], numbers[places]

    def _numbers(self, key: int) -> Many:
        """Return what stands under a key in the heap; of many it is kept, for they come again."""
        kept = self._kept.get(key)
        if kept is None:
            kept = np.array([number for _, number, _, _ in self._under(key)], np.int64)
            if len(kept) >= MANY and len(self._kept) < MOST_KEPT:
                self._kept[key] = kept
        return kept

    def _depth(self, key: int) -> int:
        """Return how many stand under a key in the heap."""
        if (kept := self._kept.get(key)) is not None:
            return len(kept)
        newest = next(self._under(key), None)
        return newest[3] if newest else 0

    def _under(self, key: int) -> Iterator[Entry]:
        """Yield what stands under a key in the heap, newest first."""
        read, size = self._heap.read, ENTRY.itemsize
        place = int(self._heads[(key * ONE & _WHOLE) >> (64 - self._bits)])
        while place:
            found: Entry = _entry.unpack(read(place * size, size))
            if found[0] == key:
                yield found
            place = found[2]

    def _may_be(self, keys: Many) -> npt.NDArray[np.bool_]:
        """Tell whether keys may stand in the heap; that one does not is certain."""
        one, other = self._two_bits(keys)
        found: npt.NDArray[np.bool_] = (self._is_set(one) & self._is_set(other)) != 0
        return found

    def _is_set(self, bits: Many) -> npt.NDArray[np.uint8]:
        told: npt.NDArray[np.uint8] = self._filter[bits >> 3] >> (bits & 7).astype(np.uint8) & 1
        return told

    def _two_bits(self, keys: Many) -> tuple[Many, Many]:
        bits = self._bits + FILTERED
        return _slots(keys, ONE, bits), _slots(keys, OTHER, bits)

    def _put_down(self) -> None:
        """Write the last batch."""
        keys, numbers, depths = self._last
        if not len(keys):
            return
        entries = np.empty(len(keys), ENTRY)
        entries["key"], entries["number"], entries["depth"] = keys, numbers, depths
        entries["after"] = self._chain(keys, self._count)
        self._heap.append(entries.tobytes())
        self._count += len(keys)
        for key, number in self._again:
            if (kept := self._kept.get(key)) is not None:
                self._kept[key] = np.append(kept, number)
        self._again = []

    def _chain(self, keys: Many, first: int) -> npt.NDArray[np.uint32]:
        """Hang entries before those that their slots hold; return what follows each of them."""
        for bits in self._two_bits(keys):
            np.bitwise_or.at(self._filter, bits >> 3, np.uint8(1) << (bits & 7).astype(np.uint8))
        slots = _slots(keys, ONE, self._bits)
        order = order_of(slots)
        ordered = slots[order]
        is_first = starts_of(ordered)
        before = np.roll(order + first, 1)
        before[is_first] = self._heads[ordered[is_first]]
        after = np.empty(len(keys), np.uint32)
        after[order] = before
        is_last = np.roll(is_first, -1)
        self._heads[ordered[is_last]] = order[is_last] + first
        return after


def _slots(keys: Many, factor: int, bits: int) -> Many:
    """Return keys spread over `2 ** bits` places."""
    mixed = keys.astype(np.uint64) * np.uint64(factor) >> np.uint64(64 - bits)
    return mixed.astype(np.int64)
