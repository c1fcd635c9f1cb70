"""Row numbers by key in flat arrays: some fifteen bytes an entry, where a dict needs a hundred."""

from array import array

SLOTS = (1 << 12, 1 << 17, 1 << 22)  # the last are 16 MB: enough for some ten million entries
KEYS = (1 << 30) - 1  # a key of 30 bits is a small number to Python, and quick to compare


class Shelves:
    """What lies under each key of 30 bits, oldest first, at most `most` under one.

    Keys are hashes: what is found under one may belong to another, and must be looked at.
    Entries of one slot are chained, newest first.
    """

    def __init__(self, most: int) -> None:
        """Start empty; a shelf takes up to `most` (255) numbers, later ones are left out."""
        self.most = most
        self._sizes = iter(SLOTS)
        self._mask = next(self._sizes) - 1
        self._heads = array("I", bytes(4 * (self._mask + 1)))
        self._keys = array("I", (0,))
        self._after = array("I", (0,))
        self._values = array("I", (0,))
        self._depths = array("B", (0,))

    def under(self, wanted: list[int]) -> list[int]:
        """Return the numbers under each of the keys, oldest first within a key."""
        found: list[int] = []
        heads, mask, keys = self._heads, self._mask, self._keys
        for key in wanted:
            entry = heads[key & mask]
            if entry:
                here = []
                while entry:
                    if keys[entry] == key:
                        here.append(self._values[entry])
                    entry = self._after[entry]
                found += here[::-1]
        return found

    def add(self, wanted: list[int], value: int) -> None:
        """Put a number under each of the keys whose shelf is not full."""
        heads, mask, keys, after = self._heads, self._mask, self._keys, self._after
        for key in wanted:
            slot = key & mask
            first = entry = heads[slot]
            depth = 1
            while entry:
                if keys[entry] == key:
                    depth += self._depths[entry]
                    break
                entry = after[entry]
            if depth <= self.most:
                heads[slot] = len(keys)
                keys.append(key)
                after.append(first)
                self._values.append(value)
                self._depths.append(depth)
        if len(keys) > mask:
            self._spread()

    def _spread(self) -> None:
        """Take more slots, while there are any, and chain all entries anew in their order."""
        slots = next(self._sizes, 0)
        if not slots:
            return
        self._mask = mask = slots - 1
        self._heads = heads = array("I", bytes(4 * slots))
        for entry in range(1, len(self._keys)):
            slot = self._keys[entry] & mask
            self._after[entry] = heads[slot]
            heads[slot] = entry
