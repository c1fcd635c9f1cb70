"""A NIK under more than three names is nobody's (registry.md section 3), whenever that is seen."""

from pathlib import Path
from typing import Any

import pytest

from lampit.outside import vault
from lampit.registry.actions import importing
from lampit.registry.models import Business, Change, ImportRow, ImportRun, Owner
from lampit.registry.rules.importing import reading, worn
from lampit.registry.rules.importing.worn import CODE as WORN
from tests.factories import NOW
from tests.registry import messy

pytestmark = [pytest.mark.django_db, pytest.mark.database]
NIK = "6308054403900021"
NAMES = ["Rina", "Basuni", "Hadijah", "Kartini", "Zulkifli"]


@pytest.fixture(autouse=True)
def office(tmp_path: Path, settings: Any) -> None:
    """Know the places."""
    settings.LAMPIT_HOME = tmp_path
    messy.load_places()


def brought_in(folder: Path, names: list[str], file: str = "daftar") -> ImportRun:
    """Import a list in which all bear one NIK."""
    path = folder / f"{file}.csv"
    rows = [f"{name};Usaha {name};{NIK};Antasari;Amuntai Tengah" for name in names]
    path.write_text("\n".join(["Nama Pemilik;Nama Usaha;NIK;Desa;Kecamatan", *rows]))
    run = importing.open_run(None, messy.HSU, path.name, path, now=NOW)
    checked = importing.check_run(run, now=NOW)
    report = importing.start_run(run, now=NOW)
    told = {code: count for code, count in report.counts.items() if code.startswith("problem:nik")}
    assert told == {c: n for c, n in checked.counts.items() if c.startswith("problem:nik")}
    return ImportRun.objects.get(pk=run.pk)


def who_has_it() -> list[str]:
    """Return the owners who bear the NIK."""
    index = vault.blind_index("nik", NIK)
    return list(Owner.objects.filter(nik_index=index).values_list("name", flat=True))


LOST = ["nik_tersalin"]  # it stands in the row above


def asked(run: ImportRun) -> dict[int, list[str]]:
    """Return row → codes about its NIK."""
    rows = ImportRow.objects.filter(run=run).exclude(problems=[]).order_by("row")
    return {row.row: [code for _, code in row.problems if code.startswith("nik")] for row in rows}


@pytest.mark.parametrize("together", [1_000, 2])
@pytest.mark.parametrize("is_long", [False, True])
def test_four_names_take_it_from_the_first_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, together: int, is_long: bool
) -> None:
    """Seen in time, or when the first was written blocks ago; read row by row, or by column."""
    monkeypatch.setattr(reading, "TOGETHER", together)
    monkeypatch.setattr("lampit.registry.actions.importing.running.BLOCK", together)
    if is_long:
        monkeypatch.setattr("lampit.registry.actions.importing.running.LONG_FILE", 1)
        monkeypatch.setattr("lampit.registry.actions.importing.running.LONG_BLOCK", together)
    run = brought_in(tmp_path, NAMES[:4])
    assert who_has_it() == []
    assert asked(run) == {2: [WORN], 3: LOST, 4: ["nik_nama_lain"], 5: LOST}
    assert Business.objects.filter(withdrawn_at=None).count() == 4
    assert run.counts["flagged"] == 4
    first = Owner.objects.get(name="Rina")
    assert (first.nik_sealed, first.nik_status) == (None, "other_name")
    importing.undo_run(run, None, now=NOW)
    assert not Business.objects.filter(withdrawn_at=None).exists()


def test_three_names_leave_it_with_the_first(tmp_path: Path) -> None:
    """Which of them is mistyped nobody can tell, so the first keeps it and the others are asked."""
    run = brought_in(tmp_path, NAMES[:3])
    assert who_has_it() == ["Rina"]
    assert asked(run) == {3: LOST, 4: ["nik_nama_lain"]}


def test_negative_control_without_the_bound_the_first_keeps_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So it was before."""
    monkeypatch.setattr(worn, "MOST_NAMES", 99)
    brought_in(tmp_path, NAMES)
    assert who_has_it() == ["Rina"]


def test_spellings_of_a_name_are_one_name(tmp_path: Path) -> None:
    """A person written in five ways keeps her NIK."""
    names = ["Siti Aisyah", "St. Aisyah", "Hj. Siti Aisyah", "Siti Aisyah binti Ahmad", "S. Aisyah"]
    brought_in(tmp_path, names)
    assert who_has_it() == ["Siti Aisyah"]


def test_what_another_list_told_before_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first list knew her alone: four new names are asked about, she keeps what she has."""
    brought_in(tmp_path, ["Rina"], "lama")
    brought_in(tmp_path, ["Rina", *NAMES[1:]], "baru")
    assert who_has_it() == ["Rina"]
    monkeypatch.setattr(reading, "TOGETHER", 1)
    run = brought_in(tmp_path, ["Rina", *NAMES[1:4]], "lagi")
    assert who_has_it() == ["Rina"]
    assert asked(run)[2] == [WORN]


def test_a_nik_filled_in_by_the_run_is_taken_back_and_the_history_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A known owner without one got it from the first row: the undo has nothing to put back."""
    plain = tmp_path / "lama.csv"
    plain.write_text(
        "Nama Pemilik;Nama Usaha;Desa;Kecamatan\nRina;Usaha Rina;Antasari;Amuntai Tengah\n"
    )
    first = importing.open_run(None, messy.HSU, plain.name, plain, now=NOW)
    importing.start_run(first, now=NOW)
    monkeypatch.setattr(reading, "TOGETHER", 1)
    monkeypatch.setattr("lampit.registry.actions.importing.running.BLOCK", 1)
    run = brought_in(tmp_path, NAMES)
    assert who_has_it() == []
    told = Change.objects.filter(entity="owner", field="nik", run=run).order_by("pk")
    assert [bool(change.new) for change in told] == [True, False]
    importing.undo_run(run, None, now=NOW)
    assert list(Business.objects.filter(withdrawn_at=None).values_list("name", flat=True)) == [
        "Usaha Rina"
    ]
