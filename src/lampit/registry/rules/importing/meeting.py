"""Under which keys the records of a list may meet: those of one business share one. Pure.

Under each key the records lie apart by whether they have a NIK and a telephone and by birth
date, for nearly all pairs end there: two different NIK are two people, and so are two birth
dates or telephones. (The same NIK and the same phone have keys of their own, where nothing
is passed over.)
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from lampit.national import namelists, names
from lampit.registry.rules.importing.record import Record
from lampit.registry.rules.importing.shelves import KEYS, Many

END = 5  # letters at either end of a name by which it is looked up
# Added to a key: where records lie that have a NIK, a telephone, a birth date, whichever it is.
HAS_NIK, HAS_PHONE, ANY_DAY = 0x2545F491, 0x5851F42D, 0x1B873593
MIX = 0x1E3779B97F4A7C15
HEAD, TAIL, TWO = 0x165667B1, 0x27D4EB2F, 0x3D4D51CB  # part the ends of names from each other
MOST_UNLIKE = 2  # letters in which texts differ that are equal but for one slip
# Letters of a name in 32 bits: one for each of a to z, has initials, and how many modulo 32.
LETTERS, HAS_INITIALS, LENGTH_FROM, LENGTHS = (1 << 26) - 1, 1 << 26, 27, 31
Letters = npt.NDArray[np.uint32]
Short = npt.NDArray[np.uint16]


@dataclass(slots=True)
class Known:
    """What is known of many records, by column; empty text where a record tells nothing."""

    owner: list[str]
    business: list[str]  # `names.business_key`
    nik: list[str]
    phone: list[str]
    other: list[str]  # telephone
    born: list[str]
    village: list[str]
    trade: list[str]
    keys: namelists.Keys  # of the owners

    def columns(self) -> list[list[str]]:
        """Return the columns, for `of_columns`; the keys of the owners at last."""
        return [
            self.owner, self.business, self.nik, self.phone, self.other, self.born, self.village,
            self.trade, *self.keys,
        ]  # fmt: skip

    @staticmethod
    def blank() -> "Known":
        """Return what is known of no record."""
        return Known([], [], [], [], [], [], [], [], namelists.Keys([], [], []))

    @staticmethod
    def of_columns(told: Sequence[list[str]]) -> "Known":
        """Return what is known of the records whose `columns` these are."""
        owner, business, nik, phone, other, born, village, trade, *keys = told
        return Known(owner, business, nik, phone, other, born, village, trade,
                     namelists.Keys(*keys))  # fmt: skip

    def texts(self, edge: str) -> list[str]:
        """Return the fields of each record in one text."""
        phones = [f"{a} {b}" if b else a for a, b in zip(self.phone, self.other, strict=True)]
        columns = (self.owner, self.business, self.nik, phones, self.born, self.village, self.trade)
        return [*map(edge.join, zip(*columns, strict=True))]


def known_together(records: Sequence[Record]) -> Known:
    """Return what is known of some records."""
    owners = [record.owner_name for record in records]
    return Known(
        owners, [names.business_key(record.business_name) for record in records],
        [record.nik for record in records], [record.phone1 for record in records],
        [record.phone2 for record in records], [record.birth_date for record in records],
        [record.village for record in records],
        [record.kbli or record.activity.lower() for record in records],
        namelists.keys(owners),
    )  # fmt: skip


def known_as(told: Sequence[str]) -> Known:
    """Return what is known of one record that `Known.texts` told, by field."""
    owner, business, nik, phones, born, village, trade = told
    phone, _, other = phones.partition(" ")
    return Known([owner], [business], [nik], [phone], [other], [born], [village], [trade],
                 namelists.keys([owner]))  # fmt: skip


def hashes_of(known: Known) -> list[Many]:
    """Return what keys are reckoned from, in columns, 0 where a record tells none.

    Its two telephones, NIK, birth date, name (beginning, end, first two letters) and village.
    """
    heard = [sound.replace(" ", "") for sound in known.keys.loose]
    # One slip leaves one end of the name whole; whole words would pair all the Siti.
    heads = _hashed([sound[:END] for sound in heard]) * HEAD
    tails = _hashed([sound[-END:] for sound in heard]) * TAIL
    twos = _hashed([sound[:2] for sound in heard]) * TWO
    own = [*map(_hashed, (known.phone, known.other, known.nik, known.born))]
    return [*own, heads, tails, twos, _hashed(known.village)]


def _hashed(texts: Sequence[str]) -> Many:
    """Return hashes of texts, 0 of empty ones."""
    found = np.fromiter(map(hash, texts), np.int64, len(texts)) & KEYS | 1
    found[~np.fromiter(map(bool, texts), np.bool_, len(texts))] = 0
    return found


def shortened(hashes: Many) -> Short:
    """Return hashes in two bytes each, 0 of 0 only: what differs here is surely not the same."""
    found = (hashes >> 8).astype(np.uint16)
    found[(found == 0) & (hashes != 0)] = 1
    return found


def letters_of(keys: namelists.Keys) -> tuple[Letters, Letters]:
    """Return which letters the names have, by sound and as written, and how many, as bits.

    Near names (`names.Nearness`) differ in at most `MOST_UNLIKE` letters and one sign in
    one of the two, but for those with initials.
    """
    initials = _have_short_words(keys.strict).astype(np.uint32) * np.uint32(HAS_INITIALS)
    return _letters(keys.loose) | initials, _letters(keys.bare) | initials


def _have_short_words(texts: Sequence[str]) -> npt.NDArray[np.bool_]:
    """Tell of each text whether it has a word of less than two signs; an empty one has."""
    whole = "\n".join(["", *texts, ""]).encode("ascii", "replace")
    joined = np.frombuffer(whole, np.uint8)
    edges = np.flatnonzero((joined == 10) | (joined == 32))
    is_end = joined[edges[1:]] == 10
    number = np.cumsum(is_end) - is_end  # of the text in which a word stands
    found = np.zeros(len(texts), np.bool_)
    found[number[np.diff(edges) <= 2]] = True
    return found


def _letters(texts: Sequence[str]) -> Letters:
    joined = np.frombuffer(("\n".join(texts) + "\n").encode("ascii", "replace"), np.uint8)
    is_end, is_sign = joined == 10, joined > 32
    letters = (joined & 31).astype(np.uint32) - np.uint32(1)  # a is 0; signs that are none wrap
    bits = np.where(is_sign & (letters < 26), np.uint32(1) << (letters & 31), np.uint32(0))
    starts = np.concatenate(([0], np.flatnonzero(is_end)[:-1] + 1))
    found: Letters = np.bitwise_or.reduceat(bits, starts)
    many = np.add.reduceat(is_sign.astype(np.uint32), starts) & LENGTHS
    return found | many.astype(np.uint32) << np.uint32(LENGTH_FROM)


def may_be_near(one: Letters, other: Letters) -> npt.NDArray[np.bool_]:
    """Tell of pairs of names, by sound or as written, whether one slip may be all between them."""
    apart = np.bitwise_count((one ^ other) & LETTERS) <= MOST_UNLIKE
    longer = (one >> LENGTH_FROM) - (other >> LENGTH_FROM) + 1 & LENGTHS
    initials = ((one | other) & HAS_INITIALS) != 0
    found: npt.NDArray[np.bool_] = (apart & (longer <= 2)) | initials
    return found


def shelf_keys(
    phone: Any, other: Any, nik: Any, born: Any, head: Any, tail: Any, two: Any, village: Any
) -> tuple[list[Any], list[Any]]:
    """Return the keys under which records lie, in columns, 0 for none: rare and common ones.

    Rare are those under which hardly two lie: telephones, NIK, names with a birth date.
    """
    has_nik, has_phone, has_day = (nik != 0) * HAS_NIK, (phone != 0) * HAS_PHONE, born != 0
    rare, common = [phone, other, nik], []
    for part in (head, tail, two):
        key, is_weak = part * 3 + village * 5 + has_nik, (part != 0) * (village != 0)
        rare.append(_key(key + born * 7) * is_weak * has_day)
        if part is not two:
            common.append(_key(key + has_phone + has_day * ANY_DAY) * is_weak)
    return rare, common


def wanted_keys(
    phone: Any, other: Any, nik: Any, born: Any, head: Any, tail: Any, two: Any, village: Any
) -> tuple[list[Any], list[Any]]:
    """Return the keys under which those lie who may be the same, 0 for none: rare and common.

    Only a NIK and a telephone are evidence by themselves: others must live in one village.
    Whose birth date is unknown, or another's, is the same only when a
    telephone is unknown.
    """
    rare, common = [phone, other, nik], []
    has_day = born != 0
    for part in (head, tail, two):
        is_weak = (part != 0) * (village != 0)
        for theirs in (0, HAS_NIK):
            key, may = part * 3 + village * 5 + theirs, is_weak * ((nik == 0) | (theirs == 0))
            rare.append(_key(key + born * 7) * may * has_day)
            for has_phone in (0, HAS_PHONE) if part is not two else ():
                may_be = may * (1 - (phone != 0) * (has_phone != 0))
                common.append(_key(key + has_phone) * may_be)
                common.append(_key(key + has_phone + ANY_DAY) * may_be * (1 - has_day))
    return rare, common


def _key(mixed: Any) -> Any:
    """Return a key out of added hashes; none is 0."""
    return (mixed * MIX >> 20) & KEYS | 1
