"""What free text betrays and nobody is shown: long numbers, days, sums. Pure."""

import re

VEIL = "•"
SHOWN = 4  # signs left at each end of a number
# Stands in a kept column of a list that its owner had deleted: no later list fills it again.
GONE = "dihapus atas permintaan"
# A NIK as people write it: parted by blanks, dots, hyphens, quotes, an O for a zero.
_LONG = re.compile(r"[\dOol](?:[\s.\-']{0,2}[\dOol]){12,}")
_PHONE = re.compile(r"(?<![\d•])(?:\+?62|0|8)(?:[\s.\-()]{0,2}\d){8,13}(?!\d)")
# Not `ID` and 17 digits: so a halal certificate is numbered, for all to read on its package.
_NIK_LONG = re.compile(r"(?<!\d)(?!(?<=ID)\d{17}(?!\d))\d(?:[\s.\-']{0,2}\d){15,}", re.IGNORECASE)
# Of a column without a heading only its cells tell what it holds: a whole day …
_DAY = re.compile(
    r"(?<!\d)(?:\d{1,2}[\s./-]{1,3}(?:\d{1,2}|[a-z]{3,9})[\s./-]{1,3}"
    r"(?P<year>(?:19|20)?\d\d)|(?P<first>(?:19|20)\d\d)[./-]\d{1,2}[./-]\d{1,2})(?!\d)",
    re.IGNORECASE,
)
# … or a sum: `Rp 500`, `25.000.000`, `2,5 juta`, and any number of five digits or more.
_SUM = re.compile(
    r"\brp[\s.:]*\d[\d.,]*|(?<![\d.,])[1-9]\d{0,2}(?:[., ]\d{3})+(?!\d)(?:[.,]\d+)?"
    r"|\d[\d.,]*\s*(?:rb|ribu|jt|juta|m|miliar|milyar)\b",
    re.IGNORECASE,
)
_MANY_DIGITS = re.compile(r"\d(?:[.,]?\d){4,}")
_DIGIT = re.compile(r"\d")


def without_numbers(text: str) -> str:
    """Return a sample with its NIK and telephones masked: who maps columns needs their shape."""
    return _PHONE.sub(_masked, _LONG.sub(_masked, text))


def without_nik(text: str) -> str:
    """Return text without numbers as long as a NIK or KK: those are only ever kept sealed."""
    return _NIK_LONG.sub(_masked, text) if len(text) > 15 else text


def without_days(text: str) -> str:
    """Return a text with its whole days told by their year alone."""
    return _DAY.sub(_only_year, text)


def by_content(text: str) -> str:
    """Return a text with its days but for the year, sums, telephones and long numbers veiled."""
    text = _SUM.sub(_without_digits, without_days(text))
    return _MANY_DIGITS.sub(_without_digits, without_numbers(text))


def _only_year(day: re.Match[str]) -> str:
    year = day["year"] or day["first"]
    return f"{VEIL * 4} {year}" if len(year) == SHOWN else VEIL * 4


def _without_digits(found: re.Match[str]) -> str:
    return _DIGIT.sub(VEIL, found[0])


def _masked(digits: re.Match[str]) -> str:
    return f"{digits[0][:4]}{VEIL * (len(digits[0]) - 8)}{digits[0][-4:]}"
