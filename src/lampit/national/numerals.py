"""Numbers in Indonesian words: `dua belas`, `dua ribu lima belas`, `sembilan belas empat puluh`."""

import re

_UNITS = {
    word: number
    for number, word in enumerate(
        ["satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan"], start=1
    )
}
_ONE = {"sepuluh": 10, "sebelas": 11, "seratus": 100, "seribu": 1000}
_TIMES = (("ribu", 1000), ("ratus", 100))
_WORD = re.compile(r"[a-z]+|[^a-z]+")
CENTURIES = (19, 20)


def as_digits(text: str) -> str:
    """Return a text in small letters with its number words written as digits.

    Two numbers of which the first is 19 or 20 are a year, as people say it.
    """
    parts = _WORD.findall(text)
    out: list[str] = []
    last = place = 0
    while place < len(parts):
        number, after = _read(parts, place)
        if after == place:
            out.append(parts[place])
            last = last if parts[place].isspace() else 0
            place += 1
            continue
        if last in CENTURIES and number < 100:
            while out and out[-1].isspace():
                out.pop()
            out.append(f"{number:02d}")
        else:
            out.append(str(number))
        last, place = number, after
    return "".join(out)


def _read(parts: list[str], place: int) -> tuple[int, int]:
    """Return the number that begins at a place and where it ends; `(0, place)` for none."""
    total = 0
    for word, times in _TIMES:
        unit = _UNITS.get(parts[place], 0) if place < len(parts) else 0
        if unit and _word(parts, place + 2) == word:
            total, place = total + unit * times, _next(parts, place + 2)
        elif _ONE.get(_word(parts, place)) == times:
            total, place = total + times, _next(parts, place)
    number, place = _below_hundred(parts, place)
    return total + number, place if number or not total else _back(parts, place)


def _below_hundred(parts: list[str], place: int) -> tuple[int, int]:
    first, second = _word(parts, place), _word(parts, place + 2)
    if first in ("sepuluh", "sebelas"):
        return _ONE[first], place + 1
    unit = _UNITS.get(first, 0)
    if unit and second == "belas":
        return 10 + unit, place + 3
    if unit and second == "puluh":
        rest = _UNITS.get(_word(parts, place + 4), 0)
        is_other = _word(parts, place + 6) in ("belas", "puluh", "ratus", "ribu")
        return (unit * 10 + rest, place + 5) if rest and not is_other else (unit * 10, place + 3)
    return unit, place + bool(unit)


def _word(parts: list[str], place: int) -> str:
    """Return the word at a place; of a blank before it nothing else may stand there."""
    if place >= len(parts):
        return ""
    before = parts[place - 1] if place else " "
    return parts[place] if before.isspace() or before.isalpha() or not place else ""


def _next(parts: list[str], place: int) -> int:
    """Return the place of the word after the one at `place`, over a blank."""
    after = place + 1
    return after + 1 if after < len(parts) and parts[after].isspace() else after


def _back(parts: list[str], place: int) -> int:
    """Return the place right after the last word before `place`."""
    return place - 1 if place and place <= len(parts) and parts[place - 1].isspace() else place
