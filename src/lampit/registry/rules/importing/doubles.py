"""The same business twice in one file: strong evidence makes a double, weak evidence a question."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from lampit.national import names
from lampit.registry.rules.importing.record import Record

CERTAIN, POSSIBLE = "certain", "possible"
END = 5  # letters at either end of a name by which it is looked up
MOST_ALIKE = 60  # records kept under one key
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


@dataclass
class Doubles:
    """The records seen so far, by the keys under which a double can be found."""

    _by_key: dict[str, list[Known]] = field(default_factory=lambda: defaultdict(list))

    def seen(self, where: Where, record: Record) -> tuple[str, Where] | None:
        """Return (`certain` or `possible`, first place) of a record seen before; remember it."""
        known = Known(
            where, record.owner_name, names.business_key(record.business_name), record.nik,
            tuple(p for p in (record.phone1, record.phone2) if p), record.birth_date,
            record.village, record.kbli or record.activity.lower(), record.start,
        )  # fmt: skip
        keys = _keys(known)
        answer: tuple[str, Where] | None = None
        for other in self._alike(known, keys):
            verdict = compare(known, other)
            if verdict == CERTAIN:
                return CERTAIN, other.where
            if verdict and answer is None:
                answer = POSSIBLE, other.where
        for key in keys:
            if len(self._by_key[key]) < MOST_ALIKE:
                self._by_key[key].append(known)
        return answer

    def _alike(self, known: Known, keys: list[str]) -> Iterator[Known]:
        """Yield the records under the same keys, each once."""
        nik, born = known.nik, known.born
        met: set[Where] = set()
        for key in keys:
            for other in self._by_key[key]:
                # The cheapest evidence first, for nearly all pairs end here: two different NIK
                # are two people, and so are two birth dates unless a phone is shared.
                if nik and other.nik:
                    if nik != other.nik:
                        continue
                elif born != other.born and born and other.born and not _share_phone(known, other):
                    continue
                if other.where not in met:
                    met.add(other.where)
                    yield other


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


def _keys(known: Known) -> list[str]:
    keys = [f"p{number}" for number in known.phones]
    if known.nik:
        keys.append(f"n{known.nik}")
    if known.owner:
        loose = names.loose_key(known.owner).replace(" ", "")
        if known.village:
            # One slip leaves one end of the name whole; whole words would pair all the Siti.
            keys += [f"v{known.village}<{loose[:END]}", f"v{known.village}>{loose[-END:]}"]
        if known.born:
            keys.append(f"b{known.born}{loose[:2]}")
    return keys
