"""Which numbers stand in a list, kept small: a bit per number in blocks of 65,536. Pure.

A list of a million businesses takes some kilobytes, and whether one number is in it is one bit of
one block (the idea of Roaring bitmaps: Chambi, Lemire, Kaser and Godin 2016).
"""

import zlib
from collections.abc import Iterable, Iterator

SIZE = 1 << 16
_BYTES = SIZE // 8


class Bits:
    """Numbers collected block by block."""

    def __init__(self) -> None:
        """Begin empty."""
        self._blocks: dict[int, bytearray] = {}
        self.count = 0

    def add(self, number: int) -> bool:
        """Add a number and say whether it was new."""
        bits = self._blocks.setdefault(number // SIZE, bytearray(_BYTES))
        place, mask = (number % SIZE) // 8, 1 << (number % 8)
        if bits[place] & mask:
            return False
        bits[place] |= mask
        self.count += 1
        return True

    def through(self, numbers: Iterable[int]) -> Iterator[int]:
        """Add numbers as they pass."""
        for number in numbers:
            self.add(number)
            yield number

    def packed(self) -> dict[int, bytes]:
        """Return block → its bits, compressed."""
        return {
            block: zlib.compress(bytes(bits), 6) for block, bits in sorted(self._blocks.items())
        }

    def merge(self, block: int, packed: bytes) -> None:
        """Add what a packed block holds."""
        for number in numbers_of(block, packed):
            self.add(number)


def holds(packed: bytes, number: int) -> bool:
    """Say whether a number stands in the packed block it belongs to."""
    bits = zlib.decompress(packed)
    return bool(bits[(number % SIZE) // 8] & (1 << (number % 8)))


def union_count(parts: Iterable[tuple[int, bytes]], others: Iterable[int] = ()) -> int:
    """Return how many different numbers some packed blocks and single numbers are."""
    blocks: dict[int, int] = {}
    for block, packed in parts:
        bits = int.from_bytes(zlib.decompress(packed), "little")
        blocks[block] = blocks.get(block, 0) | bits
    for number in others:
        blocks[number // SIZE] = blocks.get(number // SIZE, 0) | 1 << (number % SIZE)
    return sum(bits.bit_count() for bits in blocks.values())


def numbers_of(block: int, packed: bytes) -> Iterator[int]:
    """Yield the numbers of a packed block in order."""
    first = block * SIZE
    for place, byte in enumerate(zlib.decompress(packed)):
        if byte:
            for bit in range(8):
                if byte & (1 << bit):
                    yield first + place * 8 + bit
