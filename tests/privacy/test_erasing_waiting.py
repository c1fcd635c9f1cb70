"""An erasure reaches files of lists that no journal leads to: waiting, or her row was left out."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from lampit.basics.refusal import Refusal
from lampit.outside import vault
from lampit.people.models import AuditEntry, User
from lampit.privacy import actions, queries
from lampit.privacy.models import Request
from lampit.privacy.queries.dossier import records_of
from lampit.registry.actions import importing, listing
from lampit.registry.actions.importing.holding import uploads
from lampit.registry.models import Business, FieldListing, ImportRun, Owner
from lampit.registry.queries import kept_lists
from lampit.registry.rules.records import context
from tests.factories import business, member, owner, region

pytestmark = [pytest.mark.django_db, pytest.mark.database]
NIK, NAME = "6308055203690007", "Siti Rahmah"
HEAD = "Nama Pemilik;Nama Usaha;NIK;Desa\n"
ROWS = f"Orang Lain;Warung;;Antasari\nSiti R;Anyaman;{NIK};Antasari\n"
OTHERS = "Orang Lain;Warung;;Antasari\nSiti Rahmah;Kue;;Panangkalaan\n"


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, settings: Any) -> None:
    settings.LAMPIT_HOME = tmp_path
    region("63.08", "Kabupaten Hulu Sungai Utara")


@pytest.fixture
def staff() -> User:
    """Return who sends lists and proposes."""
    return member("staff", "63.08")


@pytest.fixture
def asked() -> Request:
    """Return her request to be erased."""
    account = member("maker", "63.08")
    sealed = vault.encrypt(NIK, context("owner", "siti0001", "nik"))
    person = owner(
        "63.08", name=NAME, public_id="siti0001", nik_sealed=sealed, account=account,
        nik_index=vault.blind_index("nik", NIK),
    )  # fmt: skip
    business("63.08", owner=person, name="Anyaman Siti")
    return actions.ask(account, "hapus", "", owner=person, now=timezone.now())


def draft(staff: User, tmp_path: Path, name: str, rows: str) -> ImportRun:
    """Return a list that was sent and not brought in."""
    path = tmp_path / name
    path.write_text(HEAD + rows)
    return importing.open_run(staff, "63.08", name, path, now=timezone.now())


def field_list(staff: User, rows: str) -> FieldListing:
    """Return a list of the field that was not compared."""
    chunks = [(HEAD + rows).encode()]
    return listing.open_listing(staff, "lapangan.csv", date(2026, 1, 2), chunks, now=timezone.now())


def erased(staff: User, asked: Request) -> None:
    """Propose and confirm."""
    actions.propose_erasure(staff, asked, now=timezone.now())
    actions.confirm_erasure(member("head", "63.08"), asked, now=timezone.now())


def test_lists_that_hold_her_go_and_others_stay(
    staff: User, asked: Request, tmp_path: Path, django_capture_on_commit_callbacks: Any
) -> None:
    """The dry run counts them; the import stays as cancelled, a list of the field goes whole."""
    hers, other = draft(staff, tmp_path, "a.csv", ROWS), draft(staff, tmp_path, "b.csv", OTHERS)
    walked, beside = field_list(staff, ROWS), field_list(staff, OTHERS)
    told = dict(queries.plan(asked).going)
    assert told["daftar yang belum dimasukkan dan memuat orang ini: berkasnya dibuang"] == 2
    desk = Client()
    desk.force_login(staff)
    assert (
        "daftar yang belum dimasukkan"
        in desk.get(f"/balai/permintaan/{asked.pk}/hapus/").content.decode()
    )
    with django_capture_on_commit_callbacks(execute=True):
        erased(staff, asked)
    assert not (uploads() / hers.path).exists()
    assert not (uploads() / walked.path).exists()
    assert (uploads() / other.path).exists()
    assert (uploads() / beside.path).exists()
    hers.refresh_from_db()
    assert (hers.state, hers.path, bool(hers.digest)) == ("cancelled", "", True)
    assert set(FieldListing.objects.values_list("pk", flat=True)) == {beside.pk}
    assert AuditEntry.objects.filter(deed="list_dropped").count() == 2


def test_a_list_that_is_being_brought_in_is_waited_for(
    staff: User, asked: Request, tmp_path: Path
) -> None:
    """In line it would bring her back: nothing is erased until it has come to its end."""
    run = draft(staff, tmp_path, "a.csv", ROWS)
    ImportRun.objects.filter(pk=run.pk).update(state="waiting")
    assert queries.plan(asked).against == [
        "Daftar a.csv yang memuat orang ini sedang atau akan dimasukkan. Tunggu dulu."
    ]
    with pytest.raises(Refusal) as refused:
        erased(staff, asked)
    assert refused.value.code == "list_waiting"
    assert Owner.objects.filter(name=NAME).exists(), "all of it goes or nothing"
    assert (uploads() / run.path).exists()


def test_a_list_too_large_to_look_into_is_told(
    staff: User, asked: Request, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is brought in or dropped first; nobody is told that she is in no list."""
    draft(staff, tmp_path, "besar.csv", OTHERS)
    monkeypatch.setattr(kept_lists, "MOST_BYTES", 10)
    assert queries.plan(asked).against == [
        "Daftar besar.csv terlalu besar untuk diperiksa. Masukkan atau batalkan dulu."
    ]


def test_behind_a_list_too_large_the_small_ones_are_looked_into(
    staff: User, asked: Request, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only what is read counts to what may be read: one that holds her goes, others stay."""
    draft(staff, tmp_path, "besar.csv", OTHERS * 40)
    hers, _ = draft(staff, tmp_path, "a.csv", ROWS), draft(staff, tmp_path, "b.csv", OTHERS)
    monkeypatch.setattr(kept_lists, "MOST_BYTES", 400)
    assert queries.plan(asked).against == [
        "Daftar besar.csv terlalu besar untuk diperiksa. Masukkan atau batalkan dulu."
    ]
    found = {one.name: one for one in kept_lists.lists_holding(records_of(asked))}
    assert set(found) == {"besar.csv", "a.csv"}
    assert (found["a.csv"].number, found["a.csv"].is_unread) == (hers.pk, False)


def test_lists_of_another_kabupaten_are_not_read(asked: Request, tmp_path: Path) -> None:
    """They are the other office's."""
    region("63.09", "Kabupaten Tabalong")
    path = tmp_path / "c.csv"
    path.write_text(HEAD + ROWS)
    importing.open_run(member("staff", "63.09"), "63.09", "c.csv", path, now=timezone.now())
    assert queries.plan(asked).against == []
    assert Business.objects.count() == 1


def test_a_list_that_left_her_row_out_goes_as_well(
    staff: User, asked: Request, tmp_path: Path, django_capture_on_commit_callbacks: Any
) -> None:
    """Brought in, her row rejected: the file holds her all the same; the run stands."""
    hers, other = draft(staff, tmp_path, "a.csv", ROWS), draft(staff, tmp_path, "b.csv", OTHERS)
    ImportRun.objects.update(state="done")
    going = dict(queries.plan(asked).going)
    assert going["berkas daftar asli yang memuat orang ini: dihapus seluruhnya"] == 1
    with django_capture_on_commit_callbacks(execute=True):
        erased(staff, asked)
    assert not (uploads() / hers.path).exists()
    assert (uploads() / other.path).exists()
    hers.refresh_from_db()
    assert (hers.state, hers.path) == ("done", "")


def test_a_finished_list_too_large_to_look_into_is_told_in_the_letter(
    staff: User, asked: Request, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It stands against nothing and stays to its term: the letter says so."""
    run = draft(staff, tmp_path, "besar.csv", ROWS)
    ImportRun.objects.update(state="done")
    monkeypatch.setattr(kept_lists, "MOST_BYTES", 10)
    assert queries.plan(asked).against == []
    erased(staff, asked)
    asked.refresh_from_db()
    assert "berkas daftar asli yang terlalu besar untuk diperiksa" in asked.answer
    assert (uploads() / run.path).exists()
