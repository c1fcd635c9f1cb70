"""Numbers by keys of 64 bits, millions of them in flat arrays: 16 bytes each. Pure.

A dict needs a hundred bytes an entry. Keys lie sorted in a few arrays, each more than twice as
long as the next; what is added is merged into them as in a library that is sorted now and then.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Many = npt.NDArray[np.int64]


class Remembered:
    """Numbers by key; neither is 0. What is known under a key stays."""

    def __init__(self) -> None:
        """Start empty."""
        self._sorted: list[tuple[Many, Many]] = []

    def find(self, keys: Sequence[int]) -> list[int]:
        """Return what is known under each key, 0 for nothing."""
        wanted = np.array(keys, np.int64)
        found = np.zeros(len(wanted), np.int64)
        for known, numbers in self._sorted:
            places = np.searchsorted(known, wanted)
            places[places == len(known)] = 0
            is_known = known[places] == wanted
            found[is_known] = numbers[places[is_known]]
        told: list[int] = found.tolist()
        return told

    def add(self, keys: Sequence[int], numbers: Sequence[int]) -> None:
        """Remember numbers under keys that `find` did not know, each told once."""
        if not keys:
            return
        told = np.array(keys, np.int64), np.array(numbers, np.int64)
        self._sorted.append(_in_order(*told))
        while len(self._sorted) > 1 and len(self._sorted[-2][0]) <= 2 * len(self._sorted[-1][0]):
            pieces = self._sorted[-2:]
            del self._sorted[-2:]
            keys_and_numbers = (np.concatenate(both) for both in zip(*pieces, strict=True))
            self._sorted.append(_in_order(*keys_and_numbers))


def _in_order(keys: Many, numbers: Many) -> tuple[Many, Many]:
    order = np.argsort(keys, kind="stable")  # sorted pieces are merged, not sorted anew
    return keys[order], numbers[order]
