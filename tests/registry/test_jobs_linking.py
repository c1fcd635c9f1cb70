"""The search for doubles as long work: after an import, cancelled, and run twice."""

import pytest
from django.utils import timezone

from lampit.config.working import run_one
from lampit.people.actions import ask_cancel
from lampit.people.models import Job
from lampit.registry.actions.importing import Report
from lampit.registry.actions.linking import queue_search, queue_search_after
from lampit.registry.jobs import JOBS
from lampit.registry.models import ImportRun, Pair
from tests.registry.lookalikes import office, record
from tests.registry.told import NIK, NOW

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
