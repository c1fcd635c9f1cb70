"""The records of a list seen so far, and which of them a later one repeats. Pure."""

from array import array
from collections.abc import Callable, Sequence
from heapq import heappop, heappush

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
from lampit.registry.rules.importing.heaping import Heap, Memory
from lampit.registry.rules.importing.ledger import LONG, SHORT, Ledger
from lampit.registry.rules.importing.meeting import Known
from lampit.registry.rules.importing.noted import EDGE, Noted
from lampit.registry.rules.importing.shelves import Many, Shelves, starts_of
from lampit.registry.rules.importing.worn import Worn

MOST_ALIKE = 60  # records kept under one key
Pairs = dict[int, list[tuple[int, bool]]]  # place → earlier records, and whether surely a person
Asked = tuple[Many, Many]  # rare and common keys, a line for each record; see `meeting`


class Doubles:
    """The records seen so far, by the keys under which a double can be found; see `meeting`.

    What is known of a record is put on a heap, and the keys that hardly two records share; in
    memory are the others, as small hashes, and what tells most pairs apart: some forty bytes a
    record, so that a list of a million rows is read in little memory.
    """

    def __init__(self, heap: Callable[[], Heap] = Memory, *, is_long: bool = False) -> None:
        """Start with nothing seen.

        Args:
            heap: makes an empty heap.
            is_long: of hundreds of thousands of records, rather.
        """
        self._rare = Ledger(MOST_ALIKE, heap(), LONG if is_long else SHORT)
        self._common = Shelves(MOST_ALIKE)
        self._noted = Noted(heap())
        self._gone = bytearray()  # of each record, whether it is a double itself
        self._niks, self._days = array("H"), array("H")  # see `meeting.shortened`
        self._heard, self._bare = array("I"), array("I")  # see `meeting.letters_of`
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
        first = self._noted.count
        hashes = meeting.hashes_of(known)
        shelved, asked = _lines(meeting.shelf_keys(*hashes)), _lines(meeting.wanted_keys(*hashes))
        self._note(places, known, hashes)
        numbers = np.arange(first, first + len(places))
        self._shelve(shelved, numbers)
        pairs = self._pairs(asked, numbers)
        return self._judged(first, pairs, asked, doubt)

    def _note(self, places: Sequence[Where], known: Known, hashes: list[Many]) -> None:
        self._noted.add(places, known.texts(EDGE))
        self._gone += bytes(len(places))
        heard, bare = meeting.letters_of(known.keys)
        self._heard.frombytes(heard.tobytes())
        self._bare.frombytes(bare.tobytes())
        self._niks.frombytes(meeting.shortened(hashes[2]).tobytes())
        self._days.frombytes(meeting.shortened(hashes[3]).tobytes())

    def _shelve(self, keys: Asked, numbers: Many) -> None:
        rare, common = keys
        self._rare.add_all(rare.ravel(), np.repeat(numbers, rare.shape[1]))
        self._common.add_all(common.ravel(), np.repeat(numbers, common.shape[1]))

    def _met(self, asked: Asked, numbers: Many) -> Many:
        """Return pairs of records and earlier ones that lie under a key of theirs, once each."""
        found = []
        both: list[tuple[Ledger | Shelves, Many]] = [
            (self._rare, asked[0]), (self._common, asked[1])
        ]  # fmt: skip
        for shelves, lines in both:
            which = np.flatnonzero(lines)
            rows = which // lines.shape[1]
            met, others = shelves.under_all(lines.ravel()[which], numbers[rows])
            found.append(numbers[rows[met]] << 32 | others)
        pairs: Many = np.concatenate(found)
        pairs.sort()  # quicker than `np.unique`, which hashes them
        return pairs[starts_of(pairs)]

    def _pairs(self, asked: Asked, numbers: Many) -> Pairs:
        """Return the earlier records that some may repeat, in their order.

        Two NIK are two people. Without one, who was not born on the same day has a near name:
        nearly all are told apart by their letters.
        """
        pairs = self._met(asked, numbers)
        if not len(pairs):
            return {}
        one, other = pairs >> 32, pairs & 0xFFFFFFFF
        niks, days = np.frombuffer(self._niks, np.uint16), np.frombuffer(self._days, np.uint16)
        heard, bare = np.frombuffer(self._heard, np.uint32), np.frombuffer(self._bare, np.uint32)
        has_niks = (niks[one] != 0) & (niks[other] != 0)
        sure = has_niks | ((days[one] != 0) & (days[one] == days[other]))
        near = meeting.may_be_near(heard[one], heard[other]) | meeting.may_be_near(
            bare[one], bare[other])  # fmt: skip
        is_gone = np.frombuffer(self._gone, np.bool_)[other]  # of the rows before these
        may_be = (~has_niks | (niks[one] == niks[other])) & (sure | near) & ~is_gone
        kept = np.flatnonzero(may_be)
        found: Pairs = {}
        first = int(numbers[0])
        for number, earlier, is_sure in zip(
            one[kept].tolist(), other[kept].tolist(), sure[kept].tolist(), strict=True
        ):
            found.setdefault(number - first, []).append((earlier, is_sure))
        return found

    def _judged(
        self, first: int, pairs: Pairs, asked: Asked, doubt: Callable[[int, Where], None]
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
                self._gone[number] = answer[0] == CERTAIN
        return found

    def _again(
        self, number: int, asked: Asked, place: int, pairs: Pairs, waiting: list[int]
    ) -> Found | None:
        """Judge a record without its NIK; later ones may meet it where it lies now."""
        told = [*self._noted.fields(number)]
        told[2], self._niks[number] = "", 0
        self._noted.change(number, told)
        hashes = meeting.hashes_of(meeting.known_as(told))
        own = _lines(meeting.shelf_keys(*hashes))
        self._shelve(own, np.array([number]))
        later: set[int] = set()
        for lines, keys in zip(asked, own, strict=True):
            rest = lines[place + 1 :]
            for key in {*keys[keys != 0].tolist()}:  # a few: quicker one by one than sorted
                later.update(np.flatnonzero((rest == key).any(axis=1)).tolist())
        for one in sorted(later):
            self._meet(place + 1 + one, number, pairs, waiting)
        mine = self._pairs(_lines(meeting.wanted_keys(*hashes)), np.array([number]))
        return self._judge(number, mine.get(0, []))

    def _meet(self, place: int, number: int, pairs: Pairs, waiting: list[int]) -> None:
        if place not in pairs:
            pairs[place] = []
            heappush(waiting, place)
        pairs[place].append((number, True))

    def _judge(self, number: int, others: list[tuple[int, bool]]) -> Found | None:
        """Compare a record with earlier ones that may be the same."""
        answer: Found | None = None
        known = self._noted.known(number)
        is_near = names.Nearness(known.owner).to
        for other_number, is_sure in sorted(others):
            if self._gone[other_number]:
                continue
            if not is_sure and not is_near(self._noted.fields(other_number)[0]):
                continue
            other = self._noted.known(other_number)
            verdict = _verdict(known, other)
            if verdict in (CERTAIN, STRANGER):
                where = self._noted.where(other_number)
                if verdict == STRANGER:
                    self.worn.note_strangers(known.nik, other.owner, where, known.owner)
                return verdict, where
            if verdict and answer is None:
                answer = POSSIBLE, self._noted.where(other_number)
        return answer


def _lines(keys: tuple[list[Many], list[Many]]) -> Asked:
    """Return rare and common keys, told by column, a line for each record."""
    rare, common = keys
    return np.array(rare).T, np.array(common).T


def _verdict(known: doubles.Known, other: doubles.Known) -> str:
    """Compare two records as `compare` does, and tell strangers under one NIK."""
    if not known.nik or known.nik != other.nik:
        return compare(known, other)
    if are_strangers(known.owner, other.owner):
        return STRANGER
    return same_business(known, other)
