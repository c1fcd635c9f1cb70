"""One number by each key of 64 bits, for millions of them: a few bytes each in memory. Pure."""

from collections.abc import Sequence

import numpy as np

from lampit.registry.rules.importing.heaping import Heap
from lampit.registry.rules.importing.ledger import Ledger

BITS = 20  # of slots: for a million keys 6 MB, of which a short list touches little
_ALL = np.iinfo(np.int64).max


class Remembered:
    """Numbers by key; neither is 0. What is known under a key stays."""

    def __init__(self, heap: Heap | None = None) -> None:
        """Start with an empty heap, of which nobody else knows; None for one in memory."""
        self._ledger = Ledger(1, heap, BITS)

    def find(self, keys: Sequence[int]) -> list[int]:
        """Return what is known under each key, 0 for nothing."""
        wanted = np.array(keys, np.int64)
        found = np.zeros(len(wanted), np.int64)
        which = np.flatnonzero(wanted)
        met, numbers = self._ledger.under_all(wanted[which], np.full(len(which), _ALL))
        found[which[met]] = numbers
        told: list[int] = found.tolist()
        return told

    def add(self, keys: Sequence[int], numbers: Sequence[int]) -> None:
        """Remember numbers under keys."""
        self._ledger.add_all(np.array(keys, np.int64), np.array(numbers, np.int64))
