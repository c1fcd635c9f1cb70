"""What the cells of a column look like, whatever its heading says."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from itertools import pairwise

from lampit.registry.rules.importing import papers
from lampit.registry.rules.importing.places import Gazetteer
from lampit.registry.rules.importing.vocabulary import NUMBER

_NIK = re.compile(r"'?\d[\d .,'-]{13,22}\d|\d[.,]\d+E\+1[45]")
_PHONE = re.compile(r"[+(]?(?:0|62|8)[\d ()./,+-]{7,}\D*")
_SEX = re.compile(r"l|p|lk|pr|laki-laki|perempuan|laki|pria|wanita")
_KBLI = re.compile(r"\d{4,5}\.?(?:0)?")
_LEAST = 4


def shares(
    rows: Sequence[Sequence[object]], width: int, gazetteer: Gazetteer
) -> list[dict[str, float]]:
    """Return per column the share of filled cells that look like NIK, phone, sex or place."""
    tests: dict[str, Callable[[str], bool]] = {
        "nik": _looks_like_nik,
        "phone": lambda text: _PHONE.fullmatch(text) is not None and 9 <= _digits(text) <= 28,
        "sex": lambda text: _SEX.fullmatch(text.lower()) is not None,
        "merek": papers.tells_of_brand,
        "kbli": lambda text: _KBLI.fullmatch(text) is not None,
        "village": lambda text: _has_letter(text) and gazetteer.is_village(text),
        "district": lambda text: _has_letter(text) and gazetteer.is_district(text),
    }
    found = []
    for column in range(width):
        texts = [text for text in (_text(row, column) for row in rows) if text not in ("", "-")]
        found.append(_shares(texts, tests) if len(texts) >= _LEAST else {})
        if found[-1] and _counts_up(texts):
            found[-1][NUMBER] = 1.0
    return found


def _counts_up(texts: list[str]) -> bool:
    """Tell whether cells are 1, 2, 3 …, as the numbers that a list gives its rows."""
    numbers = [int(text.rstrip(".")) for text in texts if text.rstrip(".").isdecimal()]
    steps = sum(later - one == 1 for one, later in pairwise(numbers))
    return len(numbers) == len(texts) and steps >= 0.9 * (len(numbers) - 1)


def _shares(texts: list[str], tests: dict[str, Callable[[str], bool]]) -> dict[str, float]:
    counted = Counter(texts)  # cells repeat: each is looked at once
    return {name: _share(counted, test) for name, test in tests.items()}


def _share(texts: Counter[str], test: Callable[[str], bool]) -> float:
    return sum(many for text, many in texts.items() if test(text)) / texts.total()


def _looks_like_nik(text: str) -> bool:
    return _NIK.fullmatch(text) is not None and ("E" in text or 14 <= _digits(text) <= 17)


def _has_letter(text: str) -> bool:
    return any(map(str.isalpha, text))


def _digits(text: str) -> int:
    return sum(c.isdigit() for c in text)


def _text(row: Sequence[object], column: int) -> str:
    if column >= len(row):
        return ""
    cell = row[column]
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if isinstance(cell, date) else str(cell).strip()
