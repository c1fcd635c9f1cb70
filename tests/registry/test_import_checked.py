"""The check page tells of columns; the run's page in what it came out otherwise; the desk once."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from lampit.registry.actions import importing
from lampit.registry.jobs import run_import
from lampit.registry.models import ImportRun
from lampit.registry.queries.checked import columns_of, differences
from lampit.registry.rules.importing.checked import came_out_otherwise
from tests.factories import member
from tests.registry import messy
from tests.registry.test_actions_import import NOW
from tests.registry.test_import_filling import ROWS, listed, messy_home

database = pytest.mark.django_db
home = messy_home
ODD = [*ROWS, ["Jumiati", "Bakul Jumi", "Antasari", "", "", "0812"]]


def opened(home: Path, owner: Any = None) -> ImportRun:
    """Return a checked run; the list is written once."""
    path = home / "umkm.xlsx"
    path = path if path.exists() else listed(home, ODD)
    run = importing.open_run(owner, messy.HSU, path.name, path, now=NOW)
    run.mapping = {"version": 1, "columns": {"Kode A": "nik", "Kode B": "sales_month"}}
    run.save()
    importing.check_run(run, now=NOW)
    return ImportRun.objects.get(pk=run.pk)


@database
def test_each_column_is_told_with_what_is_filled_and_wrong(home: Path) -> None:
    """Of four rows: names all filled, a number that is none told in its column."""
    found = {one.header: (one.field, one.filled, one.wrong) for one in columns_of(opened(home))}
    assert found["Nama Pemilik"] == ("owner", 4, 0)
    assert found["Kode A"] == ("nik", 2, 0)
    assert found["Kode B"] == ("sales_month", 3, 1)
    assert found["HP"] == ("phone", 4, 1)


@database
def test_a_run_like_its_check_says_nothing_and_another_says_why(home: Path) -> None:
    """After another import of the same people fewer are new: the page names that import."""
    run = opened(home)
    first = listed(home, ROWS[:1], "lain.xlsx")
    other = importing.open_run(None, messy.HSU, first.name, first, now=NOW)
    importing.start_run(other, now=NOW)
    importing.start_run(run, now=NOW + timedelta(minutes=5))  # later, however long that one took
    told, why = differences(ImportRun.objects.get(pk=run.pk))
    changed = {one.word: (one.then, one.now) for one in told}
    assert changed["usaha baru"] == (4, 3)
    assert "lain.xlsx" in why
    again = opened(home)
    importing.start_run(again, now=NOW)
    assert differences(ImportRun.objects.get(pk=again.pk)) == ([], "")


@database
def test_the_desk_tells_of_a_finished_import_until_its_owner_looks(
    home: Path, client: Client
) -> None:
    """On the desk and the list of imports, for who started it; the page of the run ends it."""
    staff, other = member("staff", messy.HSU), member("staff", messy.HSU)
    run = opened(home, staff)
    job = importing.queue_run(run, staff, back_url="/", now=NOW)
    assert job is not None
    run_import(job)
    client.force_login(other)
    assert f'data-ended="{run.pk}"' not in client.get("/balai/impor/").content.decode()
    client.get(f"/balai/impor/{run.pk}/")  # somebody else looked: still news for its owner
    ImportRun.objects.filter(pk=run.pk).update(finished_at=timezone.now())
    client.force_login(staff)
    for page in ("/balai/", "/balai/impor/"):
        shown = client.get(page).content.decode()
        assert f'data-ended="{run.pk}"' in shown
        assert "umkm.xlsx selesai" in shown
    client.get(f"/balai/impor/{run.pk}/")
    for page in ("/balai/", "/balai/impor/"):
        assert f'data-ended="{run.pk}"' not in client.get(page).content.decode()


@database
def test_the_same_file_names_who_brought_it_in(home: Path, client: Client) -> None:
    """With the day, a way to that import, and a way on."""
    staff = member("staff", messy.HSU)
    staff.first_name = "Aluh"
    staff.save()
    run = opened(home, staff)
    importing.start_run(run, now=NOW)
    again = opened(home, staff)
    client.force_login(staff)
    shown = client.get(f"/balai/impor/{again.pk}/kolom/").content.decode()
    assert "oleh Aluh" in shown
    assert f"/balai/impor/{run.pk}/" in shown


def test_negative_control_equal_counts_are_no_difference() -> None:
    """Only what differs is told; without a check nothing is."""
    assert came_out_otherwise({"create": 3, "reject": 0}, {"create": 3}) == []
    assert came_out_otherwise({"create": 3}, {"create": 2, "update": 1}) == [
        ("create", 3, 2), ("update", 0, 1),
    ]  # fmt: skip
    assert came_out_otherwise(None, {"create": 3}) == []
