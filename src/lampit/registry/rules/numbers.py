"""A set of businesses by their numbers, as lists are searched, counted and walked. Pure.

A million of them are a bit each while nobody wants to have them one by one: to count them, to
take some out or to find the next twenty-five costs a fiftieth of having all of them as numbers.
"""

from collections.abc import Iterator
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Ids = NDArray[np.int64]
STRETCH = 1 << 16  # so many numbers are looked through at once on a walk


class Numbers:
    """Some numbers, each once, ascending; they never change.

    Kept as a list, as one bit for each number from 0 on (`bits`), or both, as it is asked.
    """

    def __init__(self, ids: Ids | None = None, *, bits: NDArray[np.bool_] | None = None) -> None:
        """Take them as ascending `ids`, or as `bits`, which say of each number if it is there."""
        if bits is not None:
            self.bits = bits
        else:
            self.ids = np.empty(0, np.int64) if ids is None else ids

    @cached_property
    def ids(self) -> Ids:
        """Give all of them, ascending."""
        return np.flatnonzero(self.bits)

    @cached_property
    def bits(self) -> NDArray[np.bool_]:
        """Say of each number from 0 to the greatest whether it is one of them."""
        made = np.zeros(int(self.ids[-1]) + 1 if self.ids.size else 0, np.bool_)
        made[self.ids] = True
        return made

    @cached_property
    def size(self) -> int:
        """Count them."""
        known = self.__dict__.get("ids")
        return int(np.count_nonzero(self.bits)) if known is None else int(known.size)

    def tolist(self) -> list[int]:
        """Return all of them as a list, ascending."""
        return list(map(int, self.ids))

    def common(self, others: NDArray[np.integer]) -> Ids:
        """Return those of some numbers that are among these, in the order of the others."""
        near = others[others < self.bits.size]
        found: Ids = near[self.bits[near]]
        return found

    def without(self, gone: Ids) -> "Numbers":
        """Return these without some others."""
        there = self.common(gone)
        if not there.size:
            return self
        left = self.bits.copy()
        left[there] = False
        return Numbers(bits=left)

    def joined(self, more: Ids) -> "Numbers":
        """Return these and some others."""
        if not more.size:
            return self
        both = np.zeros(max(self.bits.size, int(more.max()) + 1), np.bool_)
        both[: self.bits.size] = self.bits
        both[more] = True
        return Numbers(bits=both)

    def upwards(self, behind: int = -1) -> Iterator[int]:
        """Yield those above a number, ascending; none more is looked at than is taken."""
        for start in range(behind + 1, self.bits.size, STRETCH):
            for place in np.flatnonzero(self.bits[start : start + STRETCH]).tolist():
                yield start + place

    def downwards(self, before: int | None = None) -> Iterator[int]:
        """Yield those below a number, or all, descending; none more is looked at than is taken."""
        end = self.bits.size if before is None else min(before, self.bits.size)
        while end > 0:
            start = max(0, end - STRETCH)
            for place in np.flatnonzero(self.bits[start:end])[::-1].tolist():
                yield start + place
            end = start
