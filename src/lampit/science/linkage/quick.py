"""Cleaning in bulk of what is plainly written: no Python per value.

What is not plain is left to `national`, one value at a time, so both say the same of every value.
"""

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Bools = npt.NDArray[np.bool_]
DIGITS = 16
FIRST_PROVINCE = 11
# Of February only the days that every year has: the 29th is asked of the calendar.
DAYS = np.array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
MOBILE = r"^(?:\+62|62|0)?(8[1-9][0-9]{7,10})$"
FILLER = f"(?:{'|'.join(f'{digit}{{7}}' for digit in range(10))})$|^8123456789$|^8987654321$"


def niks(values: pa.Array, youngest: int) -> tuple[Bools, list[pa.Array]]:
    """Return where a NIK is plainly of good form, and of those number and birth (YYYYMMDD).

    Args:
        values: distinct texts.
        youngest: two-digit years above it belong to the last century.
    """
    plain = np.asarray(
        pc.and_(pc.equal(pc.binary_length(values), DIGITS), pc.ascii_is_decimal(values))
    )
    texts = values.filter(pa.array(plain))
    written = texts.cast(pa.binary(DIGITS)).buffers()[1] if len(texts) else b""
    digits = np.frombuffer(written, np.uint8)[: len(texts) * DIGITS].reshape(-1, DIGITS) - 48
    two = digits[:, ::2].astype(np.int32) * 10 + digits[:, 1::2]
    day = two[:, 3] - 40 * (two[:, 3] > 40)
    month = np.minimum(two[:, 4], 13)
    good = (two[:, 0] >= FIRST_PROVINCE) & (two[:, 6] + two[:, 7] > 0)
    good &= (month > 0) & (month < 13) & (day > 0) & (day <= DAYS[np.minimum(month, 12)])
    good &= ~_made_up(digits)
    born = (np.where(two[:, 5] > youngest, 1900, 2000) + two[:, 5]) * 10_000 + month * 100 + day
    plain[plain] = good
    kept = pa.array(good)
    return plain, [texts.filter(kept), pc.cast(pa.array(born[good]), pa.string())]


def _made_up(digits: npt.NDArray[np.uint8]) -> Bools:
    """Say where digits may only fill the cell: one step throughout, or a group repeated."""
    steps = (digits[:, 1:].astype(np.int16) - digits[:, :-1]) % 10
    even = (steps == steps[:, :1]).all(axis=1)
    return np.asarray(even | (digits[:, :4] == digits[:, 4:8]).all(axis=1))


def mobiles(values: pa.Array) -> tuple[Bools, list[pa.Array]]:
    """Return where a text is one mobile number plainly written, and the lists of those."""
    plain = pc.match_substring_regex(values, MOBILE)
    local = pc.replace_substring_regex(values, MOBILE, r"\1")
    plain = pc.and_(plain, pc.invert(pc.match_substring_regex(local, FILLER)))
    numbers = pc.binary_join_element_wise("+62", local.filter(plain), "")
    places = pa.array(np.arange(len(numbers) + 1, dtype=np.int32))
    return np.asarray(plain), [pa.ListArray.from_arrays(places, numbers)]


def shared(texts: pa.Array, words: pa.Array, most: int) -> npt.NDArray[np.int64]:
    """Return for each row which of its words its text has too, as bits from the first word.

    Args:
        texts: dictionary of words parted by single blanks, one per row; may be missing.
        words: dictionary of lists of words, one per row; may be missing.
        most: how many words of a list are looked at, below 63.
    """
    known = words.dictionary.flatten().unique()
    mine = _places(words.dictionary, known, most)
    theirs = _places(pc.split_pattern(texts.dictionary, " "), known, 1 << 30)
    row = np.asarray(pc.fill_null(words.indices, -1))
    other = np.asarray(pc.fill_null(texts.indices, -1))
    found = np.zeros(len(row), np.int64)
    for place, word in enumerate(mine):
        sought = word[row]
        has = np.zeros(len(row), bool)
        for own in theirs:
            has |= own[other] == sought
        found |= (has & (sought >= 0)).astype(np.int64) << place
    return np.where((row < 0) | (other < 0), 0, found)


def _places(lists: pa.Array, known: pa.Array, most: int) -> list[npt.NDArray[np.int32]]:
    """Return the codes of the first, second, … word of each list; unknown and missing is -1."""
    code = np.asarray(pc.fill_null(pc.index_in(lists.flatten(), known), -1)).astype(np.int32)
    record = np.asarray(pc.list_parent_indices(lists)).astype(np.int64)
    place = np.arange(len(record)) - np.searchsorted(record, record)
    size = min(int(place.max(initial=-1)) + 1, most)
    found = np.full((size, len(lists) + 1), -1, np.int32)  # the last one is for missing rows
    kept = place < size
    found[place[kept], record[kept]] = code[kept]
    return list(found)
