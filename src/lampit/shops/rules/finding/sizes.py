"""Sizes in texts: however length, weight or content is written, it becomes one word.

Lengths are in whole centimetres (`200cm`), areas by their shorter side first (`150x200`),
weights in grams (`500g`), contents in millilitres (`250ml`).
"""

import re
from fractions import Fraction

_NUMBER = r"(\d{1,5}(?:[.,]\d{1,2})?)"
_LENGTH = r"(cm|senti(?:meter)?|m|meter|mtr|mm)"
_AREA = re.compile(
    rf"(?<![\w.,]){_NUMBER}\s*{_LENGTH}?\s*[x*]\s*{_NUMBER}\s*{_LENGTH}?"
    rf"(?:\s*[x*]\s*{_NUMBER}\s*{_LENGTH}?)?(?![\w²])"
)
_SIZE = re.compile(
    rf"(?<![\w.,]){_NUMBER}\s*(cm|senti(?:meter)?|m|meter|mtr|mm|kg|kilo(?:gram)?|gr?|gram|ons|"
    r"ml|l|ltr|liter)(?![\w²])"
)
_MARK = "\x1f"
_PARTS = re.compile(rf" {_MARK}\w+")
_HALVES = (("setengah kilo", "500 g"), ("1/2 kg", "500 g"), ("1/2 kilo", "500 g"),
           ("seperempat kilo", "250 g"), ("1/4 kg", "250 g"), ("sekilo", "1 kg"))  # fmt: skip
_IN_CM: dict[str, int | Fraction] = {"m": 100, "meter": 100, "mtr": 100, "mm": Fraction(1, 10)}
_IN_G = {"kg": 1000, "kilo": 1000, "kilogram": 1000, "ons": 100}
_IN_ML = {"l": 1000, "ltr": 1000, "liter": 1000}
_GRAMS = {"g", "gr", "gram", *_IN_G}
_CONTENTS = {"ml", *_IN_ML}


def with_sizes(text: str, *, asked: bool = False) -> str:
    """Return a plain text with its sizes as words.

    A good is also found by the sides and the bare numbers of a size; a question (`asked`) means
    the size itself.
    """
    for words, size in _HALVES:
        text = text.replace(words, size)
    text = _SIZE.sub(_one, _AREA.sub(_area, text))
    return _PARTS.sub("", text) if asked else text


def _area(match: "re.Match[str]") -> str:
    numbers = [match[1], match[3], *([match[5]] if match[5] else [])]
    units = [match[2], match[4], match[6]]
    last = next((unit for unit in reversed(units) if unit), "cm")
    sides = [_cm(n, unit or last) for n, unit in zip(numbers, units, strict=False)]
    flat = "x".join(str(side) for side in sorted(sides))
    return " ".join([flat, *_parts(numbers, [f"{side}cm" for side in sides])])


def _one(match: "re.Match[str]") -> str:
    number, unit = match[1], match[2]
    if unit in _GRAMS:
        word = f"{_whole(number, _IN_G.get(unit, 1))}g"
    elif unit in _CONTENTS:
        word = f"{_whole(number, _IN_ML.get(unit, 1))}ml"
    else:
        word = f"{_cm(number, unit)}cm"
    return " ".join([word, *_parts([number], [])])


def _parts(numbers: list[str], sides: list[str]) -> list[str]:
    """Return what a size is also found by, marked so that a question can leave it out."""
    return [f"{_MARK}{part}" for part in (*sides, *(n for n in numbers if n.isdigit()))]


def _cm(number: str, unit: str) -> int:
    return _whole(number, _IN_CM.get(unit, 1))


def _whole(number: str, scale: "int | Fraction") -> int:
    return round(Fraction(number.replace(",", ".")) * scale)
