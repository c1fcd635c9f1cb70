"""Workers that a list tells as one number: kept beside women and men, and giving way to them."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from lampit.people.models import User
from lampit.registry.actions import importing
from lampit.registry.models import Business, Change, ImportRun
from tests.factories import NOW, member
from tests.registry import messy

pytestmark = [pytest.mark.django_db, pytest.mark.database]
HEAD = "Nama Pemilik;Nama Usaha;Desa;Kecamatan;HP;Jumlah Tenaga Kerja"
ROWS = ("Rina;Toko Rina;Antasari;Amuntai Tengah;081251110001;5 org",
        "Basuni;UD Basuni;Banyu Hirang;Amuntai Selatan;081251110002;")  # fmt: skip


@pytest.fixture
def staff(tmp_path: Path, settings: Any) -> User:
    """Return a staff member of an office that knows its places."""
    settings.LAMPIT_HOME = tmp_path
    messy.load_places()
    return member("staff", messy.HSU)


def brought_in(folder: Path, name: str, *rows: str, head: str = HEAD) -> ImportRun:
    """Import a list."""
    path = folder / f"{name}.csv"
    path.write_text("\n".join([head, *rows]))
    run = importing.open_run(None, messy.HSU, path.name, path, now=NOW)
    importing.start_run(run, now=NOW)
    return ImportRun.objects.get(pk=run.pk)


def workers() -> list[tuple[int | None, int | None, int | None]]:
    """Return men, women and sum of all businesses."""
    shops = Business.objects.filter(withdrawn_at=None).order_by("pk")
    return list(shops.values_list("workers_male", "workers_female", "workers_total"))


@pytest.mark.parametrize("is_long", [False, True])
def test_a_sum_is_kept_shown_and_listed(
    client: Client, staff: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_long: bool
) -> None:
    """Both lanes; again it changes nothing; the profile and the list that leaves show it."""
    if is_long:
        monkeypatch.setattr("lampit.registry.actions.importing.running.LONG_FILE", 1)
    brought_in(tmp_path, "a", *ROWS)
    assert workers() == [(None, None, 5), (None, None, None)]
    assert not Business.objects.exclude(extras={}).exists()
    again = brought_in(tmp_path, "b", *ROWS)
    assert (again.counts["unchanged"], again.counts.get("update", 0)) == (2, 0)
    client.force_login(staff)
    shop = Business.objects.get(name="Toko Rina")
    page = " ".join(client.get(f"/balai/usaha/{shop.public_id}/").content.decode().split())
    assert "Pekerja seluruhnya" in page


def test_a_later_list_fills_it_and_an_undo_takes_it_back(staff: User, tmp_path: Path) -> None:
    """Noted as a change like any other; who has women and men told keeps them alone."""
    brought_in(tmp_path, "a", *ROWS[:1])
    later = brought_in(tmp_path, "b", ROWS[0].replace("5 org", "7"))
    assert workers() == [(None, None, 7)]
    change = Change.objects.get(run=later, field="workers_total")
    assert (change.old, change.new) == ("5", "7")
    importing.undo_run(later, None, now=NOW)
    assert workers() == [(None, None, 5)]
    Business.objects.update(workers_male=1, workers_female=2)
    brought_in(tmp_path, "c", ROWS[0].replace("5 org", "9"))
    assert workers() == [(1, 2, 5)]
