"""Numbers of papers in a list become papers, told and unchecked; an undo takes them back."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from lampit.people.models import User
from lampit.registry import actions
from lampit.registry.actions import importing
from lampit.registry.models import Business, Change, ImportRow, ImportRun, Permit
from lampit.registry.rules.importing.columns import guess
from lampit.registry.rules.importing.content import shares
from lampit.registry.rules.importing.papers import Paper, read
from tests.factories import NOW, member
from tests.registry import messy

database = [pytest.mark.django_db, pytest.mark.database]
HEAD = "Nama Pemilik;Nama Usaha;Desa;Kecamatan;HP;P-IRT;Sertifikat Halal"
RINA = "Rina;Toko Rina;Antasari;Amuntai Tengah;081251110001"
BASUNI = "Basuni;UD Basuni;Banyu Hirang;Amuntai Selatan;081251110002"
PIRT, HALAL, IDM = "203630801000129", "ID63110000123450123", "IDM000123456"


@pytest.mark.parametrize(
    ("kind", "cell", "numbers", "code"),
    [
        ("pirt", "P-IRT No. 2036308010001-29", [PIRT], ""),
        ("pirt", "2036308010001-29", [PIRT], ""),
        ("pirt", 203630801000129.0, [PIRT], ""),
        ("pirt", "206630801000", ["206630801000"], ""),
        ("pirt", "2036308010001-29; 2096308010002-29", [PIRT, "209630801000229"], ""),
        ("pirt", "2,03631E+14", [], "surat_tidak_sah"),
        ("pirt", "20363080100", [], "surat_tidak_sah"),
        ("pirt", "9036308010001-29", [], "surat_tidak_sah"),
        ("pirt", "masih proses", [""], ""),
        ("pirt", "ada", [], "surat_tanpa_nomor"),
        ("pirt", "Sudah", [], "surat_tanpa_nomor"),
        ("pirt", "belum ada", [], ""),
        ("pirt", "tidak", [], ""),
        ("pirt", "-", [], ""),
        ("pirt", "", [], ""),
        ("pirt", "2029", [], "surat_tidak_sah"),
        ("pirt", "Dinkes", [], "surat_tidak_sah"),
        ("halal", HALAL, [HALAL], ""),
        ("halal", "No. ID63110000123450123", [HALAL], ""),
        ("halal", "15100012340520 dan ID63110000123450123", ["15100012340520", HALAL], ""),
        ("halal", "pengajuan ke SiHalal", [""], ""),
        ("halal", "Belum", [], ""),
        ("halal", "1" * 41, [], "surat_tidak_sah"),
        ("pirt", "belum daftar", [], ""),
        ("merek", IDM, [IDM], ""),
        ("merek", "idm 000.123.456", [IDM], ""),
        ("merek", "Purun Asri (No. IDM000123456, s/d 2031)", [IDM], ""),
        ("merek", "IDM000123456 dan IDM000765432", [IDM, "IDM000765432"], ""),
        ("merek", "IDM 123456 2029", ["IDM123456"], ""),
        ("merek", 123456.0, ["123456"], ""),
        ("merek", "No. 000123456", ["000123456"], ""),
        ("merek", "dalam proses", [""], ""),
        ("merek", "Purun Asri (sedang diurus)", [""], ""),
        ("merek", "DID2026012345", [""], ""),
        ("merek", "ada", [], "surat_tanpa_nomor"),
        ("merek", "Sudah terdaftar", [], "surat_tanpa_nomor"),
        ("merek", "Purun Asri, terdaftar di DJKI", [], "surat_tanpa_nomor"),
        ("merek", "belum terdaftar", [], ""),
        ("merek", "Purun Asri (belum didaftarkan)", [], ""),
        ("merek", "Ditolak", [], ""),
        ("merek", "Purun Asri", [], ""),
        ("merek", "Wadai 3 Saudara", [], ""),
        ("merek", "EC00202612345678", [], "surat_tidak_sah"),
    ],
)
def test_what_a_cell_tells_of_papers(
    kind: str, cell: object, numbers: list[str], code: str
) -> None:
    """Numbers as the papers page keeps them; nothing is made up out of a yes."""
    found, told = read(kind, cell)
    assert ([paper.number for paper in found], told) == (numbers, code)


def test_a_pirt_number_tells_until_when_it_holds() -> None:
    """Its last two digits are the year."""
    assert read("pirt", PIRT)[0] == (Paper("pirt", PIRT, date(2029, 12, 31)),)
    assert read("halal", HALAL)[0][0].valid_until is None


@pytest.fixture
def staff(tmp_path: Path, settings: Any) -> User:
    """Return a staff member of an office that knows its places."""
    settings.LAMPIT_HOME = tmp_path
    messy.load_places()
    return member("staff", messy.HSU)


def brought_in(folder: Path, *rows: str, name: str = "daftar", owner: User | None = None) -> Any:
    """Import a list and return its run."""
    path = folder / f"{name}.csv"
    path.write_text("\n".join([HEAD, *rows]))
    return run_of(path, owner)


def run_of(path: Path, owner: User | None = None) -> Any:
    """Import a file and return its run."""
    run = importing.open_run(owner, messy.HSU, path.name, path, now=NOW)
    importing.check_run(run, now=NOW)
    importing.start_run(run, now=NOW)
    return ImportRun.objects.get(pk=run.pk)


def kept() -> list[tuple[str, str, str]]:
    """Return the papers there are: business, kind, number."""
    rows = Permit.objects.order_by("business_id", "kind", "number")
    return list(rows.values_list("business__name", "kind", "number"))


class TestNoted:
    """What becomes of them."""

    pytestmark = database

    @pytest.mark.parametrize("is_long", [False, True])
    def test_they_are_papers_told_by_the_list(
        self, client: Client, staff: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
        is_long: bool,
    ) -> None:  # fmt: skip
        """In both lanes; unchecked, with the list as their source; the cells are kept as well."""
        if is_long:
            monkeypatch.setattr("lampit.registry.actions.importing.running.LONG_FILE", 1)
        rows = f"{RINA};P-IRT 2036308010001-29;{HALAL}", f"{BASUNI};;proses"
        run = brought_in(tmp_path, *rows, owner=staff)
        assert kept() == [
            ("Toko Rina", "halal", HALAL), ("Toko Rina", "pirt", PIRT), ("UD Basuni", "halal", ""),
        ]  # fmt: skip
        one = Permit.objects.get(kind="pirt")
        assert (one.proof, one.proof_note) == ("dikatakan", "daftar daftar.csv")
        assert (one.proof_by, one.valid_until) == (staff, date(2029, 12, 31))
        assert run.counts["papers"] == 3
        shop = Business.objects.get(name="Toko Rina")
        assert shop.extras["P-IRT"] == "P-IRT 2036308010001-29"
        assert set(shop.extras) == {"P-IRT", "Sertifikat Halal"}
        client.force_login(staff)
        page = client.get(f"/balai/surat/{one.pk}/").content.decode()
        assert "daftar daftar.csv" in page
        assert "3 surat" in client.get(f"/balai/impor/{run.pk}/").content.decode()

    def test_the_same_list_again_notes_nothing_twice(self, staff: User, tmp_path: Path) -> None:
        """Nor does one that goes on after it was killed; a new number is a further paper."""
        brought_in(tmp_path, f"{RINA};{PIRT};")
        again = brought_in(tmp_path, f"{RINA};{PIRT};proses", name="lagi")
        assert kept() == [("Toko Rina", "halal", ""), ("Toko Rina", "pirt", PIRT)]
        assert again.counts["papers"] == 1
        ImportRun.objects.filter(pk=again.pk).update(state="running")
        importing.resume_run(ImportRun.objects.get(pk=again.pk), now=NOW)
        assert len(kept()) == 2
        assert Change.objects.filter(field="permit").count() == 2

    def test_a_number_of_another_owner_is_asked_about(self, staff: User, tmp_path: Path) -> None:
        """In the list or in the register: the first keeps it."""
        run = brought_in(tmp_path, f"{RINA};{PIRT};", f"{BASUNI};{PIRT};")
        assert kept() == [("Toko Rina", "pirt", PIRT)]
        told = ImportRow.objects.get(run=run, row=3).problems
        assert told == [["pirt", "surat_usaha_lain"]]
        assert run.counts["problem:surat_usaha_lain"] == 1

    def test_what_cannot_be_read_is_told_and_kept(self, staff: User, tmp_path: Path) -> None:
        """It is no reason to look at the row, but it is in the file to put right."""
        run = brought_in(tmp_path, f"{RINA};2,03631E+14;ada")
        assert kept() == []
        assert {code for _, code in ImportRow.objects.get(run=run).problems} == {
            "surat_tidak_sah", "surat_tanpa_nomor",
        }  # fmt: skip
        assert run.counts.get("flagged", 0) == 0

    def test_an_undo_takes_them_back_and_its_undo_brings_them(
        self, staff: User, tmp_path: Path
    ) -> None:
        """Of a business that was there before, too; what a person changed is hers and stays."""
        brought_in(tmp_path, f"{RINA};;", name="dulu")
        run = brought_in(tmp_path, f"{RINA};{PIRT};{HALAL}", f"{BASUNI};206630801000;")
        halal = Permit.objects.get(kind="halal")
        actions.change_permit(staff, halal.pk, f"{HALAL}9", now=NOW)
        undone = importing.undo_run(run, staff, now=NOW)
        assert kept() == [("Toko Rina", "halal", f"{HALAL}9")]
        assert undone.withdrawn == 1
        again = importing.undo_run(ImportRun.objects.get(pk=undone.number), staff, now=NOW)
        assert kept() == [
            ("Toko Rina", "halal", f"{HALAL}9"), ("Toko Rina", "pirt", PIRT),
            ("UD Basuni", "pirt", "206630801000"),
        ]  # fmt: skip
        importing.undo_run(ImportRun.objects.get(pk=again.number), staff, now=NOW)
        assert kept() == [("Toko Rina", "halal", f"{HALAL}9")]

    def test_a_list_whose_sheet_is_called_surat_is_undone_too(
        self, staff: User, tmp_path: Path
    ) -> None:
        """Its rows are in the journal of the undo under their sheet, its papers under none."""
        run = brought_in(tmp_path, f"{RINA};{PIRT};{HALAL}", f"{BASUNI};;proses", name="surat")
        assert ImportRow.objects.filter(run=run, sheet="surat").count() == 2
        undone = importing.undo_run(run, staff, now=NOW)
        assert (undone.withdrawn, kept()) == (2, [])
        importing.undo_run(ImportRun.objects.get(pk=undone.number), staff, now=NOW)
        assert len(kept()) == 3

    def test_an_undo_of_an_older_version_brings_its_papers_back(
        self, staff: User, tmp_path: Path
    ) -> None:
        """It journalled them as rows 1, 2 … of a sheet `surat`, without the day of issue."""
        undone = importing.undo_run(brought_in(tmp_path, f"{RINA};{PIRT};"), staff, now=NOW)
        row = ImportRow.objects.get(run=undone.number, action="paper")
        row.sheet, row.row = "surat", 1
        before = row.before or {}
        row.before = {name: told for name, told in before.items() if name != "issued_on"}
        row.save()
        importing.undo_run(ImportRun.objects.get(pk=undone.number), staff, now=NOW)
        assert kept() == [("Toko Rina", "pirt", PIRT)]

    def test_negative_control_papers_of_a_list_would_keep_its_businesses(
        self, staff: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Were they not taken back first, every business with one would count as used."""
        run = brought_in(tmp_path, f"{RINA};{PIRT};")
        monkeypatch.setattr(
            "lampit.registry.actions.importing.undoing.take_papers_back", lambda *_told: None
        )
        assert importing.undo_run(run, staff, now=NOW).withdrawn == 0


class TestAskedFor:
    """A paper that was being asked for is filled by its number: it stays one paper."""

    pytestmark = database

    def test_a_later_list_fills_it_and_its_undo_gives_it_back(
        self, staff: User, tmp_path: Path
    ) -> None:
        """Undone from the last to the first, nothing is left; brought back, all is there."""
        first = brought_in(tmp_path, f"{RINA};masih proses;", name="dulu")
        paper = Permit.objects.get()
        second = brought_in(tmp_path, f"{RINA};{PIRT};")
        assert kept() == [("Toko Rina", "pirt", PIRT)]
        assert Permit.objects.get().pk == paper.pk
        assert (Permit.objects.get().status, second.counts["papers"]) == ("berlaku", 1)
        undone = importing.undo_run(second, staff, now=NOW)
        assert kept() == [("Toko Rina", "pirt", "")]
        back = Permit.objects.get()
        assert (back.status, back.proof_note, back.valid_until, back.run) == (
            "proses", "daftar dulu.csv", None, first,
        )  # fmt: skip
        again = importing.undo_run(ImportRun.objects.get(pk=undone.number), staff, now=NOW)
        assert kept() == [("Toko Rina", "pirt", PIRT)]
        importing.undo_run(ImportRun.objects.get(pk=again.number), staff, now=NOW)
        assert kept() == [("Toko Rina", "pirt", "")]
        assert importing.undo_run(first, staff, now=NOW).withdrawn == 1
        assert kept() == []

    def test_one_that_the_office_asked_for_is_hers_again(self, staff: User, tmp_path: Path) -> None:
        """Noted on the page, with what it said; no list takes it away."""
        brought_in(tmp_path, f"{RINA};;", name="dulu")
        shop = Business.objects.get()
        actions.add_permit(staff, shop.public_id, "pirt", "", now=NOW, issued_on=date(2026, 1, 5))
        run = brought_in(tmp_path, f"{RINA};{PIRT};")
        assert kept() == [("Toko Rina", "pirt", PIRT)]
        told = Change.objects.filter(field="permit", run=run).values_list("old", "new").get()
        assert told[0]
        assert PIRT in told[1]
        importing.undo_run(run, staff, now=NOW)
        paper = Permit.objects.get()
        assert (paper.number, paper.run, paper.issued_on) == ("", None, date(2026, 1, 5))

    def test_within_one_list(self, staff: User, tmp_path: Path) -> None:
        """Of one business in two rows, in whatever order."""
        run = brought_in(tmp_path, f"{RINA};proses;{HALAL}", f"{RINA};{PIRT};proses")
        assert kept() == [("Toko Rina", "halal", HALAL), ("Toko Rina", "pirt", PIRT)]
        importing.undo_run(run, staff, now=NOW)
        assert kept() == []

    def test_what_a_person_changed_since_stays(self, staff: User, tmp_path: Path) -> None:
        """The number that a list told and a person saw is hers."""
        brought_in(tmp_path, f"{RINA};proses;", name="dulu")
        run = brought_in(tmp_path, f"{RINA};{PIRT};")
        seen = actions.Proof("dilihat", "suratnya")
        actions.change_permit(staff, Permit.objects.get().pk, PIRT, now=NOW, proof=seen)
        importing.undo_run(run, staff, now=NOW)
        assert kept() == [("Toko Rina", "pirt", PIRT)]


class TestBrands:
    """A brand: its registration, never just what goods are called."""

    @pytest.mark.parametrize(
        ("headers", "cells", "fields"),
        [
            (["Nama Usaha", "Merek"], ["IDM000123456", "belum", "proses", "ada"],
             ["name", "merek"]),
            (["Nama Usaha", "Merek"], ["Purun Asri", "Mama Rina", "Sari Ilung", "Asli"],
             ["name", ""]),
            (["Nama Pemilik", "Merek"], ["Purun Asri", "Mama Rina", "Sari Ilung", "Asli"],
             ["owner", "name"]),
            (["Nama Pemilik", "Merek"], ["IDM000123456", "belum", "proses", "ada"],
             ["owner", "merek"]),
            (["Merek", "Merek Terdaftar"], [], ["name", "merek"]),
        ],
    )  # fmt: skip
    def test_a_column_of_brands_is_told_by_what_stands_in_it(
        self, headers: list[str], cells: list[str], fields: list[str]
    ) -> None:
        """A name of goods makes no paper, a number makes no name."""
        rows = [("orang", cell) for cell in cells]
        found = guess(headers, shares(rows, 2, messy.gazetteer()) if cells else [])
        assert [one.field for one in found] == fields

    @pytest.mark.django_db
    @pytest.mark.database
    def test_they_come_in_as_papers_and_go_with_an_undo(self, staff: User, tmp_path: Path) -> None:
        """A number fills the one that was asked for; what goods are called stays as it came."""
        path = tmp_path / "merek.csv"
        heads = "Nama Pemilik;Nama Usaha;Desa;Kecamatan;HP;Merek terdaftar"
        path.write_text("\n".join([heads, f"{RINA};dalam proses", f"{BASUNI};Basuni Asli"]))
        run = run_of(path, staff)
        assert kept() == [("Toko Rina", "merek", "")]
        assert Business.objects.get(name="UD Basuni").extras == {"Merek terdaftar": "Basuni Asli"}
        path.write_text("\n".join([heads, f"{RINA};Toko Rina IDM 000 123 456"]))
        later = run_of(path, staff)
        assert kept() == [("Toko Rina", "merek", IDM)]
        importing.undo_run(later, staff, now=NOW)
        assert kept() == [("Toko Rina", "merek", "")]
        importing.undo_run(run, staff, now=NOW)
        assert kept() == []
