"""Dates as Indonesian offices write them: day first, old month names, Excel serials, years only."""

import re
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from lampit.national import numerals

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januari jan djanuari", "februari pebruari feb peb febr pebr", "maret mar mrt",
            "april apr", "mei", "juni jun djuni", "juli jul djuli",
            "agustus agu agt ags agst agus agust agts", "september sep sept", "oktober okt oct",
            "november nopember nov nop", "desember des dec dsmbr",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
EXCEL_DAY_ZERO = date(1899, 12, 30)
EARLIEST_YEAR, LATEST_YEAR = 1900, 2100
NOT_YET = "Tahun ini belum tiba. Periksa tahunnya."
NOTHING = frozenset({"", "-", "--", "?", "0", "lupa", "tidak tahu", "tdk tahu", "belum", "blm ada",
                     "tidak ada", "tdk ada", "kosong"})  # fmt: skip

_NUMERIC = re.compile(r"(\d{1,2})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{4}|\d{2})(?!\d)")
# A place of one word, then a date: nothing to even out, and no day of the week before a blank.
_PLAIN = re.compile(r"(?:([A-Z][a-z]{6,}), )?([0-9]{1,2})[/\-]([0-9]{1,2})[/\-]([0-9]{4})")
_ISO = re.compile(r"(\d{4})[/\-](\d{1,2})[/\-](\d{1,2})(?:[ T]\d.*)?")
_NAMED = re.compile(r"(?<![\d])(\d{1,2})[\s\-./]*([a-z]{3,10})\.?[\s\-./,']*(\d{4}|\d{2})(?!\d)")
_MONTH = re.compile(r"([a-z]{3,10})\.?[\s\-/']*(\d{4})")
_MONTH_NUMBER = re.compile(r"(\d{1,2})\s*[/\-]\s*(\d{4})")
_YEAR = re.compile(
    r"(?:th|thn|tahun|sejak|mulai|±|\+/-|kl|sekitar(?:an)?|kira(?:2|-kira)?|kurang lebih|awal|akhir"
    r"|(?:per)?tengah(?:an)?|berdiri|pada|\.|\s)*(\d{4})(?:-?an)?"
)
_SERIAL = re.compile(r"\d{5}(?:[.,]\d+)?")
_RELATIVE = re.compile(
    r"covid|corona|korona|pandemi|reformasi|krismon|bujang|kecil|nikah|kawin|sekolah"
)
_ALWAYS = re.compile(r"turun|temurun|warisan|lama|dulu|dahulu|lupa|nenek|datu|kai\b")


class When(NamedTuple):
    """A date with the precision in which it was told.

    Attributes:
        iso: `2016-08-03`, `2018-11`, `2015`, or empty when unknown.
        precision: `day`, `month`, `year` or empty.
        notice: `relative_words` (`sejak covid`), `handed_down` (`turun temurun`) or empty.
        place: what stood before the date (`Amuntai, 25-1-69`).
    """

    iso: str = ""
    precision: str = ""
    notice: str = ""
    place: str = ""

    @property
    def first_day(self) -> date | None:
        """Return the first day of the period, None when unknown."""
        iso = self.iso
        return date.fromisoformat(iso + "-01-01"[len(iso) - 4 :]) if iso else None


class DateError(ValueError):
    """A text that names a day which does not exist.

    Attributes:
        code: `tanggal_tidak_sah`.
        message: one Indonesian sentence saying what to do.
    """

    def __init__(
        self,
        message: str = "Tanggal ini tidak terbaca. Tulis seperti 31/12/1990, atau tahunnya saja.",
    ) -> None:
        """Keep the message; `str()` gives it."""
        super().__init__(message)
        self.code = "tanggal_tidak_sah"
        self.message = message


def parse(value: str | float | date, today: date) -> When:
    """Return the date of a cell: day first, always; two-digit years after `today` are 19YY.

    Raises:
        DateError: the text holds digits but no date that exists.
    """
    if isinstance(value, str):
        return _parse_text(value, today)
    if isinstance(value, datetime):
        return When(value.date().isoformat(), "day")
    if isinstance(value, date):
        return When(value.isoformat(), "day")
    return _from_number(float(value), today)


def _from_number(value: float, today: date) -> When:
    if EARLIEST_YEAR <= value <= LATEST_YEAR and value == int(value):
        return _whole_year(int(value), today)
    if 10_000 <= value < 80_000:
        return When((EXCEL_DAY_ZERO + timedelta(days=int(value))).isoformat(), "day")
    if value == 0:
        return When()
    raise DateError


def _whole_year(year: int, today: date) -> When:
    if year > today.year:
        raise DateError(NOT_YET)
    return When(str(year), "year")


def quickly(value: str) -> When | None:
    """Return the date of a text that is plainly one, with a place before it; None when unsure."""
    plain = _PLAIN.fullmatch(value)
    try:
        return _of_plain(plain) if plain else None
    except DateError:
        return None


def _of_plain(plain: re.Match[str]) -> When:
    return _day(int(plain[4]), int(plain[3]), int(plain[2]), plain[1] or "")


@lru_cache(maxsize=65536)
def _parse_text(value: str, today: date) -> When:
    if plain := _PLAIN.fullmatch(value):  # how most lists write a birth
        return _of_plain(plain)
    text = " ".join(value.lower().split())  # a no-break space is a blank here
    if text in NOTHING:
        return When()
    if _SERIAL.fullmatch(text):
        return _from_number(float(text.replace(",", ".")), today)
    for pattern, read in ((_ISO, _from_iso), (_NUMERIC, _from_numeric), (_NAMED, _from_named)):
        match = pattern.search(text)
        if match:
            return read(match, value, today)
    return _coarse(text, today)


def _coarse(text: str, today: date) -> When:
    """Read months and years, else words; digits without any date are an error."""
    month = _MONTH.fullmatch(text)
    if month and month[1] in MONTHS:
        return When(f"{_year(month[2], today)}-{MONTHS[month[1]]:02d}", "month")
    numbered = _MONTH_NUMBER.fullmatch(text)
    if numbered and 1 <= int(numbered[1]) <= 12:
        return When(f"{_year(numbered[2], today)}-{int(numbered[1]):02d}", "month")
    year = _YEAR.fullmatch(text)
    if year and EARLIEST_YEAR <= int(year[1]) <= LATEST_YEAR:
        return _whole_year(int(year[1]), today)
    spoken = numerals.as_digits(text)
    if spoken != text and (found := _of_spoken(spoken, today)).iso:
        return found
    if _RELATIVE.search(text):
        return When(notice="relative_words")
    if _ALWAYS.search(text):
        return When(notice="handed_down")
    if any(c.isdigit() for c in text):
        raise DateError
    return When(place=text.title())


def _of_spoken(text: str, today: date) -> When:
    """Return the date of a text whose number words are digits now; unknown when there is none."""
    try:
        return _parse_text(text, today)
    except DateError:
        return When()


def _from_iso(match: re.Match[str], _value: str, _today: date) -> When:
    return _day(int(match[1]), int(match[2]), int(match[3]), "")


def _from_numeric(match: re.Match[str], value: str, today: date) -> When:
    place = _place(value, match.start())
    return _day(_year(match[3], today), int(match[2]), int(match[1]), place)


def _from_named(match: re.Match[str], value: str, today: date) -> When:
    if match[2] not in MONTHS:
        raise DateError
    place = _place(value, match.start())
    return _day(_year(match[3], today), MONTHS[match[2]], int(match[1]), place)


def _place(value: str, start: int) -> str:
    """Return the words before the date, without a weekday."""
    words = " ".join(value.split())[:start].strip(" ,/.-:")
    is_weekday = words.lower().replace("'", "").replace("’", "") in WEEKDAYS
    return "" if is_weekday else words


WEEKDAYS = frozenset(["senin", "selasa", "rabu", "kamis", "jumat", "sabtu", "minggu", "ahad"])


def _year(text: str, today: date) -> int:
    year = int(text)
    if len(text) == 4:
        return year
    return (1900 if year > today.year % 100 else 2000) + year


def _day(year: int, month: int, day: int, place: str) -> When:
    try:
        found = date(year, month, day)
    except ValueError:
        raise DateError("Tanggal ini tidak ada di kalender. Tulis hari dulu, lalu bulan.") from None
    return When(found.isoformat(), "day", place=place)
