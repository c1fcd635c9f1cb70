"""The command line of the import: JSON, exit codes, files beside."""

import csv
import json
from pathlib import Path

import openpyxl
import pytest

from lampit.basics.commandline import perform
from lampit.config.commands import commands
from lampit.registry.models import Business, ImportRun
from tests.registry import messy
from tests.registry.messy import HERE, HSU

XLSX = str(HERE / "messy_registry.xlsx")


def run(*words: str) -> int:
    """Run a command of the house in this process and return its exit code."""
    return perform(commands()[words[0]], words[1:])


@pytest.fixture
def office(db: None, tmp_path: Path, settings: object) -> Path:
    """Return an empty folder of an office whose instance knows its places."""
    settings.LAMPIT_HOME = tmp_path  # type: ignore[attr-defined]  # pytest-django's wrapper
    messy.load_places()
    return tmp_path


def test_a_dry_run_tells_everything_and_writes_nothing(
    office: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One JSON object with the contract's keys; `run` is null; cleaned and report lie beside."""
    cleaned, report = office / "bersih.csv", office / "perbaiki.xlsx"
    code = run(
        "import-businesses", XLSX, "--region", HSU, "--dry-run", "--json",
        "--cleaned", str(cleaned), "--report", str(report),
    )  # fmt: skip
    data = json.loads(capsys.readouterr().out)
    assert code == 1
    assert set(data) == {
        "run", "rows", "created", "updated", "unchanged", "rejected", "suspected_duplicates",
        "seconds", "columns", "problems",
    }  # fmt: skip
    assert (data["run"], data["rows"], data["rejected"]) == (None, 450, 10)
    assert data["created"] + data["updated"] + data["unchanged"] + data["rejected"] == data["rows"]
    assert (data["columns"]["NAMA PEMILIK"], data["columns"]["NO"]) == ("owner", None)
    assert len(data["problems"]) == 100
    assert {"row", "column", "value", "code", "message"} <= set(data["problems"][0])
    assert not Business.objects.exists()
    assert not ImportRun.objects.exists()
    with cleaned.open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    assert len([line for line in lines if line["sheet"] == messy.MAIN]) == 471
    assert report.stat().st_size > 5_000


def test_import_and_undo(office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The run's number undoes it; a second undo, or a cancel, is refused with one sentence."""
    run("import-businesses", XLSX, "--region", HSU, "--json")
    number = str(json.loads(capsys.readouterr().out)["run"])
    assert Business.objects.filter(withdrawn_at=None).count() == 404
    assert run("undo-import", number, "--json") == 0
    data = json.loads(capsys.readouterr().out)
    assert (data["withdrawn"], data["kept"]) == (404, [])
    assert not Business.objects.filter(withdrawn_at=None).exists()
    assert run("undo-import", number) == 1
    assert capsys.readouterr().err.strip() == "Impor ini sudah diurungkan."
    assert run("cancel-import", number) == 1


def test_wrong_use_is_one_sentence(office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Unknown region, unreadable file, unknown field, unknown run: exit 2, nothing written."""
    pdf = office / "daftar.xlsx"
    pdf.write_bytes(b"%PDF-1.7")
    mapping = office / "kolom.json"
    mapping.write_text('{"version": 1, "columns": {"Nama": "pemilik"}}')
    for words in (
        ["import-businesses", XLSX, "--region", "99.99"],
        ["import-businesses", str(pdf), "--region", HSU],
        ["import-businesses", XLSX, "--region", HSU, "--mapping", str(mapping)],
        ["import-businesses", str(office / "tidak-ada.xlsx"), "--region", HSU],
        ["undo-import", "4711"],
        ["cancel-import", "4711"],
    ):
        assert run(*words) == 2, words
        told = capsys.readouterr().err.strip()
        assert told.endswith(".")
        assert "\n" not in told
    assert not ImportRun.objects.exists()


def test_a_mapping_file_decides(office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Only the sheet it names is read, with the fields it names."""
    mapping = office / "kolom.json"
    mapping.write_text(
        json.dumps(
            {"version": 1, "sheet": messy.ADDED, "header_row": 3, "rows_per_header": 1,
             "columns": {"Nama": "owner", "Usaha": "name", "Keterangan": None}}
        )
    )  # fmt: skip
    run(
        "import-businesses", XLSX, "--region", HSU, "--mapping", str(mapping), "--dry-run", "--json"
    )
    data = json.loads(capsys.readouterr().out)
    assert data["rows"] == 39
    assert data["columns"]["Keterangan"] is None


def test_a_run_left_behind_gives_way_and_is_told(
    office: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Another file goes on at once and says how to go on with the first; cancel works by number."""
    first = office / "satu.csv"
    first.write_text("Nama Pemilik;Nama Usaha;Desa\nRina;Toko Rina;Antasari\n")
    second = office / "dua.csv"
    second.write_text("Nama Pemilik;Nama Usaha;Desa\nBasuni;UD Basuni;Antasari\n")
    assert run("import-businesses", str(first), "--region", HSU) == 0
    left = ImportRun.objects.get()
    ImportRun.objects.update(state="running")
    (office / "uploads" / f"impor-{left.pk}.lock").touch()
    capsys.readouterr()
    assert run("import-businesses", str(second), "--region", HSU) == 0
    assert f"lampit undo-import {left.pk}" in capsys.readouterr().err
    left.refresh_from_db()
    assert left.state == "failed"
    assert run("cancel-import", str(left.pk)) == 0
    left.refresh_from_db()
    assert left.state == "cancelled"


@pytest.mark.parametrize("words", [(), ("--dry-run",)])
def test_the_report_of_the_command_counts_what_the_run_counted(
    office: Path, words: tuple[str, ...]
) -> None:
    """The summary of `--report` tells the rows of the run, not noughts."""
    source, report = office / "u.csv", office / "perbaiki.xlsx"
    source.write_text(
        "Nama Usaha,Pemilik,NIK,Desa,Kecamatan\n"
        "Anyaman Rahmah,Rahmah,6308051201050000,Palimbangan,Haur Gading\n"
        "Kue Idah,Idah,,Palimbangan,Haur Gading\n",
        encoding="utf-8",
    )
    assert (
        run("import-businesses", str(source), "--region", HSU, "--report", str(report), *words) == 0
    )
    told = dict(openpyxl.load_workbook(report)["Ringkasan"].iter_rows(values_only=True))
    assert (told["Baris dibaca"], told["Usaha baru"], told["nik urut"]) == (2, 2, 1)


def test_a_file_without_a_list_is_a_problem(office: Path) -> None:
    """A text that holds no table brings nothing in, and the exit code says so."""
    source = office / "catatan.csv"
    source.write_text("catatan rapat\nhadir semua\n", encoding="utf-8")
    assert run("import-businesses", str(source), "--region", HSU) == 1
