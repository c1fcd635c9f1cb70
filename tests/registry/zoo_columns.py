"""More lists as offices keep them: columns, places, amounts, and what is no list of businesses."""

import zipfile
from datetime import date
from html import escape
from pathlib import Path

from tests.registry.zoo import BASUNI, HEAD, JUMI, RINA, THREE, animal, one_sheet


@animal
def headings_repeated(folder: Path) -> Path:
    """Printed in pages: the headings stand there again."""
    return one_sheet(folder, [HEAD, RINA, HEAD, BASUNI, HEAD, JUMI])


@animal
def signatures(folder: Path) -> Path:
    """Who signed below the list."""
    block = [[], ["", "", "", "", "Mengetahui"], ["", "", "", "", "Kepala Bidang"],
             ["", "", "", "", "NIP. 19800101"]]  # fmt: skip
    return one_sheet(folder, [HEAD, *THREE, *block])


@animal
def empty_columns_in_front(folder: Path) -> Path:
    """The list begins in the third column."""
    return one_sheet(folder, [["", "", *row] for row in (HEAD, *THREE)])


@animal
def headings_with_slips(folder: Path) -> Path:
    """Misspelt, broken over lines, with stray signs."""
    head = [
        "NO.",
        "NAMA\nPEMILK",
        "Nm. Usaha / Merk",
        "No. KTP :",
        "DESA/KEL.",
        "KECAMATN",
        "No.HP/WA",
    ]
    return one_sheet(folder, [head, *THREE])


@animal
def no_heading_for_the_nik(folder: Path) -> Path:
    """A column of 16 digits tells by itself what it is."""
    rows = [[*row[:3], f"63080544039000{n}1", *row[4:]] for n, row in enumerate(THREE, start=1)]
    extra = [4, "Halimah", "Kue Halimah", "6308054403900041", "Antasari", "Amuntai Tengah",
             "081251110004"]  # fmt: skip
    return one_sheet(folder, [[*HEAD[:3], "Nomor Identitas Lain", *HEAD[4:]], *rows, extra])


@animal
def two_phones_in_a_cell(folder: Path) -> Path:
    """The first one is called."""
    return one_sheet(folder, [HEAD, [*RINA[:6], "0812-5111-0001 / 0852 1111 2222"], BASUNI, JUMI])


@animal
def house_numbers_in_the_village(folder: Path) -> Path:
    """Village, RT and RW in one cell."""
    return one_sheet(folder, [HEAD, [*RINA[:4], "Desa Antasari RT 02/RW 01", *RINA[5:]], BASUNI])


@animal
def swapped_places(folder: Path) -> Path:
    """Village and kecamatan stand in each other's column."""
    rows = [[*row[:4], row[5], row[4], row[6]] for row in THREE]
    return one_sheet(folder, [HEAD, *rows])


@animal
def short_and_old_place_names(folder: Path) -> Path:
    """Abbreviated, misspelt, in the old spelling."""
    rows = [[*RINA[:4], "Kel. Antasary", "Amt. Tengah", RINA[6]],
            [*BASUNI[:4], "Ds.Banju Hirang", "AMUNTAI SLTN", BASUNI[6]],
            [*JUMI[:4], "Sei Namang", "Dn. Panggang", JUMI[6]]]  # fmt: skip
    return one_sheet(folder, [HEAD, *rows])


@animal
def twin_villages(folder: Path) -> Path:
    """A village of which there are two, without its kecamatan."""
    rows = [[*RINA[:4], "Keramat", "", RINA[6]], [*BASUNI[:4], "Keramat", "Haur Gading", BASUNI[6]]]
    return one_sheet(folder, [HEAD, *rows, JUMI])


@animal
def ticks_under_l_and_p(folder: Path) -> Path:
    """The sex is a mark in one of two columns."""
    first = ["No", "Nama Pemilik", "Nama Usaha", "Jenis Kelamin", "", "Desa", "Kecamatan", "HP"]
    second = ["", "", "", "L", "P", "", "", ""]
    rows = [[*JUMI[:3], "", "√", *JUMI[4:]], [4, "Noor", "Warung Noor", "√", "", *RINA[4:6],
            "081251110004"]]  # fmt: skip
    return one_sheet(folder, [first, second, *rows])


@animal
def money_and_workers(folder: Path) -> Path:
    """Amounts in words, workers of both sexes."""
    head = [*HEAD, "Tenaga Kerja L", "Tenaga Kerja P", "Omzet/bln"]
    rows = [[*RINA, 1, "2 org", "1,5 jt"], [*BASUNI, "-", 3, "Rp 2.000.000,-"],
            [*JUMI, "", "", "500 rb - 700 rb"]]  # fmt: skip
    return one_sheet(folder, [head, *rows])


@animal
def starts_in_many_ways(folder: Path) -> Path:
    """A date, a year, words."""
    head = [*HEAD, "Mulai Usaha"]
    rows = [[*RINA, date(2016, 8, 12)], [*BASUNI, "th. 2015"], [*JUMI, "sejak covid"]]
    return one_sheet(folder, [head, *rows])


@animal
def no_businesses_among_them(folder: Path) -> Path:
    """Test rows, offices and a neighbour's maker."""
    rows = [RINA, [2, "tes", "tes", "", "Antasari", "Amuntai Tengah", ""],
            [3, "SDN Antasari 1", "", "", "Antasari", "Amuntai Tengah", "0527 61234"],
            [4, "Rusli", "UD Rusli", "", "Kelua", "Kelua, Tabalong", "081251110009"]]  # fmt: skip
    return one_sheet(folder, [HEAD, *rows])


@animal
def twice_in_one_file(folder: Path) -> Path:
    """One business under two numbers, written a little otherwise."""
    again = [4, "RINA", "Toko Rina", "6308 0544 0390 0012", "Antasari", "Amuntai Tengah", "-"]
    return one_sheet(folder, [HEAD, *THREE, again])


@animal
def columns_nobody_asked_for(folder: Path) -> Path:
    """What no field reads is kept as it came."""
    head = [*HEAD, "Bantuan 2024", "No KK"]
    rows = [[*row, "mesin jahit", "6308050101120001"] for row in THREE]
    return one_sheet(folder, [head, *rows])


@animal
def open_document(folder: Path) -> Path:
    """Saved by LibreOffice."""
    path = folder / "daftar.ods"
    lines = "".join(
        "<table:table-row>" + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{escape(str(cell))}</text:p>'
            "</table:table-cell>" for cell in row
        ) + "</table:table-row>" for row in (HEAD, *THREE)
    )  # fmt: skip
    content = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document-content office:version="1.2" '
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body>'
        f'<office:spreadsheet><table:table table:name="Data">{lines}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", kind)
        archive.writestr("content.xml", content)
        archive.writestr(
            "META-INF/manifest.xml",
            '<?xml version="1.0"?><manifest:manifest '
            'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
            f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
            "</manifest:manifest>",
        )
    return path
