"""Indexes held off while an empty register fills: all back at the end, whatever befell the run."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from lampit.registry.actions import importing
from lampit.registry.actions.importing import indexes, running
from lampit.registry.jobs import TICKS
from lampit.registry.models import Business, Change, HeldIndex, ImportRow, ImportRun, Owner
from tests.factories import NOW
from tests.registry import messy

pytestmark = pytest.mark.django_db(transaction=True)
SHEET = messy.HERE / "messy_registry.csv"


@pytest.fixture(autouse=True)
def long_lists(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let every list be long, in an office that knows its places; leave no index off."""
    settings.LAMPIT_HOME = tmp_path
    monkeypatch.setattr(running, "LONG_FILE", 0)
    messy.load_places()
    yield
    indexes.build_all()


def names() -> set[str]:
    """Return the names of the indexes and references of what an import writes."""
    found: set[str] = set()
    with connection.cursor() as cursor:
        for model in (Owner, Business, Change, ImportRow):
            told = connection.introspection.get_constraints(cursor, model._meta.db_table)
            found |= {name for name, one in told.items() if one["index"] or one["foreign_key"]}
    return found


def checked() -> set[str]:
    """Return what PostgreSQL would refuse in a business of a village that is not there."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname FROM pg_constraint WHERE conrelid = 'registry_business'::regclass "
            "AND contype = 'f' AND conname LIKE '%village%'"
        )
        return {row[0] for row in cursor.fetchall()}


def opened() -> ImportRun:
    """Return a run of the messy registry."""
    return importing.open_run(None, messy.HSU, SHEET.name, SHEET, now=NOW)


def started(progress: Callable[[int], bool]) -> tuple[ImportRun, importing.Report]:
    """Import the messy registry and tell how it went."""
    run = opened()
    return run, importing.start_run(run, now=NOW, progress=progress)


def watched(seen: list[set[str]]) -> Callable[[int], bool]:
    """Return a progress that notes which indexes there are after each block."""

    def look(_rows: int) -> bool:
        seen.append(names())
        return True

    return look


def test_an_empty_register_fills_without_them_and_has_them_afterwards() -> None:
    """Away while the list is written, the same again when it is in; nothing is kept of it."""
    before, meanwhile = names(), list[set[str]]()
    _, report = started(watched(meanwhile))
    assert report.counts["create"] > 350
    away = before - meanwhile[0]
    assert {"business_name", "owner_by_name", "business_place_name"} <= away
    there = {"change_entity", "business_updated"}  # on PostgreSQL only; references as well
    assert there <= away if connection.vendor == "postgresql" else not there & away
    assert not any("nik_index" in name and not name.endswith("_like") for name in away)
    assert names() == before
    assert not HeldIndex.objects.exists()


def test_a_run_that_is_stopped_builds_them() -> None:
    """Who cancels a run leaves the register as quick as it was."""
    before = names()
    _, report = started(lambda _rows: False)
    assert not report.is_whole
    assert names() == before


def test_a_run_that_falls_builds_them() -> None:
    """An error in the middle leaves the register as quick as it was."""

    def fall(_rows: int) -> bool:
        raise KeyError

    before = names()
    with pytest.raises(KeyError):
        started(fall)
    assert names() == before


def test_what_a_killed_run_left_off_is_built_by_the_clock() -> None:
    """Not while its process may live; then each of them, once."""
    before, run = names(), opened()
    ImportRun.objects.filter(pk=run.pk).update(state=ImportRun.State.RUNNING, beat_at=NOW)
    run.refresh_from_db()
    indexes._hold(run)
    left = HeldIndex.objects.count()
    assert left == len(before - names()) > 0
    assert TICKS["indexes_built"](NOW) == 0
    later = NOW + timedelta(hours=1)
    assert TICKS["indexes_built"](later) == left
    assert names() == before
    assert TICKS["indexes_built"](later) == 0


def test_a_reference_that_broke_meanwhile_comes_back_for_new_rows() -> None:
    """PostgreSQL holds references off, too: a broken one leaves no register without its guard."""
    if connection.vendor != "postgresql":
        return
    run, before = opened(), names()
    indexes._hold(run)
    assert not checked()
    Business.objects.bulk_create([business_of("63.08.99.9999")])
    indexes.build_all()
    assert names() == before
    (name,) = checked()
    with pytest.raises(IntegrityError):  # told when it is committed
        Business.objects.bulk_create([business_of("63.08.98.9999")])
    Business.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE registry_business VALIDATE CONSTRAINT {name}")


def test_who_works_meanwhile_is_never_the_one_refused() -> None:
    """A petugas in the middle of a business: the list is written slower then, and she goes on."""
    if connection.vendor != "postgresql":
        return
    before, run = names(), opened()
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            other.set_autocommit(False)
            cursor.execute("LOCK TABLE registry_business IN ROW EXCLUSIVE MODE")
            indexes._hold(run)
            cursor.execute("SELECT count(*) FROM places_region")  # nothing of hers is shut
            other.rollback()
    finally:
        other.close()
    assert names() == before
    assert not HeldIndex.objects.exists()
    indexes._hold(run)
    assert names() != before


def business_of(village: str) -> Business:
    """Return a business, not kept, of a village that need not be there."""
    return Business(
        public_id=village[-11:], region_id=messy.HSU, village_id=village, created_at=NOW,
        updated_at=NOW,
    )  # fmt: skip


def test_a_full_register_keeps_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where others look for their businesses nothing is held off."""
    monkeypatch.setattr(indexes, "FEW", 0)
    before, meanwhile = names(), list[set[str]]()
    started(watched(meanwhile))
    assert meanwhile[0] == before


def test_the_database_allows_one_import_at_work_in_a_kabupaten() -> None:
    """Whoever forgets the lock of the kabupaten is stopped by the table."""
    running_now = ImportRun.State.RUNNING
    first, second = opened(), opened()
    ImportRun.objects.filter(pk=first.pk).update(state=running_now)
    with pytest.raises(IntegrityError), transaction.atomic():
        ImportRun.objects.filter(pk=second.pk).update(state=running_now)
    ImportRun.objects.filter(pk=first.pk).update(state=ImportRun.State.DONE)
    ImportRun.objects.filter(pk=second.pk).update(state=running_now)
