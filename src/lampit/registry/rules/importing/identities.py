"""The NIK of a row, weighed against everything else the row says about its owner."""

from datetime import date
from typing import NamedTuple

from lampit.national import names, nik

# Names that are given to one sex only; used to doubt a NIK, never to fill in a sex.
_WOMEN = frozenset(
    "siti norhayati nurhayati rahmah mariana jamilah fitriani masitah rusdiana saidah lina aminah "  # noqa: SIM905 - a word list reads better
    "hadijah khadijah mahmudah nurul rabiatul salasiah normila arbainah mursidah raudah mastura "
    "hamidah isnawati yuliana rina sarinah halimah jumiati ernawati zubaidah maimunah paridah "
    "faridah fatimah aisyah sri dewi yanti wati rahmawati hartini sumiati suryani lestari ratna "
    "kartini rohani mariani rusmini norlaila nurlaila laila galuh mariatul mahrita saadah ardiana "
    "hasanah maulida herlina susanti indah wahidah rosita marlina sulastri kamariah sari "
    "hayati jannah khatimah apriani adawiyah fauziah hikmah asiah mawaddah aida".split()
)
_MEN = frozenset(
    "ahmad akhmad achmad muhammad muhamad mohammad abdul abdullah syahrani rahmadi salman idris "  # noqa: SIM905 - a word list reads better
    "fauzi yusuf hairani saberan jumri arsyad masrani rusli basuni anang utuh hamdani supian "
    "mahyudin zainal khairul ardiansyah sahrudin taufik hasan mursid bahrani rudi samsul fahrul "
    "junaidi masdar agus budi slamet bambang joko suparman supardi rahman ridwan iskandar hendra "
    "hadi ibrahim ismail jamaludin kamarudin nasrudin saipul saifullah sarwani rahmatullah gani "
    "aziz rizal arifin rasyid anwar efendi sidik maulana syarif hidayat wahab basri noorman".split()
)
_GIVEN = dict.fromkeys(_MEN, "L") | dict.fromkeys(_WOMEN, "P")
_SEXES = dict.fromkeys(
    ("l", "lk", "laki", "laki-laki", "laki laki", "laki2", "lk2", "lelaki", "pria"), "L"
) | dict.fromkeys(
    ("p", "pr", "prp", "perempuan", "wanita", "w", "wnt", "cewek", "ibu"), "P"
)  # fmt: skip
ADULT = 17
_STATUS = {
    "nik_kosong": "missing",
    "nik_panjang": "invalid_length",
    "nik_tanggal": "invalid_date",
    "nik_urut": "invalid_serial",
    "nik_tidak_wajar": "placeholder",
    "nik_wilayah": "invalid_region",
}


class Identity(NamedTuple):
    """What can be told of an owner's NIK.

    Attributes:
        number: the 16 digits, empty unless nothing speaks against them.
        status: the words of the truth file: `valid`, `missing`, `lost_scientific`, …
        code: problem code, or empty.
        sex: `L`, `P` or empty; from the cell, else from a NIK nobody doubts.
        born_on: from a NIK nobody doubts.
        notices: quieter codes of a number that is kept.
    """

    number: str = ""
    status: str = "missing"
    code: str = ""
    sex: str = ""
    born_on: date | None = None
    notices: tuple[str, ...] = ()


class Evidence(NamedTuple):
    """What the rest of the row says.

    Attributes:
        name: owner's name as written.
        title: `H.`, `Hj.` or empty.
        sex: `L`, `P` or empty, from its own cell.
        born: ISO date from its own cell, or empty.
        above: (NIK, owner's name) of the record above.
        listed_in: year of the list.
    """

    name: str
    title: str
    sex: str
    born: str
    above: tuple[str, str]
    listed_in: int


def read_sex(text: str) -> str:
    """Return `L` or `P`, empty when the cell says neither."""
    return _SEXES.get(text.strip(" .-").lower(), "")


def likely_sex(name: str, title: str) -> str:
    """Return the sex a name is given to, empty when both or unknown: a doubt, not a value."""
    if title:
        return "P" if title == "Hj." else "L"
    given = [_GIVEN.get(word) for word in name.lower().replace("'", "").split()]
    if given and given[0]:
        return given[0]
    told = {*given} - {None}
    return told.pop() or "" if len(told) == 1 else ""


def judge(cell: str | float, seen: Evidence, today: date) -> Identity:
    """Return the NIK with its status; a doubted number is dropped, not repaired.

    A sex that the row tells speaks against a NIK of the other; one that only the name suggests
    drops nothing: the number is kept and somebody should look.
    """
    if cell == "":
        return Identity(sex=seen.sex)
    try:
        found = nik.parse(cell, today)
    except nik.NikError as error:
        return _unreadable(error, cell, seen)
    if found.number == seen.above[0] and not names.near_person_name(seen.name, seen.above[1]):
        return Identity("", "copied_from_row_above", "nik_tersalin", seen.sex)
    if _is_family_card(found, seen):
        return Identity("", "looks_like_kk", "nik_mirip_kk", seen.sex)
    if seen.sex and seen.sex != found.sex:
        return Identity("", "sex_mismatch", "nik_jenis_kelamin", seen.sex)
    if (seen.sex or likely_sex(seen.name, seen.title)) not in ("", found.sex):
        odd = (*found.notices, "nik_jenis_kelamin")
        return Identity(found.number, "valid", "", notices=odd)
    return Identity(found.number, "valid", "", found.sex, found.born_on, found.notices)


def _unreadable(error: nik.NikError, cell: str | float, seen: Evidence) -> Identity:
    if error.code == "nik_kosong":
        return Identity(sex=seen.sex)
    if error.code == "nik_dibulatkan":
        status = "lost_scientific" if isinstance(cell, str) else "truncated_15_digits"
    else:
        status = _STATUS[error.code]
    return Identity("", status, error.code, seen.sex)


def _is_family_card(found: nik.Nik, seen: Evidence) -> bool:
    """Tell whether the number is a family card's: its date is that of issue, without plus 40.

    A "person" who was a child when the list was made, or whose own birth cell is years away.
    """
    if found.sex == "P":
        return False
    if found.born_on.year > seen.listed_in - ADULT:
        return True
    return (
        bool(seen.born)
        and found.born_on.year >= 2000
        and found.born_on.year - int(seen.born[:4]) > 5
    )
