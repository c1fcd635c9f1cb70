"""An undo is itself a run: it can be taken back, and that again."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from lampit.basics.refusal import Refusal
from lampit.registry.actions import importing
from lampit.registry.models import Business, Change, ImportRun, Owner
from tests.factories import member
from tests.registry import messy
from tests.registry.test_actions_import import BASUNI, NOW, RINA, done, edit, opened

pytestmark = pytest.mark.django_db
NEWER = [*RINA[:6], "081299998888", "3 jt"]
PASSING = ("version", "updated_at", "withdrawn_at")


@pytest.fixture
def home(tmp_path: Path, settings: Any) -> Path:
    """Give each test its own folder of uploads, and the places of HSU."""
    settings.LAMPIT_HOME = tmp_path
    messy.load_places()
    return tmp_path


def register() -> list[dict[str, Any]]:
    """Return every living record but for its versions and moments."""
    rows = [*Business.objects.filter(withdrawn_at=None).order_by("id").values(),
            *Owner.objects.filter(withdrawn_at=None).order_by("id").values()]  # fmt: skip
    return [{k: v for k, v in row.items() if k not in PASSING} for row in rows]


def undo(run: ImportRun) -> importing.Undone:
    """Take a run back as it stands now."""
    return importing.undo_run(ImportRun.objects.get(pk=run.pk), None, now=NOW)


def written(home: Path) -> ImportRun:
    """Return a run that made one business and updated another."""
    done(home, RINA)
    run = opened(home, NEWER, BASUNI, name="lagi")
    importing.start_run(run, now=NOW)
    return run


def test_undone_and_done_again_is_as_before(home: Path) -> None:
    """Bit for bit, sealed values too; states and numbers tell what happened."""
    run = written(home)
    after = register()
    gone = undo(run)
    assert (gone.withdrawn, gone.restored, gone.returned) == (1, 1, 0)
    before = register()
    assert len(before) == len(after) - 2
    redone = undo(ImportRun.objects.get(pk=gone.number))
    assert (redone.withdrawn, redone.restored, redone.returned) == (0, 1, 1)
    assert register() == after
    assert list(ImportRun.objects.order_by("id").values_list("state", flat=True)) == [
        "done", "done", "undone", "done"]  # fmt: skip
    undo(ImportRun.objects.get(pk=redone.number))
    assert register() == before
    assert ImportRun.objects.get(pk=run.pk).state == "undone"
    with pytest.raises(Refusal):
        undo(run)


def test_what_people_changed_after_the_undo_is_kept(home: Path) -> None:
    """A redo leaves and lists what somebody edited since; the rest comes again."""
    run = written(home)
    gone = undo(run)
    rina = Business.objects.select_related("owner").get(name="Toko Rina")
    edit(member("staff", messy.HSU), rina, phones=("+6281377770009",))
    redone = undo(ImportRun.objects.get(pk=gone.number))
    rina.refresh_from_db()
    assert rina.phone == "+6281377770009"
    assert "phone" in {kept.field for kept in redone.kept}
    assert redone.returned == 1


def test_a_list_imported_again_is_not_doubled_by_a_redo(home: Path) -> None:
    """What came in anew after the undo stays once."""
    run = opened(home, BASUNI)
    importing.start_run(run, now=NOW)
    gone = undo(run)
    done(home, BASUNI)
    redone = undo(ImportRun.objects.get(pk=gone.number))
    assert (redone.returned, [kept.reason for kept in redone.kept]) == (0, ["sudah didaftar lagi"])
    assert Business.objects.filter(withdrawn_at=None).count() == 1


def test_an_undone_undo_holds_no_later_one(home: Path) -> None:
    """Undo, redo, undo: the marks of the first two are no change by people."""
    run = written(home)
    for _ in range(3):
        gone = undo(run)
        assert (gone.withdrawn, gone.kept) == (1, [])
        undo(ImportRun.objects.get(pk=gone.number))


def test_a_redo_that_fell_goes_on(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed between two blocks, it ends as if it had not been."""
    run = written(home)
    after = register()
    gone = undo(run)
    monkeypatch.setattr("lampit.registry.actions.importing.undoing.BLOCK", 1)
    real = importing.undoing._move_on
    calls = []

    def falling(*told: Any) -> None:
        real(*told)
        calls.append(1)
        if len(calls) == 1:
            return
        raise KeyboardInterrupt

    monkeypatch.setattr("lampit.registry.actions.importing.undoing._move_on", falling)
    with pytest.raises(KeyboardInterrupt):
        undo(ImportRun.objects.get(pk=gone.number))
    monkeypatch.setattr("lampit.registry.actions.importing.undoing._move_on", real)
    undo(ImportRun.objects.get(pk=gone.number))
    assert register() == after
    assert ImportRun.objects.filter(undoes__isnull=False).count() == 2


def test_the_page_of_an_undo_offers_the_way_back(home: Path, client: Client) -> None:
    """Listed as a run of its own; one question, then the list is there again."""
    run = written(home)
    client.force_login(member("staff", messy.HSU))
    client.post(f"/balai/impor/{run.pk}/urungkan/")
    undone = ImportRun.objects.get(undoes=run)
    page = client.get(f"/balai/impor/{run.pk}/").content.decode()
    assert f"/balai/impor/{undone.pk}/" in page
    assert f"pengurungan impor {run.pk}" in client.get("/balai/impor/").content.decode()
    page = client.get(f"/balai/impor/{undone.pk}/").content.decode()
    assert "Batal mengurungkan" in page
    asked = client.get(f"/balai/impor/{undone.pk}/urungkan/").content.decode()
    assert f"Batal mengurungkan impor {run.pk}?" in asked
    client.post(f"/balai/impor/{undone.pk}/urungkan/")
    assert ImportRun.objects.get(pk=run.pk).state == "done"
    assert client.post(f"/balai/impor/{undone.pk}/masukkan/").status_code == 302
    assert ImportRun.objects.get(pk=undone.pk).state == "undone"


@settings(max_examples=5, deadline=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
@example(steps=[0, 1, 0, 0, 0, 0])  # two ways lead to the same run
@given(steps=st.lists(st.integers(0, 3), min_size=1, max_size=6))
def test_any_walk_of_undos_ends_where_the_states_say(home: Path, steps: list[int]) -> None:
    """Two lists, any order of undoing and redoing them: the register holds what stands."""
    # Numbers begin anew when no row is left, so the journal of the example before goes as well.
    Business.objects.all().delete()
    Change.objects.all().delete()
    ImportRun.objects.all().update(state="failed")
    runs = []
    for row in (RINA, BASUNI):
        run = opened(home, row, name=row[0])
        importing.start_run(run, now=NOW)
        runs.append(run.pk)
    for step in steps:
        # An undo that found nothing left to do wrote nothing, and is refused: nothing to take back.
        done_runs = ImportRun.objects.filter(pk__in=runs, state="done", rows__isnull=False)
        standing = sorted(set(done_runs.values_list("pk", flat=True)))
        if standing:
            runs.append(undo(ImportRun.objects.get(pk=standing[step % len(standing)])).number)
    lists = ImportRun.objects.filter(pk__in=runs[:2], state="done")
    expected = {run.file_name.removesuffix(".csv") for run in lists}
    names = Business.objects.filter(withdrawn_at=None).values_list("owner__name", flat=True)
    assert set(names) == expected
