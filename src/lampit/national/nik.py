"""NIK, the 16-digit number of a person: region, birth date, sex, serial. No check digit exists.

Form: `PPKKCC DDMMYY SSSS`; women's day of birth is stored plus 40. The region is that of the
*first* registration and need not equal the address. A well-formed number is never "valid":
only its form can be told (`bentuknya benar`).
"""

import re
from collections.abc import Sequence
from datetime import date
from itertools import compress, count
from operator import not_
from typing import NamedTuple

LENGTH = 16
EXACT = 2**53  # from here a number cell no longer tells whole numbers apart
# Kemendagri province codes; 97 belongs to another code system (BPS) and only warns.
PROVINCES = frozenset(
    "11 12 13 14 15 16 17 18 19 21 31 32 33 34 35 36 51 52 53 61 62 63 64 65 "  # noqa: SIM905 - a word list reads better
    "71 72 73 74 75 76 81 82 91 92 93 94 95 96".split()
)
YOUNGEST, OLDEST = 15, 105
# The year that decides the century when the caller passes no day.
EDITION = date(2026, 12, 31)

_PLAIN = re.compile(r"[1-9][0-9]{15}")
_PLAIN_LINE = re.compile(r"^(?:([1-9][0-9]{15})|.*)$", re.MULTILINE)
_ROUNDED = re.compile(r"\d[.,]?\d*\s*E\s*\+?\s*\d{1,2}", re.IGNORECASE)
_NOISE = re.compile(
    r"\([^)]*\)|\b(?:NIK|KTP|NO|NOMOR)\b[.:]?|[\s.,:'’`\u2018\"\-_/\u00a0]", re.IGNORECASE
)
# Sixteen digits in a row, but for decimals of a long fraction; or parted as people write them.
_INSIDE = re.compile(r"(?<!\d)(?<!\d[.,])\d{16}(?!\d)|(?<!\d)\d(?:[\s.\-'’]{1,2}?\d|\d){15,}(?!\d)")
_PARTED = str.maketrans("", "", " .,:'’`\u2018\"-_/\u00a0")  # what `_NOISE` drops between digits
_LOOKALIKE = str.maketrans("OoIlL|", "001111")


class Nik(NamedTuple):
    """One well-formed NIK, taken apart.

    Attributes:
        number: the 16 digits.
        region: kecamatan of first registration, `63.08.05`.
        born_on: date of birth as the number tells it.
        sex: `L` (man) or `P` (woman).
        serial: the last four digits.
        notices: codes of what a person should look at: `nik_wilayah`, `nik_umur`, `nik_huruf`.
    """

    number: str
    region: str
    born_on: date
    sex: str
    serial: str
    notices: tuple[str, ...] = ()


class NikError(ValueError):
    """A text that is not a NIK.

    Attributes:
        code: `nik_kosong`, `nik_dibulatkan`, `nik_panjang`, `nik_tidak_wajar`, `nik_wilayah`,
            `nik_tanggal` or `nik_urut`.
        position: place of the first wrong digit, from 1; 0 when the whole text is meant.
        message: one Indonesian sentence saying what to do.
    """

    def __init__(self, code: str, position: int, message: str) -> None:
        """Keep the three; `str()` gives the message."""
        super().__init__(message)
        self.code = code
        self.position = position
        self.message = message


def digits_of(value: str | float) -> tuple[str, bool]:
    """Return the digits of a cell and whether letters were read as digits.

    Raises:
        NikError: `nik_kosong` or `nik_dibulatkan` (Excel keeps 15 digits and puts
            a 0; other programs keep all that a number cell holds).
    """
    if isinstance(value, int | float):
        if abs(value) >= 10 ** (LENGTH - 1) and (value % 10 == 0 or abs(value) > EXACT):
            raise _rounded()
        value = str(int(value))
    if _PLAIN.fullmatch(value):
        return value, False
    if _ROUNDED.fullmatch(value.strip()):
        raise _rounded()
    text = _NOISE.sub("", value)
    if not any(c.isdigit() for c in text) or text == "0":
        raise NikError("nik_kosong", 0, "NIK belum diisi.")
    if text.isascii() and text.isdigit():
        return text, False
    swapped = text.translate(_LOOKALIKE)
    if swapped.isascii() and swapped.isdigit() and sum(c.isdigit() for c in text) >= LENGTH - 4:
        return swapped, True
    kept = "".join(c for c in text if c in "0123456789")
    raise _length(len(kept))


def parse(value: str | float, today: date | None = None) -> Nik:
    """Split a NIK into region, birth date, sex and serial.

    Two-digit years after this year's belong to the last century; an age outside 15-105 is
    kept with the notice `nik_umur` (it may be the number of a family card).

    Args:
        value: a cell or typed text; blanks, dots, dashes and a leading apostrophe are dropped.
        today: decides the century and the age; without it the year of this edition decides.

    Raises:
        NikError: with the code, the position and a sentence.
    """
    number, letters = digits_of(value)
    if len(number) != LENGTH:
        raise _length(len(number))
    if _is_made_up(number):
        raise NikError("nik_tidak_wajar", 0, "NIK ini hanya pengisi. Tanyakan NIK yang benar.")
    notices: tuple[str, ...] = ("nik_huruf",) if letters else ()
    province = number[:2]
    if province not in PROVINCES:
        if number[0] == "0" or province == "10":
            raise NikError("nik_wilayah", 1, f"NIK tidak mungkin diawali {province}.")
        notices += ("nik_wilayah",)
    day = today or EDITION
    born_on, sex = _birth(number, day)
    serial = number[12:]
    if serial == "0000":
        raise NikError("nik_urut", 13, "Empat angka terakhir NIK tidak boleh 0000.")
    surely = YOUNGEST < day.year - born_on.year <= OLDEST
    if not surely and not YOUNGEST <= _age(born_on, day) <= OLDEST:
        notices += ("nik_umur",)
    region = f"{province}.{number[2:4]}.{number[4:6]}"
    return Nik(number, region, born_on, sex, serial, notices)


class Birth(NamedTuple):
    """The day of birth that a number tells, and the sex."""

    iso: str
    year: int
    sex: str


def plainly(text: str) -> str:
    """Return the digits of a text that `digits_of` reads at sight as sixteen; empty otherwise."""
    bare = text if len(text) == LENGTH else text.translate(_PARTED)
    return bare if _PLAIN.fullmatch(bare) else ""


def plain_numbers(texts: Sequence[str]) -> list[str]:
    """Return what `plainly` says of each text: all of them are looked at together."""
    # A cell of several lines is none.
    whole = "\n".join([text if "\n" not in text else "" for text in texts])
    return _PLAIN_LINE.findall(whole.translate(_PARTED))


class Births:
    """Births by numbers of which `parse` tells nothing to look at; remembers their parts."""

    def __init__(self, today: date) -> None:
        """Take the day that decides the century and the age."""
        self._today = today
        self._grown: dict[str, Birth | None] = {}  # six digits → birth of an adult
        self._sound: dict[str, bool] = {}  # region → nothing speaks against it

    def of(self, numbers: Sequence[str]) -> list[Birth | None]:
        """Return the births of numbers of sixteen digits; None when in doubt, and for empty."""
        grown, sound = self._grown, self._sound
        regions = [number[:6] for number in numbers]
        days = [number[6:12] for number in numbers]
        for region in {*regions}.difference(sound):
            sound[region] = _is_sound(region)
        if len(grown) > MOST_GROWN:
            grown.clear()
        for digits in {*days}.difference(grown):
            grown[digits] = _grown_up(digits, self._today) if digits else None
        found = [*map(grown.__getitem__, days)]
        for n in compress(count(), map(not_, map(sound.__getitem__, regions))):
            found[n] = None
        for n in [n for n, number in enumerate(numbers) if number[12:] == "0000"]:
            found[n] = None
        return found


MOST_GROWN = 65_536


def _is_sound(region: str) -> bool:
    """Tell of the first digits that no number with them is made up, and the province exists."""
    is_counted = region in "012345678901234567890" or region in "098765432109876543210"
    return region[:2] in PROVINCES and region[:2] != region[4:] and not is_counted


def _grown_up(digits: str, today: date) -> Birth | None:
    """Return a birth by its six digits: there are fewer than persons; None for no adult's."""
    try:
        born_on, sex = _birth(f"{'':6}{digits}", today)
    except NikError:
        return None
    if not YOUNGEST < today.year - born_on.year <= OLDEST:
        return None
    return Birth(born_on.isoformat(), born_on.year, sex)


def _age(born_on: date, day: date) -> int:
    years = day.year - born_on.year
    return years - ((day.month, day.day) < (born_on.month, born_on.day))


def mask(number: str) -> str:
    """Write a NIK as people may see it: `6308••••••••0003`; other lengths become dots only."""
    if len(number) != LENGTH:
        return "•" * len(number)
    return f"{number[:4]}{'•' * 8}{number[-4:]}"


def inside(text: str) -> str:
    """Return the first sixteen digits in a text that may be a NIK, parted or not; empty if none.

    The form is not judged: a mistyped NIK is as much a person's number as a right one.
    """
    for match in _INSIDE.finditer(text):
        if number := _sixteen(match[0]):
            return number
    return ""


def veiled(text: str) -> str:
    """Return a text with every number in it that may be a NIK written as people may see it."""
    return _INSIDE.sub(lambda match: _veil(match[0]), text)


def _veil(found: str) -> str:
    number = _sixteen(found)
    if not number:
        return found
    return mask(number) if len(found) == LENGTH else found[:4] + "•" * (len(found) - 4)


def _sixteen(found: str) -> str:
    """Return the NIK in a run of digits and signs; a fraction such as 115.2345678901234 is none."""
    digits = re.sub(r"\D", "", found)
    if len(digits) == LENGTH:
        return "" if found.count(".") == 1 and len(found) == LENGTH + 1 else digits
    whole = re.search(r"(?<!\d)(?<!\d\.)\d{16}(?!\d)", found)
    return whole[0] if whole else ""


def _birth(number: str, today: date) -> tuple[date, str]:
    day, month, year = int(number[6:8]), int(number[8:10]), int(number[10:12])
    sex = "P" if day > 40 else "L"
    century = 1900 if year > today.year % 100 else 2000
    try:
        return date(century + year, month, day - 40 if day > 40 else day), sex
    except ValueError:
        place = 9 if not 1 <= month <= 12 else 7
        raise NikError(
            "nik_tanggal", place, "Tanggal lahir dalam NIK tidak ada di kalender. Periksa lagi."
        ) from None


def _is_made_up(number: str) -> bool:
    """Tell whether the digits only repeat or count up or down."""
    if number[:8] == number[8:] and number[:4] == number[4:8]:
        return True
    return number in "012345678901234567890" or number in "098765432109876543210"


def _rounded() -> NikError:
    return NikError(
        "nik_dibulatkan", 7, "Angka belakang NIK hilang di Excel. Tanyakan lagi, jangan ditebak."
    )


def _length(count: int) -> NikError:
    said = f"Baru {count} yang tertulis." if count < LENGTH else f"Yang tertulis {count}."
    return NikError("nik_panjang", min(count, LENGTH) + 1, f"NIK harus 16 angka. {said}")
