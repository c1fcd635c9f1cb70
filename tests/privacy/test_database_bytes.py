"""What a thief of the database file reads: no NIK, no birth date, no sum, journals included."""

import sqlite3
from pathlib import Path

import pytest
from django.db import connection
from pytest_django import Settings

from lampit.national import nik
from lampit.privacy import actions, queries
from lampit.registry import actions as registry
from lampit.registry.actions import importing
from lampit.registry.models import Business
from tests.factories import NOW, member
from tests.privacy.test_actions_erasing import everything
from tests.registry import messy
from tests.registry.told import NIK, OTHER_NIK, told

pytestmark = pytest.mark.django_db(transaction=True)
SALES = 731_459
PROOF = "map Kuripan 77"


def content(folder: Path) -> bytes:
    """Return the bytes of the database: of the file itself, or of every value of every table."""
    if connection.vendor != "sqlite":
        return everything().encode()
    path = folder / "cadangan.sqlite3"
    copy = sqlite3.connect(path)
    connection.ensure_connection()
    connection.connection.backup(copy)
    copy.close()
    return path.read_bytes()


def test_a_known_nik_birth_date_and_sum_are_nowhere_in_clear(
    tmp_path: Path, settings: Settings
) -> None:
    """Registered, edited, imported, opened, merged: no table and no journal holds them."""
    settings.LAMPIT_HOME = tmp_path
    messy.load_places()
    staff = member("staff", "63.08")
    made = registry.register_business(staff, told(sales=SALES, name="Usaha Qwerty"), now=NOW)
    registry.edit_business(
        staff, made.public_id, told(nik=OTHER_NIK, sales=SALES + 1, name="Usaha Qwerty"),
        based_on=made.version, now=NOW,
    )  # fmt: skip
    registry.reveal(staff, made.public_id, "nik", "cek bantuan benih", now=NOW)
    path = tmp_path / "daftar.csv"
    heading = "Nama Pemilik;Nama Usaha;NIK;Tanggal Lahir;Omzet/bulan;Desa;Kecamatan"
    rows = [f"Orang {n};Usaha {n};;;;Antasari;Amuntai Tengah" for n in range(4)]
    rows.append(f"Hasan;Meubel;{NIK};12-03-1969;{SALES};Antasari;Amuntai Tengah")
    path.write_text("\n".join([heading, *rows]))
    importing.start_run(importing.open_run(staff, "63.08", path.name, path, now=NOW), now=NOW)
    assert Business.objects.filter(name="Meubel").exists()
    first, second = Business.objects.order_by("pk")[:2]
    registry.merge(staff, [first.pk, second.pk], now=NOW, reason="pemiliknya sama")
    assert first.owner is not None
    actions.note_answer(
        staff, first.owner, "pasar", True, version=queries.version_now("pasar"), channel="kertas",
        proof=PROOF, now=NOW,
    )  # fmt: skip
    found = content(tmp_path)
    assert b"Usaha Qwerty" in found  # the search itself works
    born = nik.parse(NIK).born_on
    for text in (NIK, OTHER_NIK, born.isoformat(), f"{born:%d-%m-%Y}", str(SALES), PROOF):
        assert text.encode() not in found, text


def test_the_file_of_an_erased_person_holds_no_trace_between_its_rows(tmp_path: Path) -> None:
    """SQLite overwrites what it frees: an editor finds nothing where the rows were."""
    staff = member("staff", "63.08")
    made = registry.register_business(
        staff, told(owner_name="Zubaidah Qalbi", name="Anyaman Xanthia"), now=NOW
    )
    assert b"Zubaidah Qalbi" in content(tmp_path)
    asked = actions.enter(
        staff, actions.About("63.08", made.owner), "hapus", "", channel="meja",
        identity="KTP dicocokkan", received_at=NOW, now=NOW,
    )  # fmt: skip
    actions.propose_erasure(staff, asked, now=NOW)
    actions.confirm_erasure(member("head", "63.08"), asked, now=NOW)
    found = content(tmp_path)
    assert b"Qalbi" not in found
    assert b"Xanthia" not in found
    assert b"xanthia" not in found
