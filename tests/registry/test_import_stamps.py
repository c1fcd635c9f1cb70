"""Each block of an import bears its own moment: who follows what changed misses no row."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from lampit.registry.actions import importing
from lampit.registry.actions.importing import queueing, running, stamping
from lampit.registry.models import Business, ImportRun, Owner
from lampit.registry.queries import exchange
from lampit.registry.rules.seeing import Sight
from tests.factories import member
from tests.registry import messy

pytestmark = [pytest.mark.django_db, pytest.mark.database]
LIST, BLOCK = 12, 4


@pytest.fixture
def run(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> ImportRun:
    """Return a list of three blocks that is about to come in."""
    settings.LAMPIT_HOME = tmp_path
    messy.load_places()
    for name in ("BLOCK", "LONG_BLOCK"):
        monkeypatch.setattr(running, name, BLOCK)
    path = tmp_path / "daftar.csv"
    rows = [f"Orang {n};Usaha {n};Antasari;Amuntai Tengah;08125{n:07d}" for n in range(LIST)]
    path.write_text("\n".join(["Nama Pemilik;Nama Usaha;Desa;Kecamatan;HP", *rows]))
    return importing.open_run(None, messy.HSU, path.name, path, now=timezone.now())


class Follower:
    """A program that reads what changed, page after page, and goes on where it ended."""

    def __init__(self) -> None:
        """Start before everything."""
        self.seen: list[str] = []
        self.last = (timezone.now() - timedelta(days=1), 0)

    def read(self) -> None:
        """Read to the end, as the pages of the API are read."""
        rows = Business.objects.filter(withdrawn_at=None)
        cursor = exchange._cursor(
            Business(updated_at=self.last[0], pk=self.last[1]), by_change=True
        )
        while cursor:
            found, following, ids = exchange.page(
                rows, cursor, 3, timezone.localdate(), Sight("petugas"),
                since=self.last[0],
            )  # fmt: skip
            self.seen += [one["name"] for one in found]
            if ids:
                self.last = (Business.objects.get(pk=ids[-1]).updated_at, ids[-1])
            cursor = following or ""


def followed(run: ImportRun, follower: Follower) -> None:
    """Bring the list in; after each block somebody edits a business and the program reads."""

    def progress(_rows: int) -> bool:
        edited = Business.objects.order_by("pk").first()
        assert edited is not None
        Business.objects.filter(pk=edited.pk).update(updated_at=timezone.now())
        follower.read()
        return True

    importing.start_run(run, now=timezone.now(), progress=progress)


@pytest.mark.parametrize("is_long", [False, True])
def test_who_reads_between_the_blocks_misses_none(
    run: ImportRun, is_long: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Row by row and poured: what a later block brings stands behind all that was read."""
    monkeypatch.setattr(running, "LONG_FILE", 0 if is_long else 10**9)
    follower = Follower()
    followed(run, follower)
    assert {*follower.seen} == {f"Usaha {n}" for n in range(LIST)}
    assert Business.objects.values("updated_at").distinct().count() > LIST // BLOCK
    assert Owner.objects.values("created_at").distinct().count() == LIST // BLOCK


def test_stamped_with_its_beginning_a_run_would_be_missed(
    run: ImportRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Negative control: the moment the run began stands before what others wrote meanwhile."""
    began = timezone.now()
    monkeypatch.setattr(stamping.Clock, "stamp", lambda _own: began)
    follower = Follower()
    followed(run, follower)
    assert len({*follower.seen}) == BLOCK


def test_an_undo_is_stamped_block_by_block(run: ImportRun, monkeypatch: pytest.MonkeyPatch) -> None:
    """What it withdraws bears the moment of its block as well."""
    monkeypatch.setattr("lampit.registry.actions.importing.undoing.BLOCK", BLOCK)
    importing.start_run(run, now=timezone.now())
    importing.undo_run(run, member("staff", messy.HSU), now=timezone.now())
    moments = Business.objects.values("updated_at").distinct().count()
    assert moments == LIST // BLOCK


def test_the_clock_goes_on_from_the_day_it_is_told() -> None:
    """A run for another day is stamped with that day; one that waited for its turn with now."""
    then = timezone.now() - timedelta(days=400)
    clock = stamping.Clock(then)
    one, other = clock.stamp(), clock.stamp()
    assert then <= one <= other < then + timedelta(hours=1)
    before = timezone.now()
    assert stamping.Clock(before - timedelta(hours=5)).stamp() >= before


def test_who_waited_for_days_is_stamped_with_the_day_of_writing(
    run: ImportRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A list that stood in line longer than a day: its blocks and its end bear their own moment."""
    began, waited = timezone.now(), timedelta(days=3)
    taken = queueing.take_turn

    def late(*told: Any, **more: Any) -> Any:
        monkeypatch.setattr("django.utils.timezone.now", lambda: began + waited)
        return taken(*told, **more)

    monkeypatch.setattr(running, "take_turn", late)
    importing.start_run(run, now=began)
    run.refresh_from_db()
    moments = [run.finished_at, *Business.objects.values_list("updated_at", flat=True)]
    assert len(moments) == LIST + 1
    assert all(one is not None and one >= began + waited for one in moments)


def test_a_day_that_is_played_goes_on_to_the_end_of_a_run(run: ImportRun) -> None:
    """Control: who brings a list in for another day finds that day on all of it."""
    then = timezone.now() - timedelta(days=40)
    importing.start_run(run, now=then)
    run.refresh_from_db()
    moments = [run.finished_at, *Business.objects.values_list("updated_at", flat=True)]
    assert all(one is not None and then <= one < then + timedelta(hours=1) for one in moments)
