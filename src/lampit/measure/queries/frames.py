"""The frame of a round: read from the register as of a day, or from the file that keeps it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from hashlib import sha256
from itertools import islice
from operator import itemgetter
from pathlib import Path
from typing import Any

import numpy as np
from django.conf import settings
from numpy.typing import NDArray

from lampit.basics.refusal import Refusal
from lampit.measure.rules.frames import CERTAIN, CHANCE, NO_SECTOR, Cell, Cells, read_cells
from lampit.places.rules import subdistrict_of
from lampit.registry import queries as registry
from lampit.registry.rules.size import size_group

CHUNK = 20_000
_KEY = itemgetter(1, 2, 3, 4, 5)
Ids = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Frozen:
    """A frame with who is behind its numbers: `ids[n - 1]` is the business of number n."""

    cells: Cells
    ids: Ids

    def number_of(self, businesses: Iterable[int]) -> dict[int, int]:
        """Return the number of each of some businesses that the frame holds."""
        order = np.argsort(self.ids)
        wanted = np.array(sorted(businesses), dtype=np.int64)
        if not len(wanted) or not len(order):
            return {}
        at = np.minimum(np.searchsorted(self.ids, wanted, sorter=order), len(order) - 1)
        found = order[at]
        return {
            int(pk): int(place) + 1
            for pk, place in zip(wanted, found, strict=True)
            if self.ids[place] == pk
        }


@dataclass(frozen=True)
class Marking:
    """Who is no matter of plain chance: certain by size or care, asked before, left in peace.

    `certain_from` workers and more are taken for certain (0: nobody is); so is who has a mentor,
    with `certain_cared`. `layers` names single businesses: the panel of an earlier round.
    """

    certain_from: int = 0
    certain_cared: bool = False
    layers: Mapping[int, str] | None = None

    def layer(self, workers: int | None, mentor: int | None) -> str:
        """Return the layer of a business by what the register says."""
        big = self.certain_from > 0 and workers is not None and workers >= self.certain_from
        return CERTAIN if big or (self.certain_cared and mentor is not None) else CHANCE


def content_of(ids: Ids) -> str:
    """Return the fingerprint of who is behind the numbers: SHA-256 of the ids as little-endian."""
    return sha256(np.ascontiguousarray(ids, dtype="<i8").tobytes()).hexdigest()


def read_frame(region: str, on: date, marking: Marking, villages: Iterable[str] = ()) -> Frozen:
    """Return the frame of a kabupaten as the register stands, of businesses that run on a day.

    One query, streamed: a million businesses take some 40 MB. `villages` that hold no business
    are in it as cells of nobody.
    """
    ids, kinds, known = _read(registry.frame_units(region, on))
    cells: dict[Cell, int] = {}
    by_kind = np.fromiter(
        (cells.setdefault(_cell(kind, marking), len(cells)) for kind in known), np.int64, len(known)
    )
    rank = by_kind[kinds] if len(known) else kinds
    _relabel(ids, rank, cells, marking.layers or {})
    return _laid_out(ids, rank, cells, villages)


def _read(rows: Iterable[tuple[Any, ...]]) -> tuple[Ids, Ids, dict[tuple[Any, ...], int]]:
    """Read rows of the register: their ids, which kind each is, and the kinds."""
    known: dict[tuple[Any, ...], int] = {}
    ids: list[Ids] = [np.zeros(0, np.int64)]
    kinds: list[Ids] = [np.zeros(0, np.int64)]
    source = iter(rows)
    while chunk := list(islice(source, CHUNK)):
        keys = list(map(_KEY, chunk))
        for key in set(keys).difference(known):
            known[key] = len(known)
        ids.append(np.fromiter(map(itemgetter(0), chunk), np.int64, len(chunk)))
        kinds.append(np.fromiter(map(known.__getitem__, keys), np.int64, len(chunk)))
    return np.concatenate(ids), np.concatenate(kinds), known


def _cell(kind: tuple[Any, ...], marking: Marking) -> Cell:
    subdistrict, village, sector, workers, mentor = kind
    return Cell(
        subdistrict or "", village or "", sector or NO_SECTOR, size_group(workers),
        marking.layer(workers, mentor),
    )  # fmt: skip


def _relabel(ids: Ids, rank: Ids, cells: dict[Cell, int], layers: Mapping[int, str]) -> None:
    """Put single businesses into a layer; who is certain stays certain."""
    if not layers or not len(ids):
        return
    names = list(cells)
    wanted = np.array(sorted(layers), dtype=np.int64)
    at = np.minimum(np.searchsorted(ids, wanted), len(ids) - 1)  # the register comes by id
    for place in at[ids[at] == wanted].tolist():
        cell = names[rank[place]]
        if cell.layer == CERTAIN:
            continue
        moved = cell._replace(layer=layers[int(ids[place])])
        rank[place] = cells.setdefault(moved, len(cells))
        if len(cells) > len(names):
            names.append(moved)


def _laid_out(ids: Ids, rank: Ids, cells: dict[Cell, int], villages: Iterable[str]) -> Frozen:
    """Order businesses by cell and id, count the cells, and drop empty ones."""
    counts = np.bincount(rank, minlength=len(cells)).tolist()
    held = {cell: n for (cell, at) in cells.items() if (n := counts[at])}
    filled = {cell.village for cell in held}
    for code in villages:
        if code not in filled:
            held[Cell(subdistrict_of(code), code, NO_SECTOR, "", CHANCE)] = 0
    listed = sorted(held)
    place = np.zeros(max(len(cells), 1), np.int64)
    for at, cell in enumerate(listed):
        if cell in cells:
            place[cells[cell]] = at
    ordered = ids[np.lexsort((ids, place[rank]))]
    return Frozen(Cells(listed, [held[cell] for cell in listed], content_of(ordered)), ordered)


def frame_path(fingerprint: str) -> Path:
    """Return where the frame of this fingerprint is kept."""
    return Path(settings.LAMPIT_HOME) / "frames" / f"{fingerprint}.parquet"


def kept_frame(fingerprint: str) -> Frozen:
    """Return a frame as it was frozen, checked against its fingerprints.

    Raises:
        Refusal: `frame_gone` or `frame_changed`.
    """
    import pyarrow.parquet as pq  # noqa: PLC0415 - 36 MB that pages without a frame do not need

    path = frame_path(fingerprint)
    if not fingerprint.isalnum() or not path.is_file():
        raise Refusal("frame_gone", "Berkas kerangka putaran ini tidak ada di server.")
    try:
        table = pq.read_table(path, columns=["usaha"])
        text = (pq.read_schema(path).metadata or {}).get(b"kerangka", b"").decode()
        ids = table["usaha"].to_numpy().astype(np.int64)
        cells = read_cells(text)
    except (OSError, ValueError, KeyError) as error:
        raise Refusal("frame_changed", "Berkas kerangka putaran ini rusak.") from error
    if cells.fingerprint() != fingerprint or content_of(ids) != cells.content:
        raise Refusal("frame_changed", "Berkas kerangka putaran ini tidak seperti saat diundi.")
    return Frozen(cells, ids)


@lru_cache(maxsize=8)
def kept_cells(fingerprint: str) -> Cells:
    """Return the cells of a kept frame; a frame never changes, so they are remembered.

    Raises:
        Refusal: as `kept_frame`.
    """
    return kept_frame(fingerprint).cells
