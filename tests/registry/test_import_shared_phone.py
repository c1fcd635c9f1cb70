"""Two who share a telephone and a name stay two persons when their NIK differ."""

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from lampit.outside import vault
from lampit.registry.actions.importing.reporting import write_problems
from lampit.registry.models import Business, ImportRun, Owner
from tests.factories import NOW
from tests.registry import messy
from tests.registry.test_actions_import import BASUNI, RINA, done

pytestmark = pytest.mark.django_db


def test_two_nik_with_one_telephone_are_two_owners(tmp_path: Path, settings: Any) -> None:
    """Neither NIK is lost."""
    settings.LAMPIT_HOME = tmp_path
    messy.load_places()
    one, other = "6308054507700001", "6308054507750002"
    rows = [
        [RINA[0], name, nik, *RINA[3:]]
        for name, nik in (("Toko Rina", one), ("Bakul Lain Sekali", other))
    ]
    done(tmp_path, *rows)
    wanted = {vault.blind_index("nik", number) for number in (one, other)}
    assert set(Owner.objects.values_list("nik_index", flat=True)) == wanted
    assert Business.objects.count() == 2
    assert len(set(Business.objects.values_list("owner", flat=True))) == 2


NIK = "6308105905800006"
STRANGER = "Noorhidayah"


def as_told(owner: str, business: str, nik: str = NIK) -> list[Any]:
    """Return a row of a list with another owner, business and NIK."""
    return [owner, business, nik, *RINA[3:7], "", *RINA[8:]]


@pytest.mark.parametrize("together", [True, False], ids=["one list", "register"])
def test_a_nik_under_a_name_that_shares_nothing_brings_nobody_together(
    tmp_path: Path, settings: Any, *, together: bool
) -> None:
    """One of both numbers is mistyped: the new one is dropped and asked about, no name is lost."""
    settings.LAMPIT_HOME = tmp_path
    messy.load_places()
    known, stranger = as_told("Aisyah", "Kue Aisyah"), as_told(STRANGER, "Kain Noor")
    if together:
        report = done(tmp_path, known, BASUNI, stranger)
    else:
        done(tmp_path, known)
        report = done(tmp_path, stranger)
    told = dict(Business.objects.exclude(name="UD Basuni").values_list("name", "owner__name"))
    assert told == {"Kue Aisyah": "Aisyah", "Kain Noor": STRANGER}
    assert not Owner.objects.get(name=STRANGER).nik_index
    assert Owner.objects.get(name="Aisyah").nik_index
    assert report.counts["problem:nik_nama_lain"] == 1
    count = Owner.objects.count()
    again = done(tmp_path, known, *([BASUNI] if together else []), stranger)
    assert (again.counts["create"], Owner.objects.count()) == (0, count)


def test_one_person_under_two_spellings_is_still_one(tmp_path: Path, settings: Any) -> None:
    """A title, an old spelling, a name left out: the second business is hers."""
    settings.LAMPIT_HOME = tmp_path
    messy.load_places()
    report = done(
        tmp_path,
        as_told("Siti Noorhidayah", "Kue Aisyah"), BASUNI, as_told("Hj. Nurhidayah", "Kain Noor"),
    )  # fmt: skip
    assert report.counts["problem:nik_nama_lain"] == 0
    assert Owner.objects.count() == 2
    assert Business.objects.count() == 3


def test_the_report_names_the_row_whose_nik_the_register_doubts(
    tmp_path: Path, settings: Any
) -> None:
    """The file alone does not show it: the run's journal does."""
    settings.LAMPIT_HOME = tmp_path
    messy.load_places()
    done(tmp_path, as_told("Aisyah", "Kue Aisyah"))
    done(tmp_path, BASUNI, as_told(STRANGER, "Kain Noor"))
    run = ImportRun.objects.latest("pk")
    target = tmp_path / "laporan.xlsx"
    assert write_problems(run, target, NOW.date()) == 1
    sheet = openpyxl.load_workbook(target).worksheets[0]
    told = [cell.value for cell in sheet[2]]
    assert STRANGER in told
    assert any("atas nama lain" in str(value) for value in told)


@pytest.mark.parametrize("people", [3, 4])
def test_a_nik_under_too_many_names_counts_whom_the_register_holds(
    tmp_path: Path, settings: Any, people: int
) -> None:
    """Who has it keeps it; from the fourth name on all rows are asked about together."""
    settings.LAMPIT_HOME = tmp_path
    messy.load_places()
    names = ["Noorhidayah", "Basirun", "Kamaliah"][: people - 1]
    done(tmp_path, as_told("Aisyah", "Kue Aisyah"))
    report = done(tmp_path, *(as_told(name, f"Usaha {name}") for name in names))
    assert report.counts["create"] == people - 1, "nobody is dropped"
    assert Owner.objects.get(name="Aisyah").nik_index
    assert not Owner.objects.exclude(name="Aisyah").exclude(nik_index="").exists()
    asked = report.counts["problem:nik_banyak_nama_lain"]
    assert asked == (people - 1 if people > 3 else 0)
    target = tmp_path / "laporan.xlsx"
    write_problems(ImportRun.objects.latest("pk"), target, NOW.date())
    told = [
        str(cell) for row in openpyxl.load_workbook(target).worksheets[0].values for cell in row
    ]
    assert sum("lebih dari tiga nama" in text for text in told) == asked
