"""Free words of a row: the ways of selling and places they name. Pure."""

import re
from functools import lru_cache

from lampit.registry.rules.veils import without_nik

_VILLAGE_IN = re.compile(
    r"\b(?:desa|ds|kelurahan|kel)\b[\s.:]*([a-z' ]+?)"
    r"(?=\s*(?:,|\.|\brt\b|\bkec|\bkab|\bno\b|$|\d))",
    re.IGNORECASE,
)
_DISTRICT_IN = re.compile(
    r"\bkec(?:amatan)?\b[\s.:]*([a-z' ]+?)(?=\s*(?:,|\.|\bkab|$|\d))", re.IGNORECASE
)
_BETWEEN = re.compile(r"\s*[/|;(\n]\s*|\s+[-\u2013]\s+")
_HOUSE = re.compile(r"[\s,.(]+(?:rt|rw)\b.*$", re.IGNORECASE)
_CHANNELS = (
    ("wa", re.compile(r"\bwa\b|whats", re.IGNORECASE)),
    ("facebook", re.compile(r"\bfb\b|facebook", re.IGNORECASE)),
    ("instagram", re.compile(r"\big\b|instagram|insta\b", re.IGNORECASE)),
    ("tiktok", re.compile(r"tik ?tok", re.IGNORECASE)),
    ("shopee", re.compile(r"shopp?ee?\b", re.IGNORECASE)),
    ("tokopedia", re.compile(r"tokped|tokopedia", re.IGNORECASE)),
    ("website", re.compile(r"\bweb(?:site)?\b|www\.", re.IGNORECASE)),
)  # fmt: skip

_SITE = re.compile(
    r"\b[a-z0-9-]{2,}(?:\.[a-z0-9-]+)*\.(?:id|com|net|org|shop|store|my)\b", re.IGNORECASE
)


@lru_cache(maxsize=4096)
def _find_channels(text: str) -> tuple[str, ...]:
    return tuple(name for name, pattern in _CHANNELS if pattern.search(text))


def channels(text: str) -> list[str]:
    """Return the ways of selling online that a text names."""
    return list(_find_channels(text))


def is_site(text: str) -> bool:
    """Say whether a text is the address of a site of one's own: `tokorina.com`, no bare word."""
    return _SITE.search(text) is not None


def village_and_house(text: str) -> tuple[str, str] | None:
    """Return village and the rest of `Desa Palukahan RT 02/01`, None when it has no RT or RW."""
    found = _HOUSE.search(text)
    return (text[: found.start()], found[0]) if found and found.start() > 2 else None


def village_and_district(text: str) -> tuple[str, str] | None:
    """Return both of `Ds. Sei Malang Kec. Amt Tengah`, None when no kecamatan stands behind."""
    found = _DISTRICT_IN.search(text)
    village = text[: found.start()].strip(" ,.-") if found else ""
    return (village, found[1]) if found and len(village) > 2 else None


def two_places(text: str) -> tuple[str, str] | None:
    """Return both parts of `Amuntai Selatan / Banyu Hirang`, in either order; None of one name."""
    parts = [part.strip(" ,.-)") for part in _BETWEEN.split(text)]
    parts = [part for part in parts if part]
    return (parts[0], parts[1]) if len(parts) == 2 else None


def place_in(address: str, district: str) -> tuple[str, str]:
    """Return village and kecamatan named inside an address."""
    village, head = _VILLAGE_IN.search(address), _DISTRICT_IN.search(address)
    return (village[1] if village else "", district or (head[1] if head else ""))


def kept(text: str) -> str:
    """Return what is kept of a cell that nobody asked for."""
    return without_nik(text[:200])


def small_number(text: str) -> str:
    """Return up to three digits without leading zeros, empty for anything else."""
    digits = text.strip().lstrip("0")
    return digits if digits.isdigit() and len(digits) <= 3 else ""
