"""The search for doubles as long work: after an import, cancelled, and run twice."""

from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from lampit.config.working import run_one
from lampit.people.actions import ask_cancel
from lampit.people.models import Job, User
from lampit.registry import actions, jobs
from lampit.registry.actions import linking
from lampit.registry.actions.erasing import erase_person
from lampit.registry.actions.importing import Report
from lampit.registry.actions.linking import (
    queue_search,
    queue_search_after,
    queue_search_of_new,
    search_new,
)
from lampit.registry.actions.storing import store_pairs
from lampit.registry.jobs import JOBS
from lampit.registry.models import Business, Change, ImportRun, Pair
from lampit.registry.queries import linking as queries
from lampit.registry.queries.personal import records_of
from lampit.science import linkage
from tests.factories import business
from tests.registry.lookalikes import office, record
from tests.registry.told import NIK, NOW, told

pytestmark = pytest.mark.django_db


def test_an_import_that_wrote_something_has_its_kabupaten_searched() -> None:
    """The queue of the desk fills by itself; two imports in a row ask once."""
    staff = office()
    record(staff, nik=NIK, phones=("+6281211112222",))
    record(staff, owner_name="Sity Rahmah", name="ANYAMAN BUNGA", phones=("+6281211112222",))
    run, wrote = ImportRun(region_id="63.08"), Report()
    assert queue_search_after(run, wrote, staff, now=NOW) is None
    wrote.counts["create"] = 2
    first = queue_search_after(run, wrote, staff, now=NOW)
    assert queue_search_after(run, wrote, staff, now=NOW) == first
    assert run_one()
    job = Job.objects.get()
    assert (job.state, job.back_url) == (Job.State.DONE, "/balai/duplikat/")
    assert "1 baru di antrean" in job.message
    assert Pair.objects.count() == 1


def test_a_search_that_is_cancelled_leaves_the_queue_as_it_was() -> None:
    """Nothing is stored before the comparison has ended."""
    staff = office()
    record(staff, nik=NIK, phones=("+6281211112222",))
    record(staff, owner_name="Sity Rahmah", name="ANYAMAN BUNGA", phones=("+6281211112222",))
    job = queue_search("63.08", staff, now=NOW)
    Job.objects.filter(pk=job.pk).update(state=Job.State.RUNNING)
    job.refresh_from_db()
    ask_cancel(job, now=timezone.now())
    JOBS["doubles"](job)
    job.refresh_from_db()
    assert job.state == Job.State.CANCELLED
    assert not Pair.objects.exists()


def two_of_one(staff: User) -> None:
    """Register one business twice."""
    record(staff, nik=NIK, phones=("+6281211112222",))
    record(staff, owner_name="Sity Rahmah", name="ANYAMAN BUNGA", phones=("+6281211112222",))


def searched(staff: User, settings: Any, folder: Path) -> None:
    """Have the kabupaten searched as a whole, with its index in `folder`."""
    settings.LAMPIT_HOME = folder
    queue_search("63.08", staff, now=NOW)
    assert run_one()


def test_a_new_entry_is_compared_with_all_by_the_index(
    settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The clock sees it, and asks once; the pair is that of a full search; nothing else is read."""
    staff = office()
    assert queue_search_of_new(NOW) == 0
    record(staff, nik=NIK, phones=("+6281211112222",))
    for n in range(40):
        other(staff, n)
    searched(staff, settings, tmp_path)
    assert not Pair.objects.exists()
    monkeypatch.setattr(linking, "NEW_SHARE", 0.5)
    monkeypatch.setattr(queries, "SLACK", 0)
    searched(staff, settings, tmp_path)
    assert queue_search_of_new(NOW) == 0
    record(staff, owner_name="Sity Rahmah", name="ANYAMAN BUNGA", phones=("+6281211112222",))
    assert queue_search_of_new(NOW) == 1
    monkeypatch.setattr(jobs, "search_doubles", None)
    assert run_one()
    assert Job.objects.order_by("id").last().state == Job.State.DONE  # type: ignore[union-attr]
    found = Pair.objects.get()
    assert queue_search_of_new(NOW) == 0
    monkeypatch.undo()
    searched(staff, settings, tmp_path)
    full = Pair.objects.get()
    assert (full.pk, full.probability, full.explanation) == (
        found.pk, found.probability, found.explanation,
    )  # fmt: skip


def test_a_changed_record_loses_the_pair_it_no_longer_makes(
    settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was looked at anew and is not found again falls out; a sign of life changes nothing."""
    monkeypatch.setattr(linking, "NEW_SHARE", 1.0)
    monkeypatch.setattr(queries, "SLACK", 0)
    staff = office()
    for name in ("Anyaman Bunga Rawa", "ANYAMAN BUNGA"):
        record(staff, name=name)
    searched(staff, settings, tmp_path)
    pair = Pair.objects.get()
    assert queue_search_of_new(NOW) == 0
    again = told(
        nik="", phones=("+6281299998888",), owner_name="Ahmad Bahrudin", name="Bengkel Jaya"
    )
    actions.edit_business(staff, pair.right.public_id, again, based_on=pair.right.version, now=NOW)
    assert queue_search_of_new(NOW) == 1
    assert run_one()
    pair.refresh_from_db()
    assert pair.state == Pair.State.GONE


def test_a_register_that_changed_much_is_searched_as_a_whole(settings: Any, tmp_path: Path) -> None:
    """An import of more than a twentieth of the records is no small change."""
    staff = office()
    two_of_one(staff)
    searched(staff, settings, tmp_path)
    assert search_new("63.08", now=NOW, say=lambda _text: None) is None


@pytest.mark.django_db(transaction=True)
def test_whom_the_register_forgot_stands_in_no_index(settings: Any, tmp_path: Path) -> None:
    """The index goes with the person, and the next search writes it without her."""
    staff = office()
    record(staff, nik=NIK, phones=("+6281211112222",))
    other(staff, 1)
    searched(staff, settings, tmp_path)
    gone = Business.objects.earliest("pk")
    assert gone.owner is not None
    about = tmp_path / "linkage" / "63.08" / "about.json"
    assert about.is_file()
    erase_person(None, records_of(gone.owner), now=NOW)
    assert not about.exists()
    assert queue_search_of_new(NOW) == 0
    assert run_one()
    model = linkage.shipped()
    index = linkage.Index.open(about.parent, linking._secret("63.08"), model)
    assert index is not None
    assert gone.pk not in index.ids
    assert len(index.ids) == 1


def other(staff: User, n: int) -> None:
    """Register a business like no other."""
    record(staff, owner_name=f"Nama{n:02} Orang{n:02}", name=f"Kedai {n:02}")


def test_what_others_changed_hides_no_change_of_ours() -> None:
    """Of a whole nation's journal the rows of one kabupaten are found, however many are before."""
    staff = office()
    two_of_one(staff)
    since = queries.Marks(Business.objects.latest("pk").pk, Change.objects.latest("pk").pk, 0)
    foreign = business("63.09")
    Change.objects.bulk_create(
        Change(entity=entity, entity_id=pk, field="name", source="kantor", at=NOW)
        for entity, pk in [("business", foreign.pk)] * 9 + [("owner", 10**6)] * 9
    )
    assert queries.changed_since("63.08", since, 1) == set()
    ours = Business.objects.filter(region="63.08").order_by("pk").values_list("pk", "owner_id")
    (first, _), (second, owner_id) = ours[:2]
    told = [("business", first)] * 9 + [("owner", owner_id)]
    Change.objects.bulk_create(
        Change(entity=entity, entity_id=pk, field="name", source="kantor", at=NOW)
        for entity, pk in told
    )
    assert {first, second} <= queries.changed_since("63.08", since, 3)
    with CaptureQueriesContext(connection) as asked:
        assert len(queries.changed_since("63.08", since, 1)) > 1
    assert len(asked) <= 6


def test_who_comes_during_a_search_is_searched_next(
    settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """How far it has come is noted before the records are read, not after."""
    staff = office()
    two_of_one(staff)
    for n in range(60):
        other(staff, n)
    monkeypatch.setattr(queries, "SLACK", 0)
    searched(staff, settings, tmp_path)
    other(staff, 70)
    real = store_pairs

    def late(*args: Any, **told_: Any) -> Any:
        other(staff, 71)
        return real(*args, **told_)

    monkeypatch.setattr("lampit.registry.actions.linking.store_pairs", late)
    assert search_new("63.08", now=NOW, say=lambda _text: None) is not None
    assert queue_search_of_new(NOW) == 1
