"""Sheets to copy from into a marketplace's own bulk template: columns in our words, dated.

The headings are ours, written from general knowledge of what such templates ask; the marketplaces
change theirs without notice. So every sheet says that it is an estimate and of which day.
Indonesian, as those templates are.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from lampit.shops.rules import texts

MOST_PICTURES = 5
CHECKED_ON = date(2026, 11, 30)
NEW = "Baru"


@dataclass(frozen=True, slots=True)
class Row:
    """A variant of a good for sale: one row of a sheet.

    Attributes:
        good, text, shelf: name, description, label of its category.
        group: code that its variants have in common; choice: what tells this one apart, "" alone.
        stock: pieces on the shelf, 0 for made to order; lead_days: of making, None for stock.
        pictures: absolute addresses, JPEG.
    """

    good: str
    text: str
    shelf: str
    group: str
    code: str
    choice: str
    price: int
    stock: int
    lead_days: int | None
    weight_g: int | None
    size_cm: tuple[int | None, int | None, int | None]
    maker: str
    pictures: Sequence[str]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, what stands in it, its width in signs, what the reader must know."""

    heading: str
    value: Callable[[Row], object]
    width: int = 14
    note: str = ""


@dataclass(frozen=True, slots=True)
class Site:
    """A marketplace: its name, the longest name of a good there, its columns in order."""

    name: str
    longest_name: int
    columns: Sequence[Column]


def _picture(place: int) -> Column:
    return Column(
        f"Foto {place + 1}",
        lambda row: row.pictures[place] if place < len(row.pictures) else "",
        30,
        "Alamat foto di pasar ini; unduh dulu bila templatnya meminta berkas." if not place else "",
    )


def _side(place: int, heading: str) -> Column:
    return Column(heading, lambda row: row.size_cm[place] or "", 10)


def _name(longest: int) -> Column:
    return Column(
        "Nama produk",
        lambda row: texts.shortened(row.good, longest),
        40,
        f"Dipendekkan sampai {longest} huruf.",
    )


PICTURES = tuple(_picture(place) for place in range(MOST_PICTURES))
SIDES = (_side(0, "Panjang (cm)"), _side(1, "Lebar (cm)"), _side(2, "Tinggi (cm)"))
TEXT = Column("Deskripsi", lambda row: row.text or row.good, 60)
SHELF = Column(
    "Kategori", lambda row: row.shelf, 20, "Kategori pasar ini; pilih padanannya di templat."
)
PRICE = Column(
    "Harga (Rp)", lambda row: row.price, 12, "Harga pasar ini; hitung biaya marketplace dulu."
)
STOCK = Column(
    "Stok", lambda row: row.stock, 8, "Stok sekarang. Kurangi sendiri bila laku di tempat lain."
)
WEIGHT = Column("Berat (gram)", lambda row: row.weight_g or "", 12, "Berat sesudah dikemas.")
DAYS = Column(
    "Pre-order (hari)", lambda row: row.lead_days or "", 12, "Terisi untuk barang yang dibuat dulu."
)
ONE_ROW = "Satu baris untuk tiap pilihan."
KEEP = "Kode tetap barang ini; jangan diubah."
SITES = {
    "tokopedia": Site(
        "Tokopedia",
        70,
        (
            _name(70), TEXT, SHELF, *PICTURES,
            Column("SKU induk", lambda row: row.group, 18),
            Column("Pilihan varian", lambda row: row.choice, 18, ONE_ROW),
            Column("SKU varian", lambda row: row.code, 14, KEEP),
            PRICE, STOCK, Column("Kondisi", lambda _row: NEW, 10),
            Column("Merek", lambda row: row.maker, 24), WEIGHT, *SIDES, DAYS,
        ),
    ),
    "shopee": Site(
        "Shopee",
        120,
        (
            SHELF, _name(120), TEXT,
            Column("Kode induk", lambda row: row.group, 18),
            Column("Nama variasi 1", lambda row: "Pilihan" if row.choice else "", 14),
            Column("Pilihan variasi 1", lambda row: row.choice, 18, ONE_ROW),
            PRICE, STOCK,
            Column("Kode variasi", lambda row: row.code, 14, KEEP),
            *PICTURES, WEIGHT, *SIDES, DAYS, Column("Merek", lambda row: row.maker, 24),
        ),
    ),
}  # fmt: skip
HONEST = (
    "Perkiraan. Cek templat terbaru di marketplace sebelum menyalin.",
    (
        "Judul kolom ini susunan kami menurut pengetahuan umum, bukan templat resmi; "
        "urutan dan namanya di templat resmi bisa berbeda dan berubah."
    ),
)
STEPS = (
    "Unduh templat unggah massal dari pusat penjual marketplace.",
    "Salin kolom demi kolom dari lembar Barang ke kolom yang sepadan di templat.",
    "Pilih kategori dan jasa kirim di templat; keduanya tidak ada di sini.",
    "Unggah templatnya, lalu perbaiki baris yang ditolak.",
    "Sesudah tayang, catat alamat lapaknya di Lampit: Lapak, Jual di tempat lain.",
)
