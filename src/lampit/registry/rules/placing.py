"""Which villages and kecamatan of a list a search names, rightly or with a slip. Pure."""

from collections.abc import Sequence
from typing import Protocol

from lampit.places.rules import SUBDISTRICT, VILLAGE, level, search_key
from lampit.registry.rules.importing.places import Gazetteer
from lampit.registry.rules.search import digits_of

NAMED_AT_MOST = 50


class Named(Protocol):
    """A region with its code and name."""

    @property
    def code(self) -> str:
        """Its code, e.g. `63.08.01.2003`."""

    @property
    def name(self) -> str:
        """Its name."""


def named(text: str, below: Sequence[Named]) -> list[str]:
    """Return the codes of at most 50 regions whose names hold the text."""
    words = "" if digits_of(text) else search_key(text)
    if not words:
        return []
    return [one.code for one in below if words in one.name.lower()][:NAMED_AT_MOST]


def nearly_named(text: str, below: Sequence[Named]) -> list[str]:
    """Return the codes of those that a text means as offices write them: short, with a slip."""
    if digits_of(text) or not search_key(text):
        return []
    names = {wanted: {one.code: one.name for one in below if level(one.code) == wanted}
             for wanted in (SUBDISTRICT, VILLAGE)}  # fmt: skip
    gazetteer = Gazetteer("", names[SUBDISTRICT], names[VILLAGE])
    found = gazetteer.districts_like(text) | gazetteer.villages_like(text)
    return sorted(found)[:NAMED_AT_MOST]
