"""Pairs of records that a blocking rule lets meet, made on numbers: no table, no join.

A rule's pairs are made piece by piece, sifted, and only what stays is kept; pairs that an
earlier rule has made are left out, so that each pair is there once.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lampit.science.linkage.blocks import Blocks, Ints
from lampit.science.linkage.bounds import Sieve

PIECE = 1 << 18
Bools = npt.NDArray[np.bool_]


def meetings(block: Blocks) -> Iterator[tuple[Ints, Ints]]:
    """Yield the pairs (a, b), a < b, of one rule in pieces of about a quarter million."""
    order = np.lexsort((block.record, block.key))
    record, key = block.record[order], block.key[order]
    last = np.searchsorted(key, key, side="right") - 1
    partners = last - np.arange(len(key))
    reached = np.cumsum(partners)
    start = 0
    while start < len(key):
        done = reached[start - 1] if start else 0
        end = max(start + 1, int(np.searchsorted(reached, done + PIECE)))
        count = partners[start:end]
        one = np.repeat(np.arange(start, min(end, len(key))), count)
        first = np.repeat(np.cumsum(count) - count, count)
        other = one + 1 + np.arange(len(one)) - first
        yield record[one], record[other]
        start = end


def sifted(
    blocks: Sequence[Blocks], rows: int, changed: Bools | None, sieve: Sieve | None
) -> Iterator[tuple[Ints, Ints]]:
    """Yield the pairs of each rule that no earlier rule has made and the sieve keeps."""
    earlier: list[Keys] = []
    for block in blocks:
        pieces = [_kept(a, b, earlier, changed, sieve) for a, b in meetings(block)]
        a = np.concatenate([piece[0] for piece in pieces] or [np.zeros(0, np.int64)])
        b = np.concatenate([piece[1] for piece in pieces] or [np.zeros(0, np.int64)])
        if block.repeats:  # two numbers in common: the pair has met twice
            once = np.unique(a * rows + b)
            a, b = once // rows, once % rows
        yield a, b
        earlier.append(Keys.of(block, rows))


def _kept(
    a: Ints, b: Ints, earlier: Sequence["Keys"], changed: Bools | None, sieve: Sieve | None
) -> tuple[Ints, Ints]:
    if changed is not None:
        new = changed[a] | changed[b]
        a, b = a[new], b[new]
    if sieve is not None:
        stays = sieve.keeps(a, b)
        a, b = a[stays], b[stays]
    for keys in earlier:
        fresh = ~keys.meet(a, b)
        a, b = a[fresh], b[fresh]
    return a, b


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of every record under a rule, -1 for none: places × records."""

    key: npt.NDArray[np.int32]

    @classmethod
    def of(cls, block: Blocks, rows: int) -> "Keys":
        """Return the keys of all records."""
        order = np.argsort(block.record, kind="stable")
        record, key = block.record[order], block.key[order]
        place = np.arange(len(record)) - np.searchsorted(record, record)
        found = np.full((int(place.max(initial=0)) + 1, rows), -1, np.int32)
        found[place, record] = key
        return cls(found)

    def meet(self, a: Ints, b: Ints) -> Bools:
        """Say of each pair whether the rule lets it meet."""
        return self.times(a, b) > 0

    def times(self, a: Ints, b: Ints) -> Ints:
        """Return of each pair how often the rule lets it meet."""
        met = np.zeros(len(a), np.int8)
        for one in self.key:
            left = one[a]
            for other in self.key:
                met += (left == other[b]) & (left >= 0)
        return met
