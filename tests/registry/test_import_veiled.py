"""What a problem report shows of people: veiled, or whole for a reason that is noted."""

from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from lampit.people.models import AuditEntry
from lampit.registry.jobs import JOBS
from lampit.registry.models import Business, Change, ExportRequest, ImportRun
from lampit.registry.rules import search
from lampit.registry.rules.importing.veiling import (
    unveiled,
    veiled,
    veiled_in,
    veiled_kept,
)
from lampit.registry.rules.veils import VEIL
from tests.factories import member
from tests.registry import messy, zoo
from tests.registry.test_import_corrected import TITLE, imported, put_right

NIK, PHONE = "6308051203800013", "081251110003"
ROWS: list[list[Any]] = [
    ["No", "Nama Pemilik", "NIK", "Desa", "Kecamatan", "HP", "Tgl Lahir", "Lain"],
    [1, "Hamdan", int(NIK), "Tidak Ada", "Amuntai Tengah", PHONE, "12/03/1980",
     f"KK 6308010101120001 / {PHONE}"],
]  # fmt: skip
CELLS: list[Any] = [NIK, int(NIK), float(NIK), "6308 0512 0380 0013", "123", PHONE, 81251110003,
                    "0812-5111-0003 / 0852 1111 2222", "12/03/1980", date(1980, 3, 12), 29292, "",
                    "-", "Antasari", "#REF!", f"NIK {NIK}"]  # fmt: skip


@given(st.sampled_from(CELLS), st.sampled_from(["nik", "phone", "birth_date", "village", ""]))
def test_what_comes_back_veiled_is_the_offices_own_cell(cell: object, field: str) -> None:
    """Whatever the column is; and what somebody wrote anew is what counts."""
    assert unveiled(veiled(cell, field), cell) == cell
    assert unveiled("6308054403900012", cell) == "6308054403900012"
    assert unveiled(f"63{VEIL * 4}99", cell) == f"63{VEIL * 4}99"


@given(st.sampled_from(CELLS))
def test_so_does_a_cell_of_a_column_without_a_heading(cell: object) -> None:
    """It is veiled by what it looks like, and comes back all the same."""
    assert unveiled(veiled_in("kolom F", cell, ""), cell) == cell
    assert veiled_in("Lain", cell, "") == veiled(cell, "")


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("Rp 25.000.004", "Rp ••.•••.•••"), ("Rp500", "Rp•••"), ("25.000.000,50", "••.•••.•••,••"),
        ("2,5 juta", "•,• juta"), ("500 rb", "••• rb"), ("1 250 000", "• ••• •••"),
        ("25000004", "••••••••"), ("17-08-1974", "•••• 1974"), ("1974-08-17", "•••• 1974"),
        ("Amuntai, 17 Agustus 1974", "Amuntai, •••• 1974"), ("17/8/74", "••••"),
        ("17081974", "••••••••"), ("081255667788", "0812••••7788"),
        ("6308051203800013", "6308••••••••0013"), ("dekat pasar", "dekat pasar"),
        ("RT 2 RW 1", "RT 2 RW 1"), ("sejak 2015", "sejak 2015"), ("3 orang", "3 orang"),
        ("No. 12", "No. 12"),
    ],
)  # fmt: skip
def test_without_a_heading_days_and_sums_are_veiled_by_their_look(cell: str, shown: str) -> None:
    """On the page of the business, in the report, and whoever searches for them finds nobody."""
    assert veiled_kept("kolom F", cell) == shown
    assert veiled_in("kolom F", cell, "") == shown
    hidden = {word for word in shown.split() if VEIL in word}
    found = search.beside("rina", {"kolom F": cell}).split()
    assert len(found) == 1 + len({*shown.split()} - hidden - {"No."}) + (shown == "No. 12")
    assert not [word for word in found if len(word) > 4 and word.isdigit()]


def test_negative_control_a_heading_of_the_office_says_what_a_column_holds() -> None:
    """What stands under a heading is shown and found as before."""
    assert veiled_kept("Kode", "17-08-1974") == "17-08-1974"
    assert "17081974" in search.beside("rina", {"Kode": "17081974"})


@pytest.mark.parametrize("field", ["nik", "phone", "birth_date"])
def test_no_number_of_a_person_is_whole(field: str) -> None:
    """Not in its own column, and a NIK or telephone not in any other."""
    for cell in CELLS[:11]:
        told = str(veiled(cell, field))
        assert NIK not in told.replace(" ", "")
        assert sum(sign.isdigit() for sign in told) <= 8
    assert NIK not in str(veiled(f"NIK {NIK}", ""))


@pytest.fixture
def run(tmp_path: Path, settings: object, client: Client) -> ImportRun:
    """Return an import with one faulty row; staff of HSU is signed in."""
    settings.LAMPIT_HOME = tmp_path  # type: ignore[attr-defined]  # pytest-django's wrapper
    messy.load_places()
    client.force_login(member("staff", messy.HSU))
    return imported(zoo.one_sheet(tmp_path, ROWS))[0]


def saved(content: bytes, folder: Path) -> tuple[Path, str]:
    """Return a downloaded workbook and all its text."""
    path = folder / "perbaiki.xlsx"
    path.write_bytes(content)
    book = openpyxl.load_workbook(path)
    cells = (cell for page in book for row in page.iter_rows(values_only=True) for cell in row)
    return path, " ".join(str(cell) for cell in cells)


@pytest.mark.django_db
def test_the_download_is_veiled_and_comes_back(
    run: ImportRun, client: Client, tmp_path: Path
) -> None:
    """No NIK, KK, telephone or birthday in it; corrected, it changes the village and no more."""
    address = f"/balai/impor/{run.pk}/perbaiki.xlsx"
    path, text = saved(client.get(address).content, tmp_path)
    for told in (NIK, PHONE, "12/03/1980", "6308010101120001"):
        assert told not in text
    entry = AuditEntry.objects.filter(deed="import_report").latest("pk")
    assert (entry.fields, entry.reason) == ("", "")
    put_right(path, {(TITLE, 2): {"Desa": "Murung Sari"}})
    again, report = imported(path)
    assert (report.counts["update"], report.counts["reject"]) == (1, 0)
    changed = Change.objects.filter(run=again).values_list("field", flat=True)
    assert set(changed) == {"village"}


@pytest.mark.django_db
def test_whole_only_for_a_reason_that_is_noted(
    run: ImportRun, client: Client, tmp_path: Path
) -> None:
    """Without words of why there is no file; with them the audit has who, what and why."""
    address = f"/balai/impor/{run.pk}/perbaiki.xlsx"
    refused = client.post(address, {"reason": "lihat"}, follow=True)
    assert "Tulis alasannya" in refused.content.decode()
    assert not AuditEntry.objects.filter(deed="import_report").exists()
    assert "Unduh yang utuh" in client.get(f"/balai/impor/{run.pk}/").content.decode()
    answer = client.post(address, {"reason": "mencocokkan dengan KTP di kantor"})
    _, text = saved(answer.content, tmp_path)
    assert NIK in text
    assert PHONE in text
    entry = AuditEntry.objects.filter(deed="import_report").latest("pk")
    assert (entry.fields, entry.reason) == ("nik,phone,birth", "mencocokkan dengan KTP di kantor")
    assert "keperluan: mencocokkan dengan KTP di kantor" in text


@pytest.mark.django_db
def test_many_leave_whole_by_two_people_only(
    run: ImportRun, client: Client, tmp_path: Path, settings: Any
) -> None:
    """More rows than one may take alone: the head is asked, a job writes, the asker fetches."""
    settings.LIST_ALONE = 0
    address = f"/balai/impor/{run.pk}/perbaiki.xlsx"
    assert client.get(address).status_code == 200  # veiled as ever
    refused = client.post(address, {"reason": "x"}, follow=True)
    assert "Tulis alasannya" in refused.content.decode()
    asked = client.post(address, {"reason": "mencocokkan dengan KTP di kantor"})
    request = ExportRequest.objects.get()
    assert asked["Location"] == f"/balai/usaha/unduh/permintaan/{request.pk}/"
    head = Client()
    head.force_login(member("head", messy.HSU))
    page = head.get(asked["Location"]).content.decode()
    assert "tanggal lahir" in page.lower()
    head.post(f"{asked['Location']}setujui/")
    request.refresh_from_db()
    assert request.job is not None
    JOBS[request.job.kind](request.job)
    file = b"".join(client.get(f"{asked['Location']}berkas/"))
    assert NIK in saved(file, tmp_path)[1]
    opened = AuditEntry.objects.get(deed="export_unmasked")
    assert set(opened.fields.split(",")) == {"nik", "phone", "birth"}


@pytest.mark.django_db
@pytest.mark.database
def test_a_day_and_a_sum_without_a_heading_stand_nowhere_in_clear(
    tmp_path: Path, settings: Any, client: Client
) -> None:
    """Neither on the business page, nor in the report of what is to be put right, nor found."""
    settings.LAMPIT_HOME = tmp_path
    messy.load_places()
    client.force_login(member("staff", messy.HSU))
    head = ["No", "Nama Pemilik", "Desa", "Kecamatan", "", ""]
    day, much = "17-08-1974", "Rp 25.000.004"
    rows: list[list[Any]] = [
        head, [1, "Hamdan", "Antasari", "Amuntai Tengah", "langganan", "dekat pasar"],
        [2, "Rina", "Antasari", "Amuntai Tengah", day, much],
        [3, "Basuni", "Tidak Ada", "Amuntai Tengah", day, much],
    ]  # fmt: skip
    run, _ = imported(zoo.one_sheet(tmp_path, rows))
    shop = Business.objects.get(owner__name="Rina")
    assert shop.extras == {"kolom E": day, "kolom F": much}
    page = client.get(f"/balai/usaha/{shop.public_id}/").content.decode()
    _, report = saved(client.get(f"/balai/impor/{run.pk}/perbaiki.xlsx").content, tmp_path)
    for text in (page, report):
        assert (day in text, much in text, "25.000.004" in text) == (False, False, False)
        assert "•••• 1974" in text
    assert "25000004" not in shop.search_key
    assert shop.search_key.split()[-2:] == ["1974", "rp"]
