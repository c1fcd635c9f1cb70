"""Blocking keys as numbers: which records a rule lets meet, with oversized blocks split.

Everything here is numpy on codes, so that both engines join the same integers.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from lampit.science.linkage.schema import Rule

LARGEST_BLOCK = 500
PAIRS_PER_RECORD = 50
NARROW_ABOVE = 3
Ints = npt.NDArray[Any]
Code = Callable[[str], Ints]


@dataclass(slots=True)
class Blocks:
    """Members of the blocks of one rule.

    Attributes:
        name: the rule's name.
        record: places of the records, one entry per membership.
        key: number of the block of each membership; blocks of one record are left out.
        capped: how many blocks had to be split.
        dropped: blocks that stayed too large and are not compared, with their sizes.
        largest: size of the largest block that is compared.
        pairs: pairs within the blocks, before other rules take their share.
        repeats: whether a record can stand in several blocks of the rule.
        narrowed: whether the rule asks for more than usual, to compare fewer.
        refused: why the whole rule is left out, naming its biggest blocks; empty when it is not.
    """

    name: str
    record: Ints
    key: Ints
    capped: int = 0
    dropped: int = 0
    largest: int = 0
    pairs: int = 0
    repeats: bool = False
    refused: str = ""
    narrowed: bool = False


def codes(column: pa.Array) -> Ints:
    """Return one number per distinct value, -1 where missing."""
    coded = column.dictionary_encode()
    return np.asarray(pc.fill_null(coded.indices, -1).cast(pa.int32()))


def _memberships(
    features: Mapping[str, pa.Array], on: Sequence[str], code: Code
) -> tuple[Ints, Ints, bool]:
    """Return (record, key) for all records that have every part of the key."""
    first, *others = sorted(on, key=lambda name: not pa.types.is_list(features[name].type))
    column = features[first]
    repeats = pa.types.is_list(column.type)
    if repeats:
        record = np.asarray(pc.list_parent_indices(column)).astype(np.int64)
        key = codes(column.flatten())
    else:
        record, key = np.arange(len(column), dtype=np.int64), code(first)
    for name in others:
        key = _joined(key, code(name)[record])
    kept = key >= 0
    return record[kept], key[kept], repeats


def _joined(left: Ints, right: Ints) -> Ints:
    """Join two keys into one; missing stays missing."""
    width = int(right.max(initial=0)) + 1
    return np.where((left < 0) | (right < 0), -1, left.astype(np.int64) * width + right)


def block(
    rule: Rule,
    features: Mapping[str, pa.Array],
    split: Sequence[str] = (),
    changed: npt.NDArray[np.bool_] | None = None,
    code: Code | None = None,
) -> Blocks:
    """Return the blocks of `rule`; more than 500 records are split by `split`, then dropped.

    With `changed`, only blocks that hold a changed record are kept. `code` gives the codes of
    a feature where they are known already.
    """
    code = code or (lambda name: codes(features[name]))
    record, key, repeats = _memberships(features, rule.on, code)
    key, sizes = _dense(key)
    wide = int((sizes * (sizes - 1) // 2).sum()) > NARROW_ABOVE * _rows(features)
    if wide and rule.narrow:
        record, key, repeats = _memberships(features, (*rule.on, *rule.narrow), code)
        key, sizes = _dense(key)
    blocks = Blocks(rule.name, record, key, repeats=repeats, narrowed=wide and bool(rule.narrow))
    for name in split:
        large = sizes[blocks.key] > LARGEST_BLOCK if len(sizes) else np.zeros(0, bool)
        if not large.any():
            break
        blocks.capped = max(blocks.capped, int((sizes > LARGEST_BLOCK).sum()))
        part = code(name)[blocks.record].astype(np.int64) + 1
        width = int(part.max(initial=0)) + 1
        fine = np.where(large, blocks.key * width + part, blocks.key * width)
        blocks.key, sizes = _dense(fine)
    large_blocks = sizes > LARGEST_BLOCK
    blocks.dropped = int(large_blocks.sum())
    blocks.capped = max(blocks.capped, blocks.dropped)
    use = (sizes > 1) & ~large_blocks
    if changed is not None:
        touched = np.zeros(len(sizes), bool)
        touched[blocks.key[changed[blocks.record]]] = True
        use &= touched
    kept = use[blocks.key] if len(sizes) else np.zeros(0, bool)
    blocks.record, blocks.key = blocks.record[kept], blocks.key[kept]
    counted = sizes[use]
    blocks.pairs = int((counted * (counted - 1) // 2).sum())
    blocks.largest = int(counted.max(initial=0))
    if changed is None and blocks.pairs > PAIRS_PER_RECORD * max(_rows(features), LARGEST_BLOCK):
        _refuse(blocks, rule, features)
    return blocks


def _rows(features: Mapping[str, pa.Array]) -> int:
    return len(next(iter(features.values())))


def _refuse(blocks: Blocks, rule: Rule, features: Mapping[str, pa.Array]) -> None:
    """Leave the rule out: it would compare more than 50 pairs per record."""
    _kinds, first, sizes = np.unique(blocks.key, return_index=True, return_counts=True)
    told = []
    for place in np.argsort(-sizes, kind="stable")[:3]:
        record = int(blocks.record[first[place]])
        value = " + ".join(str(features[name][record]) for name in rule.on)
        told.append(f"{value} ({sizes[place]})")
    blocks.refused = ", ".join(told)
    blocks.record, blocks.key = blocks.record[:0], blocks.key[:0]


def _dense(key: Ints) -> tuple[Ints, Ints]:
    """Number the keys from 0 without gaps; return them with the size of each."""
    dense = codes(pa.array(key))
    return dense, np.bincount(dense)
