"""Whether a row is a business at all, and if not, why."""

import re
from collections.abc import Sequence
from itertools import compress, count
from operator import not_

from lampit.registry.rules.importing.record import Record

_TEST = frozenset(
    "coba tes test testing contoh xxx xx xxxx asdf dummy percobaan sample demo abc aaa nama".split()  # noqa: SIM905 - a word list reads better
)
_OFFICE = re.compile(
    r"^(?:posyandu|kantor|balai desa|puskesmas|pustu|polindes|poskesdes|sdn?\b|sd negeri|smpn?\b"
    r"|sma?n\b|smkn?\b"
    r"|man\b|mtsn?\b|min\b|tk negeri|paud|masjid|mesjid|mushol+a|langgar|polsek|koramil"
    r"|pemerintah|dinas\b"
    r"|kelurahan|kecamatan|sekretariat|pkk\b|karang taruna|madrasah|pondok pesantren)",
    re.IGNORECASE,
)  # fmt: skip
_NO_BUSINESS = re.compile(r"\bbukan usaha\b|\bbukan umkm\b", re.IGNORECASE)
_CALLED = re.compile(r"^(?:ibu|bapak|pak|bu|amang|acil|julak|mama|abah|haji)\b", re.IGNORECASE)


def reject_reason(record: Record, *, outside: bool, place_written: bool) -> str:
    """Return `test_row`, `not_a_business`, `outside_district`, `too_little_data` or empty.

    Args:
        record: the cleaned row.
        outside: its place cells name another kabupaten.
        place_written: the row itself has a village or kecamatan cell filled.
    """
    names = (record.owner_name.lower(), record.business_name.lower())
    if names[0] in _TEST or (not names[0] and names[1] in _TEST):
        return "test_row"
    not_one = "bukan" in names[1] and _NO_BUSINESS.search(record.business_name)
    if not_one or _is_office(record):
        return "not_a_business"
    if outside:
        return "outside_district"
    return "" if _is_enough(record, place_written=place_written) else "too_little_data"


def are_unplain(owners: Sequence[str], businesses: Sequence[str]) -> set[int]:
    """Return the rows whose names do not plainly speak for a business and its owner.

    Of all others nothing but a missing place can be held against them.
    """
    found = {*compress(count(), map(_TEST.__contains__, map(str.lower, owners)))}
    found.update(
        compress(count(), map(_OFFICE.match, owners)), compress(count(), map(not_, owners))
    )
    if "bukan" in "\n".join(businesses).lower():
        found |= {n for n, name in enumerate(businesses) if "bukan" in name.lower()}
    return found


def _is_office(record: Record) -> bool:
    """Tell whether owner and business are an institution; a canteen in a school is a business."""
    if _OFFICE.match(record.owner_name):
        return not record.nik
    return not record.owner_name and bool(_OFFICE.match(record.business_name))


def _is_enough(record: Record, *, place_written: bool) -> bool:
    """Tell whether the row names a business or owner and anything to find it by."""
    if not record.owner_name and not record.business_name:
        return False
    found_by = (
        record.nik, record.phone1, record.fixed_line, record.birth_date, record.address, record.nib
    )  # fmt: skip
    if place_written or any(found_by):
        return True
    return bool(record.business_name and record.district and not _CALLED.match(record.owner_name))
