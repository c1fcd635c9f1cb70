"""Which of many rows are surely records: told at one glance by how their cells begin. Pure."""

import string
from bisect import bisect_left
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from lampit.registry.rules.importing import layout
from lampit.registry.rules.importing.tables import RawRow

LEAST_FILLED = layout.MOST_BESIDE + 3  # cells of what is a record, whatever its columns are
Signs = npt.NDArray[np.uint8]
Many = npt.NDArray[np.int64]

_EDGE = "\x1f"  # behind every cell
_DIGIT, _LETTER, _FILLED, _NO_SUM = 1, 2, 4, 8


def _kinds() -> Signs:
    """Return what a sign of Latin-1 says of the cell that begins with it."""
    found = np.zeros(256, np.uint8)
    digits, letters = ([*map(ord, signs)] for signs in (string.digits, string.ascii_letters))
    found[digits] |= _DIGIT | _FILLED
    found[letters] |= _LETTER | _FILLED
    found[[*map(ord, "+'(.,-:=")]] |= _FILLED
    # No sum begins with these, nor an example.
    found[[*{*digits, *letters}.difference(map(ord, "sjtgrcSJTGRC"))]] |= _NO_SUM
    return found


_KINDS = _kinds()
# The first three letters of words that name a sum: whether one does, `layout.is_total` tells.
_SUMS = np.array([int.from_bytes(word, "big")
                  for word in (b"sub", b"jum", b"tot", b"jml", b"gra", b"rat")])  # fmt: skip


class Glance:
    """What is told at one glance of rows of a file."""

    def __init__(self, rows: Sequence[RawRow]) -> None:
        """Look at some rows, at least one.

        Merged cells need a closer look, and so does the first row of a sheet.
        """
        cells = [row[2] for row in rows]
        numbers = numbers_of_records(cells)
        if {*map(type, cells)} != {list}:
            numbers[[type(row) is not list for row in cells]] = 0
        sheets = [row[0] for row in rows]
        if sheets.count(sheets[0]) != len(sheets):
            numbers[[n for n in range(1, len(rows)) if sheets[n] != sheets[n - 1]]] = 0
        self._numbers = numbers
        self._most = -1
        self._unsure: list[int] = []

    def sure_from(self, first: int, most: int) -> int:
        """Return how many rows from one on surely are records of a table.

        `most` cells in a line of its heading begin with a digit.
        """
        if self._most != most:
            unsure = np.flatnonzero(self._numbers <= most).tolist()
            self._most, self._unsure = most, [*unsure, len(self._numbers)]
        return self._unsure[bisect_left(self._unsure, first)] - first


def numbers_of_records(rows: Sequence[Sequence[Any]]) -> Many:
    """Return how many cells of each row begin with a digit; 0 for one that needs a closer look.

    The others are surely records, whatever their columns are, for so many cells are filled, and
    plainly data (`layout.is_plainly_data`). One with more such cells than any line of a heading
    repeats none of them.
    """
    signs, ends = _signs(rows)
    many = np.fromiter(map(len, rows), np.int64, len(rows))
    many[many == 0] = 1  # a row without cells has an end, too
    if int(many.sum()) != len(ends):  # an edge within a cell
        return np.zeros(len(rows), np.int64)
    starts = np.concatenate(([0], ends[:-1] + 1))
    kinds = _KINDS[signs[starts]]
    first = np.cumsum(many) - many  # cell of each row
    digits = np.add.reduceat((kinds & _DIGIT).astype(np.int64), first)
    filled = np.add.reduceat((starts != ends).astype(np.int64), first)
    sure = np.add.reduceat((kinds & _FILLED != 0).astype(np.int64), first) >= LEAST_FILLED
    numbers = np.add.reduceat(np.add.reduceat(signs - ord("0") < 10, starts) > 0, first)
    digits[~(sure & (numbers > filled // 4))] = 0
    left = np.flatnonzero(digits)
    digits[left[~_begin_as_records(rows, left, signs, starts, kinds, ends, first)]] = 0
    return digits


def _signs(rows: Sequence[Sequence[Any]]) -> tuple[Signs, Many]:
    """Return the signs of all cells, an edge behind each, and where they end."""
    try:
        texts = [*map(_EDGE.join, rows)]
    except TypeError:  # not all cells are text
        texts = [_EDGE.join(map(str, row)) for row in rows]
    # Of each cell three signs can be looked at, of the last one, too.
    whole = f"{_EDGE.join(texts)}{_EDGE * 3}".encode("latin-1", "replace")
    signs = np.frombuffer(whole, np.uint8)
    return signs, np.flatnonzero(signs == ord(_EDGE))[:-2]


def _begin_as_records(
    rows: Sequence[Sequence[Any]], which: Many, signs: Signs, starts: Many, kinds: Signs,
    ends: Many, first: Many,
) -> npt.NDArray[np.bool_]:  # fmt: skip
    """Tell of some rows whether a word is among their first cells, and it names no sum."""
    there = np.flatnonzero(starts != ends)
    at = np.searchsorted(there, first[which])
    one, two = there[at], there[at + 1]
    column = first[which]
    has_word = (kinds[column] | kinds[column + 1] | kinds[column + 2]) & _LETTER != 0
    found: npt.NDArray[np.bool_] = has_word & (kinds[one] & _NO_SUM != 0)
    start = starts[two]
    word = signs[start].astype(np.int64) << 16 | signs[start + 1].astype(np.int64) << 8
    word |= signs[start + 2]
    found &= (kinds[two] & (_NO_SUM | _LETTER)) != 0
    for place in np.flatnonzero(found & np.isin(word | 0x202020, _SUMS)).tolist():
        found[place] = not layout.is_total(layout.texts(rows[which[place]]))
    return found
