"""Drawing a stratified simple random sample that can be repeated and audited.

Chance comes in as a seed. Only `random.Random(seed).random()` is used: Python promises that
this sequence stays the same from version to version, which it does not for `sample`.
"""

import hashlib
import heapq
import json
import random
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np

from lampit.basics.refusal import Refusal

Frame = Mapping[str, Sequence[int]]  # stratum → numbers of the units that can be drawn


@dataclass(frozen=True)
class DrawnUnit:
    """A drawn unit: its stratum, its probability of being drawn, its place in the drawn order."""

    id: str
    stratum: str
    probability: float
    order: int


@dataclass(frozen=True)
class Draw:
    """A sample with what an auditor needs: seed, hash of the frame, receipt of the whole."""

    units: list[DrawnUnit]
    seed: int
    frame_hash: str
    receipt: str
    sizes: dict[str, int]
    allocation: dict[str, int]


def receipt_of(seed: int, frame: str, drawn: Sequence[tuple[str, str]]) -> str:
    """Return one hash over seed, frame hash and the drawn units as (stratum, id) in order."""
    told = json.dumps([seed, frame, [list(unit) for unit in drawn]])
    return hashlib.sha256(told.encode()).hexdigest()


def stratified_sample(frame: Frame, allocation: Mapping[str, int], seed: int) -> Draw:
    """Draw `allocation[stratum]` units of each stratum without replacement.

    Every unit of the frame, by stratum and then by the text of its number, gets one random
    number; the smallest of a stratum are drawn. The same seed and frame give the same sample on
    every machine. One stratum at a time is laid out: a frame of millions is held as numbers only.

    Raises:
        Refusal: `frame_doubled`, `allocation_invalid`.
    """
    sizes = {stratum: len(units) for stratum, units in frame.items()}
    whole = np.fromiter(chain.from_iterable(frame.values()), np.int64, sum(sizes.values()))
    if len(np.unique(whole)) != len(whole):
        raise Refusal("frame_doubled", "Ada usaha yang muncul dua kali dalam kerangka sampel.")
    for stratum, wanted in allocation.items():
        if not 0 <= wanted <= sizes.get(stratum, 0):
            message = f"Jumlah contoh {wanted} di {stratum} melebihi isi kerangka."
            raise Refusal("allocation_invalid", message)
    dice = random.Random(seed)  # noqa: S311 - repeatable on purpose: an auditor draws it again
    drawn: list[DrawnUnit] = []
    hashed = hashlib.sha256()  # of the frame, in whatever order it was read
    for stratum in sorted(frame):
        wanted, names = allocation.get(stratum, 0), sorted(map(str, frame[stratum]))
        hashed.update("".join([f"{stratum}\t{name}\n" for name in names]).encode())
        marked = ((dice.random(), name) for name in names)
        drawn += [
            DrawnUnit(name, stratum, wanted / sizes[stratum], place + 1)
            for place, (_, name) in enumerate(heapq.nsmallest(wanted, marked))
        ]
        deque(marked, 0)  # every unit gets its number, also where nobody is drawn
    frame_hash = hashed.hexdigest()
    receipt = receipt_of(seed, frame_hash, [(unit.stratum, unit.id) for unit in drawn])
    return Draw(drawn, seed, frame_hash, receipt, sizes, dict(allocation))
