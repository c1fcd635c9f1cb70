"""Lists with a sheet for each month, titles over tables, villages in addresses."""

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from lampit.people.models import User
from lampit.registry.actions import importing
from lampit.registry.models import Business, ImportRun
from lampit.registry.queries.profile import open_value
from lampit.registry.rules.importing.layout import group_named, is_signature, title_named
from lampit.registry.rules.importing.months import folded, month_of, turned
from lampit.registry.rules.importing.record import FLAG, Record, SourceRow
from tests.factories import NOW, member
from tests.registry import messy

database = [pytest.mark.django_db, pytest.mark.database]
HEAD = ["No", "Nama Pemilik", "Nama Usaha", "Desa", "Kecamatan", "No HP", "Omset", "Surel"]
RUSDI = ["Rusdiansyah", "Toko Rusdi", "Antasari", "Amuntai Tengah", "081251770001"]
MAIMUNAH = ["Maimunah", "Wadai Maimunah", "Banyu Hirang", "Amuntai Selatan", ""]


@pytest.mark.parametrize(
    ("name", "month"),
    [
        ("JAN", (0, 1)), ("Januari 2026", (2026, 1)), ("feb 26", (2026, 2)), ("Peb", (0, 2)),
        ("MARET", (0, 3)), ("Bulan Agustus", (0, 8)), ("Agt", (0, 8)), ("Nop'25", (2025, 11)),
        ("Omset Des", (0, 12)), ("Data UMKM", None), ("Sheet1", None), ("Marabahan", None),
        ("Desa Junjung", None), ("Mei-Juni", None), ("FEB 26 [H]", (2026, 2)),
        ("Amuntai Tengah", None),
    ],
)  # fmt: skip
def test_the_month_of_a_sheet(name: str, month: tuple[int, int] | None) -> None:
    """By its name alone; what names anything else is no month."""
    assert month_of(name) == month


@pytest.mark.parametrize(
    ("sheets", "before"),
    [
        (["NOV", "DES", "JAN"], {"NOV", "DES"}), (["FEB", "JAN", "DES", "NOV"], {"DES", "NOV"}),
        (["DES", "DES [F]", "JAN"], {"DES", "DES [F]"}), (["JAN", "FEB", "MAR"], set()),
        (["JAN", "DES"], set()), (["DES", "FEB"], set()), (["DES 25", "JAN 26"], set()),
        (["DES", "JAN", "DES"], set()), (["Rekap", "Okt", "Nop", "Des"], set()),
        (["Rekap", "Nop", "Des", "Jan", "Peb"], {"Nop", "Des"}),
    ],
)  # fmt: skip
def test_months_over_the_turn_of_a_year(sheets: list[str], before: set[str]) -> None:
    """January beside December is the newer one; whatever else stands there is of one year."""
    assert turned(sheets) == before


def test_january_after_december_is_the_newest() -> None:
    """What it tells replaces what December told."""
    rows = [
        SourceRow(
            sheet, 4, [], FLAG, record=Record(owner_name="Rina", sales_high=sales),
            double_of=("NOV", 4) if place else None,
        )
        for place, (sheet, sales) in enumerate((("NOV", 1), ("DES", 2), ("JAN", 3)))
    ]  # fmt: skip
    record = next(iter(folded(rows))).record
    assert record is not None
    assert record.sales_high == 3


@given(st.permutations(["JAN", "FEB", "MAR"]), st.lists(st.integers(0, 9), min_size=3, max_size=3))
def test_the_newest_counts_in_whatever_order_the_sheets_stand(
    sheets: list[str], sales: list[int]
) -> None:
    """A month that tells nothing leaves what an earlier one told."""
    told = dict(zip(["JAN", "FEB", "MAR"], [value or None for value in sales], strict=True))
    rows = [
        SourceRow(
            sheet, 4, [], FLAG, record=Record(owner_name="Rina", sales_high=told[sheet]),
            double_of=(sheets[0], 4) if place else None,
        )
        for place, sheet in enumerate(sheets)
    ]  # fmt: skip
    found = list(folded(rows))
    newest = next((told[m] for m in ("MAR", "FEB", "JAN") if told[m] is not None), None)
    assert found[0].record is not None
    assert found[0].record.sales_high == newest
    assert [row.double_of for row in found[1:]] == [(sheets[0], 4)] * 2
    assert {problem.code for row in found[1:] for problem in row.problems} == {"bulan_lain"}


def row_of(sheet: str, row: int, like: tuple[str, int] | None = None, **told: Any) -> SourceRow:
    """Return a row that may be the business of another."""
    return SourceRow(sheet, row, [], FLAG, record=Record(**told), may_double=like)


def test_two_of_one_name_in_a_village_stay_two_through_all_months() -> None:
    """The second of a month is the second of each; a third that comes later is a third."""
    siti: dict[str, Any] = {"owner_name": "Siti", "village": "63.08.01.2001"}
    first = ("JAN", 4)
    rows = [row_of("JAN", 4, **siti, sales_high=1), row_of("JAN", 5, first, **siti, sales_high=7)]
    for month, sales in (("FEB", (2, 8, 5)), ("MAR", (3, 9, 6))):
        rows += [row_of(month, 4 + n, first, **siti, sales_high=s) for n, s in enumerate(sales)]
    found = list(folded(rows))
    assert [(row.sheet, row.row) for row in found if row.double_of is None] == [
        ("JAN", 4), ("JAN", 5), ("FEB", 6),
    ]  # fmt: skip
    told = [row.record.sales_high for row in found if row.double_of is None and row.record]
    assert told == [3, 9, 6]


def test_two_nik_under_one_name_are_two() -> None:
    """Also where the row that both resemble has none."""
    siti: dict[str, Any] = {"owner_name": "Siti", "village": "63.08.01.2001"}
    niks = ["6308015001800001", "6308015002800002"]
    rows = [row_of("JAN", 4, **siti)]
    rows += [row_of(month, 4, ("JAN", 4), **siti, nik=nik, nik_status="valid")
             for month, nik in zip(("FEB", "MAR"), niks, strict=True)]  # fmt: skip
    found = list(folded(rows))
    assert [row.double_of for row in found] == [None, ("JAN", 4), None]
    assert found[0].record is not None
    assert found[0].record.nik == niks[0]


def test_an_empty_cell_of_a_newer_month_empties_nothing() -> None:
    """Neither a NIK that was mistyped there, nor a village beside its kecamatan; a move counts."""
    known: dict[str, Any] = {
        "owner_name": "Siti", "phone1": "+6281251770001", "village": "63.08.01.2001",
        "district": "63.08.01", "nik": "6308015001800001", "nik_status": "valid",
        "activity": "kue", "kbli": "10710", "sector": "kuliner", "fixed_line": "+6252761001",
    }  # fmt: skip
    newer: dict[str, Any] = {
        "owner_name": "Siti", "phone1": "+6281251770001", "district": "63.08.01",
        "nik_status": "invalid", "sector": "jasa",
    }  # fmt: skip
    for told, kept in ((newer, {}), (newer | {"district": "63.08.02"}, {"village": ""})):
        rows = [row_of("JAN", 4, **known), row_of("FEB", 4, **told)]
        rows[1].double_of = ("JAN", 4)
        record = next(iter(folded(rows))).record
        assert record == Record(**(known | {"district": told["district"]} | kept))


def test_titles_name_whose_list_it_is() -> None:
    """A title may name anything: only the place in it counts, without year and kabupaten."""
    title = "DATA IKM KECAMATAN BABIRIK KABUPATEN HULU SUNGAI UTARA TAHUN 2026"
    assert group_named([title]) == ("", "")
    assert title_named([title]) == ("district", "BABIRIK")
    assert title_named(["Daftar UMKM Desa Pal Batu Kec. Paminggir"]) == (
        "village", "Pal Batu Kec. Paminggir",
    )  # fmt: skip
    assert title_named(["DAFTAR PELAKU USAHA", "2026"]) == ("", "")
    assert is_signature(["", "Amuntai, 30 Juni 2026"])
    assert is_signature(["Amuntai,      Juni 2026"])
    assert not is_signature(["1", "Rina", "Amuntai, 5 Mei 2001"])


@pytest.mark.parametrize(
    ("words", "kbli"),
    [
        ("anyaman purun", "16292"), ("tikar purun", "16292"), ("lampit rotan", "16291"),
        ("Tampah & nyiru", "16291"), ("mebel lemari", "31001"), ("tikar plastik", ""),
        ("toko mebel", ""), ("jual kerupuk", ""), ("kayu bambu", ""), ("tas", ""),
    ],
)  # fmt: skip
def test_known_words_tell_the_trade_and_one_unknown_asks(words: str, kbli: str) -> None:
    """The first word says what it is; material alone, or trade, decides nothing."""
    assert messy.activities().find("", words).kbli == kbli


def book(path: Path, sheets: dict[str, list[Any]]) -> Path:
    """Write a workbook."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        page = made.create_sheet(name)
        for row in rows:
            page.append(row)
    made.save(path)
    return path


def months(path: Path) -> Path:
    """Write a list of three months; the newest stands in the middle."""
    told = {
        "JAN": [["2 jt", "rusdi@contoh.id"], ["1 jt", ""]],
        "MAR": [["2,5 jt", ""], ["", ""]],
        "FEB": [["2,2 jt", "lama@contoh.id"], ["1,1 jt", ""]],
    }
    return book(path, {
        name: [["LAPORAN OMSET"], [], HEAD, [1, *RUSDI, *sales[0]], [2, *MAIMUNAH, *sales[1]]]
        for name, sales in told.items()
    })  # fmt: skip


@pytest.fixture
def staff(tmp_path: Path, settings: Any) -> User:
    """Return a staff member of an office that knows its places."""
    settings.LAMPIT_HOME = tmp_path
    messy.load_places()
    return member("staff", messy.HSU)


def brought_in(path: Path, owner: User) -> ImportRun:
    """Import a file and return its run."""
    run = importing.open_run(owner, messy.HSU, path.name, path, now=NOW)
    importing.check_run(run, now=NOW)
    importing.start_run(run, now=NOW)
    return ImportRun.objects.get(pk=run.pk)


def sales_of(shop: Business) -> int:
    """Open the sales of a month, rupiah."""
    return int(open_value(shop, "sales"))


class TestComesIn:
    """What becomes of them in the register."""

    pytestmark = database

    @pytest.mark.parametrize("is_long", [False, True])
    def test_a_business_of_many_months_comes_in_once_with_the_newest(
        self, client: Client, staff: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
        is_long: bool,
    ) -> None:  # fmt: skip
        """Also one that only its names tell; the page counts the rows, and asks about none."""
        if is_long:
            monkeypatch.setattr("lampit.registry.actions.importing.running.LONG_FILE", 1)
        run = brought_in(months(tmp_path / "rekap.xlsx"), staff)
        assert {name: run.counts.get(name, 0) for name in ("create", "double", "flagged")} == {
            "create": 2, "double": 4, "flagged": 0,
        }  # fmt: skip
        rusdi = Business.objects.get(name="Toko Rusdi")
        assert (sales_of(rusdi), rusdi.email) == (2_500_000, "lama@contoh.id")
        assert sales_of(Business.objects.get(name="Wadai Maimunah")) == 1_100_000
        client.force_login(staff)
        page = client.get(f"/balai/impor/{run.pk}/").content.decode()
        assert 'data-repeated="4"' in page
        assert "masuk sekali" in page
        again = brought_in(months(tmp_path / "lagi.xlsx"), staff)
        assert (again.counts.get("create", 0), again.counts.get("update", 0)) == (0, 0)
        importing.undo_run(again, staff, now=NOW)
        importing.undo_run(run, staff, now=NOW)
        assert not Business.objects.filter(withdrawn_at=None).exists()

    def test_a_cover_before_the_months_hides_none_of_them(
        self, staff: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A long list of an empty register, too."""
        monkeypatch.setattr("lampit.registry.actions.importing.running.LONG_FILE", 1)
        sheets: dict[str, list[Any]] = {"Sampul": [["LAPORAN 2026"]]}
        for month, sales in (("JAN", "1 jt"), ("FEB", "2 jt")):
            sheets[month] = [HEAD, [1, *MAIMUNAH, sales, ""]]
        run = brought_in(book(tmp_path / "sampul.xlsx", sheets), staff)
        assert (run.counts["create"], run.counts["double"]) == (1, 1)
        assert sales_of(Business.objects.get()) == 2_000_000

    def test_sheets_of_kecamatan_keep_the_first_and_ask(self, staff: User, tmp_path: Path) -> None:
        """No month, no newest: a business of two sheets comes in once and is told."""
        sheets = {
            name: [HEAD, [1, *RUSDI, sales, ""]]
            for name, sales in (("Amuntai Tengah", "2 jt"), ("Daftar lain", "3 jt"))
        }
        run = brought_in(book(tmp_path / "kec.xlsx", sheets), staff)
        assert (run.counts["create"], run.counts["problem:ganda_dalam_berkas"]) == (1, 1)
        assert sales_of(Business.objects.get()) == 2_000_000

    def test_each_table_has_the_kecamatan_of_its_own_title(
        self, staff: User, tmp_path: Path
    ) -> None:
        """Villages stand in the addresses; a further table without a title takes none over."""
        head = ["No", "Nama IKM", "Pemilik", "Alamat", "HP"]
        rows = [
            ["DATA IKM KECAMATAN BABIRIK"], [], head,
            [1, "Sumber", "Mugeni", "Ds. Babirik Hulu RT 2", "081351110001"],
            [2, "Mekar", "Rabiatul", "Sungai Durait Tengah", "081351110002"],
            ["", "Jumlah", "", "", ""], [], [],
            ["DATA IKM KECAMATAN DANAU PANGGANG TAHUN 2026"], [], head,
            [1, "Itik", "Sarkani", "Sei Panangah RT.3", "081351110003"], [], [],
            ["No", "Nama Usaha", "Nama Pemilik", "Desa", "No HP"],
            [1, "Purun", "Masitah", "Antasari", "081351110004"],
        ]  # fmt: skip
        run = brought_in(book(tmp_path / "dua.xlsx", {"Sheet1": rows}), staff)
        found = dict(Business.objects.values_list("name", "village__name"))
        assert found == {
            "Sumber": "Babirik Hulu", "Mekar": "Sungai Durait Tengah",
            "Itik": "Sungai Panangah", "Purun": "Antasari",
        }  # fmt: skip
        assert run.counts.get("flagged", 0) == 0
