"""Drawing a stratified simple random sample that can be repeated and audited.

Chance comes in as a seed. Only `random.Random(seed).random()` is used: Python promises that
this sequence stays the same from version to version, which it does not for `sample`.
"""

import hashlib
import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lampit.basics.refusal import Refusal


@dataclass(frozen=True)
class FrameUnit:
    """A unit that can be drawn: its stable identifier and its stratum."""

    id: str
    stratum: str


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


def frame_hash(frame: Sequence[FrameUnit]) -> str:
    """Return the SHA-256 of the frame; the order in which it is read does not matter."""
    lines = sorted(f"{unit.stratum}\t{unit.id}\n" for unit in frame)
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def receipt_of(seed: int, frame: str, drawn: Sequence[tuple[str, str]]) -> str:
    """Return one hash over seed, frame hash and the drawn units as (stratum, id) in order."""
    told = json.dumps([seed, frame, [list(unit) for unit in drawn]])
    return hashlib.sha256(told.encode()).hexdigest()


def stratified_sample(frame: Sequence[FrameUnit], allocation: Mapping[str, int], seed: int) -> Draw:
    """Draw `allocation[stratum]` units of each stratum without replacement.

    Every unit of the sorted frame gets one random number; the smallest of a stratum are drawn.
    The same seed and frame give the same sample on every machine.

    Raises:
        Refusal: `frame_doubled`, `allocation_invalid`.
    """
    ordered = sorted(frame, key=lambda unit: (unit.stratum, unit.id))
    if len({unit.id for unit in ordered}) != len(ordered):
        raise Refusal("frame_doubled", "Ada usaha yang muncul dua kali dalam kerangka sampel.")
    dice = random.Random(seed)  # noqa: S311 - repeatable on purpose: an auditor draws it again
    marked = [(unit.stratum, dice.random(), unit.id) for unit in ordered]
    strata: dict[str, list[tuple[float, str]]] = {}
    for stratum, number, name in marked:
        strata.setdefault(stratum, []).append((number, name))
    sizes = {stratum: len(units) for stratum, units in strata.items()}
    for stratum, wanted in allocation.items():
        if not 0 <= wanted <= sizes.get(stratum, 0):
            message = f"Jumlah contoh {wanted} di {stratum} melebihi isi kerangka."
            raise Refusal("allocation_invalid", message)
    drawn = [
        DrawnUnit(name, stratum, allocation.get(stratum, 0) / sizes[stratum], place + 1)
        for stratum, units in sorted(strata.items())
        for place, (_, name) in enumerate(sorted(units)[: allocation.get(stratum, 0)])
    ]
    hashed = frame_hash(frame)
    receipt = receipt_of(seed, hashed, [(unit.stratum, unit.id) for unit in drawn])
    return Draw(drawn, seed, hashed, receipt, sizes, dict(allocation))
