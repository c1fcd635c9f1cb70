"""Row numbers by key in flat arrays: some fifteen bytes an entry, where a dict needs a hundred.

A batch of keys is asked for and put away at once: numpy walks all chains together.
"""

import numpy as np
import numpy.typing as npt

SLOTS = (1 << 12, 1 << 17, 1 << 22)  # the last are 16 MB: enough for some ten million entries
KEYS = (1 << 32) - 1
NO_KEY = 0
_PLACE = 20  # bits of a place among keys that are sorted with it
Many = npt.NDArray[np.int64]


class Shelves:
    """What lies under each key of 32 bits, oldest first, at most `most` under one.

    Keys are hashes: what is found under one may belong to another, and must be looked at.
    Entries of one slot are chained, newest first. Entry 0 is none, and so is key 0.
    """

    def __init__(self, most: int) -> None:
        """Start empty; a shelf takes up to `most` (255) numbers, later ones are left out."""
        self.most = most
        self._sizes = iter(SLOTS)
        self._heads = np.zeros(next(self._sizes), np.uint32)
        self._count = 1
        self._keys, self._after, self._values = (np.zeros(1 << 12, np.uint32) for _ in range(3))
        self._depths = np.zeros(1 << 12, np.uint8)

    def under_all(self, wanted: Many, before: Many) -> tuple[Many, Many]:
        """Return what lies under keys: the place of each key found, and a number under it.

        Args:
            wanted: keys, none of them 0.
            before: per key, numbers lower than this are meant.
        """
        entries: Many = self._heads[wanted & (len(self._heads) - 1)].astype(np.int64)
        met, numbers = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
        open_ = np.flatnonzero(entries)
        entries, wanted, before = entries[open_], wanted[open_], before[open_]
        while len(open_):
            values = self._values[entries]
            found = (self._keys[entries] == wanted) & (values < before)
            met.append(open_[found])
            numbers.append(values[found].astype(np.int64))
            entries = self._after[entries].astype(np.int64)
            going = np.flatnonzero(entries)
            entries, wanted = entries[going], wanted[going]
            before, open_ = before[going], open_[going]
        return np.concatenate(met), np.concatenate(numbers)

    def add_all(self, wanted: Many, values: Many) -> None:
        """Put numbers under keys, one each, in their order; full shelves take no more."""
        is_key = wanted != NO_KEY
        wanted, values = wanted[is_key], values[is_key]
        depths = self._depths[self._newest(wanted)] + ranks(wanted) + 1
        fits = depths <= self.most
        wanted, values, depths = wanted[fits], values[fits], depths[fits]
        first, end = self._count, self._count + len(wanted)
        self._make_room(end)
        self._keys[first:end], self._values[first:end] = wanted, values
        self._depths[first:end] = depths
        self._count = end
        self._chain(first, end)
        self._spread()

    def _newest(self, wanted: Many) -> Many:
        """Return the newest entry under each key, 0 for none."""
        entries: Many = self._heads[wanted & (len(self._heads) - 1)].astype(np.int64)
        entries[wanted == NO_KEY] = 0
        open_ = np.flatnonzero(entries)
        while len(open_):
            open_ = open_[self._keys[entries[open_]] != wanted[open_]]
            entries[open_] = self._after[entries[open_]]
            open_ = open_[entries[open_] != 0]
        return entries

    def _chain(self, first: int, end: int) -> None:
        """Hang entries before those that their slots hold, in their order."""
        slots = self._keys[first:end].astype(np.int64) & (len(self._heads) - 1)
        order = order_of(slots)
        sorted_slots = slots[order]
        is_first = starts_of(sorted_slots)
        before = np.roll(order + first, 1)
        before[is_first] = self._heads[sorted_slots[is_first]]
        self._after[order + first] = before
        is_last = np.roll(is_first, -1)
        self._heads[sorted_slots[is_last]] = order[is_last] + first

    def _spread(self) -> None:
        """Take more slots, while there are any, and chain all entries anew in their order."""
        while self._count > len(self._heads) and (slots := next(self._sizes, 0)):
            self._heads = np.zeros(slots, np.uint32)
            self._chain(1, self._count)

    def _make_room(self, end: int) -> None:
        size = len(self._keys)
        if end <= size:
            return
        size = max(end, size + size // 2)
        for name in ("_keys", "_after", "_values", "_depths"):
            old = getattr(self, name)
            new = np.zeros(size, old.dtype)
            new[: len(old)] = old
            setattr(self, name, new)


def starts_of(ordered: npt.NDArray[np.uint32] | Many) -> npt.NDArray[np.bool_]:
    """Tell of each of sorted numbers whether it is the first of its like."""
    found = np.ones(len(ordered), np.bool_)
    found[1:] = ordered[1:] != ordered[:-1]
    return found


def order_of(keys: Many) -> Many:
    """Return the places of keys in the order of these; equal ones stay as they stand.

    Small keys are sorted with their places as one number: that costs a fifth of a stable sort.
    """
    many = len(keys)
    if many and many < 1 << _PLACE and keys.min() >= 0 and keys.max() < 1 << (63 - _PLACE):
        both = keys << _PLACE | np.arange(many)
        both.sort()
        order: Many = both & ((1 << _PLACE) - 1)
        return order
    return np.argsort(keys, kind="stable")


def ranks(keys: Many, order: Many | None = None) -> Many:
    """Return of each key how often it stands before; `order` is that of the keys, if known."""
    order = order_of(keys) if order is None else order
    places = np.arange(len(keys))
    starts = np.maximum.accumulate(np.where(starts_of(keys[order]), places, 0))
    ranks = np.empty(len(keys), np.int64)
    ranks[order] = places - starts
    return ranks
