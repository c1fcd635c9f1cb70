"""Long work of the registry: office lists in, doubles looked for; what the clock brings."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from django.utils import timezone
from django.utils.translation import gettext

from lampit.basics.refusal import Refusal
from lampit.people.access import region_of
from lampit.people.actions import finish_job, job_progress
from lampit.people.models import Job
from lampit.places import queries as places
from lampit.registry import access, actions, queries
from lampit.registry.actions import importing, make_reminders, requesting
from lampit.registry.actions.catalogue import catch_up
from lampit.registry.actions.coarsening import coarsen_points
from lampit.registry.actions.drafts import drop_drafts
from lampit.registry.actions.exporting import Mark
from lampit.registry.actions.importing.indexes import build_left
from lampit.registry.actions.linking import JOB as DOUBLES
from lampit.registry.actions.linking import (
    queue_samples,
    queue_search_after,
    queue_search_of_new,
    search_doubles,
    search_new,
)
from lampit.registry.actions.listed import drop_left
from lampit.registry.actions.mending import mend_records
from lampit.registry.models import ImportRun
from lampit.registry.queries import exporting
from lampit.registry.queries.importing import run_with
from lampit.registry.queries.left import standing_in
from lampit.registry.queries.paging import every
from lampit.registry.queries.requests import request_with
from lampit.registry.rules.asking import Asked
from lampit.registry.rules.bits import Bits
from lampit.registry.rules.exporting import opened_of, wanted_of

NOTED_EVERY = 5_000

SEARCH_STEPS = 4  # cleaned, blocks, candidates, compared


def run_import(job: Job) -> None:
    """Write the run of a job block by block; a second start goes on where the first was killed."""
    run = _run(job)
    try:
        _write(run, job)
    finally:
        importing.start_next(run.region_id, now=timezone.now())


def _write(run: ImportRun, job: Job) -> None:
    total = int(run.counts.get("rows") or 0)

    def progress(done: int) -> bool:
        return job_progress(job, done, total or done, f"{run.file_name}", now=timezone.now())

    try:
        report = importing.resume_run(run, now=timezone.now(), progress=progress)
    except Exception as error:
        importing.fail_run(run, str(error), now=timezone.now())
        raise
    catch_up()
    if not report.is_whole:
        importing.stop_run(run, now=timezone.now())
        finish_job(job, Job.State.CANCELLED, now=timezone.now(), result={"run": run.pk})
    else:
        queue_search_after(run, report, job.owner, now=timezone.now())


def check_import(job: Job) -> None:
    """Walk a long list without writing, so that the check page can lead with its counts."""
    importing.check_run(_run(job), now=timezone.now())


def run_export(job: Job) -> None:
    """Write a long list that a second person allowed; a second start begins anew."""
    request = request_with(int(job.parameters["request"]))
    if request is None:
        raise Refusal("not_found", "Permintaan ini tidak ada lagi.")
    asked, person, today = Asked(**request.asked), request.asker, timezone.localdate()
    rows, place = access.visible_businesses(person), region_of(person)
    regions = access.whole_regions(person)
    below = places.two_below(place) if place else []
    found = queries.chosen(rows, asked, today, regions=regions, below=below)
    region = place if regions == [place] else ""
    wanted = wanted_of(request.wanted)
    look = exporting.Look(today, frozenset(opened_of(wanted)))

    def write(path: Path, mark: Mark) -> Bits:
        line, listed = exporting.line_of(person, mark.number, wanted, mark.at), Bits()
        ids = _watched(job, every(found, asked.order, region=region), found.size)
        ids = listed.through(standing_in(rows, ids, wanted))
        with path.open("wb") as file:
            for piece in exporting.pieces(rows, ids, wanted, look, line):
                file.write(piece)
        return listed

    try:
        requesting.write_export(request, write, now=timezone.now())
    except Exception:
        requesting.fail_export(request)
        raise


def run_whole_report(job: Job) -> None:
    """Write the report of an import, all values whole, that a second person allowed."""
    request = request_with(int(job.parameters["request"]))
    run = run_with(int(request.asked["run"])) if request else None
    if request is None or run is None or not access.visible_runs(request.asker).filter(pk=run.pk):
        raise Refusal("not_found", "Permintaan ini tidak ada lagi.")
    importing.whole_report(run, request.asker)
    wanted, today = wanted_of(request.wanted), timezone.localdate()

    def write(path: Path, mark: Mark) -> Bits:
        line = exporting.line_of(request.asker, mark.number, wanted, mark.at)
        importing.write_problems(run, path, today, is_whole=True, line=line)
        return Bits()

    try:
        requesting.write_export(request, write, now=timezone.now())
    except Exception:
        requesting.fail_export(request)
        raise


def _watched(job: Job, ids: Iterator[int], total: int) -> Iterator[int]:
    """Yield ids and tell how far the file is.

    Raises:
        Refusal: `export_cancelled` when somebody asked the job to stop.
    """
    for done, pk in enumerate(ids):
        if done % NOTED_EVERY == 0 and not job_progress(
            job, done, total, gettext("Daftar usaha"), now=timezone.now()
        ):
            raise Refusal("export_cancelled", "Pembuatan berkas dibatalkan.")
        yield pk


def find_doubles(job: Job) -> None:
    """Compare the records of a kabupaten and fill the queue of its desk; a second start is whole.

    After an import or an entry only what is new is compared with all, where that is enough.

    Nothing is written before the comparison has ended: a cancelled search leaves the queue as
    it was.
    """
    done = 0

    def say(text: str) -> None:
        nonlocal done
        done += 1
        if not job_progress(job, done, SEARCH_STEPS, text, now=timezone.now()):
            raise _Cancelled

    region, now, searched = str(job.parameters["region"]), timezone.now(), None
    try:
        if job.parameters.get("only_new"):
            searched = search_new(region, now=now, say=say)
        searched = searched or search_doubles(region, now=now, say=say)
    except _Cancelled:
        finish_job(job, Job.State.CANCELLED, now=timezone.now(), result={})
        return
    job.message = gettext("%(n)d pasangan mungkin sama, %(new)d baru di antrean.") % {
        "n": searched.found.pairs.num_rows, "new": searched.stored.new,
    }  # fmt: skip


class _Cancelled(Exception):  # noqa: N818 - no error: somebody asked for it
    """The person who started a search has stopped it."""


def _run(job: Job) -> ImportRun:
    run = run_with(int(job.parameters["run"]))
    if run is None:
        raise Refusal("import_unknown", "Impor ini tidak ada lagi.")
    return run


def note_log_ins(now: datetime) -> int:
    """Take the log-ins of owners as signs of life; return how many businesses it was news for."""
    return actions.note_log_ins(now)


def count_quality(now: datetime) -> int:
    """Count once a day how complete and fresh each register is; return how many kabupaten."""
    return actions.count_due(now)


def compare_listing(job: Job) -> None:
    """Hold a list of the field against the register."""

    def say(said: str) -> None:
        job_progress(job, 0, 0, said, now=timezone.now())

    actions.compare_listing(int(job.parameters["listing"]), now=timezone.now(), say=say)


JOBS: dict[str, Callable[[Job], None]] = {
    "import": run_import,
    "import_check": check_import,
    DOUBLES: find_doubles,
    requesting.JOB: run_export,
    importing.REPORT_JOB: run_whole_report,
    "field_listing": compare_listing,
}


def take_in_changes(_now: datetime) -> int:
    """Take what was written since into the catalogue of the list and return how much it was."""
    return catch_up()


TICKS: dict[str, Callable[[datetime], int]] = {
    "catalogue": take_in_changes,
    "points_cut": coarsen_points,
    "records_mended": mend_records,
    "imports_started": importing.start_all_next,
    "indexes_built": build_left,
    "exports_ended": requesting.end_exports,
    "moves_ended": actions.end_moves,
    "across_ended": actions.end_across,
    "across_found": actions.find_across_nightly,
    "left_dropped": drop_left,
    "drafts_dropped": drop_drafts,
    "paper_reminders": make_reminders,
    "log_ins": note_log_ins,
    "quality": count_quality,
    "new_doubles": queue_search_of_new,
    "samples": queue_samples,
}
