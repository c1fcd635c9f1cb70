"""Other offices, other lists: layouts that have nothing of the messy registry but the trouble."""

import csv
from collections.abc import Sequence
from pathlib import Path

import pytest

from lampit.outside.spreadsheets.reading import Merged
from lampit.registry.rules.importing import tables
from lampit.registry.rules.importing.columns import guess, signature
from lampit.registry.rules.importing.reading import Lists
from lampit.registry.rules.importing.record import SourceRow
from lampit.registry.rules.importing.tables import Choices
from lampit.registry.rules.importing.vocabulary import even_out, readings
from tests.registry import messy

Cells = Sequence[object]


def walk(sheet: str, rows: Sequence[Cells], choices: Choices | None = None) -> list[SourceRow]:
    """Return what became of the rows of one sheet."""
    lists = Lists(messy.desk(), choices or Choices())
    numbered = enumerate((row if isinstance(row, list) else list(row) for row in rows), 1)
    return list(lists.rows((sheet, number, cells) for number, cells in numbered))


def told(rows: list[SourceRow]) -> list[SourceRow]:
    """Return the records among the rows."""
    return [row for row in rows if row.action in ("accept", "flag")]


GROUPED: list[Cells] = [
    ["Kd", "IDENTITAS PELAKU USAHA", "", "", "", "USAHA", "", "", "LOKASI", "", "TK", "",
     "PENJUALAN / THN", "KONTAK"],
    ["", "Nm Lengkap Pemilik", "Jns Kelamin", "No Induk Kependudukan", "Tgl Lahir", "Merk Dagang",
     "Komoditas", "NIB", "RT", "Kelurahan", "Lk", "Pr", "", ""],
    ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14"],
    ["DESA BANYU HIRANG"],
    [1.0, "HJ. SITI MARIAM", "Perempuan", "6308045203690007", "12/03/1969", "Purun Indah",
     "tas purun", "-", 3.0, "",
     1.0, 4.0, "24.000.000", 81251112222.0],
    [2.0, "rusli", "Laki-laki", "630804 120375 0011", "", "-", "lampit", "", "04/01", "",
     "2 org", "", "12 jt", "0812 5111 3333"],
    ["", "Sub Total", "", "", "", "", "", "", "", "", 3.0, 4.0, "36.000.000", ""],
    ["KELURAHAN ANTASARI"],
    [3.0, "Norhayati", "P", 6308055203690000.0, "", "", "wadai", "9999056676001", "", "",
     "", "", "-", "tdk ada"],
    ["JUMLAH", "", "", "", "", "", "", "", "", "", 3.0, 4.0, "36.000.000", ""],
    [],
    ["", "", "", "", "", "", "", "", "", "", "Amuntai, 3 Januari 2024", "", "", ""],
    ["", "", "", "", "", "", "", "", "", "", "Kepala Desa", "", "", ""],
]  # fmt: skip


def test_grouped_headings_villages_as_subheadings() -> None:
    """Two heading lines, a counting row, villages as sub-headings, sub-totals, signature."""
    rows = walk("Sheet1", GROUPED)
    assert [r.row for r in told(rows)] == [5, 6, 9]
    first, second, third = (r.record for r in told(rows))
    assert first is not None
    assert second is not None
    assert third is not None
    assert (first.owner_name, first.title, first.sex) == ("Siti Mariam", "Hj.", "P")
    assert first.nik == "6308045203690007"
    assert (first.village, third.village) == ("63.08.04.2010", "63.08.05.1001")
    assert (first.workers_m, first.workers_f, first.rt) == (1, 4, "3")
    assert (first.sales_low, first.sales_status) == (2_000_000, "converted_year")
    assert first.phone1 == "+6281251112222"
    assert (second.owner_name, second.business_name) == ("Rusli", "")
    assert (second.rt, second.rw, second.kbli) == ("4", "1", "16291")
    assert (third.nik, third.nik_status, third.phone1) == ("", "truncated_15_digits", "")
    assert (third.sales_low, third.nib) == (None, "9999056676001")


PLAIN: list[Cells] = [
    ["Nama Perajin", "Kecamatn", "Desa/Kel", "Nomor WA", "Hasil Produksi", "Omset"],
    ["Siti Aminah", "Haur Gading", "Keramat", "081251110001", "Tikar", "1,5 jt"],
    ["Siti Aminah", "", "Keramat", "081251110002", "Tikar", "500"],
    ["Jamilah", "Babirik", "Sungai Durait", "081251110003", "anyam purun", "-"],
    ["Basuni", "Kelua, Tabalong", "Kelua", "081251110004", "tikar", ""],
    ["Total", "", "", "", "", "2.000.000"],
]  # fmt: skip


def test_no_title_slips_in_headings_twin_villages() -> None:
    """A misspelt heading is known; twins and halves of names stay open; strangers are sent on."""
    rows = walk("Data", PLAIN)
    found = [r.record for r in told(rows)]
    assert [r.village if r else "" for r in found] == ["63.08.08.2011", "", ""]
    assert [r.district if r else "" for r in found] == ["63.08.08", "", "63.08.02"]
    assert [p.code for r in told(rows) for p in r.problems] == [
        "desa_ganda", "omzet_ribuan", "desa_ganda",
    ]  # fmt: skip
    assert (rows[4].action, rows[4].reason) == ("reject", "outside_district")
    assert rows[5].action == "ignore"


def test_sheet_named_after_a_kecamatan_and_two_tables() -> None:
    """The sheet's name places its rows; a second heading starts a second table."""
    rows = walk(
        "Banjang",
        [
            ["No", "Nama", "Usaha", "Desa", "HP"],
            [1.0, "Masdar", "Kios Masdar", "Pandulangan", "081251110001"],
            [],
            [],
            ["Nama Usaha", "Pemilik", "No KTP", "Desa"],
            ["Toko Rina", "Rina", "6308074403900012", "Kalintamui"],
        ],
    )  # fmt: skip
    records = [r.record for r in told(rows)]
    assert [r.owner_name if r else "" for r in records] == ["Masdar", "Rina"]
    assert records[0] is not None
    assert records[1] is not None
    assert records[0].village == "63.08.07.2004"
    assert records[1].business_name == "Toko Rina"
    assert records[1].nik == "6308074403900012"


def test_place_inside_an_address() -> None:
    """Without columns for places the address itself is read."""
    rows = walk(
        "Data",
        [
            ["Nama Usaha", "Nama Pemilik", "Alamat", "No Telp"],
            ["Toko Ani", "Ani", "Jl. Raya RT 3 Desa Palimbangan Kec. Haur Gading", "081251110009"],
        ],
    )
    record = told(rows)[0].record
    assert record is not None
    assert (record.village[:8], record.rt) == ("63.08.08", "3")


@pytest.mark.parametrize(
    ("owner", "business", "reason"),
    [
        ("tes", "tes", "test_row"),
        ("SDN Antasari 2", "", "not_a_business"),
        ("Puskesmas Banjang", "", "not_a_business"),
        ("Kantin Ibu Ani", "Kantin SDN 1", ""),
        ("Acil", "", "too_little_data"),
    ],
)
def test_rows_that_are_no_business(owner: str, business: str, reason: str) -> None:
    """Tests, offices and rows with nothing to find them by are rejected, canteens are not."""
    place = "" if reason == "too_little_data" else "Antasari"
    rows = walk(
        "Data",
        [
            ["No", "Nama Pemilik", "Nama Usaha", "Desa", "Jenis Usaha"],
            [1.0, owner, business, place, "jualan"],
        ],
    )
    assert rows[1].reason == reason


def test_faulty_formulas_are_told() -> None:
    """A cell in error is empty and a problem under the office's own heading."""
    rows = walk(
        "Data",
        [
            ["Nama Pemilik", "Nama Usaha", "Desa", "HP"],
            ["Rina", "#REF!", "Antasari", "081251110001"],
        ],
    )
    assert [(p.column, p.code) for p in rows[1].problems] == [("Nama Usaha", "rumus_galat")]


def test_a_formula_that_was_never_reckoned_is_told() -> None:
    """Its cell is empty and a problem that says what to do, text and number alike."""
    rows = walk(
        "Data",
        [
            ["Nama Pemilik", "Nama Usaha", "Desa", "NIK"],
            ["Rina", "#RUMUS!", "Antasari", "#RUMUS!"],
        ],
    )
    told_ = [(p.column, p.code) for p in rows[1].problems]
    assert told_ == [("Nama Usaha", "rumus_kosong"), ("NIK", "rumus_kosong")]
    assert "simpan" in rows[1].problems[0].message


def test_a_person_decides_over_every_guess() -> None:
    """A mapping file renames columns; null keeps a column as it came."""
    table: list[Cells] = [
        ["Nama", "Merk", "Desa", "Nomor"],
        ["Toko Rina", "Rina", "Antasari", "081251110001"],
    ]
    rows = walk(
        "Data", table, Choices({"Nama": "name", "Merk": "owner", "Nomor": "phone", "Desa": None})
    )
    record = told(rows)[0].record
    assert record is not None
    assert (record.owner_name, record.business_name) == ("Rina", "Toko Rina")
    assert (record.phone1, record.village) == ("+6281251110001", "")
    assert record.extras == {"Desa": "Antasari"}


def test_memory_of_a_heading() -> None:
    """What an office chose for a heading comes back for the same heading, however spaced."""
    headers = ["Nama", "Merk", "Desa"]
    assert signature(headers) == signature(["nama ", "MERK", "Desa."])
    found = guess(headers, [], {"Nama": "name", "Merk": "owner", "Desa": None})
    assert [g.field for g in found] == ["name", "owner", ""]
    assert {g.reason for g in found if g.field} == {"ingatan"}


WORKED = Path(__file__).parents[1] / "national" / "data" / "normalise_examples.csv"
VILLAGES = [
    (case["raw"], case["expected"], case["code"])
    for case in csv.DictReader(WORKED.read_text("utf-8").splitlines())
    if case["kind"] == "village"
]


@pytest.mark.parametrize(
    ("raw", "expected", "code"),
    [
        *VILLAGES,
        ("Amt. Tengah | Sungai Baring", "63.08.05.2024", ""),
        ("Haur Gading | Ds.Waringin", "63.08.08.2014", ""),
        ("Jmba | Amuntai Selatan", "63.08.04.2007", ""),
    ],
)
def test_worked_cases_of_villages(raw: str, expected: str, code: str) -> None:
    """Abbreviations, slips and swapped columns are read; twins and halves stay open."""
    village, _, district = raw.partition(" | ")
    place = messy.gazetteer().find(village, district)
    assert (place.village, place.code) == (expected, code)


def test_family_card_numbers_are_no_nik() -> None:
    """A heading for family cards is never read as NIK."""
    assert readings("No KK") == ()
    assert dict(readings("No. KTP"))["nik"] > 5
    assert even_out("KECAMATN ") == "kecamatan"


@pytest.mark.parametrize(
    "written",
    ["6308055203690007", "630805 520369 0007", "6308.05.520369.0007", "'6308055203690007",
     "63080552O369OOO7", "NIK: 630805-520369-0007"],
)  # fmt: skip
def test_samples_of_columns_never_show_a_nik(written: str) -> None:
    """However a NIK is written, the page that asks for the columns masks it."""
    record: list[object] = ["1", "Noor", written, "Tikar", "Banjang", "2019"]
    rows: list[list[object]] = [["No", "Nama", "NIK", "Usaha", "Desa", "Mulai"], record]
    shown = tables.samples(rows, 6)[2]
    assert any("•" in text for text in shown)
    assert not any(sum(sign.isdigit() for sign in text) > 10 for text in shown)


SHOPS: list[Cells] = [
    ["No", "Nama Toko", "Pemilik", "NIK", "Desa", "Produk", "Tenaga Kerja", "PIRT", "Keterangan",
     "Keterangan", "No KK"],
    [1.0, "Total Jaya", "Rahmadi", "6308011007800001", "Babirik Hulu", "sembako", 2.0, "21563",
     "ramai", "pindahan", 6308010101100001.0],
    [2.0, "Jumlah Berkah", "Samsul", "", "Teluk Betung", "bengkel", "", "", "", "", ""],
    ["", "Jumlah", "", "", "", "", 2.0, "", "", "", ""],
    ["TOTAL KECAMATAN", "2 usaha", "", "", "", "", 2.0, "", "", "", ""],
    ["", "Jumlah UMKM", "Laki-laki 2", "", "", "", "Perempuan 0", "", "", "", ""],
]  # fmt: skip


def test_a_shop_called_total_is_no_line_of_sums() -> None:
    """A row that says whose it is stays a record, whatever its name; real sums stay out."""
    assert [row.row for row in told(walk("Data", SHOPS))] == [2, 3]


def test_nothing_a_list_says_is_dropped_or_kept_in_clear_as_a_nik() -> None:
    """Two columns with one heading, columns no field reads: kept as extras, KK numbers masked."""
    record = told(walk("Data", SHOPS))[0].record
    assert record is not None
    assert record.note == "ramai"
    assert record.workers == 2
    assert record.extras == {
        "PIRT": "21563", "Keterangan (2)": "pindahan", "No KK": "6308••••••••0001",
    }  # fmt: skip
    chosen = Choices({"Keterangan (2)": "note", "Keterangan": None})
    again = told(walk("Data", SHOPS, chosen))[0].record
    assert again is not None
    assert (again.note, again.extras["Keterangan"]) == ("pindahan", "ramai")


def test_a_merged_kecamatan_holds_for_the_rows_beneath_it() -> None:
    """The village alone is not enough (two kecamatan have one); blank cells unmerged stay blank."""
    row = Merged(["", "Teluk Mesjid", "Kue Ani", "Ani", "6308014208900001"])
    row.below = {0: "Danau Panggang", 2: "Kue lain"}
    head = ["Kecamatan", "Desa", "Nama Usaha", "Pemilik", "NIK"]
    first = ["Danau Panggang", "Bitin", "Kue lain", "Idah", "6308014208900002"]
    merged, plain = told(walk("Data", [head, first, row, list(row)]))[1:]
    assert merged.record is not None
    assert plain.record is not None
    assert (merged.record.village, plain.record.village) == ("63.08.01.2021", "")
    assert merged.record.business_name == "Kue Ani"
    assert merged.cells[0] == ""


def test_house_numbers_in_the_village_column() -> None:
    """`Desa X RT 02/01` is the village, and the RT and RW beside it."""
    rows = walk("d", [
        ["Nama Pemilik", "Nama Usaha", "Desa", "Kecamatan", "HP"],
        ["Rina", "Toko Rina", "Desa Antasari RT 02 RW 01", "Amuntai Tengah", "081251110001"],
        ["Lina", "Kue Lina", "Ds. Murung Sari, RT.3", "Amuntai Tengah", "081251110002"],
    ])  # fmt: skip
    found = [(r.record.village, r.record.rt, r.record.rw) for r in told(rows) if r.record]
    assert found == [("63.08.05.1001", "2", "1"), ("63.08.05.1002", "3", "")]


def test_a_tick_under_l_or_p() -> None:
    """Two columns of marks under one heading tell the sex; two marks or none tell nothing."""
    rows = walk("d", [
        ["No", "Nama Pemilik", "Nama Usaha", "Jenis Kelamin", "", "Desa", "HP"],
        ["", "", "", "L", "P", "", ""],
        [1, "Hamdani", "Toko A", "v", "", "Antasari", "081251110001"],
        [2, "Jumiati", "Toko B", "", "1", "Antasari", "081251110002"],
        [3, "Noor", "Toko C", "v", "v", "Antasari", "081251110003"],
        [4, "Nor", "Toko D", "", "", "Antasari", "081251110004"],
    ])  # fmt: skip
    assert [r.record.sex for r in told(rows) if r.record] == ["L", "P", "", ""]


def test_a_heading_pointed_at_and_a_sheet_left_out() -> None:
    """What a person says of a sheet counts before what was found."""
    page = [
        ["Nama Pemilik", "Nama Usaha", "Desa", "HP"],
        ["diisi ketua", "diisi ketua", "diisi ketua", "diisi ketua"],
        ["Nama", "Merek", "Kelurahan", "Telepon"],
        ["Rina", "Toko Rina", "Antasari", "081251110001"],
    ]
    pointed = walk("d", page, Choices(header_rows={"d": 3}))
    assert [row.row for row in told(pointed)] == [4]
    assert told(walk("d", page, Choices(skipped=frozenset({"d"})))) == []
