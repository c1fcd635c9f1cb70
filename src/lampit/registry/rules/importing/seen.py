"""The records of a list seen so far, and which of them a later one repeats. Pure."""

from array import array
from bisect import bisect_right
from collections.abc import Callable, Sequence
from heapq import heappop, heappush
from itertools import accumulate

import numpy as np

from lampit.national import names
from lampit.registry.rules.importing import doubles, meeting
from lampit.registry.rules.importing.doubles import (
    CERTAIN,
    POSSIBLE,
    STRANGER,
    Found,
    Where,
    are_strangers,
    compare,
    same_business,
)
from lampit.registry.rules.importing.meeting import Known
from lampit.registry.rules.importing.shelves import Many, Shelves
from lampit.registry.rules.importing.worn import Worn

MOST_ALIKE = 60  # records kept under one key
# Between the fields of what is remembered; the fields hold no control signs.
_EDGE = "\x1f"
Pairs = dict[int, list[tuple[int, bool]]]  # place → earlier records, and whether surely a person


class Doubles:
    """The records seen so far, by the keys under which a double can be found; see `meeting`.

    What is known of a record is kept in the text of its batch, its keys as small hashes, so
    that a list of a million rows is read in little memory.
    """

    def __init__(self) -> None:
        """Start with nothing seen."""
        self._shelves = Shelves(MOST_ALIKE)
        self._texts = Texts()
        self._rows = array("I")
        self._sheet_of = array("H")
        self._sheets: list[str] = []
        self._gone: set[int] = set()
        self._niks, self._days = array("I"), array("I")  # hashes, 0 for none
        self._heard, self._bare = array("Q"), array("Q")  # see `meeting.letters_of`
        self.worn = Worn()

    def seen_together(
        self, places: Sequence[Where], known: Known, doubt: Callable[[int, Where], None]
    ) -> dict[int, Found]:
        """Return place among `known` → (`certain` or `possible`, first row) of those seen before.

        Most rows of a list share no key with any other: these are found all at once, and only
        the others are compared, in their order. An earlier row may have the NIK of one under a
        name that shares nothing with its own: then it is asked for again without.

        Args:
            places: where the records stand.
            known: what is known of them.
            doubt: called with the place of such a record, and who has its NIK.
        """
        if not places:
            return {}
        first = len(self._texts)
        hashes = meeting.hashes_of(known)
        shelved = np.array(meeting.shelf_keys(*hashes)).T
        asked = np.array(meeting.wanted_keys(*hashes)).T
        self._note(places, known, hashes)
        numbers = np.arange(first, first + len(places))
        self._shelves.add_all(shelved.ravel(), np.repeat(numbers, shelved.shape[1]))
        pairs = self._pairs(asked, numbers)
        return self._judged(first, pairs, asked, doubt)

    def _note(self, places: Sequence[Where], known: Known, hashes: list[Many]) -> None:
        self._texts.add(known.texts(_EDGE))
        heard, bare = meeting.letters_of(known.keys)
        self._heard.frombytes(heard.tobytes())
        self._bare.frombytes(bare.tobytes())
        self._niks.frombytes(hashes[2].astype(np.uint32).tobytes())
        self._days.frombytes(hashes[3].astype(np.uint32).tobytes())
        for sheet, row in places:
            if not self._sheets or self._sheets[-1] != sheet:
                self._sheets.append(sheet)
            self._sheet_of.append(len(self._sheets) - 1)
            self._rows.append(row)

    def _pairs(self, asked: Many, numbers: Many) -> Pairs:
        """Return the earlier records that some may repeat, in their order.

        Two NIK are two people. Without one, who was not born on the same day has a near name:
        nearly all are told apart by their letters.
        """
        which = np.flatnonzero(asked)
        rows = which // asked.shape[1]
        met, others = self._shelves.under_all(asked.ravel()[which], numbers[rows])
        if not len(met):
            return {}
        pairs = np.unique(numbers[rows[met]] << 32 | others)
        one, other = pairs >> 32, pairs & 0xFFFFFFFF
        niks, days = np.frombuffer(self._niks, np.uint32), np.frombuffer(self._days, np.uint32)
        heard, bare = np.frombuffer(self._heard, np.uint64), np.frombuffer(self._bare, np.uint64)
        has_niks = (niks[one] != 0) & (niks[other] != 0)
        sure = has_niks | ((days[one] != 0) & (days[one] == days[other]))
        near = meeting.may_be_near(heard[one], heard[other]) | meeting.may_be_near(
            bare[one], bare[other])  # fmt: skip
        kept = np.flatnonzero((~has_niks | (niks[one] == niks[other])) & (sure | near))
        found: Pairs = {}
        first = int(numbers[0])
        for number, earlier, is_sure in zip(
            one[kept].tolist(), other[kept].tolist(), sure[kept].tolist(), strict=True
        ):
            found.setdefault(number - first, []).append((earlier, is_sure))
        return found

    def _judged(
        self, first: int, pairs: Pairs, asked: Many, doubt: Callable[[int, Where], None]
    ) -> dict[int, Found]:
        found: dict[int, Found] = {}
        waiting = sorted(pairs)
        while waiting:
            place = heappop(waiting)
            number = first + place
            answer = self._judge(number, pairs.pop(place))
            if answer is not None and answer[0] == STRANGER:
                doubt(place, answer[1])
                answer = self._again(number, asked, place, pairs, waiting)
            if answer is not None:
                found[place] = answer
                if answer[0] == CERTAIN:
                    self._gone.add(number)
        return found

    def _again(
        self, number: int, asked: Many, place: int, pairs: Pairs, waiting: list[int]
    ) -> Found | None:
        """Judge a record without its NIK; later ones may meet it where it lies now."""
        told = self._texts[number].split(_EDGE)
        told[2] = ""
        self._texts.changed[number], self._niks[number] = _EDGE.join(told), 0
        hashes = meeting.hashes_of(meeting.known_as(told))
        own = np.array(meeting.shelf_keys(*hashes)).T
        self._shelves.add_all(own.ravel(), np.repeat([number], own.shape[1]))
        later = np.flatnonzero(np.isin(asked, own[own != 0]).any(axis=1))
        for one in later[later > place].tolist():
            if one not in pairs:
                pairs[one] = []
                heappush(waiting, one)
            pairs[one].append((number, True))
        mine = self._pairs(np.array(meeting.wanted_keys(*hashes)).T, np.array([number]))
        return self._judge(number, mine.get(0, []))

    def _judge(self, number: int, others: list[tuple[int, bool]]) -> Found | None:
        """Compare a record with earlier ones that may be the same."""
        answer: Found | None = None
        known = self._recalled(number)
        is_near = names.Nearness(known.owner).to
        for other_number, is_sure in sorted(others):
            if other_number in self._gone:
                continue
            if not is_sure and not is_near(self._texts[other_number].partition(_EDGE)[0]):
                continue
            other = self._recalled(other_number)
            verdict = _verdict(known, other)
            if verdict in (CERTAIN, STRANGER):
                where = self._where(other_number)
                if verdict == STRANGER:
                    self.worn.note_strangers(known.nik, other.owner, where, known.owner)
                return verdict, where
            if verdict and answer is None:
                answer = POSSIBLE, self._where(other_number)
        return answer

    def _recalled(self, number: int) -> doubles.Known:
        owner, business, nik, phones, born, village, kbli = self._texts[number].split(_EDGE)
        return doubles.Known(owner, business, nik, tuple(phones.split()), born, village, kbli)

    def _where(self, number: int) -> Where:
        return self._sheets[self._sheet_of[number]], self._rows[number]


class Texts:
    """Texts by number, in blocks: one object for thousands of them.

    Attributes:
        changed: number → what stands there by now.
    """

    def __init__(self) -> None:
        """Start with none."""
        self._blocks: list[bytes] = []
        self._firsts: list[int] = []  # of each block, the number of its first text
        self._ends = array("I")  # within its block
        self.changed: dict[int, str] = {}

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._ends)

    def add(self, texts: Sequence[str]) -> None:
        """Put texts behind the others."""
        block = "".join(texts).encode()
        is_ascii = block.isascii()
        lengths = map(len, texts) if is_ascii else (len(text.encode()) for text in texts)
        self._firsts.append(len(self._ends))
        self._ends.extend(accumulate(lengths))
        self._blocks.append(block)

    def __getitem__(self, number: int) -> str:
        """Return a text."""
        if number in self.changed:
            return self.changed[number]
        place = bisect_right(self._firsts, number) - 1
        start = self._ends[number - 1] if number > self._firsts[place] else 0
        return self._blocks[place][start : self._ends[number]].decode()


def _verdict(known: doubles.Known, other: doubles.Known) -> str:
    """Compare two records as `compare` does, and tell strangers under one NIK."""
    if not known.nik or known.nik != other.nik:
        return compare(known, other)
    if are_strangers(known.owner, other.owner):
        return STRANGER
    return CERTAIN if same_business(known, other) else ""
