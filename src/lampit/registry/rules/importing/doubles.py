"""The same business twice in one file: strong evidence makes a double, weak evidence a question."""

from dataclasses import dataclass

from lampit.national import names
from lampit.registry.rules.importing.record import Record

CERTAIN, POSSIBLE = "certain", "possible"
END = 5  # letters at either end of a name by which it is looked up
MOST_ALIKE = 60  # records kept under one key
ANY_DAY = "*"  # where the records with a birth date lie, whichever it is
Where = tuple[str, int]


@dataclass(slots=True)
class Known:
    """What is remembered of a record: enough to recognise it, nothing more."""

    where: Where
    owner: str
    business: str
    nik: str
    phones: tuple[str, ...]
    born: str
    village: str
    kbli: str
    start: str


class Doubles:
    """The records seen so far, by the keys under which a double can be found.

    Under each key the records lie apart by whether they have a NIK and by birth date, for nearly
    all pairs end there: two different NIK are two people, and so are two birth dates. (The same
    NIK and the same phone have keys of their own, where nothing is passed over.)
    """

    def __init__(self) -> None:
        """Start with nothing seen."""
        self._sure: dict[str, list[Known]] = {}
        self._by_key: dict[tuple[str, bool, str], list[Known]] = {}

    def seen(self, where: Where, record: Record, loose_name: str = "") -> tuple[str, Where] | None:
        """Return (`certain` or `possible`, first place) of a record seen before; remember it.

        `loose_name` is the owner's name by sound, when the caller knows it already.
        """
        known = Known(
            where, record.owner_name, names.business_key(record.business_name), record.nik,
            _phones(record), record.birth_date, record.village,
            record.kbli or record.activity.lower(), record.start,
        )  # fmt: skip
        sure, weak = _keys(known, loose_name)
        answer: tuple[str, Where] | None = None
        for other in self._alike(known, sure, weak):
            verdict = compare(known, other)
            if verdict == CERTAIN:
                return CERTAIN, other.where
            if verdict and answer is None:
                answer = POSSIBLE, other.where
        for key in sure:
            _add(self._sure.setdefault(key, []), known)
        has_nik, born = known.nik != "", known.born
        for key in weak:
            _add(self._by_key.setdefault((key, has_nik, born), []), known)
            if born:
                _add(self._by_key.setdefault((key, has_nik, ANY_DAY), []), known)
        return answer

    def _alike(self, known: Known, sure: list[str], weak: list[str]) -> list[Known]:
        """Return the records under the same keys that may be the same, each once."""
        found: list[Known] = []
        for key in sure:
            found += self._sure.get(key, ())
        born = known.born
        days = ("", born) if born else ("", ANY_DAY)
        for key in weak:
            for has_nik in (False,) if known.nik else (False, True):
                for day in days:
                    found += self._by_key.get((key, has_nik, day), ())
        if len(found) < 2:
            return found
        return list({id(other): other for other in found}.values())


def _add(shelf: list[Known], known: Known) -> None:
    if len(shelf) < MOST_ALIKE:
        shelf.append(known)


def _phones(record: Record) -> tuple[str, ...]:
    if record.phone2:
        return (record.phone1, record.phone2) if record.phone1 else (record.phone2,)
    return (record.phone1,) if record.phone1 else ()


def compare(left: Known, right: Known) -> str:
    """Return `certain`, `possible` or empty for two records.

    People first: the same NIK, or a near name with the same phone or birth date. Two different
    NIK are two people. Then the business: one person may own two.
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
        return CERTAIN
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


def _keys(known: Known, loose_name: str) -> tuple[list[str], list[str]]:
    """Return the keys that are evidence by themselves, and those that only bring together."""
    sure = [f"p{number}" for number in known.phones]
    if known.nik:
        sure.append(f"n{known.nik}")
    weak = []
    if known.owner:
        loose = (loose_name or names.loose_key(known.owner)).replace(" ", "")
        if known.village:
            # One slip leaves one end of the name whole; whole words would pair all the Siti.
            weak = [f"v{known.village}<{loose[:END]}", f"v{known.village}>{loose[-END:]}"]
        if known.born:
            sure.append(f"b{known.born}{loose[:2]}")
    return sure, weak
