"""What the flat search finds is what comparing each record with each earlier one finds."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lampit.outside import heaps
from lampit.outside.heaps import HeapFile
from lampit.registry.rules.importing import meeting
from lampit.registry.rules.importing.doubles import (
    CERTAIN,
    POSSIBLE,
    STRANGER,
    Found,
    Where,
    are_strangers,
    compare,
    known_of,
    same_business,
)
from lampit.registry.rules.importing.ledger import Ledger
from lampit.registry.rules.importing.meeting import known_together
from lampit.registry.rules.importing.record import Record
from lampit.registry.rules.importing.seen import Doubles

NAMES = ["", "Siti Aminah", "Siti Aminahh", "Sti Aminah", "Rahmadi", "Rahmady", "M. Rahmadi",
         "Muhammad Rahmadi", "Norhayati", "Hj. Norhayati", "Nurhayati", "Basuni"]  # fmt: skip
records = st.builds(
    Record,
    owner_name=st.sampled_from(NAMES),
    business_name=st.sampled_from(["", "Kue Basah", "Kue Basa", "Kue Basah Rina", "Anyaman Purun"]),
    nik=st.sampled_from(["", "", "6308044508900001", "6308040508700002"]),
    phone1=st.sampled_from(["", "+6281234567892", "+6281234567893"]),
    phone2=st.sampled_from(["", "", "+6281234567892"]),
    birth_date=st.sampled_from(["", "1990-08-05", "1987-08-05"]),
    village=st.sampled_from(["", "63.08.04.2001", "63.08.04.2002"]),
    kbli=st.sampled_from(["", "10710", "16291"]),
)
Told = tuple[dict[int, Found], list[tuple[int, Where]]]


def plainly(rows: list[Record]) -> Told:
    """Return the doubles among records, and who has the NIK of another, pair by pair."""
    found: dict[int, Found] = {}
    doubts: list[tuple[int, Where]] = []
    shelves: list[set[int]] = []
    for place, row in enumerate(rows):
        shelves.append(keys(row, meeting.shelf_keys))
        answer = judged(rows, place, shelves, found)
        if answer is not None and answer[0] == STRANGER:
            doubts.append((place, answer[1]))
            row.nik = ""
            shelves[place] |= keys(row, meeting.shelf_keys)
            answer = judged(rows, place, shelves, found)
        if answer is not None:
            found[place] = answer
    return found, doubts


def keys(row: Record, which: object) -> set[int]:
    """Return the keys of one record, of either kind."""
    rare, common = which(*meeting.hashes_of(known_together([row])))  # type: ignore[operator]
    return {int(key[0]) for key in [*rare, *common]} - {0}


def judged(
    rows: list[Record], place: int, shelves: list[set[int]], found: dict[int, Found]
) -> Found | None:
    """Compare a record with all earlier ones that it may meet and that are no doubles."""
    answer: Found | None = None
    row, wanted = rows[place], keys(rows[place], meeting.wanted_keys)
    for earlier in range(place):
        if found.get(earlier, ("",))[0] == CERTAIN or not wanted & shelves[earlier]:
            continue
        other = rows[earlier]
        if row.nik and row.nik == other.nik:
            verdict = same_business(known_of(row), known_of(other))
            verdict = STRANGER if are_strangers(row.owner_name, other.owner_name) else verdict
        else:
            verdict = compare(known_of(row), known_of(other))
        if verdict in (CERTAIN, STRANGER):
            return verdict, ("A", earlier)
        if verdict and answer is None:
            answer = POSSIBLE, ("A", earlier)
    return answer


def flatly(rows: list[Record], sizes: list[int], folder: Path) -> Told:
    """Return the same by the search for long lists, batch by batch."""
    seen = Doubles(lambda: HeapFile(folder))
    found: dict[int, Found] = {}
    doubts: list[tuple[int, Where]] = []
    first = 0
    while first < len(rows):
        size = sizes[first % len(sizes)]
        some = rows[first : first + size]
        start = first

        def doubt(place: int, where: Where, start: int = start) -> None:
            doubts.append((start + place, where))

        told = seen.seen_together(
            [("A", first + n) for n in range(len(some))], known_together(some), doubt
        )
        found |= {first + place: one for place, one in told.items()}
        first += size
    return found, doubts


@settings(max_examples=150, deadline=None)
@given(st.lists(records, max_size=24), st.lists(st.integers(1, 9), min_size=1, max_size=4))
def test_each_pair_and_all_at_once_say_the_same(rows: list[Record], sizes: list[int]) -> None:
    """In batches of any sizes, from files: the same doubles, of the same rows, the same doubts."""
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(heaps, "SHORT", 500)
        told = flatly(rows, sizes, Path(folder))
    assert told == plainly(rows)


def test_a_filter_that_forgets_is_found_out(tmp_path: Path) -> None:
    """Negative control: a search that loses what was put down finds no double."""
    rows = [Record(owner_name="Basuni", nik="6308044508900001") for _ in range(3)]
    assert [*flatly(rows, [1], tmp_path)[0]] == [1, 2]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Ledger, "_may_be", lambda _own, keys: keys != keys)
        assert flatly(rows, [1], tmp_path) == ({}, [])
