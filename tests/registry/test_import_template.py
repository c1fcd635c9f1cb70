"""The template workbook: drop-downs that follow each other, and a way back without matching."""

from pathlib import Path

import openpyxl
import pytest
from django.test import Client
from openpyxl.utils import get_column_letter

from lampit.outside import entry_sheets, spreadsheets
from lampit.registry.actions import importing
from lampit.registry.models import Business, DoubtfulValue
from lampit.registry.queries.template import entry_sheet
from lampit.registry.rules import template
from lampit.registry.rules.importing import columns, vocabulary
from lampit.registry.rules.importing.reading import Lists
from tests.factories import NOW, member
from tests.registry import messy

pytestmark = pytest.mark.django_db
PLACES = [field.field for field in template.FIELDS]
TOLD = {
    "number": "1", "owner": "Rina", "nik": "6308054403900012", "sex": "P",
    "phone": "081251110001", "name": "Toko Rina", "products": "tikar", "kbli": "16292 Anyaman",
    "status": "Musiman", "district": "Amuntai Tengah", "village": "Antasari",
    "address": "Jalan Satu", "rt": "3", "rw": "1", "started": 2015, "workers_m": 1, "workers_f": 2,
    "sales_month": 1_500_000, "assets": 2_000_000, "marketplace": "Shopee", "nib": "",
    "pirt": "2036308010001-29", "halal": "", "merek": "idm 000123456",
}  # fmt: skip


@pytest.fixture
def blank(tmp_path: Path, settings: object) -> Path:
    """Return the template of HSU, freshly written."""
    settings.LAMPIT_HOME = tmp_path  # type: ignore[attr-defined]  # pytest-django's wrapper
    messy.load_places()
    path = tmp_path / "templat.xlsx"
    entry_sheets.write(path, entry_sheet(messy.HSU, 2026))
    return path


def fill(path: Path, *rows: dict[str, object]) -> Path:
    """Write rows below the example, as a person would, and return the file."""
    book = openpyxl.load_workbook(path)
    page = book[template.SHEET]
    for number, told in enumerate(rows, start=3):
        for place, name in enumerate(PLACES, start=1):
            page.cell(number, place).value = told[name] or None
    target = path.with_name("isian.xlsx")
    book.save(target)
    return target


def test_every_heading_is_known_without_a_second_look() -> None:
    """The template needs no matching: each column is what it says, surely."""
    guesses = columns.guess([field.title for field in template.FIELDS], [])
    assert [guess.field for guess in guesses] == PLACES
    assert min(guess.strength for guess in guesses) >= vocabulary.SURE


def test_villages_follow_the_kecamatan(blank: Path) -> None:
    """Each column has its check; the list of villages begins at its kecamatan and ends with it."""
    book = openpyxl.load_workbook(blank)
    page, aid = book[template.SHEET], book[entry_sheets.AID_SHEET]
    checks = {
        str(check.sqref).split(":")[0]: check for check in page.data_validations.dataValidation
    }
    assert len(checks) == len(template.FIELDS)
    for place, field in enumerate(template.FIELDS):
        check = checks[f"{get_column_letter(place + 1)}2"]
        assert (check.prompt, check.error) == (field.hint, field.hint), field.title
        assert check.showInputMessage, field.title
        assert check.showErrorMessage, field.title
        # A wrong value is refused, not only remarked; the arrow of a list is to be seen.
        assert check.errorStyle in (None, "stop"), field.title
        assert not check.showDropDown, field.title
        wanted = {"list": "list", "village": "list", "digits": "textLength"}
        wanted |= dict.fromkeys(("year", "count", "money"), "whole")
        assert check.type == wanted.get(field.check, check.type), field.title
    assert checks["C2"].type == "textLength"
    assert checks["D2"].formula1 == '"L,P"'
    formula = checks["K2"].formula1
    assert formula == (
        "OFFSET(Pilihan!$D$3,MATCH($J2,Pilihan!$C$3:$C$221,0)-1,0,"
        "COUNTIF(Pilihan!$C$3:$C$221,$J2),1)"
    )
    kecamatan = [row[2] for row in aid.iter_rows(min_row=3, max_row=221, values_only=True)]
    assert len(kecamatan) == 219
    assert kecamatan == sorted(kecamatan, key=str)
    assert page["C2"].number_format == "@"


def test_a_filled_template_comes_in_whole(blank: Path) -> None:
    """All columns are read, the example is passed by, nothing is doubted, no note is left."""
    second = {"owner": "Basuni", "pirt": "", "merek": "", "nik": "6308051203800013",
              "name": "UD Basuni",
              "phone": "081251110002", "sex": "L"}  # fmt: skip
    file = fill(blank, TOLD, TOLD | second)
    run = importing.open_run(None, messy.HSU, file.name, file, now=NOW)
    importing.check_run(run, now=NOW)
    report = importing.start_run(run, now=NOW)
    assert (report.counts["create"], report.counts["reject"]) == (2, 0)
    assert not report.problems
    assert not DoubtfulValue.objects.filter(run=run).exists(), "nothing is asked"
    rina = Business.objects.select_related("owner").get(name="Toko Rina")
    assert (rina.village_id, rina.kbli, rina.status) == ("63.08.05.1001", "16292", "musiman")
    assert (rina.workers_male, rina.workers_female, rina.rt, rina.note) == (1, 2, "3", "")
    assert (rina.phone, rina.channels) == ("+6281251110001", ["shopee"])
    assert rina.started_on is not None
    assert rina.started_on.year == 2015
    assert [(paper.kind, paper.number) for paper in rina.permits.order_by("kind")] == [
        ("merek", "IDM000123456"), ("pirt", "203630801000129"),
    ]  # fmt: skip


def test_each_choice_of_each_drop_down_comes_in_without_a_question(blank: Path) -> None:
    """One row for each status, sex, way of selling and KBLI: nothing doubtful, nothing noted."""
    sheet = entry_sheet(messy.HSU, 2026)
    choices = {"kbli": sheet.lists["kbli"], "sex": template.SEXES, "status": template.STATUSES}
    choices |= {"marketplace": template.ONLINE}
    rows = [
        TOLD | {name: value, "nik": "", "pirt": "", "phone": "",
                "owner": f"{_word(n)} {_word(n + 9)}", "name": f"Usaha {_word(n)} {name}"}
        for name in ("status", "sex", "marketplace", "kbli")
        for n, value in enumerate(choices[name])
    ]  # fmt: skip
    file = fill(blank, *rows)
    run = importing.open_run(None, messy.HSU, file.name, file, now=NOW)
    importing.check_run(run, now=NOW)
    report = importing.start_run(run, now=NOW)
    codes = {problem.code for problem in report.problems}
    assert codes <= {"mungkin_ganda"}, "invented names may be alike"
    assert not DoubtfulValue.objects.filter(run=run).exists(), "nothing is asked"
    made = Business.objects.order_by("pk")
    assert [one.status for one in made[: len(template.STATUSES)]] == [
        "aktif", "musiman", "tutup_sementara", "tutup",
    ]  # fmt: skip
    assert {one.note for one in made} == {""}
    assert [one.channels for one in made[6:14]] == [
        [], ["whatsapp"], ["facebook"], ["instagram"], ["tiktok"], ["shopee"], ["tokopedia"],
        ["situs"],
    ]  # fmt: skip
    assert [one.kbli for one in made[14:]] == [code[:5] for code in sheet.lists["kbli"]]


def _word(number: int) -> str:
    """Return an invented name of its own."""
    return "".join(chr(ord("a") + (number * 7 + step * 11) % 26) for step in range(7)).title()


def test_every_village_of_the_lists_is_found_again(blank: Path) -> None:
    """What the drop-downs offer is what the importer knows, all 219 villages."""
    desk, sheet = messy.desk(), entry_sheet(messy.HSU, 2026)
    found = {
        desk.gazetteer.find(village, district, "").village for district, village in sheet.pairs
    }
    assert len(found) == 219
    assert "" not in found


def test_an_empty_template_is_an_empty_list(blank: Path) -> None:
    """The example alone creates nothing, and the helping sheets are not asked for headings."""
    lists = Lists(messy.desk())
    assert {row.action for row in lists.rows(spreadsheets.rows(blank))} == {"ignore"}
    assert not lists.notes


def test_staff_downloads_it_and_others_do_not(client: Client, blank: Path) -> None:
    """The page of imports leads to it."""
    client.force_login(member("staff", messy.HSU))
    assert 'href="/balai/impor/templat.xlsx"' in client.get("/balai/impor/").content.decode()
    answer = client.get("/balai/impor/templat.xlsx")
    assert answer.content[:2] == b"PK"
    assert "templat-usaha-63.08.xlsx" in answer["Content-Disposition"]
    client.force_login(member("mentor", messy.HSU))
    assert client.get("/balai/impor/templat.xlsx").status_code == 403
