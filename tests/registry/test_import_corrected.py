"""The problem report, corrected in Excel and imported again: only its rows are touched."""

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from lampit.basics.refusal import Refusal
from lampit.registry.actions import importing
from lampit.registry.actions.importing.holding import uploads
from lampit.registry.models import Business, Change, ImportRow, ImportRun, Owner
from lampit.registry.rules.importing import corrections
from tests.factories import member
from tests.registry import messy
from tests.registry.test_actions_import import NOW, edit
from tests.registry.test_import_command import run as command

pytestmark = pytest.mark.django_db
TITLE = "Perlu diperbaiki"


@pytest.fixture
def home(tmp_path: Path, settings: Any) -> Path:
    """Give each test its own folder of uploads, and the places of HSU."""
    settings.LAMPIT_HOME = tmp_path
    messy.load_places()
    return tmp_path


def listed(home: Path) -> Path:
    """Write a list: titles, a kecamatan as sub-heading, faults in four rows, two sheets."""
    book = openpyxl.Workbook()
    page = book.active
    page.title = "UMKM"
    page.append(["DAFTAR UMKM 2025"])
    page.append(["No", "Nama Pemilik", "Nama Usaha", "NIK", "Desa", "HP", "Jenis Usaha"])
    page.append(["KECAMATAN AMUNTAI TENGAH"])
    page.append([1, "Rina", "Toko Rina", "6308054403900012", "Antasari", "081251110001", "tikar"])
    page.append([2, "Basuni", "UD Basuni", "123", "Antasari", "081251110002", "lampit"])
    page.append([3, "Hamdan", "Warung Hamdan", "", "Entahlah", "081251110003", "warung"])
    page.append([4, "", "", "6308054503900021", "Antasari", "081251110004", "tas"])
    page.append([5, "Jumiati", "Bakul Jumi", "", "Antasari", "0812", "bakul"])
    other = book.create_sheet("Tambahan")
    other.append(["Nama Usaha", "Pemilik", "Kecamatan", "Desa", "Telp", "Omzet"])
    other.append(["Kue Lina", "Lina", "Banjang", "Palanjungan", "081251110006", "1,5 jt"])
    other.append(["Kue Sari", "Sari", "Banjang", "Tidak Tahu", "081251110007", "banyak"])
    path = home / "umkm.xlsx"
    book.save(path)
    return path


def imported(path: Path) -> tuple[ImportRun, importing.Report]:
    """Import a file and return its run and report."""
    run = importing.open_run(None, messy.HSU, path.name, path, now=NOW)
    return run, importing.start_run(run, now=NOW)


def report_of(run: ImportRun, home: Path) -> Path:
    """Write the report of a run."""
    path = home / f"perbaiki-{run.pk}.xlsx"
    importing.write_problems(ImportRun.objects.get(pk=run.pk), path, NOW.date())
    return path


def put_right(path: Path, right: dict[tuple[str, int], dict[str, object]]) -> None:
    """Correct cells as somebody does in Excel: (part, row of the office) → heading → value."""
    book = openpyxl.load_workbook(path)
    for (part, row), values in right.items():
        page = book[part]
        head = [cell.value for cell in page[1]]
        place = head.index("Baris asal") + 1
        line = next(n for n in range(2, page.max_row + 1) if page.cell(n, place).value == row)
        for heading, value in values.items():
            page.cell(line, head.index(heading) + 1, value)
    book.save(path)


def state(*fields: str) -> list[tuple[Any, ...]]:
    """Return columns of every business in order."""
    return list(Business.objects.order_by("id").values_list("id", *fields))


RIGHT: dict[tuple[str, int], dict[str, object]] = {
    (TITLE, 5): {"NIK": "6308051203800013"},
    (TITLE, 6): {"Desa": "Murung Sari"},
    (TITLE, 7): {"Nama Pemilik": "Halimah"},
    (f"{TITLE} 2", 3): {"Desa": "Lok Bangkai", "Omzet": "2 jt"},
}


def test_the_full_round_trip(home: Path) -> None:
    """Report, correct, import: three updated, one new, the rest bit for bit; again: unchanged.

    Two rows of the report were left as they were: one of them is only noted.
    """
    path = listed(home)
    run, first = imported(path)
    assert (first.counts["create"], first.counts["reject"]) == (6, 1)
    untouched = Business.objects.filter(owner__name__in=("Rina", "Lina", "Jumiati"))
    before, journal = list(untouched.values()), list(ImportRow.objects.filter(run=run).values())
    report = report_of(run, home)
    put_right(report, RIGHT)
    again, told = imported(report)
    assert again.corrects_id == run.pk
    counts = {name: told.counts[name] for name in ("rows", "create", "update", "unchanged")}
    assert counts == {"rows": 6, "create": 1, "update": 3, "unchanged": 2}
    assert list(untouched.values()) == before
    assert list(ImportRow.objects.filter(run=run).values()) == journal
    assert Owner.objects.get(name="Basuni").nik_status == "ok"
    places = dict(Business.objects.values_list("owner__name", "village_id"))
    assert (places["Hamdan"], places["Halimah"]) == ("63.08.05.1002", "63.08.05.1001")
    assert places["Sari"] is not None
    change = Change.objects.get(run=again, field="village", entity_id=Business.objects.get(
        owner__name="Hamdan").pk)  # fmt: skip
    assert change.row == 6
    after = state("name", "village_id", "version")
    _, same = imported(report)
    assert (same.counts["unchanged"], same.counts["create"], same.counts["update"]) == (6, 0, 0)
    assert state("name", "village_id", "version") == after


def test_the_sheets_of_a_report_may_change_their_order(home: Path) -> None:
    """Somebody puts a sheet of her own in front: it is a correction all the same."""
    run, _ = imported(listed(home))
    report = report_of(run, home)
    put_right(report, RIGHT)
    book = openpyxl.load_workbook(report)
    book.create_sheet("Coretan saya", 0).append(["tanya Pak RT"])
    book.save(report)
    again, told = imported(report)
    assert (again.corrects_id, told.counts["update"]) == (run.pk, 3)


def test_the_old_list_does_not_undo_what_was_put_right(home: Path) -> None:
    """The first file again: its faulty rows say nothing new, nothing changes."""
    path = listed(home)
    run, _ = imported(path)
    report = report_of(run, home)
    put_right(report, {(TITLE, 6): {"Desa": "Murung Sari", "HP": "081277770001"}})
    imported(report)
    after = state("village_id", "phone", "version")
    _, told = imported(path)
    assert (told.counts["create"], told.counts["update"]) == (0, 0)
    assert state("village_id", "phone", "version") == after


def test_what_people_put_right_meanwhile_is_kept(home: Path) -> None:
    """Somebody corrected the village at the desk before the report came back: that stays."""
    run, _ = imported(listed(home))
    report = report_of(run, home)
    hamdan = Business.objects.select_related("owner").get(name="Warung Hamdan")
    hamdan.village_id = "63.08.05.1001"
    edit(member("staff", messy.HSU), hamdan, name="Warung Haji Hamdan")
    put_right(report, {(TITLE, 6): {"Desa": "Murung Sari", "HP": "081277770001"}})
    imported(report)
    hamdan.refresh_from_db()
    assert (hamdan.name, hamdan.village_id) == ("Warung Haji Hamdan", "63.08.05.1001")


def test_a_correction_of_a_correction(home: Path) -> None:
    """What is still wrong is in the report of the second run, which comes back as well."""
    run, _ = imported(listed(home))
    report = report_of(run, home)
    put_right(
        report, {(TITLE, 6): {"Desa": "Masih Salah"}, (TITLE, 5): {"NIK": "6308051203800013"}}
    )
    second, told = imported(report)
    assert told.counts["reject"] == 1
    third = report_of(second, home)
    put_right(third, {(TITLE, 6): {"Desa": "Murung Sari"}, (TITLE, 7): {"Nama Usaha": "Tas Galuh"}})
    last, told = imported(third)
    assert (last.corrects_id, told.counts["create"], told.counts["update"]) == (second.pk, 1, 1)
    assert Business.objects.get(name="Warung Hamdan").village_id == "63.08.05.1002"


def test_a_correction_can_be_undone(home: Path) -> None:
    """Only what it changed goes back; the first run stays."""
    run, _ = imported(listed(home))
    before = state("name", "village_id", "phone")
    report = report_of(run, home)
    put_right(report, RIGHT)
    again, _ = imported(report)
    done = importing.undo_run(again, None, now=NOW)
    assert (done.withdrawn, done.restored) == (1, 3)
    known = {pk for pk, *_ in before}
    assert [row for row in state("name", "village_id", "phone") if row[0] in known] == before


def test_reports_that_belong_to_nothing_here(home: Path) -> None:
    """Of another office or another file it is a list like any other; of an undone run, refused."""
    run, _ = imported(listed(home))
    report = report_of(run, home)
    foreign = importing.open_run(None, "63.09", report.name, report, now=NOW)
    assert foreign.corrects is None
    ImportRun.objects.filter(pk=run.pk).update(digest="f" * 64)
    other = importing.open_run(None, messy.HSU, report.name, report, now=NOW)
    assert other.corrects is None
    ImportRun.objects.filter(pk=run.pk).update(digest=run.digest)
    importing.undo_run(run, None, now=NOW)
    with pytest.raises(Refusal) as refused:
        importing.open_run(None, messy.HSU, report.name, report, now=NOW)
    assert refused.value.code == "correction_undone"


def test_a_refused_correction_leaves_no_file(home: Path) -> None:
    """It is full of NIK, and no import would name it."""
    run, _ = imported(listed(home))
    report = report_of(run, home)
    importing.undo_run(run, None, now=NOW)
    before = sorted(uploads().iterdir())
    with pytest.raises(Refusal):
        importing.open_run(None, messy.HSU, report.name, report, now=NOW)
    assert sorted(uploads().iterdir()) == before


def test_the_pages_take_it_back(home: Path, client: Client) -> None:
    """Download, correct, upload: straight to the check, which names the import it corrects."""
    path = listed(home)
    run, _ = imported(path)
    client.force_login(member("staff", messy.HSU))
    report = home / "unduh.xlsx"
    report.write_bytes(client.get(f"/balai/impor/{run.pk}/perbaiki.xlsx").content)
    put_right(report, RIGHT)
    sent = SimpleUploadedFile("perbaiki.xlsx", report.read_bytes())
    answer = client.post("/balai/impor/", {"file": sent}, follow=True)
    page = " ".join(answer.content.decode().split())
    assert f"perbaikan dari impor {run.pk}" in page
    assert "6 baris: 1 usaha baru, 3 diperbarui, 2 sama, 0 belum bisa masuk" in page
    asked = f"/balai/impor/{run.pk}/urungkan/"
    assert "diperbaiki oleh impor" not in client.get(asked).content.decode()
    importing.start_run(ImportRun.objects.get(pk=run.pk + 1), now=NOW)
    question = client.get(asked).content.decode()
    assert f"diperbaiki oleh impor {run.pk + 1}" in question, "it stands in the way of an undo"


def test_the_command_line_takes_it_back(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`--report` and the corrected file, also as a dry run."""
    path, report = listed(home), home / "perbaiki.xlsx"
    assert command("import-businesses", str(path), "--region", messy.HSU, "--report",
                   str(report)) == 1  # fmt: skip
    put_right(report, RIGHT)
    assert command("import-businesses", str(report), "--region", messy.HSU, "--dry-run") == 0
    assert "6 baris: 1 usaha baru, 3 diperbarui" in capsys.readouterr().out
    assert command("import-businesses", str(report), "--region", messy.HSU) == 0
    assert Business.objects.count() == 7


def test_what_is_no_report(home: Path) -> None:
    """A workbook that only looks like one is read as a list; rows without a number are left out."""
    assert corrections.read([("Perlu diperbaiki", 1, ["Nama", "Baris asal"])]) is None
    told = corrections.read([
        (TITLE, 1, ["Nama", "Baris asal", "Kolom", "Masalah", "Saran"]),
        (TITLE, 2, ["Rina", 7.0, "", "", ""]), (TITLE, 3, ["Baru", "", ""]), (TITLE, 4, ["x"]),
        ("Ringkasan", 1, ["Nomor impor", 12.0]), ("Ringkasan", 2, ["Tanda berkas", "ab"]),
        ("Ringkasan", 3, [f"Lembar asal untuk {TITLE}", "UMKM"]),
    ])  # fmt: skip
    assert told is not None
    assert (told.run, told.mark, told.rows) == (12, "ab", {("UMKM", 7): ["Rina"]})


def test_the_check_of_a_correction_counts_its_own_rows(home: Path) -> None:
    """The list is read whole, but what fills the columns is told of the rows in the report."""
    run, _ = imported(listed(home))
    path = report_of(run, home)
    put_right(path, {(TITLE, 5): {"NIK": "6308051203800013"}})
    again = importing.open_run(None, messy.HSU, path.name, path, now=NOW)
    importing.check_run(again, now=NOW)
    told = {name: filled for name, _, filled, _ in again.counts["columns"]}
    rows = again.counts["rows"]
    assert rows < 7
    assert max(told.values()) <= rows
    assert told["Nama Pemilik"] < told["Jenis Usaha"] + 1
