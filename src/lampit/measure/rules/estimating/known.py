"""What is known of all businesses of a round, as plain lists that are kept and hashed. Pure."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lampit.measure.rules.estimating.domains import UNKNOWN
from lampit.measure.rules.estimating.totals import Register
from lampit.measure.rules.frames import NO_SECTOR, Cells

Line = tuple[str, str, str, str, int, int]  # kecamatan, sector, size, sex, with a telephone, all
Lines = list[list[Any]]


@dataclass(frozen=True)
class Known:
    """Counts of all businesses: [labels …, count] each, sorted; see `models.RoundMargins`."""

    places: Lines
    sizes: Lines
    sexes: Lines
    phones: Lines

    def fingerprint(self) -> str:
        """Return one hash over all counts."""
        told = [self.places, self.sizes, self.sexes, self.phones]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()

    def register(self) -> Register:
        """Return the counts as weights are fitted to them."""
        return Register(
            {(place, sector): float(n) for place, sector, n in self.places},
            {size: float(n) for size, n in self.sizes},
            {sex: float(n) for sex, n in self.sexes},
        )


def of_frame(cells: Cells) -> tuple[Lines, Lines]:
    """Return the counts of a frame by kecamatan and sector, and by size."""
    places: dict[tuple[str, ...], int] = {}
    sizes: dict[tuple[str, ...], int] = {}
    for cell, count in zip(cells.cells, cells.counts, strict=True):
        _add(places, (cell.subdistrict, cell.sector or NO_SECTOR), count)
        _add(sizes, (cell.size or UNKNOWN,), count)
    return _listed(places), _listed(sizes)


def of_register(
    lines: Iterable[Line], places: Lines | None = None, sizes: Lines | None = None
) -> Known:
    """Return the counts of the register; those of the frame, where given, come before them."""
    found: Sequence[dict[tuple[str, ...], int]] = ({}, {}, {})
    phones: dict[str, list[int]] = {}
    for place, sector, size, sex, reached, n in lines:
        _add(found[0], (place, sector or NO_SECTOR), n)
        _add(found[1], (size or UNKNOWN,), n)
        _add(found[2], (sex or UNKNOWN,), n)
        told = phones.setdefault(place, [0, 0])
        told[0] += reached
        told[1] += n
    return Known(
        places or _listed(found[0]),
        sizes or _listed(found[1]),
        _listed(found[2]),
        [[place, *phones[place]] for place in sorted(phones)],
    )


def _add(counts: dict[tuple[str, ...], int], key: tuple[str, ...], n: int) -> None:
    if n:
        counts[key] = counts.get(key, 0) + n


def _listed(counts: Mapping[tuple[str, ...], int]) -> Lines:
    return [[*key, counts[key]] for key in sorted(counts)]
