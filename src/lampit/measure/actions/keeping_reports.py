"""Reports of big rounds: asked for, made by a job, kept until the figures change."""

import json
import os
import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from django.utils import timezone, translation
from django.utils.translation import gettext

from lampit.measure.actions.printing import number_report
from lampit.measure.models import ReportPrint, Round
from lampit.measure.queries import kept_reports, papers
from lampit.measure.queries.printing import paper_of
from lampit.people.actions import start_job
from lampit.people.models import Job, User
from lampit.people.queries.jobs import open_job
from lampit.places.queries import zone_of

JOB = "survey_report"
STEPS = 3
OLDEST_DAYS = 30
Say = Callable[[int, str], bool]


def ask_for_report(
    actor: User, found: Round, kind: str, language: str, back_url: str, *, now: datetime
) -> Job:
    """Return the job that makes a report: the one that runs for this person, or a new one."""
    asked = {"round": found.pk, "kind": kind, "language": language}
    running = open_job(actor, JOB, asked)
    if running is not None:
        return running
    return start_job(actor, JOB, asked, now=now, region=found.region_id, back_url=back_url)


def make_report(
    actor: User, found: Round, kind: str, language: str, *, now: datetime, say: Say
) -> bool:
    """Make a report and keep it; return False when somebody stopped it. Again is harmless.

    `say` hears the step and its words, and answers whether to go on.
    """
    if kept_reports.kept(found, kind, language) is not None:
        return True
    with translation.override(language), timezone.override(zone_of(found.region_id)):
        mark = kept_reports.mark_of(found, kind, language)
        if not say(0, gettext("Angka dikumpulkan")):
            return False
        paper = paper_of(found)
        numbered = number_report(
            actor, found, kind, paper.language, papers.digest_of(paper), now=now
        )
        if not say(1, gettext("Laporan disusun")):
            return False
        book = kind == ReportPrint.Kind.BOOK
        made = papers.workbook(paper, numbered) if book else papers.pdf(paper, numbered)
        if not say(2, gettext("Laporan disimpan")):
            return False
        told = json.dumps({"digest": numbered.digest, "number": numbered.number})
        path = kept_reports.path_of(found, kind, language, mark)
        _write(path, made)
        _write(path.with_suffix(".json"), told.encode())
    _drop_older(found, kind, language, path)
    return True


def _write(path: Path, content: bytes) -> None:
    """Write a file that is there whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    Path(name).replace(path)


def _drop_older(found: Round, kind: str, language: str, keep: Path) -> None:
    for path in kept_reports.folder().glob(f"{found.pk}-{kind}-{language}-*"):
        if path.stem != keep.stem:
            path.unlink(missing_ok=True)


def drop_old_reports(_now: datetime) -> int:
    """Remove kept reports that nobody made anew for a month; return how many files went."""
    gone, oldest = 0, time.time() - OLDEST_DAYS * 86_400
    for path in kept_reports.folder().glob("*"):
        if path.stat().st_mtime < oldest:
            path.unlink(missing_ok=True)
            gone += 1
    return gone
