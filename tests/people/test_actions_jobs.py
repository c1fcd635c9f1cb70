"""Long jobs: claimed once, alive by heartbeat, cancelled, ended once, taken up again."""

from datetime import timedelta

import pytest

from lampit.people import actions
from lampit.people.actions import jobs
from lampit.people.models import Job
from tests.factories import NOW, member

pytestmark = pytest.mark.django_db


def waiting() -> Job:
    """Return a job in the queue."""
    return actions.start_job(member("staff", "63.08"), "uji", {"a": 1}, now=NOW, region="63.08")


def state(job: Job) -> str:
    """Return where the job stands now."""
    return Job.objects.get(pk=job.pk).state


def test_jobs_are_taken_oldest_first_and_once() -> None:
    """Each job goes to one worker; an empty queue gives nothing."""
    first, second = waiting(), waiting()
    taken = [actions.claim_job(NOW) for _ in range(3)]
    assert taken == [first, second, None]
    assert state(first) == Job.State.RUNNING


def test_progress_is_a_heartbeat() -> None:
    """A job that tells how far it is stays out of the reaper's hands."""
    waiting()
    job = actions.claim_job(NOW)
    assert job is not None
    later = NOW + timedelta(seconds=80)
    assert actions.job_progress(job, 3, 10, "3 dari 10", now=later)
    assert actions.reap_jobs(NOW + timedelta(seconds=160)) == 0
    assert actions.reap_jobs(NOW + timedelta(seconds=171)) == 1


def test_a_silent_job_is_tried_three_times() -> None:
    """Its worker was killed: put back, at most three times, then it fails and says so."""
    job, at = waiting(), NOW
    for _ in range(jobs.MOST_TRIES):
        assert actions.claim_job(at) == job
        at += timedelta(seconds=91)
        actions.reap_jobs(at)
    assert state(job) == Job.State.FAILED
    assert Job.objects.get(pk=job.pk).message == "Pekerjaan terhenti tiga kali."
    assert actions.claim_job(at) is None


def test_cancelling_ends_a_waiting_job_and_asks_a_running_one() -> None:
    """A running job learns it at its next progress note."""
    first, second = waiting(), waiting()
    running = actions.claim_job(NOW)
    assert running == first
    for job in (first, second):
        actions.ask_cancel(job, now=NOW)
    assert (state(first), state(second)) == (Job.State.RUNNING, Job.State.CANCELLED)
    assert not actions.job_progress(first, 1, 2, "", now=NOW)
    actions.finish_job(first, Job.State.CANCELLED, now=NOW, result={})
    assert state(first) == Job.State.CANCELLED


def test_a_job_ends_once() -> None:
    """Who comes too late changes nothing."""
    waiting()
    job = actions.claim_job(NOW)
    assert job is not None
    actions.finish_job(job, Job.State.DONE, now=NOW, message="beres", result={"n": 1})
    actions.finish_job(job, Job.State.FAILED, now=NOW, message="salah", result={})
    ended = Job.objects.get(pk=job.pk)
    assert (ended.state, ended.message, ended.result) == ("done", "beres", {"n": 1})
