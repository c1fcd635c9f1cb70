"""Drawing a stratified simple random sample that can be repeated and audited.

Chance comes in as a seed. Only `random.Random(seed).random()` is used: Python promises that
this sequence stays the same from version to version, which it does not for `sample`.
"""

import hashlib
import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np

from lampit.basics.refusal import Refusal
from lampit.science.survey.design import Floats

Frame = Mapping[str, Sequence[int]]  # stratum → numbers of the units that can be drawn


@dataclass(frozen=True)
class DrawnUnit:
    """A drawn unit: its stratum, its probability of being drawn, its place in the drawn order.

    `reserve` marks one that is asked only when it is released; it comes after the sample.
    """

    id: str
    stratum: str
    probability: float
    order: int
    reserve: bool = False


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


def _smallest(marks: Floats, count: int) -> list[int]:
    """Return the places of the `count` smallest marks, rising; equal ones by place."""
    if 0 < count < len(marks) // 4:  # not a full sort of a million for a few hundred
        near = np.flatnonzero(marks <= np.partition(marks, count - 1)[count - 1])
    else:
        near = np.arange(len(marks))
    return [int(at) for at in near[np.argsort(marks[near], kind="stable")][:count]]


def stratified_sample(
    frame: Frame,
    allocation: Mapping[str, int],
    seed: int,
    *,
    reserve: Mapping[str, int] | None = None,
) -> Draw:
    """Draw `allocation[stratum]` units of each stratum without replacement.

    `reserve[stratum]` more are drawn in waiting, as far as the stratum holds them: they follow
    in the drawn order, and the sample before them is the same with or without a reserve.

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
    # Repeatable on purpose: an auditor draws it again.
    chance = random.Random(seed).random  # noqa: S311
    drawn: list[DrawnUnit] = []
    hashed = hashlib.sha256()  # of the frame, in whatever order it was read
    for stratum in sorted(frame):
        wanted, names = allocation.get(stratum, 0), sorted(map(str, frame[stratum]))
        hashed.update("".join([f"{stratum}\t{name}\n" for name in names]).encode())
        more = wanted + (reserve or {}).get(stratum, 0)
        marks = np.array([chance() for _ in names])  # also where nobody is drawn
        drawn += [
            DrawnUnit(names[at], stratum, wanted / sizes[stratum], place + 1, place >= wanted)
            for place, at in enumerate(_smallest(marks, more))
        ]
    frame_hash = hashed.hexdigest()
    receipt = receipt_of(seed, frame_hash, [(unit.stratum, unit.id) for unit in drawn])
    return Draw(drawn, seed, frame_hash, receipt, sizes, dict(allocation))
