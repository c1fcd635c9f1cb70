"""What is known of records, by their number, in a heap: a few numbers a batch in memory. Pure."""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

import numpy as np

from lampit.registry.rules.importing.doubles import Known, Where
from lampit.registry.rules.importing.heaping import Heap, Memory

EDGE = "\x1f"  # between the fields of a record; they hold no control signs
MOST_READ = 4_096  # records that are kept when they were read: whoever is met often
ENDS = np.dtype("<u4")  # where the text of a record ends in its batch, its row, its sheet


class Noted:
    """Records in batches; one is read when it is asked for."""

    def __init__(self, heap: Heap | None = None) -> None:
        """Start with none in an empty heap, of which nobody else knows; None for memory."""
        self._heap = Memory() if heap is None else heap
        self._firsts: list[int] = []  # of each batch, the number of its first record
        self._starts: list[tuple[int, int]] = []  # and where its ends and its texts begin
        self._sheets: list[str] = []
        self._read: dict[int, tuple[list[str], Where]] = {}
        self._known: dict[int, Known] = {}
        self._changed: dict[int, list[str]] = {}
        self.count = 0

    def add(self, places: Sequence[Where], texts: Sequence[str]) -> None:
        """Note records: where they stand, and their fields as text with `EDGE` between them."""
        block = "".join(texts).encode()
        lengths = map(len, texts) if block.isascii() else (len(text.encode()) for text in texts)
        told = np.zeros((len(texts) + 1, 3), ENDS)
        told[1:, 0] = np.fromiter(accumulate(lengths), np.int64, len(texts))
        told[1:, 1] = [row for _sheet, row in places]
        told[1:, 2] = [self._number_of(sheet) for sheet, _row in places]
        start = self._heap.append(told.tobytes())
        self._starts.append((start, self._heap.append(block)))
        self._firsts.append(self.count)
        self.count += len(texts)
        if len(self._read) > MOST_READ:
            self._read, self._known = {}, {}

    def _number_of(self, sheet: str) -> int:
        if not self._sheets or self._sheets[-1] != sheet:
            self._sheets.append(sheet)
        return len(self._sheets) - 1

    def fields(self, number: int) -> list[str]:
        """Return what is known of a record, by field; see `meeting.Known.texts`."""
        return self._changed.get(number) or self._found(number)[0]

    def change(self, number: int, fields: list[str]) -> None:
        """Note that something else is known of a record now."""
        self._changed[number] = fields
        self._known.pop(number, None)

    def known(self, number: int) -> Known:
        """Return what is known of a record."""
        found = self._known.get(number)
        if found is None:
            owner, business, nik, phones, born, village, kbli = self.fields(number)
            found = Known(owner, business, nik, tuple(phones.split()), born, village, kbli)
            self._known[number] = found
        return found

    def where(self, number: int) -> Where:
        """Return where a record stands."""
        return self._found(number)[1]

    def _found(self, number: int) -> tuple[list[str], Where]:
        found = self._read.get(number)
        if found is None:
            place = bisect_right(self._firsts, number) - 1
            ends, texts = self._starts[place]
            at = ends + (number - self._firsts[place]) * 3 * ENDS.itemsize
            start, _, _, end, row, sheet = np.frombuffer(
                self._heap.read(at, 6 * ENDS.itemsize), ENDS
            ).tolist()
            told = self._heap.read(texts + start, end - start).decode().split(EDGE)
            found = self._read[number] = told, (self._sheets[sheet], row)
        return found
