"""Undo with its owners, runs whose process is gone, and the day a list was taken."""

import multiprocessing
import signal
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from lampit.basics.refusal import Refusal
from lampit.people.models import Job
from lampit.registry import actions
from lampit.registry.access import visible_owners
from lampit.registry.actions import confirm_business, hand_over, importing
from lampit.registry.actions.importing import holding, undoing
from lampit.registry.models import Business, ImportRow, ImportRun, Owner
from lampit.registry.queries.matching import owner_with_nik
from tests.factories import NOW as LATER
from tests.factories import member
from tests.registry import messy
from tests.registry import moving as moves
from tests.registry.test_actions_import import BASUNI, NOW, RINA, done, opened

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: Any) -> Path:
    """Give each test its own folder of uploads, and the places of HSU."""
    settings.LAMPIT_HOME = tmp_path
    messy.load_places()
    return tmp_path


def test_owners_go_and_come_with_their_businesses(home: Path) -> None:
    """An undo withdraws whom only that list told; people's work holds; the list again brings back.

    One of two businesses left, or a person known as member of a group, is somebody still.
    """
    second = [*RINA[:1], "Warung Rina", RINA[2], "Paliwara", RINA[4], "warung", *RINA[6:]]
    person = member("staff", messy.HSU)
    done(home, RINA)
    done(home, second, BASUNI)
    importing.undo_run(ImportRun.objects.latest("id"), None, now=NOW)
    rina, basuni = Owner.objects.order_by("id")
    assert rina.withdrawn_at is None
    assert basuni.withdrawn_at is not None
    assert owner_with_nik(visible_owners(person), BASUNI[2]) is None
    assert owner_with_nik(visible_owners(person), RINA[2]) == rina
    done(home, BASUNI)
    assert owner_with_nik(visible_owners(person), BASUNI[2]) == basuni
    assert Owner.objects.count() == 2


def test_an_undo_that_fell_goes_on_with_its_counts(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was undone before the fall is counted, nothing twice; meanwhile the run cannot start."""
    monkeypatch.setattr(undoing, "BLOCK", 1)
    done(home, RINA, BASUNI)
    run = ImportRun.objects.get()
    whole = undoing._undo_block

    def fall(*told: Any) -> None:
        whole(*told)
        if told[1][0].row == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(undoing, "_undo_block", fall)
    with pytest.raises(KeyboardInterrupt):
        importing.undo_run(run, None, now=NOW)
    assert Business.objects.filter(withdrawn_at=None).count() == 1
    monkeypatch.setattr(undoing, "_undo_block", whole)
    undone = importing.undo_run(run, None, now=NOW)
    assert (undone.withdrawn, undone.restored, undone.kept) == (2, 0, [])
    run.refresh_from_db()
    assert (run.state, run.counts["withdrawn"]) == ("undone", 2)
    assert "undo" not in run.counts


def test_a_run_gives_way_once_its_process_is_gone(home: Path) -> None:
    """While it lives others are told its number and how to stop it; after kill -9 none waits."""
    left = opened(home, RINA, name="satu")
    ImportRun.objects.filter(pk=left.pk).update(state=ImportRun.State.RUNNING)
    fork = multiprocessing.get_context("fork")
    ready = fork.Event()

    def hold() -> None:
        with holding.held(left):
            ready.set()
            signal.pause()

    process = fork.Process(target=hold, daemon=True)
    process.start()
    assert ready.wait(20)
    other = opened(home, BASUNI, name="dua")
    with pytest.raises(Refusal, match=rf"Impor {left.pk} \(satu.csv\).*cancel-import {left.pk}"):
        importing.start_run(other, now=NOW + timedelta(hours=9))
    with pytest.raises(Refusal, match="sedang berjalan"):
        importing.undo_run(done_rows(left), None, now=NOW)
    with pytest.raises(Refusal, match="sedang berjalan"):
        importing.take_up(opened(home, RINA, name="satu"), {}, now=NOW)
    process.kill()
    process.join()
    report = importing.start_run(other, now=NOW)
    assert (report.gave_way, report.counts["create"]) == (left, 1)
    assert importing.take_up(opened(home, RINA, name="satu"), {}, now=NOW) == left


def done_rows(run: ImportRun) -> ImportRun:
    """Return the run with a row in its journal, as if it had begun to write."""
    ImportRow.objects.create(run=run, sheet="satu", row=99, action="reject")
    return run


def test_a_job_that_ended_for_good_blocks_nobody(home: Path) -> None:
    """Three times killed, the job has failed: its run gives way without waiting."""
    first = opened(home, RINA, name="satu")
    job = importing.queue_run(first, None, back_url="/", now=NOW)
    assert job is not None
    Job.objects.filter(pk=job.pk).update(state=Job.State.FAILED)
    assert importing.start_run(opened(home, BASUNI, name="dua"), now=NOW).gave_way == first


def test_a_list_is_a_sign_of_life_when_it_says_of_which_day(home: Path) -> None:
    """Its day counts where it is newer, whoever told the older one; undo gives that back."""
    run = opened(home, RINA, BASUNI)
    run.mapping = {"constants": {"observed_at": "2026-06-30"}}
    run.save()
    importing.start_run(run, now=NOW)
    rina, basuni = Business.objects.order_by("id")
    assert (rina.confirmed_on, rina.confirmed_by) == (date(2026, 6, 30), "impor")
    confirm_business(basuni, "visit", NOW - timedelta(days=30))
    done(home, [*RINA[:6], "081299998888", RINA[7]])
    rina.refresh_from_db()
    assert rina.confirmed_on == date(2026, 6, 30)
    later = opened(home, RINA, BASUNI, name="lagi")
    later.mapping = {"constants": {"observed_at": "1 Oktober 2026"}}
    later.save()
    assert importing.start_run(later, now=NOW).counts["update"] == 1
    rina.refresh_from_db()
    basuni.refresh_from_db()
    assert (rina.confirmed_on, basuni.confirmed_by) == (date(2026, 10, 1), "kunjungan")
    again = opened(home, RINA, BASUNI, name="lagi")
    again.mapping = later.mapping
    again.save()
    assert importing.start_run(again, now=NOW).counts["update"] == 0
    importing.undo_run(later, None, now=NOW)
    rina.refresh_from_db()
    assert (rina.confirmed_on, rina.confirmed_by) == (date(2026, 6, 30), "impor")


def test_what_moved_to_another_kabupaten_is_not_undone(home: Path) -> None:
    """The list of the old office is taken back without touching what the new one has."""
    staff, other = moves.staff_of_both()
    done(home, RINA, BASUNI)
    moved = Business.objects.order_by("id")[0]
    made = moves.asked(staff, moved)
    with transaction.atomic():
        hand_over(other, made.pk, "", now=LATER)
    undone = importing.undo_run(ImportRun.objects.latest("id"), staff, now=LATER)
    assert undone.withdrawn == 1
    assert [one.reason for one in undone.kept] == ["pindah ke kabupaten lain"]
    moved.refresh_from_db()
    assert (moved.withdrawn_at, moved.region_id) == (None, moves.THERE)


def test_a_run_leaves_the_words_of_merged_records_and_the_other_records_of_a_person(
    home: Path,
) -> None:
    """A golden record written by a list, and by its undo, is found by all that hang on it."""
    person = member("staff", messy.HSU)
    done(home, RINA, BASUNI)
    rina, basuni = Business.objects.order_by("id")
    actions.merge(person, [rina.pk, basuni.pk], now=NOW, reason="usaha suami istri")
    golden = Business.objects.get(golden=None)
    assert {"rina", "basuni"} <= set(golden.search_key.split())
    second = [*RINA[:1], "Warung Rina Dua", "", "Paliwara", RINA[4], "warung", "", ""]
    done(home, second)
    other = Business.objects.get(name="Warung Rina Dua")
    assert golden.owner is not None
    ids = [golden.owner_id or 0, other.owner_id or 0]
    joined = actions.merge_owners(person, ids, now=NOW, reason="kata ketua kelompok")
    new = [golden.owner.name, golden.name, *(RINA if golden.pk == rina.pk else BASUNI)[2:]]
    new[6] = "081251119999"
    later = NOW + timedelta(days=40)
    run = opened(home, new, name="baru")
    importing.start_run(run, now=later)
    golden.refresh_from_db()
    assert "6281251119999" in golden.search_key
    assert {"rina", "basuni"} <= set(golden.search_key.split())
    phones = Owner.objects.filter(pk__in=ids).values_list("phone", "phone_2")
    assert len(set(phones)) == 1
    importing.undo_run(run, None, now=later)
    golden.refresh_from_db()
    assert {"rina", "basuni"} <= set(golden.search_key.split())
    assert len(set(Owner.objects.filter(pk__in=ids).values_list("phone", "phone_2"))) == 1
    actions.part_owners(person, joined.pk, now=later)
