"""Indonesian addresses as text: RT and RW, and names of regions evened out for comparing."""

import re
from functools import lru_cache

_RT = re.compile(r"\brt\.?\s*[:.]?\s*(\d{1,3})(?!\d)", re.IGNORECASE)
_RW = re.compile(r"\brw\.?\s*[:.]?\s*(\d{1,3})(?!\d)", re.IGNORECASE)
_SLASHED = re.compile(r"\brt\s*/\s*rw\.?\s*[:.]?\s*(\d{1,3})\s*/\s*(\d{1,3}|-)", re.IGNORECASE)
_PREFIX = re.compile(
    r"^(?:(?:kelurahan|kel|desa|ds|kecamatan|kec|kabupaten|kab)(?:[.:]\s*|\s+)"
    r"|(?:kel|ds|kec|kab)\.)+",
    re.IGNORECASE,
)
_SHORT = {
    "sei": "sungai", "sungei": "sungai", "s": "sungai", "sg": "sungai", "sui": "sungai",
    "hlr": "hilir", "ilir": "hilir", "hl": "hulu", "hul": "hulu", "tgh": "tengah",
    "tngh": "tengah", "dn": "danau", "dnu": "danau", "tlk": "teluk", "tl": "teluk",
    "masjid": "mesjid", "msjd": "mesjid", "amt": "amuntai", "sltn": "selatan", "sel": "selatan",
    "utr": "utara", "ut": "utara", "tim": "timur", "tmr": "timur", "brt": "barat", "bar": "barat",
    "ps": "pasar", "psr": "pasar", "tj": "tanjung", "tjg": "tanjung", "tg": "tanjung",
    "lk": "lok", "btg": "batang", "pdg": "padang", "kp": "kampung", "kmp": "kampung",
    "1": "i", "2": "ii", "3": "iii", "4": "iv", "5": "v", "6": "vi", "7": "vii", "8": "viii",
}  # fmt: skip
_NOT_LETTER = re.compile(r"[^a-z0-9]+")
_DOUBLED = re.compile(r"(.)\1+")


@lru_cache(maxsize=32768)
def rt_rw(text: str) -> tuple[str, str]:
    """Return (RT, RW) as plain numbers without leading zeros; empty when not told or zero."""
    lowered = text.lower()
    has_rt, has_rw = "rt" in lowered, "rw" in lowered
    if has_rt and has_rw and (both := _SLASHED.search(text)):
        return _plain(both[1]), _plain(both[2])
    rt = _RT.search(text) if has_rt else None
    rw = _RW.search(text) if has_rw else None
    return _plain(rt[1]) if rt else "", _plain(rw[1]) if rw else ""


def _plain(digits: str) -> str:
    return digits.lstrip("0") if digits.isdigit() else ""


@lru_cache(maxsize=32768)
def place_key(text: str) -> str:
    """Return a region name for comparing: kinds dropped, abbreviations written out."""
    text = _PREFIX.sub("", " ".join(text.split()).strip(" .,-"))
    words = _NOT_LETTER.sub(" ", text.lower().replace("'", "").replace("’", "")).split()
    if len(words) > 1:
        words = [_SHORT.get(word, word) for word in words]
    elif words and words[0].startswith("sei") and len(words[0]) > 6:
        words = ["sungai", words[0][3:]]
    return " ".join(words)


@lru_cache(maxsize=32768)
def tight_key(text: str) -> str:
    """Return the place key without blanks and doubled letters: `Kotaraden` = `Kota Raden`."""
    return _DOUBLED.sub(r"\1", place_key(text).replace(" ", ""))


def is_short_for(short: str, full: str) -> bool:
    """Tell whether each word of `short` abbreviates the word of `full` in its place.

    `h gading` stands for `haur gading`, `amt tgh` for `amuntai tengah`.
    """
    a, b = short.split(), full.split()
    return len(a) == len(b) and all(_abbreviates(x, y) for x, y in zip(a, b, strict=True))


def _abbreviates(short: str, full: str) -> bool:
    if short == full:
        return True
    if not short or short[0] != full[0] or len(short) > max(3, len(full) - 3):
        return False
    letters = iter(full)
    return all(letter in letters for letter in short)
