"""The template workbook of one office: the columns of the rules, the lists of its places."""

from lampit.outside import entry_sheets
from lampit.outside.entry_sheets import Check, Column
from lampit.places import queries as places
from lampit.registry.rules import template
from lampit.trades import queries as trades

NOTES = (
    "Cara mengisi daftar usaha",
    "1. Isi lembar “Usaha”, satu baris satu usaha, mulai baris 3. Baris CONTOH boleh dibiarkan.",
    "2. Kolom berlatar merah muda wajib diisi; yang lain boleh kosong. Kosong berarti belum tahu.",
    "3. Pilih kecamatan dulu; daftar desa di kolom sebelahnya mengikuti.",
    "4. NIK dan nomor HP tertulis sebagai teks, jadi angka nol di depan tidak hilang.",
    "5. Simpan sebagai .xlsx, lalu unggah di menu Impor. Anda memeriksa dulu sebelum disimpan.",
    "6. Judul kolom jangan diubah supaya langsung dikenali; urutannya boleh.",
)  # fmt: skip


def entry_sheet(region: str, year: int) -> entry_sheets.Sheet:
    """Return the sheet to fill in for a kabupaten in a year; two queries."""
    pairs = sorted(
        (village.parent.name, village.name)
        for village in places.villages_of(region)
        if village.parent is not None
    )
    codes = [f"{row.code} {row.title}" for row in trades.common()]
    first = pairs[0] if pairs else ("", "")
    usual = next((code for code in codes if code.startswith("16292")), "")
    return entry_sheets.Sheet(
        title=template.SHEET,
        columns=[_column(field, year) for field in template.FIELDS],
        example=template.example_row(*first, usual),
        rows=template.ROWS,
        lists={
            "kecamatan": sorted({district for district, _ in pairs}),
            "kbli": codes,
        },
        pairs=pairs,
        aid_mark=template.AID,
        notes=NOTES,
    )


def _column(field: template.Field, year: int) -> Column:
    is_money = field.check == "money"
    check = _check(field, year)
    return Column(field.title, field.width, field.hint, check, field.is_needed, is_money)


def _check(field: template.Field, year: int) -> Check:
    if field.check == "digits":
        return Check("signs", high=field.digits)
    if field.check == "list":
        if isinstance(field.choices, str):
            return Check("list", listed=field.choices)
        return Check("list", choices=field.choices)
    if field.check == "village":
        chooser = [one.field for one in template.FIELDS].index("district")
        return Check("following", follows=chooser)
    bounds = {
        "year": (template.FIRST_YEAR, year),
        "count": (0, template.MOST_WORKERS),
        "money": (0, template.MOST_RUPIAH),
    }
    if field.check in bounds:
        low, high = bounds[field.check]
        return Check("whole", low=low, high=high)
    return Check()
