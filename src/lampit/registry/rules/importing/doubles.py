"""The same business twice in one file: strong evidence makes a double, weak evidence a question."""

from typing import NamedTuple

from lampit.national import names
from lampit.registry.rules.importing.problems import MESSAGES, Problem
from lampit.registry.rules.importing.record import Record

CERTAIN, POSSIBLE, STRANGER = "certain", "possible", "stranger"
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


def known_of(record: Record) -> Known:
    """Return what is remembered of a record."""
    return Known(
        record.owner_name, names.business_key(record.business_name), record.nik,
        tuple(filter(None, (record.phone1, record.phone2))), record.birth_date, record.village,
        record.kbli or record.activity.lower(),
    )  # fmt: skip


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
    business = same_business(left, right)
    return business if person == CERTAIN or not business else POSSIBLE


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
    if not left or not right:
        return False
    one, other = names.loose_key(left).split(), names.loose_key(right).split()
    if not one or not other or not {*one}.isdisjoint(other):
        return False
    return not names.near_person_name(left, right) and not any(
        a == b or a.startswith(b) or b.startswith(a) or names.one_slip(a, b)
        for a in one for b in other
    )  # fmt: skip


def is_numbered_alike(left: Known, right: Known) -> bool:
    """Say whether two records with one number in the office's list are one business.

    Offices number anew, or number people of whom one has two businesses: the names must say so
    as well, and no other NIK may stand against it.
    """
    if left.nik and right.nik and left.nik != right.nik:
        return False
    if left.business and left.business == right.business:
        return True
    is_same_owner = left.owner and right.owner and names.near_person_name(left.owner, right.owner)
    return bool(is_same_owner) and same_business(left, right) != ""


def _share_phone(left: Known, right: Known) -> bool:
    phones = left.phones
    return bool(phones) and (phones[0] in right.phones or phones[-1] in right.phones)


def _near_name(left: str, right: str) -> bool:
    return bool(left and right) and names.near_person_name(left, right)


def same_business(left: Known, right: Known) -> str:
    """Tell whether two businesses of one person are one: nothing tells them apart.

    A name that only holds the other, in another village or trade, may be a second business
    (`Berkah` and `Berkah Jaya`): that is asked.
    """
    elsewhere = left.village != "" != right.village and left.village != right.village
    other_trade = left.kbli != "" != right.kbli and left.kbli != right.kbli
    if elsewhere and other_trade:
        return ""
    if left.business and right.business:
        a, b = set(left.business.split()), set(right.business.split())
        if a == b or names.one_slip(left.business, right.business):
            return CERTAIN
        if a <= b or b <= a:
            return POSSIBLE if elsewhere or other_trade else CERTAIN
        is_near = len(a & b) * 2 >= len(a | b) and left.village == right.village != ""
        return CERTAIN if is_near else ""
    return "" if elsewhere or other_trade else CERTAIN
