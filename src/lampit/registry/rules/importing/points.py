"""Points of a list: where somebody lives is kept no closer than about a kilometre. Pure.

registry.md section 5 asks that the exact point of a home is sealed; the register keeps none.
"""

import re
from collections.abc import Mapping
from typing import Any

from lampit.registry.rules.importing.vocabulary import spelled

# Fields of free words in which people write where they live.
FREE = ("address", "note")
CUT = "…"
LINK = "tautan peta (tidak disimpan)"
_NAMED = re.compile(
    r"^(?:lat|latitude|lintang|lon|long|longitude|bujur|ls|bt|x|y)$|\b(?:koordinat|coordinate|gps|geotag"
    r"|titik (?:lokasi|peta|koordinat|usaha|rumah)|maps?|sharelok|share lokasi)\b"
)
_WORD = re.compile(r"\S+")
_LINKED = re.compile(r"goo\.gl|google\.\S{1,40}/maps|maps\.", re.IGNORECASE)
# Degrees: two decimals are a kilometre, a minute nearly two.
_DECIMALS = re.compile(r"(?<![\d.,])(-?\d{1,3}[.,]\d{2})\d+")
_MINUTES = r"\d{1,3}\s*[°ºd]\s*\d{1,2}\s*['’\u2032m]"
_SECONDS = re.compile(
    rf"({_MINUTES})\s*\d{{1,2}}(?:[.,]\d+)?\s*(?:[\"\u2033”s]|'')?", re.IGNORECASE
)
_NO_SIGN = re.compile(r"(?<![\d.,])(-?\d{3})\d{2,}(?![\d.,])")
_PART_MINUTES = re.compile(r"(\d{1,3}\s*[°ºd]\s*\d{1,2})[.,]\d+", re.IGNORECASE)
# Indonesia lies between 94 and 141 degrees; `5.000 / 100.000` is money, for it has no sign and
# three digits only.
_EAST = r"(?:9[4-9]|1[0-3]\d|14[01])[.,]"
_SIDES = r"\s*(?:[NSULE]{1,2}\b)?\s*[,;/ ]\s*(?:[a-z]{1,9}\b\.?:?\s*)?"
_PAIR = re.compile(
    rf"(?<![\d.,])(?:-\d{{1,2}}[.,]\d{{3,}}{_SIDES}{_EAST}\d{{3,}}"
    rf"|\d{{1,2}}[.,](?:\d{{4,}}{_SIDES}{_EAST}\d{{3,}}|\d{{3}}{_SIDES}{_EAST}\d{{4,}}))"
    rf"|{_MINUTES}|{_PART_MINUTES.pattern}",
    re.IGNORECASE,
)
# A plus code, as maps give it: `HQ2C+7V` is a house.
_PLUS = re.compile(
    r"(?<![\w+])(?=[2-9]*[CFGHJMPQRVWX])[2-9CFGHJMPQRVWX]{4,8}\+[2-9CFGHJMPQRVWX]{2,3}(?![\w+])"
)


# What every point has; most texts have nothing of it, and are not looked at any closer.
_MAY = re.compile(r"[°º+]|\d[.,]\d{3}|\d\s*[dD]\s*\d|[mM][aA][pP][sS]|[gG][oO]{2}\.[gG][lL]")


def is_named(header: str) -> bool:
    """Say whether a heading is one of points: `Lat`, `Koordinat GPS`, `Link Google Maps`."""
    return _NAMED.search(spelled(header)) is not None


def coarse(text: str, *, is_point: bool) -> str:
    """Return a cell with every point in it cut to about a kilometre, and no link to a map.

    Args:
        text: the cell.
        is_point: the heading says that it tells a point; else only what looks like one is cut.
    """
    if _LINKED.search(text):
        text = _WORD.sub(lambda word: LINK if _LINKED.search(word[0]) else word[0], text)
    text = _PLUS.sub(LINK, text)
    if not is_point and not _PAIR.search(text):
        return text
    text = _PART_MINUTES.sub(r"\1", text)
    text = _DECIMALS.sub(rf"\1{CUT}", _SECONDS.sub(r"\1", text))
    return _NO_SIGN.sub(rf"\1{CUT}", text) if is_point else text


def coarse_free(text: str) -> str:
    """Return free words, as an address or a note, with no home to the metre in them."""
    return coarse(text, is_point=False) if _MAY.search(text) else text


def coarse_all(texts: list[str]) -> list[str]:
    """Return a column of free words with no home to the metre in them; one look when none has."""
    if not _MAY.search("\n".join(texts)):
        return texts
    return [coarse_free(text) for text in texts]


def coarse_kept(kept: Mapping[str, object]) -> dict[str, object]:
    """Return the columns kept as they came, each point in them cut."""
    return {
        header: coarse(text, is_point=is_named(header)) if isinstance(text, str) else text
        for header, text in kept.items()
    }


def coarse_column(name: str, value: Any) -> Any:
    """Return what a column of a record holds with no home to the metre in it.

    Args:
        name: of the column; only free words and kept columns are looked at.
        value: as the record or a journal keeps it.
    """
    if name == "extras" and isinstance(value, dict):
        return coarse_kept(value)
    return coarse_free(value) if name in FREE and isinstance(value, str) else value
