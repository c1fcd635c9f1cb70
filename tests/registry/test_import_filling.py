"""A kept column is read later as a field: without the upload, by the same rules, and taken back."""

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from lampit.basics.refusal import Refusal
from lampit.outside import vault
from lampit.people.models import Job
from lampit.registry.actions import importing
from lampit.registry.jobs import run_import
from lampit.registry.models import Business, Change, Claim, ImportRun, Owner
from lampit.registry.rules.importing import filling
from lampit.registry.rules.importing.filling import kept_columns, told_by
from lampit.registry.rules.importing.record import Record
from tests.factories import member
from tests.registry import messy
from tests.registry.test_actions_import import NOW, edit

database = pytest.mark.django_db
HEAD = ["Nama Pemilik", "Nama Usaha", "Desa", "Kode A", "Kode B", "HP"]
ROWS = [
    ["Rina", "Toko Rina", "Antasari", "6308054403900012", "2 jt", "081251110001"],
    ["Basuni", "UD Basuni", "Antasari", "", "12x3", "081251110002"],
    ["Hamdan", "Warung Hamdan", "Antasari", "6308055203900013", "500 rb", "081251110003"],
]


@pytest.fixture(name="home")
def messy_home(tmp_path: Path, settings: Any) -> Path:
    """Give each test its own folder of uploads, and the places of HSU."""
    settings.LAMPIT_HOME = tmp_path
    messy.load_places()
    return tmp_path


def listed(home: Path, rows: list[list[str]] = ROWS, name: str = "umkm.xlsx") -> Path:
    """Write a list with two columns whose headings say nothing."""
    book = openpyxl.Workbook()
    page = book.active
    for row in [HEAD, *rows]:
        page.append(row)
    path = home / name
    book.save(path)
    return path


def brought_in(path: Path) -> ImportRun:
    """Import a list, its two columns kept, and return the run."""
    run = importing.open_run(None, messy.HSU, path.name, path, now=NOW)
    run.mapping = {"version": 1, "columns": {"Kode A": None, "Kode B": None}}
    run.save()
    importing.start_run(run, now=NOW)
    return run


def filled(run: ImportRun, told: dict[str, str]) -> ImportRun:
    """Read kept columns of a run as fields, and return the run that did."""
    tables = importing.preview_tables(run, now=NOW).tables
    places = {one.header: (one.table, one.column) for one in kept_columns(tables)}
    chosen = {places[header]: field for header, field in told.items()}
    staff = member("staff", messy.HSU)
    opened = importing.open_filling(run, tables, chosen, staff, keep=False, now=NOW)
    importing.start_run(opened, now=NOW)
    return ImportRun.objects.get(pk=opened.pk)


def snapshot() -> list[dict[str, Any]]:
    """Return every column of businesses and owners but versions and times."""
    left_out = {"version", "updated_at"}
    return [
        {name: value for name, value in row.items() if name not in left_out}
        for rows in (Business.objects.order_by("pk"), Owner.objects.order_by("pk"))
        for row in rows.values()
    ]


@database
def test_a_kept_column_fills_its_field_and_is_taken_back(home: Path) -> None:
    """Sales and NIK of a finished list are read by the rules of every import; undo restores all."""
    run = brought_in(listed(home))
    before = snapshot()
    done = filled(run, {"Kode A": "nik", "Kode B": "sales_month"})
    told = (done.state, done.counts["update"], done.counts.get("create", 0))
    assert told == ("done", 2, 0)
    rina = Business.objects.get(owner__name="Rina")
    assert rina.owner is not None
    assert rina.owner.nik_index == vault.blind_index("nik", "6308054403900012")
    assert rina.owner.birth_year == 1990
    assert rina.sales_sealed is not None
    assert done.counts["problem:angka_tidak_sah"] == 1  # "12x3"
    change = Change.objects.get(run=done, entity_id=rina.pk, field="sales", entity="business")
    assert change.source == "impor"
    importing.undo_run(done, None, now=NOW)
    assert snapshot() == before


@database
def test_only_the_chosen_columns_are_told_again(home: Path) -> None:
    """What a person changed since stays, what another list filled since is noted beside."""
    run = brought_in(listed(home))
    basuni = Business.objects.get(owner__name="Basuni")
    edit(member("staff", messy.HSU), basuni, name="Usaha Baru Basuni")
    Business.objects.filter(owner__name="Hamdan").update(address="Jl. Lama")
    Change.objects.create(
        entity="business", entity_id=Business.objects.get(owner__name="Hamdan").pk,
        field="address", new="Jl. Lama", source="impor", at=NOW,
    )  # fmt: skip
    done = filled(run, {"Kode B": "address"})
    assert Business.objects.get(pk=basuni.pk).name == "Usaha Baru Basuni"
    hamdan = Business.objects.get(owner__name="Hamdan")
    assert hamdan.address == "Jl. Lama"
    claim = Claim.objects.get(run=done, entity_id=hamdan.pk)
    assert (claim.field, claim.value) == ("address", "500 rb")
    assert Business.objects.get(owner__name="Rina").address == "2 jt"


@database
def test_the_same_list_again_is_unchanged_either_way(home: Path) -> None:
    """Read with or without the column, the list that comes again makes nothing double."""
    path = listed(home)
    run = brought_in(path)
    filled(run, {"Kode B": "sales_month"})
    for columns in ({"Kode A": None, "Kode B": None}, {"Kode A": None, "Kode B": "sales_month"}):
        again = importing.open_run(None, messy.HSU, path.name, path, now=NOW)
        again.mapping = {"version": 1, "columns": columns}
        again.save()
        counts = importing.start_run(again, now=NOW).counts
        assert (counts["unchanged"], counts["create"], counts["update"]) == (3, 0, 0)


@database
def test_the_first_run_can_still_be_undone_whole(home: Path) -> None:
    """A column read later is of the list itself: it keeps no business from being withdrawn."""
    run = brought_in(listed(home))
    filled(run, {"Kode B": "sales_month"})
    undone = importing.undo_run(ImportRun.objects.get(pk=run.pk), None, now=NOW)
    assert (undone.withdrawn, undone.kept) == (3, [])


@database
def test_a_business_that_is_gone_is_not_made_again(home: Path) -> None:
    """Withdrawn since, or while the run goes on: nothing is created by reading a column."""
    run = brought_in(listed(home))
    Business.objects.filter(owner__name="Rina").update(withdrawn_at=NOW)
    done = filled(run, {"Kode B": "sales_month"})
    assert done.counts["update"] == 1
    assert Business.objects.count() == 3


@database
def test_what_is_refused(home: Path) -> None:
    """A field that another column is already, nothing at all, and a run that is not finished."""
    run = brought_in(listed(home))
    tables = importing.preview_tables(run, now=NOW).tables
    staff = member("staff", messy.HSU)
    for chosen in ({(0, 3): "phone"}, {}, {(0, 0): "note"}):
        with pytest.raises(Refusal) as refused:
            importing.open_filling(run, tables, chosen, staff, keep=False, now=NOW)
        assert refused.value.code == "nothing_chosen"
    importing.undo_run(run, None, now=NOW)
    with pytest.raises(Refusal) as refused:
        importing.open_filling(run, tables, {(0, 3): "note"}, staff, keep=False, now=NOW)
    assert refused.value.code == "filling_not_done"


@database
def test_negative_control_without_the_narrowing_all_is_told_again(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Were the whole row read again, a person's name would be written beside or over."""
    run = brought_in(listed(home))
    basuni = Business.objects.get(owner__name="Basuni")
    edit(member("staff", messy.HSU), basuni, name="Usaha Baru Basuni")
    monkeypatch.setattr(filling, "told_by", lambda record, _fields: record)
    done = filled(run, {"Kode B": "address"})
    assert Claim.objects.filter(run=done, field="name").exists()


@database
def test_the_page_of_a_finished_import_offers_its_kept_columns(home: Path, client: Client) -> None:
    """Staff choose a field and the worker fills it; others and neighbours see no such page."""
    run = brought_in(listed(home))
    page = f"/balai/impor/{run.pk}/kolom/"
    for role, code, status in (("head", messy.HSU, 403), ("staff", "63.07", 404)):
        client.force_login(member(role, code))
        assert client.get(page).status_code == status
    client.force_login(member("staff", messy.HSU))
    assert page in client.get(f"/balai/impor/{run.pk}/").content.decode()
    shown = client.get(page).content.decode()
    assert "Kode B" in shown
    assert "081251110001" not in shown
    assert client.post(page, {}).status_code == 422
    twice = {"tabel0_kolom3": "note", "tabel0_kolom4": "note"}
    assert "Dua kolom dibaca sama" in client.post(page, twice).content.decode()
    answer = client.post(page, {"tabel0_kolom4": "sales_month"})
    job = Job.objects.get()
    assert answer.headers["Location"] == reverse("people:job", args=[job.pk])
    run_import(job)
    filled_run = ImportRun.objects.get(fills=run)
    told = client.get(f"/balai/impor/{filled_run.pk}/").content.decode()
    assert "2 usaha diisi" in told
    assert "Kode B" in told
    assert client.get(f"/balai/impor/{filled_run.pk}/kolom/").status_code == 404
    assert f"kolom lain dari impor {run.pk}" in client.get("/balai/impor/").content.decode()


def test_a_record_tells_only_what_was_chosen() -> None:
    """Everything else is as unknown as in an empty record."""
    whole = Record(owner_name="Rina", phone1="+6281251110001", note="tutup", status="closed")
    assert told_by(whole, ["phone"]) == Record(phone1="+6281251110001")
    assert told_by(whole, ["note"]) == Record(note="tutup", status="closed")
