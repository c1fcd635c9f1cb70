"""Columns that nobody asked for: kept, shown veiled to who works with the owner, and found."""

from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.test import Client

from lampit.registry import access, queries
from lampit.registry.actions import importing
from lampit.registry.actions.catalogue import catch_up
from lampit.registry.models import Business
from lampit.registry.queries.unread import unread_columns
from lampit.registry.rules import search
from lampit.registry.rules.importing.veiling import veiled_kept
from tests.factories import member
from tests.registry import messy
from tests.registry.test_actions_import import NOW
from tests.registry.test_import_filling import listed, messy_home

database = pytest.mark.django_db
home = messy_home


def found(text: str) -> set[str]:
    """Return the owners whom the search of the desk finds."""
    person = member("staff", messy.HSU)
    rows = access.visible_businesses(person)
    ids = queries.chosen(rows, queries.Asked(text=text), date(2026, 11, 29), regions=[messy.HSU])
    names = Business.objects.filter(pk__in=ids.tolist()).values_list("owner__name", flat=True)
    return {name for name in names if name}


def brought_in(path: Path) -> None:
    """Import a list; its odd columns are kept."""
    run = importing.open_run(None, messy.HSU, path.name, path, now=NOW)
    run.mapping = {"version": 1, "columns": {"Kode A": None, "Kode B": None}}
    run.save()
    importing.start_run(run, now=NOW)


ODD = [
    ["Rina", "Toko Rina", "Antasari", "Gang Melati belakang pasar", "081255667788", "081251110001"],
    ["Basuni", "UD Basuni", "Antasari", "6308051203800013", "suka", "081251110002"],
]


@database
def test_words_of_kept_columns_are_found_at_once_and_from_the_catalogue(home: Path) -> None:
    """Words by sound and parts of a number; before and after the catalogue caught up."""
    brought_in(listed(home, ODD))
    for _ in range(2):
        assert found("melati") == {"Rina"}
        assert found("66778") == {"Rina"}
        assert found("0812556677") == {"Rina"}
        assert found("rina pasar") == {"Rina"}
        catch_up()
    assert found("6308051203800013") == set()  # a NIK in a kept column was never kept whole


@database
def test_the_page_shows_them_veiled_to_some_roles_only(
    home: Path, client: Client, django_assert_max_num_queries: Any
) -> None:
    """Staff, head and mentor see content and run; others see no such part."""
    brought_in(listed(home, ODD))
    rina = Business.objects.get(owner__name="Rina")
    page = {}
    for role in ("staff", "head", "board", "admin", "enumerator"):
        client.force_login(member(role, messy.HSU))
        page[role] = client.get(f"/balai/usaha/{rina.public_id}/").content.decode()
    for role in ("staff", "head"):
        assert "Gang Melati belakang pasar" in page[role]
        assert "081255667788" not in page[role]
        assert "0812" in page[role]
    for role in ("board", "admin", "enumerator"):
        assert "Gang Melati" not in page[role]
    with django_assert_max_num_queries(1):
        shown = unread_columns(rina)
    assert [one.header for one in shown] == ["Kode A", "Kode B"]
    assert all("umkm.xlsx" in one.source for one in shown)


@database
def test_a_second_list_adds_its_columns_to_those_kept(home: Path) -> None:
    """No column is lost when another list tells of the same business; each names its own list."""
    brought_in(listed(home, ODD))
    book = openpyxl.Workbook()
    book.active.append(["Nama Pemilik", "Nama Usaha", "Desa", "Kode C", "HP"])
    book.active.append(["Rina", "Toko Rina", "Antasari", "mangga", "081251110001"])
    book.save(home / "kedua.xlsx")
    run = importing.open_run(None, messy.HSU, "kedua.xlsx", home / "kedua.xlsx", now=NOW)
    run.mapping = {"version": 1, "columns": {"Kode C": None}}
    run.save()
    importing.start_run(run, now=NOW)
    rina = Business.objects.get(owner__name="Rina")
    assert set(rina.extras) == {"Kode A", "Kode B", "Kode C"}
    told = {one.header: one.source for one in unread_columns(rina)}
    assert "umkm.xlsx" in told["Kode A"]
    assert "kedua.xlsx" in told["Kode C"]
    assert found("mangga") == {"Rina"}
    assert found("melati") == {"Rina"}


def test_what_is_veiled() -> None:
    """By heading or by content: NIK, telephones, birth dates, sums; words and small numbers not."""
    assert veiled_kept("Gang", "Melati 3") == "Melati 3"
    assert "55667788" not in veiled_kept("Kode B", "081255667788")
    assert veiled_kept("Omzet 2024", "Rp 5.000.000") == "Rp •.•••.•••"
    assert veiled_kept("Tgl Lahir", "12-03-1980") == "•••• 1980"
    assert "8051203800013" not in veiled_kept("Kode A", "6308051203800013")


def test_the_key_takes_kept_words_while_there_is_room() -> None:
    """Names and numbers of the business come first; veiled numbers are no words."""
    key = search.key("Toko Rina", "Rina", "+6281251110001")
    kept = search.beside(key, {"a": "Gang Melati", "b": "0812-5566-7788", "c": "6308••••0003"})
    assert kept.startswith(key)
    assert "6281255667788" in kept.split()
    assert "•" not in kept
    full = search.beside(key, {"a": " ".join(f"kata{n}" for n in range(200))})
    assert len(full) == search.LONGEST_KEY
    assert full.startswith(key)
    assert search.beside(key, {}) == key
