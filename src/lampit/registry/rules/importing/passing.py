"""Rows of a file that are no record, counted and told with why, and what it hides. Pure.

Rows read, rows rejected and rows passed over are all the rows of a file.
"""

from typing import NamedTuple

from lampit.basics.texts import gettext_noop

HEADING, COUNTING, BLANK, EXAMPLE = "judul", "nomor", "kosong", "contoh"
SIGNATURE, GROUP, TOTAL = "tanda_tangan", "anak_judul", "jumlah"
OUTSIDE, NAMELESS, LITTLE = "di_luar", "tanpa_nama", "sedikit"
AID, SKIPPED = "bantu", "dilewati"
REASONS = {
    LITTLE: gettext_noop("Isinya terlalu sedikit untuk satu usaha. Periksa barisnya."),
    NAMELESS: gettext_noop("Tabel tanpa kolom nama pemilik atau nama usaha. Periksa kolomnya."),
    OUTSIDE: gettext_noop("Di luar tabel: judul daftar, catatan."),
    TOTAL: gettext_noop("Baris jumlah."),
    GROUP: gettext_noop("Anak judul kecamatan atau desa; dipakai untuk baris di bawahnya."),
    HEADING: gettext_noop("Judul kolom."),
    COUNTING: gettext_noop("Nomor kolom."),
    SIGNATURE: gettext_noop("Tanda tangan atau keterangan di bawah tabel."),
    EXAMPLE: gettext_noop("Baris contoh dari lembar isian."),
    AID: gettext_noop("Lembar bantu dari lembar isian."),
    SKIPPED: gettext_noop("Lembar yang Anda lewati."),
    BLANK: gettext_noop("Baris kosong."),
}
MOST_NAMED = 8  # row numbers told of one reason in one sheet
MOST_TOLD = 60  # lines told of a file


class Passed(NamedTuple):
    """Rows of one sheet passed over for one reason, and the numbers of the first of them."""

    reason: str
    sheet: str
    many: int
    rows: tuple[int, ...]


class Hidden(NamedTuple):
    """What a sheet hides and is read all the same.

    Attributes:
        sheet: its name.
        is_sheet: the sheet as a whole is hidden.
        columns: letters, with the heading where it is known; the first few.
        rows: numbers of the first few hidden rows.
        many: how many rows are hidden.
    """

    sheet: str
    is_sheet: bool
    columns: list[str]
    rows: list[int]
    many: int

    @property
    def columns_told(self) -> str:
        """Return the columns in words."""
        return ", ".join(self.columns)

    @property
    def rows_told(self) -> str:
        """Return the rows in words."""
        return named(self.rows, self.many)


class PassedOver:
    """Counts the rows passed over while a file is walked."""

    def __init__(self) -> None:
        """Start with none."""
        self._found: dict[tuple[str, str], tuple[int, tuple[int, ...]]] = {}
        self.total = 0

    def add(self, reason: str, sheet: str, row: int) -> None:
        """Count a row."""
        count, rows = self._found.get((reason, sheet), (0, ()))
        named = (*rows, row) if len(rows) < MOST_NAMED else rows
        self._found[reason, sheet] = count + 1, named
        self.total += 1

    def told(self) -> list[Passed]:
        """Return what was passed over, what a person should look at first."""
        order = list(REASONS)
        found = [
            Passed(reason, sheet, count, rows)
            for (reason, sheet), (count, rows) in self._found.items()
        ]
        return sorted(found, key=lambda one: order.index(one.reason))[:MOST_TOLD]


def named(rows: tuple[int, ...] | list[int], count: int) -> str:
    """Return row numbers in words: `4, 9, 12` and an ellipsis when there are more."""
    return ", ".join(map(str, rows)) + ("…" if count > len(rows) else "")
