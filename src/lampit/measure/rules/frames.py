"""The frozen frame of a round: cells without names, in which every business is a number.

The frame is a table of cells (kecamatan, village, sector, size, layer) with how many businesses
each holds. Businesses are numbered from 1 through the cells, in the order of the register inside
a cell; which business a number is, only the office keeps, and the first line of the frame holds
the fingerprint of that. So the whole frame can be given to anybody who wants to draw again.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple

from lampit.basics.refusal import Refusal
from lampit.places.rules import VILLAGE, level

# How a round was drawn: kept with it, so that an old one is checked by its own rule.
# LISTED draws villages first and businesses once they were listed (`rules.listed_draw`).
ONE_STAGE, TWO_STAGE, LISTED = "satu-tahap-1", "dua-tahap-1", "daftar-desa-1"
METHODS = (ONE_STAGE, TWO_STAGE, LISTED)
SECOND = "daftar-usaha-1"  # the second draw of such a round

# Layers: drawn by chance; taken for certain; asked before and may be kept; asked before and now
# left in peace.
CHANCE, CERTAIN, ASKED, RESTING = "", "pasti", "lama", "istirahat"
LAYERS = (CHANCE, CERTAIN, ASKED, RESTING)
# In the frame of a listing alone: large, met in its village, and not certain from the start.
MET_CERTAIN = "pasti-desa"

# A business whose sector nobody knows is drawn among the others.
NO_SECTOR = "lain"
HEADER = "kecamatan,desa,sektor,ukuran,lapis,usaha"
_MARK = "# isi "


class Cell(NamedTuple):
    """What the businesses of one cell share; empty is unknown."""

    subdistrict: str
    village: str
    sector: str
    size: str
    layer: str


@dataclass(frozen=True)
class Cells:
    """The cells of a frame in their order, how many each holds, and the fingerprint of who."""

    cells: Sequence[Cell]
    counts: Sequence[int]
    content: str

    @property
    def total(self) -> int:
        """Return how many businesses the frame holds."""
        return sum(self.counts)

    def spans(self) -> Iterator[tuple[Cell, range]]:
        """Yield each cell with the numbers of its businesses."""
        ends = accumulate(self.counts)
        for cell, count, end in zip(self.cells, self.counts, ends, strict=True):
            yield cell, range(end - count + 1, end + 1)

    def text(self) -> str:
        """Write the frame as anybody gets it: a line of the content, a header, a line per cell."""
        rows = [",".join((*c, str(n))) for c, n in zip(self.cells, self.counts, strict=True)]
        return "\n".join([_MARK + self.content, HEADER, *rows]) + "\n"

    def fingerprint(self) -> str:
        """Return the SHA-256 of the written frame: what `sha256sum` says of the file."""
        return hashlib.sha256(self.text().encode()).hexdigest()


def read_cells(text: str) -> Cells:
    """Read a written frame.

    Raises:
        Refusal: `frame_unreadable`.
    """
    lines = text.splitlines()
    if len(lines) < 2 or not lines[0].startswith(_MARK) or lines[1] != HEADER:
        raise Refusal("frame_unreadable", "Berkas kerangka ini tidak dapat dibaca.")
    cells, counts = [], []
    for line in lines[2:]:
        *told, count = line.split(",")
        if len(told) != len(Cell._fields) or not count.isdecimal():
            raise Refusal("frame_unreadable", "Berkas kerangka ini tidak dapat dibaca.")
        cells.append(Cell(*told))
        counts.append(int(count))
    return Cells(cells, counts, lines[0].removeprefix(_MARK))


def stratum_name(subdistrict: str, sector: str, size: str | None = None) -> str:
    """Return the name under which a stratum enters the draw and its receipt.

    `size` None: the sample is not laid out by size.
    """
    return f"{subdistrict}|{sector}" if size is None else f"{subdistrict}|{sector}|{size}"


def is_village(code: str) -> bool:
    """Say whether a code names a village, and no place above it."""
    return level(code) == VILLAGE


def home_of(cell: Cell, region: str) -> str:
    """Return the place in which a cell is drawn in two stages: village, else what is known."""
    return cell.village or cell.subdistrict or region
