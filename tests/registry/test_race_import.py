"""Races of real processes: one file comes in once, one run goes back once."""

from pathlib import Path
from typing import Any

import pytest

from lampit.basics.refusal import Refusal
from lampit.registry.actions import importing
from lampit.registry.models import Business, ImportRun
from tests.factories import NOW
from tests.processes import answer_of, shared_database
from tests.registry import messy

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]
LIST, CROWD = 90, "3"


@pytest.fixture
def path(tmp_path: Path, settings: Any) -> Path:
    """Return a clean list, in the folder of an office that knows its places."""
    settings.LAMPIT_HOME = tmp_path
    messy.load_places()
    path = tmp_path / "daftar.csv"
    rows = [f"Orang {n};Usaha {n};Antasari;Amuntai Tengah;08125{n:07d}" for n in range(LIST)]
    path.write_text("\n".join(["Nama Pemilik;Nama Usaha;Desa;Kecamatan;HP", *rows]))
    return path


def race(deed: str, what: object, folder: Path) -> Any:
    """Let three processes loose on what this test committed and return what they got."""
    database = shared_database(folder)
    return answer_of(
        "tests.registry.racing", deed, str(what), CROWD, folder=folder, database=database
    )


def test_one_file_at_once_comes_in_once(path: Path) -> None:
    """One process brings it in, the others are told so with exit 1; nothing is there twice."""
    told = race("import", path, path.parent)
    assert told["codes"] == [0, 1, 1]
    assert told["rows"] == told["different"] == LIST
    assert told["businesses"] == told["present"] == LIST


def test_one_run_undone_at_once_goes_back_once(path: Path) -> None:
    """One process tells the end, the others are refused; each row is undone and counted once."""
    run = importing.open_run(None, messy.HSU, path.name, path, now=NOW)
    importing.start_run(run, now=NOW)
    made = Business.objects.count()
    told = race("undo", run.pk, path.parent)
    assert told["codes"] == [0, 1, 1]
    assert (told["present"], told["undone"], told["withdrawn"]) == (0, made, [made])


def test_an_undo_that_reads_before_it_writes_would_count_twice(path: Path) -> None:
    """Negative control: a run read before the race still says it may be undone; the row rules."""
    run = importing.open_run(None, messy.HSU, path.name, path, now=NOW)
    importing.start_run(run, now=NOW)
    late = ImportRun.objects.get(pk=run.pk)
    importing.undo_run(run, None, now=NOW)
    assert late.state == ImportRun.State.DONE
    with pytest.raises(Refusal, match="sudah diurungkan"):
        importing.undo_run(late, None, now=NOW)
