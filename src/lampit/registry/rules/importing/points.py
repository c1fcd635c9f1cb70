"""Points of a list: where somebody lives is kept no closer than about a kilometre. Pure.

registry.md section 5 asks that the exact point of a home is sealed; the register keeps none.
"""

import re

from lampit.registry.rules.importing.vocabulary import spelled

CUT = "…"
LINK = "tautan peta (tidak disimpan)"
_NAMED = re.compile(
    r"^(?:lat|latitude|lintang|lon|long|longitude|bujur)$|\b(?:koordinat|coordinate|gps|geotag"
    r"|titik (?:lokasi|peta|koordinat|usaha|rumah)|maps?|sharelok|share lokasi)\b"
)
_LINKED = re.compile(r"\b(?:https?://)?\S*(?:goo\.gl|google\.\S+/maps|maps\.)\S*", re.IGNORECASE)
# Degrees: two decimals are a kilometre, a minute nearly two.
_DECIMALS = re.compile(r"(?<![\d.,])(-?\d{1,3}[.,]\d{2})\d+")
_MINUTES = r"\d{1,3}\s*[°ºd]\s*\d{1,2}\s*['’\u2032m]"
_SECONDS = re.compile(
    rf"({_MINUTES})\s*\d{{1,2}}(?:[.,]\d+)?\s*(?:[\"\u2033”s]|'')?", re.IGNORECASE
)
_NO_SIGN = re.compile(r"(?<![\d.,])(-?\d{3})\d{2,}(?![\d.,])")
_PAIR = re.compile(
    rf"(?<![\d.,])-?\d{{1,2}}[.,]\d{{3,}}\s*[,;/ ]\s*-?\d{{2,3}}[.,]\d{{3,}}|{_MINUTES}"
)


def is_named(header: str) -> bool:
    """Say whether a heading is one of points: `Lat`, `Koordinat GPS`, `Link Google Maps`."""
    return _NAMED.search(spelled(header)) is not None


def coarse(text: str, *, is_point: bool) -> str:
    """Return a cell with every point in it cut to about a kilometre, and no link to a map.

    Args:
        text: the cell.
        is_point: the heading says that it tells a point; else only what looks like one is cut.
    """
    text = _LINKED.sub(LINK, text)
    if not is_point and not _PAIR.search(text):
        return text
    text = _DECIMALS.sub(rf"\1{CUT}", _SECONDS.sub(r"\1", text))
    return _NO_SIGN.sub(rf"\1{CUT}", text) if is_point else text
