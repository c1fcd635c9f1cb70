"""Who sees which personal data: one table, role by column (domain.md section 18). Pure.

The same table answers for the page of a business, lists, columns of a file, the API, and for what
the register of processing says of itself. Region and care come first and are asked elsewhere: a
mentor's `WHOLE` is that of his own makers.
"""

from collections.abc import Mapping

from lampit.basics.texts import gettext_noop

# How much of a column somebody sees, in growing order.
NOTHING = ""
VILLAGE = "desa"  # the village in place of the address
CLASS = "golongan"  # the class, never the sum
MASKED = "tersamar"  # its middle hidden
REASON = "alasan"  # masked or as a class; whole with a reason that is noted
WHOLE = "utuh"
LEVELS = {
    NOTHING: gettext_noop("tidak"),
    VILLAGE: gettext_noop("desanya saja"),
    CLASS: gettext_noop("golongannya saja"),
    MASKED: gettext_noop("tersamar"),
    REASON: gettext_noop("tersamar; utuh dengan alasan yang dicatat"),
    WHOLE: gettext_noop("ya"),
}
COLUMNS = {
    "owner": gettext_noop("Nama pemilik"),
    "phone": gettext_noop("Nomor HP dan surel"),
    "nik": gettext_noop("NIK, KK, tanggal lahir, umur"),
    "address": gettext_noop("Alamat dan RT/RW"),
    "sales": gettext_noop("Penjualan dan modal"),
    "aid": gettext_noop("Bantuan yang diterima"),
}
Row = Mapping[str, str]


def _row(*levels: str) -> Row:
    return dict(zip(COLUMNS, levels, strict=True))


# Codes of `people.Role`. Who is not in it sees nothing of a person.
TABLE: Mapping[str, Row] = {
    "maker": _row(WHOLE, WHOLE, MASKED, WHOLE, WHOLE, WHOLE),
    "mentor": _row(WHOLE, REASON, NOTHING, WHOLE, CLASS, WHOLE),
    "enumerator": _row(WHOLE, REASON, NOTHING, WHOLE, NOTHING, NOTHING),
    "staff": _row(WHOLE, REASON, REASON, WHOLE, REASON, WHOLE),
    "head": _row(WHOLE, REASON, MASKED, WHOLE, CLASS, WHOLE),
    "board": _row(WHOLE, NOTHING, NOTHING, VILLAGE, NOTHING, NOTHING),
    "admin": _row(WHOLE, NOTHING, NOTHING, VILLAGE, NOTHING, NOTHING),
}
# Roles in the order in which the register of processing lists them.
READERS = tuple(TABLE)
# Fields of the register, the journal, files and the API, and the column that decides about them;
# a field that is not here tells of the business and is seen by all who see the business.
COLUMN_OF = {
    "owner": "owner",
    "owner_name": "owner",
    "phone": "phone",
    "phone_2": "phone",
    "email": "phone",
    "nik": "nik",
    "birth": "nik",
    "birth_place": "nik",
    "address": "address",
    "rt": "address",
    "rw": "address",
    "sales": "sales",
    "sales_band": "sales",
    "capital": "sales",
}
# What a reveal opens, and how much of its column somebody must see for that.
_OPENED = {
    "nik": "nik",
    "birth": "nik",
    "sales": "sales",
    "capital": "sales",
    "phone": "phone",
}


class Sight:
    """What one role sees: `sight["nik"]` is a level of `LEVELS`."""

    def __init__(self, role: str) -> None:
        """Take the code of a role; an unknown one sees nothing of a person."""
        self._row = TABLE.get(role, {})

    def __getitem__(self, column: str) -> str:
        """Return how much of a column is seen."""
        return self._row.get(column, NOTHING)

    def sees(self, field: str) -> bool:
        """Say whether a field is shown at all, be it masked or as a class."""
        column = COLUMN_OF.get(field)
        return column is None or self[column] not in (NOTHING, VILLAGE)

    def opens(self, name: str) -> bool:
        """Say whether a protected value may be read whole, with a reason: `nik`, `phone` …."""
        return self[_OPENED[name]] == REASON if name in _OPENED else False
