"""Goods begun but not on sale yet: how much of what is typed is kept, and for how long. Pure."""

import re
from collections.abc import Mapping, Sequence
from datetime import timedelta

from lampit.basics.refusal import Refusal

TERM = timedelta(days=30)  # after the last change
MOST_OF_A_MAKER = 20
MOST_FIELDS, MOST_VALUES, LONGEST_VALUE, LONGEST_FIELD = 80, 40, 4_000, 60
# What belongs to the sending, not to the good.
NOT_KEPT = frozenset({"csrfmiddlewaretoken", "key", "lapak", "deed", "reckon", "photo", "camera"})
_KEY = re.compile(r"[0-9A-Za-z-]{1,64}")

Typed = dict[str, list[str]]


def check_key(key: str) -> str:
    """Return the name of a form or of a photo as a page or phone made it.

    Raises:
        Refusal: `kunci_salah`.
    """
    if not _KEY.fullmatch(key):
        raise Refusal("kunci_salah", "Halaman ini sudah rusak. Buka lagi Barang baru.")
    return key


def kept(typed: Mapping[str, Sequence[str]]) -> Typed:
    """Return what of a sent form is kept as typed: bounded, without what only sends it."""
    found: Typed = {}
    for name, values in typed.items():
        if name in NOT_KEPT or len(name) > LONGEST_FIELD or len(found) >= MOST_FIELDS:
            continue
        found[name] = [value[:LONGEST_VALUE].replace("\0", "") for value in values[:MOST_VALUES]]
    return found


def says_something(typed: Mapping[str, Sequence[str]]) -> bool:
    """Say whether anything was typed that a maker would miss: a page only opened is no draft."""
    told = ("name", "price", "description", "material", "material_cost", "hours")
    return any(value.strip() for name in told for value in typed.get(name, ()))
