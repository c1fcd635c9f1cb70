"""The same business twice in one file: strong evidence makes a double, weak evidence a question."""

from array import array
from collections.abc import Callable, Iterable, Sequence
from heapq import heappop, heappush
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from lampit.national import names
from lampit.registry.rules.importing.problems import MESSAGES, Problem
from lampit.registry.rules.importing.record import Record
from lampit.registry.rules.importing.shelves import KEYS, NO_KEY, Many, Shelves

CERTAIN, POSSIBLE, STRANGER = "certain", "possible", "stranger"
END = 5  # letters at either end of a name by which it is looked up
MOST_ALIKE = 60  # records kept under one key
# Added to a key: where records lie that have a NIK, a telephone, a birth date, whichever it is.
HAS_NIK, HAS_PHONE, ANY_DAY = 0x2545F491, 0x5851F42D, 0x1B873593
MIX = 0x1E3779B97F4A7C15
# Between the fields of what is remembered; the fields hold no control signs.
_EDGE = "\x1f"
Where = tuple[str, int]
Found = tuple[str, Where]  # how surely it is a double, and of which row


class Known(NamedTuple):
    """What is remembered of a record: enough to recognise it, nothing more."""

    owner: str
    business: str
    nik: str
    phones: tuple[str, ...]
    born: str
    village: str
    kbli: str


class Doubles:
    """The records seen so far, by the keys under which a double can be found.

    Under each key the records lie apart by whether they have a NIK and a telephone and by birth
    date, for nearly all pairs end there: two different NIK are two people, and so are two birth
    dates or telephones. (The same NIK and the same phone have keys of their own, where nothing
    is passed over.)

    A record is kept as one text and its keys as small hashes: some 250 bytes, so that a list of
    a million rows is read in little memory.
    """

    def __init__(self) -> None:
        """Start with nothing seen."""
        self._shelves = Shelves(MOST_ALIKE)
        self._told: list[str] = []
        self._rows = array("I")
        self._sheet_of = array("H")
        self._sheets: list[str] = []
        self._gone: set[int] = set()
        self._niks, self._days = array("I"), array("I")  # hashes, 0 for none
        self._heard, self._bare = array("Q"), array("Q")  # letters of owners, once asked for

    def seen_together(
        self, places: Sequence[Where], told: Sequence[Known], doubt: Callable[[int, Where], Known]
    ) -> dict[int, Found]:
        """Return place among `told` → (`certain` or `possible`, first row) of those seen before.

        All but the certain ones are remembered. Most rows of a list share no key with any other:
        these are found all at once, and only the others are compared, in their order. An
        earlier row may have the NIK of one under a name that shares nothing with its own: then
        it is asked for again without.

        Args:
            places: where the records stand.
            told: what is known of them.
            doubt: called with the place of such a record, and who has its NIK; gives it without.
        """
        if not told:
            return {}
        first = len(self._told)
        hashes = [np.array(column, np.int64) for column in _hashes_of(told)]
        keys, wanted = shelf_keys(*hashes), wanted_keys(*hashes)
        shelved, asked = np.array(keys).T, np.array(wanted).T
        meets = self._shelves.is_used(asked).any(axis=1) | _meet_earlier(shelved, asked)
        free = np.flatnonzero(~meets)
        self._shelves.add_all(shelved[free].ravel(), np.repeat(free + first, shelved.shape[1]))
        self._note(places, told)
        self._niks.frombytes(hashes[2].astype(np.uint32).tobytes())
        self._days.frombytes(hashes[3].astype(np.uint32).tobytes())
        found: dict[int, Found] = {}
        waiting = np.flatnonzero(meets).tolist()
        is_shelved = set(free.tolist())
        while waiting:
            place = heappop(waiting)
            known, number = told[place], first + place
            answer = self._judge(known, number, asked[place].tolist())
            own = shelved[place].tolist()
            if answer is not None and answer[0] == STRANGER:
                known = doubt(place, answer[1])
                self._told[number], self._niks[number] = _as_text(known), 0
                own, again = _keys_of_one(known)
                answer = self._judge(known, number, again)
                # Rows that met nobody may meet this one where it lies now.
                later = np.isin(asked, [key for key in own if key]).any(axis=1) & ~meets
                later[: place + 1] = False
                meets |= later
                for one in np.flatnonzero(later).tolist():
                    heappush(waiting, one)
            if answer is not None:
                found[place] = answer
            if answer is not None and answer[0] == CERTAIN:
                self._gone.add(number)
            elif place not in is_shelved:
                self._shelves.add(own, number)
        return found

    def _judge(self, known: Known, number: int, wanted: list[int]) -> Found | None:
        """Compare a record with the earlier ones under its keys."""
        answer: Found | None = None
        own = self._niks[number], self._days[number]
        for other_number in self._alike(known, number, own, wanted):
            other = self._recalled(other_number)
            if known.nik and known.nik == other.nik and are_strangers(known.owner, other.owner):
                return STRANGER, self._where(other_number)
            verdict = compare(known, other)
            if verdict == CERTAIN:
                return CERTAIN, self._where(other_number)
            if verdict and answer is None:
                answer = POSSIBLE, self._where(other_number)
        return answer

    def _alike(
        self, known: Known, number: int, own: tuple[int, int], wanted: list[int]
    ) -> list[int]:
        """Return the earlier records under some keys that may be the same, each once.

        Two NIK are two people. Without one, who was not born on the same day has a near name:
        nearly all are told apart by their letters.
        """
        nik, born, niks, days, gone = *own, self._niks, self._days, self._gone
        found, unsure = [], []
        for one in dict.fromkeys(self._shelves.under(wanted)):
            theirs = niks[one]
            if one >= number or (nik and theirs and nik != theirs) or one in gone:
                continue
            if (nik and theirs) or (born and born == days[one]):
                found.append(one)
            else:
                unsure.append(one)
        if unsure:
            found = sorted(found + self._near(known.owner, unsure))
        return found

    def _near(self, name: str, told: Iterable[int]) -> list[int]:
        """Return the records whose owner has a near name."""
        letters, is_near = names.letters(name), names.Nearness(name).to
        heard, bare = letters
        all_heard, all_bare, most = self._heard, self._bare, names.MOST_UNLIKE
        found = []
        for one in told:
            if not all_heard[one]:
                all_heard[one], all_bare[one] = names.letters(self._owner(one))
            if (
                (heard ^ all_heard[one]).bit_count() <= most
                or (bare ^ all_bare[one]).bit_count() <= most
                or (heard | all_heard[one]) & names.HAS_INITIALS
            ) and is_near(self._owner(one)):
                found.append(one)
        return found

    def _owner(self, number: int) -> str:
        return self._told[number].partition(_EDGE)[0]

    def _note(self, places: Sequence[Where], told: Sequence[Known]) -> None:
        self._told += map(_as_text, told)
        unknown = bytes(8 * len(told))
        self._heard.frombytes(unknown)
        self._bare.frombytes(unknown)
        for sheet, row in places:
            if not self._sheets or self._sheets[-1] != sheet:
                self._sheets.append(sheet)
            self._sheet_of.append(len(self._sheets) - 1)
            self._rows.append(row)

    def _recalled(self, number: int) -> Known:
        owner, business, nik, phones, born, village, kbli = self._told[number].split(_EDGE)
        return Known(owner, business, nik, tuple(phones.split()), born, village, kbli)

    def _where(self, number: int) -> Where:
        return self._sheets[self._sheet_of[number]], self._rows[number]


def known_of(record: Record) -> Known:
    """Return what is remembered of a record."""
    return Known(
        record.owner_name, names.business_key(record.business_name), record.nik,
        phones_of(record.phone1, record.phone2), record.birth_date, record.village,
        record.kbli or record.activity.lower(),
    )  # fmt: skip


def _as_text(known: Known) -> str:
    owner, business, nik, phones, born, village, kbli = known
    return _EDGE.join((owner, business, nik, " ".join(phones), born, village, kbli))


def phones_of(first: str, second: str) -> tuple[str, ...]:
    """Return the telephones of a record, none or one or both."""
    if second:
        return (first, second) if first else (second,)
    return (first,) if first else ()


def double_problem(sheet: str, row: int, owner: str, found: Found) -> Problem:
    """Return what is told of a row whose business an earlier one has, or may have."""
    strength, where = found
    code = "ganda_dalam_berkas" if strength == CERTAIN else "mungkin_ganda"
    message = f"{MESSAGES[code]} (baris {where[1]}, lembar {where[0]})"
    return Problem(sheet, row, "", owner, code, message)


def stranger_problem(sheet: str, row: int, nik: str, first: Where | None) -> Problem:
    """Return what is told of a row whose NIK somebody else has; None: of the register."""
    code = "nik_nama_lain"
    message = f"{MESSAGES[code]} (baris {first[1]}, lembar {first[0]})" if first else MESSAGES[code]
    return Problem(sheet, row, "nik", nik, code, message)


def compare(left: Known, right: Known) -> str:
    """Return `certain`, `possible` or empty for two records.

    People first: the same NIK, or a near name with the same phone or birth date. Two different
    NIK are two people, and so are two names that share nothing under one NIK. Then the business:
    one person may own two.
    """
    if left.nik and right.nik and left.nik != right.nik:
        return ""
    person = _same_person(left, right)
    if not person:
        return ""
    if not _same_business(left, right):
        return ""
    return CERTAIN if person == CERTAIN else POSSIBLE


def _same_person(left: Known, right: Known) -> str:
    """Weigh the cheap evidence first: names are compared only when they can decide."""
    if left.nik and left.nik == right.nik:
        return "" if are_strangers(left.owner, right.owner) else CERTAIN
    same_phone = _share_phone(left, right)
    same_birth = left.born != "" and left.born == right.born
    if same_phone:
        return CERTAIN if same_birth or _near_name(left.owner, right.owner) else ""
    same_village = left.village != "" and left.village == right.village
    apart = (left.phones and right.phones) or (left.born and right.born and not same_birth)
    if not same_village or (apart and not same_birth):
        return ""
    if not _near_name(left.owner, right.owner):
        return ""
    return CERTAIN if same_birth else POSSIBLE


def are_strangers(left: str, right: str) -> bool:
    """Say whether two names under one NIK share nothing: one of the two numbers is mistyped.

    A word by sound in common, or one slip, is enough to be one person; an unknown name is no
    stranger.
    """
    if not left or not right or names.near_person_name(left, right):
        return False
    one, other = names.loose_key(left).split(), names.loose_key(right).split()
    return bool(one and other) and not any(
        a == b or a.startswith(b) or b.startswith(a) or names.one_slip(a, b)
        for a in one for b in other
    )  # fmt: skip


def _share_phone(left: Known, right: Known) -> bool:
    phones = left.phones
    return bool(phones) and (phones[0] in right.phones or phones[-1] in right.phones)


def _near_name(left: str, right: str) -> bool:
    return bool(left and right) and names.near_person_name(left, right)


def _same_business(left: Known, right: Known) -> bool:
    elsewhere = left.village != "" != right.village and left.village != right.village
    other_trade = left.kbli != "" != right.kbli and left.kbli != right.kbli
    if elsewhere and other_trade:
        return False
    if left.business and right.business:
        a, b = set(left.business.split()), set(right.business.split())
        if a <= b or b <= a or names.one_slip(left.business, right.business):
            return True
        return len(a & b) * 2 >= len(a | b) and left.village == right.village != ""
    return not elsewhere and not other_trade


def _hashes_of(told: Sequence[Known]) -> list[list[int]]:
    """Return what keys are reckoned from, in columns, 0 where a record tells none.

    Its two telephones, NIK, birth date, name (beginning, end, first two letters) and village.
    """
    owners, _, niks, phones, born, villages, _ = zip(*told, strict=True)
    firsts, others = [one[0] if one else "" for one in phones], [
        one[1] if len(one) > 1 else "" for one in phones
    ]  # fmt: skip
    heard = [names.loose_key(owner).replace(" ", "") if owner else None for owner in owners]
    # One slip leaves one end of the name whole; whole words would pair all the Siti.
    heads = ["" if one is None else "<" + one[:END] for one in heard]
    tails = ["" if one is None else ">" + one[-END:] for one in heard]
    twos = ["" if one is None else "=" + one[:2] for one in heard]
    columns = (firsts, others, niks, born, heads, tails, twos, villages)
    return [[hash(text) & KEYS | 1 if text else 0 for text in column] for column in columns]


def _keys_of_one(known: Known) -> tuple[list[int], list[int]]:
    """Return the keys under which a record lies, and those it asks for."""
    hashes = [column[0] for column in _hashes_of([known])]
    return shelf_keys(*hashes), wanted_keys(*hashes)


def shelf_keys(
    phone: Any, other: Any, nik: Any, born: Any, head: Any, tail: Any, two: Any, village: Any
) -> list[Any]:
    """Return the keys under which a record lies, 0 for none: numbers, or columns of them."""
    has_nik, has_phone, has_day = (nik != 0) * HAS_NIK, (phone != 0) * HAS_PHONE, born != 0
    keys = [phone, other, nik]
    for part in (head, tail, two):
        key, is_weak = part * 3 + village * 5 + has_nik, (part != 0) * (village != 0)
        keys.append(_key(key + born * 7) * is_weak * has_day)
        if part is not two:
            keys.append(_key(key + has_phone + has_day * ANY_DAY) * is_weak)
    return keys


def wanted_keys(
    phone: Any, other: Any, nik: Any, born: Any, head: Any, tail: Any, two: Any, village: Any
) -> list[Any]:
    """Return the keys under which those lie who may be the same, 0 for none.

    Only a NIK and a telephone are evidence by themselves: others must live in one village.
    Whose birth date is unknown, or another's, is the same only when a
    telephone is unknown.
    """
    keys = [phone, other, nik]
    has_day = born != 0
    for part in (head, tail, two):
        is_weak = (part != 0) * (village != 0)
        for theirs in (0, HAS_NIK):
            key, may = part * 3 + village * 5 + theirs, is_weak * ((nik == 0) | (theirs == 0))
            keys.append(_key(key + born * 7) * may * has_day)
            for has_phone in (0, HAS_PHONE) if part is not two else ():
                may_be = may * (1 - (phone != 0) * (has_phone != 0))
                keys.append(_key(key + has_phone) * may_be)
                keys.append(_key(key + has_phone + ANY_DAY) * may_be * (1 - has_day))
    return keys


def _key(mixed: Any) -> Any:
    """Return a key out of added hashes; none is 0."""
    return (mixed * MIX >> 20) & KEYS | 1


def _meet_earlier(shelved: Many, asked: Many) -> npt.NDArray[np.bool_]:
    """Tell of each record whether it asks for a key under which an earlier one of these lies."""
    used, first = np.unique(shelved.ravel(), return_index=True)
    places = np.searchsorted(used, asked)
    places[places == len(used)] = 0
    is_there = (used[places] == asked) & (asked != NO_KEY)
    before = first[places] // shelved.shape[1] < np.arange(len(asked))[:, None]
    found: npt.NDArray[np.bool_] = (is_there & before).any(axis=1)
    return found
