"""Fields that lists tell now and then: ages, sites, odd sums, a NIK that a name speaks against."""

import pytest

from lampit.national import rupiah
from lampit.registry.rules.importing import cleaning, identities, layout, papers, wording
from lampit.registry.rules.importing.cleaning import RowReader
from lampit.registry.rules.importing.columns import FIELDS, READABLE, UNREAD
from lampit.registry.rules.importing.filling import TELLS
from lampit.registry.rules.importing.record import Record
from lampit.registry.rules.importing.veiling import veiled_kept
from tests.registry.test_rules_reading import DESK

WOMAN, MAN = "6308054403900021", "6308050403900021"


def read(fields: dict[str, object], listed_in: int = 2023) -> tuple[Record, list[str]]:
    """Return what a row with these cells tells, and the codes of its problems."""
    reader = RowReader(
        DESK, "Data", [*fields], {name: n for n, name in enumerate(fields)}, listed_in
    )
    record, problems = reader.read(2, [*fields.values()], "")
    return record, [problem.code for problem in problems if problem.code != "desa_kosong"]


def test_every_field_that_may_be_chosen_is_read_and_no_other_is_offered() -> None:
    """What the page offers for a column is what a row reader reads, by itself or as second best."""
    second = {"sector", "sales_year", "website", *papers.KINDS}
    told = (cleaning._READ | second) - {"number"}
    assert set(READABLE) == told & set(FIELDS)
    assert set(FIELDS) - told == UNREAD
    assert set(TELLS) == set(READABLE) - {"sex_m", "sex_f"}


@pytest.mark.parametrize(("cell", "year"), [("45", 1978), (45.0, 1978), ("45 th", 1978),
                                            ("45 Tahun", 1978), ("", None)])  # fmt: skip
def test_an_age_is_a_year_of_birth_reckoned_from_the_lists_year(
    cell: object, year: int | None
) -> None:
    """In a list of 2023; nothing else is told of the birth."""
    record, codes = read({"owner": "Rina", "age": cell})
    assert (record.birth_year, record.birth_date, codes) == (year, "", [])


def test_a_birth_date_or_a_nik_counts_before_an_age() -> None:
    """And an age that is none is told."""
    assert read({"owner": "Rina", "age": "45", "birth_date": "12-03-1981"})[0].birth_year == 1981
    assert read({"owner": "Rina", "age": "45", "nik": WOMAN})[0].birth_year == 1990
    assert read({"owner": "Rina", "age": "4"})[1] == ["angka_di_luar_batas"]
    assert read({"owner": "Rina", "age": "dewasa"})[1] == ["angka_tidak_sah"]
    assert read({"owner": "Rina", "age": "45"}, listed_in=0)[0].birth_year == DESK.day.year - 45


def test_a_site_is_a_way_of_selling_and_its_address_is_kept() -> None:
    """A bare word is no site."""
    record, _ = read({"owner": "Rina", "website": "tokorina.com"})
    assert record.channels == ["website"]
    assert record.extras == {"website": "tokorina.com"}
    assert read({"owner": "Rina", "website": "belum ada"})[0].channels == []
    assert read({"owner": "Rina", "website": "www.rina.id", "social": "IG"})[0].channels == [
        "instagram", "website",
    ]  # fmt: skip
    assert not wording.is_site("tidak.ada")


def test_a_name_that_suggests_another_sex_drops_no_nik() -> None:
    """It is kept and somebody looks; only a sex the row tells itself speaks against a NIK."""
    record, codes = read({"owner": "Basuni", "nik": WOMAN})
    assert (record.nik, record.sex, codes) == (WOMAN, "", ["nik_jenis_kelamin"])
    record, codes = read({"owner": "Basuni", "nik": WOMAN, "sex": "L"})
    assert (record.nik, record.sex, codes) == ("", "L", ["nik_jenis_kelamin"])
    record, codes = read({"owner": "Basuni", "nik": MAN})
    assert (record.nik, record.sex, codes) == (MAN, "L", [])


def test_negative_control_the_guess_itself_still_finds_the_doubt(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Were names no hint, nobody would look at such a NIK."""
    monkeypatch.setattr(identities, "likely_sex", lambda _name, _title: "")
    assert read({"owner": "Basuni", "nik": WOMAN})[1] == []


@pytest.mark.parametrize(
    ("cell", "low", "codes"),
    [
        ("Rp. 12 M", 12_000_000_000, ["angka_di_luar_batas"]),
        ("2 M", 2_000_000_000, []),
        ("500 jt", 500_000_000, []),
        ("1.500", None, ["omzet_ribuan"]),
        ("500", None, ["omzet_ribuan"]),
        ("1.500.000", 1_500_000, []),
    ],
)
def test_sums_that_are_hardly_meant_are_asked(cell: str, low: int | None, codes: list[str]) -> None:
    """More in a month than a micro business may sell in a year is taken and asked."""
    record, told = read({"owner": "Rina", "sales_month": cell})
    assert (record.sales_low, told) == (low, codes)
    assert rupiah.read_sales(cell).low == low


@pytest.mark.parametrize(
    ("chosen", "note", "status", "kept", "codes"),
    [
        ("Tutup", "", "closed", "", []),
        ("Tutup sementara", "ramai", "paused", "ramai", []),
        ("AKTIF", "", "active", "", []),
        ("Tutup", "sudah tutup sejak banjir", "closed", "sudah tutup sejak banjir", []),
        ("Aktif", "sudah tutup", "active", "sudah tutup", ["usaha_tutup"]),
        ("Aktif", "alm.", "active", "alm.", ["pemilik_meninggal"]),
        ("bangkrut", "", "closed", "bangkrut", ["usaha_tutup"]),
        ("sedang sepi", "dekat pasar", "active", "sedang sepi; dekat pasar", []),
        ("", "musiman", "seasonal", "", []),
    ],
)
def test_a_column_of_states_is_a_choice_and_no_question(
    chosen: str, note: str, status: str, kept: str, codes: list[str]
) -> None:
    """A word of the drop-down stands as it is; others are read as a note; both columns are kept."""
    record, told = read({"owner": "Rina", "status": chosen, "note": note})
    assert (record.status, record.note, told) == (status, kept, codes)


@pytest.mark.parametrize(
    ("men", "women", "whole", "told", "codes"),
    [
        ("", "", "5 orang", (None, None, 5), []),
        ("", "", 5.0, (None, None, 5), []),
        ("2", "3", "6", (2, 3, None), []),
        ("2", "", "5", (2, 3, None), []),
        ("", "3", "3", (0, 3, None), []),
        ("4", "", "3", (4, None, None), ["angka_tidak_sah"]),
        ("", "", "banyak", (None, None, None), ["angka_tidak_sah"]),
        ("", "", "-", (None, None, None), []),
    ],
)
def test_a_sum_of_workers_is_kept_as_one_or_shared_out(
    men: str, women: str, whole: object, told: tuple[int | None, ...], codes: list[str]
) -> None:
    """Of whom one sex is told the other is the rest; of nobody it is one number of no sex."""
    cells = {"owner": "Rina", "workers_m": men, "workers_f": women, "workers": whole}
    record, found = read(cells)
    assert (record.workers_m, record.workers_f, record.workers) == told
    assert (found, record.extras) == (codes, {})


def test_of_a_tax_number_only_that_there_is_one_is_kept() -> None:
    """The register has no place and no use for it, and of a person it is often the NIK."""
    record, _ = read({"owner": "Rina", "npwp": "09.123.456.7-735.000"})
    assert record.extras == {"npwp": "09.1••••••••••••.000"}
    assert veiled_kept("NPWP", "091234567735000") == "0912•••••••5000"
    assert read({"owner": "Rina", "npwp": "-"})[0].extras == {}


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("0812 5555 0001 (suami)", "+6281255550001"),
        ("0812-5111-0001 (anaknya)", "+6281251110001"), ("anak: 081255550001", "+6281255550001"),
        ("HP 0812 5555 0001 an. Rina", "+6281255550001"),
        ("O8l2 3456 7892", "+6281234567892"), ("08123 belum lengkap", ""), ("suami", ""),
    ],
)  # fmt: skip
def test_a_telephone_with_a_word_of_whose_it_is(cell: str, number: str) -> None:
    """Words beside a number do not spoil it; letters within one are mistyped digits as before."""
    assert read({"owner": "Rina", "phone": cell})[0].phone1 == number


@pytest.mark.parametrize(
    ("cell", "village"),
    [
        ("Ds. Sei Malang Kec. Amt Tengah", "63.08.05.2016"),
        ("Antasari Kec. Amuntai Tengah", "63.08.05.1001"),
    ],
)
def test_a_village_with_its_kecamatan_in_one_cell(cell: str, village: str) -> None:
    """In the column of villages as in an address."""
    record, codes = read({"owner": "Rina", "village": cell})
    assert (record.village[:8], codes) == (village[:8], [])
    assert record.village


def test_a_title_names_the_kecamatan_and_its_year() -> None:
    """`KECAMATAN AMUNTAI TENGAH TAHUN 2026` is one, the year no part of its name."""
    assert layout.group_named(["KECAMATAN AMUNTAI TENGAH TAHUN 2026", ""]) == (
        "district", "AMUNTAI TENGAH",
    )  # fmt: skip
    assert layout.group_named(["Desa Pinang 2026"]) == ("village", "Pinang")
    assert layout.group_named(["KECAMATAN BANJANG"]) == ("district", "BANJANG")
