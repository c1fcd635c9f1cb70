"""One import at a time in a kabupaten: the others wait their turn and start by themselves."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from lampit.basics.refusal import Refusal
from lampit.config.working import run_one, tick
from lampit.people.models import Job, User
from lampit.registry.actions import importing
from lampit.registry.actions.importing import queueing
from lampit.registry.models import Business, ImportRun
from tests.factories import NOW, member
from tests.registry import messy

pytestmark = [pytest.mark.django_db, pytest.mark.database]
State = ImportRun.State


@pytest.fixture
def staff(tmp_path: Path, settings: Any) -> User:
    """Return a staff member of HSU, whose instance knows its places."""
    settings.LAMPIT_HOME = tmp_path
    messy.load_places()
    return member("staff", messy.HSU)


def listed(folder: Path, name: str, owner: User | None) -> ImportRun:
    """Return a list of one business, ready to be brought in."""
    path = folder / f"{name}.csv"
    path.write_text(
        f"Nama Pemilik;Nama Usaha;Desa;Kecamatan;HP\n{name};Toko {name};Antasari;Amuntai Tengah;\n"
    )
    return importing.open_run(owner, messy.HSU, path.name, path, now=NOW)


def pressed(run: ImportRun, person: User, after: int = 0) -> Job | None:
    """Press "Masukkan"."""
    now = NOW + timedelta(seconds=after)
    return importing.queue_run(run, person, back_url=f"/balai/impor/{run.pk}/", now=now)


def states(*runs: ImportRun) -> list[str]:
    """Return how runs stand now."""
    found = dict(ImportRun.objects.values_list("pk", "state"))
    return [found[run.pk] for run in runs]


def test_a_second_list_waits_and_starts_by_itself(staff: User, tmp_path: Path) -> None:
    """First come first served; the worker that ends one starts the next, nobody presses again."""
    runs = [listed(tmp_path, name, staff) for name in ("Aminah", "Basuni", "Cahaya")]
    told = [pressed(run, staff, n) for n, run in enumerate(runs)]
    assert [job is not None for job in told] == [True, False, False]
    assert states(*runs) == ["running", "waiting", "waiting"]
    assert pressed(runs[1], staff, 9) is None  # pressed twice: it keeps its place
    for expected in (
        ["done", "running", "waiting"], ["done", "done", "running"], ["done", "done", "done"],
    ):  # fmt: skip
        assert run_one()
        while Job.objects.filter(state=Job.State.WAITING).exclude(kind="import").exists():
            Job.objects.filter(state=Job.State.WAITING).exclude(kind="import").delete()
        assert states(*runs) == expected
    assert sorted(Business.objects.values_list("name", flat=True)) == [
        "Toko Aminah", "Toko Basuni", "Toko Cahaya",
    ]  # fmt: skip


def test_the_constraint_of_one_at_work_stays(staff: User, tmp_path: Path) -> None:
    """Negative control: who goes past the line meets the refusal of old."""
    first, second = listed(tmp_path, "Aminah", staff), listed(tmp_path, "Basuni", staff)
    pressed(first, staff)
    with pytest.raises(Refusal, match="sedang berjalan"):
        importing.start_run(second, now=NOW)
    assert states(first, second) == ["running", "draft"]


def test_the_same_file_is_refused_and_not_lined_up(staff: User, tmp_path: Path) -> None:
    """It would come in twice: whoever sends it is told who is at it."""
    first = listed(tmp_path, "Aminah", staff)
    again = importing.open_run(staff, messy.HSU, "Aminah.csv", tmp_path / "Aminah.csv", now=NOW)
    pressed(first, staff)
    with pytest.raises(Refusal, match="sedang berjalan oleh"):
        pressed(again, staff)
    assert states(again) == ["draft"]


def test_nor_is_one_that_waits_already(staff: User, tmp_path: Path) -> None:
    """Whoever is at work, and however many wait; cancelled, the file may come again."""
    first, second = listed(tmp_path, "Aminah", staff), listed(tmp_path, "Basuni", staff)
    third = listed(tmp_path, "Cahaya", staff)
    again = importing.open_run(staff, messy.HSU, "Basuni.csv", tmp_path / "Basuni.csv", now=NOW)
    for n, run in enumerate((first, third, second)):
        pressed(run, staff, n)
    with pytest.raises(Refusal, match="menunggu giliran, dimasukkan oleh"):
        pressed(again, staff, 3)
    assert states(first, second, third, again) == ["running", "waiting", "waiting", "draft"]
    assert pressed(second, staff, 4) is None  # itself it is not in the way
    importing.cancel_run(second, staff, now=NOW)
    assert pressed(again, staff, 5) is None
    assert states(again) == ["waiting"]


def test_who_waits_can_be_cancelled(client: Client, staff: User, tmp_path: Path) -> None:
    """The page says whose end it waits for; cancelled, the next in line has its place."""
    runs = [listed(tmp_path, name, staff) for name in ("Aminah", "Basuni", "Cahaya")]
    for n, run in enumerate(runs):
        pressed(run, staff, n)
    client.force_login(staff)
    page = " ".join(client.get(f"/balai/impor/{runs[2].pk}/").content.decode().split())
    assert f"Menunggu impor {runs[0].pk} (Aminah.csv)" in page
    assert "Di depannya ada 2 impor." in page
    client.post(f"/balai/impor/{runs[1].pk}/batalkan/")
    client.post(f"/balai/impor/{runs[0].pk}/batalkan/")  # not begun yet: it ends at once
    assert states(*runs) == ["cancelled", "cancelled", "running"]
    watched = client.get(f"/balai/impor/{runs[2].pk}/", headers={"HX-Request": "true"})
    assert watched.headers["HX-Refresh"] == "true"


def test_a_killed_worker_loses_nobody_the_place(staff: User, tmp_path: Path) -> None:
    """`kill -9`: the job is put back and goes on first; who waits starts after it, not beside."""
    first, second = listed(tmp_path, "Aminah", staff), listed(tmp_path, "Basuni", staff)
    pressed(first, staff)
    pressed(second, staff, 1)
    Job.objects.update(state=Job.State.RUNNING, tries=1, heartbeat_at=NOW - timedelta(hours=1))
    tick()
    assert states(first, second) == ["running", "waiting"]
    assert Job.objects.get().state == Job.State.WAITING
    assert run_one()
    assert states(first, second) == ["done", "running"]


def test_the_clock_starts_whoever_nobody_started(staff: User, tmp_path: Path) -> None:
    """A worker killed between the end of one import and the start of the next is made up for."""
    first, second = listed(tmp_path, "Aminah", staff), listed(tmp_path, "Basuni", staff)
    pressed(first, staff)
    pressed(second, staff, 1)
    ImportRun.objects.filter(pk=first.pk).update(state=State.DONE, finished_at=NOW)
    assert tick()["imports_started"] == 1
    assert states(second) == ["running"]
    assert tick()["imports_started"] == 0


def test_a_command_waits_and_is_passed_over_when_killed(
    staff: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A command keeps its place while it lives; killed, the next one starts.

    A process does not see its own lock, so the test says which commands are gone.
    """
    gone: set[int] = set()
    monkeypatch.setattr(queueing, "is_left", lambda run, _now: run.pk in gone)
    first, second = listed(tmp_path, "Aminah", staff), listed(tmp_path, "Basuni", None)
    third = listed(tmp_path, "Cahaya", staff)
    pressed(first, staff)
    waited: list[int] = []

    def wait(ahead: ImportRun) -> None:
        waited.append(ahead.pk)
        if len(waited) == 1:
            assert pressed(third, staff, 60) is None
            return
        ImportRun.objects.filter(pk=first.pk).update(state=State.DONE, finished_at=NOW)
        assert importing.start_next(messy.HSU, now=NOW) == 0  # the command is before the third

    importing.start_run(second, now=NOW, wait=wait)
    assert waited == [first.pk, first.pk]
    assert states(second, third) == ["done", "waiting"]
    ImportRun.objects.filter(pk=second.pk).update(state=State.WAITING, queued_at=NOW, beat_at=NOW)
    gone.add(second.pk)
    assert importing.start_next(messy.HSU, now=NOW) == 1
    assert states(second, third) == ["failed", "running"]


def test_a_cancelled_command_stops_waiting(staff: User, tmp_path: Path) -> None:
    """`lampit cancel-import` of one that waits: its process says so and ends."""
    first, second = listed(tmp_path, "Aminah", staff), listed(tmp_path, "Basuni", None)
    pressed(first, staff)

    def wait(_ahead: ImportRun) -> None:
        importing.cancel_run(ImportRun.objects.get(pk=second.pk), None, now=NOW)

    with pytest.raises(Refusal, match="dibatalkan sebelum gilirannya"):
        importing.start_run(second, now=NOW, wait=wait)
    assert states(first, second) == ["running", "cancelled"]


def test_a_list_waits_for_an_undo_at_work(staff: User, tmp_path: Path) -> None:
    """What is being taken back block by block is not written into."""
    done, next_one = listed(tmp_path, "Aminah", staff), listed(tmp_path, "Basuni", staff)
    importing.start_run(done, now=NOW)
    at_work = {**ImportRun.objects.get(pk=done.pk).counts, "undo": {"below": 1}}
    ImportRun.objects.filter(pk=done.pk).update(counts=at_work, beat_at=timezone.now())
    assert pressed(next_one, staff) is None
    assert states(next_one) == ["waiting"]
    importing.undo_run(ImportRun.objects.get(pk=done.pk), staff, now=NOW)
    assert importing.start_next(messy.HSU, now=NOW) == 1
