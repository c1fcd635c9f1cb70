"""Races of real processes: jobs are claimed once, the audit chain stays one line."""

import sqlite3
from itertools import chain
from pathlib import Path

import pytest
from django.db import connection

from lampit.people import actions
from lampit.people.models import Job
from lampit.people.queries.auditing import first_break
from tests.factories import NOW
from tests.processes import answer_of, shared_database

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]


def test_no_two_workers_get_the_same_job(tmp_path: Path) -> None:
    """Six workers, thirty jobs: each job is taken exactly once."""
    numbers = [actions.start_job(None, "uji", {}, now=NOW).pk for _ in range(30)]
    taken = answer_of(
        "tests.people.racing", "claim", "6", folder=tmp_path, database=shared_database(tmp_path)
    )
    assert sorted(chain.from_iterable(taken)) == numbers


def test_a_claim_that_reads_before_it_writes_would_double(tmp_path: Path) -> None:
    """Negative control: the state in the update is what holds; without it both get the job."""
    job = actions.start_job(None, "uji", {}, now=NOW)
    first, second = Job.objects.get(pk=job.pk), Job.objects.get(pk=job.pk)
    claimed = [Job.objects.filter(pk=j.pk).update(state="running") for j in (first, second)]
    assert claimed == [1, 1]
    assert Job.objects.filter(pk=job.pk, state="waiting").update(state="running") == 0


def test_writers_at_once_make_one_chain(tmp_path: Path) -> None:
    """Eight processes append ten entries each: 80 numbers without gap or fork, chain intact."""
    database = shared_database(tmp_path)
    told = answer_of("tests.people.racing", "audit", "8", folder=tmp_path, database=database)
    assert sorted(chain.from_iterable(told)) == list(range(1, 81))
    if connection.vendor == "postgresql":
        assert first_break() is None
    else:
        copy = sqlite3.connect(database.removeprefix("sqlite://"))
        links = "SELECT count(DISTINCT previous), count(*) FROM people_auditentry"
        assert copy.execute(links).fetchone() == (80, 80)
        copy.close()
