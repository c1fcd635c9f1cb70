"""A row of an old list that tells of a business which moved to another kabupaten since. Pure."""

from collections.abc import Iterable
from typing import NamedTuple

from lampit.national import names
from lampit.registry.rules.importing.record import Record


class Departed(NamedTuple):
    """A business that was handed over, by the keys it is known by, and what the receipt says."""

    nik_index: str
    owner_key: str
    business_key: str
    told: str


def departed_as(record: Record, index: str, known: Iterable[Departed]) -> Departed | None:
    """Return the business that was handed over and that a row tells of again, None without one.

    The same NIK, or where one of both has none the same name of the owner; and the same name of
    the business. Who moved one business may have another one here.

    Args:
        record: what the row tells.
        index: blind index of its NIK, empty without one.
        known: what was handed over.
    """
    owner, business = names.strict_key(record.owner_name), names.business_key(record.business_name)
    for one in known:
        by_nik = bool(index and one.nik_index)
        if by_nik and index != one.nik_index:
            continue
        if not by_nik and not (owner and owner == one.owner_key and business):
            continue
        if business == one.business_key or (by_nik and not business):
            return one
    return None
