"""Lists as offices keep them, made in code: one trouble each, the same three makers in all.

Each function of `ANIMALS` writes one file and returns its path; what an importer must make of it
stands in `data/zoo/<name>.json`. All people are invented.
"""

import csv
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import xlsxwriter
from openpyxl.styles import Font

Row = Sequence[Any]
HEAD: list[Any] = ["No", "Nama Pemilik", "Nama Usaha", "NIK", "Desa", "Kecamatan", "HP"]
RINA: list[Any] = [
    1,
    "Rina",
    "Toko Rina",
    "6308054403900012",
    "Antasari",
    "Amuntai Tengah",
    "081251110001",
]
BASUNI: list[Any] = [2, "Basuni", "UD Basuni", "6308051203800013", "Banyu Hirang",
                     "Amuntai Selatan", "081251110002"]  # fmt: skip
JUMI: list[Any] = [3, "Jumiati", "Bakul Jumi", "", "Murung Sari", "Amuntai Tengah", "081251110003"]
THREE: list[list[Any]] = [RINA, BASUNI, JUMI]
ANIMALS: dict[str, Callable[[Path], Path]] = {}
Maker = Callable[[Path], Path]


def animal(make: Maker) -> Maker:
    """Put a list into the zoo under the name of what makes it."""
    ANIMALS[make.__name__] = make
    return make


def workbook(path: Path, *sheets: tuple[str, Sequence[Row]]) -> "openpyxl.Workbook":
    """Return a workbook of rows; blank text is no cell."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets:
        page = book.create_sheet(name)
        for number, row in enumerate(rows, start=1):
            for column, value in enumerate(row, start=1):
                if value != "":
                    page.cell(number, column, value)
    book.save(path)
    return book


def one_sheet(folder: Path, rows: Sequence[Row], name: str = "Data") -> Path:
    """Write one sheet and return the file."""
    path = folder / "daftar.xlsx"
    workbook(path, (name, rows))
    return path


def delimited(folder: Path, sign: str, encoding: str, rows: Sequence[Row], head: str = "") -> Path:
    """Write a CSV and return it."""
    path = folder / "daftar.csv"
    with path.open("w", encoding=encoding, newline="") as file:
        file.write(head)
        csv.writer(file, delimiter=sign).writerows(rows)
    return path


@animal
def plain(folder: Path) -> Path:
    """Nothing special."""
    return one_sheet(folder, [HEAD, *THREE])


@animal
def title_rows(folder: Path) -> Path:
    """Titles, an empty row, then the headings."""
    titles = [["DAFTAR UMKM"], ["DINAS KOPERASI DAN UKM"], ["TAHUN 2025"], []]
    return one_sheet(folder, [*titles, HEAD, *THREE])


@animal
def merged_title(folder: Path) -> Path:
    """A title over all columns."""
    path = folder / "daftar.xlsx"
    book = workbook(path, ("Data", [["DATA PELAKU USAHA MIKRO KECIL"], HEAD, *THREE]))
    book["Data"].merge_cells("A1:G1")
    book.save(path)
    return path


@animal
def merged_kecamatan(folder: Path) -> Path:
    """The kecamatan is one cell over the rows of it."""
    path = folder / "daftar.xlsx"
    rows = [RINA, [*JUMI[:5], "", JUMI[6]], BASUNI]
    book = workbook(path, ("Data", [HEAD, *rows]))
    book["Data"].merge_cells("F2:F3")
    book.save(path)
    return path


@animal
def two_line_header(folder: Path) -> Path:
    """Groups above, columns below."""
    first = ["No", "PELAKU USAHA", "", "", "ALAMAT", "", "KONTAK"]
    second = ["", "Nama Pemilik", "Nama Usaha", "NIK", "Desa", "Kecamatan", "No HP"]
    return one_sheet(folder, [first, second, *THREE])


@animal
def numbering_row(folder: Path) -> Path:
    """A row that counts the columns."""
    return one_sheet(folder, [HEAD, [f"({n})" for n in range(1, 8)], *THREE])


@animal
def totals(folder: Path) -> Path:
    """Sums in the middle and at the end."""
    rows = [RINA, ["Sub Jumlah", "", "", "", "", "", 1], BASUNI, JUMI, ["JUMLAH", 3]]
    return one_sheet(folder, [HEAD, *rows])


@animal
def kecamatan_as_subheadings(folder: Path) -> Path:
    """The kecamatan stands above its rows and nowhere else."""
    head = [*HEAD[:5], "HP"]
    rows = [["I. KECAMATAN AMUNTAI TENGAH"], [*RINA[:5], RINA[6]], [*JUMI[:5], JUMI[6]],
            ["II. KECAMATAN AMUNTAI SELATAN"], [*BASUNI[:5], BASUNI[6]]]  # fmt: skip
    return one_sheet(folder, [head, *rows])


@animal
def villages_as_subheadings(folder: Path) -> Path:
    """The village stands above its rows."""
    head = [*HEAD[:4], "HP", "Produk"]
    rows = [["Kecamatan Amuntai Tengah"], ["Desa Antasari"], [*RINA[:4], RINA[6], "tikar"],
            ["Desa Murung Sari"], [*JUMI[:4], JUMI[6], "bakul"]]  # fmt: skip
    return one_sheet(folder, [head, *rows])


@animal
def nik_as_float(folder: Path) -> Path:
    """Excel rounded the last digit of a NIK, another one is written with an exponent."""
    return one_sheet(folder, [HEAD, [*RINA[:3], 6308054403900010.0, *RINA[4:]],
                              [*BASUNI[:3], "6,30805E+15", *BASUNI[4:]], JUMI])  # fmt: skip


@animal
def phones_as_numbers(folder: Path) -> Path:
    """Number cells lost the zero in front."""
    return one_sheet(folder, [HEAD, *([*row[:6], int(str(row[6]))] for row in THREE)])


@animal
def libreoffice_trailing_rows(folder: Path) -> Path:
    """Thousands of formatted cells without content below the list."""
    path = folder / "daftar.xlsx"
    book = workbook(path, ("Data", [HEAD, *THREE]))
    for number in range(5, 3_000):
        book["Data"].cell(number, 1).font = Font(bold=True)
    book.save(path)
    return path


@animal
def csv_semicolons(folder: Path) -> Path:
    """As Excel with Indonesian settings saves it."""
    return delimited(folder, ";", "utf-8", [HEAD, *THREE])


@animal
def csv_commas_with_mark(folder: Path) -> Path:
    """UTF-8 with a byte order mark."""
    return delimited(folder, ",", "utf-8-sig", [HEAD, *THREE])


@animal
def csv_tabs(folder: Path) -> Path:
    """Copied out of a table."""
    return delimited(folder, "\t", "utf-8", [HEAD, *THREE])


@animal
def csv_bars(folder: Path) -> Path:
    """Exported by an old program."""
    return delimited(folder, "|", "utf-8", [HEAD, *THREE])


@animal
def csv_cp1252(folder: Path) -> Path:
    """An old Windows file with an accent."""
    rows = [RINA, [*BASUNI[:2], "Café Basuni", *BASUNI[3:]], JUMI]
    return delimited(folder, ";", "cp1252", [HEAD, *rows])


@animal
def csv_utf16(folder: Path) -> Path:
    """Saved as Unicode text."""
    return delimited(folder, "\t", "utf-16", [HEAD, *THREE])


@animal
def csv_sep_line(folder: Path) -> Path:
    """The first line tells Excel the delimiter."""
    return delimited(folder, ";", "utf-8", [HEAD, *THREE], "sep=;\r\n")


@animal
def csv_line_breaks_in_cells(folder: Path) -> Path:
    """A name over two lines, delimiters inside quotes."""
    rows = [[*RINA[:2], "Toko\nRina", *RINA[3:]], [*BASUNI[:2], "UD Basuni; lampit", *BASUNI[3:]]]
    return delimited(folder, ";", "utf-8", [HEAD, *rows])


@animal
def two_tables_in_a_sheet(folder: Path) -> Path:
    """A second list with other columns below the first."""
    second = ["Nama Usaha", "Pemilik", "Kecamatan", "Desa", "Telp"]
    jumi = ["Bakul Jumi", "Jumiati", "Amuntai Tengah", "Murung Sari", "081251110003"]
    return one_sheet(folder, [HEAD, RINA, BASUNI, [], [], ["DAFTAR TAMBAHAN"], second, jumi])


@animal
def formulas(folder: Path) -> Path:
    """Names and numbers are formulas; the value they last had counts."""
    path = folder / "daftar.xlsx"
    book = xlsxwriter.Workbook(str(path))
    page = book.add_worksheet("Data")
    page.write_row(0, 0, HEAD)
    for number, row in enumerate(THREE, start=1):
        page.write_row(number, 0, row)
        page.write_formula(number, 1, f'=PROPER("{row[1]}")', None, str(row[1]))
    book.close()
    return path


@animal
def formula_errors(folder: Path) -> Path:
    """A reference is broken."""
    path = folder / "daftar.xlsx"
    book = xlsxwriter.Workbook(str(path))
    page = book.add_worksheet("Data")
    page.write_row(0, 0, HEAD)
    for number, row in enumerate(THREE, start=1):
        page.write_row(number, 0, row)
    page.write_formula(2, 6, "=Hilang!A1", None, "#REF!")
    book.close()
    return path


@animal
def hidden_columns_and_rows(folder: Path) -> Path:
    """What is hidden belongs to the list."""
    path = folder / "daftar.xlsx"
    book = workbook(path, ("Data", [HEAD, *THREE]))
    book["Data"].column_dimensions["D"].hidden = True
    book["Data"].row_dimensions[3].hidden = True
    book.save(path)
    return path


@animal
def several_sheets(folder: Path) -> Path:
    """One list on two sheets, a note on a third."""
    path = folder / "daftar.xlsx"
    workbook(path, ("A", [HEAD, RINA]), ("B", [["TAMBAHAN"], HEAD, BASUNI, JUMI]),
             ("Catatan", [["Data sementara"]]))  # fmt: skip
    return path


@animal
def sheets_named_after_kecamatan(folder: Path) -> Path:
    """The kecamatan is the name of the sheet."""
    path = folder / "daftar.xlsx"
    head = [*HEAD[:5], "HP"]
    workbook(path, ("Amuntai Tengah", [head, [*RINA[:5], RINA[6]], [*JUMI[:5], JUMI[6]]]),
             ("AMT. SELATAN", [head, [*BASUNI[:5], BASUNI[6]]]))  # fmt: skip
    return path


@animal
def empty_sheet_first(folder: Path) -> Path:
    """The list is on the second sheet."""
    path = folder / "daftar.xlsx"
    workbook(path, ("Sheet1", []), ("Sheet2", [HEAD, *THREE]))
    return path
