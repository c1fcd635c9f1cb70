"""A list of another office comes in, is matched, compared, and can be taken back."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, TestCase
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from lampit.aid import access, actions, jobs
from lampit.aid.actions import listing
from lampit.aid.models import Grant, ListRun, Overlap, Programme
from lampit.aid.queries.lists import list_path
from lampit.aid.rules import lists
from lampit.basics.refusal import Refusal
from lampit.national import names
from lampit.people.actions import ask_cancel, claim_job, reap_jobs
from lampit.people.models import Job, User
from tests.aid.things import CODE, NIK, OTHER_NIK, given, person, planned, programme, shop
from tests.factories import NOW, member

pytestmark = pytest.mark.django_db
CSV = "\n".join([
    "DAFTAR PENERIMA BPUM;;;;;",
    ";;;;;",
    "No;Nama;NIK;Desa;No HP;Jumlah Bantuan",
    "(1);(2);(3);(4);(5);(6)",
    f"1;SITI RAHMAH;{NIK};Palimbangan;0812-3456-7892;1.200.000",
    "2;Hamdan;;Palimbangan;;1.200.000",
    f"3;Orang Baru;{OTHER_NIK};Palimbangan;;1.200.000",
    "4;Rusak;6,30805E+15;Desa Entah;;sejuta",
    ";Jumlah;;;;4.800.000",
])  # fmt: skip


def opened(staff: User, fund: Programme, text: str = CSV) -> ListRun:
    """Return a run in draft."""
    return actions.open_list(staff, fund.pk, "bpum.csv", [text.encode()], now=NOW)


def brought(staff: User, run: ListRun, status: str = "given") -> ListRun:
    """Return the run brought in with its guessed columns."""
    return actions.import_list(staff, run.pk, run.columns, status=status, source="BPUM", now=NOW)


def test_matched_by_nik_asked_by_name_kept_when_unknown() -> None:
    """Nothing is guessed and nothing is lost."""
    staff = member("staff", CODE)
    siti = shop(person(NIK))
    shop(person(name="Hamdan", name_key=names.strict_key("Hamdan")))
    run = brought(staff, opened(staff, programme(staff)))
    found = {grant.name: grant for grant in Grant.objects.order_by("pk").select_related("business")}
    assert {name: grant.match for name, grant in found.items()} == {
        "SITI RAHMAH": "nik", "Hamdan": "ditanya", "Orang Baru": "tidak_ada", "Rusak": "tidak_ada",
    }  # fmt: skip
    assert found["SITI RAHMAH"].business == siti
    assert found["Hamdan"].business is None
    assert found["Rusak"].nik_index == ""
    assert [grant.amount for grant in found.values()] == [
        1_200_000,
        1_200_000,
        1_200_000,
        1_000_000,
    ]
    assert run.counts["rows"] == 4
    assert "tanyakan lagi" in str(run.counts["problems"]).lower()


def test_a_list_overlaps_with_what_others_gave() -> None:
    """Across sources; of the neighbour's grants to the same NIK no overlap is written."""
    staff, neighbour = member("staff", CODE), member("staff", "63.09")
    given(staff, programme(staff), name="Siti", nik=NIK)
    planned(neighbour, programme(neighbour), name="Siti", nik=NIK)
    run = brought(staff, opened(staff, programme(staff, "BPUM", funder="Kementerian")))
    assert run.counts["overlaps"] == 1
    assert Overlap.objects.get().other.region_id == CODE


def test_a_person_says_who_it_is() -> None:
    """Asked rows wait; the chosen business is then compared as well."""
    staff = member("staff", CODE)
    hamdan = shop(person(name="Hamdan", name_key=names.strict_key("Hamdan")))
    given(staff, programme(staff), business=hamdan.public_id)
    brought(staff, opened(staff, programme(staff, "BPUM")))
    row = Grant.objects.get(name="Hamdan", match="ditanya")
    client = Client()
    client.force_login(staff)
    page = client.get(reverse("aid:grant", args=[row.public_id])).content.decode()
    assert hamdan.name in page
    client.post(reverse("aid:choose_match", args=[row.public_id]), {"business": hamdan.public_id})
    row.refresh_from_db()
    assert (row.match, row.business) == ("dipilih", hamdan)
    assert Overlap.objects.filter(grant=row, basis="usaha").exists()


def test_the_same_list_twice_is_refused_and_a_list_is_taken_back() -> None:
    """What somebody decided since stays, and is told."""
    staff = member("staff", CODE)
    fund = programme(staff)
    run = brought(staff, opened(staff, fund), "planned")
    with pytest.raises(Refusal) as refused:
        opened(staff, fund)
    assert refused.value.code == "list_twice"
    with pytest.raises(Refusal) as refused:
        brought(staff, run)
    assert refused.value.code == "list_done"
    decided = Grant.objects.get(name="Hamdan")
    actions.do(staff, decided.public_id, "setujui", now=NOW)
    assert actions.undo_list(staff, run.pk, now=NOW) == (3, 1)
    assert Grant.objects.get() == decided
    with pytest.raises(Refusal):
        actions.undo_list(staff, run.pk, now=NOW)
    assert opened(staff, fund).pk != run.pk


def test_lists_that_cannot_be_read_are_refused_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """No heading, no name column, too long; others' lists do not exist."""
    staff, neighbour = member("staff", CODE), member("staff", "63.09")
    fund = programme(staff)
    with pytest.raises(Refusal) as refused:
        opened(staff, fund, "a;b;c\n1;2;3\n")
    assert refused.value.code == "list_heading"
    run = opened(staff, fund)
    with pytest.raises(Refusal) as refused:
        actions.import_list(staff, run.pk, ["", ""], status="given", source="", now=NOW)
    assert refused.value.code == "list_name"
    with pytest.raises(Refusal):
        actions.import_list(neighbour, run.pk, run.columns, status="given", source="", now=NOW)
    monkeypatch.setattr(lists, "LONGEST", 5)
    many = "No;Nama;NIK;Desa\n" + "".join(f"{n};Orang {n};;\n" for n in range(6))
    with pytest.raises(Refusal) as refused:
        listing.count_rows(opened(staff, fund, many))
    assert refused.value.code == "list_long"
    assert not Grant.objects.exists()


def test_the_pages_lead_from_file_to_result() -> None:
    """Sent, columns checked with long numbers masked, brought in, result with links."""
    staff = member("staff", CODE)
    fund = programme(staff)
    client = Client()
    client.force_login(staff)
    from_file = client.post(
        reverse("aid:send_list", args=[fund.pk]), {"file": _file("bpum.csv", CSV)}
    )
    run = ListRun.objects.get()
    assert from_file["Location"] == reverse("aid:list_run", args=[run.pk])
    page = client.get(from_file["Location"]).content.decode()
    assert NIK not in page
    assert "SITI RAHMAH" in page
    sent = {f"c{place}": name for place, name in enumerate(run.columns)}
    done = client.post(from_file["Location"], {**sent, "status": "given", "source": "BPUM"})
    assert done.status_code == 302
    assert "tidak ada di daftar usaha" in client.get(from_file["Location"]).content.decode()
    assert access.visible_grants(staff).count() == 4


def _file(name: str, text: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode(), "text/csv")


def long_list(staff: User, monkeypatch: pytest.MonkeyPatch, many: int = 12) -> ListRun:
    """Return a begun list that counts as long: two rows at once, blocks of three."""
    monkeypatch.setattr(lists, "AT_ONCE", 2)
    monkeypatch.setattr(listing, "BLOCK", 3)
    rows = [f"Orang {number};;Palimbangan" for number in range(many)]
    fund = programme(staff)
    run = opened(staff, fund, "\n".join(["Nama penerima;NIK;Desa", *rows]))
    return actions.import_list(
        staff, run.pk, run.columns, status="planned", source="dinas", now=NOW
    )


def work(run: ListRun) -> Job:
    """Do the job of a list as the worker does."""
    job = run.job
    assert job is not None
    assert claim_job(NOW) == job
    job.refresh_from_db()
    jobs.bring_in_list(job)
    return Job.objects.get(pk=job.pk)


def test_a_long_list_is_a_job_that_is_stopped_and_gone_on_with(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nothing is in before the job; stopped, what is in stays; gone on with, nothing is doubled."""
    staff = member("staff", CODE)
    run = long_list(staff, monkeypatch)
    assert run.job_id is not None
    assert not Grant.objects.exists()
    with pytest.raises(Refusal) as told:
        actions.resume_list(staff, run.pk, now=NOW)
    assert told.value.code == "list_running"
    written = listing._write

    def stop_after_first(*given: Any) -> None:
        written(*given)
        for job in Job.objects.all():
            ask_cancel(job, now=NOW)

    monkeypatch.setattr(listing, "_write", stop_after_first)
    assert work(run).state == Job.State.CANCELLED
    assert Grant.objects.count() == 3
    monkeypatch.setattr(listing, "_write", written)
    again = actions.resume_list(staff, run.pk, now=NOW)
    job = work(again)
    assert (job.done, job.total) == (12, 12)
    again.refresh_from_db()
    assert (again.done_at is not None, again.counts["rows"]) == (True, 12)
    rows = Grant.objects.order_by("row").values_list("row", flat=True)
    assert list(rows) == list(range(2, 14))


def test_a_killed_job_goes_on_where_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    """A block is in whole or not at all, wherever the process died."""
    staff = member("staff", CODE)
    run = long_list(staff, monkeypatch)
    made, calls = listing._matched, []

    def die_in_third(*given: Any) -> list[Grant]:
        calls.append(1)
        if len(calls) == 3:
            raise RuntimeError("killed")
        return made(*given)

    monkeypatch.setattr(listing, "_matched", die_in_third)
    with pytest.raises(RuntimeError, match="killed"):
        work(run)
    assert Grant.objects.count() == 6
    monkeypatch.setattr(listing, "_matched", made)
    assert reap_jobs(timezone.now() + timedelta(minutes=5)) == 1
    work(run)
    assert Grant.objects.count() == 12


def test_files_of_lists_go_in_time_and_with_the_list(tmp_path: Path, settings: Settings) -> None:
    """Taken back: at once. In for a year, or never brought in for a month: by the clock."""
    settings.LAMPIT_HOME = tmp_path
    staff = member("staff", CODE)
    fund = programme(staff)
    first, second, third = (
        opened(staff, fund, f"Nama penerima;NIK;Desa\nOrang {n};;Palimbangan") for n in range(3)
    )
    for run in (first, second):
        actions.import_list(staff, run.pk, run.columns, status="planned", source="x", now=NOW)
    path = list_path(first)
    assert path.exists()
    with TestCase.captureOnCommitCallbacks(execute=True):
        actions.undo_list(staff, first.pk, now=NOW)
    assert not path.exists()
    assert actions.drop_old_files(NOW + timedelta(days=29)) == 0
    with TestCase.captureOnCommitCallbacks(execute=True):
        assert actions.drop_old_files(NOW + timedelta(days=31)) == 1
    assert not list_path(third).is_file()
    assert list_path(second).is_file()
    with TestCase.captureOnCommitCallbacks(execute=True):
        assert actions.drop_old_files(NOW + timedelta(days=366)) == 1
    second.refresh_from_db()
    assert (second.path, second.digest != "") == ("", True)


def test_who_is_erased_meanwhile_does_not_come_back(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: Settings
) -> None:
    """While a job brings her in she waits; a list that stopped loses its file and cannot go on."""
    settings.LAMPIT_HOME = tmp_path
    staff, her = member("staff", CODE), person(NIK)
    fund = programme(staff)
    monkeypatch.setattr(lists, "AT_ONCE", 1)
    rows = "\n".join(["Nama penerima;NIK;Desa", f"Siti;{NIK};x", "Hamdan;;x"])
    run = opened(staff, fund, rows)
    run = actions.import_list(staff, run.pk, run.columns, status="planned", source="dinas", now=NOW)
    Grant.objects.create(
        programme=fund, region_id=CODE, owner=her, name="Siti", public_id="G1", run=run,
        created_at=NOW,
    )  # fmt: skip
    with pytest.raises(Refusal) as told:
        actions.erase_owner(staff, her, now=NOW)
    assert told.value.code == "list_running"
    assert run.job is not None
    ask_cancel(run.job, now=NOW)
    with TestCase.captureOnCommitCallbacks(execute=True):
        assert actions.erase_owner(staff, her, now=NOW) == 1
    with pytest.raises(Refusal) as told:
        actions.resume_list(staff, run.pk, now=NOW)
    assert told.value.code == "list_gone"
