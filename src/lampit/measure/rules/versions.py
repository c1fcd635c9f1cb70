"""The life of an instrument's version: draft, published, retired; its names and fingerprint."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from lampit.basics.refusal import Refusal

DRAFT, PUBLISHED, RETIRED = "konsep", "terbit", "pensiun"
_AFTER = {DRAFT: (PUBLISHED,), PUBLISHED: (RETIRED,), RETIRED: (PUBLISHED,)}


def check_next(state: str, wanted: str) -> None:
    """Refuse a step that the life of a version does not have.

    A retired version may be published again: nothing in it has changed.

    Raises:
        Refusal: `instrument_state`.
    """
    if wanted not in _AFTER.get(state, ()):
        raise Refusal("instrument_state", "Versi instrumen ini tidak dapat dipindah ke situ.")


def check_draft(state: str) -> None:
    """Refuse to change what is published.

    Raises:
        Refusal: `instrument_frozen`.
    """
    if state != DRAFT:
        message = "Versi yang sudah terbit tidak pernah diubah. Buat konsep baru dari versi ini."
        raise Refusal("instrument_frozen", message)


def fingerprint_of(definition: Mapping[str, Any], next_steps: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a version's content, whatever order the keys are kept in."""
    told = json.dumps([definition, next_steps], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(told.encode()).hexdigest()


def own_code(code: str, region: str) -> str:
    """Return the code of a region's own instrument: `lampit-digital-6308`.

    The region stands in the code, so that offices never collide nor hear of one another.
    """
    mark = region.replace(".", "")
    stem = code.removesuffix(f"-{mark}")[: 39 - len(mark)].rstrip("-")
    return f"{stem}-{mark}"


def next_version(taken: Iterable[str]) -> str:
    """Return the number after the highest whole one that is taken."""
    return str(max((int(one) for one in taken if one.isdecimal()), default=0) + 1)


def as_draft(
    definition: Mapping[str, Any], code: str, version: str, revised_on: str
) -> dict[str, Any]:
    """Return the content of a draft made of a version: same questions, own name and day."""
    return {**definition, "id": code, "version": version, "revision": revised_on}
