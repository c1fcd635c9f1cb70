"""The catalogue of the list: under which terms a business is found, and sets of numbers. Pure.

A term is a letter for what it tells and the value: `r63.08` region, `wpurun` a word by sound,
`g5678` four digits in a row. Each term has a set of businesses in blocks of 65,536 numbers.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lampit.registry.rules.numbers import Numbers
from lampit.registry.rules.search import is_number

BLOCK = 1 << 16
LISTED_BELOW = 4_096  # so many members are a list; more are cheaper as one bit for each number
EVERY = "a"
NEVER_CONFIRMED = "x"
WITH_NIB = "n"
ONLINE, OFFLINE = "o1", "o0"
GRAM = 4
HEADS = (5, 6)  # telephone numbers begin alike, so their beginnings are terms of their own
LONGEST_TERM = 120
FOLLOWED = 1 << 16  # so many businesses of an order are one block, and so many of their places
NOWHERE = (1 << 32) - 1  # the place of a business that an order does not know
_RUNS = re.compile(rf"\d{{{GRAM},}}")
Members = NDArray[np.uint8]  # one bit for each number, a row for each block


class Entry(NamedTuple):
    """What the catalogue knows of one business; the day of confirmation as text or empty."""

    region: str
    subdistrict: str
    village: str
    sector: str
    status: str
    has_nib: bool
    is_online: bool | None
    confirmed_on: str
    search_key: str


def terms(entry: Entry) -> set[str]:
    """Return all terms under which a business is found."""
    found = set(_facets(*entry[:-1]))
    for word in entry.search_key.split():
        found |= _terms_of_word(word)
    return found


@lru_cache(maxsize=65_536)
def _facets(
    region: str, subdistrict: str, village: str, sector: str, status: str, has_nib: bool,
    is_online: bool | None, day: str,
) -> frozenset[str]:  # fmt: skip
    found = {EVERY, f"r{region}", f"s{sector}", f"k{status}"}
    found |= {f"c{day}", f"m{day[:7]}"} if day else {NEVER_CONFIRMED}
    if subdistrict:
        found.add(f"d{subdistrict}")
    if village:
        found.add(f"v{village}")
    if has_nib:
        found.add(WITH_NIB)
    if is_online is not None:
        found.add(ONLINE if is_online else OFFLINE)
    return frozenset(found)


@lru_cache(maxsize=65_536)
def _terms_of_word(word: str) -> frozenset[str]:
    found = set() if is_number(word) else {f"w{word}"[:LONGEST_TERM]}
    if not word.isalpha():
        for run in _RUNS.findall(word):
            found |= {f"g{run[at : at + GRAM]}" for at in range(len(run) - GRAM + 1)}
            found |= {f"h{run[:size]}" for size in HEADS if len(run) >= size}
    return frozenset(found)


def grams(digits: str) -> list[str]:
    """Return the terms that a business holding these digits in a row has all of."""
    return [f"g{digits[at : at + GRAM]}" for at in range(len(digits) - GRAM + 1)]


@lru_cache(maxsize=64)
def days(low: date | None, high: date | None, *, earliest: date, latest: date) -> tuple[str, ...]:
    """Return the terms of confirmation from `low` to `high`: whole months, and days at the ends.

    `earliest` and `latest` stand for an open end.
    """
    first, last = max(low or earliest, earliest), min(high or latest, latest)
    found = []
    day = first
    while day <= last:
        following = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
        if day.day == 1 and following - timedelta(days=1) <= last:
            found.append(f"m{day.isoformat()[:7]}")
            day = following
        else:
            found.append(f"c{day.isoformat()}")
            day += timedelta(days=1)
    return tuple(found)


def packed(members: NDArray[np.uint16]) -> bytes:
    """Return a sorted block of members as it is kept: a list, or one bit for each number."""
    if members.size < LISTED_BELOW:
        return members.astype("<u2").tobytes()
    bits = np.zeros(BLOCK, np.bool_)
    bits[members] = True
    return np.packbits(bits).tobytes()


def unpacked(kept: bytes) -> NDArray[np.uint16]:
    """Return the sorted members of a block."""
    if len(kept) == BLOCK // 8:
        return np.flatnonzero(np.unpackbits(np.frombuffer(kept, np.uint8))).astype(np.uint16)
    return np.frombuffer(kept, "<u2").astype(np.uint16, copy=False)


def altered(kept: bytes, added: list[int], removed: list[int]) -> bytes:
    """Return a block with members added and others taken out; empty when nothing is left."""
    if not added and not removed:
        return kept
    if not removed and len(kept) + 2 * len(added) < 2 * LISTED_BELOW:
        fresh = np.array(sorted(added), "<u2")
        if not kept or int.from_bytes(kept[-2:], "little") < fresh[0]:
            return kept + fresh.tobytes()  # most are new and come behind all others
    members = unpacked(kept)
    if removed:
        members = members[~np.isin(members, np.array(removed, np.uint16))]
    if added:
        bits = np.zeros(BLOCK, np.bool_)
        bits[members] = True
        bits[np.array(added, np.uint16)] = True
        members = np.flatnonzero(bits).astype(np.uint16)
    return packed(members)


def followed(ids: NDArray[np.uint32]) -> Iterator[tuple[int, bytes]]:
    """Yield the numbered blocks of an order as they are kept: four bytes a business."""
    for start in range(0, ids.size, FOLLOWED):
        yield start // FOLLOWED, ids[start : start + FOLLOWED].astype("<u4").tobytes()


def places_in(ids: NDArray[np.uint32]) -> Iterator[tuple[int, bytes]]:
    """Yield for each block of numbers their places in an order, `NOWHERE` for those not in it."""
    places = np.full((int(ids.max()) // FOLLOWED + 1) * FOLLOWED if ids.size else 0, NOWHERE, "<u4")
    places[ids] = np.arange(ids.size, dtype="<u4")
    for start in range(0, places.size, FOLLOWED):
        block = places[start : start + FOLLOWED]
        if not (block == NOWHERE).all():
            yield start // FOLLOWED, block.tobytes()


class Shelf:
    """The blocks of some terms as they were read, to be joined and cut without the database."""

    def __init__(self, blocks: Iterable[int], kept: Mapping[str, list[tuple[int, bytes]]]) -> None:
        """Take the numbers of the blocks looked at and the kept blocks by term."""
        self._places = {block: place for place, block in enumerate(sorted(blocks))}
        self._kept = kept

    def any_of(self, wanted: Iterable[str]) -> Members:
        """Return who has at least one of the terms."""
        found = self._nobody()
        listed: dict[int, NDArray[np.bool_]] = {}
        for term in wanted:
            for block, kept in self._kept.get(term, ()):
                place = self._places.get(block)
                if place is None:
                    continue
                if len(kept) == BLOCK // 8:
                    found[place] |= np.frombuffer(kept, np.uint8)
                else:
                    bits = listed.setdefault(place, np.zeros(BLOCK, np.bool_))
                    bits[np.frombuffer(kept, "<u2")] = True
        for place, bits in listed.items():
            found[place] |= np.packbits(bits)
        return found

    def places_of(self, numbers: NDArray[np.int64]) -> Members:
        """Return where some numbers stand; those of other blocks stand nowhere."""
        found = self._nobody()
        blocks = numbers // BLOCK
        for block in np.unique(blocks).tolist():
            place = self._places.get(block)
            if place is not None:
                bits = np.zeros(BLOCK, np.bool_)
                bits[numbers[blocks == block] % BLOCK] = True
                found[place] = np.packbits(bits)
        return found

    def _nobody(self) -> Members:
        return np.zeros((len(self._places), BLOCK // 8), np.uint8)

    def numbers(self, members: Members) -> Numbers:
        """Return the members as numbers."""
        wanted = list(self._places)
        if wanted != list(range(len(wanted))):  # gaps: where nobody is looked for, nobody is found
            filled = np.zeros((wanted[-1] + 1, BLOCK // 8), np.uint8)
            filled[wanted] = members
            members = filled
        return Numbers(bits=np.unpackbits(members.reshape(-1)).view(np.bool_))


def count(members: Members) -> int:
    """Return how many members there are."""
    return int(np.bitwise_count(members.view(np.uint64)).sum())
