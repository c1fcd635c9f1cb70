"""Who is believed before whom: one table of sources, and what a value from one may replace. Pure.

The page of the rules shows `SOURCES` and `PRINCIPLES` as they stand here; imports and merges
decide by them. Order: the owner himself, a visit, a survey, papers, the office, a list.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from lampit.basics.refusal import Refusal
from lampit.basics.texts import gettext_noop

LIST = "impor"
OFFICE, COPIED = "petugas", "daftar"
CORRECTED = "koreksi"  # by the register itself, of what follows from the rest: nobody's work
# Who may have told what is typed at the desk: the first is taken when nobody says.
TOLD_BY = (OFFICE, "pemilik", "kunjungan", "dokumen", COPIED)
WRITERS = (*TOLD_BY, "mitra", "contoh")
# What rooms above may note beside; `workers` and `sales_band` are only shown: no field holds them.
TELLABLE = ("channels", "workers", "sales_band")
# What becomes of a value when somebody nearer told the present one.
ASK, BESIDE, REPLACE = "", "catat", "ganti"


@dataclass(frozen=True, slots=True)
class Source:
    """A kind of source: 0 is believed most; `why` says in a sentence how near it is."""

    code: str
    rank: int
    why: str
    is_shown: bool = True


SOURCES = (
    Source("pemilik", 0, gettext_noop("Pemilik mengatakannya sendiri.")),
    Source("kunjungan", 1, gettext_noop("Pendamping melihatnya di tempat usaha.")),
    Source("survei", 2, gettext_noop("Pendata menanyakannya dengan daftar pertanyaan.")),
    Source("dokumen", 3, gettext_noop("Tertulis di surat usaha yang diperiksa.")),
    Source("petugas", 4, gettext_noop("Petugas dinas mengetik atau memilihnya.")),
    Source("desa", 4, "", is_shown=False),  # a sheet tells that a business lives, no values
    Source("urung", 4, "", is_shown=False),
    Source("gabung", 4, "", is_shown=False),
    Source("pisah", 4, "", is_shown=False),
    Source("hapus", 4, "", is_shown=False),
    Source("serah", 4, "", is_shown=False),
    Source("alih", 4, "", is_shown=False),
    Source("mitra", 5, gettext_noop("Program lain mengirimnya.")),
    Source(COPIED, 5, gettext_noop("Petugas menyalinnya dari daftar kantor.")),
    Source(LIST, 5, gettext_noop("Ada di daftar yang diimpor.")),
    Source(CORRECTED, 5, "", is_shown=False),
    Source("contoh", 6, "", is_shown=False),
)
LAST_RANK = 9
RANKS: Mapping[str, int] = {source.code: source.rank for source in SOURCES}
PRINCIPLES = (
    gettext_noop("Sel yang kosong tidak pernah menghapus isian."),
    gettext_noop("Isian yang kosong diisi oleh sumber mana pun."),
    gettext_noop("Sumber yang lebih dipercaya, atau sama, mengganti isian lama."),
    gettext_noop("Sumber yang kurang dipercaya tidak mengganti; nilainya dicatat di sampingnya."),
    gettext_noop(
        "Petugas yang mengubah ditanya siapa yang mengatakannya, dan diberi tahu sebelum mengganti."
    ),
    gettext_noop("Isian yang dikosongkan orang tetap kosong sampai orang mengisinya."),
    gettext_noop("Daftar yang lebih tua daripada tanda hidup terakhir hanya mengisi yang kosong."),
)


class Verdict(Enum):
    """What a told value does to a field."""

    NOTHING = "nothing"
    TAKE = "take"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the present values of a record come from, for weighing values of one newer source.

    Attributes:
        fields: field → source of the change that set it last.
        default: source of the record itself, for fields never changed since.
        incoming: source of the told values.
        is_older: what is told was observed before the last sign of life of the record.
    """

    fields: Mapping[str, str]
    default: str
    incoming: str = LIST
    is_older: bool = False

    def verdict(self, field: str, *, is_known: bool, is_same: bool) -> Verdict:
        """Decide over a told value that is not empty.

        Args:
            field: name of the field in the change table.
            is_known: the register has a value now.
            is_same: that value is the told one.
        """
        own = self.fields.get(field)
        if is_same:
            return Verdict.NOTHING
        if not is_known and own is None:
            return Verdict.TAKE
        present, told = rank(own or self.default), rank(self.incoming)
        if told < present or (told == present and not self.is_older):
            return Verdict.TAKE
        return Verdict.NOTE


def check_told_by(source: str) -> None:
    """Refuse a source that nobody can write down.

    Raises:
        Refusal: `source_unknown`.
    """
    if source not in WRITERS:
        raise Refusal("source_unknown", "Pilih siapa yang mengatakannya.")


def rank(source: str) -> int:
    """Return the place of a source, 0 is believed most; unknown ones come last."""
    return RANKS.get(source, LAST_RANK)
