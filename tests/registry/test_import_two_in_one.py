"""Two telephones in two columns, kecamatan and village in one cell, months cut short, moves."""

from collections.abc import Sequence
from datetime import date

import pytest
from django.core.exceptions import ValidationError

from lampit.national import dates
from lampit.registry.forms.fields import PhoneField
from lampit.registry.rules.importing.columns import guess
from lampit.registry.rules.importing.record import Record, SourceRow
from lampit.registry.rules.importing.tables import RawRow
from tests.registry.test_import_layout import told, walk
from tests.registry.test_rules_lane import batches_of

Cells = Sequence[object]


def records(rows: Sequence[Cells]) -> list[Record]:
    """Return what the rows of one sheet tell."""
    return [row.record for row in told(walk("Daftar", rows)) if row.record is not None]


def place_of(heading: str, cell: str) -> tuple[str, str, list[str]]:
    """Return village, kecamatan and problem codes of a cell under a heading."""
    head = ["Nama Pemilik", "Nama Usaha", heading, "Produk"]
    row: SourceRow = told(walk("Daftar", [head, ["Rina", "Toko Rina", cell, "tikar"]]))[0]
    assert row.record is not None
    return row.record.village, row.record.district, [problem.code for problem in row.problems]


def test_hp_and_wa_in_two_columns_are_two_numbers() -> None:
    """Where the first is empty the second is the one that is called; none stands twice."""
    found = records([
        ["Nama Pemilik", "Nama Usaha", "Desa", "HP", "WA"],
        ["Rina", "Toko Rina", "Antasari", "081251110001", "081251110002"],
        ["Basuni", "UD Basuni", "Antasari", "", 81251110003],
        ["Aminah", "Kue Aminah", "Antasari", "0527 61234", "081251110004"],
        ["Rusdi", "Mebel Rusdi", "Antasari", "081251110005", "0812-5111-0005"],
        ["Ilmi", "Toko Ilmi", "Antasari", "081251110006", "-"],
    ])  # fmt: skip
    assert [(row.phone1, row.phone2, row.fixed_line) for row in found] == [
        ("+6281251110001", "+6281251110002", ""),
        ("+6281251110003", "", ""),
        ("+6281251110004", "+6252761234", "+6252761234"),
        ("+6281251110005", "", ""),
        ("+6281251110006", "", ""),
    ]


def test_a_wrong_second_number_is_told_under_its_heading() -> None:
    """The first one stays."""
    rows = told(walk("Daftar", [
        ["Nama Pemilik", "Nama Usaha", "Desa", "HP", "WA"],
        ["Rina", "Toko Rina", "Antasari", "081251110001", "0812"],
    ]))  # fmt: skip
    assert rows[0].record is not None
    assert rows[0].record.phone1 == "+6281251110001"
    assert [(p.column, p.code) for p in rows[0].problems] == [("WA", "hp_tidak_sah")]


@pytest.mark.parametrize("heading", ["No HP Pendamping", "HP Suami", "Kontak Ketua RT"])
def test_the_telephone_of_somebody_else_is_no_second_number(heading: str) -> None:
    """Nobody calls the owner there: it is kept as it came."""
    found = guess(["Nama Pemilik", "No HP", heading], [{}, {}, {}])
    assert [one.field for one in found] == ["owner", "phone", ""]


@pytest.mark.parametrize("cell", [
    "Amuntai Selatan / Banyu Hirang", "Banyu Hirang/Amuntai Selatan", "Amt Selatan - Banyu Hirang",
    "Banyu Hirang (Amuntai Selatan)", "Amuntai Selatan\nBanyu Hirang",
    "Amuntai Selatan / Banyu Hirang RT 2",
])  # fmt: skip
def test_kecamatan_and_village_in_one_cell(cell: str) -> None:
    """In either order, however they are parted."""
    assert place_of("Kec/Desa", cell) == ("63.08.04.2010", "63.08.04", [])


def test_two_villages_in_one_cell_are_asked() -> None:
    """The control: parts that are no kecamatan and village of it decide nothing."""
    assert place_of("Kec/Desa", "Banyu Hirang / Antasari")[2] == ["desa_tidak_dikenal"]
    assert place_of("Kec/Desa", "Banjang / Banyu Hirang")[2] != []


def test_a_name_of_both_under_a_heading_of_both_is_asked() -> None:
    """Banjang is a kecamatan and a village; under `Desa` it is the village."""
    assert place_of("Kec/Desa", "Banjang") == ("", "63.08.07", ["desa_belum"])
    assert place_of("Desa", "Banjang") == ("63.08.07.2001", "63.08.07", [])


@pytest.mark.parametrize(
    ("cell", "code", "near"),
    [("Banjang", "63.08.07", "Mungkin: Banjang."), ("Amuntai Selatan", "63.08.04", ""),
     ("Babirik", "63.08.02", "Mungkin: Babirik Hilir, Babirik Hulu."),
     ("Kec. Haur Gading", "63.08.08", "Mungkin: Haur Gading.")],
)  # fmt: skip
def test_only_a_kecamatan_under_a_heading_of_both_is_asked_for_its_village(
    cell: str, code: str, near: str
) -> None:
    """The words say what is missing, not that the name is unknown or borne by several."""
    head = ["Nama Pemilik", "Nama Usaha", "Kec/Desa", "Produk"]
    row = told(walk("Daftar", [head, ["Rina", "Toko Rina", cell, "tikar"]]))[0]
    assert row.record is not None
    assert (row.record.village, row.record.district) == ("", code)
    message = f"Ini nama kecamatan. Tulis juga nama desanya. {near}".strip()
    assert [problem.message for problem in row.problems] == [message]


def test_villages_of_one_name_are_told_with_their_kecamatan() -> None:
    """`Mungkin: Keramat.` helps nobody."""
    head = ["Nama Pemilik", "Nama Usaha", "Desa", "Produk"]
    row = told(walk("Daftar", [head, ["Rina", "Toko Rina", "Keramat", "tikar"]]))[0]
    assert "Keramat (Amuntai Selatan), Keramat (Haur Gading)" in row.problems[0].message


@pytest.mark.parametrize(
    ("note", "code"),
    [("pindah ke Banjarmasin", "usaha_pindah"), ("sudah pindah", "usaha_pindah"),
     ("pindah tangan ke anaknya", ""), ("pindahan dari Tabalong", "")],
)  # fmt: skip
def test_who_moved_away_by_a_note_is_asked_about(note: str, code: str) -> None:
    """Where to, only people know: the state stays open until somebody says."""
    head = ["Nama Pemilik", "Nama Usaha", "Desa", "Keterangan"]
    row = told(walk("Daftar", [head, ["Rina", "Toko Rina", "Antasari", note]]))[0]
    assert [problem.code for problem in row.problems] == [code] * bool(code)
    assert [doubt.value.text for doubt in row.doubts] == [note] * bool(code)


@pytest.mark.parametrize("text", ["25 Agust 1980", "25 Agts. 1980", "25 Agustus 1980"])
def test_months_cut_short(text: str) -> None:
    """As people write them."""
    assert dates.parse(text, date(2026, 11, 30)).first_day == date(1980, 8, 25)


@pytest.mark.parametrize(
    ("cells", "numbers", "column"),
    [
        (["0812 5111 0001 / 0527-61234", ""], ("+6281251110001", "+6252761234"), ""),
        (["081251110001/081251110002/081251110003", ""], ("+6281251110001", "+6281251110002"),
         "HP"),
        (["081251110001/081251110002", "081251110003"], ("+6281251110001", "+6281251110002"),
         "WA"),
        (["081251110001/081251110002", "081251110002"], ("+6281251110001", "+6281251110002"), ""),
    ],
)  # fmt: skip
def test_of_more_than_two_numbers_two_are_kept_and_the_rest_is_told(
    cells: list[str], numbers: tuple[str, str], column: str
) -> None:
    """A fixed line beside a mobile number is the second one; nothing goes unsaid, in both lanes."""
    head = ["Nama Pemilik", "Nama Usaha", "Desa", "HP", "WA"]
    page = [head, ["Rina", "Toko Rina", "Antasari", *cells]]
    row = told(walk("Daftar", page))[0]
    assert row.record is not None
    assert (row.record.phone1, row.record.phone2) == numbers
    found = [(p.column, p.code) for p in row.problems]
    assert found == [(column, "hp_lebih_dua")] * bool(column)
    raw: list[RawRow] = [("Daftar", n, [*line]) for n, line in enumerate(page, 1)]
    batch = batches_of(raw, 10)[0]
    assert [batch.problems.get(0, ())] == [tuple(found)]


def test_three_numbers_are_not_typed_into_a_form() -> None:
    """Two have a place; the third is asked into the notes."""
    with pytest.raises(ValidationError, match="Paling banyak dua nomor"):
        PhoneField(required=False).clean("081251110001/081251110002/081251110003")
    assert len(PhoneField(required=False).clean("081251110001 / 0527 61234")) == 2


@pytest.mark.parametrize("heading", ["Kontak Person", "Kontak"])
def test_a_person_to_call_is_no_number(heading: str) -> None:
    """`Kontak` beside `No HP` that holds names: they are kept as they came."""
    people = ["Rina", "Basuni", "Aminah", "Rusdi", "Ilmi", "Hamidah"]
    found = records([
        ["Nama Usaha", "Desa", heading, "No HP"],
        *([f"Toko {who}", "Antasari", who, f"08125111000{n}"] for n, who in enumerate(people, 1)),
    ])  # fmt: skip
    assert [(row.phone1[-1], row.extras) for row in found] == [
        (str(n), {heading: who}) for n, who in enumerate(people, 1)
    ]
