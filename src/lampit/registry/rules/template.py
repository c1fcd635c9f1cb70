"""The template workbook for offices that start from nothing: its columns and marks. Pure.

Every heading is one that the importer knows, so that a filled template needs no matching.
"""

import re
from dataclasses import dataclass

SHEET = "Usaha"
ROWS = 10_000  # rows that carry the checks of the template
# The importer passes by a row whose first cell says so, and a sheet whose first cell says so.
EXAMPLE = "CONTOH"
AID = "Lembar bantu Lampit: dilewati saat impor"
STATUSES = ("Aktif", "Musiman", "Tutup sementara", "Tutup")
SEXES = ("L", "P")
ONLINE = (
    "Belum", "WhatsApp", "Facebook", "Instagram", "TikTok", "Shopee", "Tokopedia", "Website",
)  # fmt: skip
FIRST_YEAR = 1900
MOST_WORKERS = 10_000
MOST_RUPIAH = 10**12
_EXAMPLE = re.compile(r"contoh\s*[.:!]?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Field:
    """One column of the template.

    Attributes:
        field: what the importer takes it for.
        title: the heading.
        example: the cell of the example row.
        hint: what the spreadsheet says when the cell is chosen.
        check: `text`, `digits`, `list`, `village`, `year`, `count`, `money`.
        choices: the list of a `list`; `kecamatan` and `kbli` name lists of the aid sheet.
        digits: how many signs a `digits` has.
    """

    field: str
    title: str
    example: str | int
    hint: str
    check: str = "text"
    choices: str | tuple[str, ...] = ()
    digits: int = 0
    width: int = 18
    is_needed: bool = False


# Invented person: the NIK has the serial 0000, which nobody has.
FIELDS = (
    Field("number", "No", EXAMPLE, "Nomor urut. Boleh dikosongkan.", width=9),
    Field("owner", "Nama pemilik", "Siti Contoh", "Wajib. Nama lengkap sesuai KTP.",
          width=26, is_needed=True),
    Field("nik", "NIK", "6308055503900000", "16 angka, dari KTP. Kosongkan kalau belum ada.",
          "digits", digits=16),
    Field("sex", "Jenis kelamin", "P", "L atau P.", "list", SEXES, width=13),
    Field("phone", "Nomor HP/WA", "081200004567", "Contoh: 081200004567."),
    Field("name", "Nama usaha", "Purun Contoh", "Kosongkan kalau tidak bernama.", width=26),
    Field("products", "Jenis usaha", "Tas purun", "Dengan kata sehari-hari, contoh: tas purun.",
          width=26),
    Field("kbli", "KBLI", "16292", "Pilih dari daftar. Boleh dikosongkan.", "list", "kbli",
          width=34),
    Field("status", "Status usaha", "Aktif", "Pilih dari daftar.", "list", STATUSES),
    Field("district", "Kecamatan", "", "Wajib. Pilih kecamatan dulu, baru desa.", "list",
          "kecamatan", width=22, is_needed=True),
    Field("village", "Desa/Kelurahan", "", "Wajib. Daftarnya mengikuti kecamatan di kirinya.",
          "village", width=24, is_needed=True),
    Field("address", "Alamat", "Jalan Contoh 1", "Nama jalan dan nomor.", width=26),
    Field("rt", "RT", "3", "Paling banyak 3 angka.", "text", width=6),
    Field("rw", "RW", "1", "Paling banyak 3 angka.", "text", width=6),
    Field("started", "Mulai usaha (tahun)", 2015, "Tahun, contoh: 2015.", "year"),
    Field("workers_m", "Tenaga kerja laki-laki", 1, "Jumlah orang, pemilik ikut dihitung.",
          "count"),
    Field("workers_f", "Tenaga kerja perempuan", 2, "Jumlah orang, pemilik ikut dihitung.",
          "count"),
    Field("sales_month", "Omzet per bulan (Rp)", 1_500_000, "Rupiah sebulan, angka saja.",
          "money"),
    Field("assets", "Modal usaha (Rp)", 2_000_000, "Tanpa tanah dan bangunan, angka saja.",
          "money"),
    Field("marketplace", "Jualan online", "WhatsApp", "Pilih yang utama.", "list", ONLINE),
    Field("nib", "NIB", "0000000000000", "13 angka. Kosongkan kalau belum ada.", "digits",
          digits=13),
    Field("pirt", "P-IRT", "", "15 angka, tertulis di kemasan. Kosongkan kalau belum ada.",
          width=22),
    Field("halal", "Nomor sertifikat halal", "", "Seperti di suratnya. Kosongkan kalau belum ada.",
          width=24),
    Field("merek", "Nomor merek terdaftar", "",
          "Contoh: IDM000123456. Kosongkan kalau belum terdaftar.", width=24),
)  # fmt: skip


def is_example(first: str) -> bool:
    """Tell whether the first filled cell of a row marks it as the example of the template."""
    return bool(_EXAMPLE.fullmatch(first))


def example_row(district: str, village: str, kbli: str) -> list[str | int]:
    """Return the example row with a place and a code that the lists of the office hold."""
    told = {"district": district, "village": village, "kbli": kbli}
    return [told.get(field.field) or field.example for field in FIELDS]
