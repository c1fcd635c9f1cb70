"""What the page of an import says beside its counts, and which finished imports wait to be seen."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from lampit.basics.texts import gettext_noop
from lampit.registry.models import ImportRun, ValueAnswer
from lampit.registry.rules.importing.checked import ColumnFound, came_out_otherwise

TOLD_FOR = timedelta(days=30)
TOLD_AT_MOST = 3
NAMED_AT_MOST = 3
WORDS = {
    "create": gettext_noop("usaha baru"),
    "update": gettext_noop("diperbarui"),
    "unchanged": gettext_noop("sama"),
    "double": gettext_noop("ganda dalam berkas"),
    "reject": gettext_noop("belum bisa masuk"),
}


@dataclass(frozen=True, slots=True)
class Difference:
    """What became of more or fewer rows than the check had said."""

    word: str
    then: int
    now: int


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a checked list; shares are of its records."""

    header: str
    field: str
    filled: int
    wrong: int
    filled_share: float


def columns_of(run: ImportRun) -> list[Column]:
    """Return the columns of a checked run with what is filled and what is doubtful; no query."""
    rows = max(int(run.counts.get("rows", 0)), 1)
    found = (ColumnFound(*one) for one in run.counts.get("columns", ()))
    return [
        Column(one.header, one.field, one.filled, one.wrong, min(one.filled / rows, 1.0))
        for one in found
    ]


def differences(run: ImportRun) -> tuple[list[Difference], str]:
    """Return in what a finished run differs from its check, and why; at most two queries."""
    if run.state != ImportRun.State.DONE:
        return [], ""
    found = [
        Difference(_(WORDS[name]), then, now)
        for name, then, now in came_out_otherwise(run.checked, run.counts)
    ]
    return found, _why(run) if found else ""


def _why(run: ImportRun) -> str:
    """Say what happened to the register between the check and the end of a run."""
    since = parse_datetime(str((run.checked or {}).get("at", ""))) or run.created_at
    until = run.finished_at or since
    others = ImportRun.objects.filter(
        region_id=run.region_id, finished_at__gte=since, finished_at__lte=until
    ).exclude(pk=run.pk)
    names = [f"{one.pk} ({one.file_name})" for one in others.order_by("pk")[:NAMED_AT_MOST]]
    if names:
        return _("Sesudah diperiksa masuk impor lain: %(names)s.") % {"names": ", ".join(names)}
    answers = ValueAnswer.objects.filter(region_id=run.region_id, answered_at__gte=since)
    if answers.filter(answered_at__lte=until).exists():
        return _("Sesudah diperiksa ada nilai meragukan yang dijawab.")
    return _("Sesudah diperiksa ada yang mengubah daftar usaha.")


def unseen_runs(runs: QuerySet[ImportRun], owner: int, now: datetime) -> QuerySet[ImportRun]:
    """Return the newest imports of a person that ended and were not looked at; no query yet.

    Args:
        runs: those that exist for the person.
        owner: who started them.
        now: imports that ended more than thirty days ago are told no more.
    """
    ended = (ImportRun.State.DONE, ImportRun.State.FAILED)
    rows = runs.filter(owner_id=owner, state__in=ended, seen_at=None, undoes=None)
    return rows.filter(finished_at__gt=now - TOLD_FOR).order_by("-id")[:TOLD_AT_MOST]
