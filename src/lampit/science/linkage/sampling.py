"""A random sample of the pairs that a search let meet and did not propose (registry.md, 4a).

What a search misses cannot be seen among what it found. Pairs below its threshold are drawn at
random, more of them where a duplicate is likelier, and judged by people: how many of all are
duplicates follows from how many there are in each stratum.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from lampit.science.linkage.blocks import Blocks, Ints
from lampit.science.linkage.meeting import Keys

# Strata of probability below the threshold, the likeliest first, and how many are drawn of each.
STRATA = ((0.2, 40), (0.02, 30), (0.0, 30))
FROM = 0.02  # below it a pair is not weighed, only counted
TRIES = 20_000
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Stratum:
    """The candidate pairs with a probability from `low` to below `high`, and how many are drawn.

    `pairs` is counted; in the lowest stratum it is estimated, where candidates are not weighed.
    """

    low: float
    high: float
    pairs: int
    drawn: int


@dataclass(frozen=True, slots=True)
class Sample:
    """Strata, and the drawn pairs: left, right (ids, left < right), probability, stratum.

    The probability of pairs in the lowest stratum is not known and told as 0.
    """

    strata: tuple[Stratum, ...]
    pairs: pa.Table


def sampled(
    ids: pa.Array, blocks: Sequence[Blocks], weighed: tuple[Ints, Ints, npt.NDArray[Any]],
    threshold: float, seed: int,
) -> Sample:  # fmt: skip
    """Draw pairs below the threshold, each of a stratum with the same chance.

    Args:
        ids: of the records, by place.
        blocks: of all rules; a pair is a candidate when one of them lets it meet.
        weighed: places a and b, a < b, and probability of all candidates from `FROM` up.
        threshold: from here up a pair was proposed.
        seed: of the draw; the same gives the same sample.
    """
    dice = np.random.default_rng(seed)
    a, b, chance = weighed
    high, strata, drawn = threshold, [], []
    for number, (low, wanted) in enumerate(STRATA[:-1]):
        inside = np.flatnonzero((chance >= low) & (chance < high))
        taken = np.sort(dice.choice(inside, min(wanted, len(inside)), replace=False))
        strata.append(Stratum(low, high, len(inside), len(taken)))
        drawn.append((a[taken], b[taken], chance[taken], np.full(len(taken), number)))
        high = low
    known = np.sort(a[chance >= FROM] * len(ids) + b[chance >= FROM])
    rest, count = _rest(blocks, len(ids), known, dice)
    taken = rest[: STRATA[-1][1]]
    strata.append(Stratum(0.0, high, count, len(taken)))
    drawn.append((
        taken // len(ids), taken % len(ids), np.zeros(len(taken)),
        np.full(len(taken), len(STRATA) - 1),
    ))  # fmt: skip
    left, right, p, stratum = (np.concatenate(part) for part in zip(*drawn, strict=True))
    table = pa.table({
        "left": ids.take(pa.array(left)), "right": ids.take(pa.array(right)),
        "probability": p, "stratum": stratum,
    })  # fmt: skip
    return Sample(tuple(strata), table)


def _rest(
    blocks: Sequence[Blocks], rows: int, known: Ints, dice: np.random.Generator
) -> tuple[Ints, int]:
    """Return candidates outside `known` in random order, and about how many there are.

    A member of a rule's pairs is drawn, all with one chance; it counts when no earlier rule lets
    the pair meet, and by one over how often its own rule does. So each pair has the same chance.
    """
    sizes = [_sizes(one) for one in blocks]
    totals = np.array([int(one.sum()) for one in sizes], np.int64)
    whole = int(totals.sum())
    if not whole:
        return np.zeros(0, np.int64), 0
    found = []
    earlier: list[Keys] = []
    for one, size, tries in zip(
        blocks, sizes, dice.multinomial(TRIES, totals / whole), strict=True
    ):
        a, b = _members(one, size, int(tries), dice)
        own = Keys.of(one, rows)
        keeps = (a != b) & (dice.random(len(a)) * np.maximum(own.times(a, b), 1) < 1)
        for keys in earlier:
            keeps &= ~keys.meet(a, b)
        low, high = np.minimum(a, b)[keeps], np.maximum(a, b)[keeps]
        found.append(low * rows + high)
        earlier.append(own)
    pairs = np.concatenate(found)
    pairs = pairs[~np.isin(pairs, known)]
    _kinds, first = np.unique(pairs, return_index=True)
    once = pairs[np.sort(first)]
    return dice.permutation(once), round(whole * len(pairs) / TRIES)


def _sizes(block: Blocks) -> Ints:
    """Return how many pairs each block of a rule has, by its key."""
    members = np.bincount(block.key) if len(block.key) else np.zeros(0, np.int64)
    return members * (members - 1) // 2


def _members(block: Blocks, size: Ints, tries: int, dice: np.random.Generator) -> tuple[Ints, Ints]:
    """Return `tries` pairs of members of one block, each pair of the rule with the same chance."""
    if not tries:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    order = np.argsort(block.key, kind="stable")
    record, key = block.record[order].astype(np.int64), block.key[order]
    reached = np.cumsum(size)
    chosen = np.searchsorted(reached, dice.integers(reached[-1], size=tries), side="right")
    start = np.searchsorted(key, chosen)
    members = np.searchsorted(key, chosen, side="right") - start
    one = dice.integers(members)
    other = dice.integers(members - 1)
    other += other >= one
    return record[start + one], record[start + other]
