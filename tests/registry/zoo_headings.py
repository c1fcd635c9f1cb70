"""More lists as offices keep them: headings of several lines, with groups, units and numbers."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.registry.zoo import BASUNI, JUMI, RINA, animal, delimited, one_sheet, workbook

# No, owner, NIK, HP, name, products, workers L and P, sales, village, kecamatan
TOP = ["No", "Identitas Pemilik", "", "", "Data Usaha", "", "Jumlah Tenaga Kerja", "", "Omzet",
       "Alamat Usaha", ""]  # fmt: skip
MIDDLE = ["", "Nama", "NIK", "HP", "Nama", "Yang dibuat", "L", "P", "per bulan", "Desa", "Kec"]
UNITS = ["", "", "", "", "", "", "(org)", "(org)", "(Rp)", "", ""]
NUMBERS = [f"({n})" for n in range(1, 12)]
MERGED = ("A{0}:A{1}", "B{0}:D{0}", "E{0}:F{0}", "G{0}:H{0}", "J{0}:K{0}")


def _row(maker: Sequence[Any], goods: str, men: int, women: int, sales: object) -> list[Any]:
    number, owner, name, nik, village, district, call = maker
    return [number, owner, nik, call, name, goods, men, women, sales, village, district]


MAKERS = [_row(RINA, "tikar", 1, 2, 1_500_000), _row(BASUNI, "lampit", 2, 0, "2 jt"),
          _row(JUMI, "bakul", 0, 3, "")]  # fmt: skip


@animal
def three_lines_and_numbers_merged(folder: Path) -> Path:
    """Groups merged over their columns, units beneath, then a line of numbers."""
    path = folder / "daftar.xlsx"
    titles = [["DATA UMKM"], ["KABUPATEN HULU SUNGAI UTARA"], []]
    book = workbook(path, ("Data", [*titles, TOP, MIDDLE, UNITS, NUMBERS, *MAKERS]))
    for cells in MERGED:
        book["Data"].merge_cells(cells.format(4, 6))
    book["Data"].merge_cells("A1:K1")
    book.save(path)
    return path


@animal
def three_lines_in_a_csv(folder: Path) -> Path:
    """The same without merged cells: blanks tell how far a group goes."""
    return delimited(folder, ";", "utf-8", [TOP, MIDDLE, UNITS, NUMBERS, *MAKERS])


@animal
def captions_that_name_no_column(folder: Path) -> Path:
    """The line above the columns is no heading by itself."""
    top = ["", "Identitas Pemilik", "", "", "Usaha", "", "TK", "", "Penghasilan", "Tempat", ""]
    second = ["No", *MIDDLE[1:]]
    return one_sheet(folder, [["DAFTAR PELAKU USAHA"], [], top, second, *MAKERS])


@animal
def four_lines_and_letters(folder: Path) -> Path:
    """Groups within groups; the columns are lettered."""
    top = ["No", "Identitas", "", "", "", "", "Tenaga Kerja", "", "Penjualan", "Lokasi", ""]
    second = ["", "Pemilik", "", "", "Usaha", "", "Dibayar", "", "", "", ""]
    return one_sheet(folder, [top, second, MIDDLE, UNITS, list("abcdefghijk"), *MAKERS])


@animal
def two_tables_with_groups(folder: Path) -> Path:
    """Two lists of several lines in a sheet are two, each with its own columns."""
    second: list[list[Any]] = [["", "Usaha", "", "Pemilik", "", "Tempat", ""],
              ["No", "Nama", "Jenis", "Nama", "HP", "Desa", "Kecamatan"],
              [1, "Bakul Jumi", "bakul", "Jumiati", "081251110003", "Murung Sari",
               "Amuntai Tengah"]]  # fmt: skip
    return one_sheet(folder, [TOP, MIDDLE, NUMBERS, *MAKERS[:2], [], [], ["LAMPIRAN"], *second])


@animal
def three_lines_on_every_page(folder: Path) -> Path:
    """Printed in pages: all lines of the heading stand there again."""
    head = [TOP, MIDDLE, UNITS, NUMBERS]
    return one_sheet(folder, [*head, MAKERS[0], *head, MAKERS[1], *head, MAKERS[2]])


@animal
def words_broken_over_two_rows(folder: Path) -> Path:
    """Each heading goes on in the row beneath."""
    first = ["No", "Nama", "Nama", "No", "Jenis", "Tahun", "Desa/", "Kecamatan"]
    second = ["", "Pemilik", "Usaha", "HP", "Usaha", "Berdiri", "Kelurahan", ""]
    rows = [[maker[0], maker[1], maker[2], maker[6], "tikar", 2015, maker[4], maker[5]]
            for maker in (RINA, BASUNI, JUMI)]  # fmt: skip
    return one_sheet(folder, [first, second, *rows])


@animal
def home_and_shop_apart(folder: Path) -> Path:
    """The owner lives in one village, the business is in another: the business counts."""
    top = ["No", "Pemilik", "", "", "Usaha", "", "", ""]
    second = ["", "Nama", "Desa", "HP", "Nama", "Alamat", "Desa", "Kecamatan"]
    rows = [[maker[0], maker[1], "Palampitan Hulu", maker[6], maker[2], "Pasar", maker[4], maker[5]]
            for maker in (RINA, BASUNI)]  # fmt: skip
    return one_sheet(folder, [top, second, *rows])
