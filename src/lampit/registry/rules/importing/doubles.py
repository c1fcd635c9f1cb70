"""The same business twice in one file: strong evidence makes a double, weak evidence a question."""

from array import array
from typing import NamedTuple

from lampit.national import names
from lampit.registry.rules.importing.record import Record
from lampit.registry.rules.importing.shelves import KEYS, Shelves

CERTAIN, POSSIBLE, STRANGER = "certain", "possible", "stranger"
END = 5  # letters at either end of a name by which it is looked up
MOST_ALIKE = 60  # records kept under one key
# Added to a key: where records with a NIK lie, without a birth date, with one, whichever it is.
HAS_NIK, NO_DAY, ANY_DAY = 0x2545F491, hash(""), 0x1B873593
# Between the fields of what is remembered; the fields hold no control signs.
_EDGE = "\x1f"
Where = tuple[str, int]


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

    Under each key the records lie apart by whether they have a NIK and by birth date, for nearly
    all pairs end there: two different NIK are two people, and so are two birth dates. (The same
    NIK and the same phone have keys of their own, where nothing is passed over.)

    A record is kept as one text and its keys as 64-bit hashes: some 250 bytes, so that a list of
    a million rows is read in little memory.
    """

    def __init__(self) -> None:
        """Start with nothing seen."""
        self._shelves = Shelves(MOST_ALIKE)
        self._told: list[str] = []
        self._rows = array("I")
        self._sheet_of = array("H")
        self._sheets: list[str] = []

    def seen(self, where: Where, record: Record) -> tuple[str, Where] | None:
        """Return (`certain` or `possible`, first place) of a record seen before; remember it.

        `stranger`: an earlier row has this NIK under a name that shares nothing with this one.
        Such a record is not remembered; come again without the NIK.
        """
        known = Known(
            record.owner_name, names.business_key(record.business_name), record.nik,
            _phones(record), record.birth_date, record.village,
            record.kbli or record.activity.lower(),
        )  # fmt: skip
        sure, weak = _keys(known)
        answer: tuple[str, Where] | None = None
        for number in self._alike(known, sure, weak):
            other = self._recalled(number)
            if known.nik and known.nik == other.nik and are_strangers(known.owner, other.owner):
                return STRANGER, self._where(number)
            verdict = compare(known, other)
            if verdict == CERTAIN:
                return CERTAIN, self._where(number)
            if verdict and answer is None:
                answer = POSSIBLE, self._where(number)
        self._remember(where, known, sure, weak)
        return answer

    def _remember(self, where: Where, known: Known, sure: list[int], weak: list[int]) -> None:
        own = HAS_NIK if known.nik else 0
        keys = sure + [key + own + hash(known.born) & KEYS for key in weak]
        if known.born:
            keys += [key + own + ANY_DAY & KEYS for key in weak]
        self._shelves.add(keys, len(self._told))
        owner, business, nik, phones, born, village, kbli = known
        self._told.append(_EDGE.join((owner, business, nik, " ".join(phones), born, village, kbli)))
        if not self._sheets or self._sheets[-1] != where[0]:
            self._sheets.append(where[0])
        self._sheet_of.append(len(self._sheets) - 1)
        self._rows.append(where[1])

    def _recalled(self, number: int) -> Known:
        owner, business, nik, phones, born, village, kbli = self._told[number].split(_EDGE)
        return Known(owner, business, nik, tuple(phones.split()), born, village, kbli)

    def _where(self, number: int) -> Where:
        return self._sheets[self._sheet_of[number]], self._rows[number]

    def _alike(self, known: Known, sure: list[int], weak: list[int]) -> list[int]:
        """Return the records under the same keys that may be the same, each once."""
        day = hash(known.born) if known.born else ANY_DAY
        apart = (NO_DAY, day) if known.nik else (NO_DAY, day, HAS_NIK + NO_DAY, HAS_NIK + day)
        found = self._shelves.under(sure + [key + by & KEYS for key in weak for by in apart])
        return list(dict.fromkeys(found)) if len(found) > 1 else found


def _phones(record: Record) -> tuple[str, ...]:
    if record.phone2:
        return (record.phone1, record.phone2) if record.phone1 else (record.phone2,)
    return (record.phone1,) if record.phone1 else ()


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


def _keys(known: Known) -> tuple[list[int], list[int]]:
    """Return the keys that are evidence by themselves, and those that only bring together."""
    sure = [hash(number) & KEYS for number in known.phones]
    if known.nik:
        sure.append(hash(known.nik) & KEYS)
    weak = []
    if known.owner:
        loose = names.loose_key(known.owner).replace(" ", "")
        if known.village:
            # One slip leaves one end of the name whole; whole words would pair all the Siti.
            weak = [hash(f"{known.village}<{loose[:END]}"), hash(f"{known.village}>{loose[-END:]}")]
        if known.born:
            sure.append(hash(known.born + loose[:2]) & KEYS)
    return sure, weak
